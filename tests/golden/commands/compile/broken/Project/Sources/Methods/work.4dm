#DECLARE($n : Integer)
var $x : Integer
$x:=Lenght("a")+$n
