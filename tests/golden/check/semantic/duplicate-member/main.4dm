// The messages are about the class.

// args: check Classes

// exit: 1
// err: semantic/duplicate-member
// err: 
// err:   × this class already has a property `left`
// err:    ╭─[Classes/Pair.4dm:2:10]
// err:  1 │ property left : Text
// err:    ·          ──┬─
// err:    ·            ╰── declared here
// err:  2 │ property left : Integer
// err:    ·          ──┬─
// err:    ·            ╰── again here
// err:  3 │ 
// err:    ╰────
// err:   help: give it another name, or remove one of the two
// err: 
// err: semantic/duplicate-member
// err: 
// err:   × this class already has a property `left`
// err:    ╭─[Classes/Pair.4dm:4:10]
// err:  1 │ property left : Text
// err:  2 │ property left : Integer
// err:    ·          ──┬─
// err:    ·            ╰── declared here
// err:  3 │ 
// err:  4 │ Function left()
// err:    ·          ──┬─
// err:    ·            ╰── again here
// err:  5 │ 
// err:    ╰────
// err:   help: give it another name, or remove one of the two
// err: 
// err: semantic/duplicate-member
// err: 
// err:   × this class already has a function `right`
// err:    ╭─[Classes/Pair.4dm:8:10]
// err:  5 │ 
// err:  6 │ Function right()
// err:    ·          ──┬──
// err:    ·            ╰── declared here
// err:  7 │ 
// err:  8 │ Function right()
// err:    ·          ──┬──
// err:    ·            ╰── again here
// err:  9 │ 
// err:    ╰────
// err:   help: give it another name, or remove one of the two
// err: 
// err: 2 files checked: 3 errors, 0 warnings
