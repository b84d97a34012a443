While (Not(Bool(vStop)))
	vCount:=Num(vCount)+1
End while
