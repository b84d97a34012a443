#DECLARE($other : Text)
var $i : Integer
var $found : Text
For ($i; 1; 200)
	vName:=String($i)
	GET PROCESS VARIABLE(Process number($other); vName; $found)
End for
vName:="done"
