If (True)
Else if (False)
End if

// args: check

// exit: 1
// err: syntax/else-if
// err: 
// err:   × there is no `Else if`
// err:    ╭─[else-if.4dm:2:1]
// err:  1 │ If (True)
// err:  2 │ Else if (False)
// err:    · ───┬───
// err:    ·    ╰── `Else` stands alone on its line
// err:  3 │ End if
// err:    ╰────
// err:   help: write `Case of` with a line `: (condition)` for each case, `Else` and `End case`
// err: 
// err: 1 file checked: 1 error, 0 warnings
