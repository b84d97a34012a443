gret("Ann")
GREET("Ann")

// args: check

// exit: 1
// err: semantic/unknown-method
// err: 
// err:   × there is no method or command `gret`
// err:    ╭─[main.4dm:1:1]
// err:  1 │ gret("Ann")
// err:    · ────
// err:  2 │ GREET("Ann")
// err:    ╰────
// err:   help: did you mean `greet`?
// err: 
// err: 1 file checked: 1 error, 0 warnings
