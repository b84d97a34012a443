//%attributes = {"shared":true}
#DECLARE() : Text

var $found : Text
EXECUTE METHOD("hidden"; $found)
return hidden()+" and "+$found+", "+Formula(secret).call()+", "+Formula from string("secret").call()+", "+Formula from string("hidden"; sk execute in host database).call()
