property name : Text
property legs : Integer:=4

Class constructor($name : Text)
	This.name:=$name
	
Function describe() : Text
	return This.name+" has "+String(This.legs)+" legs"
	
Function get title() : Text
	return "Mr "+This.name
	
Function set title($title : Text)
	This.name:=$title
	
Function get readOnly() : Integer
	return 1
