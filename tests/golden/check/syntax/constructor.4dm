Class constructor
Class constructor

// args: check

// exit: 1
// err: syntax/constructor
// err: 
// err:   × a second `Class constructor`
// err:    ╭─[constructor.4dm:2:1]
// err:  1 │ Class constructor
// err:    · ────────┬────────
// err:    ·         ╰── the first one
// err:  2 │ Class constructor
// err:    · ─────────────────
// err:  3 │ 
// err:    ╰────
// err:   help: a class has one constructor: put both together
// err: 
// err: 1 file checked: 1 error, 0 warnings
