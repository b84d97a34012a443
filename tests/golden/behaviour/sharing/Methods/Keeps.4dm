#DECLARE($given : Object; $sig : 4D.Signal)
// A process variable: what one message sets, the next one sees
var seen : Integer
seen:=seen+1
$given.n:=$given.n+seen
If ($sig#Null)
	Use ($sig)
		$sig.seen:=String(seen)+" messages, n "+String($given.n)
	End use
	$sig.trigger()
End if 
