//! Plain values by the byte that tells variants apart.
//!
//! The variants share that byte with the variants of [`Text`](crate::Text), so a `match` of several arms first computes the
//! number of the variant, which takes longer than what most arms do. Asking whether the byte is that of one variant is one
//! comparison.
#![allow(unsafe_code)] // one read, see `byte`

use crate::value::Value;

const INT: u8 = byte(&Value::Int(0));
const REAL: u8 = byte(&Value::Real(0.0));

/// The first byte of a value.
#[inline(always)]
const fn byte(value: &Value) -> u8 {
    // SAFETY: a reference points to a whole value. That its first byte is always written is proved by the constants above:
    // the byte of the variant stands at one place in all variants, and a constant cannot be made from an unwritten byte.
    unsafe { *std::ptr::from_ref(value).cast::<u8>() }
}

impl Value {
    /// The number, for whole numbers and reals.
    #[inline(always)]
    pub fn plain_number(&self) -> Option<f64> {
        match byte(self) {
            REAL => {
                if let Value::Real(real) = self {
                    Some(*real)
                } else {
                    None
                }
            }
            INT => {
                if let Value::Int(int) = self {
                    Some(f64::from(*int))
                } else {
                    None
                }
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Text;

    #[test]
    fn numbers_are_told_from_all_else() {
        assert_ne!(INT, REAL);
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
}
