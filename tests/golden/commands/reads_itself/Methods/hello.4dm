//%attributes = {"invisible":true,"lang":"en"}
#DECLARE -> $path : Text
$path:=Current method path
