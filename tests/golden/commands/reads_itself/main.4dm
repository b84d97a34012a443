// A program lists its methods and classes, reads their code and the texts of its languages.

var $code; $text : Text
var $attributes : Object
ARRAY TEXT($names; 0)
METHOD GET NAMES($names)
ALERT(JSON Stringify array($names))
METHOD GET NAMES($names; "hel@")
ALERT(JSON Stringify array($names))
METHOD GET PATHS(Path class+Path project method; $names)
ALERT(JSON Stringify array($names))
METHOD GET CODE("hello"; $code)
ALERT(Replace string($code; "\r"; " | "))
METHOD GET ATTRIBUTES("hello"; $attributes)
ALERT(JSON Stringify($attributes))
ALERT(String(METHOD Get attribute("hello"; Attribute invisible)))
METHOD GET CODE("[class]/Person"; $code)
ALERT(Split string($code; "\r")[1])
ALERT(hello)
ALERT(cs.Person.new().where())
Try(METHOD GET CODE("nobody"; $code))
ALERT(String(Last errors[0].errCode)+" "+Last errors[0].message)

// Texts of XLIFF files
ALERT(Localized string("greeting")+", "+Localized string("only English"))
SET DATABASE LOCALIZATION("fr")
ALERT(Localized string("greeting")+", "+Localized string("only English")+" "+String(OK))
ALERT("["+Localized string("Greeting")+"] "+String(OK))

// out: ["hello","main","other"]
// out: ["hello"]
// out: ["[class]/Person","hello","main","other"]
// out: //%attributes = {"invisible":true,"lang":"en"} | #DECLARE -> $path : Text | $path:=Current method path | 
// out: {"invisible":true,"lang":"en"}
// out: True
// out: Function where -> $path : Text
// out: hello
// out: [class]/Person
// out: -9768 There is no method or class nobody in the program.
// out: Hello, here & now
// out: Bonjour, here & now 1
// out: [] 0
