// Loops, choices and how they are left.

var $i; $total : Integer
var $v : Variant
var $c : Collection
var $line : Text

For ($i; 1; 3)
End for 
ALERT("after For: "+String($i))
For ($i; 3; 1)
	ALERT("never")
End for 
For ($i; 3; 1; -1)
	$line+=String($i)
End for 
ALERT($line)

// Assigning the counter counts, changing the bounds does not
$line:=""
$total:=5
For ($i; 1; $total)
	$total:=100
	$line+=String($i)
	$i+=1
End for 
ALERT($line)

$line:=""
For each ($v; [1; 2; 3]; -2)
	$line+=String($v)
End for each 
For each ($v; [1; 2; 3]; 0; 2)
	$line+=String($v)
End for each 
ALERT($line)

// The number of turns is fixed at the start
$c:=[1; 2; 3]
$i:=0
For each ($v; $c)
	$c.push(9)
	$i+=1
End for each 
ALERT(String($i)+" turns, "+String($c.length)+" elements")

$i:=0
For each ($v; [1; 2; 3]) Until ($v=2)
	$i+=1
End for each 
ALERT(String($i))

$line:=""
For each ($line; {one: 1; two: 2})
	ALERT($line)
End for each 

Case of 
	: (False)
		ALERT("never")
	: (1=1)
		ALERT("first true case")
	: (2=2)
		ALERT("never")
	Else 
		ALERT("never")
End case 

$i:=0
While (True)
	$i+=1
	If ($i%2=0)
		continue
	End if 
	If ($i>6)
		break
	End if 
	$line:="odd "+String($i)
	ALERT($line)
End while 

Repeat 
	$i-=1
Until ($i<=0)
ALERT(String($i))

// A missing value counts as False in a condition
If ($c[0].missing)
	ALERT("never")
Else 
	ALERT("undefined is False")
End if 

If (True)
	ALERT("before return")
	return 
End if 
ALERT("never")

// out: after For: 4
// out: 321
// out: 135
// out: 2312
// out: 3 turns, 6 elements
// out: 2
// out: one
// out: two
// out: first true case
// out: odd 1
// out: odd 3
// out: odd 5
// out: 0
// out: undefined is False
// out: before return
