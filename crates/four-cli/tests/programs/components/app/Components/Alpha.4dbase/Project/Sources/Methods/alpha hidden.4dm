//%attributes = {"shared":true}
#DECLARE() : Text

var $found : Text
EXECUTE METHOD("hidden"; $found)
return hidden()+" and "+$found+", "+Formula(secret).call()+", "+Formula from string("secret").call()
