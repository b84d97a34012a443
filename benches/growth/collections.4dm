// Collections of $n elements: push, shift, insert, query, orderBy. Called by benches/growth/run.
var $what; $parameter : Text
var $n; $times; $i; $round; $found; $seed : Integer
var $c; $words; $some : Collection
$found:=Get database parameter(User param value; $parameter)
$words:=Split string($parameter; " ")
$what:=$words[0]
$n:=Num($words[1])
$times:=Num($words[2])
$c:=New collection
$seed:=1
If ($what="insert") | ($what="query") | ($what="orderBy")
	For ($i; 1; $n)
		$seed:=($seed*16807)%65537
		If ($what="query")
			$c.push(New object("a"; $seed%100; "b"; $i))
		Else
			$c.push($seed)
		End if
	End for
End if
$found:=0
For ($round; 1; $times)
	Case of
		: ($what="push")
			$c:=New collection
			For ($i; 1; $n)
				$c.push($i)
			End for
			$found:=$found+$c.length
		: ($what="shift")
			$c:=New collection
			For ($i; 1; $n)
				$c.push($i)
			End for
			While ($c.length>0)
				If ($c.shift()>0)
					$found:=$found+1
				End if
			End while
		: ($what="insert")
			// The length stays: one comes, one goes.
			$c.insert($n\2; $round)
			$c.pop()
			$found:=$found+1
		: ($what="query")
			$some:=$c.query("a = :1"; 7)
			$found:=$found+$n
		: ($what="orderBy")
			$some:=$c.orderBy(ck ascending)
			$found:=$found+$some.length
	End case
End for
LOG EVENT(Into system standard outputs; String($found)+"\n")
