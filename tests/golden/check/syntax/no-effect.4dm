"hello"

// args: check

// err: syntax/no-effect
// err: 
// err:   ⚠ a value alone is not a statement
// err:    ╭─[no-effect.4dm:1:1]
// err:  1 │ "hello"
// err:    · ───────
// err:  2 │ 
// err:    ╰────
// err:   help: assign it or pass it to a command
// err: 
// err: 1 file checked: 0 errors, 1 warning
