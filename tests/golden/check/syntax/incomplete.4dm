Class extends

Function f

// args: check

// exit: 1
// err: syntax/incomplete
// err: 
// err:   × this line ends too early
// err:    ╭─[incomplete.4dm:1:14]
// err:  1 │ Class extends
// err:    ·              ▲
// err:    ·              ╰── expected a type
// err:  2 │ 
// err:    ╰────
// err:   help: write the rest on the same line, or end the line with `\` to continue on the next one
// err: 
// err: 1 file checked: 1 error, 0 warnings
