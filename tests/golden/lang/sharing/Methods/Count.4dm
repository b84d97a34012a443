#DECLARE($times : Integer)
var $i : Integer
For ($i; 1; $times)
	Use (Storage.counter)
		Storage.counter.n:=Storage.counter.n+1
	End use
End for
