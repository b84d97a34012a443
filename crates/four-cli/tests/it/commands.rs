//! `four-run commands` and the reference that it writes.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::server::top;

fn commands(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_four-run"))
        .arg("commands")
        .args(arguments)
        .output()
        .expect("four-run starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| {
            let text = fs::read_to_string(entry.path()).expect("a page");
            (entry.file_name().to_string_lossy().into_owned(), text)
        })
        .collect()
}

#[test]
fn each_command_is_listed_with_its_state() {
    let all = text(&commands(&[]).stdout);
    assert!(all.lines().count() > 1200, "{} lines", all.lines().count());
    let line = |name: &str| {
        let found = all.lines().find(|line| line.starts_with(name));
        found.unwrap_or_else(|| panic!("{name} is not listed")).to_owned()
    };
    assert!(line("Length(").ends_with("[String]  here"), "{}", line("Length("));
    assert!(line("ALERT(").contains("headless: "), "{}", line("ALERT("));
    assert!(line("DIALOG").contains("not available: it needs a form"), "{}", line("DIALOG"));
    assert!(line("CREATE RECORD").contains("needs a database"), "{}", line("CREATE RECORD"));
}

#[test]
fn words_choose_commands() {
    let some = text(&commands(&["substring", "Uppercase"]).stdout);
    assert_eq!(some.lines().count(), 2, "{some}");
    let none = commands(&["no such command"]);
    assert_eq!(none.status.code(), Some(2));
    assert!(text(&none.stderr).contains("no such command"));
}

#[test]
fn json_has_one_object_a_line() {
    let lines = text(&commands(&["--json", "Uppercase"]).stdout);
    let value = four_runtime::json::parse(lines.trim()).expect("JSON");
    let object = value.as_object().expect("an object");
    let state = object.get(four_runtime::Symbol::intern("state"));
    assert!(matches!(state, four_runtime::Value::Text(text) if text.to_str() == "here"));
}

#[test]
fn the_command_reference_is_up_to_date() {
    let kept = top().join("docs/commands");
    if std::env::var_os("FOUR_UPDATE").is_some() {
        let _ = fs::remove_dir_all(&kept);
        assert!(commands(&["--write", &kept.to_string_lossy()]).status.success());
        return;
    }
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    assert!(commands(&["--write", &folder.path().to_string_lossy()]).status.success());
    let (written, kept) = (files(folder.path()), files(&kept));
    let stale: Vec<&String> =
        written.keys().chain(kept.keys()).filter(|name| written.get(*name) != kept.get(*name)).collect();
    assert!(
        stale.is_empty(),
        "docs/commands is stale: {stale:?}\nrun FOUR_UPDATE=1 cargo test -p four-cli --test it command_reference"
    );
}
