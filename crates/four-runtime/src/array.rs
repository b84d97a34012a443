//! 4D arrays: typed elements 1 to n, an element 0, and a current element (`Concepts/arrays`).

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use crate::elements::Elements;
use crate::error::Res;
use crate::shared::SharedArray;
use crate::types::DeclaredType;
use crate::value::Value;

/// Number that `Type` gives for an array of arrays.
pub const TWO_DIMENSIONAL: i32 = 13;

/// The content of an array variable. A two-dimensional array holds one array a row.
pub struct Array {
    /// Type of the elements.
    pub element: DeclaredType,
    /// Number that `Type` gives for this array.
    pub type_code: i32,
    content: Content,
}

/// Where the elements are, and the number of the current one.
enum Content {
    /// In this process.
    Own(RefCell<Elements>, Cell<i32>),
    /// In an interprocess variable.
    Shared(Arc<SharedArray>),
}

impl Array {
    /// An array of `size` empty elements.
    pub fn new(element: DeclaredType, type_code: i32, size: usize) -> Array {
        let elements = Elements::filled(element.default_value(), size + 1);
        Array::of(element, type_code, elements, 0)
    }

    fn of(element: DeclaredType, type_code: i32, elements: Elements, current: i32) -> Array {
        Array { element, type_code, content: Content::Own(RefCell::new(elements), Cell::new(current)) }
    }

    /// An array of rows; row 0 exists too.
    pub fn two_dimensional(element: DeclaredType, type_code: i32, rows: usize, columns: usize) -> Array {
        let row = || Value::Array(Rc::new(Array::new(element.clone(), type_code, columns)));
        let elements = Elements::from((0..=rows).map(|_| row()).collect::<Vec<_>>());
        Array::of(element, TWO_DIMENSIONAL, elements, 0)
    }

    /// An interprocess array, as this process sees it.
    pub fn shared(content: Arc<SharedArray>) -> Rc<Array> {
        Rc::new(Array {
            element: content.element.clone(),
            type_code: content.type_code,
            content: Content::Shared(content),
        })
    }

    /// The content of an interprocess array.
    pub fn shared_content(&self) -> Option<&Arc<SharedArray>> {
        match &self.content {
            Content::Shared(content) => Some(content),
            Content::Own(..) => None,
        }
    }

    /// True when both are the same array.
    pub fn is(self: &Rc<Array>, other: &Rc<Array>) -> bool {
        match (&self.content, &other.content) {
            (Content::Shared(left), Content::Shared(right)) => Arc::ptr_eq(left, right),
            _ => Rc::ptr_eq(self, other),
        }
    }

    /// Where another array is in this one: `None` within when both are the same, or the number of the row.
    pub fn place_of(self: &Rc<Array>, other: &Rc<Array>) -> Option<Option<usize>> {
        if self.is(other) {
            return Some(None);
        }
        if self.type_code != TWO_DIMENSIONAL {
            return None;
        }
        let is_row = |row: &Value| matches!(row, Value::Array(row) if row.is(other));
        self.values_from(0).iter().position(is_row).map(Some)
    }

    /// Number of the current element, which the bare name of the array stands for.
    pub fn current(&self) -> i32 {
        match &self.content {
            Content::Own(_, current) => current.get(),
            Content::Shared(content) => content.current(),
        }
    }

    /// Chooses the current element.
    pub fn set_current(&self, index: i32) {
        match &self.content {
            Content::Own(_, current) => current.set(index),
            Content::Shared(content) => content.set_current(index),
        }
    }

    /// Number of elements, element 0 not counted (`Size of array`).
    pub fn len(&self) -> usize {
        let count = match &self.content {
            Content::Own(elements, _) => elements.borrow().len(),
            Content::Shared(content) => content.count(),
        };
        count.saturating_sub(1)
    }

    /// True without elements but element 0.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The element at an index from 0 on.
    pub fn get(&self, index: usize) -> Option<Value> {
        match &self.content {
            Content::Own(elements, _) => elements.borrow().get(index),
            Content::Shared(content) => content.get(index),
        }
    }

    /// The elements from an index on, as they are now.
    pub fn values_from(&self, start: usize) -> Vec<Value> {
        match &self.content {
            Content::Own(elements, _) => elements.borrow().values_from(start),
            Content::Shared(content) => content.values_from(start),
        }
    }

    /// The elements from 1 on, as they are now.
    pub fn snapshot(&self) -> Vec<Value> {
        self.values_from(1)
    }

    /// Replaces an element; false when there is none at this index.
    ///
    /// # Errors
    /// When this is an interprocess array and the value cannot leave its process.
    pub fn set(&self, index: usize, value: Value) -> Res<bool> {
        match &self.content {
            Content::Own(elements, _) => {
                let mut elements = elements.borrow_mut();
                if index >= elements.len() {
                    return Ok(false);
                }
                let old = elements.set(index, value);
                drop(elements);
                drop(old);
                Ok(true)
            }
            Content::Shared(content) => content.set(index, value),
        }
    }

    /// Puts values in the place of `count` elements from an index on.
    fn splice(&self, start: usize, count: usize, values: Vec<Value>) -> Res<()> {
        match &self.content {
            Content::Own(elements, _) => {
                let mut elements = elements.borrow_mut();
                let removed = elements.remove(start, count);
                elements.insert(start, values);
                drop(elements);
                drop(removed);
                Ok(())
            }
            Content::Shared(content) => content.splice(start, count, values),
        }
    }

    /// Adds an element at the end.
    ///
    /// # Errors
    /// As [`Array::set`].
    pub fn append(&self, value: Value) -> Res<()> {
        match &self.content {
            Content::Own(elements, _) => {
                let mut elements = elements.borrow_mut();
                let count = elements.len();
                elements.resize(count + 1, self.element.default_value());
                elements.set(count, value);
                Ok(())
            }
            Content::Shared(content) => content.splice(usize::MAX, 0, vec![value]),
        }
    }

    /// Replaces the elements from 1 on.
    ///
    /// # Errors
    /// As [`Array::set`].
    pub fn replace(&self, values: Vec<Value>) -> Res<()> {
        self.splice(1, usize::MAX, values)
    }

    /// New empty elements; in a two-dimensional array these are rows without elements.
    fn empty(&self, count: usize) -> Vec<Value> {
        match self.get(0) {
            Some(Value::Array(row)) if self.type_code == TWO_DIMENSIONAL => {
                let row = || Value::Array(Rc::new(Array::new(row.element.clone(), row.type_code, 0)));
                (0..count).map(|_| row()).collect()
            }
            _ => vec![self.element.default_value(); count],
        }
    }

    /// Cuts off or extends with empty elements.
    pub fn resize(&self, len: usize) {
        let count = len + 1;
        if let Content::Own(elements, _) = &self.content
            && self.type_code != TWO_DIMENSIONAL
        {
            elements.borrow_mut().resize(count, self.element.default_value());
            return;
        }
        let now = self.len() + 1;
        // Empty elements can always be stored.
        let _ = self.splice(count.min(now), usize::MAX, self.empty(count.saturating_sub(now)));
    }

    /// Inserts empty elements before an index from 1 on.
    pub fn insert(&self, index: usize, count: usize) {
        let index = index.clamp(1, self.len() + 1);
        // Empty elements can always be stored.
        let _ = self.splice(index, 0, self.empty(count));
    }

    /// Removes elements from an index on.
    pub fn remove(&self, index: usize, count: usize) {
        let start = index.clamp(1, self.len() + 1);
        // Nothing is stored.
        let _ = self.splice(start, count, Vec::new());
    }

    /// A copy with elements of its own, rows included.
    pub fn duplicate(&self) -> Array {
        let copy = |value: Value| match value {
            Value::Array(row) => Value::Array(Rc::new(row.duplicate())),
            other => other,
        };
        let values: Vec<Value> = self.values_from(0).into_iter().map(copy).collect();
        Array::of(self.element.clone(), self.type_code, Elements::from(values), self.current())
    }
}

impl fmt::Debug for Array {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Array of {}", self.len())
    }
}
