// A document of XML written and read as a stream, and what is refused.
var $doc : Time
$doc:=Create document("sax.tmp")
SAX SET XML DECLARATION($doc; "UTF-8"; True)
SAX ADD XML DOCTYPE($doc; "books [<!ENTITY who \"4D & co\">]")
SAX ADD XML COMMENT($doc; "begin")
SAX OPEN XML ELEMENT($doc; "books"; "on"; !2024-05-06!; "n"; 2)
SAX OPEN XML ELEMENT($doc; "book")
SAX ADD XML ELEMENT VALUE($doc; "a<b")
SAX OPEN XML ELEMENT($doc; "i")
SAX ADD XML ELEMENT VALUE($doc; "é")
SAX CLOSE XML ELEMENT($doc)
SAX ADD XML CDATA($doc; "x]]>y")
SAX CLOSE XML ELEMENT($doc)
SAX ADD PROCESSING INSTRUCTION($doc; "go now")
SAX OPEN XML ELEMENT($doc; "empty")
CLOSE DOCUMENT($doc)
ALERT(Document to text("sax.tmp"))

// An entity with & must be written so.
ALERT(errorOf(Formula(readAll)))
TEXT TO DOCUMENT("sax.tmp"; Replace string(Document to text("sax.tmp"); "4D & co"; "4D"))
readAll

// What is refused leaves nothing behind.
$doc:=Create document("sax.tmp")
ALERT(errorOf(Formula(SAX CLOSE XML ELEMENT($doc))))
ALERT(errorOf(Formula(SAX ADD XML ELEMENT VALUE($doc; "x"))))
ALERT(errorOf(Formula(SAX OPEN XML ELEMENT($doc; "a b"))))
SAX OPEN XML ELEMENT($doc; "a")
ALERT(errorOf(Formula(SAX SET XML DECLARATION($doc; "UTF-8"))))
ALERT(errorOf(Formula(SAX OPEN XML ELEMENT($doc; "b"; "x"; 1; "x"; 2))))
ALERT(errorOf(Formula(SAX OPEN XML ELEMENT($doc; "b"; "x"))))
ALERT(errorOf(Formula(SAX ADD XML COMMENT($doc; "--"))))
ALERT(errorOf(Formula(SAX Get XML node($doc))))
SAX CLOSE XML ELEMENT($doc)
ALERT(errorOf(Formula(SAX OPEN XML ELEMENT($doc; "second"))))
CLOSE DOCUMENT($doc)
ALERT(Document to text("sax.tmp"))
ALERT(errorOf(Formula(SAX CLOSE XML ELEMENT($doc))))

// What is no XML, and events that do not fit.
TEXT TO DOCUMENT("sax.tmp"; "<a>\n<b></a>")
$doc:=Open document("sax.tmp"; Read Mode)
ALERT(errorOf(Formula(SAX Get XML node($doc)))+", OK="+String(OK))
CLOSE DOCUMENT($doc)
TEXT TO DOCUMENT("sax.tmp"; "<a/>")
$doc:=Open document("sax.tmp"; Read Mode)
var $text : Text
ALERT(errorOf(Formula(SAX GET XML COMMENT($doc; vText))))
ALERT(errorOf(Formula(SAX OPEN XML ELEMENT($doc; "a"))))
CLOSE DOCUMENT($doc)
DELETE DOCUMENT("sax.tmp")

// out: <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
// out: <!DOCTYPE books [<!ENTITY who "4D & co">]>
// out: <!--begin-->
// out: <books on="2024-05-06" n="2">
// out:   <book>a&lt;b<i>é</i><![CDATA[x]]]]><![CDATA[>y]]></book>
// out:   <?go now?>
// out:   <empty/>
// out: </books>
// out: 1 This is no XML: an & begins no reference: write &amp; (line 2, character 1).
// out: 1 "" 
// out: 8 "who" 4D
// out: 2 "begin" 
// out: 4 "books" 2
// out: 6 "\n  " 
// out: 4 "book" 0
// out: 6 "a<b" 
// out: 4 "i" 0
// out: 6 "é" 
// out: 5 "i" 0
// out: 7 "x]]" 
// out: 7 ">y" 
// out: 5 "book" 0
// out: 6 "\n  " 
// out: 3 "go" now
// out: 6 "\n  " 
// out: 4 "empty" 0
// out: 5 "empty" 0
// out: 6 "\n" 
// out: 5 "books" 0
// out: 9 "" 
// out: 4 No element is open in the document.
// out: 4 No element is open in the document.
// out: 4 “a b” is no name that XML allows.
// out: 4 The declaration comes first, and once in a document.
// out: 4 The attribute x is given twice.
// out: 59 Attributes are given in pairs of a name and a value.
// out: 4 A comment of XML does not hold -- and does not end in -.
// out: 4 The document is being written, so it cannot be read.
// out: 4 A document of XML has one root element, which is closed.
// out: <?xml version="1.0" encoding="UTF-8" standalone="no"?>
// out: <a/>
// out: -51 There is no open document of this reference in this process.
// out: 1 This is no XML: ill-formed document: expected `</b>`, but `</a>` was found (line 2, character 4)., OK=0
// out: 4 The document is not at an event XML Comment.
// out: 4 The document is being read, so nothing can be written to it.
