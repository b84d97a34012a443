Function onConnection($wss : 4D.WebSocketServer; $event : Object) : Object
	return cs.Peer.new($event.request)
