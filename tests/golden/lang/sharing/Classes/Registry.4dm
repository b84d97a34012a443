shared singleton Class constructor
	This.names:=New shared collection

shared Function add($name : Text)
	This.names.push($name)
