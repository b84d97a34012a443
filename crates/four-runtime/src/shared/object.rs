//! The content of a shared object.

use std::any::Any;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::{Lock, SharedValue, not_in_use, release};
use crate::class::ClassRef;
use crate::dictionary::Dictionary;
use crate::error::{Error, Res};
use crate::text::{FrozenText, Text};
use crate::value::Value;

type Properties = Dictionary<FrozenText, SharedValue>;

/// A shared object, as all processes see it.
pub struct SharedObject {
    /// The lock of its group.
    pub lock: Lock,
    class: Option<ClassRef>,
    part: Option<Arc<dyn Any + Send + Sync>>,
    catalog: bool,
    properties: RwLock<Properties>,
}

impl SharedObject {
    fn build(class: Option<ClassRef>, lock: Lock, part: Option<Arc<dyn Any + Send + Sync>>) -> SharedObject {
        SharedObject { lock, class, part, catalog: false, properties: RwLock::default() }
    }

    /// An empty shared object.
    pub fn new(class: Option<ClassRef>) -> Arc<SharedObject> {
        Arc::new(SharedObject::build(class, Lock::default(), None))
    }

    /// An object whose lock is that of a group.
    pub fn grouped(class: Option<ClassRef>, lock: Lock) -> Arc<SharedObject> {
        Arc::new(SharedObject::build(class, lock, None))
    }

    /// An object of a 4D class with state of its own, such as a signal.
    pub fn with_part(class: ClassRef, part: Arc<dyn Any + Send + Sync>) -> Arc<SharedObject> {
        Arc::new(SharedObject::build(Some(class), Lock::default(), Some(part)))
    }

    /// The object that `Storage` gives: it holds only shared values and does not join their groups.
    pub fn catalog() -> Arc<SharedObject> {
        let mut catalog = SharedObject::build(None, Lock::default(), None);
        catalog.catalog = true;
        Arc::new(catalog)
    }

    /// The class that the object is an instance of.
    pub fn class(&self) -> Option<ClassRef> {
        self.class
    }

    /// The state of its 4D class.
    pub fn part<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        self.part.clone()?.downcast().ok()
    }

    fn read(&self) -> RwLockReadGuard<'_, Properties> {
        self.properties.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Properties> {
        self.properties.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Number of properties.
    pub fn len(&self) -> usize {
        self.read().len()
    }

    /// True without properties.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A property; undefined when there is none.
    pub fn get(&self, name: &FrozenText) -> Value {
        // The content is copied out before a stand-in is made of it.
        let content = self.read().get(name).cloned();
        content.map_or(Value::Undefined, |content| content.value())
    }

    /// Creates or replaces a property.
    ///
    /// # Errors
    /// −10722 when this process does not use the object, −10721 for what cannot be shared, −10723 for what belongs to
    /// another group.
    pub fn set(&self, name: &FrozenText, value: Value) -> Res<()> {
        if !self.lock.is_mine() {
            return Err(not_in_use("object"));
        }
        if value.is_undefined() {
            return Ok(());
        }
        let content = SharedValue::of(value)?;
        if !self.catalog {
            content.join(&self.lock)?;
        } else if !matches!(content, SharedValue::Object(_) | SharedValue::Collection(_)) {
            return Err(Error::new(-10721, "Storage holds only shared objects and collections.")
                .with_help("put the value into a New shared object, and that into Storage"));
        }
        let old = self.write().insert(name.clone(), content);
        release(old);
        Ok(())
    }

    /// Sets a property while nobody else can see the object.
    pub(super) fn fill(&self, name: FrozenText, content: SharedValue) {
        self.write().insert(name, content);
    }

    /// Removes a property and gives its value.
    ///
    /// # Errors
    /// −10722 when this process does not use the object.
    pub fn remove(&self, name: &FrozenText) -> Res<Value> {
        if !self.lock.is_mine() {
            return Err(not_in_use("object"));
        }
        let old = self.write().remove(name);
        Ok(old.map_or(Value::Undefined, |content| content.value()))
    }

    /// The properties in order of creation.
    pub fn entries(&self) -> Vec<(Text, Value)> {
        let entries: Vec<(Text, SharedValue)> =
            self.read().iter().map(|(name, content)| (Text::from(name), content.clone())).collect();
        entries.into_iter().map(|(name, content)| (name, content.value())).collect()
    }

    /// The names of the properties in order of creation.
    pub fn keys(&self) -> Vec<Text> {
        self.read().iter().map(|(name, _)| Text::from(name)).collect()
    }

    pub(super) fn take_content(&mut self) -> Vec<SharedValue> {
        self.properties.get_mut().unwrap_or_else(PoisonError::into_inner).take_values().collect()
    }
}

impl Drop for SharedObject {
    fn drop(&mut self) {
        release(self.take_content());
    }
}
