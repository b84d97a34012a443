$a:=!2023-02-29!
$b:=!12-

// args: check

// exit: 1
// err: syntax/date
// err: 
// err:   × there is no such date
// err:    ╭─[date.4dm:1:5]
// err:  1 │ $a:=!2023-02-29!
// err:    ·     ────────────
// err:  2 │ $b:=!12-
// err:    ╰────
// err:   help: dates are written `!YYYY-MM-DD!`
// err: 
// err: syntax/date
// err: 
// err:   × this date literal is not complete
// err:    ╭─[date.4dm:2:5]
// err:  1 │ $a:=!2023-02-29!
// err:  2 │ $b:=!12-
// err:    ·     ─
// err:  3 │ 
// err:    ╰────
// err:   help: dates are written `!YYYY-MM-DD!`
// err: 
// err: 1 file checked: 2 errors, 0 warnings
