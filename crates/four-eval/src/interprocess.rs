//! Interprocess variables `<>name`: a locked store. Values are copied in and out (`docs/differences.md`).

use std::sync::{Mutex, PoisonError};

use four_runtime::copy::Parcel;
use four_runtime::types::DeclaredType;
use four_runtime::{Res, Value};

#[derive(Default)]
struct Slot {
    ty: DeclaredType,
    value: Option<Parcel>,
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

    /// A copy of what the variable holds.
    pub fn load(&self, number: u32) -> Value {
        self.with(number, |slot| match &slot.value {
            Some(parcel) => parcel.unpack().pop().unwrap_or_default(),
            None => slot.ty.default_value(),
        })
    }

    /// Stores a copy of a value.
    ///
    /// # Errors
    /// When the value is of the wrong type or cannot leave its process.
    pub fn store(&self, number: u32, value: &Value) -> Res<()> {
        let ty = self.with(number, |slot| slot.ty.clone());
        let value = ty.convert(value.clone())?;
        let parcel = Parcel::pack(&[value])?;
        self.with(number, |slot| slot.value = Some(parcel));
        Ok(())
    }
}
