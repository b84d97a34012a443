// Shared objects, groups, Use, Storage, shared classes and singletons, signals.

var $s; $g; $h; $third; $copy : Object
var $list : Collection
var $i; $total : Integer

// Writing needs Use, reading does not
$s:=New shared object("a"; 1; "text"; "x")
Try($s.a:=2)
ALERT(String(Last errors[0].errCode)+" "+Last errors[0].message)
Use ($s)
	$s.a:=2
	$s.list:=New shared collection(1; 2)
	Try($s.plain:={})
	ALERT(String(Last errors[0].errCode)+" "+Last errors[0].message)
End use
ALERT(JSON Stringify($s))

// Functions of collections lock by themselves, assignments to elements do not
$s.list.push(3)
Try($s.list[0]:=9)
ALERT(String(Last errors[0].errCode))
Use ($s)  // the list belongs to the group of $s
	$s.list[0]:=9
End use
$list:=$s.list.filter(Formula($1.value>2))
ALERT($s.list.join(",")+" "+$list.join(",")+" "+String(OB Is shared($list)))

// What is put into another container joins its group, and stays there
$g:=New shared object
$h:=New shared object
Use ($g)
	$g.a:=$h
	$h.inside:=True
End use
$third:=New shared object("own"; New shared object)
Use ($third)
	Try($third.h:=$h)
	ALERT(String(Last errors[0].errCode)+" "+Last errors[0].message)
End use
ALERT(String($g.a=$h))

// The lock is released however the block is left
Try
	Use ($g)
		throw(1; "left")
	End use
Catch
	ALERT(Last errors[0].message)
End try
Try($g.x:=1)
ALERT(String(Last errors[0].errCode))

// Storage holds only shared values
Use (Storage)
	Try(Storage.x:=1)
	ALERT(String(Last errors[0].errCode)+" "+Last errors[0].message)
	Storage.counter:=New shared object("n"; 0)
End use

// Four workers count together
For ($i; 1; 4)
	CALL WORKER("counter "+String($i); "Count"; 250)
End for
For ($i; 1; 4)
	$s:=New signal
	CALL WORKER("counter "+String($i); Formula($1.trigger()); $s)
	ASSERT($s.wait(20))
End for
ALERT(String(Storage.counter.n))

// Copies
$copy:=OB Copy($g)
$copy.a.inside:=False  // a plain object
ALERT(String($g.a.inside)+" "+String(OB Is shared($copy)))
$copy:=OB Copy({deep: {list: [1; 2]}}; ck shared; $g)
ALERT(String(OB Is shared($copy.deep.list)))
Use ($g)
	$copy.deep.list[0]:=5  // one group
End use
ALERT(JSON Stringify($copy))

// Classes
$s:=cs.Account.new(100)
$s.deposit(20)
ALERT(String($s.balance)+" "+String($s.log.length)+" "+String(OB Is shared($s))+" "+String(cs.Account.isShared))
Try($s.balance:=0)
ALERT(String(Last errors[0].errCode))
cs.Registry.me.add("main")
CALL WORKER("other"; Formula(cs.Registry.me.add("other")))
var $done : 4D.Signal:=New signal
CALL WORKER("other"; Formula($1.trigger()); $done)
$done.wait()
ALERT(cs.Registry.me.names.join(","))

// A signal carries results
ALERT(String(New signal.wait(0.01)))
$done:=New signal("sum")
CALL WORKER("adder"; "Answer"; $done)
$done.wait()
ALERT($done.description+" "+String($done.result)+" "+String($done.signaled))

// Only shared values can be used
Use ({})
End use

// exit: 1
// out: -10722 This shared object can only be changed between Use and End use.
// out: -10721 An object cannot be put into a shared object or collection.
// out: {"a":2,"text":"x","list":[1,2]}
// out: -10722
// out: 9,2,3 9,3 True
// out: -10723 This shared object or collection belongs to another group already.
// out: True
// out: left
// out: -10722
// out: -10721 Storage holds only shared objects and collections.
// out: 1000
// out: True False
// out: True
// out: {"deep":{"list":[5,2]}}
// out: 120 1 True True
// out: -10722
// out: main,other
// out: False
// out: sum 42 True
// err: runtime/error
// err: 
// err:   × Error 54 (4DRT): Argument types are incompatible: a shared object or collection after Use is expected,
// err:   │ this is an object
// err:      ╭─[main.4dm:104:5]
// err:  103 │ // Only shared values can be used
// err:  104 │ Use ({})
// err:      ·     ────
// err:  105 │ End use
// err:      ╰────
// err:   help: create it with New shared object or New shared collection
// err:     in main (main.4dm:104)
