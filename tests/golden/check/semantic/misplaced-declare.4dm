$a:=1
#DECLARE($b : Text)

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
// err:  3 │ 
// err:    ╰────
// err:   help: only comments may stand before it
// err: 1 file checked: 1 error, 0 warnings
