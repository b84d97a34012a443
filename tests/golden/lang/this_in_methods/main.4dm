// A method that is called by its name sees the `This` of its caller. Where there is none, `This` is null and lenient.

var $counter : Object
var $holder : cs.Holder

ALERT(JSON Stringify([This=Null; This.name=Null; This[""]=Null; Undefined(This.name)]))

// An object of formulas, which all call the method that made it
$counter:=counter
$counter.add(3)
$counter.add(4)
ALERT(String($counter.value()))

// From a function of a class, by EXECUTE METHOD, and one call further
$holder:=cs.Holder.new("kept")
ALERT($holder.name()+", "+$holder.executed()+", "+$holder.further())
$holder.rename("other")
ALERT($holder.what)

// After a call the caller has its own again
ALERT($holder.inTurn($counter))

// A function that is called without an object has none
var $alone : 4D.Function
$alone:=$holder.name
ALERT(String($alone.call()=Null))

// out: [true,true,true,true]
// out: 7
// out: kept, kept, kept
// out: other
// out: other 7 other
// out: True
