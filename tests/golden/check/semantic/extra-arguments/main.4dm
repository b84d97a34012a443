greet("Ann"; "Bob")
all("Ann"; "Bob")
legacy("Ann"; "Bob")
$c:=cs.Counter.new(1; 2)
$c:=cs.Counter.new(1).add(1; 2; 3)

// args: check

// err: semantic/extra-arguments
// err: 
// err:   ⚠ method `greet` has 1 parameter, and 2 arguments are given
// err:    ╭─[main.4dm:1:14]
// err:  1 │ greet("Ann"; "Bob")
// err:    ·              ─────
// err:  2 │ all("Ann"; "Bob")
// err:    ╰────
// err:   help: nothing reads the further ones: remove them, or declare parameters for them
// err: 
// err: semantic/extra-arguments
// err: 
// err:   ⚠ the constructor of `Counter` has 1 parameter, and 2 arguments are given
// err:    ╭─[main.4dm:4:23]
// err:  3 │ legacy("Ann"; "Bob")
// err:  4 │ $c:=cs.Counter.new(1; 2)
// err:    ·                       ─
// err:  5 │ $c:=cs.Counter.new(1).add(1; 2; 3)
// err:    ╰────
// err:   help: nothing reads the further ones: remove them, or declare parameters for them
// err: 
// err: semantic/extra-arguments
// err: 
// err:   ⚠ function `add` of `Counter` has 1 parameter, and 3 arguments are given
// err:    ╭─[main.4dm:5:30]
// err:  4 │ $c:=cs.Counter.new(1; 2)
// err:  5 │ $c:=cs.Counter.new(1).add(1; 2; 3)
// err:    ·                              ────
// err:  6 │ 
// err:    ╰────
// err:   help: nothing reads the further ones: remove them, or declare parameters for them
// err: 
// err: 1 file checked: 0 errors, 3 warnings
