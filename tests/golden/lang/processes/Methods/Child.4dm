#DECLARE($o : Object; $n : Integer; $waits : 4D.Signal)

var childs : Integer
childs:=$n
If (Semaphore("gate"))
	ALERT("the gate is closed")
	$waits.trigger()
End if 
If (Not(Semaphore("gate"; 600)))
	ALERT("through the gate with "+$o.text+" and "+String(childs))
End if 
