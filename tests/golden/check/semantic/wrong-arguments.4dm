$a:=Substring("abc")
$b:=Uppercase("a"; *; 3)
$c:=Length("a"; *)
$d:=Formula
ALERT(\
	)

// args: check

// exit: 1
// err: semantic/wrong-arguments
// err: 
// err:   × `Substring` needs an argument `first`
// err:    ╭─[wrong-arguments.4dm:1:5]
// err:  1 │ $a:=Substring("abc")
// err:    ·     ─────────
// err:  2 │ $b:=Uppercase("a"; *; 3)
// err:    ╰────
// err:   help: its form is `Substring(text : Text; first : Integer; {count : Integer}) : Text`
// err: semantic/wrong-arguments
// err: 
// err:   × `Uppercase` is given too many arguments
// err:    ╭─[wrong-arguments.4dm:2:23]
// err:  1 │ $a:=Substring("abc")
// err:  2 │ $b:=Uppercase("a"; *; 3)
// err:    ·                       ─
// err:  3 │ $c:=Length("a"; *)
// err:    ╰────
// err:   help: its form is `Uppercase(text : Text; {*}) : Text`
// err: semantic/wrong-arguments
// err: 
// err:   × `Length` takes no `*` here
// err:    ╭─[wrong-arguments.4dm:3:17]
// err:  2 │ $b:=Uppercase("a"; *; 3)
// err:  3 │ $c:=Length("a"; *)
// err:    ·                 ─
// err:  4 │ $d:=Formula
// err:    ╰────
// err:   help: its form is `Length(text : Text) : usize`
// err: semantic/wrong-arguments
// err: 
// err:   × `Formula` needs an argument
// err:    ╭─[wrong-arguments.4dm:4:5]
// err:  3 │ $c:=Length("a"; *)
// err:  4 │ $d:=Formula
// err:    ·     ───────
// err:  5 │ ALERT(\
// err:    ╰────
// err:   help: its form is `Formula(expression : Expression) : Function`
// err: semantic/wrong-arguments
// err: 
// err:   × `ALERT` needs an argument `message`
// err:    ╭─[wrong-arguments.4dm:5:1]
// err:  4 │ $d:=Formula
// err:  5 │ ALERT(\
// err:    · ─────
// err:  6 │     )
// err:    ╰────
// err:   help: its form is `ALERT(message : Text; {_button : Text})`
// err: 1 file checked: 5 errors, 0 warnings
