#DECLARE($name : Text) -> $text : Text

$text:="Hello "+$name
