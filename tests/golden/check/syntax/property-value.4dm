property a; b : Text:="x"
Class constructor

// args: check

// exit: 1
// err: syntax/property-value
// err: 
// err:   × only a single property can get a value on its line
// err:    ╭─[property-value.4dm:1:23]
// err:  1 │ property a; b : Text:="x"
// err:    ·             ┬         ───
// err:    ·             ╰── a second name
// err:  2 │ Class constructor
// err:    ╰────
// err:   help: declare it on a line of its own: `property name : Type:=…`
// err: 
// err: 1 file checked: 1 error, 0 warnings
