singleton Class constructor
	This.made:=True
