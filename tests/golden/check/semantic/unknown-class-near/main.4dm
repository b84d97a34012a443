var $a : cs.Animl
$b:=cs.animal.new()
$c:=cs.Animal.new()

// args: check

// exit: 1
// err: semantic/unknown-class
// err: 
// err:   × there is no class `cs.Animl`
// err:    ╭─[main.4dm:1:10]
// err:  1 │ var $a : cs.Animl
// err:    ·          ────────
// err:  2 │ $b:=cs.animal.new()
// err:    ╰────
// err:   help: did you mean `cs.Animal`?
// err: 
// err: semantic/unknown-class
// err: 
// err:   × there is no class `cs.animal`
// err:    ╭─[main.4dm:2:5]
// err:  1 │ var $a : cs.Animl
// err:  2 │ $b:=cs.animal.new()
// err:    ·     ─────────
// err:  3 │ $c:=cs.Animal.new()
// err:    ╰────
// err:   help: did you mean `cs.Animal`?
// err: 
// err: 1 file checked: 2 errors, 0 warnings
