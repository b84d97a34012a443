//! 4D objects: named properties in order of creation, an optional class, an optional native part.
//!
//! Small objects share their names through a [`Shape`]; large ones, and those with names nobody interned, are
//! dictionaries; shared ones stand in for a [`SharedObject`]. A property never holds [`Value::Undefined`].
//!
//! No borrow of the properties outlives a call of these functions, so 4D code may run at any point between them.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use crate::cache::PropertyCache;
use crate::class::ClassRef;
use crate::dictionary::Dictionary;
use crate::drop_queue;
use crate::error::Res;
use crate::gc::{self, Mark};
use crate::native::Native;
use crate::shape::{Shape, ShapeRef};
use crate::shared::{SharedObject, Using};
use crate::symbol::Symbol;
use crate::text::Text;
use crate::value::Value;

enum Properties {
    Shaped { shape: ShapeRef, values: Vec<Value> },
    Dictionary(Box<Dictionary<Text, Value>>),
    Shared(Arc<SharedObject>),
}

/// A 4D object (`Concepts/object`).
pub struct Object {
    class: Cell<Option<ClassRef>>,
    native: Option<Box<Rc<dyn Native>>>,
    /// For the collection of cycles.
    pub(crate) mark: Mark,
    properties: RefCell<Properties>,
}

impl Default for Object {
    fn default() -> Object {
        Object::new()
    }
}

impl Object {
    /// An empty object.
    pub fn new() -> Object {
        Object::with_shape(Shape::empty(), Vec::new())
    }

    /// An object whose values stand in the order of the shape's names.
    pub fn with_shape(shape: ShapeRef, values: Vec<Value>) -> Object {
        debug_assert_eq!(shape.keys().len(), values.len());
        let properties = RefCell::new(Properties::Shaped { shape, values });
        Object { class: Cell::new(None), native: None, mark: Mark::default(), properties }
    }

    /// An empty instance of a class, with room for `capacity` properties.
    pub fn instance(class: ClassRef, capacity: usize) -> Object {
        let object = Object::with_shape(Shape::empty(), Vec::with_capacity(capacity));
        object.class.set(Some(class));
        object
    }

    /// An instance of a 4D class whose state is native.
    pub fn native(class: ClassRef, native: Rc<dyn Native>) -> Object {
        let mut object = Object::new();
        object.class.set(Some(class));
        object.native = Some(Box::new(native));
        object
    }

    /// An object with these properties in this order.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, Value)>) -> Object {
        let object = Object::new();
        for (name, value) in pairs {
            object.set(Symbol::intern(name), value);
        }
        object
    }

    /// What this process sees of a shared object.
    pub fn stand_in(shared: Arc<SharedObject>) -> Object {
        let class = Cell::new(shared.class());
        Object {
            class,
            native: None,
            mark: Mark::default(),
            properties: RefCell::new(Properties::Shared(shared)),
        }
    }

    /// The shared object that this one stands in for.
    pub fn shared(&self) -> Option<Arc<SharedObject>> {
        match &*self.properties.borrow() {
            Properties::Shared(shared) => Some(shared.clone()),
            _ => None,
        }
    }

    /// Uses a shared object for the time of a call, as commands do that lock by themselves; nothing for others.
    ///
    /// # Errors
    /// Interruption while waiting.
    pub fn use_for_call(&self) -> Res<Option<Using>> {
        self.shared().map(|shared| shared.lock.acquire()).transpose()
    }

    /// A number that is the same for all stand-ins of a shared object and differs between objects that exist.
    pub fn identity(&self) -> usize {
        match &*self.properties.borrow() {
            Properties::Shared(shared) => Arc::as_ptr(shared).addr(),
            _ => std::ptr::from_ref(self).addr(),
        }
    }

    /// The class that the object is an instance of, if not plain `4D.Object`.
    #[inline]
    pub fn class(&self) -> Option<ClassRef> {
        self.class.get()
    }

    /// Makes the object an instance of a class.
    pub fn set_class(&self, class: Option<ClassRef>) {
        self.class.set(class);
    }

    /// The native part, when it is of type `T`.
    pub fn native_as<T: Native>(&self) -> Option<&T> {
        self.native_part().and_then(|native| native.as_any().downcast_ref::<T>())
    }

    /// The native part.
    pub fn native_part(&self) -> Option<&Rc<dyn Native>> {
        self.native.as_deref()
    }

    /// Number of own properties.
    pub fn len(&self) -> usize {
        match &*self.properties.borrow() {
            Properties::Shaped { values, .. } => values.len(),
            Properties::Dictionary(dictionary) => dictionary.len(),
            Properties::Shared(shared) => shared.len(),
        }
    }

    /// True without own properties (`OB Is empty`).
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// True unless the object is a plain `{}`; instances of 4D classes count as content.
    pub fn has_content(&self) -> bool {
        self.native.is_some() || !self.is_empty()
    }

    /// An own property; [`Value::Undefined`] when there is none.
    pub fn get(&self, name: Symbol) -> Value {
        match &*self.properties.borrow() {
            Properties::Shaped { shape, values } => match shape.index_of(name) {
                Some(index) => values[index].clone(),
                None => Value::Undefined,
            },
            Properties::Dictionary(dictionary) => dictionary.get(&name).cloned().unwrap_or_default(),
            Properties::Shared(shared) => shared.get(name.name()),
        }
    }

    /// An own property by a name met at run time.
    pub fn get_text(&self, name: &Text) -> Value {
        match &*self.properties.borrow() {
            Properties::Shaped { shape, values } => match shape.index_of_text(name) {
                Some(index) => values[index].clone(),
                None => Value::Undefined,
            },
            Properties::Dictionary(dictionary) => dictionary.get(name).cloned().unwrap_or_default(),
            Properties::Shared(shared) => shared.get(&name.freeze()),
        }
    }

    /// An own property by a name met at run time, when it is a number.
    pub fn number_text(&self, name: &Text) -> Option<f64> {
        match &*self.properties.borrow() {
            Properties::Shaped { shape, values } => values[shape.index_of_text(name)?].plain_number(),
            Properties::Dictionary(dictionary) => dictionary.get(name)?.plain_number(),
            Properties::Shared(_) => None,
        }
    }

    /// True when an own property by a name met at run time equals Null: it is Null or not there.
    pub fn lacks_text(&self, name: &Text) -> bool {
        match &*self.properties.borrow() {
            Properties::Shaped { shape, values } => {
                shape.index_of_text(name).is_none_or(|index| values[index].equals_null())
            }
            Properties::Dictionary(dictionary) => dictionary.get(name).is_none_or(Value::equals_null),
            Properties::Shared(shared) => shared.get(&name.freeze()).equals_null(),
        }
    }

    /// Replaces an own property by a number, when its name is there and holds none that needs a drop. False when not.
    pub fn put_number_text(&self, name: &Text, number: f64) -> bool {
        let properties = &mut *self.properties.borrow_mut();
        let slot = match properties {
            Properties::Shaped { shape, values } => {
                shape.index_of_text(name).and_then(|index| values.get_mut(index))
            }
            Properties::Dictionary(dictionary) => dictionary.get_mut(name),
            Properties::Shared(_) => None,
        };
        slot.is_some_and(|slot| slot.replace_plain(number))
    }

    /// An own property through the cache of the place in the program that reads it.
    #[inline]
    pub fn get_cached(&self, name: Symbol, cache: &PropertyCache) -> Value {
        if let Properties::Shaped { shape, values } = &*self.properties.borrow() {
            if let Some(index) = cache.lookup(shape.id) {
                // The cache is shared by all processes, but an index is only stored with the shape it is of.
                return values.get(index).cloned().unwrap_or_default();
            }
            return match cache.find(shape, name) {
                Some(index) => values[index].clone(),
                None => {
                    cache.store_absent(shape.id);
                    Value::Undefined
                }
            };
        }
        self.get(name)
    }

    /// True when the cache knows that objects of this shape lack the property.
    #[inline]
    pub fn lacks_cached(&self, cache: &PropertyCache) -> bool {
        matches!(&*self.properties.borrow(), Properties::Shaped { shape, .. } if cache.is_absent(shape.id))
    }

    /// An own property that is a number and stands where the cache says.
    #[inline(always)]
    pub fn number_cached(&self, name: Symbol, cache: &PropertyCache) -> Option<f64> {
        let Properties::Shaped { shape, values } = &*self.properties.borrow() else { return None };
        let index = match cache.lookup(shape.id) {
            Some(index) => index,
            None => cache.find(shape, name)?,
        };
        values.get(index)?.plain_number()
    }

    /// Replaces an own property by a number, when it stands where the cache says. False when it does not.
    #[inline]
    pub fn put_number_cached(&self, number: f64, cache: &PropertyCache) -> bool {
        match &mut *self.properties.borrow_mut() {
            Properties::Shaped { shape, values } => cache
                .lookup(shape.id)
                .and_then(|index| values.get_mut(index))
                .is_some_and(|slot| slot.replace_plain(number)),
            _ => false,
        }
    }

    /// True when the own properties are those of the shape, in its order.
    pub fn has_shape(&self, expected: ShapeRef) -> bool {
        matches!(&*self.properties.borrow(), Properties::Shaped { shape, .. } if std::ptr::eq(*shape, expected))
    }

    /// True when the object has this own property, even Null.
    pub fn has(&self, name: &Text) -> bool {
        !self.get_text(name).is_undefined()
    }

    /// Creates or replaces a property. Undefined removes nothing and creates nothing. A shared object that this process
    /// does not use stays as it is: what a program assigns goes through [`Object::assign`].
    pub fn set(&self, name: Symbol, value: Value) {
        let _ = self.assign(name, value);
    }

    /// Creates or replaces a property by a name met at run time; as [`Object::set`].
    pub fn set_text(&self, name: &Text, value: Value) {
        let _ = self.assign_text(name, value);
    }

    /// Creates or replaces a property. Undefined removes nothing and creates nothing.
    ///
    /// # Errors
    /// Only for shared objects: see [`SharedObject::set`].
    pub fn assign(&self, name: Symbol, value: Value) -> Res<()> {
        gc::remember(&value);
        let old = {
            let mut properties = self.properties.borrow_mut();
            match &mut *properties {
                Properties::Shaped { shape, values } => {
                    if let Some(index) = shape.index_of(name) {
                        std::mem::replace(&mut values[index], value.into_stored())
                    } else if value.is_undefined() {
                        Value::Undefined
                    } else if let Some(next) = shape.with(name) {
                        *shape = next;
                        push_value(values, value.into_stored());
                        Value::Undefined
                    } else {
                        let mut dictionary = to_dictionary(shape, std::mem::take(values));
                        dictionary.insert(name.text(), value.into_stored());
                        *properties = Properties::Dictionary(Box::new(dictionary));
                        Value::Undefined
                    }
                }
                Properties::Dictionary(dictionary) => insert(dictionary, name.text(), value),
                Properties::Shared(shared) => {
                    let shared = shared.clone();
                    drop(properties);
                    return shared.set(name.name(), value);
                }
            }
        };
        drop(old);
        Ok(())
    }

    /// Creates or replaces a property through the cache of the place in the program that writes it.
    ///
    /// # Errors
    /// As [`Object::assign`].
    #[inline]
    pub fn assign_cached(&self, name: Symbol, mut value: Value, cache: &PropertyCache) -> Res<()> {
        gc::remember(&value);
        let old = {
            let mut properties = self.properties.borrow_mut();
            let Properties::Shaped { shape, values } = &mut *properties else {
                drop(properties);
                return self.assign(name, value);
            };
            if let Some(index) = cache.lookup(shape.id)
                && let Some(slot) = values.get_mut(index)
            {
                std::mem::replace(slot, value.take_stored())
            } else if let Some(next) = cache.known_transition(shape.id)
                && !value.is_undefined()
            {
                *shape = next;
                push_value(values, value.take_stored());
                return Ok(());
            } else if let Some(index) = shape.index_of(name) {
                cache.store(shape.id, index);
                std::mem::replace(&mut values[index], value.take_stored())
            } else if value.is_undefined() {
                return Ok(());
            } else if let Some(next) = cache.transition(shape, name) {
                *shape = next;
                push_value(values, value.take_stored());
                return Ok(());
            } else {
                drop(properties);
                return self.assign(name, value);
            }
        };
        drop(old);
        Ok(())
    }

    /// Creates or replaces a property by a name met at run time.
    ///
    /// # Errors
    /// As [`Object::assign`].
    pub fn assign_text(&self, name: &Text, value: Value) -> Res<()> {
        let symbol = match &*self.properties.borrow() {
            Properties::Shaped { shape, .. } => match shape.index_of_text(name) {
                Some(index) => Some(shape.keys()[index]),
                None => Symbol::intern_dynamic(name),
            },
            Properties::Dictionary(_) => None,
            Properties::Shared(shared) => {
                let shared = shared.clone();
                return shared.set(&name.freeze(), value);
            }
        };
        if let Some(symbol) = symbol {
            return self.assign(symbol, value);
        }
        gc::remember(&value);
        let old = {
            let mut properties = self.properties.borrow_mut();
            if let Properties::Shaped { shape, values } = &mut *properties {
                let dictionary = to_dictionary(shape, std::mem::take(values));
                *properties = Properties::Dictionary(Box::new(dictionary));
            }
            match &mut *properties {
                Properties::Dictionary(dictionary) => insert(dictionary, name.clone(), value),
                _ => Value::Undefined,
            }
        };
        drop(old);
        Ok(())
    }

    /// Removes a property and gives its value.
    ///
    /// # Errors
    /// Only for shared objects that this process does not use.
    pub fn remove(&self, name: &Text) -> Res<Value> {
        let mut properties = self.properties.borrow_mut();
        Ok(match &mut *properties {
            Properties::Shaped { shape, values } => {
                let Some(index) = shape.index_of_text(name) else { return Ok(Value::Undefined) };
                let gone = shape.keys()[index];
                let old = values.remove(index);
                let kept = || shape.keys().iter().copied().filter(|key| *key != gone);
                match Shape::of(kept()) {
                    Some(smaller) => *shape = smaller,
                    None => {
                        let entries = kept().map(Symbol::text).zip(std::mem::take(values));
                        *properties = Properties::Dictionary(Box::new(entries.collect()));
                    }
                }
                old
            }
            Properties::Dictionary(dictionary) => dictionary.remove(name).unwrap_or_default(),
            Properties::Shared(shared) => {
                let shared = shared.clone();
                drop(properties);
                shared.remove(&name.freeze())?
            }
        })
    }

    /// The own properties as they are now, in order of creation.
    pub fn entries(&self) -> Vec<(Text, Value)> {
        match &*self.properties.borrow() {
            Properties::Shaped { shape, values } => {
                shape.keys().iter().zip(values).map(|(key, value)| (key.text(), value.clone())).collect()
            }
            Properties::Dictionary(dictionary) => {
                dictionary.iter().map(|(key, value)| (key.clone(), value.clone())).collect()
            }
            Properties::Shared(shared) => shared.entries(),
        }
    }

    /// The names of the own properties, in order of creation.
    pub fn keys(&self) -> Vec<Text> {
        match &*self.properties.borrow() {
            Properties::Shaped { shape, .. } => shape.keys().iter().map(|key| key.text()).collect(),
            Properties::Dictionary(dictionary) => dictionary.iter().map(|(key, _)| key.clone()).collect(),
            Properties::Shared(shared) => shared.keys(),
        }
    }

    /// True when there may be a container among the values; large objects are not searched.
    pub(crate) fn may_hold_containers(&self) -> bool {
        self.native.is_some()
            || match &*self.properties.borrow() {
                Properties::Shaped { values, .. } => values.iter().any(gc::is_container),
                Properties::Dictionary(_) => true,
                Properties::Shared(_) => false,
            }
    }

    /// Visits the values for the collection of cycles. False when the object is being changed.
    pub(crate) fn trace(&self, visit: &mut dyn FnMut(&Value)) -> bool {
        if let Some(native) = self.native_part() {
            native.trace(visit);
        }
        let Ok(properties) = self.properties.try_borrow() else { return false };
        match &*properties {
            Properties::Shaped { values, .. } => values.iter().for_each(visit),
            Properties::Dictionary(dictionary) => dictionary.iter().for_each(|(_, value)| visit(value)),
            Properties::Shared(_) => {}
        }
        true
    }

    /// Empties an object of a cycle.
    pub(crate) fn take_content(&self) -> Vec<Value> {
        match &mut *self.properties.borrow_mut() {
            Properties::Shaped { shape, values } => {
                *shape = Shape::empty();
                std::mem::take(values)
            }
            Properties::Dictionary(dictionary) => dictionary.take_values().collect(),
            Properties::Shared(_) => Vec::new(),
        }
    }

    /// Gives a new object all its properties at once, in the order of the shape's names.
    pub(crate) fn fill(&self, shape: ShapeRef, values: Vec<Value>) {
        debug_assert_eq!(shape.keys().len(), values.len());
        values.iter().for_each(gc::remember);
        *self.properties.borrow_mut() = Properties::Shaped { shape, values };
    }

    /// The shape and a copy of the values, when the object has one; for copying and writing.
    pub fn shape_and_values(&self) -> Option<(ShapeRef, Vec<Value>)> {
        match &*self.properties.borrow() {
            Properties::Shaped { shape, values } => Some((shape, values.clone())),
            Properties::Dictionary(_) | Properties::Shared(_) => None,
        }
    }
}

fn push_value(values: &mut Vec<Value>, value: Value) {
    if values.capacity() == 0 {
        values.reserve_exact(4);
    }
    values.push(value);
}

fn to_dictionary(shape: ShapeRef, values: Vec<Value>) -> Dictionary<Text, Value> {
    shape.keys().iter().map(|key| key.text()).zip(values).collect()
}

fn insert(dictionary: &mut Dictionary<Text, Value>, name: Text, value: Value) -> Value {
    match value.into_stored() {
        Value::Undefined => Value::Undefined,
        value => dictionary.insert(name, value).unwrap_or_default(),
    }
}

impl Drop for Object {
    fn drop(&mut self) {
        match self.properties.get_mut() {
            Properties::Shaped { values, .. } => drop_queue::release(std::mem::take(values)),
            Properties::Dictionary(dictionary) => drop_queue::release(dictionary.take_values()),
            Properties::Shared(_) => {}
        }
    }
}

impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Values are not shown: they may be cyclic.
        f.debug_struct("Object").field("class", &self.class.get()).field("keys", &self.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(object: &Object) -> Vec<String> {
        object.keys().iter().map(|key| key.to_string()).collect()
    }

    #[test]
    fn order_survives_growth_into_a_dictionary() {
        let object = Object::new();
        for index in 0..100 {
            object.set_text(&Text::from(format!("p{index}")), Value::Int(index));
        }
        assert_eq!(object.len(), 100);
        assert_eq!(names(&object)[41], "p41");
        assert!(matches!(object.get_text(&Text::from("p99")), Value::Int(99)));
    }

    #[test]
    fn removed_names_come_back_last() {
        for size in [3, 60] {
            let object = Object::new();
            for index in 0..size {
                object.set_text(&Text::from(format!("p{index}")), Value::Int(index));
            }
            assert!(matches!(object.remove(&Text::from("p1")), Ok(Value::Int(1))));
            assert!(object.get_text(&Text::from("p1")).is_undefined());
            assert_eq!(object.len(), size as usize - 1);
            object.set_text(&Text::from("p1"), Value::Int(7));
            assert_eq!(names(&object).last().map(String::as_str), Some("p1"));
        }
    }

    #[test]
    fn caches_are_right_for_every_shape() {
        let (a, b) = (Symbol::intern("a"), Symbol::intern("b"));
        let cache = PropertyCache::default();
        let first = Object::from_pairs([("a", Value::Int(1)), ("b", Value::Int(2))]);
        let second = Object::from_pairs([("b", Value::Int(3))]);
        assert!(matches!(first.get_cached(b, &cache), Value::Int(2)));
        assert!(matches!(second.get_cached(b, &cache), Value::Int(3)));
        assert!(matches!(first.get_cached(b, &cache), Value::Int(2)));
        let writer = PropertyCache::default();
        second.assign_cached(a, Value::Int(5), &writer).expect("not shared");
        assert!(matches!(second.get(a), Value::Int(5)));
    }

    #[test]
    fn a_long_chain_drops_without_recursion() {
        let mut head = Value::Null;
        for _ in 0..300_000 {
            head = Value::from(Object::from_pairs([("next", head)]));
        }
        drop(head);
    }
}
