// `Type` tells how a variable is declared, `Value type` what it holds; `CLEAR VARIABLE` gives the default of the type, which
// is that of the value when nothing declares the variable (Concepts/variant, commands/type, commands/clear-variable).
var $variant : Variant
var $open
var $number : Integer
var processVariable : Integer
C_VARIANT($old)
$variant:="x"
$old:=5
ALERT([Type($variant); Value type($variant); Type($open); Value type($open); Type($old); Type($number)].join(" "))
ALERT([Type(processVariable); Value type(processVariable); Type($undeclared); Value type($undeclared)].join(" "))
$undeclared:="text"
another:=7
ALERT([Type($undeclared); Type(another)].join(" "))
CLEAR VARIABLE($undeclared)
CLEAR VARIABLE(another)
CLEAR VARIABLE($variant)
CLEAR VARIABLE(processVariable)
ALERT(JSON Stringify([$undeclared; another; processVariable; Undefined($variant)]))
$object:={a: 1}
CLEAR VARIABLE($object)
ALERT(String($object=Null))
var $blob : Blob
SET BLOB SIZE($blob; 3)
CLEAR VARIABLE($blob)
ALERT(String(BLOB size($blob)))

// out: 12 2 12 5 12 9
// out: 9 1 5 5
// out: 2 1
// out: ["",0,0,true]
// out: True
// out: 0
