//! Colours for code at the prompt. Names contain blanks, so a run of words is looked up for its longest known name.

use four_syntax::{Entry, Names};

const RESET: &str = "\x1b[0m";
const COMMENT: &str = "\x1b[2m";
const TEXT: &str = "\x1b[32m";
const NUMBER: &str = "\x1b[36m";
const VARIABLE: &str = "\x1b[33m";
const KEYWORD: &str = "\x1b[1;35m";
const COMMAND: &str = "\x1b[34m";
const CONSTANT: &str = "\x1b[36m";

/// Most words of a name.
const WORDS: usize = 6;

/// The code with colours; nothing else is changed.
pub fn highlight(code: &str, names: &Names) -> String {
    let mut out = String::with_capacity(code.len() * 2);
    let mut rest = code;
    let mut after_dot = false;
    while let Some(c) = rest.chars().next() {
        let (len, colour) = piece(rest, c, after_dot, names);
        let (token, more) = rest.split_at(len);
        match colour {
            Some(colour) => {
                out.push_str(colour);
                out.push_str(token);
                out.push_str(RESET);
            }
            None => out.push_str(token),
        }
        after_dot = c == '.';
        rest = more;
    }
    out
}

fn piece(rest: &str, c: char, after_dot: bool, names: &Names) -> (usize, Option<&'static str>) {
    if rest.starts_with("//") {
        return (rest.find('\n').unwrap_or(rest.len()), Some(COMMENT));
    }
    if rest.starts_with("/*") {
        return (rest.find("*/").map_or(rest.len(), |end| end + 2), Some(COMMENT));
    }
    if c == '"' {
        return (text_end(rest), Some(TEXT));
    }
    if c == '$' {
        return (1 + word_end(&rest[1..]), Some(VARIABLE));
    }
    if c.is_ascii_digit() {
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '.')).unwrap_or(rest.len());
        return (end, Some(NUMBER));
    }
    if c.is_alphabetic() || c == '_' {
        let first = word_end(rest);
        if after_dot {
            return (first, None);
        }
        return known_name(rest, first, names).unwrap_or((first, None));
    }
    (c.len_utf8(), None)
}

fn word_end(text: &str) -> usize {
    text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len())
}

fn text_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\n' => return at,
            '"' if !escaped => return at + 1,
            _ => escaped = c == '\\' && !escaped,
        }
    }
    text.len()
}

fn known_name(text: &str, first: usize, names: &Names) -> Option<(usize, Option<&'static str>)> {
    let mut ends = vec![first];
    while ends.len() < WORDS {
        let end = ends.last().copied().unwrap_or(first);
        let blanks = text[end..].len() - text[end..].trim_start_matches(' ').len();
        let word = word_end(&text[end + blanks..]);
        if blanks == 0 || word == 0 {
            break;
        }
        ends.push(end + blanks + word);
    }
    ends.into_iter().rev().find_map(|end| {
        let colour = match names.lookup(&text[..end])? {
            Entry::Keyword(_) => KEYWORD,
            Entry::Command(_) | Entry::Plugin | Entry::Method => COMMAND,
            Entry::Constant(_) => CONSTANT,
        };
        Some((end, Some(colour)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_blanks_are_one() {
        let names = crate::catalog::catalog().names();
        let shown = highlight("If (Current date>$d) // x", names);
        assert_eq!(
            shown,
            format!(
                "{KEYWORD}If{RESET} ({COMMAND}Current date{RESET}>{VARIABLE}$d{RESET}) {COMMENT}// x{RESET}"
            )
        );
    }

    #[test]
    fn texts_end_at_their_quote_or_line() {
        let names = crate::catalog::catalog().names();
        assert_eq!(highlight(r#""a\"b"+1"#, names), format!("{TEXT}\"a\\\"b\"{RESET}+{NUMBER}1{RESET}"));
        assert_eq!(highlight("\"open", names), format!("{TEXT}\"open{RESET}"));
    }
}
