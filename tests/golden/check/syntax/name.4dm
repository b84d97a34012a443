$a:=$

// args: check

// exit: 1
// err: syntax/name
// err: 
// err:   × a name is missing after `$`
// err:    ╭─[name.4dm:1:5]
// err:  1 │ $a:=$
// err:    ·     ┬
// err:    ·     ╰── expected a name
// err:  2 │ 
// err:    ╰────
// err:   help: local variables are written `$name`
// err: 
// err: 1 file checked: 1 error, 0 warnings
