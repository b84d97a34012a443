var $person : cs.Person
var counter : Integer
counter:=1

// A class of the program extends one of a component of the same name.
$person:=cs.Person.new("Ann")
show($person.greet())
show(OB Class($person).superclass.name)

// Shared methods are called by name, also with blanks in it; those of the program win.
show(alpha count)
show(alpha count)
show(counter)
show(hidden())
var $result : Text
EXECUTE METHOD("alpha hidden"; $result)
show($result)

// Own resources, own classes in cs, formulas and workers.
show(cs.Alpha.Person.new("").resource())
show(cs.Alpha.Person.new("").classes())
show(cs.Alpha.Person.new("").later().call())
show(cs.beta.Tool.me.name)
show(OB Keys(cs).join(","))
ARRAY TEXT($names; 0)
COMPONENT LIST($names)
show($names{1}+","+$names{2})
Try(secret())
show(Last errors[0].errCode)
CALL WORKER("w"; "alpha in worker")
