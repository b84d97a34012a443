$o:={
	a: 1;
	b: [1; 2]
}
$c:=[
	1;
	2
]
ALERT("one"+
	"two")
ALERT("three"

// args: check

// exit: 1
// err: syntax/brackets
// err: 
// err:   × this `{` is not closed on its line
// err:    ╭─[continued.4dm:1:5]
// err:  1 │ $o:={
// err:    ·     ┬
// err:    ·     ╰── needs a `}`
// err:  2 │     a: 1;
// err:  3 │     b: [1; 2]
// err:  4 │ }
// err:    · ┬
// err:    · ╰── `}` stands on a later line
// err:  5 │ $c:=[
// err:    ╰────
// err:   help: write `\` at the end of each line that continues on the next one
// err: 
// err: syntax/brackets
// err: 
// err:   × this `[` is not closed on its line
// err:    ╭─[continued.4dm:5:5]
// err:  4 │ }
// err:  5 │ $c:=[
// err:    ·     ┬
// err:    ·     ╰── needs a `]`
// err:  6 │     1;
// err:  7 │     2
// err:  8 │ ]
// err:    · ┬
// err:    · ╰── `]` stands on a later line
// err:  9 │ ALERT("one"+
// err:    ╰────
// err:   help: write `\` at the end of each line that continues on the next one
// err: 
// err: syntax/brackets
// err: 
// err:   × this `(` is not closed on its line
// err:     ╭─[continued.4dm:9:6]
// err:   8 │ ]
// err:   9 │ ALERT("one"+
// err:     ·      ┬
// err:     ·      ╰── needs a `)`
// err:  10 │     "two")
// err:     ·          ┬
// err:     ·          ╰── `)` stands on a later line
// err:  11 │ ALERT("three"
// err:     ╰────
// err:   help: write `\` at the end of each line that continues on the next one
// err: 
// err: syntax/brackets
// err: 
// err:   × this `(` is not closed on its line
// err:     ╭─[continued.4dm:11:6]
// err:  10 │     "two")
// err:  11 │ ALERT("three"
// err:     ·      ┬
// err:     ·      ╰── needs a `)`
// err:  12 │ 
// err:     ╰────
// err:   help: a statement ends with its line; write `\` at the end of a line to continue on the next one
// err: 
// err: 1 file checked: 4 errors, 0 warnings
