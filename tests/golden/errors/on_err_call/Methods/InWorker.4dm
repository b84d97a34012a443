throw(45; "in the worker")
ALERT("the worker goes on")
