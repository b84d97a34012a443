Class extends Animal

Class constructor()
	This.name:="too soon"
