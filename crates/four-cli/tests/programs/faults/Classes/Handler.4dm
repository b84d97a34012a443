Function onConnection($wss : 4D.WebSocketServer; $event : Object) : Object
	If ($event.request.url="/?throw")
		throw(1234; "no entry")
	End if 
	return cs.Peer.new()
