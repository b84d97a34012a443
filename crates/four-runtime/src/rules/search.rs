//! `Position` and `Replace string`: searching at a comparison level, never with wildcards.
//!
//! Indices and lengths are zero-based UTF-16 units here; the commands count from one. The length found may
//! differ from the length looked for (`æ` for `ae`, ignorable characters inside). ASCII searched in ASCII with
//! the default rules takes a direct path that allocates nothing.
use super::atoms::{Needle, atoms};
use super::collate::{Level, weight};
use super::text_ref::TextRef;
use super::words;

/// How `Position` compares (`commands/position`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SearchOptions {
    /// What counts as the same character.
    pub level: Level,
    /// Only occurrences that begin and end at word boundaries (`sk whole word`).
    pub whole_word: bool,
}

impl SearchOptions {
    /// The default: letters without case and accents.
    pub const DEFAULT: SearchOptions = SearchOptions { level: Level::Primary, whole_word: false };
    /// The `*` parameter: by character code.
    pub const CODES: SearchOptions = SearchOptions { level: Level::Codes, whole_word: false };

    /// The options of a sum of `sk` constants.
    pub fn from_constants(sum: i64) -> SearchOptions {
        SearchOptions { level: Level::from_options(sum), whole_word: sum & 32 != 0 }
    }
}

/// The first occurrence of `find` in `text` at or after unit `start`: its index and length in units
/// (`commands/position`). `None` when there is none, and for a `find` that is empty or all ignorable.
pub fn position(
    find: TextRef<'_>,
    text: TextRef<'_>,
    start: usize,
    options: SearchOptions,
) -> Option<(usize, usize)> {
    if find.is_empty() || start >= text.len() {
        return None;
    }
    if !options.whole_word {
        match (options.level, find, text) {
            (Level::Primary, TextRef::Ascii(find), TextRef::Ascii(text)) if find.len() <= 64 => {
                return in_ascii(find.as_bytes(), text.as_bytes(), start);
            }
            (Level::Codes, TextRef::Ascii(find), TextRef::Ascii(text)) => {
                return text.get(start..)?.find(find).map(|at| (start + at, find.len()));
            }
            _ => {}
        }
    }
    let needle = Needle::new(&atoms(options.level, find));
    let rest = text.slice(start, text.len());
    let hay = atoms(options.level, rest);
    let boundaries = if options.whole_word { words::boundaries(rest) } else { Vec::new() };
    let mut from = 0;
    while let Some(found) = needle.find(&hay, from) {
        let (begin, end) = (hay[found.start].start, hay[found.end - 1].end);
        let at_boundaries =
            || boundaries.binary_search(&begin).is_ok() && boundaries.binary_search(&end).is_ok();
        if !options.whole_word || at_boundaries() {
            return Some((start + begin, end - begin));
        }
        from = found.start + 1;
        if found.len() > 64 {
            // Long needles would make overlapping retries quadratic.
            from = found.end;
        }
    }
    None
}

fn in_ascii(find: &[u8], text: &[u8], start: usize) -> Option<(usize, usize)> {
    let mut wanted = [0; 64];
    let mut count = 0;
    for rank in find.iter().map(|b| weight(*b)).filter(|w| *w != 0) {
        wanted[count] = rank;
        count += 1;
    }
    let (first, others) = wanted[..count].split_first()?;
    let mut begin = start;
    while let Some(skipped) = text.get(begin..)?.iter().position(|b| weight(*b) == *first) {
        begin += skipped;
        let mut end = begin + 1;
        let all = others.iter().all(|rank| {
            while text.get(end).is_some_and(|b| weight(*b) == 0) {
                end += 1;
            }
            end += 1;
            text.get(end - 1).is_some_and(|b| weight(*b) == *rank)
        });
        if all {
            return Some((begin, end - begin));
        }
        begin += 1;
    }
    None
}

/// The occurrences of `find` that `Replace string` replaces, from the left, at most `how_many`
/// (`commands/replace-string`): index and length in units, ascending, not overlapping.
pub fn occurrences(
    text: TextRef<'_>,
    find: TextRef<'_>,
    how_many: usize,
    level: Level,
) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    if find.is_empty() || text.is_empty() {
        return out;
    }
    if let (Level::Primary | Level::Codes, TextRef::Ascii(find_ascii), TextRef::Ascii(_)) =
        (level, find, text)
        && (find_ascii.len() <= 64 || level == Level::Codes)
    {
        let options = SearchOptions { level, whole_word: false };
        let mut from = 0;
        while let Some((at, length)) = position(find, text, from, options).filter(|_| out.len() < how_many) {
            out.push((at, length));
            from = at + length;
        }
        return out;
    }
    let needle = Needle::new(&atoms(level, find));
    let hay = atoms(level, text);
    let mut from = 0;
    while let Some(found) = needle.find(&hay, from).filter(|_| out.len() < how_many) {
        let (begin, end) = (hay[found.start].start, hay[found.end - 1].end);
        out.push((begin, end - begin));
        from = found.end;
    }
    out
}

/// `Replace string` on units: every occurrence, or the first `how_many`, replaced by `new`
/// (`commands/replace-string`). `None` when nothing is replaced, and when the result would exceed `max_units`
/// (`Err` with the length that would be needed).
pub fn replace(
    text: TextRef<'_>,
    find: TextRef<'_>,
    new: TextRef<'_>,
    how_many: usize,
    level: Level,
    max_units: usize,
) -> Result<Option<Vec<u16>>, usize> {
    let found = occurrences(text, find, how_many, level);
    if found.is_empty() {
        return Ok(None);
    }
    let removed: usize = found.iter().map(|(_, length)| length).sum();
    let length = (text.len() - removed).saturating_add(found.len().saturating_mul(new.len()));
    if length > max_units {
        return Err(length);
    }
    let mut out = Vec::with_capacity(length);
    let mut from = 0;
    for (at, taken) in found {
        text.slice(from, at).push_units(&mut out);
        new.push_units(&mut out);
        from = at + taken;
    }
    text.slice(from, text.len()).push_units(&mut out);
    Ok(Some(out))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pos(find: &str, text: &str, start: usize, options: SearchOptions) -> Option<(usize, usize)> {
        let (f, t): (Vec<u16>, Vec<u16>) = (find.encode_utf16().collect(), text.encode_utf16().collect());
        let wide = position(TextRef::Wide(&f), TextRef::Wide(&t), start, options);
        if find.is_ascii() && text.is_ascii() {
            assert_eq!(
                position(TextRef::Ascii(find), TextRef::Ascii(text), start, options),
                wide,
                "{find:?} {text:?}"
            );
        }
        wide
    }

    fn rep(text: &str, find: &str, new: &str, how_many: usize, level: Level) -> String {
        let (t, f, n): (Vec<u16>, Vec<u16>, Vec<u16>) =
            (text.encode_utf16().collect(), find.encode_utf16().collect(), new.encode_utf16().collect());
        let out =
            replace(TextRef::Wide(&t), TextRef::Wide(&f), TextRef::Wide(&n), how_many, level, 1000).unwrap();
        String::from_utf16(&out.unwrap_or(t)).unwrap()
    }

    #[test]
    fn documented_positions() {
        let default = SearchOptions::DEFAULT;
        let codes = SearchOptions::CODES;
        let day = "Today is the first day";
        assert_eq!(pos("ll", "Willow", 0, default), Some((2, 2)));
        assert_eq!(pos("day", day, 0, default), Some((2, 3)));
        assert_eq!(pos("day", day, 3, default), Some((19, 3)));
        assert_eq!(pos("DAY", day, 0, codes), None);
        assert_eq!(pos("œ", "Bœuf", 0, default), Some((1, 1)));
        assert_eq!(pos("oe", "Bœuf", 0, default), Some((1, 1)));
        assert_eq!(pos("œ", "Boeuf", 0, default), Some((1, 2)));
        assert_eq!(pos("oe", "Bœuf", 0, codes), None);
        assert_eq!(pos("É", "café", 0, default), Some((3, 1)));
        assert_eq!(pos("É", "café", 0, codes), None);
        assert_eq!(pos("e", "cafe\u{301}!", 0, default), Some((3, 2)));
        assert_eq!(pos("@", "a@b", 0, default), Some((1, 1)));
        assert_eq!(pos("ab", "a\u{1}b", 0, default), Some((0, 3)));
        assert_eq!(pos("\u{1}", "a\u{1}b", 0, default), None);
        assert_eq!(pos("\u{1}", "a\u{1}b", 0, codes), Some((1, 1)));
        assert_eq!(
            (pos("", "", 0, default), pos("", "a", 0, default), pos("a", "a", 7, default)),
            (None, None, None)
        );
    }

    #[test]
    fn hostile_texts_take_linear_time() {
        let text = "a\u{1}".repeat(200_000);
        let find = "a".repeat(100_000) + "b";
        for options in [SearchOptions::DEFAULT, SearchOptions::CODES, SearchOptions::from_constants(38)] {
            assert_eq!(position(TextRef::Ascii(&find), TextRef::Ascii(&text), 0, options), None);
        }
        assert_eq!(
            occurrences(TextRef::Ascii(&text), TextRef::Ascii("A"), usize::MAX, Level::Primary).len(),
            200_000
        );
    }

    #[test]
    fn options_of_the_second_syntax() {
        let with = |sum, find, text| pos(find, text, 0, SearchOptions::from_constants(sum)).map(|(at, _)| at);
        assert_eq!(
            (with(2, "E", "éE"), with(6, "E", "éE"), with(0, "E", "eéÉE")),
            (Some(1), Some(0), Some(3))
        );
        assert_eq!((with(3, "A", "àa"), with(1, "A", "aA")), (Some(1), Some(1)));
        assert_eq!(with(34, "where", "somewhere where"), Some(10));
        assert_eq!(with(38, "ete", "été"), Some(0));
    }

    #[test]
    fn documented_replacements() {
        let all = usize::MAX;
        assert_eq!(rep("Willow", "ll", "d", all, Level::Primary), "Widow");
        assert_eq!(rep("Shout", "o", "", all, Level::Primary), "Shut");
        assert_eq!(rep("Crème brûlée", "Brulee", "caramel", all, Level::Primary), "Crème caramel");
        assert_eq!(rep("Crème brûlée", "Brulee", "caramel", all, Level::Codes), "Crème brûlée");
        assert_eq!(rep("aAa", "a", "b", all, Level::Primary), "bbb");
        assert_eq!(rep("aAa", "a", "b", all, Level::Codes), "bAb");
        assert_eq!(rep("aaaa", "a", "bb", 2, Level::Primary), "bbbbaa");
        assert_eq!(rep("abc", "", "x", all, Level::Primary), "abc");
        let long = "a".repeat(9);
        let too_long =
            replace(TextRef::Ascii(&long), TextRef::Ascii("a"), TextRef::Ascii(&long), all, Level::Codes, 80);
        assert_eq!(too_long, Err(81));
    }

    proptest! {
        #[test]
        fn both_forms_agree(find in "[abA\x01 ]{0,3}", text in "[abAB\x01 ]{0,12}", start in 0usize..14) {
            for options in [SearchOptions::DEFAULT, SearchOptions::CODES, SearchOptions::from_constants(3)] {
                pos(&find, &text, start, options);
            }
            let (t, f): (Vec<u16>, Vec<u16>) = (text.encode_utf16().collect(), find.encode_utf16().collect());
            for level in [Level::Primary, Level::Codes] {
                prop_assert_eq!(
                    occurrences(TextRef::Ascii(&text), TextRef::Ascii(&find), 5, level),
                    occurrences(TextRef::Wide(&t), TextRef::Wide(&f), 5, level)
                );
            }
        }

        #[test]
        fn codes_agree_with_str(find in "[ab]{1,3}", text in "[ab]{0,12}") {
            prop_assert_eq!(pos(&find, &text, 0, SearchOptions::CODES).map(|(at, _)| at), text.find(&find));
            prop_assert_eq!(rep(&text, &find, "xy", usize::MAX, Level::Codes), text.replace(&find, "xy"));
        }

        #[test]
        fn any_units(find: Vec<u16>, text: Vec<u16>, start: usize, sum in 0i64..64) {
            let (f, t) = (TextRef::Wide(&find), TextRef::Wide(&text));
            if let Some((at, length)) = position(f, t, start % 8, SearchOptions::from_constants(sum)) {
                prop_assert!(at + length <= text.len() && length > 0);
            }
        }
    }
}
