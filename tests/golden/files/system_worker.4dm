// External processes: their output, callbacks in order, time limits, endings.
var $worker; $other : 4D.SystemWorker
var $folder : 4D.Folder
var $seen : Collection
var $options : Object
var $blob : Blob

// A result at once
$worker:=4D.SystemWorker.new("sh -c \"printf 'out'; printf 'err' >&2; exit 7\"")
ALERT(String($worker.terminated)+" "+String($worker.exitCode)+" "+String($worker.pid>0)+" "+$worker.commandLine)
ALERT(OB Class($worker.wait()).name+" "+String($worker.terminated)+" "+String($worker.exitCode)+" "+$worker.response+" "+$worker.responseError)
ALERT(String($worker.errors=Null)+" "+$worker.dataType+" "+$worker.encoding+" "+String($worker.timeout=Null)+" "+JSON Stringify($worker))
$worker.terminate()
$worker.postMessage("nobody reads this")
ALERT(String($worker.wait().exitCode))

// Callbacks, with This, in order
$seen:=[]
$options:={seen: $seen}
$options.onData:=Formula(This.seen.push($2.type+":"+$2.data))
$options.onDataError:=Formula(This.seen.push("dataError "+$2.type+":"+$2.data))
$options.onResponse:=Formula(This.seen.push($2.type+":"+$2.data+":"+$1.response))
$options.onError:=Formula(This.seen.push("onError"))
$options.onTerminate:=Formula(This.seen.push($2.type+":"+String($1.terminated)+String($1.exitCode)))
$worker:=4D.SystemWorker.new("cat"; $options)
$worker.postMessage("é")
ALERT("not yet: "+String($worker.wait(0.05).terminated))
While ($seen.length=0)
	$worker.wait(0.01)
End while
$worker.postMessage("\nx")
$worker.closeInput()
$worker.wait()
ALERT($seen[0]+"|"+$seen.copy().reverse().slice(0; 2).reverse().join("|"))
Try($worker.postMessage(1))
ALERT(String(Last errors[0].errCode))
$worker:=4D.SystemWorker.new("cat")
$worker.closeInput()
Try($worker.postMessage("closed"))
ALERT(String(Last errors[0].errCode)+" "+String($worker.wait().exitCode))

// Blobs, environment, folder, another character set
$worker:=4D.SystemWorker.new("cat"; {dataType: "blob"})
SET BLOB SIZE($blob; 1000000; 255)
$worker.postMessage($blob)
$worker.closeInput()
ALERT(String($worker.wait().response.size)+" "+String($worker.encoding=Null))
$folder:=Folder(Temporary folder; fk platform path).folder("four-golden-"+Generate UUID)
$folder.create()
$worker:=4D.SystemWorker.new("sh -c 'echo $four_test $four_number; pwd'"; {variables: {four_test: "a b"; four_number: 12}; currentDirectory: $folder})
ALERT(Substring($worker.wait().response; 1; 7)+" "+String(Position($folder.name; $worker.response)>0)+" "+String($worker.currentDirectory.name=$folder.name))
$folder.delete()
$worker:=4D.SystemWorker.new("printf '\\351'"; {encoding: "ISO-8859-1"})
ALERT($worker.wait().response)

// Much output, and a process that is killed while it writes
$worker:=4D.SystemWorker.new("head -c 20000000 /dev/zero"; {dataType: "blob"})
ALERT(String($worker.wait().response.size))
$seen:=[]
$worker:=4D.SystemWorker.new("cat /dev/zero"; {dataType: "blob"; onData: Formula($1.terminate()); onResponse: Formula($seen.push("response")); onTerminate: Formula($seen.push($2.type))})
ALERT(String($worker.wait().exitCode=Null)+" "+$seen.join(","))

// A time limit ends what the process has started, too
$seen:=[]
$worker:=4D.SystemWorker.new("sh -c \"sleep 1000; echo\""; {timeout: 0.1; onError: Formula($seen.push($2.type)); onResponse: Formula($seen.push("response")); onTerminate: Formula($seen.push($2.type))})
$worker.wait()
ALERT($seen.join(",")+" "+String($worker.errors.length)+" "+String($worker.exitCode=Null)+" "+String($worker.timeout))

// Two at once, and one that waits for the other in its callback
$other:=4D.SystemWorker.new("cat")
$worker:=4D.SystemWorker.new("printf first"; {onTerminate: Formula($other.closeInput())})
$other.postMessage("second")
ALERT($other.wait().response+" "+$worker.wait().response)

// What cannot be started
For each ($case; [\
	Formula(4D.SystemWorker.new("no-such-program-at-all")); \
	Formula(4D.SystemWorker.new("")); \
	Formula(4D.SystemWorker.new("echo \"open")); \
	Formula(4D.SystemWorker.new("echo"; {currentDirectory: Folder("/no/such/folder")})); \
	Formula(4D.SystemWorker.new("echo"; {dataType: "picture"})); \
	Formula(4D.SystemWorker.new("echo"; {variables: {a: "b=c"}})); \
	Formula(4D.SystemWorker.new("echo"; {encoding: "klingon"}))])
	Try($case.call())
	ALERT(String(Last errors[0].errCode))
End for each

// The old command
var $in; $out; $err : Text
var $pid : Integer
$in:="to cat"
LAUNCH EXTERNAL PROCESS("cat"; $in; $out; $err; $pid)
ALERT($out+" "+String(OK)+" "+String($pid>0))
SET ENVIRONMENT VARIABLE("four_test"; "set")
LAUNCH EXTERNAL PROCESS("sh -c 'echo $four_test; echo e >&2'"; $in; $out; $err)
ALERT(Replace string($out+$err; "\n"; ","))
LAUNCH EXTERNAL PROCESS("cat"; $blob; $blob)
ALERT(String(BLOB size($blob)))
$pid:=0
LAUNCH EXTERNAL PROCESS("true"; $pid)
ALERT(String($pid>0))
Try(LAUNCH EXTERNAL PROCESS("no-such-program-at-all"; $in; $out))
ALERT(String(Last errors[0].errCode)+" "+String(OK))

// The program lives until this is over, and an error in a callback is reported
4D.SystemWorker.new("echo last"; {onResponse: Formula(ALERT("from the callback: "+$2.data)); onTerminate: Formula(throw(12345))})
ALERT("end of the method")

// exit: 1
// out: False  True sh -c "printf 'out'; printf 'err' >&2; exit 7"
// out: SystemWorker True 7 out err
// out: True text UTF-8 True "[object SystemWorker]"
// out: 7
// out: not yet: False
// out: data:é|response:é
// out: x:é
// out: x|termination:True0
// out: 54
// out: -38 0
// out: 1000000 True
// out: a b 12
// out:  True True
// out: é
// out: 20000000
// out: True termination
// out: error,termination 1 True 0.1
// out: second first
// out: -43
// out: 54
// out: 54
// out: -120
// out: 54
// out: 54
// out: 54
// out: to cat 1 True
// out: set,e,
// out: 1000000
// out: True
// out: -43 0
// out: end of the method
// out: from the callback: last
// out: 
// err: runtime/error
// err: 
// err:   × Error 12345 (host): Error code 12345: (host)
// err:      ╭─[system_worker.4dm:106:115]
// err:  105 │ // The program lives until this is over, and an error in a callback is reported
// err:  106 │ 4D.SystemWorker.new("echo last"; {onResponse: Formula(ALERT("from the callback: "+$2.data)); onTerminate: Formula(throw(12345))})
// err:      ·                                                                                                                   ────────────
// err:  107 │ ALERT("end of the method")
// err:      ╰────
// err:     in Formula (system_worker.4dm:106)
