Function onOpen($ws : 4D.WebSocketConnection; $event : Object)
	If ($ws.protocol#"")
		$ws.send("protocol "+$ws.protocol)
	End if 
	
Function onError($ws : 4D.WebSocketConnection; $event : Object)
	$ws.send("error "+String($event.errors.first().errCode))
	
Function onTerminate($ws : 4D.WebSocketConnection; $event : Object)
	throw(77; "an error in onTerminate")
	
Function onMessage($ws : 4D.WebSocketConnection; $event : Object)
	var $start : Integer
	var $text : Text
	Case of 
		: ($event.data="throw")
			throw(4321; "oops")
		: ($event.data="loop")
			$start:=Milliseconds
			While (Milliseconds<($start+2000))
			End while 
			$ws.send("looped")
		: ($event.data="recurse")
			$ws.send(String(Recurse(0)))
		: ($event.data="fill")
			// Until the memory budget is used up.
			$text:="x"*100000
			While (True)
				$text:=$text+$text
			End while 
		: ($event.data="waiting")
			$ws.send(String($ws.bufferedAmount))
		: ($event.data="much")
			// More than the connection may hold: it is dropped, and the rest goes nowhere.
			$text:="x"*50000
			For ($start; 1; 1000)
				$ws.send($text)
			End for 
		Else 
			$ws.send($event.data)
	End case 
