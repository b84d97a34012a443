// Callbacks are formulas in plain objects; the path has no slash in front.
var $handler : Object
$handler:={onConnection: Formula(Connected($1; $2))}

CALL WORKER("formulas"; Formula(wss:=4D.WebSocketServer.new($handler; {path: "only"})))
