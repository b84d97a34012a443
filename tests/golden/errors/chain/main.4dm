ALERT("one")
First(5)
// out:
// exit: 1
