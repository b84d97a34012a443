$a:=(1; 2)
$b:={c}
$d:=[1; 2;]

// args: check

// exit: 1
// err: syntax/unexpected
// err: 
// err:   × `;` cannot stand here
// err:    ╭─[unexpected.4dm:1:7]
// err:  1 │ $a:=(1; 2)
// err:    ·       ┬
// err:    ·       ╰── expected `)`
// err:  2 │ $b:={c}
// err:    ╰────
// err:   help: check the brackets and separators before it; `//` starts a comment
// err: 
// err: syntax/unexpected
// err: 
// err:   × `}` cannot stand here
// err:    ╭─[unexpected.4dm:2:7]
// err:  1 │ $a:=(1; 2)
// err:  2 │ $b:={c}
// err:    ·       ┬
// err:    ·       ╰── expected `:`
// err:  3 │ $d:=[1; 2;]
// err:    ╰────
// err:   help: check the brackets and separators before it; `//` starts a comment
// err: 
// err: syntax/unexpected
// err: 
// err:   × `]` cannot stand here
// err:    ╭─[unexpected.4dm:3:11]
// err:  2 │ $b:={c}
// err:  3 │ $d:=[1; 2;]
// err:    ·           ┬
// err:    ·           ╰── expected a value or an operator
// err:  4 │ 
// err:    ╰────
// err:   help: check the brackets and separators before it; `//` starts a comment
// err: 
// err: 1 file checked: 3 errors, 0 warnings
