C_TEXT($1)
C_LONGINT(${2})
C_TEXT($0)
var $i : Integer
For($i;1;Count parameters)
	$0:=$0+String(${$i})+","
End for
$2:=9
ALERT(String($2)+String(${2}))
