// Never ends by itself.
#DECLARE($n : Integer) : Integer

return Recurse($n+1)+1
