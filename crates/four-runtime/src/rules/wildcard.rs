//! The `@` wildcard of comparison operators: zero or more characters, in the right operand only.
//!
//! The rest compares as [`super::collate`] does. ASCII against ASCII allocates nothing; other texts become
//! atoms once. The time is linear in the text times the number of pieces between wildcards at worst.
use super::atoms::{Atom, Needle, atoms, whole_characters};
use super::collate::{self, Level, weight};
use super::text_ref::TextRef;
use std::cmp::Ordering;

/// The wildcard, constant `At sign`.
const AT: u16 = 64;

/// Whether a text holds a wildcard.
#[inline]
pub fn has_wildcard(pattern: TextRef<'_>) -> bool {
    match pattern {
        TextRef::Ascii(text) => text.as_bytes().contains(&b'@'),
        TextRef::Wide(units) => units.contains(&AT),
    }
}

/// `text=pattern`: equality with `@` in the right operand; two adjacent wildcards are never equal to anything
/// (`Concepts/string`).
#[inline]
pub fn equal_wildcard(text: TextRef<'_>, pattern: TextRef<'_>) -> bool {
    if let (TextRef::Ascii(a), TextRef::Ascii(b)) = (text, pattern) {
        // Before the first wildcard, letters that differ settle it.
        for (x, y) in a.bytes().zip(b.bytes()) {
            let (v, w) = (weight(x), weight(y));
            if y == b'@' || v == 0 || w == 0 {
                return general(text, pattern);
            }
            if v != w {
                return false;
            }
        }
        return a.len() == b.len() || general(text, pattern);
    }
    general(text, pattern)
}

fn general(text: TextRef<'_>, pattern: TextRef<'_>) -> bool {
    if has_wildcard(pattern) { matches(text, pattern) } else { collate::equal(text, pattern) }
}

/// The order for `<`, `<=`, `>`, `>=`: a single wildcard at the end of the right operand makes texts that
/// begin with what stands before it equal; any other `@` is an ordinary character (`Concepts/string`).
pub fn compare_wildcard(text: TextRef<'_>, pattern: TextRef<'_>) -> Ordering {
    let last = pattern.len().wrapping_sub(1);
    if pattern.is_empty() || pattern.unit(last) != AT {
        return collate::compare(text, pattern);
    }
    let head = pattern.slice(0, last);
    if has_wildcard(head) {
        return collate::compare(text, pattern);
    }
    if matches(text, pattern) { Ordering::Equal } else { collate::compare(text, head) }
}

fn matches(text: TextRef<'_>, pattern: TextRef<'_>) -> bool {
    if let (TextRef::Ascii(text), TextRef::Ascii(pattern)) = (text, pattern)
        && pattern.len() <= 64
    {
        return matches_ascii(text.as_bytes(), pattern.as_bytes());
    }
    let units = pattern.to_units();
    if units.windows(2).any(|pair| pair == [AT, AT]) {
        return false;
    }
    let text = atoms(Level::Primary, text);
    let pieces: Vec<Vec<Atom>> =
        units.split(|unit| *unit == AT).map(|piece| atoms(Level::Primary, TextRef::Wide(piece))).collect();
    let [first, middle @ .., last] = pieces.as_slice() else {
        return false;
    };
    let same = |start: usize, piece: &[Atom]| {
        let range = start..start + piece.len();
        range.end <= text.len()
            && text[range.clone()].iter().zip(piece).all(|(a, b)| a.weight == b.weight)
            && whole_characters(&text, &range)
    };
    if !same(0, first) {
        return false;
    }
    let mut at = first.len();
    for piece in middle {
        match Needle::new(piece).find(&text, at) {
            Some(found) => at = found.end,
            None if piece.is_empty() => {}
            None => return false,
        }
    }
    text.len() >= at + last.len() && same(text.len() - last.len(), last)
}

/// Where a piece ends that matches at `at`, ignorable characters skipped on both sides.
fn match_at(text: &[u8], mut at: usize, piece: &[u8]) -> Option<usize> {
    for wanted in piece.iter().map(|b| weight(*b)).filter(|w| *w != 0) {
        while text.get(at).is_some_and(|b| weight(*b) == 0) {
            at += 1;
        }
        if weight(*text.get(at)?) != wanted {
            return None;
        }
        at += 1;
    }
    Some(at)
}

fn matches_ascii(text: &[u8], pattern: &[u8]) -> bool {
    if pattern.windows(2).any(|pair| pair == b"@@") {
        return false;
    }
    let mut pieces = pattern.split(|b| *b == b'@');
    let last = pattern.rsplit(|b| *b == b'@').next().unwrap_or_default();
    let Some(mut at) = match_at(text, 0, pieces.next().unwrap_or_default()) else {
        return false;
    };
    let mut left = pattern.iter().filter(|b| **b == b'@').count();
    for piece in pieces {
        left -= 1;
        if left == 0 {
            break;
        }
        // Starting at an ignorable character is starting after it: one start a run keeps this linear.
        let starts = |from: &usize| text.get(*from).is_none_or(|b| weight(*b) != 0);
        match (at..=text.len()).filter(starts).find_map(|from| match_at(text, from, piece)) {
            Some(end) => at = end,
            None => return false,
        }
    }
    // The last piece is held against the end, from behind.
    let mut end = text.len();
    for wanted in last.iter().rev().map(|b| weight(*b)).filter(|w| *w != 0) {
        while end > at && weight(text[end - 1]) == 0 {
            end -= 1;
        }
        if end <= at || weight(text[end - 1]) != wanted {
            return false;
        }
        end -= 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn eq(text: &str, pattern: &str) -> bool {
        let (t, p): (Vec<u16>, Vec<u16>) = (text.encode_utf16().collect(), pattern.encode_utf16().collect());
        let wide = equal_wildcard(TextRef::Wide(&t), TextRef::Wide(&p));
        if text.is_ascii() && pattern.is_ascii() {
            assert_eq!(
                equal_wildcard(TextRef::Ascii(text), TextRef::Ascii(pattern)),
                wide,
                "{text:?} {pattern:?}"
            );
        }
        wide
    }

    #[test]
    fn documented_wildcards() {
        for pattern in
            ["abcdefghij@", "@abcdefghij", "abcd@efghij", "@abcdefghij@", "@abcde@fghij@", "ABC@", "@"]
        {
            assert!(eq("abcdefghij", pattern), "{pattern}");
        }
        for pattern in ["abc@@fg", "@@", "abc@x", "b@", "@i", "abcdefghij@j", "@j@j"] {
            assert!(!eq("abcdefghij", pattern), "{pattern}");
        }
        assert!(eq("invoice-7", "inv@") && !eq("inv@", "invoice-7") && !eq("abcd", "a@@d"));
        assert!(eq("", "@") && eq("Élan", "e@") && eq("cæsar", "CAE@") && !eq("cæsar", "ca@"));
        assert!(eq("a\u{1}b", "ab@") && eq("ab\u{1}", "@b") && eq("\u{1}", "@\u{2}"));
        assert!(!eq("aba", "aba@ba") && eq("ababa", "aba@ba"));
    }

    #[test]
    fn hostile_patterns_take_linear_time() {
        let text = "\u{1}".repeat(300_000) + &"a".repeat(300_000);
        assert!(!equal_wildcard(TextRef::Ascii(&text), TextRef::Ascii("@b@")));
        assert!(!equal_wildcard(TextRef::Ascii(&text), TextRef::Ascii("@aaaaaaaab@\u{1}@")));
        let pattern = format!("@{}b@{}", "a".repeat(100_000), "@a".repeat(50_000));
        assert!(!equal_wildcard(TextRef::Ascii(&text), TextRef::Ascii(&pattern)));
    }

    #[test]
    fn order_with_a_trailing_wildcard() {
        let order = |a, b| compare_wildcard(TextRef::Ascii(a), TextRef::Ascii(b));
        assert_eq!(order("abcd", "abc@"), Ordering::Equal);
        assert_eq!(order("abd", "abc@"), Ordering::Greater);
        assert_eq!(order("abb", "abc@"), Ordering::Less);
        assert_eq!(order("ab", "abc@"), Ordering::Less);
        assert_eq!(
            order("abcd", "abc@ef"),
            collate::compare(TextRef::Ascii("abcd"), TextRef::Ascii("abc@ef"))
        );
        assert_eq!(order("", ""), Ordering::Equal);
    }

    /// The rule written the plain way: a piece, then any rest.
    fn plain(text: &[u8], pattern: &[u8]) -> bool {
        match pattern.split_first() {
            None => text.is_empty(),
            Some((b'@', rest)) => (0..=text.len()).any(|at| plain(&text[at..], rest)),
            Some((c, rest)) => {
                text.split_first().is_some_and(|(t, tail)| t.eq_ignore_ascii_case(c) && plain(tail, rest))
            }
        }
    }

    proptest! {
        #[test]
        fn agrees_with_the_plain_rule(text in "[abAB]{0,9}", pattern in "[abA@]{0,7}") {
            let want = !pattern.contains("@@") && plain(text.as_bytes(), pattern.as_bytes());
            prop_assert_eq!(eq(&text, &pattern), want);
        }

        #[test]
        fn both_forms_agree(text in "[ab\x01\x02]{0,9}", pattern in "[ab\x01@]{0,7}") {
            eq(&text, &pattern);
        }

        #[test]
        fn any_units(text: Vec<u16>, pattern: Vec<u16>) {
            let (t, p) = (TextRef::Wide(&text), TextRef::Wide(&pattern));
            let _ = (equal_wildcard(t, p), compare_wildcard(t, p));
        }
    }
}
