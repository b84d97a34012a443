Class extends Object
Class extends Object
Class constructor
	Super()

// args: check

// exit: 1
// err: syntax/extends
// err: 
// err:   × a second `Class extends`
// err:    ╭─[extends.4dm:2:1]
// err:  1 │ Class extends Object
// err:    ·               ───┬──
// err:    ·                  ╰── the first one
// err:  2 │ Class extends Object
// err:    · ────────────────────
// err:  3 │ Class constructor
// err:    ╰────
// err:   help: a class extends one class: keep one of the two lines
// err: 
// err: 1 file checked: 1 error, 0 warnings
