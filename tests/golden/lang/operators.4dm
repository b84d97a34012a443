// The operators of the language, as its documentation describes them.

// Numbers: left to right, without precedence
ALERT(String(2*3+4)+" "+String(4+3*2))
ALERT(String(8-2-1)+" "+String(2^3^2))
ALERT(String(7/2)+" "+String(7\2)+" "+String(7%3))
ALERT(String(10-2^2)+" "+String(-2^2))
ALERT(String(0.1+0.2=0.3)+" "+String(0.000001=0.000002)+" "+String(0.000001=0.000003))
ALERT(String(1/0)+" "+String(-1/0))
ALERT(String(MAXLONG+1))

// Bits
ALERT(String(0x0F & 0x3C)+" "+String(0x0F | 0x30)+" "+String(1 << 4)+" "+String(5 ?? 0)+" "+String(5 ?? 1)+" "+String(0 ?+ 3))

// Texts: neither case nor accents count, @ stands for anything on the right
ALERT(String("résumé"="RESUME")+" "+String("a"#"A"))
ALERT(String("invoice-7"="inv@")+" "+String("inv@"="invoice-7")+" "+String("abcd"="a@@d"))
ALERT(String("red green"%"red")+" "+String("redgreen"%"red"))
ALERT("ab"*3+"."+"ab"*0+"."+(2*"=")+".")

// Dates and times
ALERT(String(!2024-02-28!+2; ISO date)+" "+String(!2024-03-01!-!2024-02-28!))
ALERT(String(?01:00:00?+?00:30:00?)+" "+String(?01:00:00?+60))

// Short-circuit operators give one of their operands; zero is truthy
ALERT(String(0 || 5)+" "+("" || "x")+" "+String([] || 1)+" "+String(False || "last"))
ALERT((3>2) ? "yes" : "no")
ALERT(String(1>2 ? 10 : 2>1 ? 20 : 30))

// Null and undefined
var $o : Object
$o:={nul: Null}
ALERT(String($o.missing=Null)+" "+String($o.missing=5)+" "+String($o.missing>5)+" "+String($o.nul=Null))
ALERT(String([1]=[1])+" "+String($o=$o))
Try($o.nul>5)
ALERT(Last errors[0].message)

// Compound assignment evaluates its target once
var $n : Integer
$n:=2
$n*=3
$n+=1
ALERT(String($n))

// out: 10 14
// out: 5 64
// out: 3.5 3 1
// out: 64 4
// out: True True False
// out: INF -INF
// out: 2147483648
// out: 12 63 16 True False 8
// out: True False
// out: True False False
// out: True False
// out: .==.
// out: 2024-03-01T00:00:00 2
// out: 01:30:00 3660
// out: 0 x 1 last
// out: yes
// out: 20
// out: True False False True
// out: False True
// out: Argument types are incompatible: Null > a number.
// out: 7
