// Classes as values: what they tell, enumerating their stores, aliases, functions by name, inheriting from 4D's classes.

var $child : cs.Child
var $name; $list : Text
var $v : Variant

$child:=cs.Child.new("rex")
ALERT($child.hello()+", "+$child.upper)
$child.upper:="max"
ALERT($child.title)
$child.title:="an alias"
ALERT($child.name+", "+JSON Stringify(OB Keys($child)))

ALERT(cs.Child.name+", "+cs.Child.superclass.name+", "+cs.Base.superclass.name)
ALERT("shared "+String(cs.Child.isShared)+", "+String(cs.Sing.isShared)+"; singleton "+String(cs.Child.isSingleton)+", "+String(cs.Sing.isSingleton)+", "+String(cs.Sess.isSessionSingleton))
ALERT(String(cs.Sing.me.inc())+", "+String(cs.Sing.me.inc())+", "+String(cs.Sess.me.s))
ALERT(OB Class($child).name+", "+OB Class({}).name+", "+OB Class([]).name+", "+OB Class(4D.File).name+", "+OB Class(cs.Base.new).name)
ALERT(String(OB Instance of($child; cs.Base))+", "+String(OB Instance of($child; 4D.Object))+", "+String(OB Instance of([]; 4D.Collection)))

// The stores are objects
For each ($name; cs)
	$list+=$name+" "
End for each 
ALERT($list)
ALERT(JSON Stringify(OB Keys(cs))+", "+String(OB Keys(4D).indexOf("File")>=0))
ALERT(String(cs.Nothing=Null)+", "+String(cs.Base#Null)+", "+String(4D.Nothing=Null))
Try(cs.Nothing.new())
ALERT(Last errors[0].message)

// A function by its name; compound assignment evaluates what leads to the property once
$v:="hello"
ALERT($child[$v]())
$child.itself().counter:=1
$child.itself().counter+=5
ALERT(String($child.counter)+", "+String($child.calls))
$v:=cs.Base.new
ALERT($v("by a function value").hello())

// 4D's own classes have parents too
ALERT(4D.File.superclass.name+", "+4D.Folder.superclass.name+", "+4D.Document.superclass.name+", "+4D.HTTPRequest.superclass.name+", "+String(4D.Object.superclass=Null))
ALERT(String(OB Instance of(File("/PACKAGE/main.4dm"); 4D.Document)))

// Classes that four does not have can be named: no value is of them
ALERT(4D.EntitySelection.name+" "+String(OB Instance of({}; 4D.EntitySelection)))
Try
	var $none : Object:=4D.EntitySelection.new()
Catch
	ALERT(Last errors[0].message)
End try

// out: hello rex! child, REX!
// out: max
// out: an alias, ["name","calls"]
// out: Child, Base, Object
// out: shared False, True; singleton False, True, True
// out: 1, 2, 1
// out: Child, Object, Collection, Class, Function
// out: True, True, True
// out: Base Child Sess Sing 
// out: ["Base","Child","Sess","Sing"], True
// out: True, True, True
// out: There is no class cs.Nothing.
// out: hello an alias child
// out: 6, 2
// out: hello by a function value
// out: Document, Directory, Object, Object, True
// out: True
// out: EntitySelection False
// out: There is no class 4D.EntitySelection in four.
