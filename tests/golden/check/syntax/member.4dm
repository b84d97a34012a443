$a:={b: 1}.

// args: check

// exit: 1
// err: syntax/member
// err: 
// err:   × a property name is missing after `.`
// err:    ╭─[member.4dm:1:11]
// err:  1 │ $a:={b: 1}.
// err:    ·           ┬
// err:    ·           ╰── expected a name
// err:  2 │ 
// err:    ╰────
// err:   help: write `object.property`; decimals are written `1.0`
// err: 
// err: 1 file checked: 1 error, 0 warnings
