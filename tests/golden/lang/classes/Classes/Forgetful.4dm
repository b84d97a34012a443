Class extends Animal

Class constructor()
