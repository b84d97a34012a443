$a:=1
If ($a==1)
End if
If ($a!=1)
End if
If ($a<>1)
End if
If ($a=>1)
End if
$a++
$b:=!$a
$c:=?3

// args: check

// exit: 1
// err: syntax/operator
// err: 
// err:   × `==` is not an operator
// err:    ╭─[operator.4dm:2:7]
// err:  1 │ $a:=1
// err:  2 │ If ($a==1)
// err:    ·       ─┬
// err:    ·        ╰── not an operator
// err:  3 │ End if
// err:    ╰────
// err:   help: equality is written `=`
// err: 
// err: syntax/operator
// err: 
// err:   × `!=` is not an operator
// err:    ╭─[operator.4dm:4:7]
// err:  3 │ End if
// err:  4 │ If ($a!=1)
// err:    ·       ──
// err:  5 │ End if
// err:    ╰────
// err:   help: “different from” is written `#`
// err: 
// err: syntax/operator
// err: 
// err:   × `<>` is not an operator
// err:    ╭─[operator.4dm:6:7]
// err:  5 │ End if
// err:  6 │ If ($a<>1)
// err:    ·       ─┬
// err:    ·        ╰── not an operator
// err:  7 │ End if
// err:    ╰────
// err:   help: “different from” is written `#`
// err: 
// err: syntax/operator
// err: 
// err:   × `=>` is not an operator
// err:    ╭─[operator.4dm:8:7]
// err:  7 │ End if
// err:  8 │ If ($a=>1)
// err:    ·       ─┬
// err:    ·        ╰── not an operator
// err:  9 │ End if
// err:    ╰────
// err:   help: “greater or equal” is written `>=`
// err: 
// err: syntax/operator
// err: 
// err:   × there is no `++` operator
// err:     ╭─[operator.4dm:10:3]
// err:   9 │ End if
// err:  10 │ $a++
// err:     ·   ─┬
// err:     ·    ╰── not an operator
// err:  11 │ $b:=!$a
// err:     ╰────
// err:   help: write `$a+=1`
// err: 
// err: syntax/operator
// err: 
// err:   × `!` is not an operator
// err:     ╭─[operator.4dm:11:5]
// err:  10 │ $a++
// err:  11 │ $b:=!$a
// err:     ·     ─
// err:  12 │ $c:=?3
// err:     ╰────
// err:   help: “not” is written `Not(…)`
// err: 
// err: syntax/time
// err: 
// err:   × this time literal is not complete
// err:     ╭─[operator.4dm:12:5]
// err:  11 │ $b:=!$a
// err:  12 │ $c:=?3
// err:     ·     ┬
// err:     ·     ╰── starts here
// err:  13 │ 
// err:     ╰────
// err:   help: times are written `?HH:MM:SS?`
// err: 
// err: 1 file checked: 7 errors, 0 warnings
