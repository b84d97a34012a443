// $n processes at a time: each starts, answers one message and ends. Called by benches/growth/run.
var $parameter : Text
var $n; $times; $i; $round; $found : Integer
var $words; $signals : Collection
var $signal : 4D.Signal
$found:=Get database parameter(User param value; $parameter)
$words:=Split string($parameter; " ")
$n:=Num($words[1])
$times:=Num($words[2])
$found:=0
For ($round; 1; $times)
	$signals:=New collection
	For ($i; 1; $n)
		$signal:=New signal
		$signals.push($signal)
		CALL WORKER("worker "+String($i); Formula($1.trigger()); $signal)
	End for
	For each ($signal; $signals)
		If ($signal.wait())
			$found:=$found+1
		End if
	End for each
	For ($i; 1; $n)
		KILL WORKER("worker "+String($i))
	End for
End for
LOG EVENT(Into system standard outputs; String($found)+"\n")
