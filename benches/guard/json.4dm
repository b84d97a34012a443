// JSON: written and read.
var $c : Collection
var $t : Text
var $i : Integer
$c:=New collection
For ($i; 1; 2000)
	$c.push({id: $i; name: "näme "+String($i); tags: ["a"; "b"; $i/3]; on: ($i%2)=0; none: Null})
End for
$t:=JSON Stringify($c)
ASSERT(JSON Parse($t).length=2000)
ASSERT(JSON Stringify(JSON Parse($t))=$t)
