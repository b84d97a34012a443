// What the documentation implies of methods, classes and formulas.

var $n : Variant
var $f : 4D.Function
var $x : Integer
var $c : Collection
var $o : Object

Shows("one")
Shows("one"; 2; "three")
Try(Shows(42))
ALERT("28: "+Last errors[0].message)
$o:={}
Shows($o.missing)

$o:=cs.Getter.new()
Try($o.x:=1)
ALERT("30: "+Last errors[0].message)
ALERT("30: "+String(Undefined(cs.Setter.new().x)))
ALERT("31: "+JSON Stringify(OB Keys(cs.Bare.new()))+", "+JSON Stringify(OB Keys(cs.Given.new())))
ALERT("32: "+String(Undefined(cs.Bare.me))+", "+String(cs.One.new()=cs.One.new()))
Try(cs.Forgetful.new())
ALERT("33: "+String(Last errors[0].errCode))
Try(cs.Hasty.new())
ALERT("33: "+String(Last errors[0].errCode))

$x:=1
$c:=[1]
$f:=Formula($x)
$x:=2
ALERT("34: "+String($f.call()))
$f:=Formula($c.length)
$c.push(2)
ALERT("34: "+String($f.call()))
$o:={v: 3; f: Formula(This.v*2)}
ALERT("35: "+String($o.f()))

// out: 26: one, 0, 1
// out: 27: three
// out: 28: The parameter $a of Shows: Argument types are incompatible: Text is expected, this is a number.
// out: 29: <>
// out: 30: The property x of Getter is read-only.
// out: 30: True
// out: 31: [], ["n"]
// out: 32: True, True
// out: 33: -10748
// out: 33: -10743
// out: 34: 1
// out: 34: 2
// out: 35: 6
