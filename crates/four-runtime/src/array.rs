//! 4D arrays: typed elements 1 to n, an element 0, and a current element (`Concepts/arrays`).

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

use crate::types::DeclaredType;
use crate::value::Value;

/// The content of an array variable. A two-dimensional array holds one array a row.
pub struct Array {
    /// Type of the elements.
    pub element: DeclaredType,
    /// Number that `Type` gives for this array.
    pub type_code: i32,
    elements: RefCell<Vec<Value>>,
    /// Number of the current element, which the bare name of the array stands for.
    pub current: Cell<i32>,
}

impl Array {
    /// An array of `size` empty elements.
    pub fn new(element: DeclaredType, type_code: i32, size: usize) -> Array {
        let elements = RefCell::new(vec![element.default_value(); size + 1]);
        Array { element, type_code, elements, current: Cell::new(0) }
    }

    /// An array of rows; row 0 exists too.
    pub fn two_dimensional(element: DeclaredType, type_code: i32, rows: usize, columns: usize) -> Array {
        let row = || Value::Array(Rc::new(Array::new(element.clone(), type_code, columns)));
        let elements = RefCell::new((0..=rows).map(|_| row()).collect());
        Array { element, type_code: 13, elements, current: Cell::new(0) }
    }

    /// Number of elements, element 0 not counted (`Size of array`).
    pub fn len(&self) -> usize {
        self.elements.borrow().len() - 1
    }

    /// True without elements but element 0.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The element at an index from 0 on.
    pub fn get(&self, index: usize) -> Option<Value> {
        self.elements.borrow().get(index).cloned()
    }

    /// Replaces an element; false when there is none at this index.
    pub fn set(&self, index: usize, value: Value) -> bool {
        let mut elements = self.elements.borrow_mut();
        let Some(slot) = elements.get_mut(index) else { return false };
        let old = std::mem::replace(slot, value);
        drop(elements);
        drop(old);
        true
    }

    /// Cuts off or extends with empty elements.
    pub fn resize(&self, len: usize) {
        self.elements.borrow_mut().resize(len + 1, self.element.default_value());
    }

    /// The elements from 1 on, as they are now.
    pub fn snapshot(&self) -> Vec<Value> {
        self.elements.borrow()[1..].to_vec()
    }

    /// Replaces the elements from 1 on.
    pub fn replace(&self, values: Vec<Value>) {
        let mut elements = self.elements.borrow_mut();
        elements.truncate(1);
        elements.extend(values);
    }

    /// Inserts empty elements before an index from 1 on.
    pub fn insert(&self, index: usize, count: usize) {
        let mut elements = self.elements.borrow_mut();
        let index = index.clamp(1, elements.len());
        let tail = elements.split_off(index);
        let filled = elements.len() + count;
        elements.resize(filled, self.element.default_value());
        elements.extend(tail);
    }

    /// Removes elements from an index on.
    pub fn remove(&self, index: usize, count: usize) {
        let mut elements = self.elements.borrow_mut();
        let start = index.clamp(1, elements.len());
        let end = start.saturating_add(count).min(elements.len());
        let removed: Vec<Value> = elements.drain(start..end).collect();
        drop(elements);
        drop(removed);
    }

    /// A copy with elements of its own, rows included.
    pub fn duplicate(&self) -> Array {
        let copy = |value: &Value| match value {
            Value::Array(row) => Value::Array(Rc::new(row.duplicate())),
            other => other.clone(),
        };
        Array {
            element: self.element.clone(),
            type_code: self.type_code,
            elements: RefCell::new(self.elements.borrow().iter().map(copy).collect()),
            current: Cell::new(self.current.get()),
        }
    }
}

impl fmt::Debug for Array {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Array of {}", self.len())
    }
}
