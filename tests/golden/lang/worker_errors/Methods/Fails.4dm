earlier:=7
throw(12; "on purpose")
