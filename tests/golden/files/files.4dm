// Files and folders at their corners: names, errors, aliases, the sandbox, what happens to old content.
var $top; $folder; $other : 4D.Folder
var $file; $copy; $alias : 4D.File
var $blob : 4D.Blob

$top:=Folder(Temporary folder; fk platform path).folder("four-golden-"+Generate UUID)
ASSERT($top.create())

// What a path says without looking at the disk
$file:=$top.file("a.b/.hidden")
ALERT($file.name+"|"+$file.extension+"|"+$file.fullName+"|"+String($file.hidden))
ALERT($file.parent.name+"|"+$file.parent.extension+"|"+$file.parent.fullName)
ALERT(JSON Stringify($file)+" "+OB Class($file).name+" "+OB Class($file.parent).name)
ALERT(String($file.exists)+String($file.isFile)+String($file.isFolder)+String($file.isWritable)+" "+String($file.size))
ALERT(Folder("/PACKAGE/a/../b/./c").path+" "+Folder("/PACKAGE").parent.path+" "+File("/PACKAGE/x").parent.path)
ALERT(String(Folder("/").parent=Null)+" "+Folder("/").path)

// Paths that are none
For each ($path; ["relative.txt"; "/PACKAGE/../x.txt"; "/RESOURCES/a/../../x"; "/a"+Char(0)+"b"; "/folder/"; ""])
	Try(File($path))
	ALERT(JSON Stringify($path)+": "+String(Last errors.first().errCode))
End for each
Try(File("relative"; fk platform path))
ALERT(String(Last errors.first().errCode))
ALERT(String($top.file("../"*40+"etc/passwd")=Null)+String(Folder("/PACKAGE").file("a/../../x")=Null))
Try($top.file("/etc/passwd"))
ALERT(String(Last errors.first().errCode))

// Errors have 4D's numbers
For each ($case; [\
	Formula($top.file("none").getText()); \
	Formula($top.file("none").getContent()); \
	Formula($top.getText()); \
	Formula($top.folder("none").files()); \
	Formula($top.folder("none").delete()); \
	Formula($top.folder("none").delete(Delete with contents)); \
	Formula($top.file("none").delete()); \
	Formula($top.file("none").copyTo($top; "x")); \
	Formula($top.file("none").rename("x")); \
	Formula($top.file("none").open()); \
	Formula($top.file("none").open("Read")); \
	Formula($top.file("x").setText("x"; "klingon")); \
	Formula($top.file("x").getText("UTF-8"; 9))])
	Try($case.call())
	If (Last errors=Null)
		ALERT("none")
	Else
		ALERT(String(Last errors.first().errCode))
	End if
End for each

// Copying, moving, renaming
$file:=$top.file("deep/er/file.txt")
ASSERT($file.create())
$file.setText("old")
$other:=$top.folder("other")
Try($file.copyTo($other))
ALERT("no folder: "+String(Last errors.first().errCode))
$other.create()
$copy:=$file.copyTo($other)
ALERT($copy.fullName+" "+$copy.getText())
Try($file.copyTo($other))
ALERT("there: "+String(Last errors.first().errCode))
$file.setText("new")
ALERT($file.copyTo($other; fk overwrite).getText()+" "+$file.copyTo($other; "second"; fk overwrite).fullName)
For each ($name; ["a/b"; "a:b"; ".."; ""; "x"+Char(0)])
	Try($file.rename($name))
	ALERT("name "+JSON Stringify($name)+": "+String(Last errors.first().errCode))
End for each
Try($copy.rename("second"))
ALERT("taken: "+String(Last errors.first().errCode))
$copy:=$copy.rename("third.md")
ALERT($other.files().extract("fullName").join(","))
$copy:=$copy.moveTo($top; "moved")
ALERT($copy.fullName+" "+String($copy.exists))

// Folders
$copy:=$top.folder("deep").copyTo($other; "deep2")
ALERT($other.files(fk recursive).extract("fullName").join(","))
Try($top.folder("deep").copyTo($other; "deep2"))
ALERT("merge: "+String(Last errors.first().errCode))
Try($top.folder("deep").copyTo($top.folder("deep/er")))
ALERT("into itself: "+String(Last errors.first().errCode))
Try($other.delete())
ALERT("not empty: "+String(Last errors.first().errCode))
ALERT(String($top.folders(fk recursive).length))

// Aliases are not followed by lists, copies and deletions
$alias:=$other.createAlias($top; "link")
ALERT(String($alias.isAlias)+String($alias.exists)+" "+$alias.original.fullName+" "+OB Class($alias.original).name)
$top.createAlias($other; "circle"; fk symbolic link)
ALERT($top.files(fk recursive).extract("fullName").join(","))
$alias.delete()
ALERT(String($alias.exists)+String($other.exists))
Try($file.createAlias($other; "circle"))
ALERT("alias there: "+String(Last errors.first().errCode))
$alias:=$file.createAlias($other; "to file")
$alias.setText("through the link")
ALERT($file.getText()+" "+String($alias.isAlias))
$file.delete()
ALERT("broken: "+String($alias.exists)+String($alias.isAlias)+" "+String($alias.size))

// Contents
$file:=$top.file("text.txt")
$file.setText("é\n"; "UTF-16LE")
ALERT(String($file.size)+" "+String($file.getText("ISO-8859-1")="é\n"))
$file.setText("é"; "UTF-8-no-bom")
ALERT(String($file.size)+" "+$file.getText()+" "+$file.getText("windows-1252"))
$file.setText("é"; 4)
ALERT(String($file.size)+" "+$file.getText(4))
$file.setText("")
ALERT(String($file.size)+" ["+$file.getText()+"]")
ALERT(String($file.create())+String($file.modificationDate=Current date))
ALERT($top.files(fk ignore invisible).extract("fullName").join(","))
$file.hidden:=False
Try($file.hidden:=True)
ALERT("hide: "+String(Last errors.first().errCode))
Try($file.size:=3)
ALERT("read-only: "+String(Last errors.first().errCode))

// A file may go to another process
var $signal : Text:="four-"+Generate UUID
CALL WORKER($signal; Formula($1.setText("from "+OB Class($1).name)); $file)
While ($file.getText()="")
	DELAY PROCESS(Current process; 1)
End while
ALERT($file.getText())

$top.delete(Delete with contents)
ALERT(String($top.exists))

// out: .hidden||.hidden|True
// out: a|.b|a.b
// out: "[object File]" File Folder
// out: FalseTrueFalseFalse 0
// out: /PACKAGE/b/c/ /PACKAGE/ /PACKAGE/
// out: True /
// out: "relative.txt": -37
// out: "/PACKAGE/../x.txt": -37
// out: "/RESOURCES/a/../../x": -37
// out: "/a\u0000b": -37
// out: "/folder/": -37
// out: "": -37
// out: -37
// out: TrueTrue
// out: -37
// out: -43
// out: -43
// out: -10729
// out: none
// out: -120
// out: none
// out: none
// out: -43
// out: -43
// out: -43
// out: 54
// out: 54
// out: 54
// out: no folder: -120
// out: file.txt old
// out: there: -48
// out: new second
// out: name "a/b": -37
// out: name "a:b": -37
// out: name "..": -37
// out: name "": -37
// out: name "x\u0000": -37
// out: taken: -48
// out: second,third.md
// out: moved True
// out: second,file.txt
// out: merge: -48
// out: into itself: -37
// out: not empty: -47
// out: 5
// out: TrueTrue other Folder
// out: link,moved,file.txt,circle,second,file.txt
// out: FalseTrue
// out: alias there: -48
// out: through the link True
// out: broken: TrueTrue 0
// out: 6 True
// out: 2 é Ã©
// out: 1 é
// out: 0 []
// out: FalseTrue
// out: moved,text.txt
// out: hide: 33
// out: read-only: -10713
// out: from File
// out: False
