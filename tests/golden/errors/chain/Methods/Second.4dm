#DECLARE($n : Integer; $t : Text)
var $o : Object

$o:={n: $n}
ALERT("total: "+($o.n+$o.m))
