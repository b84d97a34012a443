Class constructor($request : Object)
	This.request:=$request
	
Function onOpen($ws : 4D.WebSocketConnection; $event : Object)
	$ws.send(JSON Stringify(This.request))
	
Function onMessage($ws : 4D.WebSocketConnection; $event : Object)
	$ws.send(String(This.request.headers.Host))
