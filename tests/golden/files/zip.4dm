// ZIP archives: what goes in comes out, and what is not available says so.
var $top; $folder; $out : 4D.Folder
var $file; $zip : 4D.File
var $archive : 4D.ZipArchive
var $packed : 4D.ZipFile
var $inner : 4D.ZipFolder
var $status : Object

$top:=Folder(Temporary folder; fk platform path).folder("four-golden-"+Generate UUID)
$folder:=$top.folder("source")
$folder.file("a.txt").setText("é\n"*1000)
$folder.file("deep/er/b.c.txt").setText("b")
$folder.file(".hidden").setText("h")
$folder.folder("empty").create()
$folder.createAlias($folder; "circle")
$folder.file("a.txt").createAlias($folder; "link.txt")
$zip:=$top.file("made/by/four.zip")

$status:=ZIP Create archive($folder; $zip)
ALERT(JSON Stringify($status))
$archive:=ZIP Read archive($zip)
ALERT(OB Class($archive).name+" "+OB Class($archive.root).name+" ["+$archive.root.path+"] "+String($archive.root.parent=Null))
ALERT($archive.root.folders(fk recursive).extract("path").join(" "))
ALERT($archive.root.files(fk recursive).extract("path").join(" "))
ALERT($archive.root.files(fk recursive+fk ignore invisible).extract("name").join(" "))
$inner:=$archive.root.folder("source/deep")
ALERT($inner.path+" "+$inner.fullName+" "+$inner.parent.fullName+" "+String($inner.exists)+String($inner.files().length))
$packed:=$inner.file("er/b.c.txt")
ALERT($packed.path+" "+$packed.name+" "+$packed.extension+" "+$packed.getText()+" "+String($packed.size)+" "+String($packed.modificationDate=Current date))
ALERT(String($packed.isFile)+String($packed.isFolder)+String($packed.isWritable)+String($packed.hidden)+" "+String($packed.getContent().size))
ALERT(String($zip.size<2000)+" "+String($archive.root.file("source/a.txt").getText()=$folder.file("a.txt").getText()))
ALERT(String($inner.file("../../..")=Null)+String($inner.file("none").exists)+String($inner.file("er").exists))
Try($inner.file("none").getText())
ALERT(String(Last errors[0].errCode))
Try($packed.setText("x"))
ALERT(String(Last errors[0].errCode))

// Out again
$out:=$archive.root.copyTo($top.folder("out"))
ALERT($out.fullName+": "+$out.files(fk recursive).extract("fullName").join(" "))
Try($archive.root.copyTo($top.folder("out")))
ALERT("there: "+String(Last errors[0].errCode))
$out.file("source/a.txt").setText("changed")
$archive.root.copyTo($top.folder("out"); fk overwrite)
ALERT(String($out.file("source/a.txt").size))
$out:=$inner.copyTo($top; "renamed")
ALERT($out.path="@renamed/" ? $out.files(fk recursive)[0].getText() : "?")
ALERT($packed.copyTo($top).fullName+" "+$packed.copyTo($top; "again").fullName)
Try($packed.copyTo($top))
ALERT("there: "+String(Last errors[0].errCode))
Try($packed.copyTo($top.folder("none")))
ALERT("no folder: "+String(Last errors[0].errCode))

// Described by an object, replacing the archive
var $steps : Collection:=[]
$status:=ZIP Create archive({files: [$folder.file("a.txt"); {source: $folder; destination: "x/y"; option: ZIP Ignore invisible files}; {source: $folder.file("a.txt"); destination: "z/"}]; compression: ZIP Compression none; callback: Formula($steps.push($1))}; $zip)
ALERT(String($status.success)+" "+ZIP Read archive($zip).root.files(fk recursive).extract("path").join(" "))
ALERT(String($steps.length>2)+" "+String($steps.last())+" "+String($zip.size>6000))

// What fails
ALERT(JSON Stringify(ZIP Create archive({files: [$folder]; encryption: ZIP Encryption AES256}; $zip)))
For each ($case; [\
	Formula(ZIP Create archive({files: [$folder]; compression: ZIP Compression LZMA}; $zip)); \
	Formula(ZIP Create archive({files: [$folder]; password: "secret"}; $zip)); \
	Formula(ZIP Create archive({files: [{source: $folder; destination: "../x"}]}; $zip)); \
	Formula(ZIP Create archive({files: ["x"]}; $zip)); \
	Formula(ZIP Create archive({files: []; level: 11}; $zip)); \
	Formula(ZIP Create archive($top.file("none"); $zip)); \
	Formula(ZIP Create archive({files: [$folder]; callback: Formula(throw(999))}; $zip)); \
	Formula(ZIP Read archive($top.file("none"))); \
	Formula(ZIP Read archive($folder.file("a.txt")))])
	Try($case.call())
	ALERT(String(Last errors[0].errCode))
End for each
ALERT(String(ZIP Read archive($zip).root.file("x/y/a.txt").exists)+" "+$zip.parent.files().extract("fullName").join(" "))
$top.delete(Delete with contents)

// out: {"success":true,"status":0,"statusText":""}
// out: ZipArchive ZipFolder [] True
// out: source/ source/deep/ source/deep/er/ source/empty/
// out: source/.hidden source/a.txt source/deep/er/b.c.txt source/link.txt
// out: a b.c link
// out: source/deep/ deep source True0
// out: source/deep/er/b.c.txt b.c .txt b 1 True
// out: TrueFalseFalseFalse 1
// out: True True
// out: TrueFalseFalse
// out: -43
// out: -10729
// out: out: .hidden a.txt link.txt b.c.txt
// out: there: -48
// out: 3000
// out: b
// out: b.c.txt again
// out: there: -48
// out: no folder: -120
// out: True a.txt x/y/a.txt x/y/deep/er/b.c.txt x/y/link.txt z/a.txt
// out: True 100 True
// out: {"success":false,"status":-1,"statusText":"Password is required for encryption"}
// out: 33
// out: 33
// out: -37
// out: 54
// out: 54
// out: -43
// out: 999
// out: -43
// out: -36
// out: True four.zip
