#DECLARE($given : 4D.Signal; $n : Integer; $last : Boolean)
Use ($given)
	$given.last:=String($n)+", "+String($last)
End use
$given.trigger()
// Lives until the main process has looked for it
If (Semaphore("end"; 600))
End if 
