//! Texts as runs of comparable atoms with their positions, for searching at a comparison level.
//!
//! An atom is up to eight bytes of the collation key of one character (or of the letters it expands to: `æ` is
//! two atoms, those of `a` and `e`), so that equal atoms mean equal letters. Ignorable characters have none. A
//! match never begins or ends inside a character. Contractions of whole syllables (some Indic scripts) are
//! searched by character. Searching is linear in the length of both texts.
use super::collate::{Level, key_at};
use super::text_ref::TextRef;
use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;

/// Characters whose atoms are remembered, per thread.
const REMEMBERED: usize = 4096;

/// One comparable piece of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Atom {
    /// Bytes of a collation key, or a unit for levels by code.
    pub weight: u64,
    /// Unit where the character begins; atoms of one character share it.
    pub start: usize,
    /// Unit after the character and the marks on it.
    pub end: usize,
}

#[derive(Default)]
struct Memory {
    /// Weights of the ASCII characters at the primary level; 0 for those without.
    ascii: Vec<u64>,
    single: HashMap<(Level, char), Vec<u64>>,
    /// Characters with marks on them.
    marked: HashMap<(Level, String), Vec<u64>>,
    /// Two-letter expansions by collation key: what `æ` and `ß` are found in.
    pairs: HashMap<Vec<u8>, [u8; 2]>,
}

thread_local! {
    static MEMORY: RefCell<Memory> = RefCell::new(Memory::default());
}

/// Whether a character is a mark that belongs to the one before it.
pub(super) fn is_mark(c: char) -> bool {
    c as u32 >= 0x300 && CanonicalCombiningClassMapBorrowed::new().get_u8(c) != 0
}

/// The atoms of a text at a level.
pub(super) fn atoms(level: Level, text: TextRef<'_>) -> Vec<Atom> {
    let mut out = Vec::with_capacity(text.len());
    if matches!(level, Level::Codes | Level::CodesNoCase) {
        for at in 0..text.len() {
            let unit = text.unit(at);
            let fold = level == Level::CodesNoCase && (0x41..=0x5A).contains(&unit);
            let weight = u64::from(if fold { unit + 32 } else { unit });
            out.push(Atom { weight, start: at, end: at + 1 });
        }
        return out;
    }
    MEMORY.with_borrow_mut(|memory| {
        if memory.ascii.is_empty() {
            let weight = |b: u8| packed(&key_of(Level::Primary, &char::from(b).to_string())).first().copied();
            memory.ascii = (0..0x80).map(|b| weight(b).unwrap_or(0)).collect();
        }
        let mut cluster = String::new();
        let mut at = 0;
        while let Some((c, units)) = text.char_at(at) {
            let start = at;
            at += units;
            if level == Level::Primary && c.is_ascii() && (at >= text.len() || text.unit(at) < 0x300) {
                let weight = memory.ascii[c as usize];
                if weight != 0 {
                    out.push(Atom { weight, start, end: at });
                }
                continue;
            }
            cluster.clear();
            cluster.push(c);
            let mut marks = 0;
            while let Some((mark, units)) = text.char_at(at).filter(|(c, _)| is_mark(*c)) {
                // A longer pile is not told apart, nor does it cost more.
                if marks < 16 {
                    cluster.push(mark);
                    marks += 1;
                }
                at += units;
            }
            let weights =
                if marks == 0 { memory.of_single(level, c) } else { memory.of_marked(level, &cluster) };
            out.extend(weights.iter().map(|weight| Atom { weight: *weight, start, end: at }));
        }
    });
    out
}

impl Memory {
    fn of_single(&mut self, level: Level, c: char) -> &[u64] {
        if !self.single.contains_key(&(level, c)) {
            if self.single.len() >= REMEMBERED {
                self.single.clear();
            }
            let made = self.make(level, c.encode_utf8(&mut [0; 4]));
            self.single.insert((level, c), made);
        }
        self.single.get(&(level, c)).map_or(&[], Vec::as_slice)
    }

    fn of_marked(&mut self, level: Level, cluster: &str) -> &[u64] {
        let id = (level, cluster.to_owned());
        if !self.marked.contains_key(&id) {
            if self.marked.len() >= REMEMBERED {
                self.marked.clear();
            }
            let made = self.make(level, cluster);
            self.marked.insert(id.clone(), made);
        }
        self.marked.get(&id).map_or(&[], Vec::as_slice)
    }

    fn make(&mut self, level: Level, cluster: &str) -> Vec<u64> {
        if level != Level::Primary {
            let key = key_of(level, cluster);
            return if key == key_of(level, "") { Vec::new() } else { packed(&key) };
        }
        if self.pairs.is_empty() {
            let letters = || b'a'..=b'z';
            for pair in letters().flat_map(|a| letters().map(move |b| [a, b])) {
                self.pairs.insert(key_of(level, &pair.map(char::from).iter().collect::<String>()), pair);
            }
        }
        // Ligatures that Unicode spells out and the collator sees as their letters.
        let spelled = DecomposingNormalizerBorrowed::new_nfkd().normalize(cluster);
        let decomposed = if key_of(level, &spelled) == key_of(level, cluster) {
            spelled
        } else {
            DecomposingNormalizerBorrowed::new_nfd().normalize(cluster)
        };
        // One key for a base with the marks that make another letter of it (й of и), piece by piece.
        let mut out = Vec::new();
        let mut rest = &decomposed[..];
        while let Some(c) = rest.chars().next() {
            let next = rest.char_indices().skip(1).find(|(_, c)| !is_mark(*c));
            let (piece, after) = rest.split_at(next.map_or(rest.len(), |(at, _)| at));
            rest = after;
            let key = key_of(level, piece);
            match self.pairs.get(&key) {
                Some(pair) if !c.is_ascii() => {
                    for letter in pair {
                        out.extend(packed(&key_of(level, &char::from(*letter).to_string())));
                    }
                }
                _ => out.extend(packed(&key)),
            }
        }
        out
    }
}

fn key_of(level: Level, text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut key = key_at(level, TextRef::Wide(&units));
    while key.last() == Some(&0) {
        key.pop();
    }
    key
}

fn packed(key: &[u8]) -> Vec<u64> {
    key.chunks(8).map(|chunk| chunk.iter().fold(0, |n, b| n << 8 | u64::from(*b))).collect()
}

/// Whether atoms `range` begin and end between characters.
pub(super) fn whole_characters(atoms: &[Atom], range: &Range<usize>) -> bool {
    let joined = |at: usize| at > 0 && at < atoms.len() && atoms[at - 1].start == atoms[at].start;
    !joined(range.start) && !joined(range.end)
}

/// A text to look for, prepared for Knuth–Morris–Pratt.
pub(super) struct Needle {
    weights: Vec<u64>,
    /// Length of the longest proper prefix that is a suffix of the first `i+1` weights.
    borders: Vec<usize>,
}

impl Needle {
    pub fn new(atoms: &[Atom]) -> Needle {
        let weights: Vec<u64> = atoms.iter().map(|atom| atom.weight).collect();
        let mut borders = vec![0; weights.len()];
        let mut length = 0;
        for at in 1..weights.len() {
            while length > 0 && weights[length] != weights[at] {
                length = borders[length - 1];
            }
            length += usize::from(weights[length] == weights[at]);
            borders[at] = length;
        }
        Needle { weights, borders }
    }

    /// The first occurrence from atom `from` on, as a range of atoms; `None` for an empty needle.
    pub fn find(&self, text: &[Atom], from: usize) -> Option<Range<usize>> {
        let count = self.weights.len();
        if count == 0 {
            return None;
        }
        let mut matched = 0;
        for (at, atom) in text.iter().enumerate().skip(from) {
            while matched > 0 && (matched == count || self.weights[matched] != atom.weight) {
                matched = self.borders[matched - 1];
            }
            matched += usize::from(self.weights[matched] == atom.weight);
            let range = (at + 1).saturating_sub(count)..at + 1;
            if matched == count && whole_characters(text, &range) {
                return Some(range);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::collate;
    use proptest::prelude::*;

    fn weights(text: &str) -> Vec<u64> {
        let units: Vec<u16> = text.encode_utf16().collect();
        atoms(Level::Primary, TextRef::Wide(&units)).iter().map(|a| a.weight).collect()
    }

    #[test]
    fn letters_that_collate_alike_have_the_same_atoms() {
        for (a, b) in [
            ("É", "e"),
            ("æ", "ae"),
            ("Ǽ", "AE"),
            ("œ", "oe"),
            ("ß", "SS"),
            ("ﬁ", "fi"),
            ("e\u{301}\u{302}", "e"),
            ("あ", "ア"),
            ("가", "\u{1100}\u{1161}"),
            ("\u{1}\u{7f}", ""),
        ] {
            assert_eq!(weights(a), weights(b), "{a} {b}");
        }
        assert_ne!(weights("й"), weights("и"));
        assert_eq!(weights("й"), weights("и\u{306}"));
        assert_ne!(weights("a"), weights("b"));
    }

    #[test]
    fn search_respects_characters_and_borders() {
        let units: Vec<u16> = "aabaabaaab æb".encode_utf16().collect();
        let text = atoms(Level::Primary, TextRef::Wide(&units));
        let find = |what| Needle::new(&atoms(Level::Primary, TextRef::Ascii(what))).find(&text, 0);
        assert_eq!(find("aabaaa"), Some(3..9));
        assert_eq!(find("aeb"), Some(11..14));
        assert_eq!(find("eb"), None);
        assert_eq!(find(""), None);
    }

    fn agree(a: &str, b: &str) -> bool {
        let (x, y): (Vec<u16>, Vec<u16>) = (a.encode_utf16().collect(), b.encode_utf16().collect());
        (weights(a) == weights(b)) == collate::equal(TextRef::Wide(&x), TextRef::Wide(&y))
    }

    #[test]
    fn every_letter_agrees_with_the_collator() {
        for c in ('\u{80}'..'\u{3100}').chain('\u{A640}'..'\u{A800}').chain('\u{FB00}'..'\u{FB07}') {
            let own = c.to_string();
            let apart = DecomposingNormalizerBorrowed::new_nfd().normalize(&own).into_owned();
            for other in [c.to_uppercase().to_string(), c.to_lowercase().to_string(), apart] {
                assert!(agree(&own, &other), "{c} {:x} {other}", c as u32);
            }
        }
    }

    proptest! {
        #[test]
        fn texts_agree_with_the_collator(a in "[a-eæœßéÉà-ÿ\u{300}-\u{303}а-йα-ωか-けカ-ケ가-갃\x01 .]{0,4}", b in "[a-eæœßéÉ\u{301}]{0,3}") {
            prop_assert!(agree(&a, &b), "{} {}", a, b);
            prop_assert!(agree(&a, &a.to_uppercase()), "{}", a);
        }
    }
}
