// Deep and circular values end in a result or an error.
var $head; $o; $copy : Object
var $i; $n : Integer
For ($i; 1; 100000)
	$head:={next: $head}
End for
$o:=$head
While ($o.next#Null)
	$n+=1
	$o:=$o.next
End while
ALERT(String($n))
$copy:=OB Copy($head)
ALERT(String($copy.next#Null))
Try(JSON Stringify($head))
ALERT(String(Last errors[0].errCode))
$o:={}
$o.me:=$o
Try(JSON Stringify($o))
ALERT(String(Last errors[0].errCode)+" "+Last errors[0].message)
$f:=Formula($1.call(Null; $1))
Try($f.call(Null; $f))
ALERT(String(Last errors[0].errCode)+" "+Substring(Last errors[0].message; 1; 10))

// out: 99999
// out: True
// out: -10719
// out: -10719 The value is circular, or nested too deep to be written as JSON.
// out: -10503 Stack full
