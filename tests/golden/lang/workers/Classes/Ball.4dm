Class constructor($colour : Text)
	This.colour:=$colour
	
Function tell() : Text
	return "a "+This.colour+" ball"
