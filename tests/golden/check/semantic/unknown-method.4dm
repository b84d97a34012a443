ALRET("hello")
End whle
Esle
startTheEngine
Wihle(True)

// args: check

// exit: 1
// err: semantic/unknown-method
// err: 
// err:   × there is no method or command `ALRET`
// err:    ╭─[unknown-method.4dm:1:1]
// err:  1 │ ALRET("hello")
// err:    · ─────
// err:  2 │ End whle
// err:    ╰────
// err:   help: did you mean `ALERT`?
// err: 
// err: semantic/unknown-method
// err: 
// err:   × `End whle` is neither a keyword nor a method or command
// err:    ╭─[unknown-method.4dm:2:1]
// err:  1 │ ALRET("hello")
// err:  2 │ End whle
// err:    · ────────
// err:  3 │ Esle
// err:    ╰────
// err:   help: did you mean `End while`?
// err: 
// err: semantic/unknown-method
// err: 
// err:   × `Esle` is neither a keyword nor a method or command
// err:    ╭─[unknown-method.4dm:3:1]
// err:  2 │ End whle
// err:  3 │ Esle
// err:    · ────
// err:  4 │ startTheEngine
// err:    ╰────
// err:   help: did you mean `Else`?
// err: 
// err: semantic/unknown-method
// err: 
// err:   × there is no method or command `startTheEngine`
// err:    ╭─[unknown-method.4dm:4:1]
// err:  3 │ Esle
// err:  4 │ startTheEngine
// err:    · ──────────────
// err:  5 │ Wihle(True)
// err:    ╰────
// err:   help: a method is a file of its own: `Methods/startTheEngine.4dm`
// err: 
// err: semantic/unknown-method
// err: 
// err:   × there is no method or command `Wihle`
// err:    ╭─[unknown-method.4dm:5:1]
// err:  4 │ startTheEngine
// err:  5 │ Wihle(True)
// err:    · ─────
// err:  6 │ 
// err:    ╰────
// err:   help: did you mean the keyword `While`?
// err: 
// err: 1 file checked: 5 errors, 0 warnings
