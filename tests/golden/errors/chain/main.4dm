ALERT("one")
First(5)

// exit: 1
// out: one
// err: runtime/error
// err: 
// err:   × Error 54 (4DRT): Argument types are incompatible: a number + undefined
// err:    ╭─[./Methods/Second.4dm:5:18]
// err:  4 │ $o:={n: $n}
// err:  5 │ ALERT("total: "+($o.n+$o.m))
// err:    ·                  ─────────
// err:    ╰────
// err:   help: the value on the right is undefined: a variable without value or a property that does not exist
// err:     in Second (./Methods/Second.4dm:5)
// err:     in First (./Methods/First.4dm:2)
// err:     in main (main.4dm:2)
