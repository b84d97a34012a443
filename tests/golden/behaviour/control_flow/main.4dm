// What the documentation implies of loops, choices and `Try`.

var $i; $turns : Integer
var $v; $nul : Variant
var $c : Collection
var $line : Text
var $o : Object

For ($i; 1; 3)
End for 
ALERT("18: "+String($i))
$turns:=0
For ($i; 3; 1)
	$turns+=1
End for 
ALERT("18: "+String($turns))
For ($i; 3; 1; -1)
	$turns+=1
End for 
ALERT("18: "+String($turns))

$line:=""
For each ($v; [1; 2; 3]; -2)
	$line+=String($v)
End for each 
For each ($v; [1; 2; 3]; 0; 2)
	$line+=String($v)
End for each 
ALERT("19: "+$line)

$c:=[1; 2; 3]
$turns:=0
For each ($v; $c)
	$c.push(9)
	$turns+=1
End for each 
ALERT("20: "+String($turns))

$turns:=0
For each ($v; [1; 2; 3]) Until ($v=2)
	$turns+=1
End for each 
ALERT("21: "+String($turns))
// The condition of While is tested before the item is set
$line:=""
$v:=0
For each ($v; [1; 2; 3]) While ($v<2)
	$line+=String($v)
End for each 
ALERT("21: "+$line)

Case of 
	: (True)
		ALERT("22: first")
	: (True)
		ALERT("22: never")
End case 

$o:={}
If ($o.x)
	ALERT("23: never")
Else 
	ALERT("23: else")
End if 

$v:=Try(1/0)
ALERT("24: "+String($v)+", "+String(Last errors=Null))
$nul:=Null
$v:=Try($nul.a)
ALERT("24: "+String(Undefined($v))+", "+String(Last errors.length>0))

Try
	Later
	ALERT("25: never")
Catch
	ALERT("25: "+Last errors[0].message)
End try
Try
	throw({message: "m"; deferred: True})
	ALERT("25: goes on")
Catch
	ALERT("25: never")
End try

// exit: 1
// out: 18: 4
// out: 18: 0
// out: 18: 3
// out: 19: 2312
// out: 20: 3
// out: 21: 2
// out: 21: 12
// out: 22: first
// out: 23: else
// out: 24: INF, True
// out: 24: True, True
// out: 25: Later goes on
// out: 25: later
// out: 25: goes on
// err: runtime/error
// err: 
// err:   × Error -1 (host): m
// err:     ╭─[main.4dm:79:2]
// err:  78 │ Try
// err:  79 │     throw({message: "m"; deferred: True})
// err:     ·     ─────────────────────────────────────
// err:  80 │     ALERT("25: goes on")
// err:     ╰────
// err:     in main (main.4dm:79)
