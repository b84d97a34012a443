// Deferred expressions run at the end of their method; deferred errors are raised when it returns.

ALERT(Steps)
Try
	Complains
	ALERT("never: the error came back with the return")
Catch
	ALERT("caught "+Last errors[0].message)
End try
Try
	throw({message: "directly in Try"; deferred: True})
	ALERT("the block goes on")
Catch
	ALERT("never")
End try
ALERT("end of the method")

// exit: 1
// out: body
// out: deferred second, n was 2
// out: deferred first, n was 1
// out: result
// out: goes on to its end
// out: caught complaint
// out: the block goes on
// out: end of the method
// err: runtime/error
// err: 
// err:   × Error -1 (host): directly in Try
// err:     ╭─[main.4dm:11:2]
// err:  10 │ Try
// err:  11 │     throw({message: "directly in Try"; deferred: True})
// err:     ·     ───────────────────────────────────────────────────
// err:  12 │     ALERT("the block goes on")
// err:     ╰────
// err:     in main (main.4dm:11)
