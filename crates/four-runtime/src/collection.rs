//! 4D collections: zero-based sequences of values.
//!
//! No borrow of the elements outlives a call of these functions, so 4D code (callbacks) may run between them.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::fmt;

use crate::drop_queue;
use crate::value::Value;

/// A 4D collection (`Concepts/collection`); elements are never undefined.
#[derive(Default)]
pub struct Collection {
    elements: RefCell<VecDeque<Value>>,
}

fn stored(value: Value) -> Value {
    match value.into_stored() {
        Value::Undefined => Value::Null,
        other => other,
    }
}

impl Collection {
    /// Number of elements.
    #[inline]
    pub fn len(&self) -> usize {
        self.elements.borrow().len()
    }

    /// True without elements.
    pub fn is_empty(&self) -> bool {
        self.elements.borrow().is_empty()
    }

    /// The element at a zero-based index.
    #[inline]
    pub fn get(&self, index: usize) -> Option<Value> {
        self.elements.borrow().get(index).cloned()
    }

    /// Replaces an element; past the end the gap is filled with Null (`Concepts/collection`).
    #[inline]
    pub fn set(&self, index: usize, value: Value) {
        let mut elements = self.elements.borrow_mut();
        if let Some(slot) = elements.get_mut(index) {
            let old = std::mem::replace(slot, stored(value));
            drop(elements);
            drop(old);
        } else {
            elements.resize(index, Value::Null);
            elements.push_back(stored(value));
        }
    }

    /// Adds an element at the end.
    pub fn push(&self, value: Value) {
        self.elements.borrow_mut().push_back(stored(value));
    }

    /// Removes the last element.
    pub fn pop(&self) -> Option<Value> {
        self.elements.borrow_mut().pop_back()
    }

    /// Removes the first element.
    pub fn shift(&self) -> Option<Value> {
        self.elements.borrow_mut().pop_front()
    }

    /// Adds an element before the first.
    pub fn unshift(&self, value: Value) {
        self.elements.borrow_mut().push_front(stored(value));
    }

    /// Inserts an element; an index past the end appends.
    pub fn insert(&self, index: usize, value: Value) {
        let mut elements = self.elements.borrow_mut();
        let index = index.min(elements.len());
        elements.insert(index, stored(value));
    }

    /// Inserts several elements; an index past the end appends.
    pub fn splice(&self, index: usize, values: Vec<Value>) {
        let mut elements = self.elements.borrow_mut();
        let index = index.min(elements.len());
        let tail = elements.split_off(index);
        elements.extend(values.into_iter().map(stored));
        elements.extend(tail);
    }

    /// Removes up to `count` elements from `index` on.
    pub fn remove(&self, index: usize, count: usize) {
        let removed: Vec<Value> = {
            let mut elements = self.elements.borrow_mut();
            let start = index.min(elements.len());
            let end = start.saturating_add(count).min(elements.len());
            elements.drain(start..end).collect()
        };
        drop(removed);
    }

    /// Cuts off, or extends with copies of `filler`.
    pub fn resize(&self, len: usize, filler: Value) {
        let removed: Vec<Value> = {
            let mut elements = self.elements.borrow_mut();
            let cut = len.min(elements.len());
            let removed = elements.drain(cut..).collect();
            elements.resize(len, stored(filler));
            removed
        };
        drop(removed);
    }

    /// The elements as they are now.
    pub fn snapshot(&self) -> Vec<Value> {
        self.elements.borrow().iter().cloned().collect()
    }

    /// Replaces all elements.
    pub fn replace(&self, values: Vec<Value>) {
        let old =
            std::mem::replace(&mut *self.elements.borrow_mut(), values.into_iter().map(stored).collect());
        drop(old);
    }

    /// Removes and gives all elements; what sorts or filters in place puts them back.
    pub fn take(&self) -> Vec<Value> {
        Vec::from(std::mem::take(&mut *self.elements.borrow_mut()))
    }
}

impl From<Vec<Value>> for Collection {
    fn from(mut values: Vec<Value>) -> Collection {
        for value in &mut values {
            if matches!(value, Value::Undefined | Value::Unassigned | Value::Time(_)) {
                *value = stored(std::mem::take(value));
            }
        }
        Collection { elements: RefCell::new(VecDeque::from(values)) }
    }
}

impl Drop for Collection {
    fn drop(&mut self) {
        drop_queue::release(std::mem::take(self.elements.get_mut()));
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
        collection.set(3, Value::Int(1));
        assert_eq!(collection.len(), 4);
        assert!(collection.get(2).is_some_and(|value| value.is_null()));
    }

    #[test]
    fn undefined_elements_become_null() {
        let collection = Collection::from(vec![Value::Undefined]);
        collection.push(Value::Undefined);
        assert!(collection.snapshot().iter().all(Value::is_null));
    }
}
