$count=3

// args: check

// exit: 1
// err: syntax/comparison
// err: 
// err:   × `=` compares, and nothing uses the result
// err:    ╭─[comparison.4dm:1:7]
// err:  1 │ $count=3
// err:    ·       ─
// err:  2 │ 
// err:    ╰────
// err:   help: assign with `:=`
// err: 
// err: 1 file checked: 1 error, 0 warnings
