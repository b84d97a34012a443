#DECLARE($turn : Integer) : Boolean
turn:=$turn
return ($turn<4)
