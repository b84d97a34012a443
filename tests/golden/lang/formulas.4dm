// Formulas capture local variables by value, and see parameters, process variables and This when they are called.

var $n : Integer
var $c : Collection
var $f : 4D.Function
var $o : Object

$n:=1
$c:=[1]
$f:=Formula($n+$c.length)
$n:=10
$c.push(2)
ALERT(String($f.call()))

$f:=Formula($1+$2)
ALERT(String($f.call(Null; 3; 4))+" "+String($f.apply(Null; [5; 6])))

$o:={v: 3; f: Formula(This.v*2)}
ALERT(String($o.f())+" "+String($o["f"]())+" "+String($o.f.call({v: 100})))

// A formula may hold an assignment
$f:=Formula(total:=$1)
$f.call(Null; 42)
ALERT(String(total))
ALERT($f.source)

// Formulas in formulas
$f:=Formula(Formula($1+$n))
ALERT(String($f.call().call(Null; 5)))

ALERT(String(Formula from string("1+2*3").call()))
Try(Formula from string("$n+1"))
ALERT(String(Last errors[0].errCode))

// out: 3
// out: 7 11
// out: 6 6 200
// out: 42
// out: total:=$1
// out: 15
// out: 9
// out: -10737
