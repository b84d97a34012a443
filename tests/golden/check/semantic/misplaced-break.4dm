break
If (True)
	continue
End if

// args: check

// exit: 1
// err: semantic/misplaced-break
// err: 
// err:   × `break` stands outside of any loop
// err:    ╭─[misplaced-break.4dm:1:1]
// err:  1 │ break
// err:    · ─────
// err:  2 │ If (True)
// err:    ╰────
// err:   help: `return` leaves a method or function
// err: 
// err: semantic/misplaced-break
// err: 
// err:   × `continue` stands outside of any loop
// err:    ╭─[misplaced-break.4dm:3:2]
// err:  2 │ If (True)
// err:  3 │     continue
// err:    ·     ────────
// err:  4 │ End if
// err:    ╰────
// err:   help: `return` leaves a method or function
// err: 
// err: 1 file checked: 2 errors, 0 warnings
