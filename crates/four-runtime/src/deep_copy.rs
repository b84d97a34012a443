//! Deep copies within a process (`commands/ob-copy`).
//!
//! Nothing recurses: containers that are seen are copied as empty ones at once and filled later, so cycles and aliases
//! survive.

use std::collections::HashMap;
use std::rc::Rc;

use crate::array::Array;
use crate::collection::Collection;
use crate::object::Object;
use crate::value::Value;

/// A deep copy. Shared objects and collections become plain ones. What does not change (texts, blobs, functions,
/// pointers, objects of 4D's own classes) is the same in both.
pub fn deep_copy(value: &Value) -> Value {
    let mut copier = Copier::default();
    let copy = copier.copy(value);
    while let Some((old, new)) = copier.open.pop() {
        copier.fill(&old, &new);
    }
    copy
}

#[derive(Default)]
struct Copier {
    /// Copies by the identity of what they are copies of.
    known: HashMap<usize, Value, foldhash::fast::FixedState>,
    /// Copies that are still empty, with what they will hold copies of.
    open: Vec<(Value, Value)>,
    /// Stand-ins of shared values, held so that their identities stay theirs.
    held: Vec<Value>,
}

impl Copier {
    fn copy(&mut self, value: &Value) -> Value {
        match value {
            Value::Object(object) if object.native_part().is_none() => {
                self.container(object.identity(), value, || {
                    let copy = Object::new();
                    copy.set_class(object.class());
                    Value::from(copy)
                })
            }
            Value::Collection(list) => {
                self.container(list.identity(), value, || Value::from(Collection::default()))
            }
            Value::Array(array) => self.container(Rc::as_ptr(array).addr(), value, || {
                let copy = Array::new(array.element.clone(), array.type_code, 0);
                copy.set_current(array.current());
                Value::Array(Rc::new(copy))
            }),
            other => other.clone(),
        }
    }

    fn container(&mut self, identity: usize, old: &Value, empty: impl FnOnce() -> Value) -> Value {
        if let Some(copy) = self.known.get(&identity) {
            return copy.clone();
        }
        let copy = empty();
        self.known.insert(identity, copy.clone());
        self.open.push((old.clone(), copy.clone()));
        copy
    }

    fn all(&mut self, mut values: Vec<Value>) -> Vec<Value> {
        for value in &mut values {
            *value = self.copy(value);
        }
        values
    }

    fn fill(&mut self, old: &Value, new: &Value) {
        match (old, new) {
            (Value::Object(old), Value::Object(new)) => match old.shape_and_values() {
                Some((shape, values)) => new.fill(shape, self.all(values)),
                None => {
                    for (name, value) in old.entries() {
                        new.set_text(&name, self.copy(&value));
                    }
                }
            },
            (Value::Collection(old), Value::Collection(new)) => {
                // A new collection takes everything.
                let _ = new.replace(self.all(old.snapshot()));
            }
            (Value::Array(old), Value::Array(new)) => {
                // A new array of this process takes everything.
                let _ = new.set(0, self.copy(&old.get(0).unwrap_or_default()));
                let _ = new.replace(self.all(old.snapshot()));
            }
            _ => {}
        }
        self.held.push(old.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::user_class;
    use crate::symbol::Symbol;

    #[test]
    fn cycles_aliases_and_classes_survive() {
        let class = user_class("CopiedClass");
        let object = Rc::new(Object::instance(class, 0));
        let list = Value::from(Collection::from(vec![Value::Object(object.clone()), Value::Int(5)]));
        object.set(Symbol::intern("self"), Value::Object(object.clone()));
        object.set(Symbol::intern("list"), list);
        let copy = deep_copy(&Value::Object(object.clone()));
        let copied = copy.as_object().expect("an object");
        assert!(!Rc::ptr_eq(copied, &object));
        assert!(copied.get(Symbol::intern("self")).same_reference(&copy));
        let list = copied.get(Symbol::intern("list"));
        assert!(
            list.as_collection()
                .and_then(|list| list.get(0))
                .is_some_and(|first| first.same_reference(&copy))
        );
        assert!(copied.class().is_some_and(|copied| std::ptr::eq(copied, class)));
        object.set(Symbol::intern("self"), Value::Null);
        copied.set(Symbol::intern("self"), Value::Null);
    }

    #[test]
    fn a_long_chain_copies_without_recursion() {
        let mut head = Value::Null;
        for _ in 0..200_000 {
            head = Value::from(Object::from_pairs([("next", head)]));
        }
        let copy = deep_copy(&head);
        assert!(copy.as_object().is_some());
    }
}
