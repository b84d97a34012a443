// Objects: made, read, changed, as records and as dictionaries.
var $o; $d : Object
var $all : Collection
var $name : Text
var $i; $sum : Integer
$all:=New collection
For ($i; 1; 5000)
	$all.push({id: $i; name: "n"+String($i); size: $i%17; inner: {a: 1}})
End for
For each ($o; $all)
	$o.size:=$o.size+$o.id
	$sum:=$sum+$o.inner.a
End for each
ASSERT($sum=5000)
$d:=New object
For ($i; 1; 20000)
	$name:="key"+String($i%1000)
	$d[$name]:=Num($d[$name])+1
End for
For each ($name; $d)
	OB REMOVE($d; $name)
End for each
ASSERT(OB Is empty($d))
