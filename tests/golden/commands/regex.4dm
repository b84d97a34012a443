// Match regex: whole texts, places, groups, and patterns that would never end.

var $at; $length; $i : Integer
var $text : Text
ARRAY LONGINT($starts; 0)
ARRAY LONGINT($lengths; 0)
ALERT(String(Match regex("\\d+"; "123"))+" "+String(Match regex("\\d+"; "a123")))
$text:="<b>one</b> <i>two</i>"
$i:=1
While (Match regex("<(\\w)>(?<word>[^<]*)</\\1>"; $text; $i; $starts; $lengths))
	ALERT(Substring($text; $starts{0}; $lengths{0})+" "+Substring($text; $starts{1}; $lengths{1})+" "+Substring($text; $starts{2}; $lengths{2}))
	$i:=$starts{0}+$lengths{0}
End while
ALERT(String(Match regex("a.b"; "---a-b---"; 1; $at; $length))+" "+String($at)+" "+String($length))
ALERT(String(Match regex("a.b"; "---a-b---"; 1; $at; $length; *))+" "+String(Match regex("a.b"; "---a-b---"; 4; $at; $length; *)))
ALERT(String(Match regex("(?<=€)\\d+(?!\\d)"; "$1 €42"; 1; $at; $length))+" "+String($at))
ALERT(String(Match regex("(x)?y"; "y"; 1; $starts; $lengths))+" "+String($starts{1})+" "+String($lengths{1}))
ALERT(String(Match regex("(?i)straße"; "STRAßE")))
Try(Match regex("(a"; "a"))
ALERT(String(Last errors[0].errCode))
Try(Match regex("(?=(a+)+$)(a|b)*c\\1"; "a"*3000))
ALERT("came back")

// Lines end with a carriage return too, and errors have the names of ICU
$text:="one\rtwo\r\nthree"
$i:=1
While (Match regex("(?m)^.+$"; $text; $i; $at; $length))
	ALERT(Substring($text; $at; $length))
	$i:=$at+$length
End while
Try(Match regex("[z-a]"; "a"))
ALERT(Last errors[0].message)

// out: True False
// out: <b>one</b> b one
// out: <i>two</i> i two
// out: True 4 3
// out: False True
// out: True 5
// out: True 0 0
// out: True
// out: 304
// out: came back
// out: one
// out: two
// out: three
// out: U_REGEX_INVALID_RANGE
