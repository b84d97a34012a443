// PROCESS 4D TAGS: every tag of the page Tags/transformation-tags.

#DECLARE
var $in; $out : Text
ARRAY TEXT($array; 2)
$array{1}:="hello"
$array{2}:="world"
$in:="<!--#4DEVAL $1--><!--#4DLOOP $2--><!--#4DEVAL $2->{$2->}--> <!--#4DENDLOOP-->"
PROCESS 4D TAGS($in; $out; "elements = "; ->$array)
ALERT($out)
PROCESS 4D TAGS("<!--#4DEVAL a:=42--><!--#4DEVAL a+1-->"; $out)
ALERT($out)
PROCESS 4D TAGS("<!--#4DEVAL $i:=0--><!--#4DLOOP ($i<4)--><!--#4DEVAL $i--><!--#4DEVAL $i:=$i+1--><!--#4DENDLOOP-->"; $out)
ALERT($out)

// Text is escaped, HTML is not, and what it brings in is read again.
myvar:="<B>"
PROCESS 4D TAGS("<!--#4DTEXT myvar--> <!--#4DHTML myvar-->"; $out)
ALERT($out)
myName:="<!--#4DHTML 6*7-->"
PROCESS 4D TAGS("<!--#4DHTML myName--> <!--#4DTEXT myName--> $4DHTML(myName)"; $out)
ALERT($out)
myName:="$4DEVAL(6*7)"
PROCESS 4D TAGS("<!--#4DHTML myName--> $4DEVAL( String(1)+\"\\\"(hello)\\\"\")"; $out)
ALERT($out)
// Values: a point in numbers, whatever the region.
PROCESS 4D TAGS("$4DTEXT(1/4) $4DTEXT(True) $4DTEXT(!2026-11-23!) $4DTEXT(?01:02:03?) $4DTEXT({a: [1]}.a) $4DTEXT({}.b)."; $out)
ALERT($out)

// Conditions
$in:="<!--#4DIF ($1=1)-->one<!--#4DELSEIF ($1=2)-->two<!--#4DELSE-->many<!--#4DENDIF-->"
var $n : Integer
For ($n; 1; 3)
	PROCESS 4D TAGS($in; $out; $n)
	ALERT($out)
End for
PROCESS 4D TAGS("<!--#4DIF 5-->no<!--#4DENDIF--> <!--#4DIF True-->open"; $out)
ALERT($out)

// Loops
PROCESS 4D TAGS("<!--#4DCODE\r$list:=[\"x\"; \"y\"]\n$o:={a: 1; b: 2}\r\n--><!--#4DEACH $each in $list--><!--#4DTEXT $each--><!--#4DENDEACH--><!--#4DEACH key in $o--> <!--#4DTEXT key+String($o[key])--><!--#4DENDEACH-->"; $out)
ALERT($out)
PROCESS 4D TAGS("<!--#4DLOOP turns--><!--#4DTEXT turn--> <!--#4DENDLOOP-->"; $out)
ALERT($out)
PROCESS 4D TAGS("<!--#4DLOOP [People]-->x<!--#4DENDLOOP--> <!--#4DLOOP $1-->y<!--#4DENDLOOP-->"; $out; 7)
ALERT($out)

// Methods
PROCESS 4D TAGS("<!--#4DSCRIPT/greet/you--> <!--#4DSCRIPT/bold/--> <!--#4DSCRIPT/nothing-->"; $out)
ALERT($out)

// Pages: only the body, relative to the page, nothing outside of the project, no circles.
PROCESS 4D TAGS("<!--#4DINCLUDE pages/head.html--><!--#4DBASE pages/--><!--#4DINCLUDE foot.html--><!--#4DINCLUDE ../../tags.4dm--><!--#4DINCLUDE circle.html-->"; $out)
ALERT($out)

// What goes wrong stands in its place.
PROCESS 4D TAGS("<!--#4DTEXT 1+\"a\"--> | <!--#4DEVAL (--> | <!--#4DEACH $x in 5-->z<!--#4DENDEACH-->"; $out)
ALERT($out)
PROCESS 4D TAGS("no tags, <!-- 4D --> and $4D"; $out)
ALERT($out)
// Templates that call themselves end with an error.
template:="<!--#4DEVAL again-->"
PROCESS 4D TAGS(template; $out)
ALERT($out)

// out: elements = hello world 
// out: 43
// out: 0123
// out: &lt;B&gt; <B>
// out: 42 &lt;!--#4DHTML 6*7--&gt; <!--#4DHTML 6*7-->
// out: $4DEVAL(6*7) 1"(hello)"
// out: 0.25 True 11/23/2026 01:02:03 [1] .
// out: one
// out: two
// out: many
// out: <!--#4DIF 5-->: A Boolean expression was expected <!--#4DIF True-->: 4DENDIF expected
// out: xy a1 b2
// out: 1 2 3 
// out: <!--#4DLOOP [People]-->: Incorrect table name <!--#4DLOOP $1-->: Unexpected expression type
// out: &lt;/you&gt; <b>/</b> <!--#4DSCRIPT/nothing--> : ## error # -10508
// out: head 2, foot<!--#4DINCLUDE ../../tags.4dm--> :The document cannot be opened, round <!--#4DINCLUDE circle.html--> :The document cannot be opened
// out: <!--#4DTEXT 1+"a"--> : ## error # 54 | <!--#4DEVAL (--> : ## error # 48 | <!--#4DEACH $x in 5-->: A collection or an object was expected
// out: no tags, <!-- 4D --> and $4D
// out: +
