var $a; $b : Text:="x"

// args: check

// exit: 1
// err: syntax/var-value
// err: 
// err:   × only a single variable can get a value in a `var` line
// err:    ╭─[var-value.4dm:1:9]
// err:  1 │ var $a; $b : Text:="x"
// err:    ·         ──
// err:  2 │ 
// err:    ╰────
// err:   help: declare it on a line of its own: `var $x : Text:=…`
// err: 
// err: 1 file checked: 1 error, 0 warnings
