Class constructor($path : Text)
	This.path:=$path
	
Function onMessage($ws : 4D.WebSocketConnection; $event : Object)
	If (Value type($event.data)=Is text)
		$ws.send("<"+This.path+"> "+$event.data)
	Else 
		// A blob goes back as a binary frame, an object or a collection as JSON.
		$ws.send($event.data)
	End if 
	
Function onError($ws : 4D.WebSocketConnection; $event : Object)
	$ws.send("errors: "+String($event.errors.length))
