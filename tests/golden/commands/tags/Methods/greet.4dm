#DECLARE($parameter : Text) : Text
return "<"+$parameter+">"
