//! What a 4D variable, property or element holds.
//!
//! A value is 16 bytes, cheap to clone and confined to one process; see [`crate::copy`] for crossing processes.
//! Numbers are reals to the program (`Concepts/number`); [`Value::Int`] is a hidden fast path that holds a real without
//! fraction, and every operation on it gives what the operation on reals would.

use std::rc::Rc;

use crate::array::Array;
use crate::class::ClassRef;
use crate::collection::Collection;
use crate::function::Function;
use crate::object::Object;
use crate::picture::Picture;
use crate::pointer::Pointer;
use crate::text::Text;

/// A 4D value (`Concepts/data-types`).
#[derive(Debug, Default)]
pub enum Value {
    /// A missing property, parameter or variant (`Concepts/null-undefined`).
    #[default]
    Undefined,
    /// The Null value.
    Null,
    /// An object, collection or pointer variable that nothing was assigned to: null, but lenient when read.
    Unassigned,
    /// True or False.
    Bool(bool),
    /// A number without fraction in longint range.
    Int(i32),
    /// A number.
    Real(f64),
    /// A date; see [`crate::rules::date`] for the day count.
    Date(i32),
    /// A time in seconds.
    Time(i32),
    /// A text.
    Text(Text),
    /// A scalar blob: bytes with value semantics.
    Blob(Rc<Vec<u8>>),
    /// A reference to an object.
    Object(Rc<Object>),
    /// A reference to a collection.
    Collection(Rc<Collection>),
    /// A formula, a class function or a member of a 4D class.
    Function(Rc<Function>),
    /// A class, as `cs.Name` or `4D.Name`.
    Class(ClassRef),
    /// A pointer to a variable, element or property.
    Pointer(Rc<Pointer>),
    /// The content of an array variable; never found in properties or elements.
    Array(Rc<Array>),
}

/// The kinds of value that a program can tell apart (`Value type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `Is undefined`.
    Undefined,
    /// `Is null`.
    Null,
    /// `Is Boolean`.
    Boolean,
    /// `Is real`.
    Number,
    /// `Is date`.
    Date,
    /// `Is time`.
    Time,
    /// `Is text`.
    Text,
    /// `Is BLOB`.
    Blob,
    /// `Is picture`.
    Picture,
    /// `Is object`, functions and classes included.
    Object,
    /// `Is collection`.
    Collection,
    /// `Is pointer`.
    Pointer,
    /// An array.
    Array,
}

impl Kind {
    /// The word that messages use.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Undefined => "undefined",
            Kind::Null => "Null",
            Kind::Boolean => "a Boolean",
            Kind::Number => "a number",
            Kind::Date => "a date",
            Kind::Time => "a time",
            Kind::Text => "a text",
            Kind::Blob => "a blob",
            Kind::Picture => "a picture",
            Kind::Object => "an object",
            Kind::Collection => "a collection",
            Kind::Pointer => "a pointer",
            Kind::Array => "an array",
        }
    }

    /// The number that `Value type` gives (`commands/value-type`).
    pub fn code(self) -> i32 {
        match self {
            Kind::Undefined => 5,
            Kind::Null => 255,
            Kind::Boolean => 6,
            Kind::Number | Kind::Array => 1,
            Kind::Date => 4,
            Kind::Time => 11,
            Kind::Text => 2,
            Kind::Blob => 30,
            Kind::Picture => 3,
            Kind::Object => 38,
            Kind::Collection => 42,
            Kind::Pointer => 23,
        }
    }
}

impl Clone for Value {
    #[inline]
    fn clone(&self) -> Value {
        // Plain values and objects are copied on the spot; the rest is not worth its space everywhere.
        if let Some(plain) = self.copy() {
            return plain;
        }
        if let Value::Object(object) = self { Value::Object(object.clone()) } else { self.clone_counted() }
    }
}

impl Value {
    #[inline(never)]
    fn clone_counted(&self) -> Value {
        match self {
            Value::Undefined => Value::Undefined,
            Value::Null => Value::Null,
            Value::Unassigned => Value::Unassigned,
            Value::Bool(flag) => Value::Bool(*flag),
            Value::Int(int) => Value::Int(*int),
            Value::Real(real) => Value::Real(*real),
            Value::Date(days) => Value::Date(*days),
            Value::Time(seconds) => Value::Time(*seconds),
            Value::Text(text) => Value::Text(text.clone()),
            Value::Blob(bytes) => Value::Blob(bytes.clone()),
            Value::Object(object) => Value::Object(object.clone()),
            Value::Collection(collection) => Value::Collection(collection.clone()),
            Value::Function(function) => Value::Function(function.clone()),
            Value::Class(class) => Value::Class(class),
            Value::Pointer(pointer) => Value::Pointer(pointer.clone()),
            Value::Array(array) => Value::Array(array.clone()),
        }
    }

    /// A number from 0 to 15 for each variant.
    #[inline]
    pub fn tag(&self) -> u8 {
        match self {
            Value::Undefined => 0,
            Value::Null => 1,
            Value::Unassigned => 2,
            Value::Bool(_) => 3,
            Value::Int(_) => 4,
            Value::Real(_) => 5,
            Value::Date(_) => 6,
            Value::Time(_) => 7,
            Value::Text(_) => 8,
            Value::Blob(_) => 9,
            Value::Object(_) => 10,
            Value::Collection(_) => 11,
            Value::Function(_) => 12,
            Value::Class(_) => 13,
            Value::Pointer(_) => 14,
            Value::Array(_) => 15,
        }
    }

    /// What kind of value this is.
    pub fn kind(&self) -> Kind {
        match self {
            Value::Undefined => Kind::Undefined,
            Value::Null | Value::Unassigned => Kind::Null,
            Value::Bool(_) => Kind::Boolean,
            Value::Int(_) | Value::Real(_) => Kind::Number,
            Value::Date(_) => Kind::Date,
            Value::Time(_) => Kind::Time,
            Value::Text(_) => Kind::Text,
            Value::Blob(_) => Kind::Blob,
            Value::Object(_) if Picture::of(self).is_some() => Kind::Picture,
            Value::Object(_) | Value::Function(_) | Value::Class(_) => Kind::Object,
            Value::Collection(_) => Kind::Collection,
            Value::Pointer(_) => Kind::Pointer,
            Value::Array(_) => Kind::Array,
        }
    }

    /// The empty text.
    pub const EMPTY_TEXT: Value = Value::Text(Text::EMPTY);

    /// A number, held as an integer where that is exact.
    #[inline]
    pub fn number(real: f64) -> Value {
        let int = real as i32;
        if f64::from(int) == real && (int != 0 || real.is_sign_positive()) {
            Value::Int(int)
        } else {
            Value::Real(real)
        }
    }

    /// The number that this value is; times count as seconds, arrays as the number of their current element.
    #[inline]
    pub fn as_number(&self) -> Option<f64> {
        if let Some(real) = self.plain_number() {
            return Some(real);
        }
        match self {
            Value::Time(seconds) => Some(f64::from(*seconds)),
            Value::Array(array) => Some(f64::from(array.current())),
            _ => None,
        }
    }

    /// The value as an expression has it: the bare name of an array stands for the number of its current element
    /// (`Concepts/arrays`).
    #[inline]
    pub fn scalar(self) -> Value {
        match self {
            Value::Array(array) => Value::Int(array.current()),
            other => other,
        }
    }

    /// The text that this value is.
    pub fn as_text(&self) -> Option<&Text> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The object that this value refers to.
    pub fn as_object(&self) -> Option<&Rc<Object>> {
        match self {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The collection that this value refers to.
    pub fn as_collection(&self) -> Option<&Rc<Collection>> {
        match self {
            Value::Collection(collection) => Some(collection),
            _ => None,
        }
    }

    /// True for Null, for object variables that nothing was assigned to, and for the empty picture.
    pub fn is_null(&self) -> bool {
        match self {
            Value::Null | Value::Unassigned => true,
            Value::Object(object) if object.native_part().is_some() => {
                Picture::of(self).is_some_and(Picture::is_empty)
            }
            _ => false,
        }
    }

    /// True for what equals Null: Null itself, undefined, and pointers to nothing (`Concepts/null-undefined`).
    #[inline]
    pub fn equals_null(&self) -> bool {
        match self {
            Value::Undefined => true,
            Value::Pointer(pointer) => pointer.is_nil(),
            other => other.is_null(),
        }
    }

    /// True for a missing value.
    pub fn is_undefined(&self) -> bool {
        matches!(self, Value::Undefined)
    }

    /// The truth of `&&`, `||` and the ternary operator (`Concepts/operators`): zero is true.
    pub fn is_truthy(&self) -> bool {
        match self {
            Value::Undefined | Value::Null | Value::Unassigned => false,
            Value::Bool(flag) => *flag,
            Value::Text(text) => !text.is_empty(),
            Value::Date(days) => *days != 0,
            Value::Object(object) => object.has_content() && !self.is_null(),
            Value::Collection(collection) => !collection.is_empty(),
            Value::Pointer(pointer) => !pointer.is_nil(),
            Value::Int(_) | Value::Real(_) | Value::Time(_) => true,
            Value::Blob(_) | Value::Function(_) | Value::Class(_) | Value::Array(_) => true,
        }
    }

    /// The value as a property or element stores it: dates and times in their [`stored_form`](crate::stored_form), an
    /// unassigned variable becomes Null.
    #[inline]
    pub fn into_stored(mut self) -> Value {
        self.take_stored()
    }

    /// As [`Value::into_stored`], from a place that is not needed any more.
    #[inline(always)]
    pub(crate) fn take_stored(&mut self) -> Value {
        match self {
            Value::Time(_) | Value::Date(_) | Value::Unassigned | Value::Array(_) => {
                std::mem::take(self).converted_for_storage()
            }
            _ => self.take_parts(),
        }
    }

    #[inline(never)]
    fn converted_for_storage(self) -> Value {
        match self {
            Value::Time(seconds) => crate::stored_form::time(seconds),
            Value::Date(days) => crate::stored_form::date(days),
            Value::Unassigned => Value::Null,
            Value::Array(array) => Value::Int(array.current()),
            other => other,
        }
    }

    /// True when both are the same object, collection or function: what `=` means for references.
    pub fn same_reference(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Object(left), Value::Object(right)) => left.identity() == right.identity(),
            (Value::Collection(left), Value::Collection(right)) => left.identity() == right.identity(),
            (Value::Function(left), Value::Function(right)) => {
                Rc::ptr_eq(left, right) || left.same_member(right)
            }
            (Value::Class(left), Value::Class(right)) => std::ptr::eq(*left, *right),
            (Value::Pointer(left), Value::Pointer(right)) => left.same_target(right),
            _ => false,
        }
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Value {
        Value::Bool(flag)
    }
}

impl From<i32> for Value {
    fn from(int: i32) -> Value {
        Value::Int(int)
    }
}

impl From<usize> for Value {
    fn from(count: usize) -> Value {
        match i32::try_from(count) {
            Ok(int) => Value::Int(int),
            Err(_) => Value::Real(count as f64),
        }
    }
}

impl From<f64> for Value {
    fn from(real: f64) -> Value {
        Value::number(real)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(Text::from(text))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(Text::from(text))
    }
}

impl From<Text> for Value {
    fn from(text: Text) -> Value {
        Value::Text(text)
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Value {
        Value::Object(Rc::new(object))
    }
}

impl From<Collection> for Value {
    fn from(collection: Collection) -> Value {
        Value::Collection(Rc::new(collection))
    }
}

impl From<Vec<Value>> for Value {
    fn from(values: Vec<Value>) -> Value {
        Value::from(Collection::from(values))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_sixteen_bytes() {
        assert_eq!(size_of::<Value>(), 16);
        assert_eq!(size_of::<Option<Value>>(), 16);
    }

    #[test]
    fn integers_hide_behind_reals() {
        assert!(matches!(Value::number(3.0), Value::Int(3)));
        assert!(matches!(Value::number(3.5), Value::Real(_)));
        assert!(matches!(Value::number(3e12), Value::Real(_)));
        assert!(matches!(Value::number(-0.0), Value::Real(_)));
        assert!(matches!(Value::number(f64::NAN), Value::Real(_)));
    }

    #[test]
    fn zero_is_truthy_and_empty_containers_are_not() {
        assert!(Value::Int(0).is_truthy());
        assert!(!Value::from(Collection::default()).is_truthy());
        assert!(!Value::from(Object::new()).is_truthy());
        assert!(!Value::EMPTY_TEXT.is_truthy());
    }
}
