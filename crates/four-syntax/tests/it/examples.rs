//! The example projects of this repository read without any message.

use std::path::{Path, PathBuf};

use four_syntax::{FileKind, Source, parse, render};

use crate::support::names;

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the examples folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "4dm") {
            out.push(path);
        }
    }
}

#[test]
fn examples_read_without_messages() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let has = |name: &str| files.iter().any(|f| f.ends_with(name));
    assert!(
        has("websocket-chat/Classes/myWSServerHandler.4dm")
            && has("websocket-echo/Classes/myServerHandler.4dm")
    );
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a readable example");
        let parsed = parse(&text, &names(), FileKind::Guess);
        let source = Source::new(file.to_string_lossy().into_owned(), text);
        assert!(parsed.diagnostics.is_empty(), "{}", render(&parsed.diagnostics, &source, false, 100));
    }
}
