If (True)
endif
$a:=1 If (True)

// args: check

// exit: 1
// err: syntax/keyword
// err: 
// err:   × `End if` is written with a blank
// err:    ╭─[keyword.4dm:2:1]
// err:  1 │ If (True)
// err:  2 │ endif
// err:    · ─────
// err:  3 │ $a:=1 If (True)
// err:    ╰────
// err:   help: write `End if`
// err: 
// err: syntax/keyword
// err: 
// err:   × `If` cannot stand in the middle of a line
// err:    ╭─[keyword.4dm:3:7]
// err:  2 │ endif
// err:  3 │ $a:=1 If (True)
// err:    ·       ─┬
// err:    ·        ╰── has a line of its own
// err:  4 │ 
// err:    ╰────
// err:   help: write one statement a line
// err: 
// err: 1 file checked: 2 errors, 0 warnings
