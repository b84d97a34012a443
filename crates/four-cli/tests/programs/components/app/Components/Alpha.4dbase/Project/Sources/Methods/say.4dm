//%attributes = {}
#DECLARE($text : Text)

ALERT($text)
