Class constructor
Function ($a : Text)
Function

// args: check

// exit: 1
// err: syntax/function
// err: 
// err:   × a function needs a name
// err:    ╭─[function.4dm:2:1]
// err:  1 │ Class constructor
// err:  2 │ Function ($a : Text)
// err:    · ────┬───
// err:    ·     ╰── expected a name after it
// err:  3 │ Function
// err:    ╰────
// err:   help: write `Function name($parameter : Type) : Type`
// err: 
// err: semantic/unknown-method
// err: 
// err:   × `Function` cannot stand alone
// err:    ╭─[function.4dm:3:1]
// err:  2 │ Function ($a : Text)
// err:  3 │ Function
// err:    · ────────
// err:  4 │ 
// err:    ╰────
// err:   help: write `Function name($parameter : Type) : Type`
// err: 
// err: 1 file checked: 2 errors, 0 warnings
