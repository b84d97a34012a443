For ($i; 1)
End for
For
End for
For each
End for each

// args: check

// exit: 1
// err: syntax/for
// err: 
// err:   × this `For` is not complete
// err:    ╭─[for.4dm:1:11]
// err:  1 │ For ($i; 1)
// err:    ·           ┬
// err:    ·           ╰── expected `;`
// err:  2 │ End for
// err:    ╰────
// err:   help: write `For ($i; start; end)` or `For ($i; start; end; step)`
// err: 
// err: syntax/for
// err: 
// err:   × `For` needs a counter and its bounds
// err:    ╭─[for.4dm:3:1]
// err:  2 │ End for
// err:  3 │ For
// err:    · ─┬─
// err:    ·  ╰── expected `(`
// err:  4 │ End for
// err:    ╰────
// err:   help: write `For ($i; start; end)` or `For ($i; start; end; step)`
// err: 
// err: syntax/for
// err: 
// err:   × `For each` needs a variable and what to go through
// err:    ╭─[for.4dm:5:1]
// err:  4 │ End for
// err:  5 │ For each
// err:    · ────┬───
// err:    ·     ╰── expected `(`
// err:  6 │ End for each
// err:    ╰────
// err:   help: write `For each ($item; $collection)`
// err: 
// err: 1 file checked: 3 errors, 0 warnings
