// A program that would use up the memory gets an error and goes on.
// args: --max-memory 64M

var $t : Text
var $c : Collection
var $o; $next : Object
var $i : Integer
Try
	$t:="0123456789"
	While (True)
		$t:=$t+$t
	End while
Catch
	ALERT(String(Last errors[0].errCode)+" "+Last errors[0].message)
End try
$t:=""
Try
	$t:="x"
	While (True)
		$t+=$t
	End while
Catch
	ALERT(String(Last errors[0].errCode))
End try
$t:=""
Try
	$c:=[]
	While (True)
		$c.push("a text that needs memory of its own, number "+String($c.length))
	End while
Catch
	ALERT(String(Last errors[0].errCode))
End try
$c:=Null
Try
	$o:={}
	While (True)
		$next:={before: $o}
		$o.after:=$next
		$o:=$next
	End while
Catch
	ALERT(String(Last errors[0].errCode))
End try
$o:=Null
$next:=Null
For ($i; 1; 100000)
	$t+="a"
End for
ALERT(String(Length($t)))

// out: -10701 Memory full: the program would need more than 64 MiB.
// out: -10701
// out: -10701
// out: -10701
// out: 100000
