If (True)
End if $a:=1

// args: check

// exit: 1
// err: syntax/two-statements
// err: 
// err:   × nothing can follow `End if` on its line
// err:    ╭─[two-statements.4dm:2:8]
// err:  1 │ If (True)
// err:  2 │ End if $a:=1
// err:    ·        ─┬
// err:    ·         ╰── a second statement
// err:  3 │ 
// err:    ╰────
// err:   help: write one statement a line
// err: 
// err: 1 file checked: 1 error, 0 warnings
