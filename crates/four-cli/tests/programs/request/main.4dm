// Sends each client what the server knows about its request.
CALL WORKER("request"; Formula(wss:=4D.WebSocketServer.new(cs.Handler.new())))
