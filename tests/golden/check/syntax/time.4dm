$a:=?12:60:00?

// args: check

// exit: 1
// err: syntax/time
// err: 
// err:   × there is no such time
// err:    ╭─[time.4dm:1:5]
// err:  1 │ $a:=?12:60:00?
// err:    ·     ──────────
// err:  2 │ 
// err:    ╰────
// err:   help: times are written `?HH:MM:SS?`, with minutes and seconds up to 59
// err: 
// err: 1 file checked: 1 error, 0 warnings
