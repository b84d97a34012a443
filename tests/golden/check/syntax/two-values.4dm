$a:=1 2
$b:=Length("a" "b")
ALERT "hello"; 5

// args: check

// exit: 1
// err: syntax/two-values
// err: 
// err:   × two values stand side by side
// err:    ╭─[two-values.4dm:1:7]
// err:  1 │ $a:=1 2
// err:    ·     ┬ ┬
// err:    ·     │ ╰── the second one
// err:    ·     ╰── the first one
// err:  2 │ $b:=Length("a" "b")
// err:    ╰────
// err:   help: an operator is missing between them, or a second statement needs a line of its own
// err: 
// err: syntax/two-values
// err: 
// err:   × two values stand side by side
// err:    ╭─[two-values.4dm:2:16]
// err:  1 │ $a:=1 2
// err:  2 │ $b:=Length("a" "b")
// err:    ·            ─┬─ ─┬─
// err:    ·             │   ╰── the second one
// err:    ·             ╰── the first one
// err:  3 │ ALERT "hello"; 5
// err:    ╰────
// err:   help: an operator or a `;` is missing between them
// err: 
// err: syntax/two-values
// err: 
// err:   × two values stand side by side
// err:    ╭─[two-values.4dm:3:7]
// err:  2 │ $b:=Length("a" "b")
// err:  3 │ ALERT "hello"; 5
// err:    · ──┬── ───┬───
// err:    ·   │      ╰── the second one
// err:    ·   ╰── the first one
// err:  4 │ 
// err:    ╰────
// err:   help: arguments stand in parentheses: `ALERT("hello"; 5)`
// err: 
// err: 1 file checked: 3 errors, 0 warnings
