throw({message: "complaint"; deferred: True})
ALERT("goes on to its end")
