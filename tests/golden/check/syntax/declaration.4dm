var $a Text
var
C_TEXT(Uppercase)
var This
var $b; 

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
// err: 
// err: semantic/unknown-method
// err: 
// err:   × `var` cannot stand alone
// err:    ╭─[declaration.4dm:2:1]
// err:  1 │ var $a Text
// err:  2 │ var
// err:    · ───
// err:  3 │ C_TEXT(Uppercase)
// err:    ╰────
// err:   help: write `var $name : Type`
// err: 
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
// err:   help: variables are written `$name`, `name` or `<>name`; a command or method cannot be one
// err: 
// err: syntax/separator
// err: 
// err:   ⚠ a statement needs no `;` at its end
// err:    ╭─[declaration.4dm:5:7]
// err:  4 │ var This
// err:  5 │ var $b; 
// err:    ·       ┬
// err:    ·       ╰── not expected here
// err:  6 │ 
// err:    ╰────
// err:   help: a statement ends with its line: remove the `;`
// err: 
// err: 1 file checked: 2 errors, 2 warnings
