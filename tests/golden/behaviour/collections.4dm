// What the documentation implies of collections.

var $c : Collection
var $plus : 4D.Function

$c:=[1]
$c[3]:=4
ALERT("36: "+JSON Stringify($c))
ALERT("37: "+JSON Stringify([3; "b"; Null; True; 1; "A"].sort()))
ALERT("38: "+JSON Stringify(["b"; "a"; "B"].distinct()))
ALERT("39: "+String([1; 2; 3].indexOf(9))+", "+String(["Anna"; "Bob"].indexOf("an@")))
ALERT("40: "+String([1; 2; 3].lastIndexOf(1; 0)))
$c:=[]
ALERT("41: "+String($c.every(Formula(True)))+", "+String($c.some(Formula(True)))+", "+String($c.sum())+", "+String(Undefined($c.average()))+", "+String(Undefined($c.max()))+", "+String(Undefined($c.pop())))
ALERT("42: "+[1; "x"; Null; 2].join("-")+", "+[1; "x"; Null; 2].join("-"; ck ignore null or empty))
ALERT("43: "+JSON Stringify([1; 2].concat([3; 4]; [[5]])))
ALERT("44: "+JSON Stringify([1; 2; 3; 4].slice(1; -1))+", "+JSON Stringify([1; 2; 3; 4].slice(3; 1)))
ALERT("45: "+JSON Stringify([1; 2; 3].insert(-1; 9))+", "+JSON Stringify([1; 2].combine([7; 8]; 1))+", "+JSON Stringify([1; 2; 3].remove(-1)))
$plus:=Formula($1.accumulator+=$1.value)
ALERT("46: "+String([1; 2; 3].reduce($plus; 0)))
ALERT("47: "+String([{a: 1}; {a: Null}; {}].query("a = null").length)+", "+String([{a: 1}; {a: Null}; {}].query("a # 1").length))
ALERT("48: "+[{n: "Éric"}; {n: "Bob"}].query("n = :1"; "e@")[0].n)
ALERT("49: "+JSON Stringify([{k: 2}; {k: 1}].orderBy("k desc")))
ALERT("50: "+JSON Stringify([[1; 2]; [3; [4]]].flat()))

// out: 36: [1,null,null,4]
// out: 37: [null,true,"A","b",1,3]
// out: 38: ["a","b"]
// out: 39: -1, 0
// out: 40: -1
// out: 41: False, False, 0, True, True, True
// out: 42: 1-x-null-2, 1-x-2
// out: 43: [1,2,3,4,[5]]
// out: 44: [2,3], []
// out: 45: [1,2,9,3], [1,7,8,2], [1,2]
// out: 46: 6
// out: 47: 2, 0
// out: 48: Éric
// out: 49: [{"k":2},{"k":1}]
// out: 50: [1,2,3,[4]]
