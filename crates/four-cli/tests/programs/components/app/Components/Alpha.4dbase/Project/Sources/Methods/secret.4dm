//%attributes = {}
#DECLARE() : Text

return "secret of Alpha"
