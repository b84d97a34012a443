//! Commands of the theme Objects, and those that make objects and collections.
//!
//! Names of properties are compared by character code; times become seconds when stored (`Concepts/object`).

use std::rc::Rc;

use four_runtime::array::Array;
use four_runtime::class::is_or_extends;
use four_runtime::deep_copy::deep_copy;
use four_runtime::function::{Function, FunctionKind};
use four_runtime::pointer::Pointer;
use four_runtime::registry::{InOut, Rest};
use four_runtime::shared::{SharedCollection, SharedObject, share};
use four_runtime::types::DeclaredType;
use four_runtime::{Collection, Error, Host, Object, Res, Text, Value, commands};

use crate::arrays;
use crate::compare::is_missing;

commands! { pub static COMMANDS: "Objects";
    /// A new object with properties given as pairs of name and value (`commands/new-object`).
    ///
    /// ```4d
    /// ASSERT(New object("a"; 1; "b"; "x").b="x")
    /// ```
    "New object" 1471 fn new_object(_host, pairs: Rest) -> Object {
        let object = Object::new();
        set_pairs(&object, pairs.0)?;
        Ok(object)
    }

    /// A new collection of these values (`commands/new-collection`).
    ///
    /// ```4d
    /// ASSERT(New collection(1; 2; "x").length=3)
    /// ```
    "New collection" 1472 fn new_collection(_host, values: Rest) -> Collection {
        Ok(Collection::from(values.0.iter_mut().map(std::mem::take).collect::<Vec<_>>()))
    }

    /// Creates or replaces properties given as pairs of name and value; an object variable without object gets one
    /// (`commands/ob-set`).
    ///
    /// ```4d
    /// var $o : Object
    /// OB SET($o; "a"; 1; "b"; ?00:01:00?)
    /// ASSERT($o.b=60)
    /// ```
    "OB SET" 1220 fn ob_set(_host, object: InOut, pairs: Rest) {
        if is_missing(object.0) {
            *object.0 = Value::from(Object::new());
        }
        set_pairs(object_of(object.0)?, pairs.0)
    }

    /// A property, converted to a type such as `Is text` when one is given; undefined when there is none
    /// (`commands/ob-get`).
    ///
    /// ```4d
    /// ASSERT(OB Get({a: 12}; "a"; Is text)="12")
    /// ASSERT(Undefined(OB Get({a: 12}; "b")))
    /// ```
    "OB Get" 1224 fn ob_get(host, object: &Value, property: &Text, value_type: Option<i32>) -> Value {
        let value = read(host, object, property)?;
        match value_type {
            None => Ok(value),
            Some(_) if value.is_undefined() => Ok(value),
            Some(code) => to_type(host, value, code),
        }
    }

    /// True when the object exists, or has the property, which may be Null (`commands/ob-is-defined`).
    ///
    /// ```4d
    /// ASSERT(OB Is defined({a: Null}; "a"))
    /// ASSERT(Not(OB Is defined({a: 1}; "b")))
    /// ```
    "OB Is defined" 1231 fn ob_is_defined(host, object: &Value, property: Option<&Text>) -> bool {
        Ok(match property {
            _ if is_missing(object) => false,
            None => true,
            Some(property) => !read(host, object, property)?.is_undefined(),
        })
    }

    /// True when the object has no property, is Null or undefined (`commands/ob-is-empty`).
    ///
    /// ```4d
    /// ASSERT(OB Is empty({}))
    /// ASSERT(Not(OB Is empty({a: Null})))
    /// ```
    "OB Is empty" 1297 fn ob_is_empty(_host, object: &Value) -> bool {
        Ok(match object {
            Value::Object(object) => !object.has_content(),
            other => is_missing(other),
        })
    }

    /// Removes a property, if there is one (`commands/ob-remove`).
    ///
    /// ```4d
    /// var $o : Object:={a: 1; b: 2}
    /// OB REMOVE($o; "a")
    /// ASSERT(Undefined($o.a))
    /// ```
    "OB REMOVE" 1226 fn ob_remove(_host, object: &Value, property: &Text) {
        if !is_missing(object) {
            let object = object_of(object)?;
            let _using = object.use_for_call()?;
            object.remove(property)?;
        }
        Ok(())
    }

    /// Sets a property to Null (`commands/ob-set-null`).
    ///
    /// ```4d
    /// var $o : Object:={a: 1}
    /// OB SET NULL($o; "a")
    /// ASSERT($o.a=Null)
    /// ```
    "OB SET NULL" 1233 fn ob_set_null(_host, object: InOut, property: &Text) {
        if is_missing(object.0) {
            *object.0 = Value::from(Object::new());
        }
        object_of(object.0)?.assign_text(property, Value::Null)
    }

    /// The names of the properties, in order of creation (`commands/ob-keys`).
    ///
    /// ```4d
    /// ASSERT(OB Keys({b: 1; a: 2}).join(",")="b,a")
    /// ```
    "OB Keys" 1719 fn ob_keys(_host, object: &Value) -> Collection {
        Ok(Collection::from(entries(object)?.into_iter().map(|(name, _)| Value::Text(name)).collect::<Vec<_>>()))
    }

    /// The values of the properties, in order of creation (`commands/ob-values`).
    ///
    /// ```4d
    /// ASSERT(OB Values({b: 1; a: 2}).join(",")="1,2")
    /// ```
    "OB Values" 1718 fn ob_values(_host, object: &Value) -> Collection {
        Ok(Collection::from(entries(object)?.into_iter().map(|(_, value)| value).collect::<Vec<_>>()))
    }

    /// The properties as objects with `key` and `value`, in order of creation (`commands/ob-entries`).
    ///
    /// ```4d
    /// ASSERT(OB Entries({b: 1})[0].key="b")
    /// ```
    "OB Entries" 1720 fn ob_entries(_host, object: &Value) -> Collection {
        let entry = |(name, value)| Value::from(Object::from_pairs([("key", Value::Text(name)), ("value", value)]));
        Ok(Collection::from(entries(object)?.into_iter().map(entry).collect::<Vec<_>>()))
    }

    /// A deep copy of an object; its class is kept (`commands/ob-copy`). With `ck shared` a shared object, in the group
    /// of `group with` where that is given; with `ck resolve pointers` or True what pointers point to stands in their place.
    /// Error 54 when something in it belongs to its process.
    ///
    /// ```4d
    /// var $n : Integer:=3
    /// ASSERT(OB Copy({p: ->$n}; ck resolve pointers).p=3)
    /// var $o : Object:={a: {b: 1}}
    /// OB Copy($o).a.b:=2
    /// ASSERT($o.a.b=1)
    /// ASSERT(OB Is shared(OB Copy($o; ck shared).a))
    /// ```
    "OB Copy" 1225 fn ob_copy(host, object: &Value, option: Option<&Value>, group_with: Option<&Value>) -> Value {
        if is_missing(object) {
            return Ok(Value::Null);
        }
        copy_as(host, object, option, group_with)
    }

    /// The class of an object, or Null when it is none (`commands/ob-class`).
    ///
    /// ```4d
    /// ASSERT(OB Class({}).name="Object")
    /// ASSERT(OB Class([]).name="Collection")
    /// ```
    "OB Class" 1730 fn ob_class(host, object: &Value) -> Value {
        Ok(host.class_of(object).map_or(Value::Null, Value::Class))
    }

    /// True when an object is of a class or of one that extends it (`commands/ob-instance-of`). Error -10745 when the
    /// second argument is no class.
    ///
    /// ```4d
    /// ASSERT(OB Instance of([]; 4D.Collection))
    /// ASSERT(Not(OB Instance of({}; 4D.Collection)))
    /// ```
    "OB Instance of" 1731 fn ob_instance_of(host, object: &Value, class: &Value) -> bool {
        let Value::Class(wanted) = class else {
            let found = four_runtime::error::describe(class);
            return Err(Error::new(-10745, format!("The argument class must be a class; this is {found}.")));
        };
        let Some(class) = host.class_of(object) else { return Ok(false) };
        // Every object is an instance of 4D.Object, also where the chain of classes does not say so.
        Ok(is_or_extends(class, wanted) || (!wanted.kind_is_user() && wanted.name == "Object"))
    }

    /// Type of a property as `Value type` gives it; `Is undefined` when there is none (`commands/ob-get-type`).
    ///
    /// ```4d
    /// ASSERT(OB Get type({a: "x"}; "a")=Is text)
    /// ASSERT(OB Get type({a: "x"}; "b")=Is undefined)
    /// ```
    "OB Get type" 1230 fn ob_get_type(host, object: &Value, property: &Text) -> i32 {
        Ok(read(host, object, property)?.kind().code())
    }

    /// True when an object or collection is shared between processes (`commands/ob-is-shared`).
    ///
    /// ```4d
    /// ASSERT(OB Is shared(New shared object))
    /// ASSERT(Not(OB Is shared({})))
    /// ```
    "OB Is shared" 1759 fn ob_is_shared(_host, value: &Value) -> bool {
        // A `4D.Method` is shared as well (`API/MethodClass`).
        let is_method = |function: &Function| match &function.kind {
            FunctionKind::Formula { code, .. } => code.method().is_some(),
            _ => false,
        };
        Ok(match value {
            Value::Class(_) => true,
            Value::Function(function) => is_method(function),
            _ => value.shared_lock().is_some(),
        })
    }

    /// A shared object with these names and values (`commands/new-shared-object`). Error -10721 for values that cannot
    /// be shared.
    ///
    /// ```4d
    /// var $counter : Object:=New shared object("n"; 1)
    /// Use ($counter)
    ///     $counter.n+=1
    /// End use
    /// ASSERT($counter.n=2)
    /// ```
    "New shared object" 1526 fn new_shared_object(_host, values: Rest) -> Object {
        let shared = SharedObject::new(None);
        let using = shared.lock.acquire()?;
        let object = Object::stand_in(shared.clone());
        set_pairs(&object, values.0)?;
        drop(using);
        Ok(object)
    }

    /// A shared collection of these values (`commands/new-shared-collection`). Error -10721 for values that cannot be
    /// shared.
    ///
    /// ```4d
    /// var $list : Collection:=New shared collection("a"; "b")
    /// ASSERT($list.push("c").length=3)
    /// ```
    "New shared collection" 1527 fn new_shared_collection(_host, values: Rest) -> Collection {
        let shared = SharedCollection::new();
        let using = shared.lock.acquire()?;
        shared.replace(values.0.iter_mut().map(std::mem::take).collect())?;
        drop(using);
        Ok(Collection::stand_in(shared))
    }

    /// The catalog of shared objects and collections that all processes see (`commands/storage`). Changing it needs
    /// `Use (Storage)`; what it holds is locked on its own.
    ///
    /// ```4d
    /// Use (Storage)
    ///     Storage.counters:=New shared object("visits"; 1)
    /// End use
    /// ASSERT(Storage.counters.visits=1)
    /// ```
    "Storage" 1525 fn storage(host) -> Object { Ok(Object::stand_in(host.app().storage())) }

    /// Fills arrays with the names and, if wanted, the types of the properties (`commands/ob-get-property-names`).
    ///
    /// ```4d
    /// ARRAY TEXT($names; 0)
    /// ARRAY LONGINT($types; 0)
    /// OB GET PROPERTY NAMES({a: 1; b: "x"}; $names; $types)
    /// ASSERT(($names{2}="b") & ($types{2}=Is text))
    /// ```
    "OB GET PROPERTY NAMES" 1232 fn ob_get_property_names(
        _host, object: &Value, names: InOut, types: Option<InOut>
    ) {
        let entries = entries(object)?;
        let array = Array::new(DeclaredType::Text, arrays::TEXT, 0);
        array.replace(entries.iter().map(|(name, _)| Value::Text(name.clone())).collect())?;
        arrays::put(names.0, array)?;
        if let Some(types) = types {
            let array = Array::new(DeclaredType::Integer, arrays::LONGINT, 0);
            array.replace(entries.iter().map(|(_, value)| Value::Int(value.kind().code())).collect())?;
            arrays::put(types.0, array)?;
        }
        Ok(())
    }

    /// Stores an array as a collection in a property; a single value becomes a collection of one
    /// (`commands/ob-set-array`).
    ///
    /// ```4d
    /// ARRAY TEXT($words; 2)
    /// $words{1}:="a"
    /// var $o : Object
    /// OB SET ARRAY($o; "list"; $words)
    /// ASSERT($o.list.length=2)
    /// ```
    "OB SET ARRAY" 1227 fn ob_set_array(_host, object: InOut, property: &Text, array: &Value) {
        if is_missing(object.0) {
            *object.0 = Value::from(Object::new());
        }
        let list = match array {
            Value::Array(array) => Value::from(array.snapshot()),
            other => Value::from(vec![other.clone()]),
        };
        object_of(object.0)?.assign_text(property, list)
    }

    /// Fills an array with the collection in a property (`commands/ob-get-array`).
    ///
    /// ```4d
    /// ARRAY TEXT($words; 0)
    /// OB GET ARRAY({list: ["a"; "b"]}; "list"; $words)
    /// ASSERT($words{2}="b")
    /// ```
    "OB GET ARRAY" 1229 fn ob_get_array(host, object: &Value, property: &Text, array: InOut) {
        let values = match read(host, object, property)? {
            Value::Collection(list) => list.snapshot(),
            Value::Undefined | Value::Null => Vec::new(),
            other => vec![other],
        };
        arrays::fill(array.0, values)
    }
}

/// `ck shared`.
const SHARED: i32 = 2;
/// `ck resolve pointers`.
const RESOLVE_POINTERS: i32 = 1;
/// Most pointers that one copy follows.
const MAX_RESOLVED: usize = 10_000;

/// A deep copy with the options of `OB Copy` and `.copy()`.
///
/// # Errors
/// 54 when something in the value belongs to its process or pointers lead in a circle, −10721 when something cannot be
/// shared.
pub fn copy_as(
    host: &mut dyn Host,
    value: &Value,
    option: Option<&Value>,
    group_with: Option<&Value>,
) -> Res<Value> {
    let options = match option {
        // `True` in the place of the options asks for resolved pointers too.
        Some(Value::Bool(resolves)) => {
            if *resolves {
                RESOLVE_POINTERS
            } else {
                0
            }
        }
        other => other.and_then(Value::as_number).map_or(0, |sum| sum as i32),
    };
    if options & RESOLVE_POINTERS != 0 {
        let copy = resolve_pointers(host, deep_copy(value))?;
        return if options & SHARED == 0 {
            Ok(copy)
        } else {
            copy_as(host, &copy, Some(&Value::Int(SHARED)), group_with)
        };
    }
    if options & SHARED == 0 {
        return Ok(deep_copy(value));
    }
    match group_with {
        None => share(value, None),
        Some(group) => match host.lock_of(group) {
            Some(lock) => share(value, Some(&lock)),
            None => Err(Error::type_mismatch("a shared object or collection to group with", group)),
        },
    }
}

/// Puts what pointers point to in their place, in a value that nobody else has.
fn resolve_pointers(host: &mut dyn Host, value: Value) -> Res<Value> {
    let mut seen = std::collections::HashSet::new();
    let mut waiting = vec![value.clone()];
    let mut resolved = 0usize;
    let mut pointed = |host: &mut dyn Host, old: &Value| -> Res<Option<Value>> {
        let mut at = old.clone();
        while let Value::Pointer(pointer) = &at {
            resolved += 1;
            if resolved > MAX_RESOLVED {
                return Err(Error::new(54, "Copying with resolved pointers: the pointers lead in a circle."));
            }
            at = deep_copy(&pointed_at(host, pointer)?);
        }
        Ok(matches!(old, Value::Pointer(_)).then_some(at))
    };
    while let Some(value) = waiting.pop() {
        match &value {
            Value::Object(object) if seen.insert(Rc::as_ptr(object).cast::<()>()) => {
                for (name, old) in object.entries() {
                    let new = pointed(host, &old)?;
                    if let Some(new) = &new {
                        object.assign_text(&name, new.clone())?;
                    }
                    waiting.push(new.unwrap_or(old));
                }
            }
            Value::Collection(list) if seen.insert(Rc::as_ptr(list).cast::<()>()) => {
                for (at, old) in list.snapshot().into_iter().enumerate() {
                    let new = pointed(host, &old)?;
                    if let Some(new) = &new {
                        list.set(at, new.clone())?;
                    }
                    waiting.push(new.unwrap_or(old));
                }
            }
            _ => {}
        }
    }
    Ok(value)
}

/// What a pointer points to, as a value that a property can hold.
fn pointed_at(host: &mut dyn Host, pointer: &Pointer) -> Res<Value> {
    let value = match pointer {
        Pointer::Nil => Value::Null,
        Pointer::Local { cell, .. } => cell.borrow().clone(),
        Pointer::Process { name, .. } => host.variable(&name.to_str()),
        Pointer::Element { array, index } => array.get(*index).unwrap_or_default(),
        Pointer::Property { object, name } => object.get_text(name),
        Pointer::CollectionElement { collection, index } => collection.get(*index).unwrap_or_default(),
        Pointer::Interprocess { name, .. } => host.variable(&format!("<>{name}")),
        Pointer::Structure(_) => {
            let what = "A copy with resolved pointers cannot read tables and fields in four.";
            return Err(Error::new(33, what));
        }
    };
    Ok(match value {
        Value::Array(array) => Value::from(array.snapshot()),
        other => other,
    })
}

/// The object that a value is.
fn object_of(value: &Value) -> Res<&Rc<Object>> {
    match value {
        Value::Object(object) => Ok(object),
        other => Err(Error::type_mismatch("an object", other)),
    }
}

fn set_pairs(object: &Object, pairs: &mut [Value]) -> Res<()> {
    for pair in pairs.chunks_mut(2) {
        match pair {
            [Value::Text(name), value] => object.assign_text(name, std::mem::take(value))?,
            [Value::Text(name)] => return Err(Error::new(59, format!("The property {name} has no value."))),
            [other, ..] => return Err(Error::type_mismatch("the name of a property (a text)", other)),
            [] => {}
        }
    }
    Ok(())
}

/// The own properties; none for missing objects.
fn entries(object: &Value) -> Res<Vec<(Text, Value)>> {
    if is_missing(object) { Ok(Vec::new()) } else { Ok(object_of(object)?.entries()) }
}

/// A property, those of classes included; undefined for missing objects.
fn read(host: &mut dyn Host, object: &Value, property: &Text) -> Res<Value> {
    if is_missing(object) {
        return Ok(Value::Undefined);
    }
    let of = match object {
        Value::Object(of) => of,
        Value::Collection(_) | Value::Function(_) | Value::Class(_) | Value::Blob(_) => {
            return match four_runtime::Symbol::find(property) {
                Some(symbol) => host.member(object, symbol),
                None => Ok(Value::Undefined),
            };
        }
        other => return Err(Error::type_mismatch("an object", other)),
    };
    let own = of.get_text(property);
    match four_runtime::Symbol::find(property) {
        Some(symbol) if own.is_undefined() && of.class().is_some() => host.member(object, symbol),
        _ => Ok(own),
    }
}

/// A value converted as `OB Get` and `JSON Parse` do it; what has no meaning in the type gives its empty value.
///
/// # Errors
/// When the code is no type.
pub fn to_type(host: &dyn Host, value: Value, code: i32) -> Res<Value> {
    use four_runtime::rules::{date_parse, number, number_parse, time};
    use four_runtime::stored_form::{self, Dates};
    let number = |value: &Value| match value {
        Value::Text(text) => number_parse::text_to_num(&text.to_str(), "."),
        Value::Bool(flag) => f64::from(u8::from(*flag)),
        other => other.as_number().unwrap_or(0.0),
    };
    Ok(match code {
        1 => Value::number(number(&value)),
        // A longint cuts off decimals here (`commands/json-parse`).
        8 | 9 | 25 => Value::Int(number::to_longint(number(&value).trunc())),
        2 => Value::from(crate::convert::display_any(host, &value)?),
        6 => Value::Bool(match value {
            Value::Bool(flag) => flag,
            // An object is true, as the first example of `commands/json-parse` shows.
            Value::Object(_) | Value::Collection(_) => true,
            other => number(&other) != 0.0,
        }),
        4 => match value {
            Value::Date(days) => Value::Date(days),
            Value::Text(text) => {
                let style = crate::date_time::style(host);
                // Without time zone the day counts as it is written (`commands/json-parse`).
                let zone = stored_form::dates() != Dates::WithoutZone;
                let offset = |instant| if zone { host.app().system().utc_offset(instant) } else { 0 };
                Value::Date(date_parse::text_to_date(&text.to_str(), &style, &offset).0)
            }
            _ => Value::Date(0),
        },
        11 => match &value {
            Value::Text(text) => Value::from(crate::args::Time(time::text_to_time(&text.to_str()))),
            other => Value::Time(stored_form::seconds(number(other))),
        },
        38 => match value {
            Value::Object(_) | Value::Function(_) | Value::Class(_) => value,
            _ => Value::Null,
        },
        42 => match value {
            Value::Collection(_) => value,
            _ => Value::Null,
        },
        23 | 3 | 30 => value,
        255 => Value::Null,
        other => return Err(Error::new(54, format!("{other} is no type that a value can be converted to."))),
    })
}
