//%attributes = {}
#DECLARE() : Text

return "hidden of the host"
