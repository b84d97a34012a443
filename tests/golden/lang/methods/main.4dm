// A folder is one test: its methods and classes stand beside main.4dm.

ALERT(Greeting("World"))

// out: Hello World
