Class extends cs.Alpha.Person

Function greet() : Text
	return "host and "+Super.greet()
