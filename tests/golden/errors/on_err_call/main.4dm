// ON ERR CALL: who handles an error, what the error method learns, and where the program goes on.

var $v : Variant
var $i : Integer
var $signal : 4D.Signal

// A local method; the line after the failed one runs, in the method that failed
ON ERR CALL("Handler")
ALERT(Method called on error+", "+Method called on error(ek local)+", <"+Method called on error(ek global)+">")
Fails
ALERT("main goes on")
$v:=1+Null
ALERT("nothing was assigned: "+String(Undefined($v)))
For ($i; 1; 2)
	$v:=throw(10+$i; "in the loop")
	ALERT("turn "+String($i))
End for 
If (throw(20; "in a condition"))
	ALERT("never")
Else 
	ALERT("never")
End if 

// Try comes before the error method, unless the method was installed inside of it
ALERT("tried: "+String(Undefined(Try(throw(30)))))
Try
	throw(31; "in Try")
Catch
	ALERT("caught "+String(Last errors[0].errCode))
End try
ON ERR CALL("")
Try
	Installs
	ALERT("its own handler was called")
Catch
	ALERT("never")
End try
ON ERR CALL("")

// An empty method keeps quiet; Error can be read afterwards
ON ERR CALL("Silent")
throw(-43)
ALERT("Error is "+String(Error))
ON ERR CALL("")

// A global method serves all processes that have none of their own
ON ERR CALL("GlobalHandler"; ek global)
throw(40)
ALERT(Method called on error(ek global)+" <"+Method called on error+">")
$signal:=New signal
CALL WORKER("w"; "InWorker")
CALL WORKER("w"; Formula($1.trigger()); $signal)
$signal.wait()
ON ERR CALL("Handler")
throw(41)
ON ERR CALL("")
ON ERR CALL(""; ek global)
ON ERR CALL("ForComponents"; ek errors from components)
ALERT(Method called on error(ek errors from components)+" <"+Method called on error+">")
Try(ON ERR CALL("Handler"; 7))
ALERT(Last errors[0].message)

// Deferred errors are handled when their method has returned
ON ERR CALL("Handler")
Deferred
ALERT("after the deferred error")
ON ERR CALL("")

// Errors in the error method are nobody's but 4D's; ABORT ends the process
ON ERR CALL("Aborts")
throw(50)
ALERT("never")

// out: Handler, Handler, <>
// out: before
// out: handler: 5 Fails 2 [throw(5; "five")] five Handler Fails
// out: after
// out: main goes on
// out: handler: 54 main 12 [1+Null] Argument types are incompatible: a number + Null. Handler main
// out: nothing was assigned: True
// out: handler: 11 main 15 [throw(10+$i; "in the loop")] in the loop Handler main
// out: turn 1
// out: handler: 12 main 15 [throw(10+$i; "in the loop")] in the loop Handler main
// out: turn 2
// out: handler: 20 main 18 [throw(20; "in a condition")] in a condition Handler main
// out: tried: True
// out: caught 31
// out: before
// out: handler: 5 Fails 2 [throw(5; "five")] five Handler Fails
// out: after
// out: its own handler was called
// out: Error is -43
// out: global: 40
// out: GlobalHandler <>
// out: global: 45
// out: the worker goes on
// out: handler: 41 main 55 [throw(41)] Error code 41: (host) Handler main
// out: ForComponents <>
// out: There is no scope 7 of errors.
// out: handler: -1 Deferred 1 [throw({message: "late"; deferred: True})] late Handler main
// out: after the deferred error
// out: aborts
