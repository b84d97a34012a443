Function greet($who : Text) : Text
	return "hello "+$who
