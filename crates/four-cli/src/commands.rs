//! `four-run commands`: every command of 4D with its state, and the command reference as Markdown files.
//!
//! All of it comes from the catalog: a command that is added changes the list and the reference by itself, and a test
//! compares `docs/commands` with what this file writes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use four_commands::{availability, data};
use four_runtime::registry::{Command, signature};

/// Lists the commands of 4D: those that are here, and why others are not
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Only commands whose name or theme contains one of these words
    pub names: Vec<String>,

    /// One JSON object a line
    #[arg(long)]
    pub json: bool,

    /// Write the command reference, one Markdown file a theme, into this folder
    #[arg(long, value_name = "FOLDER", hide = true)]
    pub write: Option<PathBuf>,
}

/// A command of 4D and what four has of it.
struct Row {
    number: u16,
    name: &'static str,
    theme: &'static str,
    here: Option<&'static Command>,
}

/// `This`, `Super`, `4D` and `cs`: commands by their numbers, but words of the language to the evaluator.
const WORDS: [u16; 4] = [1470, 1706, 1709, 1710];

/// The older declarations, which have numbers as commands and are words of the language too.
const DECLARATIONS: [(u16, &str); 12] = [
    (604, "C_BLOB"),
    (305, "C_BOOLEAN"),
    (1488, "C_COLLECTION"),
    (307, "C_DATE"),
    (283, "C_LONGINT"),
    (1216, "C_OBJECT"),
    (286, "C_PICTURE"),
    (301, "C_POINTER"),
    (285, "C_REAL"),
    (284, "C_TEXT"),
    (306, "C_TIME"),
    (1683, "C_VARIANT"),
];

impl Row {
    /// True for a word of the language.
    fn is_word(&self) -> bool {
        WORDS.contains(&self.number) || DECLARATIONS.iter().any(|(number, _)| *number == self.number)
    }

    /// True when programs can use it.
    fn is_here(&self) -> bool {
        self.here.is_some() || self.is_word()
    }

    /// `here`, `headless` or `not available`.
    fn state(&self) -> &'static str {
        match self.here {
            None if self.is_word() => "here",
            None => "not available",
            Some(command) if headless(command).is_some() => "headless",
            Some(_) => "here",
        }
    }

    /// What is to be known beyond the state.
    fn note(&self) -> String {
        match self.here {
            Some(command) => headless(command).unwrap_or_default(),
            None if self.is_word() => "a word of the language".to_owned(),
            None => availability::why(self.name, self.theme).text().to_owned(),
        }
    }
}

/// What a command does without desktop: the paragraph of its documentation that begins with `Headless:`.
fn headless(command: &Command) -> Option<String> {
    let lines: Vec<&str> = command.doc.lines().map(str::trim).collect();
    let start = lines.iter().position(|line| line.starts_with("Headless:"))?;
    let paragraph: Vec<&str> = lines[start..].iter().copied().take_while(|line| !line.is_empty()).collect();
    let text = paragraph.join(" ");
    Some(text.trim_start_matches("Headless:").trim().trim_end_matches('.').to_owned())
}

/// Runs the mode; gives the exit status: 1 when nothing is named so.
///
/// # Errors
/// A sentence about a file that cannot be written.
pub fn run(arguments: &Arguments) -> Result<u8, String> {
    if let Some(folder) = &arguments.write {
        return write(folder).map(|()| 0);
    }
    let words: Vec<String> = arguments.names.iter().map(|word| word.to_lowercase()).collect();
    let mut out = String::new();
    for row in rows() {
        let (name, theme) = (row.name.to_lowercase(), row.theme.to_lowercase());
        if !words.is_empty() && !words.iter().any(|word| name.contains(word) || theme.contains(word)) {
            continue;
        }
        let _ = match arguments.json {
            true => writeln!(out, "{}", json(&row)),
            false => writeln!(out, "{}", line(&row)),
        };
    }
    if out.is_empty() {
        return Err(format!("4D has no command named like {}", arguments.names.join(", ")));
    }
    // A reader such as `head` may go away before the end.
    let _ = std::io::Write::write_all(&mut std::io::stdout().lock(), out.as_bytes());
    Ok(0)
}

/// All commands by name.
fn rows() -> Vec<Row> {
    let commands: Vec<&'static Command> = four_commands::ALL
        .iter()
        .chain(four_net::classes::COMMANDS)
        .chain(four_mail::COMMANDS)
        .flat_map(|theme| theme.iter())
        .collect();
    let mut rows: Vec<Row> = data::known_commands()
        .map(|known| Row {
            number: known.number,
            name: known.name,
            theme: known.theme,
            here: commands.iter().copied().find(|command| command.number == known.number),
        })
        .chain(DECLARATIONS.map(|(number, name)| Row { number, name, theme: "Compiler", here: None }))
        .collect();
    rows.sort_by_key(|row| row.name.to_lowercase());
    rows
}

fn line(row: &Row) -> String {
    let note = row.note();
    let text = match row.here {
        Some(command) => signature(command.name, command.params, command.result),
        None => row.name.to_owned(),
    };
    match note.as_str() {
        "" => format!("{text}  [{}]  {}", row.theme, row.state()),
        note => format!("{text}  [{}]  {}: {note}", row.theme, row.state()),
    }
}

fn json(row: &Row) -> String {
    use four_runtime::{Object, Value, json};
    let mut pairs = vec![
        ("name", Value::from(row.name)),
        ("number", Value::from(i32::from(row.number))),
        ("theme", Value::from(row.theme)),
        ("state", Value::from(row.state())),
    ];
    if let Some(command) = row.here {
        pairs.push(("form", Value::from(signature(command.name, command.params, command.result))));
        pairs.push(("text", Value::from(command.doc.trim())));
    }
    let note = row.note();
    if !note.is_empty() {
        pairs.push(("note", Value::from(note)));
    }
    json::stringify(&Value::from(Object::from_pairs(pairs)), false).unwrap_or_default()
}

/// Writes the reference.
fn write(folder: &Path) -> Result<(), String> {
    let failed = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    std::fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    for (name, text) in pages() {
        let path = folder.join(name);
        std::fs::write(&path, text).map_err(|error| failed(&path, error))?;
    }
    Ok(())
}

/// The files of the reference with their texts.
fn pages() -> Vec<(String, String)> {
    let mut themes: BTreeMap<&str, Vec<Row>> = BTreeMap::new();
    for row in rows() {
        themes.entry(row.theme).or_default().push(row);
    }
    let mut index = String::from(INDEX);
    let mut pages = Vec::new();
    for (theme, rows) in &themes {
        let file = format!("{}.md", slug(theme));
        let here = rows.iter().filter(|row| row.is_here()).count();
        let _ = writeln!(index, "| [{theme}]({file}) | {here} | {} |", rows.len());
        pages.push((file, page(theme, rows)));
    }
    pages.push(("README.md".into(), index));
    pages
}

const INDEX: &str = "\
# The commands of 4D in four

Written by `four-run commands --write docs/commands`: do not edit. `four-run commands WORD` shows the same in a terminal.

| theme | here | in 4D |
|---|---:|---:|
";

fn page(theme: &str, rows: &[Row]) -> String {
    let mut text =
        format!("# {theme}\n\nWritten by `four-run commands --write docs/commands`: do not edit.\n");
    for row in rows {
        let Some(command) = row.here else { continue };
        let _ = writeln!(text, "\n## {}\n", row.name);
        let _ = writeln!(text, "`{}`\n", signature(command.name, command.params, command.result));
        let lines: Vec<&str> =
            command.doc.lines().map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end()).collect();
        let _ = writeln!(text, "{}", lines.join("\n").trim());
    }
    let words: Vec<&str> = rows.iter().filter(|row| row.is_word()).map(|row| row.name).collect();
    if !words.is_empty() {
        let _ = writeln!(text, "\nWords of the language, which are here too: {}.", words.join(", "));
    }
    let missing: Vec<&Row> = rows.iter().filter(|row| !row.is_here()).collect();
    if !missing.is_empty() {
        text.push_str("\n## Not available\n\n| command | why |\n|---|---|\n");
        for row in missing {
            let _ = writeln!(text, "| {} | {} |", row.name, row.note());
        }
    }
    text
}

/// The file name of a theme: lower case, with hyphens.
fn slug(theme: &str) -> String {
    let words: Vec<String> = theme
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join("-")
}
