// Runs in the worker, which owns the process variable wss.
wss:=4D.WebSocketServer.new(cs.Handler.new(); {\
	path: "/"; \
	maxMessageSize: 100000; \
	maxBufferedAmount: 200000; \
	maxConnectionsPerIP: 15000; \
	protocols: ["orders.v2"; "orders.v1"]; \
	origins: "https://example.org"; \
	deflate: True; \
	pingInterval: 20; \
	pingTimeout: 20})
