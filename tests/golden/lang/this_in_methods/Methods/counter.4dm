#DECLARE($what : Text; $by : Object) -> $result : Object

Case of
	: (This[""]=Null)
		$result:={}
		$result[""]:="counter"
		$result.n:=0
		$result.add:=Formula(counter("add"; {by: $1}))
		$result.value:=Formula(counter("value").value)
	: ($what="add")
		This.n+=$by.by
	Else
		$result:={value: This.n}
End case
