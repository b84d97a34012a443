// Documents at their corners: references, positions, modes, errors and the variables OK and Document.
var $top; $path; $text : Text
var $doc; $second : Time
var $blob : Blob
var $o : Object

$top:=Temporary folder+"four-golden-"+Generate UUID+Folder separator
CREATE FOLDER($top)
ALERT("created: "+String(OK)+" "+String(Test path name($top)=Is a folder))
Try(CREATE FOLDER($top))
ALERT("again: "+String(OK)+" "+String(Last errors[0].errCode))
Try(CREATE FOLDER($top+"a"+Folder separator+"b"))
ALERT("no way there: "+String(Last errors[0].errCode))
CREATE FOLDER($top+"a"+Folder separator+"b"; *)
ALERT("hierarchy without the document: "+String(Test path name($top+"a"))+" "+String(Test path name($top+"a"+Folder separator+"b")))

// Errors and OK
For each ($case; [\
	Formula(Open document($top+"none")); \
	Formula(Append document($top+"none")); \
	Formula(Create document($top+"none"+Folder separator+"x")); \
	Formula(Open document($top)); \
	Formula(Document to text($top+"none")); \
	Formula(TEXT TO DOCUMENT($top+"x"+Char(0); "x")); \
	Formula(DELETE DOCUMENT($top+"none")); \
	Formula(DELETE DOCUMENT("")); \
	Formula(DELETE DOCUMENT($top)); \
	Formula(DELETE FOLDER($top+"none")); \
	Formula(DELETE FOLDER($top)); \
	Formula(MOVE DOCUMENT($top+"none"; $top+"x")); \
	Formula(COPY DOCUMENT($top+"none"; $top+"x")); \
	Formula(CLOSE DOCUMENT(?23:00:00?)); \
	Formula(Get document position(?00:00:00?)); \
	Formula(SEND PACKET(?23:00:00?; "x")); \
	Formula(Get document size($top+"none"))])
	OK:=1
	Try($case.call())
	ALERT($case.source+": "+String(Last errors[0].errCode)+" OK="+String(OK))
End for each

// Packets
$path:=$top+"packets.txt"
$doc:=Create document($path)
ALERT(String(OK)+" "+String(Document=$path)+" "+String(Num($doc)>0))
SEND PACKET($doc; "one;two;;last")
ALERT(String(Get document position($doc))+" "+String(Get document size($doc))+" "+String(Get document size($path)))
Try(SEND PACKET($doc; 1))
ALERT("a number: "+String(Last errors[0].errCode))
Try(Open document($path))
ALERT("open twice: "+String(Last errors[0].errCode)+" OK="+String(OK))
Try(TEXT TO DOCUMENT($path; ""))
ALERT("open to others: "+String(Last errors[0].errCode))
$second:=Open document($path; Read Mode)
ALERT("open to read: "+String(OK))
Repeat
	RECEIVE PACKET($second; $text; ";")
	If (OK=1)
		ALERT("["+$text+"]")
	End if
Until (OK=0)
ALERT("at the end: ["+$text+"]")
SET DOCUMENT POSITION($second; -4; 2)
RECEIVE PACKET($second; $text; 2)
SET DOCUMENT POSITION($second; 1; 3)
RECEIVE PACKET($second; $blob; 99)
ALERT($text+" "+String(BLOB size($blob))+" "+String($blob{0}))
For each ($offset; [-1; 99])
	Try(SET DOCUMENT POSITION($second; $offset))
	ALERT("position "+String($offset)+": "+String(Last errors[0].errCode)+" at "+String(Get document position($second)))
End for each
Try(SEND PACKET($second; "x"))
ALERT("read only: "+String(Last errors[0].errCode))
CLOSE DOCUMENT($second)
SET DOCUMENT POSITION($doc; 0)
SEND PACKET($doc; "ONE")
SET DOCUMENT SIZE($doc; 7)
CLOSE DOCUMENT($doc)
ALERT(Document to text($path)+" "+String(Get document size($path)))
$doc:=Open document($path; Get Pathname)
ALERT(String(Num($doc))+" "+String(OK)+" "+String(Document=$path))

// A stop text longer than a piece that is read, and one across two pieces
$text:=("x"*300)+"STOP"+("y"*70000)+"STOP"+"z"
TEXT TO DOCUMENT($path; $text)
$doc:=Open document($path; "TEXT"; Read Mode)
RECEIVE PACKET($doc; $text; "STOP")
ALERT(String(Length($text)))
RECEIVE PACKET($doc; $text; "STOP")
ALERT(String(Length($text))+" "+Substring($text; 70000))
RECEIVE PACKET($doc; $text; "STOP")
ALERT($text)
CLOSE DOCUMENT($doc)

// Byte order marks and wide characters
TEXT TO DOCUMENT($path; "é😀;z"; "UTF-16LE")
$doc:=Open document($path; Read Mode)
RECEIVE PACKET($doc; $text; ";")
ALERT($text+" "+String(Get document position($doc)))
CLOSE DOCUMENT($doc)
TEXT TO DOCUMENT($path; "é😀;z"; "UTF-8")
$doc:=Open document($path; Read Mode)
RECEIVE PACKET($doc; $text; 2)
ALERT($text+" "+String(Get document position($doc)))
CLOSE DOCUMENT($doc)

// Copies
COPY DOCUMENT($path; $top+"a"+Folder separator)
Try(COPY DOCUMENT($path; $top+"a"+Folder separator))
ALERT("copy there: "+String(Last errors[0].errCode)+" OK="+String(OK))
COPY DOCUMENT($path; $top+"a"+Folder separator; "new.txt"; *)
COPY DOCUMENT($top+"a"+Folder separator; $top; "c")
COPY DOCUMENT($path; $top+"left out.txt"; "named.txt")
MOVE DOCUMENT($top+"named.txt"; $top+"c"+Folder separator)
Try(MOVE DOCUMENT($path; $top+"a"+Folder separator+"new.txt"))
ALERT("move there: "+String(Last errors[0].errCode))
ARRAY TEXT($names; 0)
DOCUMENT LIST($top; $names; Recursive parsing+Posix path)
$o:={c: []}
ARRAY TO COLLECTION($o.c; $names)
ALERT($o.c.join(" "))
DOCUMENT LIST($top+"c"; $names; Absolute path)
ALERT(String(Size of array($names))+" "+String($names{1}=($top+"c"+Folder separator+"named.txt")))
Try(DOCUMENT LIST($top+"none"; $names))
ALERT("list of nothing: "+String(Last errors[0].errCode))

// A file with a lock
SET DOCUMENT PROPERTIES($path; True; False; Current date; Current time; !2001-02-03!; ?04:05:06?)
var $locked; $hidden : Boolean
var $on; $date : Date
var $at; $time : Time
GET DOCUMENT PROPERTIES($path; $locked; $hidden; $on; $at; $date; $time)
ALERT(String($locked)+String($hidden)+" "+String($date; ISO date)+" "+String($time))
Try(TEXT TO DOCUMENT($path; "x"))
ALERT("locked: "+String(Last errors[0].errCode))
SET DOCUMENT PROPERTIES($path; False; False; !00-00-00!; ?00:00:00?; !00-00-00!; ?00:00:00?)
TEXT TO DOCUMENT($path; "x")

// Paths as texts
ALERT(JSON Stringify(Path to object("/"; Path is POSIX)))
ALERT(JSON Stringify(Path to object("name"; Path is POSIX)))
ALERT(JSON Stringify(Path to object("/a/b.c/"; Path is POSIX)))
ALERT(Object to path({parentFolder: "/a/"; name: "b"; extension: "txt"; isFolder: False}))
ALERT(Object to path({name: "b"}))

DELETE FOLDER($top; Delete with contents)
DELETE FOLDER($top; Delete with contents)
ALERT(String(Test path name($top)))

// out: created: 1 True
// out: again: 0 -48
// out: no way there: -120
// out: hierarchy without the document: 0 -43
// out: Open document($top+"none"): -43 OK=0
// out: Append document($top+"none"): -43 OK=0
// out: Create document($top+"none"+Folder separator+"x"): -43 OK=0
// out: Open document($top): -43 OK=0
// out: Document to text($top+"none"): -43 OK=1
// out: TEXT TO DOCUMENT($top+"x"+Char(0); "x"): -37 OK=1
// out: DELETE DOCUMENT($top+"none"): -43 OK=0
// out: DELETE DOCUMENT(""): -37 OK=0
// out: DELETE DOCUMENT($top): -43 OK=0
// out: DELETE FOLDER($top+"none"): -120 OK=0
// out: DELETE FOLDER($top): -47 OK=0
// out: MOVE DOCUMENT($top+"none"; $top+"x"): -43 OK=0
// out: COPY DOCUMENT($top+"none"; $top+"x"): -43 OK=0
// out: CLOSE DOCUMENT(?23:00:00?): -51 OK=1
// out: Get document position(?00:00:00?): -51 OK=1
// out: SEND PACKET(?23:00:00?; "x"): -51 OK=1
// out: Get document size($top+"none"): -43 OK=1
// out: 1 True True
// out: 13 13 13
// out: a number: 54
// out: open twice: -43 OK=0
// out: open to others: -49
// out: open to read: 1
// out: [one]
// out: [two]
// out: []
// out: [last]
// out: at the end: []
// out: la 1 116
// out: position -1: -40 at 0
// out: position 99: -39 at 13
// out: read only: -61
// out: ONE;two 7
// out: 0 1 True
// out: 300
// out: 70000 y
// out: z
// out: é😀 10
// out: é😀 9
// out: copy there: -48 OK=0
// out: move there: -48
// out: packets.txt a/new.txt a/packets.txt c/named.txt c/new.txt c/packets.txt
// out: 3 True
// out: list of nothing: -120
// out: TrueFalse 2001-02-03T00:00:00 04:05:06
// out: locked: -54
// out: {"parentFolder":"","name":"","extension":"","isFolder":true}
// out: {"parentFolder":"","name":"name","extension":"","isFolder":false}
// out: {"parentFolder":"/a/","name":"b","extension":".c","isFolder":true}
// out: /a/b.txt
// out: b
// out: -43
