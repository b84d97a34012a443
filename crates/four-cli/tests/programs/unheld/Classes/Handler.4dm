Function onConnection($wss : 4D.WebSocketServer; $event : Object) : Object
	return cs.Handler.new()
	
Function onMessage($ws : 4D.WebSocketConnection; $event : Object)
	$ws.send("heard "+$event.data)
