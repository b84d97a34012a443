Case of
	: (True) ALERT("x")
	Else:
		ALERT("y")
End case
Case of ($value)
	: (True)
	case 2
		ALERT("x")
	default:
		ALERT("y")
End case
Try
Catch (e)
End try
While (True):
End while
If (True) ALERT("x")

// args: check

// exit: 1
// err: syntax/two-statements
// err: 
// err:   × nothing can follow the head of a structure on its line
// err:    ╭─[heads.4dm:2:11]
// err:  1 │ Case of
// err:  2 │     : (True) ALERT("x")
// err:    ·              ─────┬────
// err:    ·                   ╰── a second statement
// err:  3 │     Else:
// err:    ╰────
// err:   help: write it on the next line; the structure ends with a line of its own too
// err: 
// err: syntax/colon
// err: 
// err:   × the head of a structure ends with its line
// err:    ╭─[heads.4dm:3:6]
// err:  2 │     : (True) ALERT("x")
// err:  3 │     Else:
// err:    ·         ┬
// err:    ·         ╰── not expected here
// err:  4 │         ALERT("y")
// err:    ╰────
// err:   help: remove the `:`
// err: 
// err: syntax/case-of
// err: 
// err:   × `Case of` takes no value
// err:    ╭─[heads.4dm:6:9]
// err:  5 │ End case
// err:  6 │ Case of ($value)
// err:    ·         ┬
// err:    ·         ╰── not expected here
// err:  7 │     : (True)
// err:    ╰────
// err:   help: write `Case of` alone; each branch has a condition of its own: `: ($value=1)`
// err: 
// err: syntax/case-of
// err: 
// err:   × a branch does not begin with `case`
// err:    ╭─[heads.4dm:8:2]
// err:  7 │     : (True)
// err:  8 │     case 2
// err:    ·     ──┬─
// err:    ·       ╰── not a word of the language
// err:  9 │         ALERT("x")
// err:    ╰────
// err:   help: write `: (condition)` between `Case of` and `End case`
// err: 
// err: syntax/case-of
// err: 
// err:   × a branch does not begin with `default`
// err:     ╭─[heads.4dm:10:2]
// err:   9 │         ALERT("x")
// err:  10 │     default:
// err:     ·     ───┬───
// err:     ·        ╰── not a word of the language
// err:  11 │         ALERT("y")
// err:     ╰────
// err:   help: write `Else` between `Case of` and `End case`
// err: 
// err: syntax/two-statements
// err: 
// err:   × `Catch` takes no parameter
// err:     ╭─[heads.4dm:14:7]
// err:  13 │ Try
// err:  14 │ Catch (e)
// err:     ·       ┬
// err:     ·       ╰── not expected here
// err:  15 │ End try
// err:     ╰────
// err:   help: write `Catch` alone; `Last errors` tells what happened
// err: 
// err: syntax/colon
// err: 
// err:   × the head of a structure ends with its line
// err:     ╭─[heads.4dm:16:13]
// err:  15 │ End try
// err:  16 │ While (True):
// err:     ·             ┬
// err:     ·             ╰── not expected here
// err:  17 │ End while
// err:     ╰────
// err:   help: remove the `:`
// err: 
// err: syntax/two-statements
// err: 
// err:   × nothing can follow the head of a structure on its line
// err:     ╭─[heads.4dm:18:11]
// err:  17 │ End while
// err:  18 │ If (True) ALERT("x")
// err:     ·           ─────┬────
// err:     ·                ╰── a second statement
// err:  19 │ 
// err:     ╰────
// err:   help: write it on the next line; the structure ends with a line of its own too
// err: 
// err: 1 file checked: 8 errors, 0 warnings
