// New processes run a method and end; semaphores keep them apart.

var $number : Integer
var $o : Object
var $waits : 4D.Signal:=New signal

$o:={text: "original"}
ALERT(String(Semaphore("gate")))
$number:=New process("Child"; 0; "child"; $o; 5; $waits)
$o.text:="changed"
$waits.wait(20)
ALERT(String($number>1))
ALERT("main opens the gate")
CLEAR SEMAPHORE("gate")
While (Process number("child")>0)
	DELAY PROCESS(Current process; 1)
End while 
ALERT("the child has ended, the gate is free: "+String(Not(Test semaphore("gate"))))
ALERT(String(Undefined(childs)))

// out: False
// out: the gate is closed
// out: True
// out: main opens the gate
// out: through the gate with original and 5
// out: the child has ended, the gate is free: True
// out: True
