$a:=1
Function f
	$b:=2
