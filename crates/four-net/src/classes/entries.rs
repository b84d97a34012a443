//! Collections of objects that configure the web server: a JSON file beside the sources, or a property of the settings of
//! `start()`. Messages name the file and the line, or the element.

use std::path::Path;

use fancy_regex::{Regex, RegexBuilder};
use four_runtime::{Error, Res, Value, json};

use super::service::HTTP;

/// Largest file that is read, in bytes.
const MAX_SIZE: u64 = 4 << 20;
/// Most entries.
const MAX_ENTRIES: usize = 10_000;
/// Steps back that one match may take.
const BACKTRACKING: usize = 50_000;
/// Bytes of a compiled pattern.
const PATTERN_SIZE: usize = 1 << 20;

/// What is wrong with an entry, in a sentence.
pub type Wrong = String;

/// The entries, and where they come from.
pub struct Entries {
    /// The collection.
    pub value: Value,
    origin: String,
    /// Lines that the entries begin in, for those of a file.
    lines: Option<Vec<usize>>,
}

fn error(message: String) -> Box<Error> {
    Error::with_signature(-10750, message, HTTP)
}

impl Entries {
    /// Reads a file; `None` when there is none.
    ///
    /// # Errors
    /// With file and line when it is too large or no JSON.
    pub fn read(path: &Path) -> Res<Option<Entries>> {
        let Ok(metadata) = std::fs::metadata(path) else { return Ok(None) };
        let origin = path.display().to_string();
        let named = |what: String| error(format!("{origin}: {what}"));
        if metadata.len() > MAX_SIZE {
            return Err(named("this file is too large.".into()));
        }
        let text = std::fs::read_to_string(path).map_err(|e| named(format!("{e}.")))?;
        let text = without_comments(text.trim_start_matches('\u{feff}'));
        let value = json::parse(&text).map_err(|e| named(e.message.clone()))?;
        let lines = Some(lines_of_entries(&text));
        Ok(Some(Entries { value, origin, lines }))
    }

    /// The entries of a property of the settings.
    pub fn of(name: &str, value: &Value) -> Entries {
        Entries { value: value.clone(), origin: name.to_owned(), lines: None }
    }

    /// Reads each entry.
    ///
    /// # Errors
    /// What is wrong, and with which entry; `expected` when they are no collection.
    pub fn each<T>(&self, expected: &str, read: impl Fn(&Value) -> Result<T, Wrong>) -> Res<Vec<T>> {
        let Value::Collection(entries) = &self.value else {
            return Err(error(format!("{}: {expected}", self.origin)));
        };
        if entries.len() > MAX_ENTRIES {
            return Err(error(format!("{}: more than {MAX_ENTRIES} entries are given.", self.origin)));
        }
        let entries = entries.snapshot();
        let read = |(number, entry): (usize, &Value)| {
            read(entry).map_err(|what| {
                let place = match &self.lines {
                    Some(lines) => lines.get(number).map(|line| format!(": line {line}")).unwrap_or_default(),
                    None => format!("[{number}]"),
                };
                error(format!("{}{place}: {what}", self.origin))
            })
        };
        entries.iter().enumerate().map(read).collect()
    }
}

/// A pattern that is matched from the beginning of a path on, with limited backtracking.
///
/// # Errors
/// A sentence, when it cannot be used.
pub fn regex(pattern: &str) -> Result<Regex, Wrong> {
    let compiled = RegexBuilder::new(&format!("\\A(?:{pattern})"))
        .backtrack_limit(BACKTRACKING)
        .delegate_size_limit(PATTERN_SIZE)
        .build();
    compiled.map_err(|e| format!("the regexPattern {pattern} cannot be used: {e}."))
}

/// The text with blanks in place of `//` and `/* */` comments, as the documentation's own sample has them.
pub fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut in_text = false;
    while let Some(c) = rest.chars().next() {
        if !in_text && (rest.starts_with("//") || rest.starts_with("/*")) {
            let end = if rest.starts_with("//") {
                rest.find('\n').unwrap_or(rest.len())
            } else {
                rest[2..].find("*/").map_or(rest.len(), |end| end + 4)
            };
            out.extend(rest[..end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
            rest = &rest[end..];
            continue;
        }
        let mut width = c.len_utf8();
        if in_text && c == '\\' {
            width += rest[width..].chars().next().map_or(0, char::len_utf8);
        } else if c == '"' {
            in_text = !in_text;
        }
        out.push_str(&rest[..width]);
        rest = &rest[width..];
    }
    out
}

/// The lines that the entries of a JSON array of objects begin in, for messages.
fn lines_of_entries(text: &str) -> Vec<usize> {
    let (mut line, mut depth, mut in_text, mut escaped) = (1, 0usize, false, false);
    let mut lines = Vec::new();
    for b in text.bytes() {
        match b {
            b'\n' => line += 1,
            _ if escaped => escaped = false,
            b'\\' => escaped = in_text,
            b'"' => in_text = !in_text,
            _ if in_text => {}
            b'{' | b'[' => {
                if depth == 1 {
                    lines.push(line);
                }
                depth += 1;
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_comments() {
        let text = "[ // a \"comment\"\n{\"x\":\"// no { comment\"},\n/* { */\n{}]";
        let text = without_comments(text);
        assert!(text.contains("// no { comment") && !text.contains("a \"comment"), "{text}");
        assert_eq!(lines_of_entries(&text), [2, 4]);
    }
}
