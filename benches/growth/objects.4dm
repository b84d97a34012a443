// Objects of $n properties: adding, reading, removing. Called by benches/growth/run.
var $what; $parameter : Text
var $n; $times; $i; $round; $found : Integer
var $o : Object
var $names; $words : Collection
$found:=Get database parameter(User param value; $parameter)
$words:=Split string($parameter; " ")
$what:=$words[0]
$n:=Num($words[1])
$times:=Num($words[2])
$names:=New collection
For ($i; 1; $n)
	$names.push("property"+String($i))
End for
$o:=New object
If ($what="read")
	For ($i; 0; $n-1)
		$o[$names[$i]]:=$i
	End for
End if
$found:=0
For ($round; 1; $times)
	Case of
		: ($what="add")
			$o:=New object
			For ($i; 0; $n-1)
				$o[$names[$i]]:=$i
			End for
			$found:=$found+$n
		: ($what="read")
			For ($i; 0; $n-1)
				If ($o[$names[$i]]=$i)
					$found:=$found+1
				End if
			End for
		: ($what="remove")
			$o:=New object
			For ($i; 0; $n-1)
				$o[$names[$i]]:=$i
			End for
			For ($i; 0; $n-1)
				OB REMOVE($o; $names[$i])
			End for
			If (OB Is empty($o))
				$found:=$found+$n
			End if
	End case
End for
LOG EVENT(Into system standard outputs; String($found)+"\n")
