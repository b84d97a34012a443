Function run()
	This.hurry()
	This.implemented()
