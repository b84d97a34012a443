// What the documentation implies of operators, line by line; a number starts the line of each point of the check-list.

var $o : Object
var $c : Collection
var $n : Integer

ALERT("1: "+String(1+2*3))
ALERT("2: "+String(2*3+4)+", "+String(4+3*2))
ALERT("3: "+String(8-2-1)+", "+String(2^3^2))
ALERT("4: "+String(7/2)+", "+String(7\2)+", "+String(7%2))
ALERT("5: "+("ab"*3)+", <"+("ab"*0)+">")
ALERT("6: "+String("résumé"="RESUME")+", "+String("a"#"A"))
ALERT("7: "+String("invoice-7"="inv@")+", "+String("inv@"="invoice-7")+", "+String("abcd"="a@@d"))
ALERT("8: "+String("red green"%"red")+", "+String("redgreen"%"red"))
ALERT("9: "+String((!2024-02-28!+2)=!2024-03-01!)+", "+String(!2024-03-01!-!2024-02-28!))
ALERT("10: "+String(?01:00:00?+?00:30:00?)+", "+String(?01:00:00?+60)+", "+String(Value type(?01:00:00?+60)=Is real))
ALERT("11: "+String((0x0F & 0x3C)=0x0C)+", "+String(1 << 4)+", "+String(5 ?? 0)+", "+String(5 ?? 1)+", "+String(0 ?+ 3))
ALERT("12: "+String(0.1+0.2=0.3))
ALERT("13: "+String(0 || 5)+", "+("" || "x")+", "+JSON Stringify([] || 1)+", "+JSON Stringify({} && 1)+", "+String((False || Null)=Null))
$o:={nul: Null}
ALERT("14: "+String(Null=Null)+", "+String($o.missing=Null)+", "+String($o.missing=5)+", "+String($o.missing>5))
Try($o.nul>5)
ALERT("14: "+String(Last errors.length)+" error")
$c:=[1]
ALERT("15: "+String([1]=[1])+", "+String($c=$c))
ALERT("16: "+((3>2) ? "y" : "n"))
$n:=2
$n*=3
$n+=1
ALERT("17: "+String($n))

// out: 1: 9
// out: 2: 10, 14
// out: 3: 5, 64
// out: 4: 3.5, 3, 1
// out: 5: ababab, <>
// out: 6: True, False
// out: 7: True, False, False
// out: 8: True, False
// out: 9: True, 2
// out: 10: 01:30:00, 3660, True
// out: 11: True, 16, True, False, 8
// out: 12: True
// out: 13: 0, x, 1, {}, True
// out: 14: True, True, False, False
// out: 14: 1 error
// out: 15: False, True
// out: 16: y
// out: 17: 7
