#DECLARE(name : Text)

// args: check

// exit: 1
// err: syntax/parameters
// err: 
// err:   × parameters are local variables
// err:    ╭─[parameters.4dm:1:10]
// err:  1 │ #DECLARE(name : Text)
// err:    ·          ──┬─
// err:    ·            ╰── expected `$name`
// err:  2 │ 
// err:    ╰────
// err:   help: write `($a : Text; $b : Integer)`
// err: 
// err: 1 file checked: 1 error, 0 warnings
