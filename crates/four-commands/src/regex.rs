//! `Match regex`: patterns with groups, lookaround and back-references, as ICU has them.
//!
//! Compiled patterns are kept per thread, a limited number of them; backtracking is limited too, so that a hostile
//! pattern or text ends in an error and not in a standstill.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use fancy_regex::{Captures, CompileError, ParseError, Regex, RegexBuilder, RuntimeError};
use four_runtime::registry::{InOut, Star};
use four_runtime::{Error, Res, Text, Value, commands};

use crate::icu_pattern;

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
        let whole = text.to_str();
        let lines = icu_pattern::has_line_ends(&whole);
        let Some(start) = start else {
            let regex = compiled(pattern, true, lines)?;
            return regex.is_match(&whole).map_err(|error| failed(&error));
        };
        let regex = compiled(pattern, false, lines)?;
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

/// The error of a pattern: its message is ICU's name of it, as in 4D, and the help says more.
#[cold]
fn failed(error: &fancy_regex::Error) -> Box<Error> {
    let details = match error {
        fancy_regex::Error::CompileError(CompileError::InnerError(inner)) => {
            inner.syntax_error().map(|error| error.to_string())
        }
        _ => None,
    };
    // The last line of the details is the reason; those before it draw the place in the pattern.
    let reason = details.as_deref().and_then(|details| details.lines().last());
    let reason =
        reason.map_or_else(|| error.to_string(), |reason| reason.trim_start_matches("error: ").to_owned());
    Error::new(PATTERN_ERROR, icu_name(error, &reason)).with_help(format!("the pattern: {reason}"))
}

/// ICU's name of an error (`uregex.h`).
fn icu_name(error: &fancy_regex::Error, reason: &str) -> &'static str {
    use fancy_regex::Error as E;
    match error {
        E::ParseError(_, error) => match error {
            ParseError::UnclosedOpenParen => "U_REGEX_MISMATCHED_PAREN",
            // What stands after the end of a pattern begins with a bracket too many.
            ParseError::GeneralParseError(_) => "U_REGEX_MISMATCHED_PAREN",
            ParseError::RecursionExceeded => "U_REGEX_STACK_OVERFLOW",
            ParseError::InvalidClass => "U_REGEX_MISSING_CLOSE_BRACKET",
            ParseError::UnknownFlag(_) | ParseError::NonUnicodeUnsupported => "U_REGEX_INVALID_FLAG",
            ParseError::InvalidBackref => "U_REGEX_INVALID_BACK_REF",
            ParseError::InvalidGroupName | ParseError::InvalidGroupNameBackref(_) => {
                "U_REGEX_INVALID_CAPTURE_GROUP_NAME"
            }
            ParseError::TrailingBackslash
            | ParseError::InvalidEscape(_)
            | ParseError::UnclosedUnicodeName
            | ParseError::InvalidHex
            | ParseError::InvalidCodepointValue => "U_REGEX_BAD_ESCAPE_SEQUENCE",
            _ => "U_REGEX_RULE_SYNTAX",
        },
        E::CompileError(error) => match error {
            CompileError::LookBehindNotConst => "U_REGEX_LOOK_BEHIND_LIMIT",
            CompileError::InvalidBackref(_) | CompileError::NamedBackrefOnly => "U_REGEX_INVALID_BACK_REF",
            CompileError::InvalidGroupName | CompileError::InvalidGroupNameBackref(_) => {
                "U_REGEX_INVALID_CAPTURE_GROUP_NAME"
            }
            CompileError::InnerError(inner) if inner.syntax_error().is_none() => "U_REGEX_PATTERN_TOO_BIG",
            _ if reason.contains("character class range") => "U_REGEX_INVALID_RANGE",
            _ if reason.contains("Unicode property") => "U_REGEX_PROPERTY_SYNTAX",
            _ if reason.contains("repetition") => "U_REGEX_MAX_LT_MIN",
            _ => "U_REGEX_RULE_SYNTAX",
        },
        E::RuntimeError(RuntimeError::StackOverflow) => "U_REGEX_STACK_OVERFLOW",
        E::RuntimeError(_) => "U_REGEX_TIME_OUT",
        _ => "U_REGEX_RULE_SYNTAX",
    }
}

/// A pattern, the way it was compiled, and the outcome.
type Compiled = (Text, (bool, bool), Rc<Regex>);

thread_local! {
    static PATTERNS: RefCell<VecDeque<Compiled>> = const { RefCell::new(VecDeque::new()) };
}

/// A pattern, to match a whole text or a part; `lines` is for texts in which lines end (see [`icu_pattern`]).
pub fn compiled(pattern: &Text, whole: bool, lines: bool) -> Res<Rc<Regex>> {
    let known = PATTERNS.with_borrow(|patterns| {
        let found = patterns.iter().find(|(text, kind, _)| *kind == (whole, lines) && text == pattern);
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
    let source = icu_pattern::translated(&pattern.to_str(), lines);
    let mut regex = build(&source)?;
    if whole {
        // Only a pattern that is right by itself is put between anchors.
        regex = build(&format!(r"\A(?:{source})\z"))?;
    }
    let regex = Rc::new(regex);
    PATTERNS.with_borrow_mut(|patterns| {
        patterns.push_front((pattern.clone(), (whole, lines), regex.clone()));
        patterns.truncate(KEPT);
    });
    Ok(regex)
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
            (r"(?x) a b # c (", "ab", true),
            (r"[[:punct:]]+", "#%&", true),
            (r"[[:punct:]]", "$", false),
            (r"[:alpha:]+[^[:^digit:]x]", "é1", true),
            (r"[[:graph:][:blank:]]+", "a b", true),
            (r"[[:space:][:xdigit:]]+", "a\nF", true),
            (r"(?m)a$.^b", "a\rb", false),
            (r"(?m)a$\s^b", "a\rb", true),
            (r"(?ms)a$.^b", "a\rb", true),
            (r"(?m)a$\r\n^b", "a\r\nb", true),
            (r"(?m)a\r$\n^b", "a\r\nb", false),
            (r"a$\n", "a\n", true),
            (r"a$\nb", "a\nb", false),
            (r"(?m:a$\s)b$\s^", "a\rb\r", false),
            (r"(?m)a\n^", "a\n", false),
            (r"(?-m)a[$^.]", "a.", true),
            (r"a.b\s", "a\rb\n", false),
            (r"(?s)a.b.", "a\rb\n", true),
            (r"((?s)a.b).", "a\rb\r", false),
        ] {
            let found = compiled(&Text::from(pattern), true, icu_pattern::has_line_ends(text))
                .map(|regex| regex.is_match(text).unwrap_or(false));
            assert_eq!(found.unwrap_or(false), matches, "{pattern} {text}");
        }
    }

    #[test]
    fn hostile_patterns_end_in_errors() {
        assert!(compiled(&Text::from("(a"), false, false).is_err());
        let nested = format!("{}a{}", "(".repeat(5000), ")".repeat(5000));
        assert!(compiled(&Text::from(nested), true, true).is_err());
        let regex = compiled(&Text::from(r"(?=(a+)+$)\1b"), false, true).expect("compiles");
        let _ = regex.is_match(&"a".repeat(3000));
    }
}
