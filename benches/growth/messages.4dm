// Messages of $n bytes to a worker that answers each. Called by benches/growth/run.
var $what; $parameter; $text : Text
var $n; $times; $i; $round; $found : Integer
var $words; $numbers; $message : Collection
var $signal : 4D.Signal
$found:=Get database parameter(User param value; $parameter)
$words:=Split string($parameter; " ")
$what:=$words[0]
$n:=Num($words[1])
$times:=Num($words[2])
If ($what="text")
	$message:=New collection("x"*$n)
Else
	$message:=New collection
	For ($i; 1; $n\16)
		$message.push(New object("a"; $i))
	End for
End if
$found:=0
For ($round; 1; $times)
	$signal:=New signal
	CALL WORKER("receiver"; Formula($1.trigger()); $signal; $message)
	If ($signal.wait())
		$found:=$found+1
	End if
End for
KILL WORKER("receiver")
LOG EVENT(Into system standard outputs; String($found)+"\n")
