// What the documentation implies of texts, numbers, dates and JSON.

var $o : Object
var $p; $l : Integer

ALERT("51: "+String(Position("É"; "café"))+", "+String(Position("É"; "café"; *)))
ALERT("52: "+Replace string("aAa"; "a"; "b")+", "+Replace string("aAa"; "a"; "b"; *))
ALERT("53: "+Uppercase("été")+", "+Uppercase("été"; *))
ALERT("54: "+Substring("abcdef"; 3; 2)+", <"+Substring("abc"; 9)+">")
ALERT("55: "+Change string("abcdef"; "XY"; 6)+", "+Insert string("ac"; "b"; 2)+", "+Delete string("abcd"; 2; 2))
ALERT("56: "+JSON Stringify(Split string("a;;b"; ";"))+", "+JSON Stringify(Split string("a;;b"; ";"; sk ignore empty strings)))
ALERT("57: "+String(Match regex("[0-9]+"; "a12"))+", "+String(Match regex("[0-9]+"; "a12"; 1; $p; $l))+", "+String($p)+", "+String($l))
$o:={}
ALERT("58: "+String(2/3)+", "+String(10)+", "+String(Null)+", <"+String($o.none)+">, "+String(True))
ALERT("59: "+String(255; 16)+", "+String(Num("ff"; 16))+", "+String(Num("x1y2"))+", "+String(Num(True))+", "+String(Num("12-3")))
ALERT("60: "+String(1234.5; "###,##0.00")+", "+String(-5; "##0;(##0)")+", "+String(12345; "###"))
ALERT("61: "+String(Int(-1.5))+", "+String(Round(2.5; 0))+", "+String(Round(-2.5; 0))+", "+String(Trunc(-1.29; 1)))
ALERT("62: "+String(Bool("true"))+", "+String(Bool(2)))
ALERT("63: "+String(Day number(!2024-01-01!))+", "+String(Day number(!00-00-00!)))
ALERT("64: "+Time string(90061))
ALERT("65: "+String(!2024-05-06!; ISO date))
ALERT("66: "+JSON Stringify({a: 1; b: [True; Null]; c: "x"}))
ALERT("67: "+JSON Stringify({d: !2024-05-06!})+", "+JSON Stringify(?01:00:00?))
ALERT("68: "+String(Value type(JSON Parse("{\"d\":\"2024-05-06\"}").d)=Is date)+", "+String(Value type(JSON Parse("{\"d\":\"2024-05-06T00:00:00Z\"}").d)=Is text))
$o:=New object("t"; ?00:01:00?)
ALERT("69: "+String(Value type($o.t)=Is real)+", "+String($o.t))
ALERT("70: "+String(OB Is defined({}))+", "+String(OB Is empty({}))+", "+String(OB Is defined({x: Null}; "x")))
ALERT("71: "+String(Value type(3)=Is real))

// out: 51: 4, 0
// out: 52: bbb, bAb
// out: 53: ETE, ÉTÉ
// out: 54: cd, <>
// out: 55: abcdeX, abc, ad
// out: 56: ["a","","b"], ["a","b"]
// out: 57: False, True, 2, 2
// out: 58: 0.6666666666667, 10, null, <>, True
// out: 59: ff, 255, 12, 1, 12
// out: 60: 1,234.50, (5), <<<
// out: 61: -2, 3, -3, -1.3
// out: 62: False, True
// out: 63: 2, 2
// out: 64: 25:01:01
// out: 65: 2024-05-06T00:00:00
// out: 66: {"a":1,"b":[true,null],"c":"x"}
// out: 67: {"d":"2024-05-06"}, 3600
// out: 68: True, True
// out: 69: True, 60
// out: 70: True, True, True
// out: 71: True
