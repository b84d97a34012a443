// An error ends the message that raised it; the worker and its variables stay, and the exit status tells.

CALL WORKER("x"; "Fails")
CALL WORKER("x"; Formula(ALERT("x lives: "+String(earlier))))

// exit: 1
// out: x lives: 7
// err: runtime/error
// err: 
// err:   × Error 12 (host): on purpose
// err:    ╭─[./Methods/Fails.4dm:2:1]
// err:  1 │ earlier:=7
// err:  2 │ throw(12; "on purpose")
// err:    · ───────────────────────
// err:    ╰────
// err:     in Fails (./Methods/Fails.4dm:2)
// err:     in process 2 “x”
