ALERT("x")
Class constructor

// args: check

// exit: 1
// err: syntax/outside-function
// err: 
// err:   × statements of a class stand in its functions
// err:    ╭─[outside-function.4dm:1:1]
// err:  1 │ ALERT("x")
// err:    · ──────────
// err:  2 │ Class constructor
// err:    ╰────
// err:   help: put it after a `Function` or `Class constructor` line
// err: 
// err: 1 file checked: 1 error, 0 warnings
