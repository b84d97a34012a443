Class extends Base

Class constructor($name : Text)
	Super($name+"!")

Function hello() : Text
	return Super.hello()+" child"
