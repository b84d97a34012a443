Class extends Animal

property tricks : Collection:=[]

Class constructor($name : Text)
	Super($name)
	
Function describe() : Text
	return Super.describe()+" and barks"
