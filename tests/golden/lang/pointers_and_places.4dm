// Everything that can be assigned to, directly and through pointers.

var $n : Integer
var $text : Text
var $p : Pointer
var $o : Object
var $c : Collection

$p:=->$n
$p->:=5
$p->+=2
ALERT(String($n))

$o:={list: []}
$o.list[2]:="c"
$o["key with blanks"]:=1
$o.list[0]:="a"
ALERT(JSON Stringify($o))
$p:=->$o.list
$p->push("d")
ALERT(String($p->length))

$text:="4D"
$text[[2]]:="d"
ALERT($text+" "+$text[[1]])

counter:=1
$p:=->counter
$p->:=$p->+1
ALERT(String(counter))
<>everywhere:="interprocess"
ALERT(<>everywhere)

$c:=[{n: 1}]
$c[0].n+=4
ALERT(String($c[0].n))

// Names of properties may begin with a dollar
$o:={$info: 1; $deep: {$x: [1; {$y: 2}]}}
$o.$info+=1
$o.$more:=$o.$deep.$x[1].$y
ALERT(JSON Stringify($o))

// A blob made of another is a copy
var $bytes : Blob
var $copy : 4D.Blob
SET BLOB SIZE($bytes; 2; 65)
$copy:=4D.Blob.new($bytes)
$bytes{0}:=66
ALERT(String($copy[0])+", "+String($bytes{0})+", "+String(4D.Blob.new().size))

// out: 7
// out: {"list":["a",null,"c"],"key with blanks":1}
// out: 4
// out: 4d 4
// out: 2
// out: interprocess
// out: 5
// out: {"$info":2,"$deep":{"$x":[1,{"$y":2}]},"$more":2}
// out: 65, 66, 0
