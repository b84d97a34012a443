//! `Match regex`: patterns with groups, lookaround and back-references, as ICU has them.
//!
//! Compiled patterns are kept per thread, a limited number of them; backtracking is limited too, so that a hostile
//! pattern or text ends in an error and not in a standstill.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use fancy_regex::{Captures, Regex, RegexBuilder};
use four_runtime::registry::{InOut, Star};
use four_runtime::{Error, Res, Text, Value, commands};

/// Patterns that are kept.
const KEPT: usize = 32;
/// Steps back that one search may take.
const BACKTRACKING: usize = 2_000_000;
/// Bytes of a compiled pattern.
const SIZE: usize = 4 << 20;
/// 4D's number for an error in a pattern.
const PATTERN_ERROR: i32 = 304;

commands! { pub static COMMANDS: "String";
    /// True when a text matches a regular expression (`commands/match-regex`): without `start` the whole text, else a
    /// part of it from character `start` on, with `*` right there. `position` and `length` receive the place found;
    /// arrays receive the groups too, element 0 the whole. Error 304 for a wrong pattern.
    ///
    /// ```4d
    /// var $position; $length : Integer
    /// ASSERT(Not(Match regex("[0-9]+"; "a12")))
    /// ASSERT(Match regex("[0-9]+"; "a12"; 1; $position; $length))
    /// ASSERT(($position=2) & ($length=2))
    /// ARRAY LONGINT($positions; 0)
    /// ARRAY LONGINT($lengths; 0)
    /// ASSERT(Match regex("(\\w)=(\\d)"; "a=1"; 1; $positions; $lengths))
    /// ASSERT($positions{2}=3)
    /// ```
    "Match regex" 1019 fn match_regex(
        _host, pattern: &Text, text: &Text, start: Option<i32>,
        position: Option<InOut>, length: Option<InOut>, star: Star
    ) -> bool {
        let Some(start) = start else {
            let regex = compiled(pattern, true)?;
            return regex.is_match(&text.to_str()).map_err(|error| failed(&error));
        };
        let regex = compiled(pattern, false)?;
        let whole = text.to_str();
        let offsets = Offsets { ascii: text.ascii_bytes().is_some(), text: &whole };
        let start = usize::try_from(start).unwrap_or(1).max(1) - 1;
        let Some(from) = offsets.bytes(start) else { return Ok(false) };
        let Some(found) = regex.captures_from_pos(&whole, from).map_err(|error| failed(&error))? else {
            return Ok(false);
        };
        if star.0 && found.get(0).is_some_and(|group| group.start() != from) {
            return Ok(false);
        }
        let places = offsets.places(&found);
        if let Some(position) = position {
            give(position.0, places.iter().map(|place| place.0))?;
        }
        if let Some(length) = length {
            give(length.0, places.iter().map(|place| place.1))?;
        }
        Ok(true)
    }
}

#[cold]
fn failed(error: &fancy_regex::Error) -> Box<Error> {
    Error::new(PATTERN_ERROR, format!("Match regex: {error}."))
}

thread_local! {
    static PATTERNS: RefCell<VecDeque<(Text, bool, Rc<Regex>)>> = const { RefCell::new(VecDeque::new()) };
}

/// A pattern, to match a whole text or a part.
pub fn compiled(pattern: &Text, whole: bool) -> Res<Rc<Regex>> {
    let known = PATTERNS.with_borrow(|patterns| {
        let found = patterns.iter().find(|(text, kind, _)| *kind == whole && text == pattern);
        found.map(|(_, _, regex)| regex.clone())
    });
    if let Some(regex) = known {
        return Ok(regex);
    }
    let build = |source: &str| {
        RegexBuilder::new(source)
            .backtrack_limit(BACKTRACKING)
            .delegate_size_limit(SIZE)
            .delegate_dfa_size_limit(SIZE)
            .build()
            .map_err(|error| failed(&error))
    };
    let source = from_icu(&pattern.to_str());
    let mut regex = build(&source)?;
    if whole {
        // Only a pattern that is right by itself is put between anchors.
        regex = build(&format!(r"\A(?:{source})\z"))?;
    }
    let regex = Rc::new(regex);
    PATTERNS.with_borrow_mut(|patterns| {
        patterns.push_front((pattern.clone(), whole, regex.clone()));
        patterns.truncate(KEPT);
    });
    Ok(regex)
}

/// Blanks of a line, and what ends lines, as ICU understands `\h` and `\v`.
const BLANKS: &str = r"\t\p{Zs}";
const BREAKS: &str = r"\n\x0B\f\r\x{85}\x{2028}\x{2029}";

/// A pattern of ICU in the notation of `fancy_regex`: the same but for quotations, the letters for white space, and named
/// groups, which become numbered ones so that both kinds of references work side by side.
fn from_icu(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut depth = 0usize;
    let mut groups = 0usize;
    let mut names: Vec<(&str, usize)> = Vec::new();
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        if c != '\\' {
            match c {
                '(' if depth == 0 => {
                    let named = rest.strip_prefix("?<").filter(|name| !name.starts_with(['=', '!']));
                    if let Some((name, after)) = named.and_then(|name| name.split_once('>')) {
                        groups += 1;
                        names.push((name, groups));
                        rest = after;
                    } else if !rest.starts_with('?') {
                        groups += 1;
                    }
                }
                '[' => depth += 1,
                ']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            out.push(c);
            continue;
        }
        let Some(letter) = rest.chars().next() else {
            out.push(c);
            break;
        };
        rest = &rest[letter.len_utf8()..];
        let set = |set: &str| if depth > 0 { set.to_owned() } else { format!("[{set}]") };
        match letter {
            'Q' => {
                let (quoted, after) = rest.split_once("\\E").unwrap_or((rest, ""));
                rest = after;
                for c in quoted.chars() {
                    if c.is_ascii_punctuation() {
                        out.push('\\');
                    }
                    out.push(c);
                }
            }
            'k' if depth == 0 && rest.starts_with('<') => {
                let (name, after) = rest[1..].split_once('>').unwrap_or(("", rest));
                match names.iter().find(|(other, _)| *other == name) {
                    Some((_, number)) => {
                        out.push_str(&format!("(?:\\{number})"));
                        rest = after;
                    }
                    None => out.push_str("\\k"),
                }
            }
            'h' => out.push_str(&set(BLANKS)),
            'v' => out.push_str(&set(BREAKS)),
            'H' => out.push_str(&format!("[^{BLANKS}]")),
            'V' => out.push_str(&format!("[^{BREAKS}]")),
            'R' => out.push_str(&format!(r"(?:\r\n|[{BREAKS}])")),
            other => {
                out.push('\\');
                out.push(other);
            }
        }
    }
    out
}

/// Turns byte offsets of a text into characters (UTF-16 units) and back.
struct Offsets<'a> {
    text: &'a str,
    ascii: bool,
}

impl Offsets<'_> {
    fn bytes(&self, units: usize) -> Option<usize> {
        if self.ascii {
            return (units <= self.text.len()).then_some(units);
        }
        let mut at = 0;
        for (byte, c) in self.text.char_indices() {
            if at >= units {
                return Some(byte);
            }
            at += c.len_utf16();
        }
        (at >= units).then_some(self.text.len())
    }

    fn units(&self, bytes: usize) -> usize {
        if self.ascii {
            return bytes;
        }
        self.text.get(..bytes).map_or(0, |text| text.chars().map(char::len_utf16).sum())
    }

    /// Position from 1 and length of the match and its groups; zeros for a group that took no part.
    fn places(&self, found: &Captures<'_>) -> Vec<(usize, usize)> {
        let place = |at| match found.get(at) {
            Some(group) => {
                let start = self.units(group.start());
                (start + 1, self.units(group.end()) - start)
            }
            None => (0, 0),
        };
        (0..found.len()).map(place).collect()
    }
}

/// Gives the first number to a variable, or all of them to an array, from element 0 on.
fn give(place: &mut Value, numbers: impl Iterator<Item = usize>) -> Res<()> {
    let mut numbers = numbers.map(Value::from);
    let first = numbers.next().unwrap_or(Value::Int(0));
    let Value::Array(array) = place else {
        *place = first;
        return Ok(());
    };
    let first = array.element.convert(first)?;
    let rest = numbers.map(|number| array.element.convert(number)).collect::<Res<Vec<_>>>()?;
    array.set(0, first)?;
    array.replace(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_utf16_units() {
        let text = "😀é=x";
        let offsets = Offsets { text, ascii: false };
        assert_eq!(offsets.bytes(2), Some(4));
        assert_eq!(offsets.units(6), 3);
        assert_eq!(offsets.bytes(99), None);
    }

    #[test]
    fn patterns_of_icu_are_understood() {
        for (pattern, text, matches) in [
            (r"\Qa.b[\E+", "a.b[[", true),
            (r"\Qa.b\E", "axb", false),
            (r"a\hb", "a\tb", true),
            (r"a\hb", "afb", false),
            (r"[\h,]+", ", \u{a0}", true),
            (r"a\Rb", "a\r\nb", true),
            (r"\V+", "a\nb", false),
            (r"(?i)ÉT\p{L}", "été", true),
            (r"(?<year>\d{4})-\k<year>", "2024-2024", true),
            (r"a++b", "aaab", true),
            (r"(?>a+)ab", "aaab", false),
            (r"(?<=x)y|xy", "xy", true),
            (r"[a-z&&[^b]]+", "abc", false),
            (r"\u00e9\x{e9}", "éé", true),
            (r"(?x) a b", "ab", true),
        ] {
            let found =
                compiled(&Text::from(pattern), true).map(|regex| regex.is_match(text).unwrap_or(false));
            assert_eq!(found.unwrap_or(false), matches, "{pattern} {text}");
        }
    }

    #[test]
    fn hostile_patterns_end_in_errors() {
        assert!(compiled(&Text::from("(a"), false).is_err());
        let nested = format!("{}a{}", "(".repeat(5000), ")".repeat(5000));
        assert!(compiled(&Text::from(nested), true).is_err());
        let regex = compiled(&Text::from(r"(?=(a+)+$)\1b"), false).expect("compiles");
        let _ = regex.is_match(&"a".repeat(3000));
    }
}
