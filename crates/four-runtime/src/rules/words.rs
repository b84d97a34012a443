//! Words of a text and the keyword operator `%`.
//!
//! Boundaries follow the default rules of UAX #29 as far as words of letters and digits need them: letters and
//! digits join, with an apostrophe or period between letters and a separator between digits; `_` joins; marks
//! belong to the character before; ideographs and hiragana stand alone. No dictionary is used.
use super::atoms::is_mark;
use super::text_ref::TextRef;
use super::wildcard::equal_wildcard;
use std::ops::Range;

/// The longest keyword looked for, in units; it bounds the cost of a wildcard held against every word.
const LONGEST_KEYWORD: usize = 255;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letter,
    Digit,
    Katakana,
    /// A word of its own: ideographs, hiragana.
    Single,
    Join,
    Mark,
    /// Apostrophe or period: joins letters and digits.
    Middle,
    MiddleLetter,
    MiddleNumber,
    Other,
}

fn kind(c: char) -> Kind {
    match c {
        'a'..='z' | 'A'..='Z' => Kind::Letter,
        '0'..='9' => Kind::Digit,
        '\'' | '.' | '\u{2018}' | '\u{2019}' | '\u{2024}' => Kind::Middle,
        '\u{B7}' | '\u{387}' | '\u{5F4}' | '\u{2027}' => Kind::MiddleLetter,
        ',' | ';' | '\u{37E}' | '\u{66C}' => Kind::MiddleNumber,
        '_' | '\u{203F}' | '\u{2040}' => Kind::Join,
        '\0'..='\x7F' => Kind::Other,
        '\u{AD}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}' => Kind::Mark,
        '\u{30A1}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{FF66}'..='\u{FF9D}' => Kind::Katakana,
        '\u{3041}'..='\u{309F}'
        | '\u{3005}'..='\u{3007}'
        | '\u{3400}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' => Kind::Single,
        '\u{20000}'..='\u{3FFFF}' => Kind::Single,
        _ if is_mark(c) => Kind::Mark,
        _ if c.is_numeric() => Kind::Digit,
        _ if c.is_alphabetic() => Kind::Letter,
        _ => Kind::Other,
    }
}

/// The words of a text, as ranges of units, in order: runs that hold a letter or a digit
/// (`Concepts/string`, keywords; `commands/get-text-keywords`).
pub fn words(text: TextRef<'_>) -> impl Iterator<Item = Range<usize>> + '_ {
    segments(text, false)
}

/// Words; with `wildcard`, `@` counts as a letter.
fn segments(text: TextRef<'_>, wildcard: bool) -> impl Iterator<Item = Range<usize>> + '_ {
    let kind_at = move |at: usize| {
        text.char_at(at)
            .map(|(c, units)| (if wildcard && c == '@' { Kind::Letter } else { kind(c) }, at + units))
    };
    let skip_marks = move |mut at: usize| {
        while let Some((Kind::Mark, next)) = kind_at(at) {
            at = next;
        }
        at
    };
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at;
            let (first, next) = kind_at(at)?;
            at = skip_marks(next);
            let mut last = first;
            let mut real = matches!(first, Kind::Letter | Kind::Digit | Kind::Katakana | Kind::Single);
            if !real && first != Kind::Join {
                continue;
            }
            while let Some((kind, next)) = kind_at(at) {
                let joined = matches!(
                    (last, kind),
                    (Kind::Letter | Kind::Digit, Kind::Letter | Kind::Digit)
                        | (Kind::Katakana, Kind::Katakana)
                        | (Kind::Letter | Kind::Digit | Kind::Katakana | Kind::Join, Kind::Join)
                        | (Kind::Join, Kind::Letter | Kind::Digit | Kind::Katakana)
                );
                let after = skip_marks(next);
                if joined {
                    real |= kind != Kind::Join;
                    (last, at) = (kind, after);
                    continue;
                }
                // A separator joins only between two characters of the kind it fits.
                let fits = match kind {
                    Kind::Middle => matches!(last, Kind::Letter | Kind::Digit),
                    Kind::MiddleLetter => last == Kind::Letter,
                    Kind::MiddleNumber => last == Kind::Digit,
                    _ => false,
                };
                match kind_at(after) {
                    Some((following, next)) if fits && following == last => at = skip_marks(next),
                    _ => break,
                }
            }
            if real {
                return Some(start..at);
            }
        }
    })
}

/// The unit indices at which a whole word may begin or end, ascending: every index that is not inside a word.
pub(super) fn boundaries(text: TextRef<'_>) -> Vec<usize> {
    let mut out = Vec::new();
    let mut at = 0;
    for word in words(text) {
        out.extend(at..=word.start);
        at = word.end;
    }
    out.extend(at..=text.len());
    out
}

/// `text % word`: whether `word` is one of the whole words of `text`, compared without case and accents, with
/// `@` as wildcard; false when it holds several words or none, or more than 255 characters (`Concepts/string`).
pub fn contains_keyword(text: TextRef<'_>, word: TextRef<'_>) -> bool {
    let mut wanted = segments(word, true);
    let (Some(only), None) = (wanted.next(), wanted.next()) else {
        return false;
    };
    if only.len() > LONGEST_KEYWORD {
        return false;
    }
    let wanted = word.slice(only.start, only.end);
    words(text).any(|range| equal_wildcard(text.slice(range.start, range.end), wanted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn has(text: &str, word: &str) -> bool {
        let (t, w): (Vec<u16>, Vec<u16>) = (text.encode_utf16().collect(), word.encode_utf16().collect());
        let wide = contains_keyword(TextRef::Wide(&t), TextRef::Wide(&w));
        if text.is_ascii() && word.is_ascii() {
            assert_eq!(contains_keyword(TextRef::Ascii(text), TextRef::Ascii(word)), wide);
        }
        wide
    }

    fn list(text: &str) -> Vec<String> {
        let units: Vec<u16> = text.encode_utf16().collect();
        words(TextRef::Wide(&units)).map(|range| String::from_utf16_lossy(&units[range])).collect()
    }

    #[test]
    fn documented_keywords() {
        assert!(has("Alpha Bravo Charlie", "Bravo") && has("Alpha,Bravo,Charlie", "alpha"));
        assert!(!has("Alpha Bravo Charlie", "vo") && !has("Alpha Bravo Charlie", "Alpha Bravo"));
        assert!(has("Software and Computers", "comput@") && has("Alpha beta", "be@"));
        assert!(has("red green", "red") && !has("redgreen", "red") && !has("red", "") && !has("", "red"));
        assert!(has("Un été chaud", "ETE") && has("costs 3.50 in all", "3.50") && !has("costs 3.50", "3"));
    }

    #[test]
    fn words_of_texts() {
        assert_eq!(
            list("Today's (old) price: 1,234.5 $ - 50%!"),
            ["Today's", "old", "price", "1,234.5", "50"]
        );
        assert_eq!(list("a_b __ 'x' e.g. a..b e\u{301}t"), ["a_b", "x", "e.g", "a", "b", "e\u{301}t"]);
        assert_eq!(list("カタカナと漢字"), ["カタカナ", "と", "漢", "字"]);
        assert_eq!(list(" \u{301}!"), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn words_are_apart_and_inside(units: Vec<u16>, word: Vec<u16>) {
            let text = TextRef::Wide(&units);
            let mut last = 0;
            for range in words(text) {
                prop_assert!(range.start >= last && range.end > range.start && range.end <= units.len());
                last = range.end;
            }
            contains_keyword(text, TextRef::Wide(&word));
        }
    }
}
