//! 4D text: a sequence of UTF-16 code units.
//!
//! Positions count code units and lone surrogates may occur (`Char(0xD83D)`), so a text is held either as ASCII
//! bytes, which are UTF-8 and UTF-16 positions at once, or as code units. Every position is reached in constant time.
//! Short ASCII texts stand inside the value; longer ones are shared within a process without atomic counts, or, once
//! frozen (literals, messages, socket data), between threads.
//!
//! Invariant: a text whose units are all below 128 is never held as [`TextBuf::Wide`], so equal texts have equal forms.

use std::borrow::Cow;
use std::fmt;
use std::hash::{BuildHasher, Hash, Hasher};
use std::ops::Range;
use std::rc::Rc;
use std::sync::{Arc, LazyLock};

use crate::rules::text_ref::TextRef;
use crate::short::{LONGEST, ShortText};

/// The characters of a text that does not fit into a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextBuf {
    /// Only code units below 128.
    Ascii(String),
    /// UTF-16 code units, at least one of them 128 or above.
    Wide(Vec<u16>),
}

impl TextBuf {
    fn as_text_ref(&self) -> TextRef<'_> {
        match self {
            TextBuf::Ascii(text) => TextRef::Ascii(text),
            TextBuf::Wide(units) => TextRef::Wide(units),
        }
    }

    fn push(&mut self, more: TextRef<'_>) {
        match (&mut *self, more) {
            (TextBuf::Ascii(text), TextRef::Ascii(more)) => text.push_str(more),
            (TextBuf::Wide(units), TextRef::Wide(more)) => units.extend_from_slice(more),
            (TextBuf::Wide(units), TextRef::Ascii(more)) => units.extend(more.bytes().map(u16::from)),
            (TextBuf::Ascii(text), TextRef::Wide(more)) => {
                if more.is_empty() {
                    return;
                }
                let mut units = Vec::with_capacity(text.len() + more.len());
                units.extend(text.bytes().map(u16::from));
                units.extend_from_slice(more);
                *self = TextBuf::Wide(units);
            }
        }
    }
}

/// True when a code unit other than that at `index` is not ASCII. The search goes outwards, so that replacing one after the
/// other finds the next one soon.
fn has_wide_beside(units: &[u16], index: usize) -> bool {
    let wide = |at: usize| units.get(at).is_some_and(|unit| *unit >= 128);
    (1..units.len()).any(|by| wide(index + by) || (by <= index && wide(index - by)))
}

/// `Short` stands last, beside the plain variants of [`Value`](crate::Value), whose variants follow (see `plain.rs`).
#[derive(Clone)]
enum Repr {
    Local(Rc<TextBuf>),
    Frozen(Arc<TextBuf>),
    Short(ShortText),
}

/// A 4D text (`Concepts/string`): 16 bytes, cheap to clone, confined to one process.
#[derive(Clone)]
pub struct Text(Repr);

impl Text {
    /// The empty text.
    pub const EMPTY: Text = Text(Repr::Short(ShortText::EMPTY));

    /// A text of UTF-16 code units.
    pub fn from_units(units: Vec<u16>) -> Text {
        if units.iter().all(|&unit| unit < 128) {
            let ascii: String = units.iter().map(|&unit| char::from(unit as u8)).collect();
            return Text::from(ascii);
        }
        Text(Repr::Local(Rc::new(TextBuf::Wide(units))))
    }

    /// One UTF-16 code unit.
    pub fn from_unit(unit: u16) -> Text {
        if unit < 128 {
            Text::from_ref(TextRef::Ascii(char::from(unit as u8).encode_utf8(&mut [0])))
        } else {
            Text(Repr::Local(Rc::new(TextBuf::Wide(vec![unit]))))
        }
    }

    /// Copies a borrowed text.
    pub fn from_ref(text: TextRef<'_>) -> Text {
        match text {
            TextRef::Ascii(text) => Text::from_ascii(text),
            TextRef::Wide(units) => Text::from_units(units.to_vec()),
        }
    }

    /// An empty text with room for so many ASCII characters.
    pub fn with_capacity(capacity: usize) -> Text {
        match capacity <= LONGEST {
            true => Text::EMPTY,
            false => Text(Repr::Local(Rc::new(TextBuf::Ascii(String::with_capacity(capacity))))),
        }
    }

    /// Copies a text that is known to be ASCII, such as a part of one.
    #[inline]
    pub fn from_ascii(text: &str) -> Text {
        debug_assert!(text.is_ascii());
        match ShortText::new(text) {
            Some(short) => Text(Repr::Short(short)),
            None => Text(Repr::Local(Rc::new(TextBuf::Ascii(text.to_owned())))),
        }
    }

    /// The characters, as ASCII or as code units.
    #[inline]
    pub fn as_text_ref(&self) -> TextRef<'_> {
        match &self.0 {
            Repr::Short(short) => TextRef::Ascii(short.as_str()),
            Repr::Local(buf) => buf.as_text_ref(),
            Repr::Frozen(buf) => buf.as_text_ref(),
        }
    }

    /// The bytes when the text is ASCII.
    #[inline]
    pub fn ascii_bytes(&self) -> Option<&[u8]> {
        match &self.0 {
            Repr::Short(short) => Some(short.as_str().as_bytes()),
            Repr::Local(buf) => match &**buf {
                TextBuf::Ascii(text) => Some(text.as_bytes()),
                TextBuf::Wide(_) => None,
            },
            Repr::Frozen(buf) => match &**buf {
                TextBuf::Ascii(text) => Some(text.as_bytes()),
                TextBuf::Wide(_) => None,
            },
        }
    }

    /// Length in UTF-16 code units (`Length`).
    #[inline]
    pub fn len(&self) -> usize {
        match &self.0 {
            Repr::Short(short) => short.len(),
            Repr::Local(buf) => buf.as_text_ref().len(),
            Repr::Frozen(buf) => buf.as_text_ref().len(),
        }
    }

    /// True for `""`.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The code unit at a zero-based position.
    pub fn unit(&self, index: usize) -> Option<u16> {
        match self.as_text_ref() {
            TextRef::Ascii(text) => text.as_bytes().get(index).map(|&byte| u16::from(byte)),
            TextRef::Wide(units) => units.get(index).copied(),
        }
    }

    /// All code units in order.
    pub fn units(&self) -> Cow<'_, [u16]> {
        match self.as_text_ref() {
            TextRef::Ascii(text) => Cow::Owned(text.bytes().map(u16::from).collect()),
            TextRef::Wide(units) => Cow::Borrowed(units),
        }
    }

    /// The part between two zero-based positions; positions past the end are clipped.
    pub fn slice(&self, range: Range<usize>) -> Text {
        let end = range.end.min(self.len());
        let start = range.start.min(end);
        if start == 0 && end == self.len() {
            return self.clone();
        }
        match self.as_text_ref() {
            TextRef::Ascii(text) => Text::from_ascii(text.get(start..end).unwrap_or_default()),
            TextRef::Wide(units) => Text::from_units(units[start..end].to_vec()),
        }
    }

    /// The text as Rust sees it; a lone surrogate becomes U+FFFD.
    pub fn to_str(&self) -> Cow<'_, str> {
        match self.as_text_ref() {
            TextRef::Ascii(text) => Cow::Borrowed(text),
            TextRef::Wide(units) => Cow::Owned(String::from_utf16_lossy(units)),
        }
    }

    /// Replaces one code unit, in place when this is the only holder; false when there is none at this index.
    pub fn set_unit(&mut self, index: usize, unit: u16) -> bool {
        if index >= self.len() {
            return false;
        }
        if let Repr::Local(buf) = &mut self.0
            && let Some(buf) = Rc::get_mut(buf)
        {
            match buf {
                TextBuf::Ascii(text) if unit < 128 => {
                    text.replace_range(index..=index, char::from(unit as u8).encode_utf8(&mut [0; 1]));
                    return true;
                }
                TextBuf::Wide(units) if unit >= 128 || has_wide_beside(units, index) => {
                    units[index] = unit;
                    return true;
                }
                _ => {}
            }
        }
        let mut units = self.units().into_owned();
        units[index] = unit;
        *self = Text::from_units(units);
        true
    }

    /// Appends in place when this is the only holder of a long text; the cost is then that of what is appended.
    pub fn push(&mut self, more: &Text) {
        if more.is_empty() {
            return;
        }
        self.push_ref(more.as_text_ref());
    }

    /// Appends a text where that needs no memory; false, and no change, where it does.
    #[inline]
    pub fn push_within(&mut self, more: &Text) -> bool {
        let TextRef::Ascii(more) = more.as_text_ref() else { return false };
        match &mut self.0 {
            Repr::Short(short) => short.push(more),
            Repr::Local(buf) => match Rc::get_mut(buf) {
                Some(TextBuf::Ascii(text)) if text.capacity() - text.len() >= more.len() => {
                    text.push_str(more);
                    true
                }
                _ => false,
            },
            Repr::Frozen(_) => false,
        }
    }

    /// Appends borrowed characters, in place where possible.
    pub fn push_ref(&mut self, more: TextRef<'_>) {
        if let (Repr::Short(short), TextRef::Ascii(more)) = (&mut self.0, more)
            && short.push(more)
        {
            return;
        }
        if let Repr::Local(buf) = &mut self.0
            && let Some(buf) = Rc::get_mut(buf)
        {
            buf.push(more);
            return;
        }
        let joined = self.len() + more.len();
        let mut buf = match self.as_text_ref() {
            TextRef::Ascii(text) => {
                let mut copy = String::with_capacity(joined + joined / 2);
                copy.push_str(text);
                TextBuf::Ascii(copy)
            }
            TextRef::Wide(units) => {
                let mut copy = Vec::with_capacity(joined + joined / 2);
                copy.extend_from_slice(units);
                TextBuf::Wide(copy)
            }
        };
        buf.push(more);
        self.0 = Repr::Local(Rc::new(buf));
    }

    /// Bytes that appending so many characters would allocate.
    pub fn growth(&self, more: &Text) -> usize {
        let joined = self.len() + more.len();
        match &self.0 {
            Repr::Local(buf) => match &**buf {
                TextBuf::Ascii(text) if text.capacity() >= joined => 0,
                TextBuf::Wide(units) if units.capacity() >= joined => 0,
                TextBuf::Ascii(_) => joined * 2,
                TextBuf::Wide(_) => joined * 4,
            },
            _ => joined * 2,
        }
    }

    /// The two texts one after the other.
    pub fn concat(&self, more: &Text) -> Text {
        let mut joined = self.clone();
        joined.push(more);
        joined
    }

    /// A copy that other threads may hold; free when the text is short or frozen already.
    pub fn freeze(&self) -> FrozenText {
        FrozenText(match &self.0 {
            Repr::Short(short) => FrozenRepr::Short(*short),
            Repr::Frozen(buf) => FrozenRepr::Long(buf.clone()),
            Repr::Local(buf) => FrozenRepr::Long(Arc::new(TextBuf::clone(buf))),
        })
    }

    /// True when both surely have the same content because they share it; false tells nothing.
    pub fn same_buffer(&self, other: &Text) -> bool {
        match (&self.0, &other.0) {
            (Repr::Local(left), Repr::Local(right)) => Rc::ptr_eq(left, right),
            (Repr::Frozen(left), Repr::Frozen(right)) => Arc::ptr_eq(left, right),
            (Repr::Short(left), Repr::Short(right)) => left == right,
            _ => false,
        }
    }

    /// Heap bytes that this text refers to, for the memory budget.
    pub fn heap_bytes(&self) -> usize {
        match &self.0 {
            Repr::Short(_) => 0,
            Repr::Local(buf) => buf_bytes(buf),
            Repr::Frozen(buf) => buf_bytes(buf),
        }
    }

    /// Hash of the content, equal for equal texts; seeded anew in every run.
    pub fn content_hash(&self) -> u64 {
        content_hash(self.as_text_ref())
    }
}

fn buf_bytes(buf: &TextBuf) -> usize {
    match buf {
        TextBuf::Ascii(text) => text.capacity(),
        TextBuf::Wide(units) => units.capacity() * 2,
    }
}

/// Hash of borrowed characters; see [`Text::content_hash`].
pub fn content_hash(text: TextRef<'_>) -> u64 {
    static SEED: LazyLock<foldhash::fast::FixedState> = LazyLock::new(|| {
        let random = std::collections::hash_map::RandomState::new();
        foldhash::fast::FixedState::with_seed(random.hash_one(0u8))
    });
    let mut hasher = SEED.build_hasher();
    match text {
        TextRef::Ascii(text) => hasher.write(text.as_bytes()),
        TextRef::Wide(units) => units.hash(&mut hasher),
    }
    hasher.finish()
}

impl PartialEq for Text {
    /// Equality unit by unit, as for property names; 4D's `=` is in [`crate::rules::collate`].
    #[inline]
    fn eq(&self, other: &Text) -> bool {
        if let (Repr::Short(left), Repr::Short(right)) = (&self.0, &other.0) {
            return left == right;
        }
        match (self.ascii_bytes(), other.ascii_bytes()) {
            (Some(left), Some(right)) => left == right,
            (None, None) => self.units() == other.units(),
            _ => false,
        }
    }
}

impl Eq for Text {}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.content_hash());
    }
}

impl Default for Text {
    fn default() -> Text {
        Text::EMPTY
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        if text.is_ascii() {
            Text::from_ref(TextRef::Ascii(text))
        } else {
            Text(Repr::Local(Rc::new(TextBuf::Wide(text.encode_utf16().collect()))))
        }
    }
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        if !text.is_ascii() {
            return Text(Repr::Local(Rc::new(TextBuf::Wide(text.encode_utf16().collect()))));
        }
        match ShortText::new(&text) {
            Some(short) => Text(Repr::Short(short)),
            None => Text(Repr::Local(Rc::new(TextBuf::Ascii(text)))),
        }
    }
}

impl From<&FrozenText> for Text {
    #[inline]
    fn from(text: &FrozenText) -> Text {
        Text(match &text.0 {
            FrozenRepr::Short(short) => Repr::Short(*short),
            FrozenRepr::Long(buf) => Repr::Frozen(buf.clone()),
        })
    }
}

impl From<FrozenText> for Text {
    fn from(text: FrozenText) -> Text {
        Text(match text.0 {
            FrozenRepr::Short(short) => Repr::Short(short),
            FrozenRepr::Long(buf) => Repr::Frozen(buf),
        })
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.to_str())
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_str())
    }
}

#[derive(Clone)]
enum FrozenRepr {
    Short(ShortText),
    Long(Arc<TextBuf>),
}

/// A text that threads share: a literal, a property name, a message.
#[derive(Clone)]
pub struct FrozenText(FrozenRepr);

impl FrozenText {
    /// The characters, as ASCII or as code units.
    pub fn as_text_ref(&self) -> TextRef<'_> {
        match &self.0 {
            FrozenRepr::Short(short) => TextRef::Ascii(short.as_str()),
            FrozenRepr::Long(buf) => buf.as_text_ref(),
        }
    }

    /// The text as Rust sees it; a lone surrogate becomes U+FFFD.
    pub fn to_str(&self) -> Cow<'_, str> {
        match self.as_text_ref() {
            TextRef::Ascii(text) => Cow::Borrowed(text),
            TextRef::Wide(units) => Cow::Owned(String::from_utf16_lossy(units)),
        }
    }
}

impl From<&str> for FrozenText {
    fn from(text: &str) -> FrozenText {
        Text::from(text).freeze()
    }
}

impl PartialEq for FrozenText {
    fn eq(&self, other: &FrozenText) -> bool {
        match (self.as_text_ref(), other.as_text_ref()) {
            (TextRef::Ascii(left), TextRef::Ascii(right)) => left == right,
            (TextRef::Wide(left), TextRef::Wide(right)) => left == right,
            _ => false,
        }
    }
}

impl Eq for FrozenText {}

impl Hash for FrozenText {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(content_hash(self.as_text_ref()));
    }
}

impl fmt::Debug for FrozenText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.to_str())
    }
}

impl fmt::Display for FrozenText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_sixteen_bytes() {
        assert_eq!(size_of::<Text>(), 16);
        assert_eq!(size_of::<FrozenText>(), 16);
    }

    #[test]
    fn appending_grows_in_place_and_widens_once() {
        let mut text = Text::from("short");
        for _ in 0..10 {
            text.push(&Text::from(" piece"));
        }
        text.push(&Text::from("é"));
        text.push(&Text::from("!"));
        assert_eq!(text.len(), 5 + 60 + 2);
        assert!(text.to_str().ends_with(" pieceé!"));
        let shared = text.clone();
        text.push(&Text::from("x"));
        assert_eq!(shared.len() + 1, text.len());
    }

    #[test]
    fn one_unit_is_replaced_in_place_and_the_kind_of_text_stays_right() {
        let mut text = Text::from("é".repeat(40));
        for index in (0..40).rev() {
            assert!(text.set_unit(index, u16::from(b'b')));
        }
        assert_eq!(text, Text::from("b".repeat(40)));
        assert!(text.ascii_bytes().is_some(), "nothing but ASCII is left");
        let kept = text.clone();
        assert!(text.set_unit(1, 0xe9) && text.set_unit(0, u16::from(b'c')));
        assert!(text.to_str().starts_with("céb") && kept.to_str().starts_with("bbb"));
        assert!(!text.set_unit(40, 0x61));
    }

    #[test]
    fn positions_count_code_units() {
        let text = Text::from("a😀b");
        assert_eq!(text.len(), 4);
        assert_eq!(text.unit(1), Some(0xD83D));
        assert_eq!(text.slice(3..9), Text::from("b"));
        assert_eq!(Text::from_units(vec![0x61, 0x62]), Text::from("ab"));
    }
}
