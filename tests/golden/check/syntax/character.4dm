$a:=$b's
$b:=`x`

// args: check

// exit: 1
// err: syntax/character
// err: 
// err:   × this cannot be read as 4D code
// err:    ╭─[character.4dm:1:7]
// err:  1 │ $a:=$b's
// err:    ·       ─┬
// err:    ·        ╰── not a sign of the language
// err:  2 │ $b:=`x`
// err:    ╰────
// err:   help: remove it; signs such as `'` and `¿` have a meaning only inside a text or a comment
// err: 
// err: syntax/character
// err: 
// err:   × a back-quote cannot stand here
// err:    ╭─[character.4dm:2:5]
// err:  1 │ $a:=$b's
// err:  2 │ $b:=`x`
// err:    ·     ─
// err:  3 │ 
// err:    ╰────
// err:   help: comments start with `//`, texts are written in `"` quotes
// err: 
// err: 1 file checked: 2 errors, 0 warnings
