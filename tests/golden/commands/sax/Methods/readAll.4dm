// Tells each event of sax.tmp.
var $doc : Time
var $event : Integer
var $one; $two : Text
ARRAY TEXT($names; 0)
ARRAY TEXT($values; 0)
$doc:=Open document("sax.tmp"; Read Mode)
Repeat
	$event:=SAX Get XML node($doc)
	$one:=""
	$two:=""
	Case of
		: ($event=XML Start Element) || ($event=XML End Element)
			SAX GET XML ELEMENT($doc; $one; $two; $names; $values)
			$two:=String(Size of array($names))
		: ($event=XML DATA)
			SAX GET XML ELEMENT VALUE($doc; $one)
		: ($event=XML CDATA)
			SAX GET XML CDATA($doc; $one)
		: ($event=XML Comment)
			SAX GET XML COMMENT($doc; $one)
		: ($event=XML Processing Instruction)
			SAX GET XML PROCESSING INSTRUCTION($doc; $one; $two)
		: ($event=XML Entity)
			SAX GET XML ENTITY($doc; $one; $two)
	End case
	ALERT(String($event)+" "+JSON Stringify($one)+" "+$two)
Until ($event=XML End Document)
CLOSE DOCUMENT($doc)
