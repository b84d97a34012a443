For $i:=1 To 10
End for
For ($i:=1; 10)
End for
For ($i; 1 To 10)
End for
For each ($x in [1])
End for each
For each $x
End for each
For each ($x; [1])
next
For ($i; 1; 10)
Next

// args: check

// exit: 1
// err: syntax/for
// err: 
// err:   × the head of this loop cannot be read
// err:    ╭─[loops.4dm:1:5]
// err:  1 │ For $i:=1 To 10
// err:    ·     ─┬
// err:    ·      ╰── expected `(`
// err:  2 │ End for
// err:    ╰────
// err:   help: write `For ($i; start; end)` or `For ($i; start; end; step)`
// err: 
// err: syntax/for
// err: 
// err:   × the head of this loop cannot be read
// err:    ╭─[loops.4dm:3:8]
// err:  2 │ End for
// err:  3 │ For ($i:=1; 10)
// err:    ·        ─┬
// err:    ·         ╰── expected `;`
// err:  4 │ End for
// err:    ╰────
// err:   help: write `For ($i; start; end)` or `For ($i; start; end; step)`
// err: 
// err: syntax/for
// err: 
// err:   × `To` has no meaning in the head of a loop
// err:    ╭─[loops.4dm:5:12]
// err:  4 │ End for
// err:  5 │ For ($i; 1 To 10)
// err:    ·            ─┬
// err:    ·             ╰── expected `;`
// err:  6 │ End for
// err:    ╰────
// err:   help: write `For ($i; start; end)` or `For ($i; start; end; step)`
// err: 
// err: syntax/for
// err: 
// err:   × `in` has no meaning in the head of a loop
// err:    ╭─[loops.4dm:7:14]
// err:  6 │ End for
// err:  7 │ For each ($x in [1])
// err:    ·              ─┬
// err:    ·               ╰── expected `;`
// err:  8 │ End for each
// err:    ╰────
// err:   help: write `For each ($item; $collection)`
// err: 
// err: syntax/for
// err: 
// err:   × the head of this loop cannot be read
// err:     ╭─[loops.4dm:9:10]
// err:   8 │ End for each
// err:   9 │ For each $x
// err:     ·          ─┬
// err:     ·           ╰── expected `(`
// err:  10 │ End for each
// err:     ╰────
// err:   help: write `For each ($item; $collection)`
// err: 
// err: syntax/keyword
// err: 
// err:   × there is no `next`
// err:     ╭─[loops.4dm:12:1]
// err:  11 │ For each ($x; [1])
// err:  12 │ next
// err:     · ────
// err:  13 │ For ($i; 1; 10)
// err:     ╰────
// err:   help: write `End for`, or `End for each`
// err: 
// err: syntax/keyword
// err: 
// err:   × there is no `Next`
// err:     ╭─[loops.4dm:14:1]
// err:  13 │ For ($i; 1; 10)
// err:  14 │ Next
// err:     · ────
// err:  15 │ 
// err:     ╰────
// err:   help: write `End for`, or `End for each`
// err: 
// err: 1 file checked: 7 errors, 0 warnings
