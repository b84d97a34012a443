$a:=0x11111111111111111
$b:=1e999

// args: check

// exit: 1
// err: syntax/number
// err: 
// err:   × this number is too large
// err:    ╭─[number.4dm:1:5]
// err:  1 │ $a:=0x11111111111111111
// err:    ·     ───────────────────
// err:  2 │ $b:=1e999
// err:    ╰────
// err:   help: a hexadecimal number has at most 16 digits
// err: 
// err: syntax/number
// err: 
// err:   × this number is too large
// err:    ╭─[number.4dm:2:5]
// err:  1 │ $a:=0x11111111111111111
// err:  2 │ $b:=1e999
// err:    ·     ─────
// err:  3 │ 
// err:    ╰────
// err:   help: numbers reach up to about 1.8e308
// err: 
// err: 1 file checked: 2 errors, 0 warnings
