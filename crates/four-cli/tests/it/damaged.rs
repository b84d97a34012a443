//! Damaged sources: truncated, with flipped bits, with lines and words in another order. Reading, checking and lowering
//! them never panics, and every message has a place in its source. So it is with programs made at random.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use four_eval::check::{Project, Surroundings, Text, TextKind};
use four_eval::names::VariableNames;
use four_eval::program::{Input, InputKind, Program};
use four_syntax::ast::{CommandId, ConstantId};
use four_syntax::{Source, print_file, render};

use super::catalog::catalog;
use super::trees::{Known, Maker};

/// Checks and lowers a text as a method and as a class.
fn read(text: &str) {
    let source = Arc::new(Source::new("damaged", text));
    let project = Project::read(catalog(), &[], Surroundings::default());
    for kind in [TextKind::Nameless, TextKind::Class("Damaged".into()), TextKind::Guess("damaged".into())] {
        let checked = project.check_other(&Text { source: source.clone(), kind });
        for message in &checked.diagnostics {
            assert!(text.get(message.span.range()).is_some(), "{message:?}\n{text}");
            assert!(
                message.related.iter().all(|(span, _)| text.get(span.range()).is_some()),
                "{message:?}\n{text}"
            );
        }
        let _ = render(&checked.diagnostics, &source, false, 80);
    }
    let inputs = vec![
        Input { source: source.clone(), kind: InputKind::Main },
        Input { source, kind: InputKind::Class("Damaged".into()) },
    ];
    let program = Program::build(catalog(), Arc::new(VariableNames::default()), inputs);
    if let Some(main) = program.main() {
        main.body(&program);
    }
    for class in program.classes() {
        class.initialiser(&program);
        if let Some(constructor) = &class.constructor {
            constructor.body(&program);
        }
        for name in program.function_names(class.class) {
            if let Some((_, function)) =
                program.inherited_function(class.class, four_runtime::Symbol::intern(&name))
            {
                function.body(&program);
            }
        }
    }
}

/// The golden programs and the examples, which use all of the language.
fn seeds() -> Vec<String> {
    fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                collect(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "4dm") {
                found.push(path);
            }
        }
    }
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut paths = Vec::new();
    for folder in ["examples", "tests/golden/lang", "tests/golden/errors", "tests/golden/check/semantic"] {
        collect(&root.join(folder), &mut paths);
    }
    paths.sort();
    assert!(paths.len() > 40);
    paths.iter().map(|path| std::fs::read_to_string(path).expect("a source")).collect()
}

/// Numbers that look random and are the same in every run (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

/// Runs on a thread with a stack of the size that 4D processes have at least.
fn on_a_thread(work: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(16 << 20).spawn(work).expect("a thread");
    thread.join().expect("no panic and no overflow");
}

#[test]
fn damaged_sources_are_read_checked_and_lowered() {
    on_a_thread(|| {
        let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
        for seed in seeds() {
            read(&seed);
            for _ in 0..2 {
                let mut cut = numbers.below(seed.len());
                while !seed.is_char_boundary(cut) {
                    cut -= 1;
                }
                read(&seed[..cut]);
                let mut bytes = seed.clone().into_bytes();
                for _ in 0..1 + numbers.below(8) {
                    let at = numbers.below(bytes.len());
                    bytes[at] ^= 1 << numbers.below(8);
                }
                read(&String::from_utf8_lossy(&bytes));
                let mut lines: Vec<&str> = seed.lines().collect();
                numbers.shuffle(&mut lines);
                read(&lines.join("\n"));
                let mut words: Vec<&str> = seed.split_inclusive([' ', ';', '(', ')', '.', '\n']).collect();
                let from = numbers.below(words.len());
                let to = (from + 40).min(words.len());
                numbers.shuffle(&mut words[from..to]);
                read(&words.concat());
            }
        }
    });
}

#[test]
fn programs_made_at_random_are_checked_and_lowered() {
    on_a_thread(|| {
        let names = catalog().names();
        let known = Known {
            commands: (0..catalog().commands().count() as u16).map(CommandId).collect(),
            constants: (0..400).map(ConstantId).collect(),
            methods: vec!["a method of nobody", "00_Start"],
        };
        for seed in 1..60 {
            let mut maker = Maker::new(&known, seed);
            let tree = if seed % 3 == 0 { maker.class() } else { maker.method() };
            read(&print_file(&tree, names));
        }
    });
}

#[test]
fn the_deepest_trees_are_checked_and_lowered() {
    on_a_thread(|| {
        let blocks = format!("{}$a:=1\n{}", "If ($a=1)\n".repeat(510), "End if\n".repeat(510));
        let chain = format!("$a:={}", vec!["$a"; 990].join("+"));
        let members = format!("$a:=$a{}", ".b".repeat(900));
        let calls = format!("$a:={}1{}", "String(".repeat(190), ")".repeat(190));
        for source in [blocks, chain, members, calls] {
            read(&source);
        }
    });
}

#[test]
fn hostile_sources_are_checked_in_linear_time() {
    on_a_thread(|| {
        let loops = format!("{}{}", "For ($i; 1; 2)\n$a:=$b\n".repeat(400), "End for\n".repeat(400));
        for source in [
            "$a:=$b\n".repeat(50_000),
            "strange(1)\n".repeat(50_000),
            "If ($a)\nreturn\n$b:=1\nEnd if\n".repeat(20_000),
            "For ($i; 1; 2)\n$a:=$b\nEnd for\n".repeat(20_000),
            (0..20_000).map(|n| format!("$a{n}:=$b{n}\n")).collect(),
            (0..20_000).map(|n| format!("Function f{n}($a; $a)\nThis.g()\n")).collect(),
            loops,
        ] {
            let start = std::time::Instant::now();
            let text =
                Text { source: Arc::new(Source::new("hostile", source)), kind: TextKind::Guess("h".into()) };
            let project = Project::read(catalog(), &[], Surroundings::default());
            let _ = project.check_other(&text);
            assert!(start.elapsed().as_secs() < 20, "{:?}", &text.source.text()[..40]);
        }
    });
}
