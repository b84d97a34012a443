//! Copying values from one process to another.
//!
//! A [`Parcel`] holds values in a form that threads may pass on: containers stand in one list and refer to each other by
//! number, so cycles and aliases survive, and neither packing nor unpacking recurses. Classes are kept. What belongs to
//! its process (a server, a socket, a pointer to a local variable) cannot be packed: that is a 4D error.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use crate::array::Array;
use crate::class::ClassRef;
use crate::collection::Collection;
use crate::error::{Error, Res};
use crate::function::{Code, Function, FunctionKind};
use crate::native::PortableNative;
use crate::object::Object;
use crate::pointer::Pointer;
use crate::registry::Member;
use crate::shared::{SharedArray, SharedValue};
use crate::symbol::Symbol;
use crate::text::{FrozenText, Text};
use crate::types::DeclaredType;
use crate::value::Value;

/// Values on their way to another process.
#[derive(Default)]
pub struct Parcel {
    roots: Vec<Packed>,
    nodes: Vec<Node>,
}

enum Packed {
    Undefined,
    Null,
    Bool(bool),
    Int(i32),
    Real(f64),
    Date(i32),
    Time(i32),
    Text(FrozenText),
    Blob(Arc<Vec<u8>>),
    Class(ClassRef),
    ProcessPointer(u32, FrozenText, bool),
    ElementPointer(Arc<SharedArray>, usize),
    StructurePointer(FrozenText),
    NilPointer,
    Node(usize),
    Shared(SharedValue),
}

enum Node {
    /// Stands for a container whose content is not packed yet.
    Open,
    Object {
        class: Option<ClassRef>,
        keys: Vec<Key>,
        values: Vec<Packed>,
    },
    Native(Box<dyn PortableNative>),
    Collection(Vec<Packed>),
    Array {
        element: DeclaredType,
        type_code: i32,
        current: i32,
        values: Vec<Packed>,
    },
    Function(PackedFunction),
}

/// A property name on its way.
type Key = FrozenText;

enum PackedFunction {
    Formula { code: Arc<dyn Code>, captured: Vec<Packed> },
    UserMember { class: ClassRef, name: Symbol },
    NativeMember(&'static Member),
    Method(FrozenText),
    New(ClassRef),
}

impl Parcel {
    /// Packs values for another process; what is shared is passed by reference.
    ///
    /// # Errors
    /// When one of them, or something in it, cannot leave its process.
    pub fn pack(values: &[Value]) -> Res<Parcel> {
        let mut packer = Packer::default();
        let roots = values.iter().map(|value| packer.reference(value)).collect::<Res<_>>()?;
        while let Some((index, value)) = packer.open.pop() {
            packer.nodes[index] = packer.content(&value)?;
        }
        Ok(Parcel { roots, nodes: packer.nodes })
    }

    /// True when a pointer is among the values or in one of them.
    pub fn has_pointers(&self) -> bool {
        let among = |values: &[Packed]| {
            values.iter().any(|value| {
                matches!(value, Packed::ProcessPointer(..) | Packed::ElementPointer(..) | Packed::NilPointer)
            })
        };
        among(&self.roots)
            || self.nodes.iter().any(|node| match node {
                Node::Object { values, .. } | Node::Collection(values) | Node::Array { values, .. } => {
                    among(values)
                }
                Node::Function(PackedFunction::Formula { captured, .. }) => among(captured),
                Node::Function(_) | Node::Native(_) | Node::Open => false,
            })
    }

    /// Unpacks the values in the process that received them.
    pub fn unpack(&self) -> Vec<Value> {
        let shells: Vec<Value> = self.nodes.iter().map(shell).collect();
        // Functions hold their captured values directly: those come last, as they may refer to any container.
        let mut unpacker = Unpacker { parcel: self, shells };
        for index in 0..self.nodes.len() {
            unpacker.fill(index);
        }
        self.roots.iter().map(|packed| unpacker.value(packed)).collect()
    }
}

#[derive(Default)]
struct Packer {
    nodes: Vec<Node>,
    known: HashMap<usize, usize>,
    /// Containers seen whose content is still to be packed; held so that their addresses stay theirs.
    open: Vec<(usize, Value)>,
    held: Vec<Value>,
}

impl Packer {
    fn reference(&mut self, value: &Value) -> Res<Packed> {
        Ok(match value {
            Value::Undefined => Packed::Undefined,
            Value::Null | Value::Unassigned => Packed::Null,
            Value::Bool(flag) => Packed::Bool(*flag),
            Value::Int(int) => Packed::Int(*int),
            Value::Real(real) => Packed::Real(*real),
            Value::Date(days) => Packed::Date(*days),
            Value::Time(seconds) => Packed::Time(*seconds),
            Value::Text(text) => Packed::Text(text.freeze()),
            Value::Blob(bytes) => Packed::Blob(Arc::new(Vec::clone(bytes))),
            Value::Class(class) => Packed::Class(class),
            Value::Object(object) => match object.shared() {
                Some(shared) => Packed::Shared(SharedValue::Object(shared)),
                _ => self.node(object.identity(), value),
            },
            Value::Collection(collection) => match collection.shared() {
                Some(shared) => Packed::Shared(SharedValue::Collection(shared)),
                _ => self.node(collection.identity(), value),
            },
            Value::Function(function) => self.node(Rc::as_ptr(function).addr(), value),
            Value::Array(array) => self.node(Rc::as_ptr(array).addr(), value),
            Value::Pointer(pointer) => match &**pointer {
                Pointer::Nil => Packed::NilPointer,
                Pointer::Process { variable, name } => {
                    Packed::ProcessPointer(*variable, name.freeze(), false)
                }
                Pointer::Interprocess { variable, name } => {
                    Packed::ProcessPointer(*variable, name.freeze(), true)
                }
                Pointer::Structure(name) => Packed::StructurePointer(name.freeze()),
                Pointer::Element { array, index } if array.shared_content().is_some() => {
                    match array.shared_content() {
                        Some(array) => Packed::ElementPointer(array.clone(), *index),
                        None => Packed::NilPointer,
                    }
                }
                _ => {
                    return Err(Error::new(
                        54,
                        "A pointer to a local variable, element or property cannot be passed to another process.",
                    ));
                }
            },
        })
    }

    fn node(&mut self, address: usize, value: &Value) -> Packed {
        let index = *self.known.entry(address).or_insert_with(|| {
            let index = self.nodes.len();
            self.nodes.push(Node::Open);
            self.open.push((index, value.clone()));
            self.held.push(value.clone());
            index
        });
        Packed::Node(index)
    }

    fn all(&mut self, values: &[Value]) -> Res<Vec<Packed>> {
        values.iter().map(|value| self.reference(value)).collect()
    }

    fn content(&mut self, value: &Value) -> Res<Node> {
        Ok(match value {
            Value::Object(object) => match object.native_part() {
                Some(native) => match native.to_portable() {
                    Some(portable) => Node::Native(portable),
                    None => {
                        let class = object.class().map_or("Object", |class| &class.name);
                        return Err(Error::new(
                            54,
                            format!("An object of class 4D.{class} cannot be passed to another process."),
                        )
                        .with_help(
                            "send it a message with CALL WORKER instead, and let its own process use it",
                        ));
                    }
                },
                None => {
                    let (keys, values): (Vec<Text>, Vec<Value>) = object.entries().into_iter().unzip();
                    let keys = keys.iter().map(Text::freeze).collect();
                    Node::Object { class: object.class(), keys, values: self.all(&values)? }
                }
            },
            Value::Collection(collection) => Node::Collection(self.all(&collection.snapshot())?),
            Value::Array(array) => {
                let mut values = vec![array.get(0).unwrap_or_default()];
                values.extend(array.snapshot());
                Node::Array {
                    element: array.element.clone(),
                    type_code: array.type_code,
                    current: array.current(),
                    values: self.all(&values)?,
                }
            }
            Value::Function(function) => Node::Function(match &function.kind {
                FunctionKind::Formula { code, captured } => {
                    PackedFunction::Formula { code: code.clone(), captured: self.all(captured)? }
                }
                FunctionKind::UserMember { class, name } => PackedFunction::UserMember { class, name: *name },
                FunctionKind::NativeMember(member) => PackedFunction::NativeMember(member),
                FunctionKind::Method(name) => PackedFunction::Method(name.clone()),
                FunctionKind::New(class) => PackedFunction::New(class),
            }),
            _ => Node::Open,
        })
    }
}

/// The empty container that a node will fill.
fn shell(node: &Node) -> Value {
    match node {
        Node::Object { class, .. } => {
            let object = Object::new();
            object.set_class(*class);
            Value::from(object)
        }
        Node::Native(native) => native.arrive(),
        Node::Collection(_) => Value::from(Collection::default()),
        Node::Array { element, type_code, current, .. } => {
            let array = Array::new(element.clone(), *type_code, 0);
            array.set_current(*current);
            Value::Array(Rc::new(array))
        }
        Node::Function(_) | Node::Open => Value::Null,
    }
}

struct Unpacker<'a> {
    parcel: &'a Parcel,
    shells: Vec<Value>,
}

/// Formulas that capture formulas are unpacked by recursion; deeper ones arrive as Null.
const MAX_FUNCTION_DEPTH: usize = 200;

impl Unpacker<'_> {
    fn value(&mut self, packed: &Packed) -> Value {
        self.value_at(packed, 0)
    }

    fn value_at(&mut self, packed: &Packed, depth: usize) -> Value {
        match packed {
            Packed::Undefined => Value::Undefined,
            Packed::Null => Value::Null,
            Packed::Bool(flag) => Value::Bool(*flag),
            Packed::Int(int) => Value::Int(*int),
            Packed::Real(real) => Value::Real(*real),
            Packed::Date(days) => Value::Date(*days),
            Packed::Time(seconds) => Value::Time(*seconds),
            Packed::Text(text) => Value::Text(Text::from(text)),
            Packed::Blob(bytes) => Value::Blob(Rc::new(Vec::clone(bytes))),
            Packed::Class(class) => Value::Class(class),
            Packed::Shared(shared) => shared.value(),
            Packed::NilPointer => Value::Pointer(Rc::new(Pointer::Nil)),
            Packed::StructurePointer(name) => Value::Pointer(Rc::new(Pointer::Structure(Text::from(name)))),
            Packed::ElementPointer(array, index) => {
                let array = Array::shared(array.clone());
                Value::Pointer(Rc::new(Pointer::Element { array, index: *index }))
            }
            Packed::ProcessPointer(variable, name, interprocess) => {
                let (variable, name) = (*variable, Text::from(name));
                Value::Pointer(Rc::new(if *interprocess {
                    Pointer::Interprocess { variable, name }
                } else {
                    Pointer::Process { variable, name }
                }))
            }
            Packed::Node(index) => {
                if self.shells[*index].is_null()
                    && depth < MAX_FUNCTION_DEPTH
                    && let Node::Function(function) = &self.parcel.nodes[*index]
                {
                    self.shells[*index] = self.function(function, depth + 1);
                }
                self.shells[*index].clone()
            }
        }
    }

    fn function(&mut self, packed: &PackedFunction, depth: usize) -> Value {
        let kind = match packed {
            PackedFunction::Formula { code, captured } => FunctionKind::Formula {
                code: code.clone(),
                captured: captured.iter().map(|packed| self.value_at(packed, depth)).collect(),
            },
            PackedFunction::UserMember { class, name } => FunctionKind::UserMember { class, name: *name },
            PackedFunction::NativeMember(member) => FunctionKind::NativeMember(member),
            PackedFunction::Method(name) => FunctionKind::Method(name.clone()),
            PackedFunction::New(class) => FunctionKind::New(class),
        };
        Value::Function(Rc::new(Function { kind }))
    }

    fn fill(&mut self, index: usize) {
        let parcel = self.parcel;
        match (&parcel.nodes[index], self.shells[index].clone()) {
            (Node::Object { keys, values, .. }, Value::Object(object)) => {
                for (key, packed) in keys.iter().zip(values) {
                    let value = self.value(packed);
                    object.set_text(&Text::from(key), value);
                }
            }
            (Node::Collection(values), Value::Collection(collection)) => {
                // A new collection takes everything.
                let _ = collection.replace(values.iter().map(|packed| self.value(packed)).collect());
            }
            (Node::Array { values, .. }, Value::Array(array)) => {
                let mut values = values.iter().map(|packed| self.value(packed));
                let zero = values.next().unwrap_or_default();
                // A new array of this process takes everything.
                let _ = array.set(0, zero);
                let _ = array.replace(values.collect());
            }
            (Node::Function(_), _) => drop(self.value(&Packed::Node(index))),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::user_class;

    fn received(value: &Value) -> Value {
        let parcel = Parcel::pack(std::slice::from_ref(value)).expect("packs");
        parcel.unpack().pop().expect("one value")
    }

    #[test]
    fn cycles_aliases_and_classes_survive() {
        let class = user_class("CopiedClass");
        let object = Rc::new(Object::instance(class, 0));
        let list = Value::from(Collection::from(vec![Value::Object(object.clone()), Value::Int(5)]));
        object.set(Symbol::intern("self"), Value::Object(object.clone()));
        object.set(Symbol::intern("list"), list);
        let copy = received(&Value::Object(object.clone()));
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
        let copy = received(&head);
        assert!(copy.as_object().is_some());
    }
}
