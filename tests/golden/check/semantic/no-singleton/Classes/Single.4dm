property name : Text

singleton Class constructor
	This.name:="one"
