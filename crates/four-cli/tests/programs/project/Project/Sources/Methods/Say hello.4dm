//%attributes = {}
var $param : Text
var $ignored : Real
$ignored:=Get database parameter:C643(User param value:K37:94; $param)
ALERT:C41("method: "+cs:C1710.Greeter.new().greet($param))
