//%attributes = {}
#DECLARE() : Text

return "hidden of Alpha"
