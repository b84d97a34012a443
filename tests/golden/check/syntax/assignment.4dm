var $a = 5
$b:=$c:=1
If ($b:=1)
End if

// args: check

// exit: 1
// err: syntax/assignment
// err: 
// err:   × `=` compares
// err:    ╭─[assignment.4dm:1:8]
// err:  1 │ var $a = 5
// err:    ·        ┬
// err:    ·        ╰── expected `:=`
// err:  2 │ $b:=$c:=1
// err:    ╰────
// err:   help: give a value with `:=`
// err: 
// err: syntax/assignment
// err: 
// err:   × only one value can be assigned a line
// err:    ╭─[assignment.4dm:2:7]
// err:  1 │ var $a = 5
// err:  2 │ $b:=$c:=1
// err:    ·       ─┬
// err:    ·        ╰── a second assignment
// err:  3 │ If ($b:=1)
// err:    ╰────
// err:   help: write two lines
// err: 
// err: syntax/assignment
// err: 
// err:   × `:=` cannot stand inside an expression
// err:    ╭─[assignment.4dm:3:7]
// err:  2 │ $b:=$c:=1
// err:  3 │ If ($b:=1)
// err:    ·       ─┬
// err:    ·        ╰── assigns
// err:  4 │ End if
// err:    ╰────
// err:   help: compare with `=`; an assignment stands on a line of its own
// err: 
// err: 1 file checked: 3 errors, 0 warnings
