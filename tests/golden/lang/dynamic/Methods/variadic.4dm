#DECLARE($a : Text; ... : Integer)
ALERT(String(Count parameters)+" "+String(${2})+" "+JSON Stringify(Copy parameters(2)))
${2}:=50
ALERT(String(${2}))
