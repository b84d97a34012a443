Case of
	ALERT("x")
	: (True)
End case

// args: check

// exit: 1
// err: syntax/case-of
// err: 
// err:   × a case has to come first
// err:    ╭─[case-of.4dm:2:2]
// err:  1 │ Case of
// err:    · ───┬───
// err:    ·    ╰── `Case of` opened here
// err:  2 │     ALERT("x")
// err:    ·     ─────┬────
// err:    ·          ╰── not part of any case
// err:  3 │     : (True)
// err:    ╰────
// err:   help: begin each case with a line `: (condition)`
// err: 
// err: 1 file checked: 1 error, 0 warnings
