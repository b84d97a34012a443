$a:=cs.Hen.new()

// args: check Classes

// exit: 1
// err: semantic/class-circle
// err: 
// err:   × class `Egg` extends itself: `Egg` extends `Hen` extends `Egg`
// err:    ╭─[Classes/Egg.4dm:1:15]
// err:  1 │ Class extends Hen
// err:    ·               ───
// err:    ╰────
// err:   help: one of these classes has to extend another one, or none
// err: 
// err: semantic/class-circle
// err: 
// err:   × class `Hen` extends itself: `Hen` extends `Egg` extends `Hen`
// err:    ╭─[Classes/Hen.4dm:1:15]
// err:  1 │ Class extends Egg
// err:    ·               ───
// err:    ╰────
// err:   help: one of these classes has to extend another one, or none
// err: 
// err: 3 files checked: 2 errors, 0 warnings
