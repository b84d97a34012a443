ON ERR CALL("PassesOn")
throw(21; "twenty-one")
ALERT("goes on to its end")
ON ERR CALL("")
