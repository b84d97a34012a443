ALERT("before")
throw(5; "five")
ALERT("after")
