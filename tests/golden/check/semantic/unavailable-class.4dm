$a:=4D.IMAPTransporter.new({})

// args: check

// err: semantic/unavailable-class
// err: 
// err:   ⚠ `4D.IMAPTransporter` is not available in four
// err:    ╭─[unavailable-class.4dm:1:5]
// err:  1 │ $a:=4D.IMAPTransporter.new({})
// err:    ·     ──────────────────
// err:  2 │ 
// err:    ╰────
// err:   help: it can be named, as in OB Instance of; making an object of it raises an error
// err: 
// err: 1 file checked: 0 errors, 1 warning
