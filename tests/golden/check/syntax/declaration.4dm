var $a Text
var
C_TEXT(Uppercase)
var This

// args: check

// exit: 1
// err: syntax/declaration
// err: 
// err:   × the type follows a colon
// err:    ╭─[declaration.4dm:1:8]
// err:  1 │ var $a Text
// err:    ·        ──┬─
// err:    ·          ╰── expected `:` or `;`
// err:  2 │ var
// err:    ╰────
// err:   help: write `var $name : Type`
// err: semantic/unknown-method
// err: 
// err:   × `var` is neither a keyword nor a method or command
// err:    ╭─[declaration.4dm:2:1]
// err:  1 │ var $a Text
// err:  2 │ var
// err:    · ───
// err:  3 │ C_TEXT(Uppercase)
// err:    ╰────
// err:   help: did you mean `var`?
// err: syntax/declaration
// err: 
// err:   ⚠ only variables can be declared
// err:    ╭─[declaration.4dm:3:8]
// err:  2 │ var
// err:  3 │ C_TEXT(Uppercase)
// err:    ·        ────┬────
// err:    ·            ╰── not a variable
// err:  4 │ var This
// err:    ╰────
// err: 1 file checked: 2 errors, 1 warning
