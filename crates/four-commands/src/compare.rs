//! Equality and order of values as collections, arrays and queries see them (`Concepts/collections`, ordering).
//!
//! Values of different types are never equal, but always have an order: null, Booleans, texts, numbers, objects,
//! collections, dates. Nothing here recurses or fails; sorting takes any answer of a callback without panic.

use std::cmp::Ordering;
use std::collections::HashSet;

use four_runtime::rules::collate::{self, Level};
use four_runtime::rules::{number, wildcard};
use four_runtime::{Res, Value};

/// What `=` says of two values of one type; false for different types. `@` in the right text is a wildcard.
pub fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Text(left), Value::Text(right)) => {
            wildcard::equal_wildcard(left.as_text_ref(), right.as_text_ref())
        }
        _ => equal_exact(left, right),
    }
}

/// Like [`equal`], with `@` as an ordinary character.
pub fn equal_exact(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Int(left), Value::Int(right)) => left == right,
        (Value::Text(left), Value::Text(right)) => collate::equal(left.as_text_ref(), right.as_text_ref()),
        (Value::Bool(left), Value::Bool(right)) => left == right,
        (Value::Date(left), Value::Date(right)) => left == right,
        (Value::Blob(left), Value::Blob(right)) => left == right,
        _ if is_missing(left) || is_missing(right) => is_missing(left) && is_missing(right),
        _ => match (left.as_number(), right.as_number()) {
            (Some(left), Some(right)) => number::reals_equal(left, right, number::epsilon()),
            (None, None) => left.same_reference(right),
            _ => false,
        },
    }
}

/// True for Null, undefined and nil pointers.
pub fn is_missing(value: &Value) -> bool {
    match value {
        Value::Undefined | Value::Null | Value::Unassigned => true,
        Value::Pointer(pointer) => pointer.is_nil(),
        _ => false,
    }
}

fn rank(value: &Value) -> u8 {
    match value {
        _ if is_missing(value) => 0,
        Value::Bool(_) => 1,
        Value::Text(_) => 2,
        Value::Int(_) | Value::Real(_) | Value::Time(_) => 3,
        Value::Collection(_) | Value::Array(_) => 5,
        Value::Date(_) => 6,
        _ => 4,
    }
}

/// The ascending order of any two values.
pub fn order(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::Int(left), Value::Int(right)) => left.cmp(right),
        (Value::Text(left), Value::Text(right)) => collate::compare(left.as_text_ref(), right.as_text_ref()),
        (Value::Bool(left), Value::Bool(right)) => left.cmp(right),
        (Value::Date(left), Value::Date(right)) => left.cmp(right),
        _ => match (left.as_number(), right.as_number()) {
            (Some(left), Some(right)) => match (left.is_nan(), right.is_nan()) {
                (true, true) => Ordering::Equal,
                (true, false) => Ordering::Less,
                (false, true) => Ordering::Greater,
                _ => left.partial_cmp(&right).unwrap_or(Ordering::Equal),
            },
            _ => rank(left).cmp(&rank(right)),
        },
    }
}

/// Sorts in a stable way; `before` says whether its first argument must come before the second, and may be wrong,
/// slow or fail.
///
/// # Errors
/// What `before` raises.
pub fn merge_sort<T: Clone>(items: Vec<T>, before: &mut dyn FnMut(&T, &T) -> Res<bool>) -> Res<Vec<T>> {
    let mut from = items;
    let mut width = 1;
    while width < from.len() {
        let mut to = Vec::with_capacity(from.len());
        for run in from.chunks(width * 2) {
            let (mut left, mut right) = run.split_at(width.min(run.len()));
            while let (Some(first), Some(second)) = (left.first(), right.first()) {
                if before(second, first)? {
                    to.push(second.clone());
                    right = &right[1..];
                } else {
                    to.push(first.clone());
                    left = &left[1..];
                }
            }
            to.extend_from_slice(left);
            to.extend_from_slice(right);
        }
        from = to;
        width *= 2;
    }
    Ok(from)
}

/// Sorts values in ascending or descending order, equal ones as they stood.
pub fn sort_values(values: Vec<Value>, descending: bool) -> Vec<Value> {
    if let Some(sorted) = sorted_numbers(&values, descending) {
        return sorted;
    }
    let spare = values.clone();
    let direction = if descending { Ordering::Greater } else { Ordering::Less };
    merge_sort(values, &mut |left, right| Ok(order(left, right) == direction)).unwrap_or(spare)
}

/// The values in order, when they are all numbers: plain numbers move quicker than values.
fn sorted_numbers(values: &[Value], descending: bool) -> Option<Vec<Value>> {
    let int = |value: &Value| if let Value::Int(int) = value { Some(*int) } else { None };
    if let Some(mut ints) = values.iter().map(int).collect::<Option<Vec<_>>>() {
        ints.sort_unstable();
        if descending {
            ints.reverse();
        }
        return Some(ints.into_iter().map(Value::Int).collect());
    }
    // Without NaN the order is total. It must stay stable: numbers that differ by their sign of zero only are equal.
    let real = |value: &Value| value.plain_number().filter(|real| !real.is_nan());
    let mut reals = values.iter().map(real).collect::<Option<Vec<_>>>()?;
    reals.sort_by(|left, right| {
        let (left, right) = if descending { (right, left) } else { (left, right) };
        left.partial_cmp(right).unwrap_or(Ordering::Equal)
    });
    Some(reals.into_iter().map(Value::number).collect())
}

/// Deep comparison of `.equal()`: scalars by value, objects and collections by content, anything else by reference.
/// Texts are compared without case and accents unless `diacritical`.
pub fn deep_equal(left: &Value, right: &Value, diacritical: bool) -> bool {
    let mut pending = vec![(left.clone(), right.clone())];
    // Pairs that are being compared already: circles are equal when the rest is.
    let mut seen = HashSet::new();
    while let Some((left, right)) = pending.pop() {
        match (&left, &right) {
            (Value::Collection(left), Value::Collection(right)) => {
                if left.identity() == right.identity() || !seen.insert((left.identity(), right.identity())) {
                    continue;
                }
                if left.len() != right.len() {
                    return false;
                }
                pending.extend(left.snapshot().into_iter().zip(right.snapshot()));
            }
            (Value::Object(left), Value::Object(right)) => {
                if left.identity() == right.identity() || !seen.insert((left.identity(), right.identity())) {
                    continue;
                }
                if left.native_part().is_some() || right.native_part().is_some() || left.len() != right.len()
                {
                    return false;
                }
                for (name, value) in left.entries() {
                    let other = right.get_text(&name);
                    if other.is_undefined() {
                        return false;
                    }
                    pending.push((value, other));
                }
            }
            (Value::Text(left), Value::Text(right))
                if diacritical
                    && collate::compare_at(Level::Strict, left.as_text_ref(), right.as_text_ref())
                        .is_ne() =>
            {
                return false;
            }
            _ if left.is_undefined() != right.is_undefined() => return false,
            _ if !equal_exact(&left, &right) => return false,
            _ => {}
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use four_runtime::{Collection, Object};

    #[test]
    fn types_are_ranked() {
        let mixed = vec![
            Value::Date(5),
            Value::Int(3),
            Value::from("b"),
            Value::Null,
            Value::Bool(true),
            Value::from("A"),
            Value::Real(f64::NAN),
            Value::Real(-1.5),
        ];
        let sorted = sort_values(mixed, false);
        let shown: Vec<String> = sorted.iter().map(|value| format!("{value:?}")).collect();
        let expected = [
            "Null",
            "Bool(true)",
            "Text(\"A\")",
            "Text(\"b\")",
            "Real(NaN)",
            "Real(-1.5)",
            "Int(3)",
            "Date(5)",
        ];
        assert_eq!(shown, expected);
    }

    #[test]
    fn sorting_is_stable_and_survives_nonsense() {
        let items: Vec<usize> = (0..1000).collect();
        assert_eq!(merge_sort(items.clone(), &mut |_, _| Ok(false)).expect("sorts"), items);
        assert_eq!(merge_sort(items, &mut |_, _| Ok(true)).expect("sorts").len(), 1000);
    }

    #[test]
    fn deep_equality_sees_through_circles() {
        let circle = || {
            let collection = Rc::new(Collection::default());
            collection.push(Value::Collection(collection.clone())).expect("not shared");
            Value::Collection(collection)
        };
        let (left, right) = (circle(), circle());
        assert!(deep_equal(&left, &right, false));
        for value in [left, right] {
            if let Value::Collection(collection) = value {
                collection.pop().expect("not shared");
            }
        }
        let object = |text: &str| Value::from(Object::from_pairs([("a", Value::from(text))]));
        assert!(deep_equal(&object("É"), &object("e"), false));
        assert!(!deep_equal(&object("É"), &object("e"), true));
    }
}
