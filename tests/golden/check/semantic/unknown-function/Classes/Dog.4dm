Class extends Animal

Function bark()
	This.onBark:=Formula(ALERT("woof"))
	Super.walk()
	This.run()

Function implemented()

Function get handler : 4D.Function
	return Formula(ALERT("x"))
