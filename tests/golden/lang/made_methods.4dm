// 4D.Method: functions made of a text with several lines.

var $m : 4D.Method
var $lines : Text

$lines:="#DECLARE($x : Integer) : Integer\nvar $twice : Integer\n$twice:=$x*2\nreturn $twice"
$m:=4D.Method.new($lines; "doubler")
ALERT(String($m(21))+", "+String($m.call(Null; 4))+", "+String($m.apply(Null; [5])))
ALERT($m.name+", "+OB Class($m).name+", "+String(OB Instance of($m; 4D.Function))+", "+String($m.source=$lines))
ALERT(JSON Stringify($m.checkSyntax()))

// As a function of an object
ALERT(String({n: 3; f: 4D.Method.new("return This.n+$1")}.f(4)))
ALERT(4D.Method.new("ALERT(\"x\")").name)

// What cannot be read is told, and raises an error when it runs
$m:=4D.Method.new("ALERT(\"first\")\nIf (True\nALERT(\"last\")")
ALERT(JSON Stringify($m.checkSyntax()))
Try($m.call())
ALERT(Last errors[0].message)

// Errors know their place in the text
4D.Method.new("var $o : Object\n$o:=Null\nALERT($o.a.b)"; "fails").call()
