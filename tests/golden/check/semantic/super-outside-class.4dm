Super()
Super.speak()

// args: check

// exit: 1
// err: semantic/super-outside-class
// err: 
// err:   × `Super` has a meaning only in a class
// err:    ╭─[super-outside-class.4dm:1:1]
// err:  1 │ Super()
// err:    · ─────
// err:  2 │ Super.speak()
// err:    ╰────
// err:   help: methods have no parent; call the method or function by its name
// err: 
// err: semantic/super-outside-class
// err: 
// err:   × `Super` has a meaning only in a class
// err:    ╭─[super-outside-class.4dm:2:1]
// err:  1 │ Super()
// err:  2 │ Super.speak()
// err:    · ─────
// err:  3 │ 
// err:    ╰────
// err:   help: methods have no parent; call the method or function by its name
// err: 
// err: 1 file checked: 2 errors, 0 warnings
