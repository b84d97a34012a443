//! Shared copies of plain values (`OB Copy` and `.copy` with `ck shared`).

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use super::{Lock, SharedCollection, SharedObject, SharedValue};
use crate::error::Res;
use crate::value::Value;

/// A deep copy of an object or collection whose containers are all shared and belong to one group: that of `group`, or a
/// new one. Anything else is given back as it is. Cycles and aliases survive; nothing recurses.
///
/// # Errors
/// −10721 when something in the value cannot be shared; interruption while waiting for the group.
pub fn share(value: &Value, group: Option<&Lock>) -> Res<Value> {
    let own = Lock::default();
    let group = group.unwrap_or(&own);
    let _using = group.acquire()?;
    let mut sharing = Sharing { group, known: HashMap::new(), open: Vec::new() };
    let root = sharing.content(value)?;
    while let Some((value, copy)) = sharing.open.pop() {
        match (&value, copy) {
            (Value::Object(object), SharedValue::Object(copy)) => {
                for (name, value) in object.entries() {
                    copy.fill(name.freeze(), sharing.content(&value)?);
                }
            }
            (Value::Collection(collection), SharedValue::Collection(copy)) => {
                for value in collection.snapshot() {
                    copy.fill(sharing.content(&value)?);
                }
            }
            _ => {}
        }
    }
    Ok(root.value())
}

struct Sharing<'a> {
    group: &'a Lock,
    known: HashMap<usize, SharedValue>,
    /// Containers whose content is still to be copied.
    open: Vec<(Value, SharedValue)>,
}

impl Sharing<'_> {
    fn content(&mut self, value: &Value) -> Res<SharedValue> {
        let (identity, copy): (usize, &dyn Fn() -> SharedValue) = match value {
            Value::Object(object) if object.native_part().is_none() => (object.identity(), &|| {
                SharedValue::Object(SharedObject::grouped(object.class(), Lock::with(self.group)))
            }),
            Value::Collection(collection) => (collection.identity(), &|| {
                SharedValue::Collection(SharedCollection::grouped(Lock::with(self.group)))
            }),
            other => return SharedValue::of(other.clone()),
        };
        if let Some(known) = self.known.get(&identity) {
            return Ok(known.clone());
        }
        let copy = copy();
        self.known.insert(identity, copy.clone());
        self.open.push((value.clone(), copy.clone()));
        Ok(copy)
    }
}

impl Value {
    /// The shared object or collection behind the value: its lock.
    pub fn shared_lock(&self) -> Option<SharedLock> {
        match self {
            Value::Object(object) => object.shared().map(|shared| SharedLock::Object(shared.clone())),
            Value::Collection(collection) => {
                collection.shared().map(|shared| SharedLock::Collection(shared.clone()))
            }
            _ => None,
        }
    }
}

/// What a lock belongs to.
pub enum SharedLock {
    /// An object.
    Object(Arc<SharedObject>),
    /// A collection.
    Collection(Arc<SharedCollection>),
}

impl std::ops::Deref for SharedLock {
    type Target = Lock;
    fn deref(&self) -> &Lock {
        match self {
            SharedLock::Object(object) => &object.lock,
            SharedLock::Collection(collection) => &collection.lock,
        }
    }
}

/// An empty shared object as a value.
pub fn new_object(class: Option<crate::ClassRef>) -> Rc<crate::Object> {
    Rc::new(crate::Object::stand_in(SharedObject::new(class)))
}
