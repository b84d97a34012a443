//! Declared types and what assigning to them does (`Concepts/data-types`, `Concepts/null-undefined`).

use std::rc::Rc;

use crate::class::{ClassKind, ClassRef};
use crate::collection::Collection;
use crate::error::{Error, Res};
use crate::object::Object;
use crate::picture::Picture;
use crate::rules::number;
use crate::text::Text;
use crate::value::{Kind, Value};

/// The type of a declared variable, parameter or result.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum DeclaredType {
    /// Any value; starts undefined.
    #[default]
    Variant,
    /// Text.
    Text,
    /// A 32-bit integer.
    Integer,
    /// A real.
    Real,
    /// Boolean.
    Boolean,
    /// Date.
    Date,
    /// Time.
    Time,
    /// Scalar blob.
    Blob,
    /// Pointer.
    Pointer,
    /// Picture; see [`crate::picture`].
    Picture,
    /// Object of any class.
    Object,
    /// Collection.
    Collection,
    /// Object of a class, `cs.Name` or `4D.Name`; the name is kept, as the class may be missing.
    Class(ClassName),
}

/// A class by name, as declarations write it.
#[derive(Clone, Debug)]
pub struct ClassName {
    /// True for `4D.Name`.
    pub native: bool,
    /// Name without the store.
    pub name: String,
    /// The class, when it was known at declaration.
    pub class: Option<ClassRef>,
}

impl PartialEq for ClassName {
    fn eq(&self, other: &ClassName) -> bool {
        self.native == other.native && self.name == other.name
    }
}

impl DeclaredType {
    /// What a variable of this type holds before anything is assigned.
    pub fn default_value(&self) -> Value {
        match self {
            DeclaredType::Variant => Value::Undefined,
            DeclaredType::Text => Value::EMPTY_TEXT,
            DeclaredType::Integer | DeclaredType::Real => Value::Int(0),
            DeclaredType::Boolean => Value::Bool(false),
            DeclaredType::Date => Value::Date(0),
            DeclaredType::Time => Value::Time(0),
            DeclaredType::Blob => Value::Blob(Rc::default()),
            DeclaredType::Picture => Picture::none(),
            DeclaredType::Pointer
            | DeclaredType::Object
            | DeclaredType::Collection
            | DeclaredType::Class(_) => Value::Unassigned,
        }
    }

    /// The name that messages use.
    pub fn name(&self) -> String {
        match self {
            DeclaredType::Variant => "Variant".into(),
            DeclaredType::Text => "Text".into(),
            DeclaredType::Integer => "Integer".into(),
            DeclaredType::Real => "Real".into(),
            DeclaredType::Boolean => "Boolean".into(),
            DeclaredType::Date => "Date".into(),
            DeclaredType::Time => "Time".into(),
            DeclaredType::Blob => "Blob".into(),
            DeclaredType::Pointer => "Pointer".into(),
            DeclaredType::Picture => "Picture".into(),
            DeclaredType::Object => "Object".into(),
            DeclaredType::Collection => "Collection".into(),
            DeclaredType::Class(class) if class.native => format!("4D.{}", class.name),
            DeclaredType::Class(class) => format!("cs.{}", class.name),
        }
    }

    /// The value as a variable of this type takes it. The class of an object is not looked at: 4D leaves that to its
    /// syntax check, and real code relies on it.
    ///
    /// # Errors
    /// 54 when the value's type cannot be assigned to this type.
    #[inline]
    pub fn convert(&self, value: Value) -> Res<Value> {
        match (self, &value) {
            (DeclaredType::Variant, _)
            | (DeclaredType::Text, Value::Text(_))
            | (DeclaredType::Integer, Value::Int(_))
            | (DeclaredType::Real, Value::Int(_) | Value::Real(_))
            | (DeclaredType::Boolean, Value::Bool(_))
            | (DeclaredType::Object | DeclaredType::Class(_), Value::Object(_))
            | (DeclaredType::Collection, Value::Collection(_)) => Ok(value),
            _ => self.convert_slow(value),
        }
    }

    /// The value as a parameter of this type takes it: unlike a variable or a result, an instance of another
    /// class is refused (`Concepts/parameters`).
    ///
    /// # Errors
    /// 54 when the value's type or class does not fit.
    #[inline]
    pub fn convert_argument(&self, value: Value) -> Res<Value> {
        // A plain object is let in: handlers that name the shape of their event with a class rely on it.
        if let (DeclaredType::Class(class), Value::Object(object)) = (self, &value)
            && object.class().is_some()
            && !class.accepts(&value)
        {
            return Err(Error::type_mismatch(&self.name(), &value));
        }
        self.convert(value)
    }

    #[cold]
    fn convert_slow(&self, value: Value) -> Res<Value> {
        Ok(match (self, value) {
            (_, Value::Undefined) => self.default_value(),
            (DeclaredType::Integer, Value::Real(real)) => Value::Int(number::to_longint(real)),
            (DeclaredType::Integer, Value::Time(seconds)) => Value::Int(seconds),
            (DeclaredType::Real, Value::Time(seconds)) => Value::Int(seconds),
            (DeclaredType::Date, value @ Value::Date(_))
            | (DeclaredType::Time, value @ Value::Time(_))
            | (DeclaredType::Blob, value @ Value::Blob(_))
            | (DeclaredType::Pointer, value @ Value::Pointer(_))
            | (DeclaredType::Object, value @ (Value::Function(_) | Value::Class(_))) => value,
            (DeclaredType::Picture, value) if value.kind() == Kind::Picture => value,
            (DeclaredType::Time, Value::Int(seconds)) => Value::Time(seconds),
            (DeclaredType::Time, Value::Real(real)) => Value::Time(number::to_longint(real)),
            (DeclaredType::Picture, Value::Null | Value::Unassigned) => Picture::none(),
            (
                DeclaredType::Pointer
                | DeclaredType::Object
                | DeclaredType::Collection
                | DeclaredType::Class(_),
                Value::Null | Value::Unassigned,
            ) => Value::Unassigned,
            (DeclaredType::Class(class), value) if class.accepts(&value) => value,
            (_, value) => return Err(Error::type_mismatch(&self.name(), &value)),
        })
    }
}

/// Which values a parameter or result takes as they are, in a form that is quick to ask; false for some rare ones too,
/// which [`DeclaredType::convert_argument`] knows.
pub struct Accepts {
    /// A bit for each kind of value, by [`Value::tag`].
    tags: u32,
    /// Instances of this class too.
    class: Option<ClassRef>,
}

impl From<Option<&DeclaredType>> for Accepts {
    fn from(ty: Option<&DeclaredType>) -> Accepts {
        let bit = |value: Value| 1 << value.tag();
        let number = bit(Value::Int(0)) | bit(Value::Real(0.0));
        let (tags, class) = match ty {
            None | Some(DeclaredType::Variant) => (u32::MAX, None),
            Some(DeclaredType::Integer) => (bit(Value::Int(0)), None),
            Some(DeclaredType::Real) => (number, None),
            Some(DeclaredType::Text) => (bit(Value::from("")), None),
            Some(DeclaredType::Boolean) => (bit(Value::Bool(false)), None),
            Some(DeclaredType::Object) => (bit(Value::from(Object::new())), None),
            Some(DeclaredType::Collection) => (bit(Value::from(Collection::default())), None),
            Some(DeclaredType::Class(name)) => (0, name.class),
            Some(_) => (0, None),
        };
        Accepts { tags, class }
    }
}

impl Accepts {
    /// True when the value is taken as it is.
    #[inline]
    pub fn holds(&self, value: &Value) -> bool {
        self.tags >> value.tag() & 1 == 1
            || matches!((self.class, value), (Some(expected), Value::Object(object))
                if object.class().is_some_and(|class| std::ptr::eq(class, expected)))
    }
}

impl ClassName {
    /// True when the value is an instance of the class or of one that extends it, as far as names tell.
    fn accepts(&self, value: &Value) -> bool {
        if self.native && self.name == "Object" {
            return matches!(value, Value::Object(_) | Value::Function(_) | Value::Class(_));
        }
        match value {
            Value::Function(_) => {
                self.native && matches!(self.name.as_str(), "Function" | "Formula" | "Method")
            }
            Value::Class(_) => self.native && self.name == "Class",
            Value::Blob(_) => self.native && self.name == "Blob",
            Value::Collection(_) => self.native && self.name == "Collection",
            Value::Object(object) => match (object.class(), self.class) {
                (None, _) => false,
                (Some(class), Some(expected)) if std::ptr::eq(class, expected) => true,
                (Some(class), _) => self.matches(class),
            },
            _ => false,
        }
    }

    fn matches(&self, mut class: ClassRef) -> bool {
        loop {
            match &class.kind {
                ClassKind::Native(native) => {
                    let mut native = Some(*native);
                    while let Some(class) = native {
                        if self.native && class.name == self.name {
                            return true;
                        }
                        native = class.parent;
                    }
                    return false;
                }
                ClassKind::User(_) => {
                    if !self.native && class.name == self.name {
                        return true;
                    }
                    match crate::class::parent_of(class) {
                        Some(parent) => class = parent,
                        None => return false,
                    }
                }
            }
        }
    }
}

/// What an existing property becomes when undefined is assigned to it (`Concepts/null-undefined`).
pub fn reset_property(current: &Value) -> Value {
    match current {
        Value::Bool(_) => Value::Bool(false),
        Value::Int(_) | Value::Real(_) => Value::Int(0),
        Value::Text(_) => Value::Text(Text::EMPTY),
        Value::Date(_) => Value::Date(0),
        Value::Time(_) => Value::Time(0),
        Value::Undefined => Value::Undefined,
        _ => Value::Null,
    }
}
