#DECLARE($sig : 4D.Signal)
Use ($sig)
	$sig.taken:=Semaphore("k")
End use
$sig.trigger()
