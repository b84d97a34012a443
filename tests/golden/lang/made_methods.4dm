// 4D.Method: functions made of a text with several lines.

var $m : 4D.Method
var $lines : Text

$lines:="#DECLARE($x : Integer) : Integer\nvar $twice : Integer\n$twice:=$x*2\nreturn $twice"
$m:=4D.Method.new($lines; "doubler")
ALERT(String($m(21))+", "+String($m.call(Null; 4))+", "+String($m.apply(Null; [5])))
ALERT($m.name+", "+OB Class($m).name+", "+String(OB Instance of($m; 4D.Function))+", "+String($m.source=Replace string($lines; "\n"; "\r")))
ALERT(JSON Stringify($m.checkSyntax()))

// As a function of an object
ALERT(String({n: 3; f: 4D.Method.new("return This.n+$1")}.f(4)))
ALERT(String(Undefined(4D.Method.new("ALERT(\"x\")").name)))

// What cannot be read is told, and raises an error when it runs
$m:=4D.Method.new("ALERT(\"first\")\nIf (True\nALERT(\"last\")")
ALERT(JSON Stringify($m.checkSyntax()))
Try($m.call())
ALERT(Last errors[0].message)

// Errors know their place in the text
4D.Method.new("var $o : Object\n$o:=Null\nALERT($o.a.b)"; "fails").call()

// exit: 1
// out: 42, 8, 10
// out: doubler, Method, True, True
// out: {"success":true}
// out: 7
// out: True
// out: {"success":false,"errors":[{"isError":true,"message":"this `(` is not closed on its line","lineNumber":2},{"isError":true,"message":"this `If` has no `End if`","lineNumber":2}]}
// out: first
// out: This expression could not be read.
// err: runtime/error
// err: 
// err:   × Error 8 (4DRT): The argument message must be of type Text; this is undefined
// err:    ╭─[fails:3:1]
// err:  2 │ $o:=Null
// err:  3 │ ALERT($o.a.b)
// err:    · ─────────────
// err:    ╰────
// err:     in fails (fails:3)
// err:     in made_methods (made_methods.4dm)
