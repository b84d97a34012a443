Class constructor
	This.a:=1

Function double($n : Integer) : Integer
	var $r : Integer
	$r:=$n*2)
	return $r
