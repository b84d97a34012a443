// A folder is one test: its methods and classes stand beside main.4dm.

ALERT(Greeting("World"))

// What is deferred up to here, the last first
defer(vDone:=1)
defer(vDone:=2)
ALERT(String(Deferred formulas.length)+", "+Deferred formulas[0].source+", "+String(Formula(Deferred formulas.length).call()))

// out: Hello World
// out: 2, vDone:=2, 0
