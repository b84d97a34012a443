var $a :

// args: check

// exit: 1
// err: syntax/type
// err: 
// err:   × a type is missing after `:`
// err:    ╭─[type.4dm:1:8]
// err:  1 │ var $a :
// err:    ·        ┬
// err:    ·        ╰── expected a type
// err:  2 │ 
// err:    ╰────
// err:   help: such as `: Text`, `: Integer`, `: Object`, `: cs.MyClass`
// err: 
// err: 1 file checked: 1 error, 0 warnings
