If (Count parameters>9)
	throw(1; "the method of ON ERR CALL may let the next line run")
	throw(2; "so this one counts too")
End if
For ($i; 1; 3)
	break
	ALERT("never")
End for
Try
	throw(1; "no")
	ALERT("never")
Catch
End try
return
If (True)
	ALERT("never")
End if

// args: check

// err: semantic/unreachable-code
// err: 
// err:   ⚠ nothing reaches this line: `break` stands before it
// err:    ╭─[unreachable-code.4dm:7:2]
// err:  5 │ For ($i; 1; 3)
// err:  6 │     break
// err:    ·     ──┬──
// err:    ·       ╰── `break` leaves here
// err:  7 │     ALERT("never")
// err:    ·     ───────┬──────
// err:    ·            ╰── never runs
// err:  8 │ End for
// err:    ╰────
// err:   help: remove what follows, or put the line that leaves into an `If`
// err: 
// err: semantic/unreachable-code
// err: 
// err:   ⚠ nothing reaches this line: `throw` stands before it
// err:     ╭─[unreachable-code.4dm:11:2]
// err:   9 │ Try
// err:  10 │     throw(1; "no")
// err:     ·     ───────┬──────
// err:     ·            ╰── `throw` leaves here
// err:  11 │     ALERT("never")
// err:     ·     ───────┬──────
// err:     ·            ╰── never runs
// err:  12 │ Catch
// err:     ╰────
// err:   help: remove what follows, or put the line that leaves into an `If`
// err: 
// err: semantic/unreachable-code
// err: 
// err:   ⚠ nothing reaches this line: `return` stands before it
// err:     ╭─[unreachable-code.4dm:15:1]
// err:  13 │ End try
// err:  14 │ return
// err:     · ───┬──
// err:     ·    ╰── `return` leaves here
// err:  15 │ If (True)
// err:     · ────┬────
// err:     ·     ╰── never runs
// err:  16 │     ALERT("never")
// err:     ╰────
// err:   help: remove what follows, or put the line that leaves into an `If`
// err: 
// err: 1 file checked: 0 errors, 3 warnings
