$a:={a: 1;}
$b:={$a}
$c:={a; b: 2}
$d:={a = 1}
$e:={"a" 1}
$f:={a: }
$g:={1: 2}
$h:={...$a}

// args: check

// exit: 1
// err: syntax/separator
// err: 
// err:   × a property is missing after `;`
// err:    ╭─[object.4dm:1:10]
// err:  1 │ $a:={a: 1;}
// err:    ·          ┬
// err:    ·          ╰── nothing follows before `}`
// err:  2 │ $b:={$a}
// err:    ╰────
// err:   help: remove it: `;` only stands between two of them, as in `{a: 1; b: 2}`
// err: 
// err: syntax/object
// err: 
// err:   × the property `$a` has no value
// err:    ╭─[object.4dm:2:6]
// err:  1 │ $a:={a: 1;}
// err:  2 │ $b:={$a}
// err:    ·      ─┬
// err:    ·       ╰── expected `:` after it
// err:  3 │ $c:={a; b: 2}
// err:    ╰────
// err:   help: a property is written `key: value`, such as `a: $a`
// err: 
// err: syntax/object
// err: 
// err:   × the property `a` has no value
// err:    ╭─[object.4dm:3:6]
// err:  2 │ $b:={$a}
// err:  3 │ $c:={a; b: 2}
// err:    ·      ┬
// err:    ·      ╰── expected `:` after it
// err:  4 │ $d:={a = 1}
// err:    ╰────
// err:   help: write `a: value`
// err: 
// err: syntax/object
// err: 
// err:   × a colon stands between a key and its value
// err:    ╭─[object.4dm:4:8]
// err:  3 │ $c:={a; b: 2}
// err:  4 │ $d:={a = 1}
// err:    ·        ┬
// err:    ·        ╰── expected `:`
// err:  5 │ $e:={"a" 1}
// err:    ╰────
// err:   help: write `a: value`
// err: 
// err: syntax/object
// err: 
// err:   × a colon stands between a key and its value
// err:    ╭─[object.4dm:5:10]
// err:  4 │ $d:={a = 1}
// err:  5 │ $e:={"a" 1}
// err:    ·          ┬
// err:    ·          ╰── expected `:`
// err:  6 │ $f:={a: }
// err:    ╰────
// err:   help: write `"a": …`
// err: 
// err: syntax/missing-value
// err: 
// err:   × a value is missing after `:`
// err:    ╭─[object.4dm:6:7]
// err:  5 │ $e:={"a" 1}
// err:  6 │ $f:={a: }
// err:    ·       ┬
// err:    ·       ╰── expected a value
// err:  7 │ $g:={1: 2}
// err:    ╰────
// err:   help: a property is written `key: value`
// err: 
// err: syntax/object
// err: 
// err:   × `1` is no key
// err:    ╭─[object.4dm:7:6]
// err:  6 │ $f:={a: }
// err:  7 │ $g:={1: 2}
// err:    ·      ┬
// err:    ·      ╰── expected a key
// err:  8 │ $h:={...$a}
// err:    ╰────
// err:   help: a key is a name or a text in quotes; for one that is computed write `$object[$key]:=…`
// err: 
// err: syntax/operator
// err: 
// err:   × `...` spreads nothing
// err:    ╭─[object.4dm:8:6]
// err:  7 │ $g:={1: 2}
// err:  8 │ $h:={...$a}
// err:    ·      ─┬─
// err:    ·       ╰── not expected here
// err:  9 │ 
// err:    ╰────
// err:   help: name the properties one by one, or change a copy: `OB Copy($object)`
// err: 
// err: 1 file checked: 8 errors, 0 warnings
