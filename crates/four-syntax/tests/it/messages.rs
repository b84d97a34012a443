//! What is said about wrong sources. Update with `UPDATE_EXPECT=1`.

use expect_test::{Expect, expect};
use four_syntax::{FileKind, Source, parse, parse_formula, plain, render};

use crate::support::names;

fn messages(src: &str, kind: FileKind) -> String {
    let source = Source::new("m", src);
    parse(src, &names(), kind)
        .diagnostics
        .iter()
        .map(|d| format!("[{}] {}", d.code, plain(d, &source)))
        .collect()
}

#[track_caller]
fn check(src: &str, expected: Expect) {
    expected.assert_eq(&messages(src, FileKind::Guess));
}

#[test]
fn habits_from_other_languages() {
    check(
        "If ($a==1)\nEnd if\nIf ($a!=1)\nEnd if\nIf ($a<>1)\nEnd if\n$i++\n$a=3\n$b:='x'\n$c:=“x”\nf(1, 2)\n$d:=1;\n\
         If ($a) {\nEnd if\n$x:=!$y\n$a:=$b:=1",
        expect![[r#"
            [syntax/operator] m:1:7: `==` is not an operator (equality is written `=`)
            [syntax/operator] m:3:7: `!=` is not an operator (“different from” is written `#`)
            [syntax/operator] m:5:7: `<>` is not an operator (“different from” is written `#`)
            [syntax/operator] m:7:3: there is no `++` operator (write `$i+=1`)
            [syntax/comparison] m:8:3: `=` compares, and nothing uses the result (assign with `:=`)
            [syntax/quotes] m:9:5: texts are written in double quotes (write `"x"`)
            [syntax/quotes] m:10:5: texts are written in straight double quotes (write `"` instead)
            [syntax/separator] m:11:4: a comma separates nothing in 4D (arguments and elements are separated by `;`, decimals are written with `.`)
            [syntax/separator] m:12:6: a statement needs no `;` at its end (a statement ends with its line: remove the `;`)
            [syntax/braces] m:13:9: blocks are not written in braces (a structure ends with its own word, such as `End if`; a function ends where the next one starts)
            [syntax/operator] m:15:5: `!` is not an operator (“not” is written `Not(…)`)
            [syntax/assignment] m:16:7: only one value can be assigned a line (write two lines)
        "#]],
    );
}

#[test]
fn structures() {
    check(
        "If ($a)\nFor($i;1;2)\nEnd if",
        expect![[r#"
        [syntax/unclosed-block] m:2:1: this `For` has no `End for` (write `End for` before it)
    "#]],
    );
    check(
        "If ($a)\nf",
        expect![[r#"
        [syntax/unclosed-block] m:1:1: this `If` has no `End if` (write `End if` where it ends)
    "#]],
    );
    check(
        "End while\nElse\n:(1)\nCatch",
        expect![[r#"
        [syntax/stray-end] m:1:1: `End while` closes nothing (no `While` is open here: remove it, or look for one closed too early)
        [syntax/stray-end] m:2:1: `Else` belongs to no `If` or `Case of` (no `If` or `Case of` is open here)
        [syntax/stray-end] m:3:1: this case is in no `Case of` (a line that starts with `:` is a case; continue the line before with `\` if it belongs there)
        [syntax/stray-end] m:4:1: `Catch` belongs to no `Try` (no `Try` is open here)
    "#]],
    );
    check(
        "For each($a;$b)\nEnd for\nRepeat\nEnd while",
        expect![[r#"
        [syntax/wrong-end] m:2:1: `End for` does not close `For each` (write `End for each`)
        [syntax/wrong-end] m:4:1: `End while` does not close `Repeat` (write `Until`)
    "#]],
    );
    check(
        "If ($a)\nElse if ($b)\nEnd if",
        expect![[r#"
        [syntax/else-if] m:2:1: there is no `Else if` (write `Case of` with a line `: (condition)` for each case, `Else` and `End case`)
    "#]],
    );
    check(
        "If ($a)\nelseif ($b)\nElse\nendif",
        expect![[r#"
        [syntax/else-if] m:2:1: there is no `Else if` (write `Case of` with a line `: (condition)` for each case, `Else` and `End case`)
        [syntax/keyword] m:4:1: `End if` is written with a blank (write `End if`)
    "#]],
    );
    check(
        "Case of\nf\n:($a)\nElse\n:($b)\nEnd case",
        expect![[r#"
            [syntax/case-of] m:2:1: a case has to come first (begin each case with a line `: (condition)`)
            [syntax/case-after-else] m:5:1: a case cannot follow `Else` (put it before `Else`, which is the last branch)
        "#]],
    );
    check(
        "break\ncontinue",
        expect![[r#"
        [semantic/misplaced-break] m:1:1: `break` stands outside of any loop (`return` leaves a method or function)
        [semantic/misplaced-break] m:2:1: `continue` stands outside of any loop (`return` leaves a method or function)
    "#]],
    );
}

#[test]
fn incomplete_lines() {
    check(
        "$a:=\n$b:=1+\nf(1;2\nf(1))\nf([1)\n$c:=\"abc\n$d:=$e.\nIf\nEnd if\nFor($i;1)\nEnd for\n$f:=$g ? 1\nvar $h :\n\
         $j:=1 2\n$k:=f(1 g)\n$l:=*2\n$m:=$\n$n:=§",
        expect![[r#"
            [syntax/missing-value] m:1:3: a value is missing after `:=` (write the rest on the same line, or end the line with `\` to continue on the next one)
            [syntax/missing-value] m:2:6: a value is missing after `+` (write the rest on the same line, or end the line with `\` to continue on the next one)
            [syntax/brackets] m:3:2: this `(` is not closed on its line (a statement ends with its line; write `\` at the end of a line to continue on the next one)
            [syntax/brackets] m:4:5: `)` closes nothing (remove it, or write the `(` that it is to close)
            [syntax/brackets] m:5:5: `)` does not close `[` (brackets are closed in reverse order, the last one that was opened first)
            [syntax/unclosed-text] m:6:5: this text has no closing quote on its line (close it with `"`; write `\n` for a line end inside a text, `\"` for a quote, and join long texts with `+\`)
            [syntax/member] m:7:7: a property name is missing after `.` (write `object.property`; decimals are written `1.0`)
            [syntax/condition] m:8:1: `If` needs a condition (write `If (condition)`)
            [syntax/for] m:10:9: this `For` is not complete (write `For ($i; start; end)` or `For ($i; start; end; step)`)
            [syntax/ternary] m:12:8: this `?` has no `:` (a choice is written `condition ? value : other value`)
            [syntax/type] m:13:8: a type is missing after `:` (such as `: Text`, `: Integer`, `: Object`, `: cs.MyClass`)
            [syntax/two-values] m:14:7: two values stand side by side (an operator is missing between them, or a second statement needs a line of its own)
            [syntax/two-values] m:15:9: two values stand side by side (an operator or a `;` is missing between them)
            [syntax/missing-value] m:16:5: a value is missing before `*` (write a value on its left, or remove it)
            [syntax/name] m:17:5: a name is missing after `$` (local variables are written `$name`)
        "#]],
    );
}

#[test]
fn literals() {
    check(
        "$a:=!2023-02-29!\n$b:=?12:60:00?\n$c:=!12-\n$d:=0x11111111111111111\n$e:=1e999",
        expect![[r#"
            [syntax/date] m:1:5: there is no such date (dates are written `!YYYY-MM-DD!`)
            [syntax/time] m:2:5: there is no such time (times are written `?HH:MM:SS?`, with minutes and seconds up to 59)
            [syntax/date] m:3:5: this date literal is not complete (dates are written `!YYYY-MM-DD!`)
            [syntax/number] m:4:5: this number is too large (a hexadecimal number has at most 16 digits)
            [syntax/number] m:5:5: this number is too large (numbers reach up to about 1.8e308)
        "#]],
    );
}

#[test]
fn declarations() {
    check(
        "$a:=1\n#DECLARE($b : Text)",
        expect![[r#"
            [semantic/misplaced-declare] m:2:1: `#DECLARE` has to be the first line of code (only comments may stand before it)
        "#]],
    );
    check(
        "#DECLARE(b : Text)",
        expect![[r#"
        [syntax/parameters] m:1:10: parameters are local variables (write `($a : Text; $b : Integer)`)
    "#]],
    );
    check(
        "var $a = 5\nvar $b Text\nvar $c; $d : Text:=\"x\"\n#DECLARE(...; $e)",
        expect![[r#"
            [syntax/assignment] m:1:8: `=` compares (give a value with `:=`)
            [syntax/declaration] m:2:8: the type follows a colon (write `var $name : Type`)
            [syntax/var-value] m:3:9: only a single variable can get a value in a `var` line (declare it on a line of its own: `var $x : Text:=…`)
            [syntax/variadic] m:4:15: nothing can follow `...` in a parameter list (put `...` last: it takes all further arguments)
            [semantic/misplaced-declare] m:4:1: `#DECLARE` has to be the first line of code (only comments may stand before it)
        "#]],
    );
    check(
        "f\nClass constructor\nproperty x\nFunction a\nproperty y\nClass constructor",
        expect![[r#"
            [syntax/outside-function] m:1:1: statements of a class stand in its functions (put it after a `Function` or `Class constructor` line)
            [syntax/property] m:3:1: properties are declared before the functions of a class (move this line above the first `Function` or `Class constructor`)
            [syntax/property] m:5:1: properties are declared before the functions of a class (move this line above the first `Function` or `Class constructor`)
            [syntax/constructor] m:6:1: a second `Class constructor` (a class has one constructor: put both together)
        "#]],
    );
    expect![[r#"
        [syntax/class-declaration] m:2:1: this belongs in a class file (classes are files of their own in the folder `Classes`; a method is a file in `Methods`)
    "#]].assert_eq(&messages("$a:=1\nFunction f\n$b:=2", FileKind::Method));
}

#[test]
fn unclosed_comments_and_sql() {
    check(
        "$a:=1\n/* x /* y */",
        expect![[r#"
        [syntax/unclosed-comment] m:2:1: this `/*` comment is never closed (end it with `*/`; block comments nest, so each `/*` needs one)
    "#]],
    );
    check(
        "Begin SQL\nselect",
        expect![[r#"
        [syntax/unclosed-block] m:1:1: this `Begin SQL` has no `End SQL` (write `End SQL` on a line of its own)
    "#]],
    );
}

#[test]
fn two_statements_on_a_line() {
    check(
        "If ($a) f End if\nEnd if\nEnd if $b:=1\nf g h If ($a)",
        expect![[r#"
            [syntax/two-statements] m:1:9: nothing can follow the head of a structure on its line (write it on the next line; the structure ends with a line of its own too)
            [syntax/two-statements] m:3:8: nothing can follow `End if` on its line (write one statement a line)
            [syntax/stray-end] m:3:1: `End if` closes nothing (no `If` is open here: remove it, or look for one closed too early)
        "#]],
    );
}

#[test]
fn formulas() {
    let names = names();
    let say = |src: &str| {
        let source = Source::new("f", src);
        parse_formula(src, &names)
            .diagnostics
            .iter()
            .map(|d| format!("[{}] {}", d.code, plain(d, &source)))
            .collect::<String>()
    };
    expect![[r#"
        [syntax/formula] f:1:1: `If` cannot stand in a formula (a formula is one expression, call or assignment)
    "#]].assert_eq(&say("If ($a)"));
    expect![[r#"
        [syntax/missing-value] f:1:3: a value is missing after `+` (write the rest on the same line, or end the line with `\` to continue on the next one)
    "#]].assert_eq(&say("$a+"));
    expect![[r#"
        [syntax/formula] f:2:1: a formula is a single line of code (call a method that holds the lines)
    "#]]
    .assert_eq(&say("$a+1\n$b"));
    assert!(parse_formula("  // nothing", &names).expr.is_none());
}

#[test]
fn the_number_of_messages_is_limited_but_errors_are_counted() {
    let parsed = parse(&"$a:=\n".repeat(100), &names(), FileKind::Method);
    assert_eq!((parsed.diagnostics.len(), parsed.errors), (20, 100));
}

#[test]
fn a_prompt_takes_any_expression() {
    assert_eq!(messages("1+1\n$a=3\n\"x\"", FileKind::Repl), "");
}

#[test]
fn rendered() {
    let src = "If ($a)\n\tFor ($i; 1; 2)\n\t\tf($i)\nEnd if\n";
    let source = Source::new("Methods/loop.4dm", src);
    let parsed = parse(src, &names(), FileKind::Method);
    expect![[r#"
        syntax/unclosed-block

          × this `For` has no `End for`
           ╭─[Methods/loop.4dm:2:2]
         1 │ If ($a)
         2 │     For ($i; 1; 2)
           ·     ─┬─
           ·      ╰── `For` opened here
         3 │         f($i)
         4 │ End if
           · ───┬──
           ·    ╰── `End if` found here
           ╰────
          help: write `End for` before it
    "#]]
    .assert_eq(&render(&parsed.diagnostics, &source, false, 100));
}
