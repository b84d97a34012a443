throw({message: "late"; deferred: True})
