Function static foo()
Function bar($a : Text) Text
Function baz($a Text)
Function bat($a : Text) : Text {
	return $a
}
Function end
	def other():

// args: check

// exit: 1
// err: syntax/function
// err: 
// err:   × two names stand side by side
// err:    ╭─[functions.4dm:1:17]
// err:  1 │ Function static foo()
// err:    ·          ───┬── ─┬─
// err:    ·             │    ╰── the second name
// err:    ·             ╰── taken for the name of the function
// err:  2 │ Function bar($a : Text) Text
// err:    ╰────
// err:   help: write `Function foo`; modifiers such as `local` stand before `Function`
// err: 
// err: syntax/type
// err: 
// err:   × the type of the result follows a colon
// err:    ╭─[functions.4dm:2:25]
// err:  1 │ Function static foo()
// err:  2 │ Function bar($a : Text) Text
// err:    ·                         ──┬─
// err:    ·                           ╰── expected `:`
// err:  3 │ Function baz($a Text)
// err:    ╰────
// err:   help: write `: Text`
// err: 
// err: syntax/declaration
// err: 
// err:   × the type follows a colon
// err:    ╭─[functions.4dm:3:17]
// err:  2 │ Function bar($a : Text) Text
// err:  3 │ Function baz($a Text)
// err:    ·                 ──┬─
// err:    ·                   ╰── expected `:` or `;`
// err:  4 │ Function bat($a : Text) : Text {
// err:    ╰────
// err:   help: write `$a : Text`
// err: 
// err: syntax/braces
// err: 
// err:   × blocks are not written in braces
// err:    ╭─[functions.4dm:4:32]
// err:  3 │ Function baz($a Text)
// err:  4 │ Function bat($a : Text) : Text {
// err:    ·                                ┬
// err:    ·                                ╰── not expected here
// err:  5 │     return $a
// err:    ╰────
// err:   help: a structure ends with its own word, such as `End if`; a function ends where the next one starts
// err: 
// err: syntax/function
// err: 
// err:   × `def` does not begin a function
// err:    ╭─[functions.4dm:8:2]
// err:  7 │ Function end
// err:  8 │     def other():
// err:    ·     ─┬─
// err:    ·      ╰── not a word of the language
// err:  9 │ 
// err:    ╰────
// err:   help: write `Function name($parameter : Type) : Type` in a class; a method is a file of its own
// err: 
// err: 1 file checked: 5 errors, 0 warnings
