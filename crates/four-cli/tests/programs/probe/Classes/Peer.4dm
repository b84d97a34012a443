property number : Integer
property room : Text
property fails : Boolean

Class constructor($number : Integer)
	This.number:=$number
	This.room:="hall"
	This.fails:=False
	
Function tell($what : Text)
	Say(String(This.number)+" "+$what)
	
Function onOpen($ws : 4D.WebSocketConnection; $event : Object)
	This.tell($event.type+" "+$ws.status+" connections="+String($ws.wss.connections.length))
	
Function onTerminate($ws : 4D.WebSocketConnection; $event : Object)
	This.tell($event.type+" "+String($event.code)+" <"+String($event.reason)+"> "+$ws.status+" connections="+String($ws.wss.connections.length))
	// Nobody hears it any more, and it is no error.
	$ws.send("too late")
	
Function onError($ws : 4D.WebSocketConnection; $event : Object)
	var $error : Object
	$error:=$event.errors.first()
	This.tell($event.type+" "+String($error.errCode)+" "+$error.componentSignature)
	If (This.fails)
		throw(99; "an error in onError")
	End if 
	
Function onMessage($ws : 4D.WebSocketConnection; $event : Object)
	var $order; $numbers : Text
	var $client : 4D.WebSocketConnection
	var $rest : Collection
	
	$order:=$event.data
	Case of 
			
			// What the objects say
		: ($order="who")
			$ws.send(String(This.number)+" "+$event.type+" "+$ws.status+" "+OB Class($ws).name)
		: ($order="id")
			$ws.send(String($ws.id))
		: ($order="count")
			$ws.send(String($ws.wss.connections.length))
		: ($order="joined")
			$ws.send(String($ws.wss.handler.joined))
		: ($order="same")
			$ws.send(String($ws.handler=This)+" "+String($ws.wss=wss))
		: ($order="room @")
			This.room:=Substring($order; 6)
			$ws.send("in "+This.room)
		: ($order="mates")
			$rest:=$ws.wss.connections.query("id != :1 and handler.room == :2"; $ws.id; This.room)
			For each ($client; $rest)
				$numbers+=" "+String($client.handler.number)
			End for each 
			$ws.send("mates:"+$numbers)
			
			// Sending
		: ($order="result")
			This.last:=$ws.send("sent")
			$ws.send("after")
		: ($order="number")
			Try
				$ws.send(123)
				$ws.send("no error")
			Catch
				$ws.send("error "+String(Last errors.length>0))
			End try
		: ($order="object")
			$ws.send({a: 1; b: [True; Null; "é"]})
			
			// Time and order
		: ($order="slow")
			DELAY PROCESS(Current process; 120)
			$ws.send("awake")
		: ($order="send and wait")
			$ws.send("now")
			DELAY PROCESS(Current process; 60)
			This.tell("woke")
		: ($order="send and compute")
			$ws.send("now")
			$start:=Milliseconds
			While (Milliseconds<($start+1000))
			End while 
			This.tell("done")
		: ($order="post")
			CALL WORKER("probe"; "Say"; "posted")
			This.tell("before the posted message")
			
			// Errors
		: ($order="raise")
			throw(4321; "oops")
		: ($order="raise twice")
			This.fails:=True
			throw(4321; "oops")
		: ($order="runtime error")
			This.none:=Null
			$ws.send(String(This.none.length))
			
			// The end
		: ($order="leave")
			$ws.terminate()
			This.tell($ws.status)
			$ws.send("too late")
		: ($order="leave 4001")
			$ws.terminate(4001; "go away")
			This.tell($ws.status)
		: ($order="leave 3000")
			$ws.terminate(3000; "not told")
			This.tell($ws.status)
		: ($order="dismiss")
			For each ($client; $ws.wss.connections)
				If ($client.id#$ws.id)
					$client.terminate()
				End if 
			End for each 
			$ws.send("dismissed")
		: ($order="stop")
			wss.terminate()
			wss.terminate()
		: ($order="stop 0")
			wss.terminate(0)
		: ($order="stop 1")
			wss.terminate(1)
		: ($order="kill")
			KILL WORKER
		Else 
			This.tell("heard "+$order)
	End case 
