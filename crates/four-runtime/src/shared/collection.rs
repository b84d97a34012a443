//! The content of a shared collection.

use std::collections::VecDeque;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::{Lock, SharedValue, not_in_use, release};
use crate::error::Res;
use crate::value::Value;

type Elements = VecDeque<SharedValue>;

/// A shared collection, as all processes see it.
#[derive(Default)]
pub struct SharedCollection {
    /// The lock of its group.
    pub lock: Lock,
    elements: RwLock<Elements>,
}

impl SharedCollection {
    /// An empty shared collection.
    pub fn new() -> Arc<SharedCollection> {
        Arc::new(SharedCollection::default())
    }

    /// A collection whose lock is that of a group.
    pub fn grouped(lock: Lock) -> Arc<SharedCollection> {
        Arc::new(SharedCollection { lock, elements: RwLock::default() })
    }

    fn read(&self) -> RwLockReadGuard<'_, Elements> {
        self.elements.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The elements for a change.
    fn write(&self) -> Res<RwLockWriteGuard<'_, Elements>> {
        if self.lock.is_mine() {
            Ok(self.elements.write().unwrap_or_else(PoisonError::into_inner))
        } else {
            Err(not_in_use("collection"))
        }
    }

    /// Values as content of this collection.
    fn accept(&self, values: impl IntoIterator<Item = Value>) -> Res<Vec<SharedValue>> {
        if !self.lock.is_mine() {
            return Err(not_in_use("collection"));
        }
        let accept = |value| {
            let content = SharedValue::of(value)?;
            content.join(&self.lock)?;
            Ok(content)
        };
        values.into_iter().map(accept).collect()
    }

    fn accept_one(&self, value: Value) -> Res<SharedValue> {
        Ok(self.accept([value])?.pop().unwrap_or(SharedValue::Null))
    }

    /// Number of elements.
    pub fn len(&self) -> usize {
        self.read().len()
    }

    /// True without elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The element at an index.
    pub fn get(&self, index: usize) -> Option<Value> {
        let content = self.read().get(index).cloned();
        content.map(|content| content.value())
    }

    /// The elements as they are now.
    pub fn snapshot(&self) -> Vec<Value> {
        let elements: Vec<SharedValue> = self.read().iter().cloned().collect();
        elements.iter().map(SharedValue::value).collect()
    }

    /// Replaces an element; past the end the gap is filled with Null.
    ///
    /// # Errors
    /// As [`SharedObject::set`](super::SharedObject::set).
    pub fn set(&self, index: usize, value: Value) -> Res<()> {
        let content = self.accept_one(value)?;
        let mut elements = self.write()?;
        if index >= elements.len() {
            elements.resize(index + 1, SharedValue::Null);
        }
        let old = std::mem::replace(&mut elements[index], content);
        drop(elements);
        release([old]);
        Ok(())
    }

    /// Inserts elements before an index; an index past the end appends.
    ///
    /// # Errors
    /// As [`SharedCollection::set`].
    pub fn splice(&self, index: usize, values: impl IntoIterator<Item = Value>) -> Res<()> {
        let mut content = self.accept(values)?;
        let mut elements = self.write()?;
        let index = index.min(elements.len());
        if let (1, Some(_)) = (content.len(), content.first()) {
            elements.insert(index, content.remove(0));
            return Ok(());
        }
        let tail = elements.split_off(index);
        elements.extend(content);
        elements.extend(tail);
        Ok(())
    }

    /// Removes elements and gives the first of them.
    ///
    /// # Errors
    /// −10722 when this process does not use the collection.
    pub fn remove(&self, index: usize, count: usize) -> Res<Option<Value>> {
        let mut elements = self.write()?;
        let start = index.min(elements.len());
        let end = start.saturating_add(count).min(elements.len());
        let removed: Vec<SharedValue> = elements.drain(start..end).collect();
        drop(elements);
        let first = removed.first().map(SharedValue::value);
        release(removed);
        Ok(first)
    }

    /// Replaces all elements.
    ///
    /// # Errors
    /// As [`SharedCollection::set`].
    pub fn replace(&self, values: Vec<Value>) -> Res<()> {
        let content = self.accept(values)?;
        let old = std::mem::replace(&mut *self.write()?, content.into());
        release(old);
        Ok(())
    }

    /// Adds an element while nobody else can see the collection.
    pub(super) fn fill(&self, content: SharedValue) {
        self.elements.write().unwrap_or_else(PoisonError::into_inner).push_back(content);
    }

    pub(super) fn take_content(&mut self) -> Vec<SharedValue> {
        std::mem::take(self.elements.get_mut().unwrap_or_else(PoisonError::into_inner)).into()
    }
}

impl Drop for SharedCollection {
    fn drop(&mut self) {
        release(self.take_content());
    }
}
