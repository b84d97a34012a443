$a:=True ? 1

// args: check

// exit: 1
// err: syntax/ternary
// err: 
// err:   × this `?` has no `:`
// err:    ╭─[ternary.4dm:1:10]
// err:  1 │ $a:=True ? 1
// err:    ·          ┬
// err:    ·          ╰── the second value is missing
// err:  2 │ 
// err:    ╰────
// err:   help: a choice is written `condition ? value : other value`
// err: 
// err: 1 file checked: 1 error, 0 warnings
