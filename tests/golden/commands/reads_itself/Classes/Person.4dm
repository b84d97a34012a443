Function where -> $path : Text
	$path:=Current method path
