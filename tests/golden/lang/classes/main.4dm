// Classes: constructors, inheritance, computed properties, initialisers, singletons.

var $dog : cs.Dog
$dog:=cs.Dog.new("Rex")
ALERT($dog.describe())
ALERT($dog.title)
$dog.title:="Sir Rex"
ALERT($dog.name+" "+JSON Stringify($dog))
ALERT(String(OB Instance of($dog; cs.Animal))+" "+OB Class($dog).name+" "+cs.Dog.superclass.name)
ALERT(JSON Stringify(OB Keys($dog)))

// Functions are values, and are bound by the call
var $f : 4D.Function
$f:=$dog.describe
ALERT($f.call(cs.Animal.new("nobody")))
ALERT($dog["describe"]())

// Each instance has its own initial values
$dog.tricks.push("sit")
ALERT(String(cs.Dog.new("Max").tricks.length))

ALERT(String(cs.Counter.me.next())+" "+String(cs.Counter.me.next())+" "+String(cs.Counter.new()=cs.Counter.me))
ALERT(String(cs.Dog.me))

Try(cs.Forgetful.new())
ALERT(String(Last errors[0].errCode))
Try(cs.Hasty.new())
ALERT(String(Last errors[0].errCode))
Try($dog.readOnly:=1)
ALERT(Last errors[0].message)
Try($dog.bark())
ALERT(Last errors[0].message)
Try(cs.Puppy.new())
ALERT(Last errors[0].message)

// Names of functions and properties may begin with a dollar
ALERT(String(cs.Dollar.new().$add(4))+cs.Dollar.new().$text)

// out: Rex has 4 legs and barks
// out: Mr Rex
// out: Sir Rex {"legs":4,"tricks":[],"name":"Sir Rex"}
// out: True Dog Animal
// out: ["legs","tricks","name"]
// out: nobody has 4 legs and barks
// out: Sir Rex has 4 legs and barks
// out: 0
// out: 1 2 True
// out: 
// out: -10748
// out: -10743
// out: The property readOnly of Animal is read-only.
// out: Unknown member method: an object of class Dog has no function bark.
// out: There is no class cs.Puppy.
// out: 7text
