$a:=2**3
$b:=($x) => $x+1
$c:=$a?.b
$d:==1
$d := = 1
$d=:1
$d: = 1
If ($a===1)
End if
$e:="a" . "b"
$f:=.5
.g:=1
$a..b:=1
$t:=?12:30:00
# comment
$i:=If(True; 1; 2)
$j:=function($x) { return 1 }

// args: check

// exit: 1
// err: syntax/operator
// err: 
// err:   × `**` is not an operator
// err:    ╭─[signs.4dm:1:6]
// err:  1 │ $a:=2**3
// err:    ·      ─┬
// err:    ·       ╰── not an operator
// err:  2 │ $b:=($x) => $x+1
// err:    ╰────
// err:   help: “to the power of” is written `^`
// err: 
// err: syntax/operator
// err: 
// err:   × `=>` makes no function
// err:    ╭─[signs.4dm:2:10]
// err:  1 │ $a:=2**3
// err:  2 │ $b:=($x) => $x+1
// err:    ·          ─┬
// err:    ·           ╰── not an operator
// err:  3 │ $c:=$a?.b
// err:    ╰────
// err:   help: write `Formula(…)` with the parameters `$1`, `$2` …
// err: 
// err: syntax/operator
// err: 
// err:   × `?.` is not an operator
// err:    ╭─[signs.4dm:3:7]
// err:  2 │ $b:=($x) => $x+1
// err:  3 │ $c:=$a?.b
// err:    ·       ─┬
// err:    ·        ╰── not an operator
// err:  4 │ $d:==1
// err:    ╰────
// err:   help: write `.`: reading a property of what is Null or undefined gives Undefined
// err: 
// err: syntax/assignment
// err: 
// err:   × one sign too many
// err:    ╭─[signs.4dm:4:3]
// err:  3 │ $c:=$a?.b
// err:  4 │ $d:==1
// err:    ·   ─┬─
// err:    ·    ╰── assigns and compares
// err:  5 │ $d := = 1
// err:    ╰────
// err:   help: assign with `:=`, compare with `=`
// err: 
// err: syntax/assignment
// err: 
// err:   × one sign too many
// err:    ╭─[signs.4dm:5:4]
// err:  4 │ $d:==1
// err:  5 │ $d := = 1
// err:    ·    ──┬─
// err:    ·      ╰── assigns and compares
// err:  6 │ $d=:1
// err:    ╰────
// err:   help: assign with `:=`, compare with `=`
// err: 
// err: syntax/assignment
// err: 
// err:   × `=:` is not an operator
// err:    ╭─[signs.4dm:6:3]
// err:  5 │ $d := = 1
// err:  6 │ $d=:1
// err:    ·   ─┬
// err:    ·    ╰── expected `:=`
// err:  7 │ $d: = 1
// err:    ╰────
// err:   help: assign with `:=`
// err: 
// err: syntax/assignment
// err: 
// err:   × `:=` is written without a blank
// err:    ╭─[signs.4dm:7:3]
// err:  6 │ $d=:1
// err:  7 │ $d: = 1
// err:    ·   ─┬─
// err:    ·    ╰── expected `:=`
// err:  8 │ If ($a===1)
// err:    ╰────
// err:   help: assign with `:=`
// err: 
// err: syntax/operator
// err: 
// err:   × `===` is not an operator
// err:    ╭─[signs.4dm:8:7]
// err:  7 │ $d: = 1
// err:  8 │ If ($a===1)
// err:    ·       ─┬─
// err:    ·        ╰── not an operator
// err:  9 │ End if
// err:    ╰────
// err:   help: equality is written `=`
// err: 
// err: syntax/operator
// err: 
// err:   × `.` does not join texts
// err:     ╭─[signs.4dm:10:9]
// err:   9 │ End if
// err:  10 │ $e:="a" . "b"
// err:     ·         ┬
// err:     ·         ╰── not an operator
// err:  11 │ $f:=.5
// err:     ╰────
// err:   help: texts are joined with `+`
// err: 
// err: syntax/number
// err: 
// err:   × a digit is missing before the decimal point
// err:     ╭─[signs.4dm:11:5]
// err:  10 │ $e:="a" . "b"
// err:  11 │ $f:=.5
// err:     ·     ─┬
// err:     ·      ╰── a number
// err:  12 │ .g:=1
// err:     ╰────
// err:   help: write `0.5`
// err: 
// err: syntax/member
// err: 
// err:   × an object is missing before `.`
// err:     ╭─[signs.4dm:12:1]
// err:  11 │ $f:=.5
// err:  12 │ .g:=1
// err:     · ┬
// err:     · ╰── expected an object
// err:  13 │ $a..b:=1
// err:     ╰────
// err:   help: write `$object.property`, or `This.property` in a class
// err: 
// err: syntax/member
// err: 
// err:   × a property name is missing after `.`
// err:     ╭─[signs.4dm:13:3]
// err:  12 │ .g:=1
// err:  13 │ $a..b:=1
// err:     ·   ┬
// err:     ·   ╰── expected a name
// err:  14 │ $t:=?12:30:00
// err:     ╰────
// err:   help: write `object.property`; decimals are written `1.0`
// err: 
// err: syntax/time
// err: 
// err:   × this time literal is not complete
// err:     ╭─[signs.4dm:14:5]
// err:  13 │ $a..b:=1
// err:  14 │ $t:=?12:30:00
// err:     ·     ┬
// err:     ·     ╰── starts here
// err:  15 │ # comment
// err:     ╰────
// err:   help: times are written `?HH:MM:SS?`
// err: 
// err: syntax/operator
// err: 
// err:   × `#` starts no comment
// err:     ╭─[signs.4dm:15:1]
// err:  14 │ $t:=?12:30:00
// err:  15 │ # comment
// err:     · ┬
// err:     · ╰── means “different from”
// err:  16 │ $i:=If(True; 1; 2)
// err:     ╰────
// err:   help: comments start with `//`
// err: 
// err: syntax/keyword
// err: 
// err:   × `If` gives no value
// err:     ╭─[signs.4dm:16:5]
// err:  15 │ # comment
// err:  16 │ $i:=If(True; 1; 2)
// err:     ·     ─┬
// err:     ·      ╰── not expected here
// err:  17 │ $j:=function($x) { return 1 }
// err:     ╰────
// err:   help: write `condition ? value : other value`, or `Choose(condition; value; other value)`
// err: 
// err: syntax/function
// err: 
// err:   × a function cannot be written inside a line
// err:     ╭─[signs.4dm:17:5]
// err:  16 │ $i:=If(True; 1; 2)
// err:  17 │ $j:=function($x) { return 1 }
// err:     ·     ────┬───
// err:     ·         ╰── not expected here
// err:  18 │ 
// err:     ╰────
// err:   help: write `Formula(…)` with the parameters `$1`, `$2` …, or `Formula(MyMethod)`
// err: 
// err: 1 file checked: 16 errors, 0 warnings
