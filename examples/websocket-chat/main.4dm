// A chat for the browser: the page in WebFolder and the WebSocket server share one port.

var $handler : cs.myWSServerHandler
$handler:=cs.myWSServerHandler.new()

// The worker owns the server, so the program goes on until it is stopped.
CALL WORKER("WebSocketServer"; Formula(wss:=4D.WebSocketServer.new($handler)))
