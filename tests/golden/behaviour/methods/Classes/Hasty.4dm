Class extends Base

Class constructor
	This.n:=1
	Super()
