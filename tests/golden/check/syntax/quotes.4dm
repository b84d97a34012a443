$a:='x'
$b:=“x”

// args: check

// exit: 1
// err: syntax/quotes
// err: 
// err:   × texts are written in double quotes
// err:    ╭─[quotes.4dm:1:5]
// err:  1 │ $a:='x'
// err:    ·     ─┬─
// err:    ·      ╰── single quotes
// err:  2 │ $b:=“x”
// err:    ╰────
// err:   help: write `"x"`
// err: 
// err: syntax/quotes
// err: 
// err:   × texts are written in straight double quotes
// err:    ╭─[quotes.4dm:2:5]
// err:  1 │ $a:='x'
// err:  2 │ $b:=“x”
// err:    ·     ┬
// err:    ·     ╰── a typographic quote
// err:  3 │ 
// err:    ╰────
// err:   help: write `"` instead
// err: 
// err: 1 file checked: 2 errors, 0 warnings
