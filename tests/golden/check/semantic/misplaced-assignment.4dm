ALERT($a:="x")
ALERT(return 5)
$b:=Formula($c:=1)

// args: check

// exit: 1
// err: semantic/misplaced-assignment
// err: 
// err:   × an assignment is not a value
// err:    ╭─[misplaced-assignment.4dm:1:7]
// err:  1 │ ALERT($a:="x")
// err:    ·       ───────
// err:  2 │ ALERT(return 5)
// err:    ╰────
// err:   help: write it on a line of its own, or pass it as `Formula(…)`; `=` compares
// err: 
// err: semantic/misplaced-assignment
// err: 
// err:   × `return` is not a value
// err:    ╭─[misplaced-assignment.4dm:2:7]
// err:  1 │ ALERT($a:="x")
// err:  2 │ ALERT(return 5)
// err:    ·       ────────
// err:  3 │ $b:=Formula($c:=1)
// err:    ╰────
// err:   help: write it on a line of its own, or pass it as `Formula(…)`
// err: 
// err: 1 file checked: 2 errors, 0 warnings
