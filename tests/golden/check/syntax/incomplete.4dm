$a.b

// args: check

// err: semantic/unassigned-variable
// err: 
// err:   ⚠ `$a` never gets a value in this body
// err:    ╭─[incomplete.4dm:1:1]
// err:  1 │ $a.b
// err:    · ──
// err:  2 │ 
// err:    ╰────
// err:   help: assign a value first, or declare it: `var $a : …`
// err: 1 file checked: 0 errors, 1 warning
