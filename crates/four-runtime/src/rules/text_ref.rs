//! A borrowed view of a 4D text: ASCII bytes or UTF-16 units.
//!
//! Positions are UTF-16 units in both forms, so every index is constant time. `Wide` may hold lone surrogates
//! and may also hold ASCII only; the rules give the same answer for either form of the same text.

/// A text as the rules read it. `Ascii` must hold ASCII only: a `str` beyond it would give wrong positions
/// (never a panic).
#[derive(Clone, Copy, Debug)]
pub enum TextRef<'a> {
    /// ASCII characters: one byte is one unit.
    Ascii(&'a str),
    /// UTF-16 units, lone surrogates allowed.
    Wide(&'a [u16]),
}

impl<'a> TextRef<'a> {
    /// Length in UTF-16 units.
    #[inline]
    pub fn len(self) -> usize {
        match self {
            TextRef::Ascii(text) => text.len(),
            TextRef::Wide(units) => units.len(),
        }
    }

    /// Whether there is no unit at all (a text of ignorable characters is equal to, but is not, empty).
    #[inline]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The unit at a zero-based index below the length, else 0.
    #[inline]
    pub fn unit(self, index: usize) -> u16 {
        match self {
            TextRef::Ascii(text) => text.as_bytes().get(index).map_or(0, |b| u16::from(*b)),
            TextRef::Wide(units) => units.get(index).copied().unwrap_or(0),
        }
    }

    /// The units `start..end`, both clipped to the text.
    pub fn slice(self, start: usize, end: usize) -> TextRef<'a> {
        let end = end.min(self.len());
        let start = start.min(end);
        match self {
            TextRef::Ascii(text) => TextRef::Ascii(text.get(start..end).unwrap_or("")),
            TextRef::Wide(units) => TextRef::Wide(&units[start..end]),
        }
    }

    /// The characters with the index of their first unit; a lone surrogate reads as U+FFFD.
    pub fn chars(self) -> impl Iterator<Item = (usize, char)> + Clone + 'a {
        let mut at = 0;
        std::iter::from_fn(move || {
            let (c, units) = self.char_at(at)?;
            let start = at;
            at += units;
            Some((start, c))
        })
    }

    /// The character that starts at a unit, and how many units it takes.
    pub fn char_at(self, at: usize) -> Option<(char, usize)> {
        if at >= self.len() {
            return None;
        }
        let unit = self.unit(at);
        match char::from_u32(u32::from(unit)) {
            Some(c) => Some((c, 1)),
            None => Some(match char::decode_utf16([unit, self.unit(at + 1)]).next() {
                Some(Ok(c)) => (c, 2),
                _ => (char::REPLACEMENT_CHARACTER, 1),
            }),
        }
    }

    /// The units as a new vector.
    pub fn to_units(self) -> Vec<u16> {
        match self {
            TextRef::Ascii(text) => text.bytes().map(u16::from).collect(),
            TextRef::Wide(units) => units.to_vec(),
        }
    }

    /// Appends the units to `out`.
    pub fn push_units(self, out: &mut Vec<u16>) {
        match self {
            TextRef::Ascii(text) => out.extend(text.bytes().map(u16::from)),
            TextRef::Wide(units) => out.extend_from_slice(units),
        }
    }

    /// Whether both hold the same units, whatever their form: comparison by character code.
    pub fn same_units(self, other: TextRef<'_>) -> bool {
        match (self, other) {
            (TextRef::Ascii(a), TextRef::Ascii(b)) => a == b,
            (TextRef::Wide(a), TextRef::Wide(b)) => a == b,
            (TextRef::Ascii(a), TextRef::Wide(w)) | (TextRef::Wide(w), TextRef::Ascii(a)) => {
                a.len() == w.len() && a.bytes().map(u16::from).eq(w.iter().copied())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_and_characters() {
        let wide = [0x61, 0xD83D, 0xDE00, 0xD83D, 0x62];
        let text = TextRef::Wide(&wide);
        let chars: Vec<_> = text.chars().collect();
        assert_eq!(chars, [(0, 'a'), (1, '\u{1F600}'), (3, '\u{FFFD}'), (4, 'b')]);
        assert_eq!((text.len(), text.unit(4), text.unit(9)), (5, 0x62, 0));
        assert!(text.slice(4, 99).same_units(TextRef::Ascii("b")));
        assert!(text.slice(9, 3).is_empty());
        assert!(!TextRef::Ascii("ab").same_units(TextRef::Wide(&[0x61, 0x63])));
    }
}
