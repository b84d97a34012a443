property count : Integer:=0

singleton Class constructor()
	
Function next() : Integer
	This.count+=1
	return This.count
