//! Every command's and member's documentation carries an example; here all of them run.

use std::fs;
use std::process::Command;

use four_runtime::registry::{Command as Builtin, NativeClass};
use tempfile::TempDir;

/// The ```` ```4d ```` blocks of a doc comment.
fn blocks(doc: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut open: Option<String> = None;
    for line in doc.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        match (&mut open, line.trim_end()) {
            (None, "```4d") => open = Some(String::new()),
            (None, _) => {}
            (Some(_), "```") => blocks.extend(open.take()),
            (Some(block), line) => {
                block.push_str(line);
                block.push('\n');
            }
        }
    }
    blocks
}

/// Name and example of everything that has one.
fn examples() -> Vec<(String, String)> {
    let commands: Vec<&Builtin> = four_commands::ALL
        .iter()
        .chain(four_net::classes::COMMANDS)
        .chain(four_mail::COMMANDS)
        .flat_map(|theme| theme.iter())
        .collect();
    let classes: Vec<&NativeClass> = four_commands::CLASSES
        .iter()
        .chain(four_net::classes::CLASSES)
        .chain(four_mail::CLASSES)
        .copied()
        .collect();
    let of_commands = commands.iter().map(|command| (command.name.to_owned(), command.doc));
    let of_members = classes.iter().flat_map(|class| {
        class.members.iter().map(move |member| (format!("{}.{}", class.name, member.name), member.doc))
    });
    of_commands
        .chain(of_members)
        .flat_map(|(name, doc)| blocks(doc).into_iter().map(move |block| (name.clone(), block)))
        .collect()
}

#[test]
fn examples_of_commands_and_members_hold() {
    let folder = TempDir::new().expect("a temporary folder");
    let mut wrong = Vec::new();
    let examples = examples();
    for (number, (name, example)) in examples.iter().enumerate() {
        let file = folder.path().join(format!("example{number}.4dm"));
        fs::write(&file, example).expect("a file");
        let ended = Command::new(env!("CARGO_BIN_EXE_four-run"))
            .arg(&file)
            .env("NO_COLOR", "1")
            .env("LC_ALL", "C.UTF-8")
            .output()
            .expect("four-run starts");
        if !ended.status.success() {
            wrong.push(format!("{name}:\n{}", String::from_utf8_lossy(&ended.stderr)));
        }
    }
    assert!(wrong.is_empty(), "{} of {} examples fail\n{}", wrong.len(), examples.len(), wrong.join("\n"));
    assert!(examples.len() > 100, "only {} examples were found", examples.len());
}

#[test]
fn every_command_has_an_example_and_a_page() {
    let commands = four_commands::ALL
        .iter()
        .chain(four_net::classes::COMMANDS)
        .chain(four_mail::COMMANDS)
        .flat_map(|theme| theme.iter());
    let bare: Vec<&str> = commands
        .filter(|command| blocks(command.doc).is_empty() || !command.doc.contains("commands/"))
        .map(|command| command.name)
        .collect();
    assert!(bare.is_empty(), "without an example or page: {bare:?}");
}
