Function onConnection($wss : Object; $event : Object) : Object
	return Null
