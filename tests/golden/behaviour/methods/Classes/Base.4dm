Class constructor
	This.made:=True
