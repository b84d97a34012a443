// Calls of formulas, with arguments and recursion.
var $f; $o : Object
var $i; $sum : Integer
$f:=Formula(Choose($2<2; $2; 1)+$1)
For ($i; 1; 10000)
	$sum:=$sum+$f.call(Null; $i%7; $i%3)
End for
$o:=New object("n"; 0; "add"; Formula(This.n:=This.n+$1))
For ($i; 1; 10000)
	$o.add(2)
End for
ASSERT(($sum>0) & ($o.n=20000))
