If
End if
Case of
	:
End case

// args: check

// exit: 1
// err: syntax/condition
// err: 
// err:   × `If` needs a condition
// err:    ╭─[condition.4dm:1:1]
// err:  1 │ If
// err:    · ─┬
// err:    ·  ╰── expected a condition
// err:  2 │ End if
// err:    ╰────
// err:   help: write `If (condition)`
// err: 
// err: syntax/condition
// err: 
// err:   × this case has no condition
// err:    ╭─[condition.4dm:4:2]
// err:  3 │ Case of
// err:  4 │     :
// err:    ·     ┬
// err:    ·     ╰── expected a condition
// err:  5 │ End case
// err:    ╰────
// err:   help: write `: (condition)`; the last branch is `Else`
// err: 
// err: 1 file checked: 2 errors, 0 warnings
