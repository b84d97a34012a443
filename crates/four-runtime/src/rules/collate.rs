//! Comparison of texts: ICU root collation, by default insensitive to case and accents.
//!
//! ASCII never reaches the collator: the order of its characters at primary strength is a table here, which a
//! test checks against the collator, and no ASCII pair contracts or expands. Texts that differ at ASCII
//! characters followed by ASCII are decided by the table as well. Nothing allocates but the widening of a long
//! ASCII text that is compared with a wide one.
use super::text_ref::TextRef;
use icu_collator::options::{CaseLevel, CollatorOptions, Strength};
use icu_collator::{CollatorBorrowed, CollatorPreferences};
use std::cmp::Ordering;
use std::sync::OnceLock;

/// ASCII characters in collation order; letters share the rank of their other case. What is missing (C0 but
/// TAB, LF, VT, FF, CR; and DEL) is ignorable.
const ORDER: &[u8] = b"\t\n\x0B\x0C\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789abcdefghijklmnopqrstuvwxyz";

/// Rank of each ASCII character at primary strength; 0 for the ignorable ones.
pub(super) const WEIGHTS: [u8; 128] = {
    let mut table = [0; 128];
    let mut at = 0;
    while at < ORDER.len() {
        let rank = at as u8 + 1;
        table[ORDER[at] as usize] = rank;
        table[ORDER[at].to_ascii_uppercase() as usize] = rank;
        at += 1;
    }
    table
};

/// The weight of an ASCII byte; 0 for anything else.
#[inline]
pub(super) fn weight(byte: u8) -> u8 {
    WEIGHTS[usize::from(byte & 0x7F)]
}

/// What a comparison pays attention to (`commands/compare-strings`, the `sk` constants).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Level {
    /// Letters only: neither case nor accents. The default of operators and commands.
    Primary,
    /// Letters and accents (`sk case insensitive`).
    Accents,
    /// Letters and case (`sk diacritic insensitive`).
    Case,
    /// Letters, accents and case (`sk strict`).
    Strict,
    /// Character codes (`*`, `sk char codes`).
    Codes,
    /// Character codes with a–z and A–Z alike (`sk char codes+sk case insensitive`).
    CodesNoCase,
}

impl Level {
    /// The level that a sum of `sk` constants asks for. Kana and width (8, 16) concern Japanese only and mean
    /// strict elsewhere; `sk whole word` (32) is for the caller.
    pub fn from_options(options: i64) -> Level {
        match (options & 1 != 0, options & 2 != 0, options & 4 != 0) {
            (true, false, _) => Level::Codes,
            (true, true, _) => Level::CodesNoCase,
            (false, true, true) => Level::Primary,
            (false, true, false) => Level::Accents,
            (false, false, true) => Level::Case,
            (false, false, false) => Level::Strict,
        }
    }
}

/// The collator of a level, made once; `None` for levels by code and if the compiled data lacked the root.
pub(super) fn collator(level: Level) -> Option<&'static CollatorBorrowed<'static>> {
    static MADE: [OnceLock<Option<CollatorBorrowed<'static>>>; 4] =
        [OnceLock::new(), OnceLock::new(), OnceLock::new(), OnceLock::new()];
    let (slot, strength, case) = match level {
        Level::Primary => (0, Strength::Primary, CaseLevel::Off),
        Level::Accents => (1, Strength::Secondary, CaseLevel::Off),
        Level::Case => (2, Strength::Primary, CaseLevel::On),
        Level::Strict => (3, Strength::Tertiary, CaseLevel::Off),
        Level::Codes | Level::CodesNoCase => return None,
    };
    let make = || {
        let mut options = CollatorOptions::default();
        options.strength = Some(strength);
        options.case_level = Some(case);
        CollatorBorrowed::try_new(CollatorPreferences::default(), options).ok()
    };
    MADE[slot].get_or_init(make).as_ref()
}

/// `a=b` without wildcards: letters compared without case and accents, ligatures equal to their expansion,
/// ignorable control characters skipped (`Concepts/string`).
#[inline]
pub fn equal(a: TextRef<'_>, b: TextRef<'_>) -> bool {
    if let (TextRef::Ascii(a), TextRef::Ascii(b)) = (a, b) {
        return equal_ascii(a.as_bytes(), b.as_bytes());
    }
    compare(a, b) == Ordering::Equal
}

/// The order of two texts as `<`, `>` and sorting see it, without wildcards (`Concepts/string`).
#[inline]
pub fn compare(a: TextRef<'_>, b: TextRef<'_>) -> Ordering {
    if let (TextRef::Ascii(a), TextRef::Ascii(b)) = (a, b) {
        return compare_ascii(a.as_bytes(), b.as_bytes());
    }
    compare_wide(a, b)
}

#[inline]
fn equal_ascii(a: &[u8], b: &[u8]) -> bool {
    for (at, (x, y)) in a.iter().zip(b).enumerate() {
        let (v, w) = (weight(*x), weight(*y));
        if v != w || v == 0 {
            if v != w && v != 0 && w != 0 {
                return false;
            }
            return compare_rest(&a[at..], &b[at..]) == Ordering::Equal;
        }
    }
    a.len() == b.len()
        || compare_rest(&a[a.len().min(b.len())..], &b[a.len().min(b.len())..]) == Ordering::Equal
}

#[inline]
fn compare_ascii(a: &[u8], b: &[u8]) -> Ordering {
    for (at, (x, y)) in a.iter().zip(b).enumerate() {
        let (v, w) = (weight(*x), weight(*y));
        if v != w || v == 0 {
            if v != 0 && w != 0 {
                return v.cmp(&w);
            }
            return compare_rest(&a[at..], &b[at..]);
        }
    }
    let shared = a.len().min(b.len());
    compare_rest(&a[shared..], &b[shared..])
}

/// Compares with ignorable characters skipped one side at a time.
fn compare_rest(a: &[u8], b: &[u8]) -> Ordering {
    let left = a.iter().map(|b| weight(*b)).filter(|w| *w != 0);
    left.cmp(b.iter().map(|b| weight(*b)).filter(|w| *w != 0))
}

fn compare_wide(a: TextRef<'_>, b: TextRef<'_>) -> Ordering {
    let (m, n) = (a.len(), b.len());
    let shared = m.min(n);
    let mut at = 0;
    while at < shared && a.unit(at) == b.unit(at) {
        at += 1;
    }
    if at == m && at == n {
        return Ordering::Equal;
    }
    // Between ASCII neighbours nothing contracts, so the tables decide as the collator would.
    let plain = |text: TextRef<'_>, at: usize| at >= text.len() || text.unit(at) < 0x80;
    let before = at == 0 || a.unit(at - 1) < 0x80;
    while before && at < shared && plain(a, at) && plain(b, at) && plain(a, at + 1) && plain(b, at + 1) {
        let (v, w) = (weight(a.unit(at) as u8), weight(b.unit(at) as u8));
        if v == 0 || w == 0 {
            break;
        }
        if v != w {
            return v.cmp(&w);
        }
        at += 1;
    }
    with_units(a, |a| with_units(b, |b| by_collator(Level::Primary, a, b)))
}

fn by_collator(level: Level, a: &[u16], b: &[u16]) -> Ordering {
    match collator(level) {
        Some(collator) => collator.compare_utf16(a, b),
        None => a.cmp(b),
    }
}

/// Hands the units of a text to `then`, short ASCII texts by way of the stack.
fn with_units<R>(text: TextRef<'_>, then: impl FnOnce(&[u16]) -> R) -> R {
    match text {
        TextRef::Wide(units) => then(units),
        TextRef::Ascii(ascii) if ascii.len() <= 64 => {
            let mut units = [0; 64];
            for (unit, byte) in units.iter_mut().zip(ascii.bytes()) {
                *unit = u16::from(byte);
            }
            then(&units[..ascii.len()])
        }
        TextRef::Ascii(_) => then(&text.to_units()),
    }
}

/// The order of two texts at a level, never with wildcards (`commands/compare-strings`).
pub fn compare_at(level: Level, a: TextRef<'_>, b: TextRef<'_>) -> Ordering {
    let units = |text: TextRef<'_>, fold: bool| {
        let text = text.to_units();
        let lower = |unit: u16| {
            if (0x41..=0x5A).contains(&unit) { unit + 32 } else { unit }
        };
        if fold { text.into_iter().map(lower).collect() } else { text }
    };
    match level {
        Level::Primary => compare(a, b),
        Level::Codes if a.same_units(b) => Ordering::Equal,
        Level::Codes | Level::CodesNoCase => {
            let fold = level == Level::CodesNoCase;
            units(a, fold).cmp(&units(b, fold))
        }
        _ => with_units(a, |a| with_units(b, |b| by_collator(level, a, b))),
    }
}

/// A key that is the same for texts that are [`equal`], and whose bytes order as [`compare`] does: for
/// `distinct`, sorting and caches. Long: a few bytes a character.
pub fn fold_key(text: TextRef<'_>) -> Vec<u8> {
    key_at(Level::Primary, text)
}

/// The key of a text at a level; by units where the level is by code.
pub(super) fn key_at(level: Level, text: TextRef<'_>) -> Vec<u8> {
    let mut key = Vec::with_capacity(text.len() + 4);
    match collator(level) {
        Some(collator) => {
            let Ok(()) = match text {
                TextRef::Ascii(text) => collator.write_sort_key_to(text, &mut key),
                TextRef::Wide(units) => collator.write_sort_key_utf16_to(units, &mut key),
            };
        }
        None => (0..text.len()).for_each(|at| key.extend(text.unit(at).to_be_bytes())),
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn units(text: &str) -> Vec<u16> {
        text.encode_utf16().collect()
    }

    fn order(a: &str, b: &str) -> Ordering {
        compare(TextRef::Wide(&units(a)), TextRef::Wide(&units(b)))
    }

    fn truth(a: &str, b: &str) -> Ordering {
        collator(Level::Primary).expect("root data").compare(a, b)
    }

    #[test]
    fn every_pair_of_ascii_orders_as_the_collator() {
        let all: Vec<String> = (0..128u8).map(|b| char::from(b).to_string()).collect();
        for a in &all {
            for b in &all {
                let fast = compare(TextRef::Ascii(a), TextRef::Ascii(b));
                assert_eq!(fast, truth(a, b), "{a:?} {b:?}");
                assert_eq!(equal(TextRef::Ascii(a), TextRef::Ascii(b)), fast.is_eq());
            }
        }
    }

    #[test]
    fn documented_equalities() {
        for (a, b) in [("n", "ñ"), ("A", "å"), ("résumé", "RESUME"), ("æ", "ae"), ("ß", "ss"), ("\u{1}", "")]
        {
            assert_eq!(order(a, b), Ordering::Equal, "{a} {b}");
            assert_eq!(fold_key(TextRef::Wide(&units(a))), fold_key(TextRef::Wide(&units(b))));
        }
        assert_eq!(order("café", "cafe b"), Ordering::Less);
        assert!(equal(TextRef::Ascii(""), TextRef::Ascii("\u{1}\u{1f}")));
        assert!(!equal(TextRef::Ascii(""), TextRef::Ascii("\t")));
        assert!(!equal(TextRef::Wide(&[0xD83D]), TextRef::Ascii("a")));
    }

    #[test]
    fn options() {
        let at = |options, a: &str, b: &str| {
            compare_at(Level::from_options(options), TextRef::Wide(&units(a)), TextRef::Wide(&units(b)))
                as i32
        };
        assert_eq!((at(1, "alpha", "Alpha"), at(1, "a", "a"), at(3, "alpha", "Alpha")), (1, 0, 0));
        assert_eq!((at(2, "A", "a"), at(2, "a", "à")), (0, -1));
        assert_eq!((at(4, "a", "à"), at(4, "a", "A")), (0, -1));
        assert_eq!((at(6, "A", "à"), at(0, "a", "A"), at(0, "a", "a"), at(3, "é", "É")), (0, -1, 0, 1));
    }

    proptest! {
        #[test]
        fn ascii_orders_as_the_collator(a in "[\x00-\x7f]{0,6}", b in "[\x00-\x7f]{0,6}") {
            prop_assert_eq!(compare(TextRef::Ascii(&a), TextRef::Ascii(&b)), truth(&a, &b));
            prop_assert_eq!(equal(TextRef::Ascii(&a), TextRef::Ascii(&b)), truth(&a, &b).is_eq());
        }

        #[test]
        fn close_ascii_orders_as_the_collator(a in "[aAb\x01 .]{0,8}", b in "[aAb\x01 .]{0,8}") {
            prop_assert_eq!(compare(TextRef::Ascii(&a), TextRef::Ascii(&b)), truth(&a, &b));
            let key = |t: &str| fold_key(TextRef::Ascii(t));
            prop_assert_eq!(key(&a).cmp(&key(&b)), truth(&a, &b));
            prop_assert_eq!(compare(TextRef::Ascii(&a), TextRef::Wide(&units(&b))), truth(&a, &b));
        }

        #[test]
        fn wide_orders_as_the_collator(a in "[a-cA-CéÉæl·\u{300}\u{301}и\u{306}0\x01]{0,7}", b in "[a-cA-CéÉæl·\u{300}\u{301}и\u{306}0\x01]{0,7}") {
            prop_assert_eq!(order(&a, &b), truth(&a, &b));
        }

        #[test]
        fn any_units(a: Vec<u16>, b: Vec<u16>, options: i64) {
            let (a, b) = (TextRef::Wide(&a), TextRef::Wide(&b));
            let level = Level::from_options(options);
            prop_assert_eq!(compare_at(level, a, b), compare_at(level, b, a).reverse());
            prop_assert_eq!(equal(a, b), fold_key(a) == fold_key(b));
        }
    }
}
