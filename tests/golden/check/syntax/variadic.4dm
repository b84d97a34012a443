#DECLARE(...; $a)

// args: check

// exit: 1
// err: syntax/variadic
// err: 
// err:   × nothing can follow `...` in a parameter list
// err:    ╭─[variadic.4dm:1:15]
// err:  1 │ #DECLARE(...; $a)
// err:    ·          ─┬─  ──
// err:    ·           ╰── `...` stands here
// err:  2 │ 
// err:    ╰────
// err:   help: put `...` last: it takes all further arguments
// err: 
// err: 1 file checked: 1 error, 0 warnings
