// Interprocess arrays: one array for all processes; pointers to them and to their elements; rows that are inserted.

var $p; $q; $element : Pointer
var $name : Text
var $row; $column : Integer
var $done : 4D.Signal

ARRAY TEXT(<>words; 2)
$element:=-><>words{2}
$element->:="two"
ALERT(<>words{2}+", "+String($element=(-><>words{2}))+", "+String($element=(-><>words{1})))
RESOLVE POINTER($element; $name; $row; $column)
ALERT($name+" "+String($row)+" "+String($column))
Get pointer("<>words{1}")->:="one"
$p:=-><>words
APPEND TO ARRAY($p->; "three")
INSERT IN ARRAY(<>words; 1)
DELETE FROM ARRAY(<>words; 1)
$p->{3}:=$p->{3}+"!"
ALERT(JSON Stringify array(<>words)+" "+JSON Stringify array($p->))
SORT ARRAY(<>words; <)
ALERT(<>words{1}+", "+String(Size of array(<>words)))

// The bare name chooses the current element
<>words:=2
ALERT(<>words{<>words}+", "+String(<>words))

// Times, objects, pointers and rows keep their types
ARRAY TIME(<>times; 1)
<>times{1}:=?01:02:03?
ARRAY OBJECT(<>objects; 1)
<>objects{1}:={list: [1; 2]}
ARRAY POINTER(<>pointers; 2)
<>pointers{1}:=-><>words
<>pointers{2}:=-><>words{3}
ARRAY LONGINT(<>grid; 2; 2)
<>grid{2}{1}:=21
$q:=-><>grid{2}{2}
$q->:=22
ALERT(String(<>times{1})+", "+JSON Stringify(<>objects{1})+", "+<>pointers{1}->{1}+", "+<>pointers{2}->)
ALERT(JSON Stringify array(<>grid{2})+" "+String(Type(<>grid{1})))

// Another process sees and changes them
$done:=New signal
CALL WORKER("other"; "change"; $element; $done)
$done.wait()
ALERT(<>words{2}+", "+<>words{4}+", "+String(Size of array(<>words)))

// New rows are arrays of the declared type
ARRAY TEXT($grid; 1; 2)
$grid{1}{2}:="kept"
INSERT IN ARRAY($grid; 1; 2)
APPEND TO ARRAY($grid{1}; "first")
Try(APPEND TO ARRAY($grid{2}; 5))
ALERT($grid{3}{2}+", "+$grid{1}{1}+", "+String(Size of array($grid))+", "+String(Type($grid{2}))+", "+String(Last errors[0].errCode))
ARRAY TEXT($grid; 5; 3)
$grid{5}{3}:="last"
ALERT($grid{3}{2}+", "+$grid{1}{1}+", "+$grid{5}{3}+", "+String(Size of array($grid{4})))
$grid{5}:=3
ALERT($grid{5}{$grid{5}})
ARRAY LONGINT($grid; 1; 1)
ALERT(String($grid{1}{1}))

// out: two, True, False
// out: <>words 2 -1
// out: ["one","two","three!"] ["one","two","three!"]
// out: two, 3
// out: three!, 2
// out: 01:02:03, {"list":[1,2]}, two, one
// out: [21,22] 16
// out: changed, added, 4
// out: kept, first, 3, 18, 54
// out: kept, first, last, 3
// out: last
// out: 0
