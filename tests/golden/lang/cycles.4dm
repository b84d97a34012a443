// Objects that only refer to each other are freed: a million pairs need little memory.
// args: --max-memory 60M

var $a; $b : Object
var $c : Collection
var $i : Integer
For ($i; 1; 300000)
	$a:={n: $i}
	$b:={n: $i; a: $a}
	$a.b:=$b
	$c:=[$a]
	$c.push($c)
	$a.formula:=Formula($c.length)
End for
ALERT(String($a.b.a.formula.call()))

// out: 2
