//! 4D collections: zero-based sequences of values.
//!
//! No borrow of the elements outlives a call of these functions, so 4D code (callbacks) may run between them. Functions
//! that change a collection fail only for shared ones: see [`SharedCollection`].

use std::cell::{Ref, RefCell};
use std::fmt;
use std::sync::Arc;

use crate::drop_queue;
use crate::elements::Elements;
use crate::error::Res;
use crate::gc::{self, Mark};
use crate::shared::{SharedCollection, Using};
use crate::value::Value;

enum Content {
    Own(Elements),
    Shared(Arc<SharedCollection>),
}

/// A 4D collection (`Concepts/collection`); elements are never undefined.
pub struct Collection {
    /// For the collection of cycles.
    pub(crate) mark: Mark,
    content: RefCell<Content>,
}

impl Default for Collection {
    fn default() -> Collection {
        Collection::of(Content::Own(Elements::default()))
    }
}

fn stored(value: Value) -> Value {
    match value.into_stored() {
        Value::Undefined => Value::Null,
        other => other,
    }
}

fn of_values(mut values: Vec<Value>) -> Elements {
    for value in &mut values {
        if matches!(value, Value::Undefined | Value::Unassigned | Value::Time(_) | Value::Date(_)) {
            *value = stored(std::mem::take(value));
        }
    }
    Elements::from(values)
}

impl Collection {
    fn of(content: Content) -> Collection {
        Collection { mark: Mark::default(), content: RefCell::new(content) }
    }

    /// What this process sees of a shared collection.
    pub fn stand_in(shared: Arc<SharedCollection>) -> Collection {
        Collection::of(Content::Shared(shared))
    }

    /// The shared collection that this one stands in for.
    pub fn shared(&self) -> Option<Arc<SharedCollection>> {
        match &*self.content.borrow() {
            Content::Shared(shared) => Some(shared.clone()),
            Content::Own(_) => None,
        }
    }

    /// Uses a shared collection for the time of a call, as its functions do; nothing for others.
    ///
    /// # Errors
    /// Interruption while waiting.
    pub fn use_for_call(&self) -> Res<Option<Using>> {
        self.shared().map(|shared| shared.lock.acquire()).transpose()
    }

    /// A number that is the same for all stand-ins of a shared collection and differs between collections that exist.
    pub fn identity(&self) -> usize {
        match &*self.content.borrow() {
            Content::Shared(shared) => Arc::as_ptr(shared).addr(),
            Content::Own(_) => std::ptr::from_ref(self).addr(),
        }
    }

    /// A collection of these values that is shared when this one is: what functions such as `filter` give.
    ///
    /// # Errors
    /// For shared ones, when a value cannot be shared.
    pub fn alike(&self, values: Vec<Value>) -> Res<Value> {
        Ok(match self.shared() {
            None => Value::from(values),
            Some(_) => {
                let shared = SharedCollection::new();
                let using = shared.lock.acquire()?;
                shared.replace(values)?;
                drop(using);
                Value::from(Collection::stand_in(shared))
            }
        })
    }

    /// The collection's own elements, or what it stands in for.
    fn read(&self) -> Result<Ref<'_, Elements>, Arc<SharedCollection>> {
        Ref::filter_map(self.content.borrow(), |elements| match elements {
            Content::Own(elements) => Some(elements),
            Content::Shared(_) => None,
        })
        .map_err(|elements| match &*elements {
            Content::Shared(shared) => shared.clone(),
            Content::Own(_) => SharedCollection::new(),
        })
    }

    /// Changes the collection's own elements, or what it stands in for.
    #[inline]
    fn change<T>(
        &self,
        own: impl FnOnce(&mut Elements) -> T,
        shared: impl FnOnce(&SharedCollection) -> Res<T>,
    ) -> Res<T> {
        let stands_for = match &mut *self.content.borrow_mut() {
            Content::Own(elements) => return Ok(own(elements)),
            Content::Shared(stands_for) => stands_for.clone(),
        };
        shared(&stands_for)
    }

    /// Number of elements.
    #[inline]
    pub fn len(&self) -> usize {
        match &*self.content.borrow() {
            Content::Own(elements) => elements.len(),
            Content::Shared(shared) => shared.len(),
        }
    }

    /// True without elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The element at a zero-based index.
    #[inline]
    pub fn get(&self, index: usize) -> Option<Value> {
        match &*self.content.borrow() {
            Content::Own(elements) => elements.get(index),
            Content::Shared(shared) => shared.get(index),
        }
    }

    /// The element at a zero-based index, when it is a number.
    #[inline]
    pub fn get_number(&self, index: usize) -> Option<f64> {
        match &*self.content.borrow() {
            Content::Own(elements) => elements.get_number(index),
            Content::Shared(_) => None,
        }
    }

    /// Replaces an element by a number or Boolean, where that is but a write; false, and no change, where it is not.
    #[inline]
    pub fn put(&self, index: usize, value: &Value) -> bool {
        match &mut *self.content.borrow_mut() {
            Content::Own(elements) => elements.put(index, value),
            Content::Shared(_) => false,
        }
    }

    /// Replaces an element; past the end the gap is filled with Null (`Concepts/collection`).
    ///
    /// # Errors
    /// As for all functions that change: only for shared collections, see [`SharedCollection::set`].
    #[inline]
    pub fn set(&self, index: usize, value: Value) -> Res<()> {
        gc::remember(&value);
        let old = match &mut *self.content.borrow_mut() {
            Content::Own(elements) => elements.set(index, stored(value)),
            Content::Shared(shared) => return shared.clone().set(index, value),
        };
        drop(old);
        Ok(())
    }

    /// Adds an element at the end.
    ///
    /// # Errors
    /// As [`Collection::set`].
    pub fn push(&self, value: Value) -> Res<()> {
        gc::remember(&value);
        match &mut *self.content.borrow_mut() {
            Content::Own(elements) => elements.push(stored(value)),
            Content::Shared(shared) => shared.clone().splice(usize::MAX, [value]),
        }
    }

    /// Removes the last element.
    ///
    /// # Errors
    /// As [`Collection::set`].
    pub fn pop(&self) -> Res<Option<Value>> {
        self.change(Elements::pop, |shared| match shared.len() {
            0 => Ok(None),
            len => shared.remove(len - 1, 1),
        })
    }

    /// Removes the first element.
    ///
    /// # Errors
    /// As [`Collection::set`].
    pub fn shift(&self) -> Res<Option<Value>> {
        self.change(Elements::shift, |shared| shared.remove(0, 1))
    }

    /// Inserts several elements; an index past the end appends.
    ///
    /// # Errors
    /// As [`Collection::set`].
    pub fn splice(&self, index: usize, values: Vec<Value>) -> Res<()> {
        values.iter().for_each(gc::remember);
        match &mut *self.content.borrow_mut() {
            Content::Own(elements) => {
                elements.insert(index, values.into_iter().map(stored).collect());
                Ok(())
            }
            Content::Shared(shared) => shared.clone().splice(index, values),
        }
    }

    /// Removes up to `count` elements from `index` on.
    ///
    /// # Errors
    /// As [`Collection::set`].
    pub fn remove(&self, index: usize, count: usize) -> Res<()> {
        let removed: Vec<Value> = self.change(
            |elements| elements.remove(index, count),
            |shared| shared.remove(index, count).map(|_| Vec::new()),
        )?;
        drop(removed);
        Ok(())
    }

    /// Cuts off, or extends with copies of `filler`.
    ///
    /// # Errors
    /// As [`Collection::set`].
    pub fn resize(&self, len: usize, filler: Value) -> Res<()> {
        let held = self.len();
        if len < held {
            return self.remove(len, held - len);
        }
        gc::remember(&filler);
        let filler = stored(filler);
        let shared = |shared: &SharedCollection| shared.splice(held, vec![filler.clone(); len - held]);
        self.change(|elements| elements.resize(len, filler.clone()), shared)
    }

    /// True when there may be a container among the elements; of long collections only the first ones are looked at.
    pub(crate) fn may_hold_containers(&self) -> bool {
        match &*self.content.borrow() {
            Content::Own(elements) => elements
                .boxed_values()
                .is_some_and(|list| list.len() > 16 || list.iter().any(gc::is_container)),
            Content::Shared(_) => false,
        }
    }

    /// Visits the elements for the collection of cycles. False when the collection is being changed.
    pub(crate) fn trace(&self, visit: &mut dyn FnMut(&Value)) -> bool {
        let Ok(content) = self.content.try_borrow() else { return false };
        if let Content::Own(elements) = &*content {
            elements.boxed_values().into_iter().flatten().for_each(visit);
        }
        true
    }

    /// Empties a collection of a cycle.
    pub(crate) fn take_content(&self) -> Vec<Value> {
        match &mut *self.content.borrow_mut() {
            Content::Own(elements) => elements.take_boxed().into(),
            Content::Shared(_) => Vec::new(),
        }
    }

    /// Sorts numbers where they stand. False, and no change, when there is anything else, or the collection is shared.
    pub fn sort_numbers(&self, descending: bool) -> bool {
        match &mut *self.content.borrow_mut() {
            Content::Own(elements) => elements.sort_numbers(descending),
            Content::Shared(_) => false,
        }
    }

    /// The elements as they are now.
    pub fn snapshot(&self) -> Vec<Value> {
        match self.read() {
            Ok(elements) => elements.values_from(0),
            Err(shared) => shared.snapshot(),
        }
    }

    /// Replaces all elements.
    ///
    /// # Errors
    /// As [`Collection::set`].
    pub fn replace(&self, values: Vec<Value>) -> Res<()> {
        values.iter().for_each(gc::remember);
        let old = match &mut *self.content.borrow_mut() {
            Content::Own(elements) => std::mem::replace(elements, of_values(values)),
            Content::Shared(shared) => return shared.clone().replace(values),
        };
        drop(old);
        Ok(())
    }
}

impl From<Vec<Value>> for Collection {
    fn from(values: Vec<Value>) -> Collection {
        Collection::of(Content::Own(of_values(values)))
    }
}

impl Drop for Collection {
    fn drop(&mut self) {
        if let Content::Own(elements) = self.content.get_mut() {
            drop_queue::release(elements.take_boxed());
        }
    }
}

impl fmt::Debug for Collection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Elements are not shown: they may be cyclic.
        write!(f, "Collection of {}", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writing_past_the_end_fills_with_null() {
        let collection = Collection::from(vec![Value::from("a")]);
        collection.set(3, Value::Int(1)).expect("not shared");
        assert_eq!(collection.len(), 4);
        assert!(collection.get(2).is_some_and(|value| value.is_null()));
    }

    #[test]
    fn undefined_elements_become_null() {
        let collection = Collection::from(vec![Value::Undefined]);
        collection.push(Value::Undefined).expect("not shared");
        assert!(collection.snapshot().iter().all(Value::is_null));
    }
}
