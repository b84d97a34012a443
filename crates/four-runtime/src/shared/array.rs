//! The content of an interprocess array (`Concepts/arrays`): all processes see the same elements.
//!
//! Unlike a shared collection such an array needs no `Use`: each reading or writing of an element is one step, and
//! nothing else is promised, as in 4D. Objects in it are copied in and out.

use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::SharedValue;
use crate::array::Array;
use crate::copy::Parcel;
use crate::error::Res;
use crate::types::DeclaredType;
use crate::value::Value;

#[derive(Clone)]
enum Cell {
    Value(SharedValue),
    Row(Arc<SharedArray>),
}

/// An interprocess array, or a row of one.
pub struct SharedArray {
    /// Type of the elements.
    pub element: DeclaredType,
    /// Number that `Type` gives for this array.
    pub type_code: i32,
    current: AtomicI32,
    /// Element 0 comes first.
    cells: Mutex<Vec<Cell>>,
}

impl SharedArray {
    /// An array for all processes with the elements of one of this process.
    ///
    /// # Errors
    /// When an element cannot leave its process.
    pub fn of(array: &Array) -> Res<Arc<SharedArray>> {
        let values = array.values_from(0);
        let cells = values.into_iter().map(Cell::of).collect::<Res<Vec<_>>>()?;
        Ok(Arc::new(SharedArray {
            element: array.element.clone(),
            type_code: array.type_code,
            current: AtomicI32::new(array.current()),
            cells: Mutex::new(cells),
        }))
    }

    fn cells(&self) -> MutexGuard<'_, Vec<Cell>> {
        self.cells.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Number of the current element.
    pub fn current(&self) -> i32 {
        self.current.load(Ordering::Relaxed)
    }

    /// Chooses the current element.
    pub fn set_current(&self, index: i32) {
        self.current.store(index, Ordering::Relaxed);
    }

    /// Number of elements, element 0 counted.
    pub fn count(&self) -> usize {
        self.cells().len()
    }

    /// The element at an index from 0 on, as this process sees it.
    pub fn get(&self, index: usize) -> Option<Value> {
        let cell = self.cells().get(index).cloned();
        cell.map(|cell| self.value(&cell))
    }

    /// The elements from an index on, as this process sees them.
    pub fn values_from(&self, start: usize) -> Vec<Value> {
        let cells: Vec<Cell> = self.cells().iter().skip(start).cloned().collect();
        cells.iter().map(|cell| self.value(cell)).collect()
    }

    /// Replaces an element; false when there is none at this index.
    ///
    /// # Errors
    /// When the value cannot leave its process.
    pub fn set(&self, index: usize, value: Value) -> Res<bool> {
        let new = Cell::of(value)?;
        let old = self.cells().get_mut(index).map(|cell| std::mem::replace(cell, new));
        Ok(old.is_some())
    }

    /// Puts values in the place of `count` elements from an index on.
    ///
    /// # Errors
    /// When a value cannot leave its process.
    pub fn splice(&self, start: usize, count: usize, values: Vec<Value>) -> Res<()> {
        let new = values.into_iter().map(Cell::of).collect::<Res<Vec<_>>>()?;
        let mut cells = self.cells();
        let start = start.min(cells.len());
        let end = start.saturating_add(count).min(cells.len());
        let old: Vec<Cell> = cells.splice(start..end, new).collect();
        drop(cells);
        drop(old);
        Ok(())
    }

    fn value(&self, cell: &Cell) -> Value {
        match cell {
            Cell::Row(row) => Value::Array(Array::shared(row.clone())),
            Cell::Value(SharedValue::Null) => self.element.default_value(),
            // Times are held as numbers: the type of the array gives them their own back.
            Cell::Value(value) => {
                let value = value.value();
                self.element.convert(value.clone()).unwrap_or(value)
            }
        }
    }
}

impl Cell {
    fn of(value: Value) -> Res<Cell> {
        Ok(match value {
            Value::Array(row) => match row.shared_content() {
                Some(row) => Cell::Row(row.clone()),
                None => Cell::Row(SharedArray::of(&row)?),
            },
            Value::Object(ref object) if object.shared().is_none() => Cell::parcel(value)?,
            Value::Collection(ref list) if list.shared().is_none() => Cell::parcel(value)?,
            Value::Pointer(_) => Cell::parcel(value)?,
            value => Cell::Value(SharedValue::of(value)?),
        })
    }

    fn parcel(value: Value) -> Res<Cell> {
        Ok(Cell::Value(SharedValue::Parcel(Arc::new(Parcel::pack(&[value])?))))
    }
}
