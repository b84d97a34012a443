DIALOG([Invoices]; "Input")
OPEN WINDOW(1; 2; 3; 4)
OPEN WINDOW(5; 6; 7; 8)
New thing:C9999(1)

// args: check

// err: semantic/unavailable-command
// err: 
// err:   ⚠ the command `DIALOG` is not available in four
// err:    ╭─[unavailable-command.4dm:1:1]
// err:  1 │ DIALOG([Invoices]; "Input")
// err:    · ──────
// err:  2 │ OPEN WINDOW(1; 2; 3; 4)
// err:    ╰────
// err:   help: the line raises error 33 when it runs
// err: 
// err: semantic/unavailable-command
// err: 
// err:   ⚠ the command `Open window` is not available in four
// err:    ╭─[unavailable-command.4dm:2:1]
// err:  1 │ DIALOG([Invoices]; "Input")
// err:  2 │ OPEN WINDOW(1; 2; 3; 4)
// err:    · ───────────
// err:  3 │ OPEN WINDOW(5; 6; 7; 8)
// err:    ╰────
// err:   help: the line raises error 33 when it runs (2 places in this file)
// err: 
// err: semantic/unavailable-command
// err: 
// err:   ⚠ the command `New thing` (`:C9999`) is not available in four
// err:    ╭─[unavailable-command.4dm:4:1]
// err:  3 │ OPEN WINDOW(5; 6; 7; 8)
// err:  4 │ New thing:C9999(1)
// err:    · ───────────────
// err:  5 │ 
// err:    ╰────
// err:   help: it is newer than the commands that four knows; the line raises an error when it runs
// err: 
// err: 1 file checked: 0 errors, 3 warnings
