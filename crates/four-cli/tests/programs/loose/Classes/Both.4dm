// One class for both handlers; callbacks with fewer parameters than they are given, and a named result.

Function onConnection($wss : Object; $event : Object) -> $handler : Object
	$handler:=cs.Both.new()
	
Function onOpen
	Say("open")
	
Function onMessage($ws : Object)
	$ws.send("heard")
	
Function onTerminate($object : Object; $event : Object)
	// Names of old betas are undefined and no error.
	Say("terminate <"+String($event.statusText)+String($event.status)+">")
