//! 4D collections: zero-based sequences of values.
//!
//! No borrow of the elements outlives a call of these functions, so 4D code (callbacks) may run between them. Functions
//! that change a collection fail only for shared ones: see [`SharedCollection`].

use std::cell::{Ref, RefCell};
use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use crate::drop_queue;
use crate::error::Res;
use crate::gc::{self, Mark};
use crate::memory;
use crate::shared::{SharedCollection, Using};
use crate::value::Value;

enum Elements {
    Own(VecDeque<Value>),
    Shared(Arc<SharedCollection>),
}

/// A 4D collection (`Concepts/collection`); elements are never undefined.
pub struct Collection {
    /// For the collection of cycles.
    pub(crate) mark: Mark,
    elements: RefCell<Elements>,
}

impl Default for Collection {
    fn default() -> Collection {
        Collection::of(Elements::Own(VecDeque::new()))
    }
}

fn stored(value: Value) -> Value {
    match value.into_stored() {
        Value::Undefined => Value::Null,
        other => other,
    }
}

impl Collection {
    fn of(elements: Elements) -> Collection {
        Collection { mark: Mark::default(), elements: RefCell::new(elements) }
    }

    /// What this process sees of a shared collection.
    pub fn stand_in(shared: Arc<SharedCollection>) -> Collection {
        Collection::of(Elements::Shared(shared))
    }

    /// The shared collection that this one stands in for.
    pub fn shared(&self) -> Option<Arc<SharedCollection>> {
        match &*self.elements.borrow() {
            Elements::Shared(shared) => Some(shared.clone()),
            Elements::Own(_) => None,
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
        match &*self.elements.borrow() {
            Elements::Shared(shared) => Arc::as_ptr(shared).addr(),
            Elements::Own(_) => std::ptr::from_ref(self).addr(),
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
    fn read(&self) -> Result<Ref<'_, VecDeque<Value>>, Arc<SharedCollection>> {
        Ref::filter_map(self.elements.borrow(), |elements| match elements {
            Elements::Own(elements) => Some(elements),
            Elements::Shared(_) => None,
        })
        .map_err(|elements| match &*elements {
            Elements::Shared(shared) => shared.clone(),
            Elements::Own(_) => SharedCollection::new(),
        })
    }

    /// Changes the collection's own elements, or what it stands in for.
    #[inline]
    fn change<T>(
        &self,
        own: impl FnOnce(&mut VecDeque<Value>) -> T,
        shared: impl FnOnce(&SharedCollection) -> Res<T>,
    ) -> Res<T> {
        let stands_for = match &mut *self.elements.borrow_mut() {
            Elements::Own(elements) => return Ok(own(elements)),
            Elements::Shared(stands_for) => stands_for.clone(),
        };
        shared(&stands_for)
    }

    /// Number of elements.
    #[inline]
    pub fn len(&self) -> usize {
        match &*self.elements.borrow() {
            Elements::Own(elements) => elements.len(),
            Elements::Shared(shared) => shared.len(),
        }
    }

    /// True without elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The element at a zero-based index.
    #[inline]
    pub fn get(&self, index: usize) -> Option<Value> {
        match &*self.elements.borrow() {
            Elements::Own(elements) => elements.get(index).cloned(),
            Elements::Shared(shared) => shared.get(index),
        }
    }

    /// The element at a zero-based index, when it is a number.
    #[inline]
    pub fn get_number(&self, index: usize) -> Option<f64> {
        match &*self.elements.borrow() {
            Elements::Own(elements) => match elements.get(index)? {
                Value::Real(real) => Some(*real),
                Value::Int(int) => Some(f64::from(*int)),
                _ => None,
            },
            Elements::Shared(_) => None,
        }
    }

    /// Replaces an element; past the end the gap is filled with Null (`Concepts/collection`).
    ///
    /// # Errors
    /// As for all functions that change: only for shared collections, see [`SharedCollection::set`].
    #[inline]
    pub fn set(&self, index: usize, value: Value) -> Res<()> {
        gc::remember(&value);
        let old = match &mut *self.elements.borrow_mut() {
            Elements::Own(elements) => match elements.get_mut(index) {
                Some(slot) => std::mem::replace(slot, stored(value)),
                None => {
                    elements.resize(index, Value::Null);
                    elements.push_back(stored(value));
                    return Ok(());
                }
            },
            Elements::Shared(shared) => return shared.clone().set(index, value),
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
        match &mut *self.elements.borrow_mut() {
            Elements::Own(elements) => {
                if elements.len() == elements.capacity() {
                    memory::reserve(2 * elements.len() * size_of::<Value>())?;
                }
                elements.push_back(stored(value));
            }
            Elements::Shared(shared) => return shared.clone().splice(usize::MAX, [value]),
        }
        Ok(())
    }

    /// Removes the last element.
    ///
    /// # Errors
    /// As [`Collection::set`].
    pub fn pop(&self) -> Res<Option<Value>> {
        self.change(VecDeque::pop_back, |shared| match shared.len() {
            0 => Ok(None),
            len => shared.remove(len - 1, 1),
        })
    }

    /// Removes the first element.
    ///
    /// # Errors
    /// As [`Collection::set`].
    pub fn shift(&self) -> Res<Option<Value>> {
        self.change(VecDeque::pop_front, |shared| shared.remove(0, 1))
    }

    /// Inserts several elements; an index past the end appends.
    ///
    /// # Errors
    /// As [`Collection::set`].
    pub fn splice(&self, index: usize, mut values: Vec<Value>) -> Res<()> {
        values.iter().for_each(gc::remember);
        match &mut *self.elements.borrow_mut() {
            Elements::Own(elements) => {
                let index = index.min(elements.len());
                if values.len() == 1
                    && let Some(value) = values.pop()
                {
                    elements.insert(index, stored(value));
                    return Ok(());
                }
                let tail = elements.split_off(index);
                elements.extend(values.into_iter().map(stored));
                elements.extend(tail);
                Ok(())
            }
            Elements::Shared(shared) => shared.clone().splice(index, values),
        }
    }

    /// Removes up to `count` elements from `index` on.
    ///
    /// # Errors
    /// As [`Collection::set`].
    pub fn remove(&self, index: usize, count: usize) -> Res<()> {
        let removed: Vec<Value> = self.change(
            |elements| {
                let start = index.min(elements.len());
                let end = start.saturating_add(count).min(elements.len());
                elements.drain(start..end).collect()
            },
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
        self.splice(held, vec![filler; len - held])
    }

    /// True when there may be a container among the elements; of long collections only the first ones are looked at.
    pub(crate) fn may_hold_containers(&self) -> bool {
        match &*self.elements.borrow() {
            Elements::Own(elements) => elements.len() > 16 || elements.iter().any(gc::is_container),
            Elements::Shared(_) => false,
        }
    }

    /// Visits the elements for the collection of cycles. False when the collection is being changed.
    pub(crate) fn trace(&self, visit: &mut dyn FnMut(&Value)) -> bool {
        let Ok(elements) = self.elements.try_borrow() else { return false };
        if let Elements::Own(elements) = &*elements {
            elements.iter().for_each(visit);
        }
        true
    }

    /// Empties a collection of a cycle.
    pub(crate) fn take_content(&self) -> Vec<Value> {
        match &mut *self.elements.borrow_mut() {
            Elements::Own(elements) => std::mem::take(elements).into(),
            Elements::Shared(_) => Vec::new(),
        }
    }

    /// The elements as they are now.
    pub fn snapshot(&self) -> Vec<Value> {
        match self.read() {
            Ok(elements) => elements.iter().cloned().collect(),
            Err(shared) => shared.snapshot(),
        }
    }

    /// Replaces all elements.
    ///
    /// # Errors
    /// As [`Collection::set`].
    pub fn replace(&self, values: Vec<Value>) -> Res<()> {
        values.iter().for_each(gc::remember);
        let old = match &mut *self.elements.borrow_mut() {
            Elements::Own(elements) => std::mem::replace(elements, values.into_iter().map(stored).collect()),
            Elements::Shared(shared) => return shared.clone().replace(values),
        };
        drop(old);
        Ok(())
    }
}

impl From<Vec<Value>> for Collection {
    fn from(mut values: Vec<Value>) -> Collection {
        for value in &mut values {
            if matches!(value, Value::Undefined | Value::Unassigned | Value::Time(_)) {
                *value = stored(std::mem::take(value));
            }
        }
        Collection::of(Elements::Own(VecDeque::from(values)))
    }
}

impl Drop for Collection {
    fn drop(&mut self) {
        if let Elements::Own(elements) = self.elements.get_mut() {
            drop_queue::release(std::mem::take(elements));
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
