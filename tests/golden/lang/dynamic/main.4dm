// Code that is found or made at run time, variadic parameters read and written, and what blobs and texts do with indices.

var $r : Integer
var $text : Text
var $blob : Blob
var $f : 4D.Function

// ${n} counts all arguments, and can be assigned to
variadic("a"; 2; 3)
ALERT(oldStyle("a"; 2; 3))
Try(variadic("a"; "no number"))
ALERT(Last errors[0].message)

EXECUTE METHOD("add"; $r; 2; 3)
ALERT(String($r)+", "+String(OK))
EXECUTE METHOD("variadic"; *; "z"; 7)
Try(EXECUTE METHOD("nothing"))
ALERT(Last errors[0].message)

EXECUTE FORMULA("$r:=$r+1")
EXECUTE FORMULA("made:=add($r;2)")
ALERT(String($r)+", "+String(made))
EXECUTE FORMULA("")
EXECUTE FORMULA("If(True)")
EXECUTE FORMULA("ALERT(\"by a text\")")
Try(EXECUTE FORMULA("1+"))
ALERT(Last errors[0].message)

$f:=Formula from string("$1+This.n")
ALERT(String($f.call({n: 10}; 5))+", "+String($f.apply({n: 1}; [2]))+", "+OB Class($f).name)

SET BLOB SIZE($blob; 3)
$blob{0}:=65
$blob{2}:=0x0142
ALERT(String($blob{0})+", "+String($blob{1})+", "+String($blob{2}))
Try($blob{9}:=1)
ALERT(Last errors[0].message)
$text:="abc"
$text[[2]]:="X"
ALERT($text+", "+$text[[3]])
Try($text[[9]]:="X")
ALERT(Last errors[0].message)
Try(Null[0])
ALERT(Last errors[0].message)

ALERT(String(5 ?+ 3)+", "+String(13 ?- 3)+", "+String(13 ?? 3)+", "+String(0xFF ^| 0x0F)+", "+String(1 << 3 >> 1))

// out: 3 2 [2,3]
// out: 50
// out: 99
// out: a,2,3,
// out: Argument types are incompatible: Integer is expected, this is a text.
// out: 5, 1
// out: 2 7 [7]
// out: 50
// out: There is no method nothing.
// out: 6, 8
// out: by a text
// out: Syntax error in “1+”: a value is missing after `+`.
// out: 15, 3, Formula
// out: 65, 0, 66
// out: Index out of range: 9 in a sequence of 3.
// out: aXc, c
// out: Index out of range: 9 in a sequence of 3.
// out: There are no elements here: the value before the bracket is Null.
// out: 13, 5, True, 240, 4
