If (True)
Else
Else
End if

// args: check

// exit: 1
// err: syntax/second-else
// err: 
// err:   × a second `Else` in the same structure
// err:    ╭─[second-else.4dm:3:1]
// err:  1 │ If (True)
// err:    · ─┬
// err:    ·  ╰── `If` opened here
// err:  2 │ Else
// err:    · ──┬─
// err:    ·   ╰── the first `Else`
// err:  3 │ Else
// err:    · ────
// err:  4 │ End if
// err:    ╰────
// err: 1 file checked: 1 error, 0 warnings
