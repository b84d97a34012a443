ALERT("hello)

// args: check

// exit: 1
// err: syntax/unclosed-text
// err: 
// err:   × this text has no closing quote on its line
// err:    ╭─[unclosed-text.4dm:1:7]
// err:  1 │ ALERT("hello)
// err:    ·       ───┬───
// err:    ·          ╰── starts here
// err:  2 │ 
// err:    ╰────
// err:   help: close it with `"`; write `\n` for a line end inside a text, `\"` for a quote, and join long texts
// err:         with `+\`
// err: 
// err: 1 file checked: 1 error, 0 warnings
