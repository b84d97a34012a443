//! Reads any text in every way, renders its messages and prints its tree: nothing may panic, each message has its place,
//! and a text without messages reads the same after printing.

#![no_main]

use std::sync::LazyLock;

use four_syntax::ast::{CommandId, ConstantId, SourceFile};
use four_syntax::{FileKind, Names, NamesBuilder, Source, parse, parse_formula, print_file, render};
use libfuzzer_sys::fuzz_target;

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut builder = NamesBuilder::new();
    for (id, name) in ["ALERT", "New object", "Formula", "Current date", "Date"].into_iter().enumerate() {
        builder.add_command(name, CommandId(id as u16));
        builder.add_command_number(id as u16 + 1, CommandId(id as u16));
    }
    builder.add_constant("Is text", ConstantId(0)).add_constant_token(8, 3, ConstantId(0));
    let mut names = builder.build();
    names.add_method("my method").add_table("known table");
    names
});

fuzz_target!(|text: &str| {
    for kind in [FileKind::Guess, FileKind::Method, FileKind::Class, FileKind::Repl] {
        let parsed = parse(text, &NAMES, kind);
        let source = Source::new("fuzz", text);
        for message in &parsed.diagnostics {
            assert!(text.get(message.span.range()).is_some());
        }
        let _ = render(&parsed.diagnostics, &source, false, 80);
        let printed = print_file(&parsed.file, &NAMES);
        if parsed.diagnostics.is_empty() && kind != FileKind::Repl {
            let kind = if matches!(parsed.file, SourceFile::Class(_)) { FileKind::Class } else { FileKind::Method };
            assert_eq!(printed, print_file(&parse(&printed, &NAMES, kind).file, &NAMES));
        }
    }
    let _ = parse_formula(text, &NAMES);
});
