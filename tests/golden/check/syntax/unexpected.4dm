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
// err: syntax/object
// err: 
// err:   × the property `c` has no value
// err:    ╭─[unexpected.4dm:2:6]
// err:  1 │ $a:=(1; 2)
// err:  2 │ $b:={c}
// err:    ·      ┬
// err:    ·      ╰── expected `:` after it
// err:  3 │ $d:=[1; 2;]
// err:    ╰────
// err:   help: write `c: value`
// err: 
// err: syntax/separator
// err: 
// err:   × an element is missing after `;`
// err:    ╭─[unexpected.4dm:3:10]
// err:  2 │ $b:={c}
// err:  3 │ $d:=[1; 2;]
// err:    ·          ┬
// err:    ·          ╰── nothing follows before `]`
// err:  4 │ 
// err:    ╰────
// err:   help: remove it: `;` only stands between two of them, as in `[1; 2]`
// err: 
// err: 1 file checked: 3 errors, 0 warnings
