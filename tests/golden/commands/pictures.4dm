// Pictures are values of a type of their own: kept, copied to other processes and written as they are.

var $p; $q : Picture
var $o : Object
ALERT(String($p=Null)+" "+String(Picture size($p)))
var $b : Blob
TEXT TO BLOB("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"3\"/>"; $b; UTF8 text without length)
BLOB TO PICTURE($b; $p)
ALERT(String(OK)+" "+String(Value type($p))+" "+String(Type($p))+" "+JSON Stringify({a: $p}))
$q:=$p
$o:={pic: $p}
ALERT(String(Value type($o.pic))+" "+String(OB Get type($o; "pic"))+" "+String(Picture size($o.pic)))
ALERT(String($p=Null))
Try($p:=5)
ALERT(Last errors[0].message)
Try($p:={})
ALERT(Last errors[0].message)
Try(ALERT(String($p=$q)))
ALERT(Last errors[0].message)
ARRAY PICTURE($ap; 2)
$ap{1}:=$p
ALERT(String(Picture size($ap{1}))+" "+String(Picture size($ap{2})))
CALL WORKER("w"; Formula(ALERT("in worker "+String(Picture size($1)))); $p)

// out: True 0
// out: 1 3 3 {"a":"[object Picture]"}
// out: 3 3 51
// out: False
// out: Argument types are incompatible: Picture is expected, this is a number.
// out: Argument types are incompatible: Picture is expected, this is an object.
// out: Argument types are incompatible: a picture = a picture.
// out: 51 0
// out: in worker 51
