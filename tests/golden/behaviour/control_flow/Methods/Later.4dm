throw({message: "later"; deferred: True})
ALERT("25: Later goes on")
