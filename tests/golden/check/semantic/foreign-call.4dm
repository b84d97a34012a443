print("x")
throw new Error("x")
switch ($value)
exit
private Function f()
$a:=IIf(True; 1; 2)
++$a

// args: check

// exit: 1
// err: semantic/unknown-method
// err: 
// err:   × there is no method or command `print`
// err:    ╭─[foreign-call.4dm:1:1]
// err:  1 │ print("x")
// err:    · ─────
// err:  2 │ throw new Error("x")
// err:    ╰────
// err:   help: show a text with `ALERT($text)`, or write it with `LOG EVENT(Into system standard outputs; $text)`
// err: 
// err: semantic/unknown-method
// err: 
// err:   × there is no method or command `throw new Error`
// err:    ╭─[foreign-call.4dm:2:1]
// err:  1 │ print("x")
// err:  2 │ throw new Error("x")
// err:    · ───────────────
// err:  3 │ switch ($value)
// err:    ╰────
// err:   help: write `throw({message: "what happened"})`
// err: 
// err: semantic/unknown-method
// err: 
// err:   × there is no method or command `switch`
// err:    ╭─[foreign-call.4dm:3:1]
// err:  2 │ throw new Error("x")
// err:  3 │ switch ($value)
// err:    · ──────
// err:  4 │ exit
// err:    ╰────
// err:   help: write `Case of`, a line `: (condition)` for each case, and `End case`
// err: 
// err: semantic/unknown-method
// err: 
// err:   × there is no method or command `exit`
// err:    ╭─[foreign-call.4dm:4:1]
// err:  3 │ switch ($value)
// err:  4 │ exit
// err:    · ────
// err:  5 │ private Function f()
// err:    ╰────
// err:   help: leave a method with `return`, the program with `QUIT 4D`
// err: 
// err: semantic/unknown-method
// err: 
// err:   × there is no method or command `private Function f`
// err:    ╭─[foreign-call.4dm:5:1]
// err:  4 │ exit
// err:  5 │ private Function f()
// err:    · ──────────────────
// err:  6 │ $a:=IIf(True; 1; 2)
// err:    ╰────
// err:   help: before `Function` only `local`, `exposed`, `server`, `shared` and `onHTTPGet` may stand
// err: 
// err: semantic/unknown-method
// err: 
// err:   × there is no method or command `IIf`
// err:    ╭─[foreign-call.4dm:6:5]
// err:  5 │ private Function f()
// err:  6 │ $a:=IIf(True; 1; 2)
// err:    ·     ───
// err:  7 │ ++$a
// err:    ╰────
// err:   help: write `condition ? value : other value`, or `Choose(condition; value; other value)`
// err: 
// err: syntax/no-effect
// err: 
// err:   ⚠ a value alone is not a statement
// err:    ╭─[foreign-call.4dm:7:1]
// err:  6 │ $a:=IIf(True; 1; 2)
// err:  7 │ ++$a
// err:    · ────
// err:  8 │ 
// err:    ╰────
// err:   help: there is no `++` operator: write `$a+=1`
// err: 
// err: 1 file checked: 6 errors, 1 warning
