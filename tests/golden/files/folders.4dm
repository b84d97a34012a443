// Folders as the pages of 4D.Folder and of the classes of archives tell: a folder of the same name, empty ones included,
// is an error without fk overwrite; folders and files may be stored in blobs.
var $top; $copy : 4D.Folder
var $archive : 4D.ZipArchive
var $status; $object : Object
var $blob : Blob

$top:=Folder(Temporary folder; fk platform path).folder("four-golden-"+Generate UUID)
ASSERT($top.folder("Archives2019/January").create())
ASSERT(Not($top.folder("Archives2019/January").create()))
ASSERT($top.folder("Archives").create())

$copy:=$top.folder("Archives2019").copyTo($top.folder("Archives"))
ALERT($copy.name+" "+$copy.folders().extract("name").join(","))
Try($top.folder("Archives2019").copyTo($top.folder("Archives")))
ALERT("there: "+String(Last errors.first().errCode))
$copy:=$top.folder("Archives2019").copyTo($top.folder("Archives"); fk overwrite)
ALERT($copy.name+" "+String($copy.exists))
Try($top.folder("Archives2019").moveTo($top.folder("Archives")))
ALERT("moved there: "+String(Last errors.first().errCode))
ALERT($top.folder("Archives2019").moveTo($top.folder("Archives"); "Pic_Archives").fullName)
Try($top.folder("Archives/Pic_Archives").rename("Archives2019"))
ALERT("renamed there: "+String(Last errors.first().errCode))

// From an archive it is the same; its root brings its content into the folder itself
$status:=ZIP Create archive($top.folder("Archives"); $top.file("a.zip"))
$archive:=ZIP Read archive($top.file("a.zip"))
$copy:=$archive.root.folder("Archives").copyTo($top; "out")
ALERT($copy.folders(fk recursive).extract("name").join(","))
Try($archive.root.folder("Archives").copyTo($top; "out"))
ALERT("there: "+String(Last errors.first().errCode))
ALERT($archive.root.folder("Archives").copyTo($top; "out"; fk overwrite).name)
ALERT($archive.root.copyTo($top.folder("out")).folders().extract("name").join(","))

// "This class is streamable in binary"
$object:={of: File("/PACKAGE/notes.txt"); all: [Folder("/RESOURCES/"); Folder("/tmp/x")]}
VARIABLE TO BLOB($object; $blob)
BLOB TO VARIABLE($blob; $object)
ALERT(OB Class($object.of).name+" "+$object.of.path+" "+$object.all[0].path+" "+OB Class($object.all[1]).name+" "+$object.all[1].path)

// Members of 4D's classes by names that stand in no code
var $member : Text
For each ($member; ["is"+"Package"; "creation"+"Time"; "nothing"+"Known"])
	ALERT(String(Value type($top[$member])))
End for each
ALERT(String(Value type([1][("le"+"ngth")])))

$top.delete(Delete with contents)

// out: Archives2019 January
// out: there: -48
// out: Archives2019 True
// out: moved there: -48
// out: Pic_Archives
// out: renamed there: -48
// out: Archives2019,Pic_Archives,January,January
// out: there: -48
// out: out
// out: Archives,Archives2019,Pic_Archives
// out: File /PACKAGE/notes.txt /RESOURCES/ Folder /tmp/x/
// out: 6
// out: 11
// out: 5
// out: 1
