property what : Text

Class constructor($what : Text)
	This.what:=$what

Function name() -> $name : Variant
	$name:=held

Function rename($name : Text)
	held($name)

Function further() -> $name : Text
	$name:=further

Function executed() -> $name : Text
	EXECUTE METHOD("held"; $name; "")

Function inTurn($counter : Object) -> $all : Text
	$all:=held
	$all+=" "+String($counter.value())
	$all+=" "+held
