// What the documentation implies of sharing and processes.

var $s; $g; $h; $third : Object
var $sig : 4D.Signal

$s:=New shared object
Try($s.a:=1)
ALERT("72: "+Last errors[0].message)
Use ($s)
	$s.a:=1
	ALERT("72: "+String($s.a))
	Try($s.o:={})
	ALERT("72: "+String(Last errors[0].errCode))
End use
Use (Storage)
	Try(Storage.x:=1)
	ALERT("73: "+String(Last errors.length)+" error")
End use
$g:=New shared object
$h:=New shared object
$third:=New shared object("own"; New shared object)
Use ($g)
	$g.a:=$h
End use
Use ($third)
	Try($third.a:=$h)
	ALERT("74: "+Last errors[0].message)
End use

ALERT("75: "+String(Semaphore("k"))+", "+String(Semaphore("k")))
$sig:=New signal
CALL WORKER("other"; "Takes"; $sig)
$sig.wait()
ALERT("75: in another process "+String($sig.taken))

$s:={n: 1}
$sig:=New signal
CALL WORKER("w"; "Keeps"; $s; Null)
CALL WORKER("w"; "Keeps"; $s; $sig)
$s.n:=100
$sig.wait()
ALERT("76: "+String($s.n)+", "+$sig.seen)

$sig:=New signal
ALERT("77: "+String($sig.wait(0.1)))
$sig.trigger()
ALERT("77: "+String($sig.wait(0.1)))
KILL WORKER("w")
KILL WORKER("other")

// out: 72: This shared object can only be changed between Use and End use.
// out: 72: 1
// out: 72: -10721
// out: 73: 1 error
// out: 74: This shared object or collection belongs to another group already.
// out: 75: False, False
// out: 75: in another process True
// out: 76: 100, 2 messages, n 3
// out: 77: False
// out: 77: True
