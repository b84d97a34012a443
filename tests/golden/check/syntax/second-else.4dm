If (True)
Else
Else
End if
Try
Catch
Catch
End try

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
// err:   help: put both together, or write `Case of` for more than two branches
// err: 
// err: syntax/second-else
// err: 
// err:   × a second `Catch` in the same structure
// err:    ╭─[second-else.4dm:7:1]
// err:  4 │ End if
// err:  5 │ Try
// err:    · ─┬─
// err:    ·  ╰── `Try` opened here
// err:  6 │ Catch
// err:    · ──┬──
// err:    ·   ╰── the first `Catch`
// err:  7 │ Catch
// err:    · ─────
// err:  8 │ End try
// err:    ╰────
// err:   help: put both together: one `Catch` handles all errors of its `Try`
// err: 
// err: 1 file checked: 2 errors, 0 warnings
