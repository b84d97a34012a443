var $a : cs.Missing
$b:=4D.WebSocketSever.new()
$c:=cs.Function

// args: check

// exit: 1
// err: semantic/unknown-class
// err: 
// err:   × there is no class `cs.Missing`
// err:    ╭─[unknown-class.4dm:1:10]
// err:  1 │ var $a : cs.Missing
// err:    ·          ──────────
// err:  2 │ $b:=4D.WebSocketSever.new()
// err:    ╰────
// err:   help: a class is a file of its own: `Classes/Missing.4dm`
// err: 
// err: semantic/unknown-class
// err: 
// err:   × there is no class `4D.WebSocketSever`
// err:    ╭─[unknown-class.4dm:2:5]
// err:  1 │ var $a : cs.Missing
// err:  2 │ $b:=4D.WebSocketSever.new()
// err:    ·     ─────────────────
// err:  3 │ $c:=cs.Function
// err:    ╰────
// err:   help: did you mean `4D.WebSocketServer`?
// err: 
// err: semantic/unknown-class
// err: 
// err:   × there is no class `cs.Function`
// err:    ╭─[unknown-class.4dm:3:5]
// err:  2 │ $b:=4D.WebSocketSever.new()
// err:  3 │ $c:=cs.Function
// err:    ·     ───────────
// err:  4 │ 
// err:    ╰────
// err:   help: a class of 4D is written `4D.Function`
// err: 
// err: 1 file checked: 3 errors, 0 warnings
