For each ($a; [])
End for
Repeat
End while

// args: check

// exit: 1
// err: syntax/wrong-end
// err: 
// err:   × `End for` does not close `For each`
// err:    ╭─[wrong-end.4dm:2:1]
// err:  1 │ For each ($a; [])
// err:    · ────┬───
// err:    ·     ╰── `For each` opened here
// err:  2 │ End for
// err:    · ───┬───
// err:    ·    ╰── `End for` found here
// err:  3 │ Repeat
// err:    ╰────
// err:   help: write `End for each`
// err: 
// err: syntax/wrong-end
// err: 
// err:   × `End while` does not close `Repeat`
// err:    ╭─[wrong-end.4dm:4:1]
// err:  2 │ End for
// err:  3 │ Repeat
// err:    · ───┬──
// err:    ·    ╰── `Repeat` opened here
// err:  4 │ End while
// err:    · ────┬────
// err:    ·     ╰── `End while` found here
// err:  5 │ 
// err:    ╰────
// err:   help: write `Until`
// err: 
// err: 1 file checked: 2 errors, 0 warnings
