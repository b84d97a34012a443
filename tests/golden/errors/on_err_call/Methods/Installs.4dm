ON ERR CALL("Handler")
Fails
