// No variable outlives the formula; the server does.
var $handler : cs.Handler
$handler:=cs.Handler.new()

CALL WORKER("unheld"; Formula($local:=4D.WebSocketServer.new($handler)))
