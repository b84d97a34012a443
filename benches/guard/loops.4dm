// Loops over whole numbers and reals.
var $i; $j; $sum : Integer
var $x; $y : Real
For ($i; 1; 300)
	For ($j; 1; 300)
		If (($i%3)=($j%5))
			$sum:=($sum+($i*$j))%1000003
		End if
		$x:=($x*0.5)+$j
		$y:=$y+Abs($x-$i)
	End for
End for
While ($sum>0)
	$sum:=$sum-50
End while
ASSERT(($sum<=0) & ($y>0))
