// Handler of the server and of its connections.
Function onConnection($wss : 4D.WebSocketServer; $event : Object) : Object
	return cs.Handler.new()
	
Function onMessage($ws : 4D.WebSocketConnection; $event : Object)
	WEB Server.stop()
	
Function onTerminate($object : Object; $event : Object)
	Say("terminate "+OB Class($object).name)
