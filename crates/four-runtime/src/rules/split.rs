//! Index arithmetic of the text commands, as ranges of zero-based units, and splitting and trimming.
//!
//! Commands count characters from one and take any longint; every function here clips, none can fail.
use super::collate::Level;
use super::search::occurrences;
use super::text_ref::TextRef;
use std::ops::Range;

/// Separators of more units are searched in linear time.
const LONG: usize = 32;

/// Whether a character is white space to `Trim`: the ECMAScript set of blanks and line ends (`commands/trim`).
pub fn is_space(c: char) -> bool {
    matches!(
        c,
        '\t'..='\r' | ' ' | '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{2028}' | '\u{2029}' | '\u{202F}' | '\u{205F}'
            | '\u{3000}' | '\u{FEFF}'
    )
}

fn is_space_unit(unit: u16) -> bool {
    char::from_u32(u32::from(unit)).is_some_and(is_space)
}

/// The units that are left when white space goes at the start and/or the end (`commands/trim`,
/// `commands/trim-start`, `commands/trim-end`).
pub fn trim(text: TextRef<'_>, at_start: bool, at_end: bool) -> Range<usize> {
    let (mut start, mut end) = (0, text.len());
    while at_start && start < end && is_space_unit(text.unit(start)) {
        start += 1;
    }
    while at_end && start < end && is_space_unit(text.unit(end - 1)) {
        end -= 1;
    }
    start..end
}

/// `Split string`: the pieces of a text as ranges (`commands/split-string`). An empty separator gives every
/// unit its own piece; a separator with letters is found as `Position` finds it (without case and accents), any
/// other by code. An empty text has no pieces. With `trimmed` the pieces lose
/// their blanks at both ends, with `skip_empty` those that are empty (then) are left out.
pub fn split<'a>(
    text: TextRef<'a>,
    separator: TextRef<'a>,
    skip_empty: bool,
    trimmed: bool,
) -> impl Iterator<Item = Range<usize>> + 'a {
    let mut next = if text.is_empty() { None } else { Some(0) };
    let level = if has_letters(separator) { Level::Primary } else { Level::Codes };
    // Comparing a long separator at every unit could take quadratic time: it is looked for once instead.
    let both_ascii = matches!((text, separator), (TextRef::Ascii(_), TextRef::Ascii(_)));
    let mut known = (level == Level::Primary || (!both_ascii && separator.len() > LONG))
        .then(|| occurrences(text, separator, usize::MAX, level).into_iter());
    std::iter::from_fn(move || {
        let start = next?;
        if separator.is_empty() {
            next = Some(start + 1).filter(|at| *at < text.len());
            return Some(start..start + 1);
        }
        let found = match &mut known {
            Some(all) => all.next(),
            None => find_units(text, separator, start).map(|at| (at, separator.len())),
        };
        next = found.map(|(at, length)| at + length);
        Some(start..found.map_or(text.len(), |(at, _)| at))
    })
    .map(move |range| {
        let inner =
            if trimmed { trim(text.slice(range.start, range.end), true, true) } else { 0..range.len() };
        range.start + inner.start..range.start + inner.end
    })
    .filter(move |range| !(skip_empty && range.is_empty()))
}

/// Whether case and accents can make a difference to a separator.
fn has_letters(separator: TextRef<'_>) -> bool {
    (0..separator.len())
        .any(|at| char::from_u32(u32::from(separator.unit(at))).is_some_and(char::is_alphabetic))
}

/// The pieces of an ASCII text between single characters, no letters: `Split string` without options, as it is
/// mostly called.
pub fn split_at_byte(text: &str, separator: u8) -> impl ExactSizeIterator<Item = &str> {
    let places = memchr::memchr_iter(separator, text.as_bytes());
    // Counting them takes little and lets the list have its size from the start.
    let pieces = if text.is_empty() { 0 } else { places.clone().count() + 1 };
    let (mut ends, mut start) = (places, 0);
    (0..pieces).map(move |_| {
        let end = ends.next().unwrap_or(text.len());
        let piece = text.get(start..end).unwrap_or_default();
        start = end + 1;
        piece
    })
}

/// The first index from `start` on at which the units of `find` stand.
fn find_units(text: TextRef<'_>, find: TextRef<'_>, start: usize) -> Option<usize> {
    if let (TextRef::Ascii(text), TextRef::Ascii(find)) = (text, find) {
        let rest = text.get(start..)?;
        // One character needs no preparation, which would take longer than most searches.
        let found = match find.as_bytes() {
            [one] => memchr::memchr(*one, rest.as_bytes()),
            _ => rest.find(find),
        };
        return found.map(|at| start + at);
    }
    let last = text.len().checked_sub(find.len())?;
    let first = find.unit(0);
    (start..=last).find(|at| text.unit(*at) == first && text.slice(*at, at + find.len()).same_units(find))
}

/// The zero-based index of one-based character `first`, clipped to `0..=length`.
fn index(first: i64, length: usize) -> usize {
    usize::try_from(first.saturating_sub(1)).unwrap_or(0).min(length)
}

/// `Substring(t;first{;count})`: the range taken (`commands/substring`). Without `count`, or past the end, up to
/// the end; a `first` below 1 counts as 1; a `count` of 0 or less takes nothing.
pub fn substring(length: usize, first: i64, count: Option<i64>) -> Range<usize> {
    let start = index(first, length);
    let count = count.map_or(length, |n| usize::try_from(n).unwrap_or(0));
    start..start.saturating_add(count).min(length)
}

/// `Insert string`: the index before which the text goes; below 1 the start, past the end the end
/// (`commands/insert-string`).
pub fn insert_at(length: usize, position: i64) -> usize {
    index(position, length)
}

/// `Delete string`: the range removed; empty when nothing is (`commands/delete-string`). A position below 1
/// counts as 1.
pub fn delete(length: usize, position: i64, count: i64) -> Range<usize> {
    substring(length, position, Some(count))
}

/// `Change string`: the range overwritten, and so how much of the new text is used; empty when the position
/// lies outside the text (`commands/change-string`).
pub fn change(length: usize, new_length: usize, position: i64) -> Range<usize> {
    match usize::try_from(position) {
        Ok(position) if (1..=length).contains(&position) => {
            position - 1..(position - 1).saturating_add(new_length).min(length)
        }
        _ => 0..0,
    }
}

/// `t[[n]]`: the index of one-based character `n`, if there is one (`Concepts/string`).
pub fn character(length: usize, n: i64) -> Option<usize> {
    usize::try_from(n).ok().filter(|n| (1..=length).contains(n)).map(|n| n - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts(text: &str, separator: &str, skip: bool, trimmed: bool) -> Vec<String> {
        let (t, s): (Vec<u16>, Vec<u16>) =
            (text.encode_utf16().collect(), separator.encode_utf16().collect());
        let wide = split(TextRef::Wide(&t), TextRef::Wide(&s), skip, trimmed).collect::<Vec<_>>();
        if text.is_ascii() && separator.is_ascii() {
            assert!(
                split(TextRef::Ascii(text), TextRef::Ascii(separator), skip, trimmed)
                    .eq(wide.iter().cloned())
            );
        }
        wide.into_iter().map(|range| String::from_utf16_lossy(&t[range])).collect()
    }

    #[test]
    fn documented_splits() {
        assert_eq!(parts("a;;b", ";", false, false), ["a", "", "b"]);
        assert_eq!(parts("a; ;b", ";", true, true), ["a", "b"]);
        assert_eq!(parts("a; ;b", ";", true, false), ["a", " ", "b"]);
        assert_eq!(parts("abc", "", false, false), ["a", "b", "c"]);
        assert_eq!(parts("abc", "x", false, false), ["abc"]);
        assert_eq!(parts("xax", "x", false, false), ["", "a", ""]);
        assert_eq!(parts("éxÉ", "É", false, false), ["", "x", ""]);
        assert_eq!(parts("1 AND 2 and 3", " and ", false, false), ["1", "2", "3"]);
        assert!(parts("", ";", false, false).is_empty());
    }

    #[test]
    fn long_separators() {
        let bar = "é".repeat(40);
        assert_eq!(parts(&format!("a{bar}b{bar}"), &bar, false, false), ["a", "b", ""]);
        // Quadratic comparison would take minutes here.
        let text = vec![0x3B1u16; 400_000];
        let mut separator = vec![0x3B1u16; 200_000];
        separator.push(0x3B2);
        assert_eq!(split(TextRef::Wide(&text), TextRef::Wide(&separator), false, false).count(), 1);
    }

    #[test]
    fn trimming() {
        let range = |s, e| trim(TextRef::Wide(&[0x20, 0xFEFF, 0x61, 0x0A, 0x3000]), s, e);
        assert_eq!((range(true, true), range(true, false), range(false, true)), (2..3, 2..5, 0..3));
        assert_eq!(trim(TextRef::Ascii(" \n"), true, true).len(), 0);
    }

    #[test]
    fn documented_indices() {
        assert_eq!(substring(6, 3, Some(2)), 2..4);
        assert_eq!(
            (substring(3, 9, None), substring(3, -4, Some(2)), substring(3, 2, Some(-1))),
            (3..3, 0..2, 1..1)
        );
        assert_eq!((insert_at(2, 2), insert_at(2, -1), insert_at(2, 99)), (1, 0, 2));
        assert_eq!(
            (delete(4, 2, 2), delete(4, 9, 1).len(), delete(4, 0, 1), delete(4, 3, 99)),
            (1..3, 0, 0..1, 2..4)
        );
        assert_eq!(
            (change(6, 2, 6), change(8, 3, 1), change(6, 2, 0).len(), change(6, 2, 7).len()),
            (5..6, 0..3, 0, 0)
        );
        assert_eq!((character(3, 3), character(3, 0), character(3, 4)), (Some(2), None, None));
    }

    proptest! {
        #[test]
        fn ranges_stay_inside(length in 0usize..50, a: i64, b: i64, n: usize) {
            for range in [substring(length, a, Some(b)), substring(length, a, None), delete(length, a, b), change(length, n, a)] {
                prop_assert!(range.start <= range.end && range.end <= length);
            }
            prop_assert!(insert_at(length, a) <= length);
        }

        #[test]
        fn splitting_agrees_with_str(text in "[ab;]{1,12}", separator in "[a;]{1,2}") {
            let want: Vec<_> = text.split(separator.as_str()).collect();
            prop_assert_eq!(parts(&text, &separator, false, false), want);
        }

        #[test]
        fn any_units(text: Vec<u16>, separator: Vec<u16>, skip: bool, trimmed: bool) {
            for range in split(TextRef::Wide(&text), TextRef::Wide(&separator), skip, trimmed) {
                prop_assert!(range.start <= range.end && range.end <= text.len());
            }
        }
    }
}
