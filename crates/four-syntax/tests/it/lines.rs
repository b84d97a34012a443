//! Statements and structures, shown canonically; lines, comments and continuations (`Concepts/flow-control`).

use expect_test::{Expect, expect};
use four_syntax::ast::{SourceFile, StmtKind};
use four_syntax::{FileKind, Source, parse};

use crate::support::{names, show};

#[track_caller]
fn check(src: &str, expected: Expect) {
    expected.assert_eq(&show(src));
}

#[test]
fn structures() {
    check(
        "If ($a) & (Is Windows)\n$b:=1\nElse\n$b+=2\nEnd if\nCase of\n:($a=1)\nf\n: $a=2\ng(1)\nElse\nh\nEnd case\n\
         While(True)\nbreak\nEnd while\nRepeat\ncontinue\nUntil ($x)\nFor($i;1;10;2)\nEnd for\n\
         For each ($e;$c;1;$c.length-1) While ($e#0)\nEnd for each\nFor each($k;$o)Until($k=\"x\")\nEnd for each\n\
         Use(Storage.a)\nEnd use\nTry\nf\nCatch\ng\nEnd try\nBegin SQL\n  SELECT 'it''s' /* x\nEnd SQL\nreturn\nreturn $a",
        expect![[r#"
            If ($a) & (Is Windows)
            	$b:=1
            Else
            	$b+=2
            End if
            Case of
            	: ($a=1)
            		f
            	: $a=2
            		g(1)
            	Else
            		h
            End case
            While (True)
            	break
            End while
            Repeat
            	continue
            Until ($x)
            For ($i; 1; 10; 2)
            End for
            For each ($e; $c; 1; $c.length-1) While ($e#0)
            End for each
            For each ($k; $o) Until ($k="x")
            End for each
            Use (Storage.a)
            End use
            Try
            	f
            Catch
            	g
            End try
            Begin SQL
            SELECT 'it''s' /* x
            End SQL
            return
            return $a
        "#]],
    );
}

#[test]
fn keywords_in_any_case_and_soft_keywords_as_names() {
    check(
        "if ($a)\nELSE\nend  IF\nvar:=1\nproperty:=2\nbreak:=3\nfunction.x:=4\nlocal:=5\nTry(f)\nUse:=6",
        expect![[r#"
            If ($a)
            Else
            End if
            var:=1
            property:=2
            break:=3
            function.x:=4
            local:=5
            Try(f)
            Use:=6
        "#]],
    );
}

#[test]
fn comments_and_continued_lines() {
    check(
        "\u{feff}// one\r\n$a:=1+\\  \r\n2 // two\r$b:=/* x /* nested */ y */3\n`old comment\n/* over\nlines */ $c:=4\n\
         // a comment that \\\ngoes on\nf(1;\\\n2)\n",
        expect![[r#"
            $a:=1+2
            $b:=3
            $c:=4
            f(1; 2)
        "#]],
    );
}

#[test]
fn comments_are_kept_beside_the_tree() {
    let src = "// a\n$x:=1 /* b */ // c";
    let parsed = parse(src, &names(), FileKind::Method);
    let texts: Vec<&str> = parsed.comments.iter().map(|c| &src[c.span.range()]).collect();
    assert_eq!(texts, ["// a", "/* b */", "// c"]);
}

#[test]
fn places_of_statements() {
    let src = "$a:=1\nIf ($b)\n  f\nEnd if // x";
    let SourceFile::Method(method) = parse(src, &names(), FileKind::Method).file else { panic!("a method") };
    let texts: Vec<&str> = method.body.iter().map(|s| &src[s.span.range()]).collect();
    assert_eq!(texts, ["$a:=1", "If ($b)\n  f\nEnd if"]);
    let StmtKind::If { then, .. } = &method.body[1].kind else { panic!("an If") };
    assert_eq!(&src[then[0].span.range()], "f");
}

#[test]
fn lines_and_columns() {
    let source = Source::new("x", "//%attributes = {\"lang\":\"en\"}\r\nété:=1\rb\nc");
    let at = |needle: &str| source.text().find(needle).map(|i| i as u32).unwrap_or_default();
    let place = |needle: &str| {
        let l = source.location(at(needle));
        (l.line, l.column, source.method_line(at(needle)))
    };
    assert_eq!(place("été"), (2, 1, 1));
    assert_eq!(place("=1"), (2, 5, 1));
    assert_eq!(place("b\n"), (3, 1, 2));
    assert_eq!(source.location(u32::MAX).line, 4);
    assert_eq!(source.line_count(), 4);
    let SourceFile::Method(m) = parse(source.text(), &names(), FileKind::Guess).file else {
        panic!("a method")
    };
    assert_eq!(m.attributes.map(|s| source.slice(s)), Some("{\"lang\":\"en\"}"));
}

#[test]
fn french_keywords_read_like_the_english_ones() {
    check(
        "Si ($a)\n$b:=Vrai\nSinon\n$b:=Faux\nFin de si\nAu cas ou\n:($a=1)\nSinon\nFin de cas\nTant que (Vrai)\nFin tant que\n\
         Repeter\nJusque ($x)\nBoucle ($i;1;10)\nFin de boucle\nPour chaque ($e;$c) Jusque ($e=0)\nFin de chaque\n\
         Utiliser ($s)\nFin utiliser\nBoucle:=1",
        expect![[r#"
            If ($a)
            	$b:=True
            Else
            	$b:=False
            End if
            Case of
            	: ($a=1)
            	Else
            End case
            While (True)
            End while
            Repeat
            Until ($x)
            For ($i; 1; 10)
            End for
            For each ($e; $c) Until ($e=0)
            End for each
            Use ($s)
            End use
            Boucle:=1
        "#]],
    );
}
