#DECLARE($n : Integer)
Second($n; "x")
