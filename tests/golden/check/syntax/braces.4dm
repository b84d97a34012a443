If (True) {
End if

// args: check

// exit: 1
// err: syntax/braces
// err: 
// err:   × blocks are not written in braces
// err:    ╭─[braces.4dm:1:11]
// err:  1 │ If (True) {
// err:    ·           ┬
// err:    ·           ╰── not expected here
// err:  2 │ End if
// err:    ╰────
// err:   help: a structure ends with its own word, such as `End if`; a function ends where the next one starts
// err: 
// err: 1 file checked: 1 error, 0 warnings
