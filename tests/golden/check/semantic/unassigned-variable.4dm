var $declared : Text
$total:=$count+1
$count:=2
$name:="Ann"
ALERT($nmae+$declared)
For ($i; 1; 2)
	If ($i=2)
		ALERT($last)
	End if
	$last:=$i
End for

// args: check

// err: semantic/unassigned-variable
// err: 
// err:   ⚠ `$count` is read before it gets a value
// err:    ╭─[unassigned-variable.4dm:2:9]
// err:  1 │ var $declared : Text
// err:  2 │ $total:=$count+1
// err:    ·         ──────
// err:  3 │ $count:=2
// err:    ╰────
// err:   help: assign a value first, or declare it: `var $count : …`
// err: 
// err: semantic/unassigned-variable
// err: 
// err:   ⚠ `$nmae` never gets a value in this body
// err:    ╭─[unassigned-variable.4dm:5:7]
// err:  4 │ $name:="Ann"
// err:  5 │ ALERT($nmae+$declared)
// err:    ·       ─────
// err:  6 │ For ($i; 1; 2)
// err:    ╰────
// err:   help: did you mean `$name`?
// err: 
// err: 1 file checked: 0 errors, 2 warnings
