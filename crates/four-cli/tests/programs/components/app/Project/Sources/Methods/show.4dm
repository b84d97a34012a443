//%attributes = {}
#DECLARE($value)

ALERT(String($value))
