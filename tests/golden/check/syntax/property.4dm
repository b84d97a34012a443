Class constructor
property name : Text

// args: check

// exit: 1
// err: syntax/property
// err: 
// err:   × properties are declared before the functions of a class
// err:    ╭─[property.4dm:2:1]
// err:  1 │ Class constructor
// err:    · ────────┬────────
// err:    ·         ╰── this function has begun
// err:  2 │ property name : Text
// err:    · ────────────────────
// err:  3 │ 
// err:    ╰────
// err:   help: move this line above the first `Function` or `Class constructor`
// err: 
// err: 1 file checked: 1 error, 0 warnings
