$a:=1
#DECLARE($b : Text)
#DECLARE($c : Text)

// args: check

// exit: 1
// err: semantic/misplaced-declare
// err: 
// err:   × `#DECLARE` has to be the first line of code
// err:    ╭─[misplaced-declare.4dm:2:1]
// err:  1 │ $a:=1
// err:    · ──┬──
// err:    ·   ╰── the method starts here
// err:  2 │ #DECLARE($b : Text)
// err:    · ───────────────────
// err:  3 │ #DECLARE($c : Text)
// err:    ╰────
// err:   help: only comments may stand before it
// err: 
// err: semantic/misplaced-declare
// err: 
// err:   × a second `#DECLARE`
// err:    ╭─[misplaced-declare.4dm:3:1]
// err:  1 │ $a:=1
// err:  2 │ #DECLARE($b : Text)
// err:    · ─────────┬─────────
// err:    ·          ╰── the first one
// err:  3 │ #DECLARE($c : Text)
// err:    · ───────────────────
// err:  4 │ 
// err:    ╰────
// err:   help: declare all parameters on one line
// err: 
// err: 1 file checked: 2 errors, 0 warnings
