[Invoices]Total:=5
$a:=[Invoices]Total

// args: check

// err: semantic/no-database
// err: 
// err:   ⚠ this uses a table, and four has no database
// err:    ╭─[no-database.4dm:1:1]
// err:  1 │ [Invoices]Total:=5
// err:    · ───────────────
// err:  2 │ $a:=[Invoices]Total
// err:    ╰────
// err:   help: lines that use tables raise an error when they run (2 places in this file)
// err: 
// err: 1 file checked: 0 errors, 1 warning
