//! The elements of a collection or an array: unboxed while they are all numbers or all Booleans.
//!
//! Four bytes for a whole number, eight for a real, one for a Boolean, instead of sixteen for a value. A list starts
//! boxed and is packed when it grows, if it can be. What does not fit widens whole numbers to reals or boxes the list,
//! and a list that was boxed stays so: each list changes its form at most three times, so that costs stay linear.

use std::cmp::Ordering;
use std::collections::VecDeque;
use std::vec;

use crate::error::Res;
use crate::memory;
use crate::value::Value;

/// Lists of fewer elements are not worth packing.
const WORTH_PACKING: usize = 16;

/// The elements, by the form they are held in.
enum List {
    Values(VecDeque<Value>),
    Ints(VecDeque<i32>),
    Reals(VecDeque<f64>),
    Flags(VecDeque<bool>),
}

/// A growing list of values; both ends are quick.
pub(crate) struct Elements {
    list: List,
    /// True when packing was tried in vain, or given up.
    stays_boxed: bool,
}

impl Default for Elements {
    fn default() -> Elements {
        Elements { list: List::Values(VecDeque::new()), stays_boxed: false }
    }
}

/// Runs the same code on whichever list there is.
macro_rules! any {
    ($list:expr, $items:ident => $code:expr) => {
        match $list {
            List::Values($items) => $code,
            List::Ints($items) => $code,
            List::Reals($items) => $code,
            List::Flags($items) => $code,
        }
    };
}

/// The whole number that a value is held as.
fn int(value: &Value) -> Option<i32> {
    match value {
        Value::Int(int) => Some(*int),
        _ => None,
    }
}

fn real(value: &Value) -> Option<f64> {
    match value {
        Value::Int(int) => Some(f64::from(*int)),
        Value::Real(real) => Some(*real),
        _ => None,
    }
}

fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        _ => None,
    }
}

fn put<T>(slot: Option<&mut T>, new: Option<T>) -> bool {
    match (slot, new) {
        (Some(slot), Some(new)) => {
            *slot = new;
            true
        }
        _ => false,
    }
}

fn insert_all<T>(items: &mut VecDeque<T>, index: usize, new: impl ExactSizeIterator<Item = T>) {
    if index == items.len() {
        items.extend(new);
        return;
    }
    let mut new = new;
    if new.len() == 1 {
        // Moves the shorter side by one place.
        new.by_ref().for_each(|item| items.insert(index, item));
        return;
    }
    let tail = items.split_off(index);
    items.extend(new);
    items.extend(tail);
}

impl Elements {
    /// `len` times the same value.
    pub fn filled(value: Value, len: usize) -> Elements {
        let mut elements = Elements::default();
        elements.resize(len, value);
        elements
    }

    /// Sorts unboxed numbers where they stand, equal ones as they stood; false, and no change, for anything else.
    pub fn sort_numbers(&mut self, descending: bool) -> bool {
        match &mut self.list {
            List::Ints(ints) => {
                let ints = ints.make_contiguous();
                ints.sort_unstable();
                if descending {
                    ints.reverse();
                }
                true
            }
            // Without NaN the order is total. It must be stable: numbers that differ by their sign of zero only are equal.
            List::Reals(reals) if !reals.iter().any(|real| real.is_nan()) => {
                reals.make_contiguous().sort_by(|left, right| {
                    let (left, right) = if descending { (right, left) } else { (left, right) };
                    left.partial_cmp(right).unwrap_or(Ordering::Equal)
                });
                true
            }
            _ => false,
        }
    }

    /// Number of elements.
    #[inline]
    pub fn len(&self) -> usize {
        any!(&self.list, items => items.len())
    }

    /// The element at an index.
    #[inline]
    pub fn get(&self, index: usize) -> Option<Value> {
        match &self.list {
            List::Values(values) => values.get(index).cloned(),
            List::Ints(ints) => ints.get(index).map(|int| Value::Int(*int)),
            List::Reals(reals) => reals.get(index).map(|real| Value::number(*real)),
            List::Flags(flags) => flags.get(index).map(|flag| Value::Bool(*flag)),
        }
    }

    /// The element at an index, when it is a number.
    #[inline]
    pub fn get_number(&self, index: usize) -> Option<f64> {
        match &self.list {
            List::Values(values) => values.get(index).and_then(real),
            List::Ints(ints) => ints.get(index).map(|int| f64::from(*int)),
            List::Reals(reals) => reals.get(index).copied(),
            List::Flags(_) => None,
        }
    }

    /// Replaces an element by a number or Boolean, where that is but a write; false, and no change, where it is not.
    #[inline]
    pub fn put(&mut self, index: usize, value: &Value) -> bool {
        match &mut self.list {
            List::Flags(flags) => put(flags.get_mut(index), flag(value)),
            List::Ints(ints) => put(ints.get_mut(index), int(value)),
            List::Reals(reals) => put(reals.get_mut(index), real(value)),
            List::Values(values) => match values.get_mut(index) {
                Some(slot)
                    if slot.is_plain()
                        && matches!(value, Value::Int(_) | Value::Real(_) | Value::Bool(_)) =>
                {
                    slot.put(value.clone());
                    true
                }
                _ => false,
            },
        }
    }

    /// Replaces an element and gives the old one, which may have more to drop; past the end the gap is filled with Null.
    #[inline]
    pub fn set(&mut self, index: usize, value: Value) -> Value {
        match (&mut self.list, &value) {
            (List::Ints(ints), Value::Int(new)) => {
                if let Some(slot) = ints.get_mut(index) {
                    *slot = *new;
                    return Value::Null;
                }
            }
            (List::Reals(reals), Value::Real(new)) => {
                if let Some(slot) = reals.get_mut(index) {
                    *slot = *new;
                    return Value::Null;
                }
            }
            (List::Flags(flags), Value::Bool(new)) => {
                if let Some(slot) = flags.get_mut(index) {
                    *slot = *new;
                    return Value::Null;
                }
            }
            (List::Values(values), _) => {
                if let Some(slot) = values.get_mut(index) {
                    return std::mem::replace(slot, value);
                }
            }
            _ => {}
        }
        self.set_otherwise(index, value);
        Value::Null
    }

    /// Sets past the end, or what the form does not take.
    #[cold]
    fn set_otherwise(&mut self, index: usize, value: Value) {
        let len = self.len();
        if index > len {
            self.boxed().resize(index, Value::Null);
        }
        if index >= len {
            self.insert(index, vec![value]);
            return;
        }
        self.fit(&value);
        match &mut self.list {
            List::Values(values) => values[index] = value,
            List::Reals(reals) => reals[index] = real(&value).unwrap_or_default(),
            // Those were set before.
            List::Ints(_) | List::Flags(_) => {}
        }
    }

    /// Adds an element at the end.
    ///
    /// # Errors
    /// When the memory budget would be exceeded.
    #[inline]
    pub fn push(&mut self, value: Value) -> Res<()> {
        match (&mut self.list, &value) {
            (List::Values(values), _) if values.len() < values.capacity() => values.push_back(value),
            (List::Ints(ints), Value::Int(int)) if ints.len() < ints.capacity() => ints.push_back(*int),
            (List::Reals(reals), Value::Real(real)) if reals.len() < reals.capacity() => {
                reals.push_back(*real);
            }
            (List::Flags(flags), Value::Bool(flag)) if flags.len() < flags.capacity() => {
                flags.push_back(*flag);
            }
            _ => return self.push_otherwise(value),
        }
        Ok(())
    }

    /// Pushes where the list must grow or change its form.
    #[inline(never)]
    fn push_otherwise(&mut self, value: Value) -> Res<()> {
        self.pack();
        self.fit(&value);
        memory::reserve(2 * self.bytes())?;
        match &mut self.list {
            List::Values(values) => values.push_back(value),
            List::Ints(ints) => ints.extend(int(&value)),
            List::Reals(reals) => reals.extend(real(&value)),
            List::Flags(flags) => flags.extend(flag(&value)),
        }
        Ok(())
    }

    /// Memory that the elements take, in bytes.
    fn bytes(&self) -> usize {
        fn size<T>(items: &VecDeque<T>) -> usize {
            items.len() * size_of::<T>()
        }
        any!(&self.list, items => size(items))
    }

    /// Removes the last element.
    pub fn pop(&mut self) -> Option<Value> {
        match &mut self.list {
            List::Values(values) => values.pop_back(),
            List::Ints(ints) => ints.pop_back().map(Value::Int),
            List::Reals(reals) => reals.pop_back().map(Value::number),
            List::Flags(flags) => flags.pop_back().map(Value::Bool),
        }
    }

    /// Removes the first element.
    pub fn shift(&mut self) -> Option<Value> {
        match &mut self.list {
            List::Values(values) => values.pop_front(),
            List::Ints(ints) => ints.pop_front().map(Value::Int),
            List::Reals(reals) => reals.pop_front().map(Value::number),
            List::Flags(flags) => flags.pop_front().map(Value::Bool),
        }
    }

    /// Inserts values before an index, or at the end.
    pub fn insert(&mut self, index: usize, values: Vec<Value>) {
        values.iter().for_each(|value| self.fit(value));
        let index = index.min(self.len());
        match &mut self.list {
            List::Values(items) => insert_all(items, index, values.into_iter()),
            // The list was made to fit: no value is left out.
            List::Ints(items) => insert_all(items, index, packed(values, int)),
            List::Reals(items) => insert_all(items, index, packed(values, real)),
            List::Flags(items) => insert_all(items, index, packed(values, flag)),
        }
    }

    /// Removes up to `count` elements from an index on; gives those that have more to drop.
    pub fn remove(&mut self, index: usize, count: usize) -> Vec<Value> {
        let start = index.min(self.len());
        let end = start.saturating_add(count).min(self.len());
        match &mut self.list {
            List::Values(values) => return values.drain(start..end).collect(),
            List::Ints(ints) => drop(ints.drain(start..end)),
            List::Reals(reals) => drop(reals.drain(start..end)),
            List::Flags(flags) => drop(flags.drain(start..end)),
        }
        Vec::new()
    }

    /// Cuts off, or extends with copies of a value.
    pub fn resize(&mut self, len: usize, filler: Value) {
        if len <= self.len() {
            drop(self.remove(len, usize::MAX));
            return;
        }
        if self.len() == 0 && !self.stays_boxed {
            match &filler {
                Value::Int(_) => self.list = List::Ints(VecDeque::new()),
                Value::Real(_) => self.list = List::Reals(VecDeque::new()),
                Value::Bool(_) => self.list = List::Flags(VecDeque::new()),
                _ => {}
            }
        }
        self.fit(&filler);
        match &mut self.list {
            List::Values(values) => values.resize(len, filler),
            List::Ints(ints) => ints.resize(len, int(&filler).unwrap_or_default()),
            List::Reals(reals) => reals.resize(len, real(&filler).unwrap_or_default()),
            List::Flags(flags) => flags.resize(len, flag(&filler).unwrap_or_default()),
        }
    }

    /// The elements from an index on, as values.
    pub fn values_from(&self, start: usize) -> Vec<Value> {
        match &self.list {
            List::Values(values) => values.range(start..).cloned().collect(),
            List::Ints(ints) => ints.range(start..).map(|int| Value::Int(*int)).collect(),
            List::Reals(reals) => reals.range(start..).map(|real| Value::number(*real)).collect(),
            List::Flags(flags) => flags.range(start..).map(|flag| Value::Bool(*flag)).collect(),
        }
    }

    /// The elements that may refer to something; a packed list has none.
    pub fn boxed_values(&self) -> Option<&VecDeque<Value>> {
        match &self.list {
            List::Values(values) => Some(values),
            _ => None,
        }
    }

    /// Takes out the elements that may refer to something.
    pub fn take_boxed(&mut self) -> VecDeque<Value> {
        match std::mem::take(self).list {
            List::Values(values) => values,
            _ => VecDeque::new(),
        }
    }

    /// Changes the form so that it takes a value.
    #[inline]
    fn fit(&mut self, value: &Value) {
        let fits = match &self.list {
            List::Values(_) => true,
            List::Ints(ints) => match value {
                Value::Int(_) => true,
                Value::Real(_) => {
                    self.list = List::Reals(ints.iter().map(|int| f64::from(*int)).collect());
                    true
                }
                _ => false,
            },
            List::Reals(_) => real(value).is_some(),
            List::Flags(_) => flag(value).is_some(),
        };
        if !fits {
            self.boxed();
        }
    }

    /// The elements as boxed values, from now on.
    fn boxed(&mut self) -> &mut VecDeque<Value> {
        if !matches!(self.list, List::Values(_)) {
            self.list = List::Values(self.values_from(0).into());
        }
        self.stays_boxed = true;
        match &mut self.list {
            List::Values(values) => values,
            // Not reached: the form was just changed.
            _ => unreachable!("a list that was boxed"),
        }
    }

    /// Packs a list of one kind, if it was not tried before.
    fn pack(&mut self) {
        fn all<T>(values: &VecDeque<Value>, take: fn(&Value) -> Option<T>) -> Option<VecDeque<T>> {
            values.iter().map(take).collect()
        }
        let List::Values(values) = &self.list else { return };
        if self.stays_boxed || values.len() < WORTH_PACKING {
            return;
        }
        let packed = match &values[0] {
            Value::Bool(_) => all(values, flag).map(List::Flags),
            Value::Int(_) => all(values, int).map(List::Ints).or_else(|| all(values, real).map(List::Reals)),
            Value::Real(_) => all(values, real).map(List::Reals),
            _ => None,
        };
        match packed {
            Some(list) => self.list = list,
            None => self.stays_boxed = true,
        }
    }
}

/// Values that are known to be of one kind.
fn packed<T: Default>(values: Vec<Value>, take: fn(&Value) -> Option<T>) -> impl ExactSizeIterator<Item = T> {
    values.into_iter().map(move |value| take(&value).unwrap_or_default())
}

impl From<Vec<Value>> for Elements {
    fn from(values: Vec<Value>) -> Elements {
        let mut elements = Elements { list: List::Values(values.into()), stays_boxed: false };
        elements.pack();
        elements
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(count: i32) -> Elements {
        let mut elements = Elements::default();
        for number in 0..count {
            elements.push(Value::Int(number)).expect("little memory");
        }
        elements
    }

    fn form(elements: &Elements) -> &'static str {
        match &elements.list {
            List::Values(_) => "values",
            List::Ints(_) => "ints",
            List::Reals(_) => "reals",
            List::Flags(_) => "flags",
        }
    }

    #[test]
    fn whole_numbers_are_packed_when_the_list_grows() {
        let elements = numbers(1000);
        assert_eq!(form(&elements), "ints");
        assert!(elements.bytes() <= 4000);
        assert_eq!(elements.get_number(999), Some(999.0));
        assert_eq!(elements.get_number(1000), None);
    }

    #[test]
    fn unboxed_numbers_are_sorted_where_they_stand() {
        let mut elements = numbers(1000);
        assert!(elements.sort_numbers(true));
        assert_eq!((elements.get_number(0), elements.get_number(999)), (Some(999.0), Some(0.0)));
        elements.push(Value::Real(0.5)).expect("little memory");
        assert!(elements.sort_numbers(false));
        assert_eq!((form(&elements), elements.get_number(1)), ("reals", Some(0.5)));
        elements.push(Value::Real(f64::NAN)).expect("little memory");
        assert!(!elements.sort_numbers(false));
        assert!(!Elements::filled(Value::from("a"), 3).sort_numbers(false));
    }

    #[test]
    fn a_real_widens_and_a_text_boxes() {
        let mut elements = numbers(100);
        elements.set(5, Value::Real(0.5));
        assert_eq!(form(&elements), "reals");
        assert_eq!(elements.get_number(5), Some(0.5));
        assert!(matches!(elements.get(6), Some(Value::Int(6))));
        elements.push(Value::from("a")).expect("little memory");
        assert_eq!((form(&elements), elements.len()), ("values", 101));
        assert_eq!(elements.get_number(99), Some(99.0));
    }

    #[test]
    fn what_was_boxed_once_is_not_packed_again() {
        let mut elements = numbers(100);
        elements.set(0, Value::Null);
        elements.set(0, Value::Int(0));
        for number in 0..1000 {
            elements.push(Value::Int(number)).expect("little memory");
        }
        assert_eq!(form(&elements), "values");
    }

    #[test]
    fn a_gap_is_filled_with_null() {
        let mut elements = numbers(20);
        elements.set(22, Value::Int(1));
        assert_eq!(elements.len(), 23);
        assert!(elements.get(21).is_some_and(|value| value.is_null()));
    }

    #[test]
    fn inserting_and_removing_keep_the_order_in_every_form() {
        let fillers = [Value::Int(7), Value::Real(7.5), Value::Bool(true), Value::from("seven")];
        for filler in fillers {
            let mut elements = Elements::filled(filler.clone(), 40);
            let other = match &filler {
                Value::Bool(_) => Value::Bool(false),
                _ => Value::Int(1),
            };
            elements.insert(3, vec![other.clone()]);
            elements.insert(10, vec![other.clone(), other.clone()]);
            assert_eq!(elements.len(), 43);
            let shown = format!("{:?}", elements.values_from(0));
            assert_eq!(shown.matches(&format!("{other:?}")).count(), 3, "{shown}");
            elements.remove(10, 2);
            elements.remove(3, 1);
            let shown = format!("{:?}", elements.values_from(0));
            assert_eq!(shown.matches(&format!("{filler:?}")).count(), 40, "{shown}");
            assert!(elements.pop().is_some() && elements.shift().is_some());
            elements.resize(10, filler.clone());
            assert_eq!(elements.len(), 10);
        }
    }

    #[test]
    fn booleans_take_a_byte() {
        let elements = Elements::filled(Value::Bool(true), 1000);
        assert_eq!((form(&elements), elements.bytes()), ("flags", 1000));
        assert!(matches!(elements.get(999), Some(Value::Bool(true))));
        assert_eq!(elements.get_number(0), None);
    }

    #[test]
    fn minus_zero_and_large_numbers_survive() {
        let mut elements = numbers(20);
        elements.push(Value::Real(-0.0)).expect("little memory");
        elements.push(Value::Real(5e9)).expect("little memory");
        assert!(matches!(elements.get(20), Some(Value::Real(zero)) if zero.is_sign_negative()));
        assert_eq!(elements.get_number(21), Some(5e9));
    }
}
