// What new() refuses, in the main process, which is a worker too.
var $wss; $other : Variant

Try
	$wss:=4D.WebSocketServer.new({})
	Say("a handler without onConnection was taken")
Catch
	Say("handler: "+Last errors.first().message)
End try

Try
	$wss:=4D.WebSocketServer.new(cs.Handler.new(); {dataType: "xml"})
	Say("an unknown dataType was taken")
Catch
	Say("dataType: "+Last errors.first().message)
End try

$wss:=4D.WebSocketServer.new(cs.Handler.new(); {path: "/twice"})
Try
	$other:=4D.WebSocketServer.new(cs.Handler.new(); {path: "/twice"})
	Say("the same path was taken twice")
Catch
	Say("path: "+Last errors.first().message)
End try

$wss.terminate()
Say("done")
