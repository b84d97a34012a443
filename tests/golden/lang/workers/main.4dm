// Workers: their variables stay between messages, their arguments are copies that keep class, cycles and aliases.

var $o : Object
var $ball : cs.Ball

CALL WORKER("w"; Formula(count:=1))
CALL WORKER("w"; "Add"; 4)
CALL WORKER("w"; Formula(ALERT(Current process name+" counts "+String(count))))

$o:={name: "original"}
$o.itself:=$o
$ball:=cs.Ball.new("red")
CALL WORKER("w"; "Receive"; $o; $ball; [$ball; $ball])
$o.name:="changed"

// A worker that is killed drops what waits, and starts anew with the next message
CALL WORKER("v"; "Busy")
CALL WORKER("v"; Formula(ALERT("never: dropped")))
CALL WORKER("w"; "Killer")
CALL WORKER(9999; Formula(ALERT("never: no such process")))

// out: w counts 5
// out: original True a red ball True True
