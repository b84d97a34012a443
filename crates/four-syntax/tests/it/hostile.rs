//! Broken and hostile sources: never a panic, never a long time, limits kept.

use std::time::{Duration, Instant};

use four_syntax::{FileKind, Source, parse, parse_formula, print_file, render};
use proptest::prelude::*;

use crate::support::names;

const SAMPLE: &str = "Class extends Base\nproperty a : Text:=\"x\"\nshared Class constructor($x : Integer)\nSuper($x)\n\
    Function get f($a : cs.X; ... : Real)->$r : Object // c\nIf (($a>1) & Not(This.b[[2]]=\"é\\n\"))\nFor each ($k;{a: [1;2]; b: ?10:00:00?}) While ($k#\"\")\n\
    $p->x{1}:=->[T:1]F:2\nEnd for each\nElse\nCase of\n: (True)\nreturn New object(\"a\";!2024-01-01!;*)\nEnd case\nEnd if\n\
    Begin SQL\nselect 'a'\nEnd SQL\nTry\n$y:=Try(f) ? 1 : ${2}\nCatch\nEnd try\n/* x /* y */ z */\n";

/// Reads in every way, renders and prints: nothing may panic.
fn read(src: &str) {
    let names = names();
    for kind in [FileKind::Guess, FileKind::Method, FileKind::Class, FileKind::Repl] {
        let parsed = parse(src, &names, kind);
        let source = Source::new("hostile", src);
        for d in &parsed.diagnostics {
            assert!(src.get(d.span.range()).is_some(), "a place in the source: {d:?}");
            assert!(d.related.iter().all(|r| src.get(r.0.range()).is_some()), "{d:?}");
        }
        let _ = render(&parsed.diagnostics, &source, false, 80);
        let _ = print_file(&parsed.file, &names);
    }
    let _ = parse_formula(src, &names);
}

#[test]
fn every_truncation() {
    for end in (0..SAMPLE.len()).filter(|i| SAMPLE.is_char_boundary(*i)) {
        read(&SAMPLE[..end]);
        if end % 7 == 0 {
            read(&SAMPLE[end..]);
        }
    }
}

/// A method whose one statement is `open` n times, then `mid`, then `close` n times.
fn nest(open: &str, mid: &str, close: &str, n: usize) -> String {
    format!("$a:={}{mid}{}", open.repeat(n), close.repeat(n))
}

/// On a thread with a small stack, as 4D processes may have.
fn small_stack(work: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(work).expect("a thread");
    thread.join().expect("no overflow and no panic");
}

#[test]
fn deep_expressions_are_refused_not_overflowing() {
    small_stack(|| {
        for (open, mid, close) in [
            ("(", "1", ")"),
            ("[", "1", "]"),
            ("{a:", "1", "}"),
            ("f(", "1", ")"),
            ("$b[", "1", "]"),
            ("$b[[", "1", "]]"),
            ("${", "1", "}"),
            ("-", "1", ""),
            ("->", "$b", ""),
            ("", "1", "+1"),
            ("", "$b", ".c"),
            ("", "$b", "->"),
            ("", "$b", "(1)"),
            ("", "$b", "[1]"),
            ("1 ? ", "1", ": 1"),
            ("1 ? 1 : ", "1", ""),
            ("Try(", "1", ")"),
            ("Formula(", "1", ")"),
            ("(1+1+1+1+1+1+1+", "1", ")"),
        ] {
            for n in [150, 100_000] {
                let src = nest(open, mid, close, n);
                let names = names();
                let parsed = parse(&src, &names, FileKind::Method);
                let deep = parsed.diagnostics.iter().any(|d| d.code == "syntax/too-deep");
                assert_eq!(deep, n > 1000, "{open}{mid}{close} {n}: {:?}", parsed.diagnostics.first());
                let _ = print_file(&parsed.file, &names);
                let copy = parsed.file.clone();
                assert_eq!(copy, parsed.file);
            }
        }
    });
}

#[test]
fn the_deepest_allowed_tree_is_safe() {
    small_stack(|| {
        let names = names();
        let chain = format!("$a:={}", vec!["1"; 990].join("+"));
        let parsed = parse(&chain, &names, FileKind::Method);
        assert!(parsed.diagnostics.is_empty());
        let copy = parsed.file.clone();
        assert_eq!(print_file(&copy, &names).trim_end(), chain);
    });
}

#[test]
fn deep_blocks() {
    small_stack(|| {
        let names = names();
        let fine = format!("{}{}", "If (1)\n".repeat(512), "End if\n".repeat(512));
        assert!(parse(&fine, &names, FileKind::Method).diagnostics.is_empty());
        let many = format!("{}f\n{}", "While (1)\n".repeat(50_000), "End while\n".repeat(50_000));
        let parsed = parse(&many, &names, FileKind::Method);
        assert!(parsed.diagnostics.iter().any(|d| d.code == "syntax/too-deep"));
        let _ = print_file(&parsed.file, &names);
    });
}

#[test]
fn time_is_linear() {
    for piece in [
        "/*",
        "\"",
        "(",
        "[",
        "a ",
        "a:C1 ",
        "?-",
        "$a ?-1 ",
        "[a",
        "[a]b ",
        "If\n",
        "<",
        "!1-",
        "Begin SQL\n",
        "`",
        "\\",
        "//\\\n",
        "local ",
    ] {
        let src = piece.repeat(100_000 / piece.len());
        let start = Instant::now();
        let _ = parse(&src, &names(), FileKind::Guess);
        let took = start.elapsed();
        assert!(took < Duration::from_secs(5), "{piece:?}: {took:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn flipped_bytes(flips in prop::collection::vec((0..SAMPLE.len(), any::<u8>()), 1..12)) {
        let mut bytes = SAMPLE.as_bytes().to_vec();
        for (at, byte) in flips {
            bytes[at] = byte;
        }
        read(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn shuffled_lines(order in Just(SAMPLE.lines().collect::<Vec<_>>()).prop_shuffle()) {
        read(&order.join("\n"));
    }

    #[test]
    fn shuffled_pieces(order in Just(SAMPLE.split_inclusive([' ', ';', '(', ':']).collect::<Vec<_>>()).prop_shuffle()) {
        read(&order.concat());
    }

    #[test]
    fn any_text(text in "\\PC{0,80}") {
        read(&text);
    }

    #[test]
    fn signs(text in "[-+*/<>=#?!:;.,(){}\\[\\]&|^%$\"'a1 \n\\\\]{0,60}") {
        read(&text);
    }
}
