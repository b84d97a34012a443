if (True) {
	ALERT("a")
} else {
	try {
		ALERT("b")
	} catch (e) {
		ALERT("c")
	}
}
While (True)
{
	ALERT("d")
}
End if

// args: check

// exit: 1
// err: syntax/braces
// err: 
// err:   × blocks are not written in braces
// err:    ╭─[blocks-in-braces.4dm:1:11]
// err:  1 │ if (True) {
// err:    ·           ┬
// err:    ·           ╰── not expected here
// err:  2 │     ALERT("a")
// err:    ╰────
// err:   help: a structure ends with its own word, such as `End if`; a function ends where the next one starts
// err: 
// err: syntax/stray-end
// err: 
// err:   × `End if` closes nothing
// err:     ╭─[blocks-in-braces.4dm:14:1]
// err:  13 │ }
// err:  14 │ End if
// err:     · ──────
// err:  15 │ 
// err:     ╰────
// err:   help: no `If` is open here: remove it, or look for one closed too early
// err: 
// err: 1 file checked: 2 errors, 0 warnings
