//! The pages under `docs/` are run: their files are written, their command lines typed, their sessions at the prompt held.
//!
//! A block whose first line names a file (```` ```4d hello.4dm ````) is written to that file. In a `console` block each
//! `$ command` must print the lines below it, in a `repl` block each `4D> input` must be answered by them. `…` stands for
//! anything within a line, and a line of `…` alone for any lines. Everything happens in a folder of the page's own.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::server::{Four, top};
use crate::ws::Client;

/// A block: the words after its fence, and its lines.
fn blocks(page: &str) -> Vec<(Vec<String>, Vec<String>)> {
    let mut blocks = Vec::new();
    let mut open: Option<(Vec<String>, Vec<String>)> = None;
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(words)) if !words.contains('`') => {
                open = Some((words.split_whitespace().map(str::to_owned).collect(), Vec::new()));
            }
            (Some(_), Some("")) => blocks.extend(open.take()),
            (Some((_, lines)), _) => lines.push(line.to_owned()),
            _ => {}
        }
    }
    blocks
}

/// What is typed and what must be answered; input may have several lines.
fn steps(lines: &[String], sign: &str, is_more: impl Fn(&str) -> bool) -> Vec<(String, Vec<String>)> {
    let mut steps: Vec<(String, Vec<String>)> = Vec::new();
    for line in lines {
        match (line.strip_prefix(sign), steps.last_mut()) {
            (Some(typed), _) => steps.push((typed.to_owned(), Vec::new())),
            (None, Some((typed, answers))) if answers.is_empty() && is_more(typed) => {
                typed.push('\n');
                typed.push_str(line);
            }
            (None, Some((_, answers))) => answers.push(line.clone()),
            (None, None) => panic!("{line}: nothing was typed"),
        }
    }
    steps
}

/// True when a line is as shown, `…` standing for anything.
fn is_like(line: &str, shown: &str) -> bool {
    let mut parts = shown.split('…');
    let first = parts.next().unwrap_or("");
    let Some(mut rest) = line.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    for (place, part) in parts.iter().enumerate() {
        if place + 1 == parts.len() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.is_empty()
}

fn are_like(lines: &[&str], shown: &[String]) -> bool {
    match shown.split_first() {
        None => lines.is_empty(),
        Some((any, more)) if any == "…" => (0..=lines.len()).any(|skip| are_like(&lines[skip..], more)),
        Some((first, more)) => {
            lines.split_first().is_some_and(|(line, rest)| is_like(line, first) && are_like(rest, more))
        }
    }
}

/// A shell command in a folder; what it prints on both streams.
fn shell(folder: &Path, line: &str) -> String {
    let four = Path::new(env!("CARGO_BIN_EXE_four-run")).parent().expect("a folder");
    let path = format!("{}:{}", four.display(), std::env::var("PATH").unwrap_or_default());
    let ended = Command::new("sh")
        .args(["-c", &format!("{{ {line}\n}} 2>&1")])
        .current_dir(folder)
        .env("PATH", path)
        .env("NO_COLOR", "1")
        .output()
        .expect("a shell");
    String::from_utf8(ended.stdout).expect("UTF-8")
}

fn check(page: &str, what: &str, typed: &str, answer: &str, shown: &[String]) {
    let lines: Vec<&str> = answer.lines().collect();
    assert!(
        are_like(&lines, shown),
        "{page}: {what} {typed}\nshown:\n{}\nanswered:\n{answer}",
        shown.join("\n")
    );
}

/// Writes the files of a page and types what it says.
fn follow(page: &str) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let text = fs::read_to_string(top().join("docs").join(page)).expect(page);
    let mut followed = 0;
    for (words, lines) in blocks(&text) {
        followed += 1;
        match words.first().map(String::as_str) {
            Some("console") => {
                for (typed, shown) in steps(&lines, "$ ", |_| false) {
                    check(page, "$", &typed, &shell(folder.path(), &typed), &shown);
                }
            }
            Some("repl") => {
                let steps = steps(&lines, "4D> ", |typed| {
                    let first = typed.split(' ').next().unwrap_or("");
                    let is_open =
                        matches!(first, ":class" | ":method" | ":function") && !typed.ends_with(":end");
                    is_open || first == "For" && !typed.contains("End for")
                });
                let input: String = steps.iter().map(|(typed, _)| format!("{typed}\n")).collect();
                fs::write(folder.path().join("typed"), input).expect("a file");
                let answer = shell(folder.path(), "four-run repl --port 0 <typed");
                let shown: Vec<String> = steps.into_iter().flat_map(|(_, shown)| shown).collect();
                check(page, "4D>", &lines.join("\n"), &answer, &shown);
            }
            Some(_) if words.get(1).is_some_and(|name| name.contains('.')) => {
                let path = folder.path().join(&words[1]);
                fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
                fs::write(path, lines.join("\n") + "\n").expect("a file");
            }
            _ => followed -= 1,
        }
    }
    assert!(followed > 0, "{page}: nothing to follow");
    folder
}

#[test]
fn getting_started_is_followed() {
    follow("getting-started.md");
}

#[test]
fn the_page_on_the_prompt_is_followed() {
    follow("prompt.md");
}

#[test]
fn the_page_on_testing_is_followed() {
    follow("testing.md");
}

#[test]
fn the_index_names_all_pages() {
    let index = fs::read_to_string(top().join("docs/README.md")).expect("an index");
    for entry in fs::read_dir(top().join("docs")).expect("a folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".md") && name != "README.md" && name != "performance.md" {
            assert!(index.contains(&format!("({name})")), "{name} is missing");
        }
    }
}

#[tokio::test]
async fn the_service_of_ten_minutes_serves() {
    let folder = follow("websocket-service.md");
    let mut four = Four::serve(&folder.path().join("server.4dm")).await;
    assert!(four.errors().contains("/rooms"), "{}", four.errors());
    let mut ada = Client::at(four.port, "/rooms?room=kitchen").await;
    let mut bob = Client::at(four.port, "/rooms?room=kitchen").await;
    let mut eve = Client::at(four.port, "/rooms?room=garden").await;
    assert_eq!(ada.ask("{\"name\": \"Ada\"}").await, "{\"welcome\":\"Ada\",\"room\":\"kitchen\"}");
    assert_eq!(ada.ask("{\"say\": \"hello\"}").await, "{\"from\":\"Ada\",\"say\":\"hello\"}");
    assert_eq!(bob.text().await, "{\"from\":\"Ada\",\"say\":\"hello\"}");
    // The garden has heard nothing.
    assert_eq!(eve.ask("x").await, "{\"error\":\"JSON is expected\"}");
    ada.close(1000, "").await;
    assert_eq!(bob.text().await, "{\"gone\":\"Ada\"}");
    four.signal("TERM");
    assert_eq!(four.exit().await, 143);
}

#[test]
fn the_page_on_deploying_is_followed_and_its_files_exist() {
    follow("deploying.md");
    let page = fs::read_to_string(top().join("docs/deploying.md")).expect("a page");
    let mut links = 0;
    for target in page.split("](../").skip(1).filter_map(|rest| rest.split(')').next()) {
        assert!(top().join(target).is_file(), "{target}");
        links += 1;
    }
    assert!(links >= 4, "{links}");
    assert!(top().join(".github/workflows/release.yml").is_file());
}

#[test]
fn the_page_for_people_from_4d_is_followed() {
    follow("coming-from-4d.md");
}

#[tokio::test]
async fn the_page_for_people_from_node_serves_its_echo() {
    let folder = follow("coming-from-node.md");
    let four = Four::serve(&folder.path().join("echo.4dm")).await;
    assert_eq!(Client::new(four.port).await.ask("héllo").await, "HÉLLO");
}
