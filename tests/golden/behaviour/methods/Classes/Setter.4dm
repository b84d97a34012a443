Function set x($new : Integer)
	This._x:=$new
