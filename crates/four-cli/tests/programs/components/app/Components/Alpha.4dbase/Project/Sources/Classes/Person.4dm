property name : Text

Class constructor($name : Text)
	This.name:=$name

Function greet() : Text
	var $other : cs.Person
	$other:=cs.Person.new(This.name)
	return "I am "+$other.name

Function resource() : Text
	return Replace string(File("/RESOURCES/note.txt").getText(); "\n"; "")+" "+String(File("/RESOURCES/note.txt"; *).exists)

Function classes() : Text
	return OB Keys(cs).join(",")

Function later() : 4D.Function
	return Formula(secret+" later")
