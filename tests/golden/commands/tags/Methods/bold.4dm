#DECLARE($parameter : Text) : Text
return Char(1)+"<b>"+$parameter+"</b>"
