$a:=1
/* x /* y */

// args: check

// exit: 1
// err: syntax/unclosed-comment
// err: 
// err:   × this `/*` comment is never closed
// err:    ╭─[unclosed-comment.4dm:2:1]
// err:  1 │ $a:=1
// err:  2 │ /* x /* y */
// err:    · ─┬
// err:    ·  ╰── opened here
// err:  3 │ 
// err:    ╰────
// err:   help: end it with `*/`; block comments nest, so each `/*` needs one
// err: 
// err: 1 file checked: 1 error, 0 warnings
