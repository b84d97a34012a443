var $status : Object

Say("running "+String(WEB Server.isRunning))
Try
	wss:=4D.WebSocketServer.new(cs.Handler.new())
	Say("started without a web server")
Catch
	Say("refused: "+Last errors.first().message)
End try

$status:=WEB Server.start()
Say("start "+String($status.success))
$status:=WEB Server.start()
Say("again "+String($status.success)+" "+String($status.errors.length>0))
Say("running "+String(WEB Server.isRunning))
wss:=4D.WebSocketServer.new(cs.Handler.new())
Say("ready")
