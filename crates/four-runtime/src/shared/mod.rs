//! Shared objects and collections: values that several processes see (`Concepts/shared`).
//!
//! They live outside the processes. A process holds a stand-in: an [`Object`] or [`Collection`] whose content is shared;
//! each read copies a scalar or makes a stand-in for what is nested. Reading needs no lock; writing needs the process to
//! use the group ([`Lock`]), which is checked here, so that no write can slip through.

mod array;
mod collection;
mod lock;
mod object;
mod share;

use std::rc::Rc;
use std::sync::Arc;

pub use array::SharedArray;
pub use collection::SharedCollection;
pub use lock::{Lock, Using};
pub use object::SharedObject;
pub use share::{SharedLock, new_object, share};

use crate::class::ClassRef;
use crate::collection::Collection;
use crate::copy::Parcel;
use crate::error::{Error, Res, describe};
use crate::object::Object;
use crate::text::{FrozenText, Text};
use crate::value::Value;

/// What a shared object or collection holds.
#[derive(Clone)]
pub enum SharedValue {
    /// Null.
    Null,
    /// A Boolean.
    Bool(bool),
    /// A number without fraction.
    Int(i32),
    /// A number.
    Real(f64),
    /// A date.
    Date(i32),
    /// A text.
    Text(FrozenText),
    /// A class.
    Class(ClassRef),
    /// A blob, a function or an object of a 4D class that can be copied to other processes.
    Parcel(Arc<Parcel>),
    /// A shared object.
    Object(Arc<SharedObject>),
    /// A shared collection.
    Collection(Arc<SharedCollection>),
}

impl SharedValue {
    /// The value as shared content.
    ///
    /// # Errors
    /// −10721 for what cannot be shared: plain objects and collections, pointers, open files and connections.
    pub fn of(value: Value) -> Res<SharedValue> {
        Ok(match value.into_stored() {
            Value::Undefined | Value::Null | Value::Unassigned => SharedValue::Null,
            Value::Bool(flag) => SharedValue::Bool(flag),
            Value::Int(int) | Value::Time(int) => SharedValue::Int(int),
            Value::Real(real) => SharedValue::Real(real),
            Value::Date(days) => SharedValue::Date(days),
            Value::Text(text) => SharedValue::Text(text.freeze()),
            Value::Class(class) => SharedValue::Class(class),
            Value::Object(object) => match object.shared() {
                Some(shared) => SharedValue::Object(shared.clone()),
                None if object.native_part().is_some_and(|native| native.to_portable().is_some()) => {
                    SharedValue::Parcel(Arc::new(Parcel::pack(&[Value::Object(object)])?))
                }
                None => return Err(not_shareable(&Value::Object(object))),
            },
            Value::Collection(collection) => match collection.shared() {
                Some(shared) => SharedValue::Collection(shared.clone()),
                None => return Err(not_shareable(&Value::Collection(collection))),
            },
            value @ (Value::Blob(_) | Value::Function(_)) => {
                SharedValue::Parcel(Arc::new(Parcel::pack(&[value])?))
            }
            value @ (Value::Pointer(_) | Value::Array(_)) => return Err(not_shareable(&value)),
        })
    }

    /// The content as this process sees it.
    pub fn value(&self) -> Value {
        match self {
            SharedValue::Null => Value::Null,
            SharedValue::Bool(flag) => Value::Bool(*flag),
            SharedValue::Int(int) => Value::Int(*int),
            SharedValue::Real(real) => Value::Real(*real),
            SharedValue::Date(days) => Value::Date(*days),
            SharedValue::Text(text) => Value::Text(Text::from(text)),
            SharedValue::Class(class) => Value::Class(class),
            SharedValue::Parcel(parcel) => parcel.unpack().pop().unwrap_or_default(),
            SharedValue::Object(object) => Value::Object(Rc::new(Object::stand_in(object.clone()))),
            SharedValue::Collection(collection) => {
                Value::Collection(Rc::new(Collection::stand_in(collection.clone())))
            }
        }
    }

    /// Joins the group of a container that gets this content.
    fn join(&self, container: &Lock) -> Res<()> {
        match self {
            SharedValue::Object(object) => container.join(&object.lock),
            SharedValue::Collection(collection) => container.join(&collection.lock),
            _ => Ok(()),
        }
    }
}

#[cold]
fn not_shareable(value: &Value) -> Box<Error> {
    let error = Error::new(
        -10721,
        format!("{} cannot be put into a shared object or collection.", capital(&describe(value))),
    );
    match value {
        Value::Object(_) => error.with_help("use New shared object, or OB Copy(…; ck shared)"),
        Value::Collection(_) => error.with_help("use New shared collection, or .copy(ck shared)"),
        _ => error,
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cold]
fn not_in_use(what: &str) -> Box<Error> {
    Error::new(-10722, format!("This shared {what} can only be changed between Use and End use."))
        .with_help("write Use(…) before the change and End use after it")
}

/// Drops content without recursion: what would die with it is emptied first.
fn release(content: impl IntoIterator<Item = SharedValue>) {
    let mut open: Vec<SharedValue> = content.into_iter().collect();
    while let Some(value) = open.pop() {
        match value {
            SharedValue::Object(object) => {
                if let Some(mut object) = Arc::into_inner(object) {
                    open.extend(object.take_content());
                }
            }
            SharedValue::Collection(collection) => {
                if let Some(mut collection) = Arc::into_inner(collection) {
                    open.extend(collection.take_content());
                }
            }
            _ => {}
        }
    }
}
