// Runs in the worker, which owns the process variable wss.
var $handler : cs.Handler
$handler:=cs.Handler.new()
wss:=4D.WebSocketServer.new($handler)

Say("class "+OB Class(wss).name)
Say("path <"+String(wss.path)+">")
Say("dataType "+wss.dataType)
Say("terminated "+String(wss.terminated))
Say("connections "+String(wss.connections.length))
Say("same handler "+String(wss.handler=$handler))
