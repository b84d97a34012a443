var $a : Strng
var $b : Number
var $c : WebSocketServer
var $d : Whatever

// args: check

// exit: 1
// err: semantic/unknown-type
// err: 
// err:   × there is no type `Strng`
// err:    ╭─[unknown-type.4dm:1:10]
// err:  1 │ var $a : Strng
// err:    ·          ─────
// err:  2 │ var $b : Number
// err:    ╰────
// err:   help: did you mean `Text`?
// err: 
// err: semantic/unknown-type
// err: 
// err:   × there is no type `Number`
// err:    ╭─[unknown-type.4dm:2:10]
// err:  1 │ var $a : Strng
// err:  2 │ var $b : Number
// err:    ·          ──────
// err:  3 │ var $c : WebSocketServer
// err:    ╰────
// err:   help: did you mean `Real`?
// err: 
// err: semantic/unknown-type
// err: 
// err:   × there is no type `WebSocketServer`
// err:    ╭─[unknown-type.4dm:3:10]
// err:  2 │ var $b : Number
// err:  3 │ var $c : WebSocketServer
// err:    ·          ───────────────
// err:  4 │ var $d : Whatever
// err:    ╰────
// err:   help: a class of 4D is written `4D.WebSocketServer`
// err: 
// err: semantic/unknown-type
// err: 
// err:   × there is no type `Whatever`
// err:    ╭─[unknown-type.4dm:4:10]
// err:  3 │ var $c : WebSocketServer
// err:  4 │ var $d : Whatever
// err:    ·          ────────
// err:  5 │ 
// err:    ╰────
// err:   help: types are Text, Integer, Real, Boolean, Date, Time, Pointer, Picture, Blob, Object, Collection,
// err:         Variant, `cs.Name` and `4D.Name`
// err: 
// err: 1 file checked: 4 errors, 0 warnings
