#DECLARE() : Text
var $out : Text
PROCESS 4D TAGS(template; $out)
return "+"
