session singleton Class constructor()
	This.s:=1
