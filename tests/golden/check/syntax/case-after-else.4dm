Case of
	: (True)
	Else
	: (False)
End case

// args: check

// exit: 1
// err: syntax/case-after-else
// err: 
// err:   × a case cannot follow `Else`
// err:    ╭─[case-after-else.4dm:4:2]
// err:  1 │ Case of
// err:    · ───┬───
// err:    ·    ╰── `Case of` opened here
// err:  2 │     : (True)
// err:  3 │     Else
// err:    ·     ──┬─
// err:    ·       ╰── `Else` stands here
// err:  4 │     : (False)
// err:    ·     ─────────
// err:  5 │ End case
// err:    ╰────
// err:   help: put it before `Else`, which is the last branch
// err: 
// err: 1 file checked: 1 error, 0 warnings
