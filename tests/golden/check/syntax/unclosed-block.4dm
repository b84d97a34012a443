If (True)
	For ($i; 1; 2)
		ALERT("x")
End if
While (True)
	ALERT("y")

// args: check

// exit: 1
// err: syntax/unclosed-block
// err: 
// err:   × this `For` has no `End for`
// err:    ╭─[unclosed-block.4dm:2:2]
// err:  1 │ If (True)
// err:  2 │     For ($i; 1; 2)
// err:    ·     ─┬─
// err:    ·      ╰── `For` opened here
// err:  3 │         ALERT("x")
// err:  4 │ End if
// err:    · ───┬──
// err:    ·    ╰── `End if` found here
// err:  5 │ While (True)
// err:    ╰────
// err:   help: write `End for` before it
// err: 
// err: syntax/unclosed-block
// err: 
// err:   × this `While` has no `End while`
// err:    ╭─[unclosed-block.4dm:5:1]
// err:  4 │ End if
// err:  5 │ While (True)
// err:    · ──┬──
// err:    ·   ╰── `While` opened here
// err:  6 │     ALERT("y")
// err:    ╰────
// err:   help: write `End while` where it ends
// err: 
// err: 1 file checked: 2 errors, 0 warnings
