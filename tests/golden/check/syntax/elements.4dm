$a:=[1;]
$b:=[;1]
$c:=[1, 2]
$d:={a: 1, b: 2}
$e:=[...$a]
$f:=()
$g:=1,5
$h:=True ? 1, 2

// args: check

// exit: 1
// err: syntax/separator
// err: 
// err:   × an element is missing after `;`
// err:    ╭─[elements.4dm:1:7]
// err:  1 │ $a:=[1;]
// err:    ·       ┬
// err:    ·       ╰── nothing follows before `]`
// err:  2 │ $b:=[;1]
// err:    ╰────
// err:   help: remove it: `;` only stands between two of them, as in `[1; 2]`
// err: 
// err: syntax/separator
// err: 
// err:   × an element is missing before `;`
// err:    ╭─[elements.4dm:2:6]
// err:  1 │ $a:=[1;]
// err:  2 │ $b:=[;1]
// err:    ·      ┬
// err:    ·      ╰── one too many
// err:  3 │ $c:=[1, 2]
// err:    ╰────
// err:   help: remove it: `;` only stands between two of them, as in `[1; 2]`
// err: 
// err: syntax/separator
// err: 
// err:   × a comma separates nothing in 4D
// err:    ╭─[elements.4dm:3:7]
// err:  2 │ $b:=[;1]
// err:  3 │ $c:=[1, 2]
// err:    ·       ┬
// err:    ·       ╰── expected `;`
// err:  4 │ $d:={a: 1, b: 2}
// err:    ╰────
// err:   help: the elements of a collection are separated by `;`, as in `[1; 2]`
// err: 
// err: syntax/separator
// err: 
// err:   × a comma separates nothing in 4D
// err:    ╭─[elements.4dm:4:10]
// err:  3 │ $c:=[1, 2]
// err:  4 │ $d:={a: 1, b: 2}
// err:    ·          ┬
// err:    ·          ╰── expected `;`
// err:  5 │ $e:=[...$a]
// err:    ╰────
// err:   help: the properties of an object are separated by `;`, as in `{a: 1; b: 2}`
// err: 
// err: syntax/operator
// err: 
// err:   × `...` spreads nothing
// err:    ╭─[elements.4dm:5:6]
// err:  4 │ $d:={a: 1, b: 2}
// err:  5 │ $e:=[...$a]
// err:    ·      ─┬─
// err:    ·       ╰── not expected here
// err:  6 │ $f:=()
// err:    ╰────
// err:   help: join collections with `$collection.concat($other)`
// err: 
// err: syntax/missing-value
// err: 
// err:   × these parentheses hold no value
// err:    ╭─[elements.4dm:6:5]
// err:  5 │ $e:=[...$a]
// err:  6 │ $f:=()
// err:    ·     ─┬
// err:    ·      ╰── expected a value
// err:  7 │ $g:=1,5
// err:    ╰────
// err:   help: write a value between them, or remove them
// err: 
// err: syntax/separator
// err: 
// err:   × a comma separates nothing in 4D
// err:    ╭─[elements.4dm:7:6]
// err:  6 │ $f:=()
// err:  7 │ $g:=1,5
// err:    ·      ┬
// err:    ·      ╰── expected `.`
// err:  8 │ $h:=True ? 1, 2
// err:    ╰────
// err:   help: decimals are written with `.`, as in `1.5`
// err: 
// err: syntax/separator
// err: 
// err:   × a comma separates nothing in 4D
// err:    ╭─[elements.4dm:8:13]
// err:  7 │ $g:=1,5
// err:  8 │ $h:=True ? 1, 2
// err:    ·             ┬
// err:    ·             ╰── expected `:`
// err:  9 │ 
// err:    ╰────
// err:   help: a choice is written `condition ? value : other value`
// err: 
// err: 1 file checked: 8 errors, 0 warnings
