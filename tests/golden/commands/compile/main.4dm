// Compile project checks sources: the program itself, or another project.
var $status; $error : Object
$status:=Compile project
ALERT(JSON Stringify($status))
$status:=Compile project(File("/PACKAGE/broken/Project/broken.4DProject"); {targets: []})
ALERT(String($status.success)+" "+String($status.errors.length))
For each ($error; $status.errors.orderBy("code.path"))
	ALERT($error.code.type+" "+$error.code.path+" "+$error.code.file.fullName+" line "+String($error.line)+" of "+String($error.lineInFile)+": "+$error.message)
End for each
Try
	$status:=Compile project(File("/PACKAGE/nothing.4DProject"))
Catch
	ALERT(String(Last errors[0].errCode))
End try

// out: {"success":true}
// out: False 2
// out: classFunction [class]/Sums/double Sums.4dm line 3 of 6: `)` closes nothing
// out: projectMethod work work.4dm line 3 of 3: there is no method or command `Lenght`
// out: -43
