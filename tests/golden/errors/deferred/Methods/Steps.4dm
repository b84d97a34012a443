#DECLARE -> $result : Text

var $n : Integer
$n:=1
defer(ALERT("deferred first, n was "+String($n)))
$n:=2
defer(ALERT("deferred second, n was "+String($n)))
defer(throw(5; "swallowed"))
ALERT("body")
return "result"
