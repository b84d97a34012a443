$a:=Substring("abc")
$b:=Uppercase("a"; *; 3)
$c:=Length("a"; *)
$d:=Formula
ALERT(\
	)

// args: check

// exit: 1
// stderr: semantic/wrong-arguments
// stderr: `Substring` needs an argument `first`
// stderr: `Uppercase` is given too many arguments
// stderr: `Length` takes no `*` here
// stderr: `Formula` needs an argument
// stderr: `ALERT` needs an argument `message`
// stderr: 5 errors
