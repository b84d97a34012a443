#DECLARE -> $held : Text
$held:=held
