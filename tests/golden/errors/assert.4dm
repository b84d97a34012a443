ALERT("before")
ASSERT(1+1=3; "arithmetic holds")
ALERT("never reached")

// exit: 1
// stderr: arithmetic holds
// stderr: assert.4dm:2
// out: before
