property name : Text:="base"
property calls : Integer:=0

Alias title name

Class constructor($name : Text)
	This.name:=$name

Function hello() : Text
	return "hello "+This.name

Function get upper() : Text
	return Uppercase(This.name)

Function set upper($name : Text)
	This.name:=$name

// Counts how often it was evaluated
Function itself() : Object
	This.calls+=1
	return This
