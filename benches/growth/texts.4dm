// Texts of $n characters: append, characters by position. Called by benches/growth/run.
var $what; $parameter; $text : Text
var $n; $times; $i; $round; $found : Integer
var $words : Collection
$found:=Get database parameter(User param value; $parameter)
$words:=Split string($parameter; " ")
$what:=$words[0]
$n:=Num($words[1])
$times:=Num($words[2])
Case of
	: ($what="ascii") | ($what="replace")
		$text:="a"*$n
	: ($what="accented")
		$text:="é"*$n
End case
$found:=0
For ($round; 1; $times)
	Case of
		: ($what="append")
			$text:=""
			For ($i; 1; $n)
				$text:=$text+"x"
			End for
			$found:=$found+Length($text)
		: ($what="append-accented")
			$text:=""
			For ($i; 1; $n)
				$text:=$text+"é"
			End for
			$found:=$found+Length($text)
		: ($what="ascii")
			For ($i; 1; $n)
				If ($text[[$i]]="a")
					$found:=$found+1
				End if
			End for
		: ($what="accented")
			For ($i; 1; $n)
				If (Character code($text[[$i]])=233)
					$found:=$found+1
				End if
			End for
		: ($what="replace")
			For ($i; 1; $n)
				$text[[$i]]:="b"
			End for
			$found:=$found+Length($text)
	End case
End for
LOG EVENT(Into system standard outputs; String($found)+"\n")
