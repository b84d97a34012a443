If ((1=1) or (2=2))
End if
$a:=1
$b:=2
If ($a and $b)
End if
$c:=7 mod 2
If ($a=1 Then
End if
If ($a=1) Then
End if

// args: check

// exit: 1
// err: syntax/operator
// err: 
// err:   × `or` is not an operator
// err:    ╭─[words-as-operators.4dm:1:11]
// err:  1 │ If ((1=1) or (2=2))
// err:    ·           ─┬
// err:    ·            ╰── not an operator
// err:  2 │ End if
// err:    ╰────
// err:   help: “or” is written `||`, or `|` to compute both sides in any case
// err: 
// err: syntax/operator
// err: 
// err:   × `and` is not an operator
// err:    ╭─[words-as-operators.4dm:5:8]
// err:  4 │ $b:=2
// err:  5 │ If ($a and $b)
// err:    ·        ─┬─
// err:    ·         ╰── not an operator
// err:  6 │ End if
// err:    ╰────
// err:   help: “and” is written `&&`, or `&` to compute both sides in any case
// err: 
// err: syntax/operator
// err: 
// err:   × `mod` is not an operator
// err:    ╭─[words-as-operators.4dm:7:7]
// err:  6 │ End if
// err:  7 │ $c:=7 mod 2
// err:    ·       ─┬─
// err:    ·        ╰── not an operator
// err:  8 │ If ($a=1 Then
// err:    ╰────
// err:   help: the remainder of a division is written `%`
// err: 
// err: syntax/brackets
// err: 
// err:   × this `(` is not closed on its line
// err:    ╭─[words-as-operators.4dm:8:4]
// err:  7 │ $c:=7 mod 2
// err:  8 │ If ($a=1 Then
// err:    ·    ┬
// err:    ·    ╰── needs a `)`
// err:  9 │ End if
// err:    ╰────
// err:   help: a statement ends with its line; write `\` at the end of a line to continue on the next one
// err: 
// err: syntax/keyword
// err: 
// err:   × `If` needs no `Then`
// err:     ╭─[words-as-operators.4dm:10:11]
// err:   9 │ End if
// err:  10 │ If ($a=1) Then
// err:     ·           ──┬─
// err:     ·             ╰── not a word of the language
// err:  11 │ End if
// err:     ╰────
// err:   help: remove it; what is to be done stands on the next lines
// err: 
// err: 1 file checked: 5 errors, 0 warnings
