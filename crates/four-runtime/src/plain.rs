//! Plain values: those that need no drop and are copied byte by byte.
//!
//! They are told by the byte that tells the variants of a value apart. The variants share that byte with the variants of
//! [`Text`], so a `match` of several arms first computes the number of the variant, which takes longer than what most arms
//! do. Asking whether the byte is that of one variant, or within the range of the plain ones, is one comparison.
#![allow(unsafe_code)] // two reads, see `byte` and `Value::copy`, and what `Plain` says of threads

use crate::text::Text;
use crate::value::Value;

const INT: u8 = byte(&Value::Int(0));
const REAL: u8 = byte(&Value::Real(0.0));

/// The plain variants, whose bytes follow each other.
const PLAIN: [u8; 9] = [
    byte(&Value::Text(Text::EMPTY)),
    byte(&Value::Undefined),
    byte(&Value::Null),
    byte(&Value::Unassigned),
    byte(&Value::Bool(false)),
    INT,
    REAL,
    byte(&Value::Date(0)),
    byte(&Value::Time(0)),
];

const _: () = {
    let mut at = 1;
    while at < PLAIN.len() {
        assert!(PLAIN[at] == PLAIN[at - 1] + 1, "the plain variants do not follow each other");
        at += 1;
    }
};

/// The first byte of a value.
#[inline(always)]
const fn byte(value: &Value) -> u8 {
    // SAFETY: a reference points to a whole value. That its first byte is always written is proved by the constants above:
    // the byte of the variant stands at one place in all variants, and a constant cannot be made from an unwritten byte.
    unsafe { *std::ptr::from_ref(value).cast::<u8>() }
}

/// A plain value that stands in the program, for all processes: a short literal. A copy of it is made at one stroke.
pub struct Plain(Value);

// SAFETY: a plain value holds a number or characters, and no reference to anything that belongs to a thread.
unsafe impl Send for Plain {}
// SAFETY: as above; nothing in it changes.
unsafe impl Sync for Plain {}

impl Plain {
    /// The value, when it is plain.
    pub fn new(value: Value) -> Option<Plain> {
        value.is_plain().then_some(Plain(value))
    }

    /// A copy.
    #[inline(always)]
    pub fn get(&self) -> Value {
        self.0.copy().unwrap_or_default()
    }
}

impl Value {
    /// True for values that need no drop: all but those on the heap.
    #[inline(always)]
    pub fn is_plain(&self) -> bool {
        byte(self).wrapping_sub(PLAIN[0]) < PLAIN.len() as u8
    }

    /// A copy of a plain value.
    #[inline(always)]
    pub(crate) fn copy(&self) -> Option<Value> {
        // SAFETY: plain values hold numbers and a short text, nothing that is freed; two of them may hold the same bytes.
        self.is_plain().then(|| unsafe { std::ptr::read(self) })
    }

    /// The number, for whole numbers and reals.
    #[inline(always)]
    pub fn plain_number(&self) -> Option<f64> {
        match byte(self) {
            REAL => {
                let Value::Real(real) = self else { return None };
                Some(*real)
            }
            INT => {
                let Value::Int(int) = self else { return None };
                Some(f64::from(*int))
            }
            _ => None,
        }
    }

    /// Replaces the value; plain ones, which are most, need no drop.
    ///
    /// Numbers are written part by part: a value that was just made part by part and is then moved as a whole makes the
    /// processor wait for its own stores.
    #[inline]
    pub fn put(&mut self, value: Value) {
        if !self.is_plain() {
            *self = value;
            return;
        }
        match (byte(&value), &value) {
            (INT, Value::Int(int)) => {
                let int = *int;
                value.forget_plain();
                self.put_over(Value::Int(int));
            }
            (REAL, Value::Real(real)) => {
                let real = *real;
                value.forget_plain();
                self.put_over(Value::Real(real));
            }
            _ => self.put_over(value),
        }
    }

    /// Replaces a plain value by a number. False, and no change, when the value is not plain.
    ///
    /// A Real that is replaced by a whole number stays one: [`Value::Real`] may hold any number.
    #[inline(always)]
    pub(crate) fn replace_plain(&mut self, number: f64) -> bool {
        if let Value::Real(held) = self {
            *held = number;
            return true;
        }
        let plain = self.is_plain();
        if plain {
            self.put(Value::number(number));
        }
        plain
    }

    /// Replaces a plain value.
    #[inline(always)]
    fn put_over(&mut self, value: Value) {
        std::mem::replace(self, value).forget_plain();
    }

    /// Replaces the value by a whole number; one beyond 32 bits is a real.
    #[inline]
    pub fn put_whole(&mut self, whole: i64) {
        match i32::try_from(whole) {
            Ok(int) => self.put_int(int),
            Err(_) => self.put_real(whole as f64),
        }
    }

    /// Replaces the value by a number without fraction.
    #[inline]
    pub fn put_int(&mut self, int: i32) {
        match self.is_plain() {
            true => self.put_over(Value::Int(int)),
            false => *self = Value::Int(int),
        }
    }

    /// Replaces the value by a number.
    #[inline]
    pub fn put_real(&mut self, real: f64) {
        match self.is_plain() {
            true => self.put_over(Value::Real(real)),
            false => *self = Value::Real(real),
        }
    }

    /// Says that a value is plain, so that no drop is called for it; where it is not, its content is leaked.
    #[inline]
    pub fn forget_plain(self) {
        debug_assert!(self.is_plain());
        std::mem::forget(self);
    }

    /// The value, read part by part where it is of a usual kind (see [`Value::put`]); a plain one stays behind.
    #[inline(always)]
    pub fn take_parts(&mut self) -> Value {
        match (byte(self), &*self) {
            (INT, Value::Int(int)) => Value::Int(*int),
            (REAL, Value::Real(real)) => Value::Real(*real),
            _ => match std::mem::take(self) {
                Value::Object(object) => Value::Object(object),
                other => other,
            },
        }
    }

    /// Empties a place; plain values need no drop.
    #[inline]
    pub fn clear(&mut self) {
        if !self.is_plain() {
            std::mem::take(self).discard();
        }
    }

    /// Drops the value; plain ones need no drop, and most others are objects.
    #[inline(always)]
    pub fn discard(self) {
        if self.is_plain() {
            std::mem::forget(self);
        } else if let Value::Object(object) = self {
            drop(object);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_from_all_else() {
        assert_eq!(Value::Int(-3).plain_number(), Some(-3.0));
        assert_eq!(Value::Real(2.5).plain_number(), Some(2.5));
        let long = "a text that is longer than a value";
        for other in [
            Value::Undefined,
            Value::Null,
            Value::Unassigned,
            Value::Bool(true),
            Value::Date(1),
            Value::Time(1),
            Value::Text(Text::from("short")),
            Value::Text(Text::from(long)),
            Value::Text(Text::from("déjà vu, and longer than a value")),
            Value::Blob(Default::default()),
        ] {
            assert_eq!(other.plain_number(), None, "{other:?}");
        }
    }

    #[test]
    fn what_is_on_the_heap_is_not_plain() {
        let long = Text::from("a text that is longer than a value");
        for plain in [Value::Undefined, Value::Bool(true), Value::Text(Text::from("fourteen chars"))] {
            assert!(plain.is_plain(), "{plain:?}");
            assert_eq!(format!("{:?}", plain.copy()), format!("{:?}", Some(&plain)));
            let shown = format!("{plain:?}");
            assert_eq!(format!("{:?}", Plain::new(plain).expect("plain").get()), shown);
        }
        for counted in [
            Value::Text(long.clone()),
            Value::Text(Text::from(&long.freeze())),
            Value::Blob(Default::default()),
            Value::from(crate::Object::new()),
        ] {
            assert!(!counted.is_plain(), "{counted:?}");
            assert!(counted.copy().is_none());
            assert!(Plain::new(counted).is_none());
        }
    }
}
