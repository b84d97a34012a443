// Processes that stand still, and the variables of other processes.
// Paused: the messages wait, the variables can be read and written.
CALL WORKER("w"; Formula(vName:="worker"))
waitFor("w"; "worker")
PAUSE PROCESS(Process number("w"))
CALL WORKER("w"; Formula(vName:=vName+" went on"))
var $found : Text
GET PROCESS VARIABLE(Process number("w"); vName; $found)
ALERT($found+", "+String(Process state(Process number("w"))))
SET PROCESS VARIABLE(Process number("w"); vName; "changed")
RESUME PROCESS(Process number("w"))
waitFor("w"; "changed went on")

// A process that runs stops between two lines.
var $number; $one; $two : Integer
$number:=New process("count"; 0; "counter")
Repeat
	GET PROCESS VARIABLE($number; vCount; $one)
Until ($one>100)
PAUSE PROCESS($number)
GET PROCESS VARIABLE($number; vCount; $one)
DELAY PROCESS(Current process; 3)
GET PROCESS VARIABLE($number; vCount; $two)
ALERT("stands still: "+String($one=$two))
// Pausing what is paused changes nothing, nor does a delay.
DELAY PROCESS($number; 0)
ALERT("still paused: "+String(Process state($number)=Paused))
SET PROCESS VARIABLE($number; vStop; True)
RESUME PROCESS($number)
While (Process state($number)#Does not exist)
	IDLE
End while

// Delays replace each other; 0 ends one.
CALL WORKER("w"; Formula(vName:="late"))
DELAY PROCESS(Process number("w"); 6000)
ALERT("delayed: "+String(Process state(Process number("w"))=Delayed))
DELAY PROCESS(Process number("w"); 0)
waitFor("w"; "late")

// Arrays.
ARRAY LONGINT(aNumbers; 3)
aNumbers{2}:=22
VARIABLE TO VARIABLE(Process number("w"); aNumbers; aNumbers)
aNumbers{2}:=0
SET PROCESS VARIABLE(Process number("w"); aNumbers{3}; 33)
var $element : Integer
GET PROCESS VARIABLE(Process number("w"); aNumbers{2}; $element; aNumbers; aNumbers)
ALERT(String($element)+" "+String(aNumbers{2})+" "+String(aNumbers{3}))

// What does not go.
ALERT(errorOf(Formula(SET PROCESS VARIABLE(Process number("w"); aNumbers; 1))))
ALERT(errorOf(Formula(VARIABLE TO VARIABLE(Process number("w"); vPointer; ->vName))))
ALERT(errorOf(Formula(SET PROCESS VARIABLE(99999; vName; 1))))
ALERT(errorOf(Formula(GET PROCESS VARIABLE(Process number("w"); aNumbers{9}; vName))))
$found:="untouched"
GET PROCESS VARIABLE(99999; vName; $found)
ALERT($found)
// A variable that does not exist is undefined.
GET PROCESS VARIABLE(Process number("w"); vNever; vResult)
ALERT(String(Undefined(vResult)))

// Interprocess variables belong to all; the own process can be read too.
<>all:="all"
vName:="own"
GET PROCESS VARIABLE(99999; <>all; $found; vName; $found)
ALERT($found)
GET PROCESS VARIABLE(Current process; vName; $found)
ALERT($found)

// Two that ask each other for the other's variable both get it.
CALL WORKER("a"; "askOther"; "b")
CALL WORKER("b"; "askOther"; "a")
waitFor("a"; "done")
waitFor("b"; "done")
// A killed worker ends though it is paused.
PAUSE PROCESS(Process number("w"))
KILL WORKER("w")
While (Process number("w")#0)
	IDLE
End while
ALERT("ended")

// out: w: worker
// out: worker, 5
// out: w: changed went on
// out: stands still: True
// out: still paused: True
// out: delayed: True
// out: w: late
// out: 22 22 33
// out: 54 SET PROCESS VARIABLE writes no whole array.
// out: 54 A pointer cannot be exchanged between processes.
// out: -10762 There is no process 99999 to write to.
// out: 53 Index out of range: 9 in a sequence of 3.
// out: untouched
// out: True
// out: all
// out: own
// out: a: done
// out: b: done
// out: ended
