Use
End use

// args: check

// exit: 1
// err: syntax/use
// err: 
// err:   × `Use` needs a shared object or collection
// err:    ╭─[use.4dm:1:1]
// err:  1 │ Use
// err:    · ─┬─
// err:    ·  ╰── expected `(`
// err:  2 │ End use
// err:    ╰────
// err:   help: write `Use ($shared)`
// err: 
// err: 1 file checked: 1 error, 0 warnings
