End while
Else
: (True)
Catch

// args: check

// exit: 1
// err: syntax/stray-end
// err: 
// err:   × `End while` closes nothing
// err:    ╭─[stray-end.4dm:1:1]
// err:  1 │ End while
// err:    · ─────────
// err:  2 │ Else
// err:    ╰────
// err:   help: no `While` is open here: remove it, or look for one closed too early
// err: 
// err: syntax/stray-end
// err: 
// err:   × `Else` belongs to no `If` or `Case of`
// err:    ╭─[stray-end.4dm:2:1]
// err:  1 │ End while
// err:  2 │ Else
// err:    · ────
// err:  3 │ : (True)
// err:    ╰────
// err:   help: no `If` or `Case of` is open here
// err: 
// err: syntax/stray-end
// err: 
// err:   × this case is in no `Case of`
// err:    ╭─[stray-end.4dm:3:1]
// err:  2 │ Else
// err:  3 │ : (True)
// err:    · ────────
// err:  4 │ Catch
// err:    ╰────
// err:   help: a line that starts with `:` is a case; continue the line before with `\` if it belongs there
// err: 
// err: syntax/stray-end
// err: 
// err:   × `Catch` belongs to no `Try`
// err:    ╭─[stray-end.4dm:4:1]
// err:  3 │ : (True)
// err:  4 │ Catch
// err:    · ─────
// err:  5 │ 
// err:    ╰────
// err:   help: no `Try` is open here
// err: 
// err: 1 file checked: 4 errors, 0 warnings
