$a:=}

// args: check

// exit: 1
// err: syntax/brackets
// err: 
// err:   × `}` closes nothing
// err:    ╭─[unexpected.4dm:1:5]
// err:  1 │ $a:=}
// err:    ·     ┬
// err:    ·     ╰── no bracket is open here
// err:  2 │ 
// err:    ╰────
// err: 1 file checked: 1 error, 0 warnings
