//! Printing and reading agree: a printed tree reads to the same tree, for programs made at random.

use four_syntax::ast::{CommandId, ConstantId, SourceFile};
use four_syntax::{FileKind, parse, print_file};
use proptest::prelude::*;

use crate::support::{COMMANDS, CONSTANTS, bare, names};
use crate::trees::{Known, Maker};

#[track_caller]
fn agree(src: &str) {
    let names = names();
    let first = parse(src, &names, FileKind::Guess);
    assert!(first.diagnostics.is_empty(), "{src}\n{:?}", first.diagnostics);
    let printed = print_file(&first.file, &names);
    let kind = if matches!(first.file, SourceFile::Class(_)) { FileKind::Class } else { FileKind::Method };
    let second = parse(&printed, &names, kind);
    assert!(second.diagnostics.is_empty(), "{src}\nprinted:\n{printed}\n{:?}", second.diagnostics);
    assert_eq!(bare(&first.file), bare(&second.file), "{src}\nprinted:\n{printed}");
    assert_eq!(printed, print_file(&second.file, &names), "printing is stable");
}

fn leaf() -> impl Strategy<Value = String> {
    prop_oneof![
        (0u32..10_000).prop_map(|n| n.to_string()),
        (0.0f64..1e6).prop_map(|n| format!("{n:?}")),
        any::<u32>().prop_map(|n| format!("0x{n:X}")),
        "\"([ -!#-\\[\\]-~]|\\\\[nrt\"\\\\]|é|😀){0,8}\"",
        (100i32..9999, 1u8..=12, 1u8..=28).prop_map(|(y, m, d)| format!("!{y:04}-{m:02}-{d:02}!")),
        (0u32..100, 0u8..60, 0u8..60).prop_map(|(h, m, s)| format!("?{h:02}:{m:02}:{s:02}?")),
        "\\$[a-zé_][a-z0-9]{0,4}",
        "\\$zz[a-z]{0,4}( yy[a-z]{0,3}){1,2}",
        "<>[a-z]{1,4}",
        "zz[a-z]{0,4}( yy[a-z]{0,3})?",
        prop::sample::select(vec![
            "Null",
            "True",
            "False",
            "This",
            "cs",
            "4D",
            "$0",
            "$12",
            "my method",
            "New object",
            "Is text",
            "Current date",
            "Date RFC 1123",
            "64 bit version",
            "[Table:1]",
            "[Table:1]Field:2",
            "[Table:1]:13",
            "[Table 1]",
            "[Table]Sub'Field",
            "Some plugin:P13000:229",
            "SR Doc 2 Report(1)",
            "<>two words",
            "[Table]First Name",
            "[known table]",
            "Unknown:C9999",
            "00_Start",
            "Chaîne:C10",
        ])
        .prop_map(str::to_owned),
    ]
}

fn expression() -> impl Strategy<Value = String> {
    leaf().prop_recursive(4, 40, 4, |inner| {
        let operator = prop::sample::select(vec![
            "+", "-", "*", "/", "\\", "%", "^", "=", "#", "<", ">", "<=", ">=", "&", "|", "^|", "&&", "||",
            "<<", ">>", " ?? ", "?+ ", " *+", " *| ",
        ]);
        // What can be followed by an index, a dot or a call.
        let base = prop_oneof![
            "\\$[a-z]{1,3}".boxed(),
            inner.clone().prop_map(|e| format!("({e})")).boxed(),
            Just("This".to_owned()).boxed(),
            inner.clone().prop_map(|e| format!("${{{e}}}")).boxed(),
        ];
        let list = prop::collection::vec(inner.clone(), 0..4).prop_map(|l| l.join(" ;"));
        let argument = prop_oneof![
            6 => inner.clone(),
            1 => Just("*".to_owned()),
            1 => Just(">".to_owned()),
            1 => Just("#".to_owned()),
            1 => Just("&".to_owned()),
            1 => (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("$t.x{{{a}}}:={b}")),
        ];
        let arguments = prop::collection::vec(argument, 0..4).prop_map(|l| l.join(";"));
        prop_oneof![
            (inner.clone(), operator, inner.clone()).prop_map(|(a, o, b)| format!("{a} {o} {b}")),
            inner.clone().prop_map(|e| format!("({e})")),
            inner.clone().prop_map(|e| format!("- {e}")),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(a, b, c)| format!("({a}) ? ({b}) : {c}")),
            list.clone().prop_map(|l| format!("[ {l} ]")),
            prop::collection::vec(("[a-z]{1,3}|\"[a-z ]{0,4}\"", inner.clone()), 0..3).prop_map(|p| format!(
                "{{{}}}",
                p.into_iter().map(|(k, v)| format!("{k}:{v}")).collect::<Vec<_>>().join(";")
            )),
            (base.clone(), inner.clone()).prop_map(|(b, e)| format!("{b}[ {e} ]")),
            (base.clone(), inner.clone()).prop_map(|(b, e)| format!("{b}[[{e}]]")),
            (base.clone(), inner.clone()).prop_map(|(b, e)| format!("{b}{{{e}}}")),
            (base.clone(), "[A-Za-z_$][a-z0-9]{0,4}", arguments.clone())
                .prop_map(|(b, n, l)| format!("{b}.{n}({l})")),
            base.clone().prop_map(|b| format!("{b}->")),
            base.clone().prop_map(|b| format!("{b}->name")),
            base.prop_map(|b| format!("-> {b}")),
            arguments.prop_map(|l| format!("New object({l})")),
            list.prop_map(|l| format!("my method({l})")),
            inner.prop_map(|e| format!("Try({e})")),
        ]
    })
}

fn statement() -> impl Strategy<Value = String> {
    let simple = prop_oneof![
        expression().prop_map(|e| format!("$v:={e}")),
        expression().prop_map(|e| format!("$o.p+={e}")),
        expression().prop_map(|e| format!("return {e}")),
        expression().prop_map(|e| format!("var $n : Text:={e}")),
        Just("var $a;b : cs.X.Y; <>c : Integer".to_owned()),
        Just("C_TEXT(my method;$0;$1)".to_owned()),
        Just("return".to_owned()),
    ];
    simple.prop_recursive(3, 24, 3, |inner| {
        let block = prop::collection::vec(inner, 0..3).prop_map(|b| b.join("\n"));
        prop_oneof![
            (expression(), block.clone(), block.clone())
                .prop_map(|(e, a, b)| format!("If ({e})\n{a}\nElse\n{b}\nEnd if")),
            (expression(), block.clone()).prop_map(|(e, b)| format!("If {e}\n{b}\nEnd if")),
            (expression(), block.clone(), block.clone())
                .prop_map(|(e, a, b)| format!("Case of\n:({e})\n{a}\n: $x\n{b}\nElse\n{a}\nEnd case")),
            (expression(), block.clone()).prop_map(|(e, b)| format!("While({e})\n{b}\nbreak\nEnd while")),
            (expression(), block.clone()).prop_map(|(e, b)| format!("Repeat\n{b}\ncontinue\nUntil ({e})")),
            (expression(), block.clone()).prop_map(|(e, b)| format!("For ($i;1;{e})\n{b}\nEnd for")),
            (expression(), block.clone())
                .prop_map(|(e, b)| format!("For each ($i;$c;0) While ({e})\n{b}\nEnd for each")),
            (expression(), block.clone()).prop_map(|(e, b)| format!("Use ({e})\n{b}\nEnd use")),
            (block.clone(), block).prop_map(|(a, b)| format!("Try\n{a}\nCatch\n{b}\nEnd try")),
        ]
    })
}

/// A field's number is not the second half of a choice.
#[test]
fn bit_operators_before_fields() {
    agree("$a:=0 ?+ [Table:1]Field:2");
    agree("$a:=0 ?- [Table:1]:13");
    agree("While ($a[0 ?+ [Table:1]First Name:2])\nEnd while");
    agree("$a:=$b ?-1 : [Table:1]Field:2");
    agree("$a:=$b ?-$c[1]:2");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn methods(lines in prop::collection::vec(statement(), 0..5)) {
        agree(&format!("#DECLARE($a : Text; ...)->$r : Object\n{}", lines.join("\n")));
    }

    #[test]
    fn functions(lines in prop::collection::vec(statement(), 0..3), value in expression()) {
        let body = lines.join("\n");
        agree(&format!("Class extends B\nproperty p : Text:={value}\nClass constructor\n{body}\nshared Function get f() : Text\n{body}"));
    }
}

/// Trees that were never text print to something that reads to the same tree.
#[test]
fn made_trees() {
    let names = names();
    let known = Known {
        commands: (0..COMMANDS.len() as u16).map(CommandId).collect(),
        constants: (0..CONSTANTS.len() as u16).map(ConstantId).collect(),
        methods: vec!["my method", "00_Start", "Été fini"],
    };
    for seed in 1..600 {
        let mut maker = Maker::new(&known, seed);
        let (tree, kind) = match seed % 3 {
            0 => (maker.class(), FileKind::Class),
            _ => (maker.method(), FileKind::Method),
        };
        let printed = print_file(&tree, &names);
        let read = parse(&printed, &names, kind);
        assert!(read.diagnostics.is_empty(), "seed {seed}:\n{printed}\n{:?}", read.diagnostics);
        assert_eq!(bare(&tree), bare(&read.file), "seed {seed}:\n{printed}");
    }
}
