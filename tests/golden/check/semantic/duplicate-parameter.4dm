#DECLARE($a : Text; $b : Text; $A : Text) -> $b : Text

// args: check

// exit: 1
// err: semantic/duplicate-parameter
// err: 
// err:   × `$A` is declared twice
// err:    ╭─[duplicate-parameter.4dm:1:32]
// err:  1 │ #DECLARE($a : Text; $b : Text; $A : Text) -> $b : Text
// err:    ·          ────┬────             ────┬────
// err:    ·              │                     ╰── again here
// err:    ·              ╰── declared here
// err:  2 │ 
// err:    ╰────
// err:   help: give each parameter a name of its own
// err: 
// err: semantic/duplicate-parameter
// err: 
// err:   × `$b` is both a parameter and the result
// err:    ╭─[duplicate-parameter.4dm:1:43]
// err:  1 │ #DECLARE($a : Text; $b : Text; $A : Text) -> $b : Text
// err:    ·                     ────┬────             ──────┬─────
// err:    ·                         │                       ╰── again here
// err:    ·                         ╰── declared here
// err:  2 │ 
// err:    ╰────
// err:   help: give the result a name of its own, or use `return`
// err: 
// err: 1 file checked: 2 errors, 0 warnings
