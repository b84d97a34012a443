$a:=Substring("abc", 2)
$b:=1;
$c:=1; $d:=2

// args: check

// exit: 1
// err: syntax/separator
// err: 
// err:   × a comma separates nothing in 4D
// err:    ╭─[separator.4dm:1:20]
// err:  1 │ $a:=Substring("abc", 2)
// err:    ·                    ┬
// err:    ·                    ╰── expected `;`
// err:  2 │ $b:=1;
// err:    ╰────
// err:   help: arguments and elements are separated by `;`, decimals are written with `.`
// err: 
// err: syntax/separator
// err: 
// err:   ⚠ a statement needs no `;` at its end
// err:    ╭─[separator.4dm:2:6]
// err:  1 │ $a:=Substring("abc", 2)
// err:  2 │ $b:=1;
// err:    ·      ┬
// err:    ·      ╰── not expected here
// err:  3 │ $c:=1; $d:=2
// err:    ╰────
// err:   help: a statement ends with its line: remove the `;`
// err: 
// err: syntax/separator
// err: 
// err:   × `;` does not end a statement
// err:    ╭─[separator.4dm:3:6]
// err:  2 │ $b:=1;
// err:  3 │ $c:=1; $d:=2
// err:    ·      ┬
// err:    ·      ╰── not expected here
// err:  4 │ 
// err:    ╰────
// err:   help: write each statement on a line of its own; `;` only separates arguments, elements and names
// err: 
// err: 1 file checked: 2 errors, 1 warning
