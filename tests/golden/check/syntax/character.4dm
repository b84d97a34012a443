$a:=§
$b:=`x`

// args: check

// exit: 1
// err: syntax/character
// err: 
// err:   × a back-quote cannot stand here
// err:    ╭─[character.4dm:2:5]
// err:  1 │ $a:=§
// err:  2 │ $b:=`x`
// err:    ·     ─
// err:  3 │ 
// err:    ╰────
// err:   help: comments start with `//`, texts are written in `"` quotes
// err: 1 file checked: 1 error, 0 warnings
