// The main process is worker 1 and may own a server too.
wss:=4D.WebSocketServer.new(cs.Both.new())
Say("main method done")
