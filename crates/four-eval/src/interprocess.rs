//! Interprocess variables `<>name`: a locked store. Values are copied in and out, but for arrays, whose elements all
//! processes see (`docs/differences.md`).

use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};

use four_runtime::array::Array;
use four_runtime::copy::Parcel;
use four_runtime::shared::SharedArray;
use four_runtime::types::DeclaredType;
use four_runtime::{Res, Value};

#[derive(Default)]
struct Slot {
    ty: DeclaredType,
    value: Held,
}

#[derive(Default)]
enum Held {
    #[default]
    Nothing,
    Value(Arc<Parcel>),
    Array(Arc<SharedArray>),
}

/// All interprocess variables of a program, by number of their name.
#[derive(Default)]
pub struct Interprocess(Mutex<Vec<Slot>>);

impl Interprocess {
    fn with<T>(&self, number: u32, run: impl FnOnce(&mut Slot) -> T) -> T {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let index = number as usize;
        if index >= slots.len() {
            slots.resize_with(index + 1, Slot::default);
        }
        run(&mut slots[index])
    }

    /// Declares the type, unless the variable has one.
    pub fn declare(&self, number: u32, ty: &DeclaredType) {
        self.with(number, |slot| {
            if slot.ty == DeclaredType::Variant {
                slot.ty = ty.clone();
            }
        });
    }

    /// What the variable holds: its array, or a copy of its value.
    pub fn load(&self, number: u32) -> Value {
        let parcel = self.with(number, |slot| match &slot.value {
            Held::Value(parcel) => Ok(parcel.clone()),
            Held::Array(array) => Err(Value::Array(Array::shared(array.clone()))),
            Held::Nothing => Err(slot.ty.default_value()),
        });
        match parcel {
            Ok(parcel) => parcel.unpack().pop().unwrap_or_default(),
            Err(value) => value,
        }
    }

    /// The arrays, by number of their variable.
    pub fn arrays(&self) -> Vec<(u32, Rc<Array>)> {
        let slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let arrays = slots.iter().zip(0u32..).filter_map(|(slot, number)| match &slot.value {
            Held::Array(array) => Some((number, Array::shared(array.clone()))),
            _ => None,
        });
        arrays.collect()
    }

    /// Stores a copy of a value; a number chooses the current element of an array that is there.
    ///
    /// # Errors
    /// When the value is of the wrong type or cannot leave its process.
    pub fn store(&self, number: u32, value: &Value) -> Res<()> {
        let held = match value {
            Value::Array(array) => Held::Array(match array.shared_content() {
                Some(content) => content.clone(),
                None => SharedArray::of(array)?,
            }),
            value => {
                let (ty, array) = self.with(number, |slot| {
                    let array = if let Held::Array(array) = &slot.value { Some(array.clone()) } else { None };
                    (slot.ty.clone(), array)
                });
                if let (Some(array), Some(current)) = (array, value.as_number()) {
                    array.set_current(current as i32);
                    return Ok(());
                }
                Held::Value(Arc::new(Parcel::pack(&[ty.convert(value.clone())?])?))
            }
        };
        let old = self.with(number, |slot| std::mem::replace(&mut slot.value, held));
        drop(old);
        Ok(())
    }
}
