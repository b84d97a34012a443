#DECLARE($a : Text; $b : Integer)
Case of 
	: (Count parameters>2)
		ALERT("27: "+${3})
	: (Undefined($a) || ($a=""))
		ALERT("29: <"+$a+">")
	Else 
		ALERT("26: "+$a+", "+String($b)+", "+String(Count parameters))
End case 
