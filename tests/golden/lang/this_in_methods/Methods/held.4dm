#DECLARE($name : Text) -> $held : Variant

If ($name#"")
	This.what:=$name
End if
$held:=This.what
