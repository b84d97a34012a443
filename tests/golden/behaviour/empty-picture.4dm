// A picture variable that nothing was assigned to is an empty picture: it equals Null and is still a picture.
var $p : Picture
C_PICTURE($q)
var $o : Object:={p: $p}
ALERT(String(Value type($o.p)))
ALERT(String(Value type($q)))
ALERT(String($p=Null)+String($o.p=Null)+String($p#Null))
ALERT($p ? "full" : "empty")
ALERT(JSON Stringify($o))
ALERT(String(Picture size($o.p)))
$p:=Null
ALERT(String(Value type($p)))
CLEAR VARIABLE($p)
ALERT(String(Value type($p)))
ARRAY PICTURE($a; 2)
ALERT(String(Value type($a{1})))
OB SET($o; "x"; $q)
ALERT(String(OB Get type($o; "x")))

// out: 3
// out: 3
// out: TrueTrueFalse
// out: empty
// out: {"p":null}
// out: 0
// out: 3
// out: 3
// out: 3
// out: 3
