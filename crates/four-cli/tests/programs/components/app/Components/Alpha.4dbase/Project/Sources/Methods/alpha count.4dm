//%attributes = {"shared":true}
#DECLARE() : Integer

// A variable of the component, not that of the host.
var counter : Integer
counter:=counter+10
return counter
