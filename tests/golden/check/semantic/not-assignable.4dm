1:=2
Uppercase("a"):=3
True:=False
$a+1:=2
For (5; 1; 2)
End for

// args: check

// exit: 1
// err: semantic/not-assignable
// err: 
// err:   × a literal cannot be assigned to
// err:    ╭─[not-assignable.4dm:1:1]
// err:  1 │ 1:=2
// err:    · ─
// err:  2 │ Uppercase("a"):=3
// err:    ╰────
// err:   help: a variable, a property, an element or a dereferenced pointer takes a value
// err: 
// err: semantic/not-assignable
// err: 
// err:   × the result of a command cannot be assigned to
// err:    ╭─[not-assignable.4dm:2:1]
// err:  1 │ 1:=2
// err:  2 │ Uppercase("a"):=3
// err:    · ──────────────
// err:  3 │ True:=False
// err:    ╰────
// err:   help: a variable, a property, an element or a dereferenced pointer takes a value
// err: 
// err: semantic/not-assignable
// err: 
// err:   × a constant cannot be assigned to
// err:    ╭─[not-assignable.4dm:3:1]
// err:  2 │ Uppercase("a"):=3
// err:  3 │ True:=False
// err:    · ────
// err:  4 │ $a+1:=2
// err:    ╰────
// err:   help: a variable, a property, an element or a dereferenced pointer takes a value
// err: 
// err: semantic/unassigned-variable
// err: 
// err:   ⚠ `$a` never gets a value in this body
// err:    ╭─[not-assignable.4dm:4:1]
// err:  3 │ True:=False
// err:  4 │ $a+1:=2
// err:    · ──
// err:  5 │ For (5; 1; 2)
// err:    ╰────
// err:   help: assign a value first, or declare it: `var $a : …`
// err: 
// err: semantic/not-assignable
// err: 
// err:   × the result of an operator cannot be assigned to
// err:    ╭─[not-assignable.4dm:4:1]
// err:  3 │ True:=False
// err:  4 │ $a+1:=2
// err:    · ────
// err:  5 │ For (5; 1; 2)
// err:    ╰────
// err:   help: values are compared with `=` and assigned with `:=`
// err: 
// err: semantic/not-assignable
// err: 
// err:   × a literal cannot be assigned to
// err:    ╭─[not-assignable.4dm:5:6]
// err:  4 │ $a+1:=2
// err:  5 │ For (5; 1; 2)
// err:    ·      ─
// err:  6 │ End for
// err:    ╰────
// err:   help: a variable, a property, an element or a dereferenced pointer takes a value
// err: 
// err: 1 file checked: 5 errors, 1 warning
