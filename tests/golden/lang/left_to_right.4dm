// 4D has no precedence among operators: an expression is evaluated from left to right.

ALERT(String(1+2*3))
ALERT(String(1+(2*3)))
ALERT("ab"*2+"c")

// out: 9
// out: 7
// out: ababc
