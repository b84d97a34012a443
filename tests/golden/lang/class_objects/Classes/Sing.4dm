shared singleton Class constructor
	This.n:=0
shared Function inc() : Integer
	This.n+=1
	return This.n
