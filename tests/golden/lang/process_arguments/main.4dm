// A Boolean that comes last is an argument of the new process; only `*` asks for a process that has the name already.

var $given : 4D.Signal
var $first; $second : Integer

ALERT(String(Semaphore("end")))
$given:=New signal
$first:=New process("Child"; 0; "waits"; $given; 1; True)
$given.wait()
ALERT(String($given.last))
$second:=New process("Child"; 0; "waits"; $given; 2; False; *)
ALERT(String($first=$second))
CLEAR SEMAPHORE("end")

// out: False
// out: 1, True
// out: True
