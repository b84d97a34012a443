//%attributes = {"shared":true}
CALL WORKER("w2"; "say"; "from a worker: "+cs.Person.new("Bob").greet())
