property joined : Integer

Class constructor
	This.joined:=0
	
Function onOpen($wss : 4D.WebSocketServer; $event : Object)
	Say("server "+$event.type+" "+(Undefined(wss) ? "before" : "after")+" new")
	
Function onConnection($wss : 4D.WebSocketServer; $event : Object) : Object
	$wss.handler.joined+=1
	Say("server "+$event.type+" "+$event.request.url)
	Case of 
		: ($event.request.url="/null")
			return Null
		: ($event.request.url="/undefined")
			return 
		: ($event.request.url="/raise")
			throw(1234; "no entry")
		: ($event.request.url="/slow")
			DELAY PROCESS(Current process; 30)
	End case 
	return cs.Peer.new($wss.handler.joined)
	
Function onTerminate($wss : 4D.WebSocketServer; $event : Object)
	Say("server "+$event.type+" terminated="+String($wss.terminated)+" connections="+String($wss.connections.length))
	
Function onError($wss : 4D.WebSocketServer; $event : Object)
	var $error : Object
	$error:=$event.errors.first()
	Say("server "+$event.type+" "+String($error.errCode)+" "+$error.message+" "+$error.componentSignature)
