// Forms of throw: code, code and text, object with placeholders, deferred, and again from an error method.

var $v : Variant

Try(throw(12))
ALERT(String(Last errors[0].errCode)+" "+Last errors[0].message+" "+Last errors[0].componentSignature)
Try(throw(13; "with a text"))
ALERT(Last errors[0].message)
Try(throw({errCode: 14; componentSignature: "mine"; message: "{a} of {b}"; a: 1; b: [2]; more: True}))
ALERT(JSON Stringify(Last errors[0]))
Try(throw({}))
ALERT(String(Last errors[0].errCode)+" "+Last errors[0].message)
Try(throw("no code"))
ALERT(Last errors[0].message)

// Several deferred errors come together
Try
	TwoErrors
Catch
	ALERT(Last errors.extract("message").join(", "))
End try

// Without argument, an error method passes on what it was called for
Try
	Handles
	ALERT("never")
Catch
	ALERT("passed on: "+Last errors[0].message)
End try
ON ERR CALL("")

// Without an error throw has nothing to pass on
Try(True)
throw
ALERT("end")

// out: 12 Error code 12: (host) host
// out: with a text
// out: {"errCode":14,"message":"1 of [2]","componentSignature":"mine","a":1,"b":[2],"more":true}
// out: -1 Error code: -1 (host)
// out: Argument types are incompatible: an error code or object after throw is expected, this is a text.
// out: both wait
// out: first, second
// out: handler sees twenty-one
// out: passed on: twenty-one
// out: end
