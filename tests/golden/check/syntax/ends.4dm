While (True)
	If (True)
	End while
End if
If (True)
End for
Repeat
	ALERT("x")
End repeat
While (True)
end
If (True)
End if
Else
End if
Try
finally
End try
End method
Repeat
	ALERT("x")
While (True)

// args: check

// exit: 1
// err: syntax/unclosed-block
// err: 
// err:   × this `If` has no `End if`
// err:    ╭─[ends.4dm:2:2]
// err:  1 │ While (True)
// err:  2 │     If (True)
// err:    ·     ─┬
// err:    ·      ╰── `If` opened here
// err:  3 │     End while
// err:    ·     ────┬────
// err:    ·         ╰── `End while` found here
// err:  4 │ End if
// err:    · ───┬──
// err:    ·    ╰── `End if` stands only here
// err:  5 │ If (True)
// err:    ╰────
// err:   help: structures close in reverse order, the last one that was opened first
// err: 
// err: syntax/stray-end
// err: 
// err:   × `End for` closes nothing
// err:    ╭─[ends.4dm:6:1]
// err:  5 │ If (True)
// err:  6 │ End for
// err:    · ───────
// err:  7 │ Repeat
// err:    ╰────
// err:   help: no `For` is open here: remove it, or look for one closed too early
// err: 
// err: syntax/wrong-end
// err: 
// err:   × `End repeat` does not close `Repeat`
// err:     ╭─[ends.4dm:9:1]
// err:   6 │ End for
// err:   7 │ Repeat
// err:     · ───┬──
// err:     ·    ╰── `Repeat` opened here
// err:   8 │     ALERT("x")
// err:   9 │ End repeat
// err:     · ─────┬────
// err:     ·      ╰── expected `Until (condition)`
// err:  10 │ While (True)
// err:     ╰────
// err:   help: write `Until (condition)`
// err: 
// err: syntax/wrong-end
// err: 
// err:   × `end` does not close `While`
// err:     ╭─[ends.4dm:11:1]
// err:   9 │ End repeat
// err:  10 │ While (True)
// err:     · ──┬──
// err:     ·   ╰── `While` opened here
// err:  11 │ end
// err:     · ─┬─
// err:     ·  ╰── expected `End while`
// err:  12 │ If (True)
// err:     ╰────
// err:   help: write `End while`
// err: 
// err: syntax/keyword
// err: 
// err:   × there is no `finally`
// err:     ╭─[ends.4dm:17:1]
// err:  16 │ Try
// err:  17 │ finally
// err:     · ───┬───
// err:     ·    ╰── not a word of the language
// err:  18 │ End try
// err:     ╰────
// err:   help: what is to be done in any case stands behind `End try`
// err: 
// err: syntax/stray-end
// err: 
// err:   × `End method` closes nothing
// err:     ╭─[ends.4dm:19:1]
// err:  18 │ End try
// err:  19 │ End method
// err:     · ──────────
// err:  20 │ Repeat
// err:     ╰────
// err:   help: a method ends with its file, a function where the next one starts: remove this line
// err: 
// err: syntax/wrong-end
// err: 
// err:   × `While` does not close `Repeat`
// err:     ╭─[ends.4dm:22:1]
// err:  19 │ End method
// err:  20 │ Repeat
// err:     · ───┬──
// err:     ·    ╰── `Repeat` opened here
// err:  21 │     ALERT("x")
// err:  22 │ While (True)
// err:     · ─────
// err:  23 │ 
// err:     ╰────
// err:   help: write `Until (condition)`, which goes on until the condition is true
// err: 
// err: 1 file checked: 7 errors, 0 warnings
