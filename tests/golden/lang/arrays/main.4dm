// Arrays: every type, element 0, the current element, two dimensions, pointers, and the commands of the theme.

var $first; $last; $row; $col : Integer
var $name : Text
var $ptr : Pointer
var $c : Collection
var $o : Object

ARRAY TEXT($t; 2)
ARRAY LONGINT($n; 3)
ARRAY INTEGER($i; 2)
ARRAY REAL($r; 2)
ARRAY BOOLEAN($b; 2)
ARRAY DATE($d; 1)
ARRAY TIME($h; 1)
ARRAY OBJECT($objects; 1)
ARRAY BLOB($blobs; 1)
ARRAY POINTER($pointers; 2)
ARRAY PICTURE($pictures; 1)
ALERT("types: "+JSON Stringify([Type($t); Type($n); Type($i); Type($r); Type($b); Type($d); Type($h); Type($objects); Type($blobs); Type($pointers); Type($pictures)]))

// The bare name is the number of the current element
$t{0}:="zero"
$t{1}:="one"
$t{2}:="two"
$t:=2
ALERT($t{$t}+", "+String($t)+", "+String($t+1)+", "+String($t=2)+", "+$t{0})
$row:=$t
ALERT(String($row)+", "+JSON Stringify({current: $t; list: [$t]}))
$n:=$t
ALERT(String($n)+", "+String(Size of array($n)))

// Through a pointer, in another method
Changes(->$t)
ALERT($t{2}+", "+$t{3}+", "+String(Size of array($t)))

$n{1}:=3
$n{2}:=1
$n{3}:=2
SORT ARRAY($n; $t; >)
ALERT(String($n{1})+String($n{2})+String($n{3})+", "+$t{1}+", "+$t{3})
SORT ARRAY($n; <)
ALERT(String($n{1}))
ALERT(String(Find in array($t; "app@"))+", "+String(Find in array($t; "none"))+", "+String(Count in array($t; "o@")))
INSERT IN ARRAY($t; 2; 2)
DELETE FROM ARRAY($t; 1)
ALERT(String(Size of array($t))+" <"+$t{1}+">")

ARRAY TEXT($sorted; 0)
COLLECTION TO ARRAY(["ant"; "bee"; "beetle"; "cat"]; $sorted)
ALERT(String(Find in sorted array($sorted; "bee@"; >; $first; $last))+", "+String($first)+" to "+String($last))
ALERT(String(Find in sorted array($sorted; "bird"; >; $first; $last))+", belongs at "+String($first))
ALERT(String(Find in sorted array($sorted; "@t"; >; $first; $last))+", "+String($first)+" to "+String($last))
SORT ARRAY($sorted; <)
ALERT(String(Find in sorted array($sorted; "bee"; <; $first))+", "+String($first))

$pointers{1}:=->$n
$pointers{2}:=->$sorted
ARRAY LONGINT($orders; 2)
COLLECTION TO ARRAY(["a"; "b"; "c"]; $sorted)
$n{1}:=1
$n{2}:=1
$n{3}:=0
$orders{1}:=1
$orders{2}:=-1
MULTI SORT ARRAY($pointers; $orders)
ALERT(String($n{1})+$sorted{1}+" "+String($n{2})+$sorted{2}+" "+String($n{3})+$sorted{3})
MULTI SORT ARRAY($n; <; $sorted; >)
ALERT(String($n{1})+$sorted{1}+" "+String($n{3})+$sorted{3})

// Two dimensions: a row is an array
ARRAY TEXT($grid; 2; 3)
$grid{1}{2}:="a"
$grid{2}{3}:="b"
ALERT($grid{1}{2}+$grid{2}{3}+", "+String(Size of array($grid))+", "+String(Size of array($grid{1}))+", "+String(Type($grid)))
APPEND TO ARRAY($grid{1}; "more")
SORT ARRAY($grid{1}; <)
ALERT($grid{1}{1}+", "+String(Size of array($grid{1}))+", "+String(Size of array($grid{2})))
$ptr:=->$grid{2}{3}
$ptr->:="through the pointer"
ALERT($grid{2}{3})

// What pointers point to
ARRAY TEXT(board; 3; 3)
ARRAY LONGINT(list; 5)
counter:=1
<>everywhere:=2
RESOLVE POINTER(->board{2}{3}; $name; $row; $col)
ALERT("["+$name+"] "+String($row)+" "+String($col))
RESOLVE POINTER(->list{4}; $name; $row; $col)
ALERT("["+$name+"] "+String($row)+" "+String($col))
RESOLVE POINTER(->list; $name; $row; $col)
ALERT("["+$name+"] "+String($row)+" "+String($col))
RESOLVE POINTER(-><>everywhere; $name; $row; $col)
ALERT("["+$name+"] "+String($row)+" "+String($col))
RESOLVE POINTER(->$row; $name; $row; $col)
ALERT("["+$name+"] "+String($row)+" "+String($col))
$ptr:=Get pointer("list{2}")
$ptr->:=42
$ptr:=Get pointer("board{1}{3}")
$ptr->:="corner"
$ptr:=Get pointer("counter")
$ptr->+=1
ALERT(String(list{2})+", "+board{1}{3}+", "+String(counter)+", "+String(Get pointer("<>everywhere")->))
ALERT(String(Is a variable(->counter))+", "+String(Is nil pointer($ptr))+", "+String((->counter)=$ptr))

// Copies, collections, JSON
COPY ARRAY($n; $i)
$c:=[]
ARRAY TO COLLECTION($c; $sorted; "name"; $n; "number")
ALERT(String(Size of array($i))+", "+JSON Stringify($c))
COLLECTION TO ARRAY($c; $n; "number"; $sorted; "name")
$o:={}
OB SET ARRAY($o; "numbers"; $n)
ALERT(JSON Stringify($o)+", "+JSON Stringify array($sorted))
OB GET ARRAY($o; "numbers"; $r)
JSON PARSE ARRAY("[true,false]"; $b)
ALERT(String(Size of array($r))+", "+String($b{1})+", "+String($b{2}))

// Interprocess arrays
ARRAY TEXT(<>shared; 2)
<>shared{1}:="x"
APPEND TO ARRAY(<>shared; "y")
ALERT(<>shared{1}+<>shared{3}+", "+String(Size of array(<>shared)))

// What goes wrong
Try($n{9}:=1)
ALERT(Last errors[0].message)
Try($n{1}:="text")
ALERT(Last errors[0].message)
Try(APPEND TO ARRAY($n; "text"))
ALERT(String(Last errors[0].errCode))
CLEAR VARIABLE(list)
ALERT(String(Size of array(list)))

// out: types: [18,16,15,14,22,17,32,39,31,20,19]
// out: two, 2, 3, True, zero
// out: 2, {"current":2,"list":[2]}
// out: 2, 3
// out: through pointer, appended, 3
// out: 123, through pointer, one
// out: 3
// out: 2, -1, 1
// out: 4 <>
// out: True, 2 to 3
// out: False, belongs at 4
// out: True, 1 to 4
// out: True, 3
// out: 0c 1b 1a
// out: 1a 0c
// out: ab, 2, 3, 13
// out: more, 4, 3
// out: through the pointer
// out: [board] 2 3
// out: [list] 4 -1
// out: [list] -1 -1
// out: [<>everywhere] -1 -1
// out: [] -1 -1
// out: 42, corner, 2, 2
// out: True, False, True
// out: 3, [{"name":"a","number":1},{"name":"b","number":1},{"name":"c","number":0}]
// out: {"numbers":[1,1,0]}, ["a","b","c"]
// out: 3, True, False
// out: xy, 3
// out: Index out of range: 9 in a sequence of 3.
// out: Argument types are incompatible: Integer is expected, this is a text.
// out: 54
// out: 0
