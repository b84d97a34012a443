// Try, Catch, throw and Last errors.

var $v : Variant
$v:=Try(throw(7; "seven"))
ALERT(String(Undefined($v))+" "+Last errors[0].message+" "+String(Last errors[0].errCode)+" "+Last errors[0].componentSignature)

Try
	ALERT("in Try")
	throw({errCode: 8; message: "eight {what}"; what: "ball"})
	ALERT("never")
Catch
	ALERT("caught "+Last errors[0].message+" "+Last errors[0].what)
End try

$v:=Null
$v:=Try($v.a) || "default"
ALERT($v)

Try
	Try
		throw(1; "inner")
	Catch
		throw(2; "outer")
	End try
Catch
	ALERT(Last errors[0].message)
End try

// A command that four knows but lacks is an error that names it
Try
	OPEN WINDOW(1; 2; 3; 4)
Catch
	ALERT(Last errors[0].message)
End try
Try(Open window(1; 2; 3; 4))
ALERT(Last errors[0].message)

// out: True seven 7 host
// out: in Try
// out: caught eight ball ball
// out: default
// out: outer
// out: The command Open window is not available in four.
// out: The command Open window is not available in four.
