//! Texts of at most 14 ASCII characters, held inside a value without the heap.
//!
//! Invariant: the first `len` bytes are ASCII, the others zero, so equal texts have equal bytes. Nothing outside this file
//! can write them, which is why they are read as text without looking at them again: that check was a twelfth of the time of
//! programs that work on words.
#![allow(unsafe_code)] // one call, see `as_str`

/// Longest text, in bytes.
pub(crate) const LONGEST: usize = 14;

/// A short ASCII text.
#[derive(Clone, Copy)]
pub(crate) struct ShortText {
    len: u8,
    bytes: [u8; LONGEST],
}

impl ShortText {
    /// The empty text.
    pub const EMPTY: ShortText = ShortText { len: 0, bytes: [0; LONGEST] };

    /// An ASCII text; `None` when it is too long.
    #[inline]
    pub fn new(text: &str) -> Option<ShortText> {
        debug_assert!(text.is_ascii());
        let mut short = ShortText::EMPTY;
        short.push(text).then_some(short)
    }

    /// The text.
    #[inline]
    pub fn as_str(&self) -> &str {
        // SAFETY: the bytes up to `len` come from `push`, which copies whole texts.
        unsafe { std::str::from_utf8_unchecked(&self.bytes[..usize::from(self.len)]) }
    }

    /// Length in bytes, which are characters.
    #[inline]
    pub fn len(&self) -> usize {
        usize::from(self.len)
    }

    /// Appends an ASCII text; false, and no change, when it does not fit.
    #[inline]
    pub fn push(&mut self, more: &str) -> bool {
        debug_assert!(more.is_ascii());
        let (start, end) = (self.len(), self.len() + more.len());
        match self.bytes.get_mut(start..end) {
            Some(free) => {
                free.copy_from_slice(more.as_bytes());
                self.len = end as u8;
                true
            }
            None => false,
        }
    }
}

impl PartialEq for ShortText {
    /// As two numbers that overlap: a call to compare 14 bytes would take longer.
    #[inline]
    fn eq(&self, other: &ShortText) -> bool {
        let number = |bytes: &[u8]| bytes.first_chunk().map(|chunk| u64::from_ne_bytes(*chunk));
        self.len == other.len
            && number(&self.bytes) == number(&other.bytes)
            && number(&self.bytes[LONGEST - 8..]) == number(&other.bytes[LONGEST - 8..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn up_to_fourteen_characters_fit() {
        let mut text = ShortText::new("twelve chars").expect("fits");
        assert!(!text.push("abc"));
        assert!(text.push("ab"));
        assert_eq!((text.as_str(), text.len()), ("twelve charsab", 14));
        assert!(ShortText::new("twelve chars") != Some(text));
        assert!(ShortText::new("twelve charsab") == Some(text));
        assert!(ShortText::new("fifteen letters").is_none());
        assert_eq!(ShortText::new("").expect("fits").as_str(), "");
    }
}
