Class constructor
Function

// args: check

// exit: 1
// err: semantic/unknown-method
// err: 
// err:   × `Function` is neither a keyword nor a method or command
// err:    ╭─[function.4dm:2:1]
// err:  1 │ Class constructor
// err:  2 │ Function
// err:    · ────────
// err:  3 │ 
// err:    ╰────
// err:   help: did you mean `Function`?
// err: 1 file checked: 1 error, 0 warnings
