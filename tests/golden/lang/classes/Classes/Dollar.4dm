// Names that begin with a dollar.
property $other; plain : Text
property $start : Integer:=3

Function $add($number : Integer) : Integer
	return This.$start+$number

Function get $text : Text
	return "text"
