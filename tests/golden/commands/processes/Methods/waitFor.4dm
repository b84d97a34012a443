#DECLARE($worker : Text; $value : Text)
var $found : Text
Repeat
	GET PROCESS VARIABLE(Process number($worker); vName; $found)
Until ($found=$value)
ALERT($worker+": "+$found)
