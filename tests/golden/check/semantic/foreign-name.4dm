If (True and False)
End if
If (not True)
End if
a:=1
If (a or a)
End if
$x:=new cs.Name()
$y:=new Object
console.log("x")
// A name may hold such a word.
Terms and Conditions:="x"
ALERT(Terms and Conditions)
ALERT(Trial and Error)

// args: check

// err: semantic/foreign-name
// err: 
// err:   ⚠ `True and False` is read as the name of one variable
// err:    ╭─[foreign-name.4dm:1:5]
// err:  1 │ If (True and False)
// err:    ·     ──────────────
// err:  2 │ End if
// err:    ╰────
// err:   help: “and” is written `&&`
// err: 
// err: semantic/foreign-name
// err: 
// err:   ⚠ `not True` is read as the name of one variable
// err:    ╭─[foreign-name.4dm:3:5]
// err:  2 │ End if
// err:  3 │ If (not True)
// err:    ·     ────────
// err:  4 │ End if
// err:    ╰────
// err:   help: “not” is written `Not(True)`
// err: 
// err: semantic/foreign-name
// err: 
// err:   ⚠ `a or a` is read as the name of one variable
// err:    ╭─[foreign-name.4dm:6:5]
// err:  5 │ a:=1
// err:  6 │ If (a or a)
// err:    ·     ──────
// err:  7 │ End if
// err:    ╰────
// err:   help: “or” is written `||`
// err: 
// err: semantic/foreign-name
// err: 
// err:   ⚠ `new cs` is read as the name of one variable
// err:    ╭─[foreign-name.4dm:8:5]
// err:  7 │ End if
// err:  8 │ $x:=new cs.Name()
// err:    ·     ──────
// err:  9 │ $y:=new Object
// err:    ╰────
// err:   help: write `cs.Name.new(…)`
// err: 
// err: semantic/foreign-name
// err: 
// err:   ⚠ `console` is a variable that nothing is stored in
// err:     ╭─[foreign-name.4dm:10:1]
// err:   9 │ $y:=new Object
// err:  10 │ console.log("x")
// err:     · ───────
// err:  11 │ // A name may hold such a word.
// err:     ╰────
// err:   help: show a text with `ALERT($text)`, or write it with `LOG EVENT(Into system standard outputs; $text)`
// err: 
// err: 1 file checked: 0 errors, 5 warnings
