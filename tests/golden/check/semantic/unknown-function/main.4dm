cs.Dog.new().brak()
cs.Dog.new().bark()
cs.Dog.new().onBark()
cs.Dog.new().handler()

// args: check Classes

// err: semantic/unknown-function
// err: 
// err:   ⚠ class `Animal` has no function `hurry`
// err:    ╭─[Classes/Animal.4dm:2:7]
// err:  1 │ Function run()
// err:  2 │     This.hurry()
// err:    ·          ─────
// err:  3 │     This.implemented()
// err:    ╰────
// err:   help: add `Function hurry` to the class; case counts in names of functions
// err: 
// err: semantic/unknown-function
// err: 
// err:   ⚠ class `Animal` has no function `walk`
// err:    ╭─[Classes/Dog.4dm:5:8]
// err:  4 │     This.onBark:=Formula(ALERT("woof"))
// err:  5 │     Super.walk()
// err:    ·           ────
// err:  6 │     This.run()
// err:    ╰────
// err:   help: add `Function walk` to the class; case counts in names of functions
// err: 
// err: semantic/unknown-function
// err: 
// err:   ⚠ class `Dog` has no function `brak`
// err:    ╭─[main.4dm:1:14]
// err:  1 │ cs.Dog.new().brak()
// err:    ·              ────
// err:  2 │ cs.Dog.new().bark()
// err:    ╰────
// err:   help: did you mean `bark`?
// err: 
// err: 3 files checked: 0 errors, 3 warnings
