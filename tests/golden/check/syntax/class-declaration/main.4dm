ALERT("x")

// args: check Project/Sources/Methods/wrong.4dm

// exit: 1
// err: syntax/class-declaration
// err: 
// err:   × this belongs in a class file
// err:    ╭─[Project/Sources/Methods/wrong.4dm:2:1]
// err:  1 │ $a:=1
// err:  2 │ Function f
// err:    · ────────
// err:  3 │     $b:=2
// err:    ╰────
// err:   help: classes are files of their own in the folder `Classes`; a method is a file in `Methods`
// err: 
// err: 2 files checked: 1 error, 0 warnings
