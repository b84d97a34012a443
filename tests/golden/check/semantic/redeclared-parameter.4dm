#DECLARE($name : Text) -> $result : Text
var $name : Text
var $i; $result : Text

// args: check

// err: semantic/redeclared-parameter
// err: 
// err:   ⚠ `$name` is a parameter and declared already
// err:    ╭─[redeclared-parameter.4dm:2:5]
// err:  1 │ #DECLARE($name : Text) -> $result : Text
// err:    ·          ──────┬─────
// err:    ·                ╰── declared here
// err:  2 │ var $name : Text
// err:    ·     ──┬──
// err:    ·       ╰── again here
// err:  3 │ var $i; $result : Text
// err:    ╰────
// err:   help: remove it from this line, or choose another name: a compiled project refuses it
// err: 
// err: semantic/redeclared-parameter
// err: 
// err:   ⚠ `$result` is the result and declared already
// err:    ╭─[redeclared-parameter.4dm:3:9]
// err:  1 │ #DECLARE($name : Text) -> $result : Text
// err:    ·                        ────────┬────────
// err:    ·                                ╰── declared here
// err:  2 │ var $name : Text
// err:  3 │ var $i; $result : Text
// err:    ·         ───┬───
// err:    ·            ╰── again here
// err:  4 │ 
// err:    ╰────
// err:   help: remove it from this line, or choose another name: a compiled project refuses it
// err: 
// err: 1 file checked: 0 errors, 2 warnings
