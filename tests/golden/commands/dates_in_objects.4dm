// `Dates inside objects` and `Times inside objects`: the form is chosen when a value is stored.
var $o; $read : Object
$o:={day: !2013-08-23!; at: ?01:00:00?}
ALERT(JSON Stringify($o))
SET DATABASE PARAMETER(Dates inside objects; String type without time zone)
$o.second:=!2013-08-24!
OB SET($o; "third"; !2013-08-25!)
// The first is still a date, and written as the parameter says.
ALERT(JSON Stringify($o))
ALERT(String(Value type($o.day)=Is date)+" "+String(Value type($o.second)=Is text)+" "+$o.third)
ALERT(JSON Stringify([!2013-08-26!]))
ALERT(JSON Stringify(!2013-08-26!))
ALERT(String(OB Get($o; "second"; Is date); "yyyy/MM/dd"))
// Texts stay texts when JSON is read.
$read:=JSON Parse("{\"day\":\"2013-08-23\"}")
ALERT(String(Value type($read.day)=Is text)+" "+String(JSON Parse("\"2017-07-13T23:00:00.000Z\""; Is date); "yyyy/MM/dd"))
ALERT(String(Get database parameter(Dates inside objects)))
// The parameter belongs to the process.
CALL WORKER("w"; Formula(vDay:=JSON Stringify([!2013-08-23!])))
var $found : Text
While ($found="")
	GET PROCESS VARIABLE(Process number("w"); vDay; $found)
End while
KILL WORKER("w")
ALERT($found)
SET DATABASE PARAMETER(Dates inside objects; Date type)
$read:=JSON Parse("{\"day\":\"2013-08-23\"}")
ALERT(String(Value type($read.day)=Is date))

SET DATABASE PARAMETER(Times inside objects; Times in milliseconds)
$o:={at: ?01:00:00?}
ALERT(JSON Stringify($o)+" "+JSON Stringify(?00:00:01?)+" "+String(OB Get($o; "at"; Is time)))
SET DATABASE PARAMETER(Times inside objects; Times in seconds)
ALERT(JSON Stringify({at: ?01:00:00?})+" "+String(JSON Parse("3600"; Is time)))
Try(SET DATABASE PARAMETER(Dates inside objects; 3))
ALERT(Last errors[0].message)

// out: {"day":"2013-08-23","at":3600}
// out: {"day":"2013-08-23T00:00:00.000Z","at":3600,"second":"2013-08-24T00:00:00.000Z","third":"2013-08-25T00:00:00.000Z"}
// out: True True 2013-08-25T00:00:00.000Z
// out: ["2013-08-26T00:00:00.000Z"]
// out: "2013-08-26T00:00:00.000Z"
// out: 2013/08/24
// out: True 2017/07/13
// out: 0
// out: ["2013-08-23"]
// out: True
// out: {"at":3600000} 1000 01:00:00
// out: {"at":3600} 01:00:00
// out: Dates inside objects cannot be 3.
