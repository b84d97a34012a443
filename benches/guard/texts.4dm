// Texts: built, cut, searched, compared; ASCII and not.
var $t; $u : Text
var $i; $count : Integer
For ($i; 1; 5000)
	$t:=$t+"word"+String($i)+" "
	$u:=$u+"é"+Char(1000+($i%100))
End for
For ($i; 1; Length($u))
	If ($u[[$i]]="E")
		$count:=$count+1
	End if
	$u[[$i]]:="x"
End for
ASSERT(($count=5000) & (Position("word77"; $t)>0))
ASSERT(Split string($t; " "; sk ignore empty strings).orderBy().join("-")#"")
ASSERT(Length(Replace string(Uppercase($t); "WORD"; "w"))>0)
ASSERT(Substring($t; 100; 10)#Substring($t; 101; 10))
