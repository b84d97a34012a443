Class extends Base

Class constructor
	var $nothing : Integer
