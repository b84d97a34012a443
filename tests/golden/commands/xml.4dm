// A document is read, searched, changed and written.

var $source; $root; $book; $copy; $name; $value; $text : Text
var $price : Real
var $i : Integer
ARRAY TEXT($found; 0)
ARRAY LONGINT($types; 0)
ARRAY TEXT($nodes; 0)

$source:="<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE store [<!ENTITY who \"Ann &amp; Bob\">]>\n"
$source+="<store open='yes'><book id='b1' lang=\"en\"><title>A &lt; B</title><price>29.99</price></book>"
$source+="<book id='b2'><title>&who;</title><price>5,5</price><![CDATA[<raw>]]></book><!--end--></store>"
$root:=DOM Parse XML variable($source)

// XPath, and the values of what it finds
For each ($text; ["book[2]/title"; "/store/book[@lang='en']/title"; "//book[price>10]/title"; "book[last()]/title"])
	DOM GET XML ELEMENT VALUE(DOM Find XML element($root; $text); $value)
	ALERT($text+": "+$value)
End for each
$book:=DOM Find XML element($root; "//title | //price"; $found)
ALERT(String(Size of array($found))+" nodes")
DOM GET XML ELEMENT VALUE(DOM Find XML element($root; "book[2]/price"); $price)
ALERT(String($price))
$book:=DOM Find XML element by ID($root; "b2")
DOM GET XML ELEMENT VALUE($book; $value; $text)
ALERT("["+$value+"] ["+$text+"]")

// Attributes in alphabetical order
$book:=DOM Get first child XML element($root; $name)
For ($i; 1; DOM Count XML attributes($book))
	DOM GET XML ATTRIBUTE BY INDEX($book; $i; $name; $value)
	ALERT($name+"="+$value)
End for

// What is not there: OK is 0, the reference null
$text:=DOM Find XML element($root; "nothing")
ALERT(String(OK)+" "+$text)
Try(DOM GET XML ATTRIBUTE BY NAME($book; "no"; $value))
ALERT(Last errors[0].componentSignature+" "+String(Last errors[0].errCode)+": "+Last errors[0].message)

// Changes
$copy:=DOM Append XML element($root; $book)
DOM SET XML ATTRIBUTE($copy; "id"; "b3"; "sold"; True; "on"; !2006-12-04!; "at"; ?02:00:46?; "n"; 0.1)
DOM SET XML ELEMENT VALUE($copy; "title"; "1 < 2")
DOM REMOVE XML ATTRIBUTE($copy; "lang")
DOM REMOVE XML ELEMENT(DOM Find XML element($root; "book[2]"))
$copy:=DOM Create XML element($root; "/store/shelf/box[2]"; "size"; 3)
$copy:=DOM Append XML child node($copy; XML DATA; "two")
DOM GET XML CHILD NODES($root; $types; $nodes)
ALERT(String($types{1})+" "+String($types{2})+" "+$nodes{2})
DOM EXPORT TO VAR($root; $text)
ALERT($text)

// A reference to what was removed or closed is no reference
DOM CLOSE XML($root)
Try(DOM GET XML ELEMENT NAME($book; $name))
ALERT(String(OK)+" "+Last errors[0].message)

// What is no XML
For each ($text; ["<a><b></a>"; "<a/><b/>"; "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>"])
	Try($root:=DOM Parse XML variable($text))
	ALERT(Last errors[0].message)
End for each

// out: book[2]/title: Ann & Bob
// out: /store/book[@lang='en']/title: A < B
// out: //book[price>10]/title: A < B
// out: book[last()]/title: Ann & Bob
// out: 4 nodes
// out: 5.5
// out: [] [<raw>]
// out: id=b1
// out: lang=en
// out: 0 00000000000000000000000000000000
// out: xmlc 3: The element book has no attribute no.
// out: 11 2 end
// out: <?xml version="1.0" encoding="UTF-8" standalone="no" ?>
// out: <!DOCTYPE store [<!ENTITY who "Ann &amp; Bob">]>
// out: <store open="yes">
// out:   <book id="b1" lang="en">
// out:     <title>A &lt; B</title>
// out:     <price>29.99</price>
// out:   </book>
// out:   <!--end-->
// out:   <book id="b3" sold="true" on="2006-12-04" at="0000-00-00T02:00:46" n="0.1">
// out:     <title>1 &lt; 2</title>
// out:     <price>29.99</price>
// out:   </book>
// out:   <shelf>
// out:     <box/>
// out:     <box size="3">two</box>
// out:   </shelf>
// out: </store>
// out: 
// out: 0 The XML reference is not valid: its document is closed, or its node was removed.
// out: This is no XML: ill-formed document: expected `</b>`, but `</a>` was found (line 1, character 7).
// out: This is no XML: a document has one root element (line 1, character 5).
// out: This is no XML: the external entity x is not allowed (line 1, character 1).
