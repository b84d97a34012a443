$a:=(1 : 2)

// args: check

// exit: 1
// err: syntax/colon
// err: 
// err:   × a `:` has no meaning here
// err:    ╭─[colon.4dm:1:8]
// err:  1 │ $a:=(1 : 2)
// err:    ·        ┬
// err:    ·        ╰── not expected here
// err:  2 │ 
// err:    ╰────
// err:   help: it belongs to a type, a case, an object's key or `? :`
// err: 
// err: 1 file checked: 1 error, 0 warnings
