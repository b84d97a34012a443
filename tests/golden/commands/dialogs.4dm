// Nobody sits at a server: questions get their default answer, and that is logged.

var $name : Text
CONFIRM("Delete everything?"; "Delete"; "Keep")
ALERT(String(OK))
$name:=Request("Your name?"; "nobody")
ALERT($name+" "+String(OK))
MESSAGE("working")
DISPLAY NOTIFICATION("Build"; "done")
Try(DIALOG("form"))
ALERT(Last errors[0].message)

// out: 1
// out: nobody 1
// out: working
// out: The command DIALOG is not available in four.
// err: four: CONFIRM answered Delete: Delete everything?
// err: four: Request answered "nobody": Your name?
// err: four: Build: done
