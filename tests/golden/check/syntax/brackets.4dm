ALERT("x"
ALERT("x"))
ALERT("x"]

// args: check

// exit: 1
// err: syntax/brackets
// err: 
// err:   × this `(` is not closed on its line
// err:    ╭─[brackets.4dm:1:6]
// err:  1 │ ALERT("x"
// err:    ·      ┬
// err:    ·      ╰── needs a `)`
// err:  2 │ ALERT("x"))
// err:    ╰────
// err:   help: a statement ends with its line; write `\` at the end of a line to continue on the next one
// err: 
// err: syntax/brackets
// err: 
// err:   × `)` closes nothing
// err:    ╭─[brackets.4dm:2:11]
// err:  1 │ ALERT("x"
// err:  2 │ ALERT("x"))
// err:    ·           ┬
// err:    ·           ╰── no bracket is open here
// err:  3 │ ALERT("x"]
// err:    ╰────
// err:   help: remove it, or write the `(` that it is to close
// err: 
// err: syntax/brackets
// err: 
// err:   × `]` does not close `(`
// err:    ╭─[brackets.4dm:3:10]
// err:  2 │ ALERT("x"))
// err:  3 │ ALERT("x"]
// err:    ·      ┬   ┬
// err:    ·      │   ╰── expected `)`
// err:    ·      ╰── `(` opened here
// err:  4 │ 
// err:    ╰────
// err:   help: brackets are closed in reverse order, the last one that was opened first
// err: 
// err: 1 file checked: 3 errors, 0 warnings
