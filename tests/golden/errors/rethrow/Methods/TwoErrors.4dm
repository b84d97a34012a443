throw({message: "first"; deferred: True})
throw({message: "second"; deferred: True})
ALERT("both wait")
