let $a:=1
String $b
const $c = 1
DECLARE($d : Text)
var : Text
var $e : Text[]
var $f : Collection of Text
var $g :: Text
#DECLARE $h : Text
#DECLARE($i Text)
#DECLARE($j : Text) -> Text

// args: check

// exit: 1
// err: syntax/declaration
// err: 
// err:   × `let` declares nothing
// err:    ╭─[words-of-declarations.4dm:1:1]
// err:  1 │ let $a:=1
// err:    · ─┬─
// err:    ·  ╰── expected `var`
// err:  2 │ String $b
// err:    ╰────
// err:   help: write `var $a:=…`
// err: 
// err: syntax/declaration
// err: 
// err:   × `String` declares nothing
// err:    ╭─[words-of-declarations.4dm:2:1]
// err:  1 │ let $a:=1
// err:  2 │ String $b
// err:    · ───┬──
// err:    ·    ╰── expected `var`
// err:  3 │ const $c = 1
// err:    ╰────
// err:   help: write `var $b : Text`
// err: 
// err: syntax/declaration
// err: 
// err:   × `const` declares nothing
// err:    ╭─[words-of-declarations.4dm:3:1]
// err:  2 │ String $b
// err:  3 │ const $c = 1
// err:    · ──┬──
// err:    ·   ╰── expected `var`
// err:  4 │ DECLARE($d : Text)
// err:    ╰────
// err:   help: write `var $c:=…`
// err: 
// err: syntax/declaration
// err: 
// err:   × parameters are declared with `#DECLARE`
// err:    ╭─[words-of-declarations.4dm:4:1]
// err:  3 │ const $c = 1
// err:  4 │ DECLARE($d : Text)
// err:    · ───┬───
// err:    ·    ╰── expected `#DECLARE`
// err:  5 │ var : Text
// err:    ╰────
// err:   help: write `#DECLARE($name : Type) : Type` as the first line of the method
// err: 
// err: syntax/declaration
// err: 
// err:   × a name is missing before `:`
// err:    ╭─[words-of-declarations.4dm:5:5]
// err:  4 │ DECLARE($d : Text)
// err:  5 │ var : Text
// err:    ·     ┬
// err:    ·     ╰── expected a name
// err:  6 │ var $e : Text[]
// err:    ╰────
// err:   help: write `var $name : Type`
// err: 
// err: syntax/type
// err: 
// err:   × a type does not tell what its values hold
// err:    ╭─[words-of-declarations.4dm:6:14]
// err:  5 │ var : Text
// err:  6 │ var $e : Text[]
// err:    ·              ┬
// err:    ·              ╰── not expected here
// err:  7 │ var $f : Collection of Text
// err:    ╰────
// err:   help: write `: Collection` for a list of values; elements may be of any type
// err: 
// err: syntax/type
// err: 
// err:   × a type does not tell what its values hold
// err:    ╭─[words-of-declarations.4dm:7:21]
// err:  6 │ var $e : Text[]
// err:  7 │ var $f : Collection of Text
// err:    ·                     ─┬
// err:    ·                      ╰── not expected here
// err:  8 │ var $g :: Text
// err:    ╰────
// err:   help: write `: Collection` for a list of values; elements may be of any type
// err: 
// err: syntax/type
// err: 
// err:   × one colon too many
// err:    ╭─[words-of-declarations.4dm:8:9]
// err:  7 │ var $f : Collection of Text
// err:  8 │ var $g :: Text
// err:    ·         ┬
// err:    ·         ╰── expected a type
// err:  9 │ #DECLARE $h : Text
// err:    ╰────
// err:   help: write `var $name : Type`
// err: 
// err: syntax/parameters
// err: 
// err:   × parameters stand in parentheses
// err:     ╭─[words-of-declarations.4dm:9:10]
// err:   8 │ var $g :: Text
// err:   9 │ #DECLARE $h : Text
// err:     ·          ─┬
// err:     ·           ╰── expected `(`
// err:  10 │ #DECLARE($i Text)
// err:     ╰────
// err:   help: write `#DECLARE($name : Type)`
// err: 
// err: syntax/declaration
// err: 
// err:   × the type follows a colon
// err:     ╭─[words-of-declarations.4dm:10:13]
// err:   9 │ #DECLARE $h : Text
// err:  10 │ #DECLARE($i Text)
// err:     ·             ──┬─
// err:     ·               ╰── expected `:` or `;`
// err:  11 │ #DECLARE($j : Text) -> Text
// err:     ╰────
// err:   help: write `$i : Text`
// err: 
// err: syntax/parameters
// err: 
// err:   × the result behind `->` needs a name
// err:     ╭─[words-of-declarations.4dm:11:24]
// err:  10 │ #DECLARE($i Text)
// err:  11 │ #DECLARE($j : Text) -> Text
// err:     ·                        ──┬─
// err:     ·                          ╰── expected `$name`
// err:  12 │ 
// err:     ╰────
// err:   help: write `: Type`, or `-> $result : Type`
// err: 
// err: 1 file checked: 11 errors, 0 warnings
