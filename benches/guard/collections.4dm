// Collections: by index, growing, functions with callbacks, sorting, queries.
var $c; $d : Collection
var $i; $sum : Integer
$c:=New collection
For ($i; 0; 19999)
	$c.push(($i*16807)%65537)
End for
For ($i; 0; 19999)
	$sum:=($sum+$c[$i])%1000003
	$c[$i]:=$c[$i]+0.5
End for
$d:=$c.orderBy(ck descending)
ASSERT($d[0]>=$d[1])
$d:=$c.filter(Formula($1.value>30000)).map(Formula($1.value*2))
ASSERT($d.length>100)
$d:=New collection
For ($i; 0; 999)
	$d.push(New object("a"; $i%10; "b"; String($i)))
End for
ASSERT($d.query("a = :1 and b != :2"; 3; "13").length=99)
While ($c.length>0)
	$sum:=$sum+$c.shift()
End while
