$a:=
$b:=1+
$c:=*2
$d:=(1+)

// args: check

// exit: 1
// err: syntax/missing-value
// err: 
// err:   × a value is missing after `:=`
// err:    ╭─[missing-value.4dm:1:3]
// err:  1 │ $a:=
// err:    ·   ─┬
// err:    ·    ╰── expected a value
// err:  2 │ $b:=1+
// err:    ╰────
// err:   help: write the rest on the same line, or end the line with `\` to continue on the next one
// err: 
// err: syntax/missing-value
// err: 
// err:   × a value is missing after `+`
// err:    ╭─[missing-value.4dm:2:6]
// err:  1 │ $a:=
// err:  2 │ $b:=1+
// err:    ·      ┬
// err:    ·      ╰── expected a value
// err:  3 │ $c:=*2
// err:    ╰────
// err:   help: write the rest on the same line, or end the line with `\` to continue on the next one
// err: 
// err: syntax/missing-value
// err: 
// err:   × a value is missing before `*`
// err:    ╭─[missing-value.4dm:3:5]
// err:  2 │ $b:=1+
// err:  3 │ $c:=*2
// err:    ·     ┬
// err:    ·     ╰── expected a value
// err:  4 │ $d:=(1+)
// err:    ╰────
// err:   help: write a value on its left, or remove it
// err: 
// err: syntax/missing-value
// err: 
// err:   × a value is missing after `+`
// err:    ╭─[missing-value.4dm:4:7]
// err:  3 │ $c:=*2
// err:  4 │ $d:=(1+)
// err:    ·       ┬
// err:    ·       ╰── expected a value
// err:  5 │ 
// err:    ╰────
// err:   help: write a value on its right, or remove it
// err: 
// err: 1 file checked: 4 errors, 0 warnings
