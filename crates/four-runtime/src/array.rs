//! 4D arrays: typed elements 1 to n, an element 0, and a current element (`Concepts/arrays`).

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

use crate::elements::Elements;
use crate::types::DeclaredType;
use crate::value::Value;

/// The content of an array variable. A two-dimensional array holds one array a row.
pub struct Array {
    /// Type of the elements.
    pub element: DeclaredType,
    /// Number that `Type` gives for this array.
    pub type_code: i32,
    elements: RefCell<Elements>,
    /// Number of the current element, which the bare name of the array stands for.
    pub current: Cell<i32>,
}

impl Array {
    /// An array of `size` empty elements.
    pub fn new(element: DeclaredType, type_code: i32, size: usize) -> Array {
        let elements = RefCell::new(Elements::filled(element.default_value(), size + 1));
        Array { element, type_code, elements, current: Cell::new(0) }
    }

    /// An array of rows; row 0 exists too.
    pub fn two_dimensional(element: DeclaredType, type_code: i32, rows: usize, columns: usize) -> Array {
        let row = || Value::Array(Rc::new(Array::new(element.clone(), type_code, columns)));
        let elements = RefCell::new(Elements::from((0..=rows).map(|_| row()).collect::<Vec<_>>()));
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
        self.elements.borrow().get(index)
    }

    /// Replaces an element; false when there is none at this index.
    pub fn set(&self, index: usize, value: Value) -> bool {
        let mut elements = self.elements.borrow_mut();
        if index >= elements.len() {
            return false;
        }
        let old = elements.set(index, value);
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
        self.elements.borrow().values_from(1)
    }

    /// Replaces the elements from 1 on.
    pub fn replace(&self, values: Vec<Value>) {
        let mut elements = self.elements.borrow_mut();
        let removed = elements.remove(1, usize::MAX);
        elements.insert(1, values);
        drop(elements);
        drop(removed);
    }

    /// Inserts empty elements before an index from 1 on.
    pub fn insert(&self, index: usize, count: usize) {
        let mut elements = self.elements.borrow_mut();
        let index = index.clamp(1, elements.len());
        elements.insert(index, vec![self.element.default_value(); count]);
    }

    /// Removes elements from an index on.
    pub fn remove(&self, index: usize, count: usize) {
        let mut elements = self.elements.borrow_mut();
        let start = index.clamp(1, elements.len());
        let removed = elements.remove(start, count);
        drop(elements);
        drop(removed);
    }

    /// A copy with elements of its own, rows included.
    pub fn duplicate(&self) -> Array {
        let copy = |value: Value| match value {
            Value::Array(row) => Value::Array(Rc::new(row.duplicate())),
            other => other,
        };
        let values: Vec<Value> = self.elements.borrow().values_from(0).into_iter().map(copy).collect();
        Array {
            element: self.element.clone(),
            type_code: self.type_code,
            elements: RefCell::new(Elements::from(values)),
            current: Cell::new(self.current.get()),
        }
    }
}

impl fmt::Debug for Array {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Array of {}", self.len())
    }
}
