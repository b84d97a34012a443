//! Places: what can be assigned to (`Concepts/operators`, assignable expressions).
//!
//! A place is resolved once: its object, index or pointer expression is evaluated to a [`Target`], which can then be
//! read and written. So `f()->+=1` calls `f` once.

use std::rc::Rc;

use four_runtime::array::Array;
use four_runtime::class::{ClassKind, parent_of};
use four_runtime::pointer::{Pointer, VariableCell};
use four_runtime::types::{DeclaredType, reset_property};
use four_runtime::{Collection, Error, Object, Symbol, Text, Value};

use super::arguments::Given;
use super::containers::not_a_pointer;
use super::{containers, member};
use crate::cx::{Cx, R};
use crate::node::{Expr, Frame, Span};
use crate::program::Role;

/// An assignable expression.
pub trait Place: Send + Sync {
    /// Evaluates what leads to the place.
    fn resolve(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Target<'_>>;
}

/// A resolved place.
pub enum Target<'a> {
    /// A local variable of this declared type.
    Local(usize, &'a DeclaredType),
    /// A variable that pointers may reach; its type and name.
    Cell(VariableCell, &'a DeclaredType, Text),
    /// A process variable and its name.
    Process(u32, Text),
    /// An interprocess variable and its name.
    Interprocess(u32, Text),
    /// A property.
    Property(Value, Symbol),
    /// A property by a name met at run time.
    Named(Rc<Object>, Text),
    /// An element of a collection.
    Element(Rc<Collection>, usize),
    /// An element of an array.
    ArrayElement(Rc<Array>, usize),
    /// A character of a text, from 1.
    Char(Box<Target<'a>>, usize),
    /// A byte of a blob.
    Byte(Box<Target<'a>>, usize),
    /// An argument beyond the declared parameters, from 0.
    Extra(usize),
    /// A nil pointer.
    Nil,
    /// A table or field, which four does not have.
    Structure(Text),
}

const VARIANT: &DeclaredType = &DeclaredType::Variant;

impl Target<'static> {
    /// What a pointer refers to.
    pub fn of_pointer(pointer: &Pointer) -> Target<'static> {
        match pointer {
            Pointer::Nil => Target::Nil,
            Pointer::Local { cell, name } => Target::Cell(cell.clone(), VARIANT, name.clone()),
            Pointer::Process { variable, name } => Target::Process(*variable, name.clone()),
            Pointer::Interprocess { variable, name } => Target::Interprocess(*variable, name.clone()),
            Pointer::Element { array, index } => Target::ArrayElement(array.clone(), *index),
            Pointer::Property { object, name } => Target::Named(object.clone(), name.clone()),
            Pointer::CollectionElement { collection, index } => Target::Element(collection.clone(), *index),
            Pointer::Structure(name) => Target::Structure(name.clone()),
        }
    }
}

impl Target<'_> {
    /// Reads the place.
    pub fn load(&self, cx: &mut Cx<'_>, frame: &mut Frame, span: Span) -> R<Value> {
        Ok(match self {
            Target::Local(slot, _) => frame[*slot].clone(),
            Target::Cell(cell, ..) => cell.borrow().clone(),
            Target::Process(number, _) => cx.variable_slot(*number).value.clone(),
            Target::Interprocess(number, _) => cx.app.interprocess.load(*number),
            Target::Property(of, name) => return member::member(cx, of, *name, span),
            Target::Named(object, name) => {
                return containers::index(
                    cx,
                    &Value::Object(object.clone()),
                    &Value::Text(name.clone()),
                    span,
                );
            }
            Target::Element(collection, index) => collection.get(*index).unwrap_or_default(),
            Target::ArrayElement(array, index) => match array.get(*index) {
                Some(value) => value,
                None => return Err(cx.raise(span, Error::index_out_of_range(*index as f64, array.len()))),
            },
            Target::Char(text, index) => match text.load(cx, frame, span)? {
                Value::Text(text) => match text.unit(index.wrapping_sub(1)) {
                    Some(unit) => Value::Text(Text::from_unit(unit)),
                    None => return Err(cx.raise(span, Error::index_out_of_range(*index as f64, text.len()))),
                },
                other => return Err(cx.raise(span, Error::type_mismatch("a text before [[…]]", &other))),
            },
            Target::Byte(blob, index) => {
                let blob = blob.load(cx, frame, span)?;
                return containers::element(cx, &blob, &Value::from(*index), span);
            }
            Target::Extra(index) => cx.arguments.extra.get(*index).cloned().unwrap_or_default(),
            Target::Nil => return Err(not_a_pointer(cx, &Value::Null, span)),
            Target::Structure(name) => return Err(no_structure(cx, name, span)),
        })
    }

    /// Takes the value out of a variable, or copies that of another place: who puts it back afterwards can change a long
    /// text in place.
    fn take(&self, cx: &mut Cx<'_>, frame: &mut Frame, span: Span) -> R<Value> {
        Ok(match self {
            Target::Local(slot, _) => std::mem::take(&mut frame[*slot]),
            Target::Cell(cell, ..) => std::mem::take(&mut *cell.borrow_mut()),
            Target::Process(number, _) => std::mem::take(&mut cx.variable_slot(*number).value),
            _ => return self.load(cx, frame, span),
        })
    }

    /// Writes the place.
    pub fn store(&self, cx: &mut Cx<'_>, frame: &mut Frame, value: Value, span: Span) -> R<()> {
        match self {
            Target::Local(slot, ty) => {
                let value = keep_array(&frame[*slot], value, ty).map_err(|error| cx.raise(span, error))?;
                frame[*slot] = value;
            }
            Target::Cell(cell, ty, _) => {
                let current = cell.borrow().clone();
                let value = keep_array(&current, value, ty).map_err(|error| cx.raise(span, error))?;
                let old = std::mem::replace(&mut *cell.borrow_mut(), value);
                drop(old);
            }
            Target::Process(number, _) => {
                let variable = cx.variable_slot(*number);
                match keep_array(&variable.value, value, &variable.ty) {
                    Ok(value) => drop(std::mem::replace(&mut variable.value, value)),
                    Err(error) => return Err(cx.raise(span, error)),
                }
            }
            Target::Interprocess(number, _) => {
                cx.app.interprocess.store(*number, &value).map_err(|error| cx.raise(span, error))?;
            }
            Target::Property(of, name) => return store_property(cx, of, *name, value, span),
            Target::Named(object, name) => {
                if object.class().is_some()
                    && let Some(symbol) = Symbol::find(name)
                {
                    let of = Value::Object(object.clone());
                    return store_property(cx, &of, symbol, value, span);
                }
                let value = if value.is_undefined() { reset_property(&object.get_text(name)) } else { value };
                object.assign_text(name, value).map_err(|error| cx.raise(span, error))?;
            }
            Target::Element(collection, index) => store_element(cx, collection, *index, value, span)?,
            Target::ArrayElement(array, index) => {
                let stored = match array.get(*index) {
                    // A row of a two-dimensional array is an array variable of its own.
                    Some(row @ Value::Array(_)) => keep_array(&row, value, &array.element),
                    Some(_) => array.element.convert(value),
                    None => Err(Error::index_out_of_range(*index as f64, array.len())),
                };
                let stored = stored.and_then(|value| array.set(*index, value));
                stored.map_err(|error| cx.raise(span, error))?;
            }
            Target::Char(text, index) => {
                let (new, at) = (value, index.wrapping_sub(1));
                let mut current = text.take(cx, frame, span)?;
                let result = match (&mut current, &new) {
                    (Value::Text(text), Value::Text(new)) => match new.unit(0) {
                        Some(unit) if text.set_unit(at, unit) => Ok(()),
                        _ => Err(Error::index_out_of_range(*index as f64, text.len())),
                    },
                    _ => Err(Error::type_mismatch("a text", &new)),
                };
                text.store(cx, frame, current, span)?;
                return result.map_err(|error| cx.raise(span, error));
            }
            Target::Byte(blob, index) => {
                let mut current = blob.take(cx, frame, span)?;
                let result = match (&mut current, value.as_number()) {
                    (Value::Blob(bytes), Some(new)) => {
                        let len = bytes.len();
                        match Rc::make_mut(bytes).get_mut(*index) {
                            Some(byte) => {
                                *byte = new as i64 as u8;
                                Ok(())
                            }
                            None => Err(Error::index_out_of_range(*index as f64, len)),
                        }
                    }
                    (Value::Blob(_), None) => Err(Error::type_mismatch("a byte (a number)", &value)),
                    (other, _) => Err(Error::type_mismatch("a blob before {…}", other)),
                };
                blob.store(cx, frame, current, span)?;
                return result.map_err(|error| cx.raise(span, error));
            }
            Target::Extra(index) => {
                if let Some(slot) = cx.arguments.extra.get_mut(*index) {
                    drop(std::mem::replace(slot, value));
                }
            }
            Target::Nil => return Err(not_a_pointer(cx, &Value::Null, span)),
            Target::Structure(name) => return Err(no_structure(cx, name, span)),
        }
        Ok(())
    }

    /// A pointer to the place.
    pub fn into_pointer(self) -> Option<Pointer> {
        Some(match self {
            Target::Cell(cell, _, name) => Pointer::Local { cell, name },
            Target::Process(variable, name) => Pointer::Process { variable, name },
            Target::Interprocess(variable, name) => Pointer::Interprocess { variable, name },
            Target::Property(Value::Object(object), name) => Pointer::Property { object, name: name.text() },
            Target::Named(object, name) => Pointer::Property { object, name },
            Target::Element(collection, index) => Pointer::CollectionElement { collection, index },
            Target::ArrayElement(array, index) => Pointer::Element { array, index },
            Target::Nil => Pointer::Nil,
            Target::Structure(name) => Pointer::Structure(name),
            _ => return None,
        })
    }
}

#[cold]
fn no_structure(cx: &mut Cx<'_>, name: &Text, span: Span) -> crate::cx::Raised {
    cx.fail(span, 36, format!("{name} is not available: four has no database."))
}

/// Assigning a number to an array variable chooses its current element; anything else replaces what a variable holds.
fn keep_array(current: &Value, value: Value, ty: &DeclaredType) -> Result<Value, Box<Error>> {
    if let Value::Array(_) = value {
        return Ok(value);
    }
    if let Value::Array(array) = current
        && let Some(number) = value.as_number()
    {
        array.set_current(number as i32);
        return Ok(current.clone());
    }
    ty.convert(value)
}

/// Writes an element of a collection.
pub fn store_element(
    cx: &mut Cx<'_>,
    collection: &Collection,
    index: usize,
    value: Value,
    span: Span,
) -> R<()> {
    if index >= collection.len().saturating_add(MAX_GAP) {
        return Err(cx.raise(span, Error::index_out_of_range(index as f64, collection.len())));
    }
    collection.set(index, value).map_err(|error| cx.raise(span, error))
}

/// Furthest index past the end that an assignment may create, so that a wrong index cannot use up the memory.
const MAX_GAP: usize = 1 << 26;

/// Assigns a property, through a setter where the class has one.
pub fn store_property(cx: &mut Cx<'_>, of: &Value, name: Symbol, value: Value, span: Span) -> R<()> {
    if let Value::Class(class) = of {
        let shared = cx.app.shared.class_object(class);
        return shared.set(name.name(), value).map_err(|error| cx.raise(span, error));
    }
    let Value::Object(object) = of else {
        return Err(not_assignable(cx, of, &name.text(), span));
    };
    let mut next = object.class();
    while let Some(class) = next {
        match class.kind {
            ClassKind::User(number) => {
                if let Some(setter) = cx.program.function(number, name, Role::Set) {
                    let given = Given::values(vec![value]);
                    return setter.body(cx.program).call(cx, span, of.clone(), given).map(drop);
                }
                if cx.program.function(number, name, Role::Get).is_some() {
                    let message = format!("The property {} of {} is read-only.", name.name(), class.name);
                    let error = Error::new(-10713, message);
                    return Err(
                        cx.raise(span, error.with_help("the class has a Function get but no Function set"))
                    );
                }
            }
            ClassKind::Native(native) => {
                if let Some(set) = native.setter(&name.name().to_str()) {
                    return set(cx, of, &mut [value]).map(drop).map_err(|error| cx.raise(span, error));
                }
                if native.member(&name.name().to_str()).is_some() {
                    let current = member::member(cx, of, name, span)?;
                    // Assigning a read-only property to itself happens in real code and does no harm.
                    if crate::ops::equal(&current, &value).unwrap_or(false) {
                        return Ok(());
                    }
                    let message = format!("The property {} of 4D.{} is read-only.", name.name(), native.name);
                    return Err(cx.fail(span, -10713, message));
                }
            }
        }
        next = parent_of(class);
    }
    let value = if value.is_undefined() { reset_property(&object.get(name)) } else { value };
    object.assign(name, value).map_err(|error| cx.raise(span, error))
}

#[cold]
fn not_assignable(cx: &mut Cx<'_>, of: &Value, name: &Text, span: Span) -> crate::cx::Raised {
    let what = four_runtime::error::describe(of);
    let message =
        format!("The property {name} cannot be assigned: there is no object before the dot, this is {what}.");
    let error = Error::new(-10711, message);
    let error = if of.is_null() || of.is_undefined() {
        error.with_help("create the object first, as in $object:={}")
    } else {
        error
    };
    cx.raise(span, error)
}

/// A local variable.
pub struct LocalPlace {
    /// Its slot.
    pub slot: usize,
    /// Its declared type.
    pub ty: DeclaredType,
    /// Its name, when its slot holds a pointer to its cell.
    pub boxed: Option<String>,
}

impl Place for LocalPlace {
    fn resolve(&self, _cx: &mut Cx<'_>, frame: &mut Frame) -> R<Target<'_>> {
        if let Some(name) = &self.boxed
            && let Value::Pointer(pointer) = &frame[self.slot]
            && let Pointer::Local { cell, .. } = &**pointer
        {
            return Ok(Target::Cell(cell.clone(), &self.ty, Text::from(name.as_str())));
        }
        Ok(Target::Local(self.slot, &self.ty))
    }
}

/// A process or interprocess variable.
pub struct VariablePlace {
    /// Number of its name.
    pub number: u32,
    /// Its name.
    pub name: String,
    /// True for `<>name`.
    pub interprocess: bool,
}

impl Place for VariablePlace {
    fn resolve(&self, _cx: &mut Cx<'_>, _frame: &mut Frame) -> R<Target<'_>> {
        let name = Text::from(self.name.as_str());
        Ok(if self.interprocess {
            Target::Interprocess(self.number, name)
        } else {
            Target::Process(self.number, name)
        })
    }
}

/// `object.name`.
pub struct MemberPlace {
    /// The object.
    pub object: Expr,
    /// The property.
    pub name: Symbol,
}

impl Place for MemberPlace {
    fn resolve(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Target<'_>> {
        Ok(Target::Property(self.object.eval(cx, frame)?, self.name))
    }
}

/// `container[index]`.
pub struct IndexPlace {
    /// Collection or object.
    pub container: Expr,
    /// Number or text.
    pub index: Expr,
    /// Place in the source.
    pub span: Span,
}

impl Place for IndexPlace {
    fn resolve(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Target<'_>> {
        let container = self.container.eval(cx, frame)?;
        let index = self.index.eval(cx, frame)?;
        element_place(cx, container, &index, self.span)
    }
}

/// The place that an index in a container stands for.
pub fn element_place(cx: &mut Cx<'_>, container: Value, index: &Value, span: Span) -> R<Target<'static>> {
    {
        match (container, index) {
            (Value::Collection(collection), _) => match index.as_number() {
                Some(at) if at > -1.0 => Ok(Target::Element(collection, at.trunc() as usize)),
                Some(at) => Err(cx.raise(span, Error::index_out_of_range(at, collection.len()))),
                None => {
                    Err(cx.raise(span, Error::type_mismatch("the index of an element (a number)", index)))
                }
            },
            (Value::Object(object), Value::Text(name)) => Ok(Target::Named(object, name.clone())),
            (container, _) if index.as_number().is_some() && !matches!(container, Value::Object(_)) => {
                Err(super::containers::no_elements(cx, &container, span))
            }
            (container, _) => {
                let name = member::name_text(cx, index, span)?;
                Err(not_assignable(cx, &container, &name, span))
            }
        }
    }
}

/// `array{index}`: an array element or a byte of a blob.
pub struct ArrayPlace {
    /// The array or blob.
    pub array: Box<dyn Place>,
    /// The position.
    pub index: Expr,
    /// Place in the source.
    pub span: Span,
}

impl Place for ArrayPlace {
    fn resolve(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Target<'_>> {
        let array = self.array.resolve(cx, frame)?;
        let at = self.index.eval_real(cx, frame)?;
        match array.load(cx, frame, self.span)? {
            Value::Array(array) if at >= 0.0 => Ok(Target::ArrayElement(array, at as usize)),
            Value::Blob(_) if at >= 0.0 => Ok(Target::Byte(Box::new(array), at as usize)),
            Value::Array(array) => Err(cx.raise(self.span, Error::index_out_of_range(at, array.len()))),
            other => {
                let message = format!(
                    "An array is expected before {{…}}, this is {}.",
                    four_runtime::error::describe(&other)
                );
                Err(cx.fail(self.span, 52, message))
            }
        }
    }
}

/// `text[[index]]`.
pub struct CharPlace {
    /// The text.
    pub text: Box<dyn Place>,
    /// The position, from 1.
    pub index: Expr,
}

impl Place for CharPlace {
    fn resolve(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Target<'_>> {
        let text = self.text.resolve(cx, frame)?;
        let at = self.index.eval_real(cx, frame)?;
        Ok(Target::Char(Box::new(text), if at >= 1.0 { at as usize } else { 0 }))
    }
}

/// `pointer->`.
pub struct DerefPlace {
    /// The pointer.
    pub pointer: Expr,
    /// Place in the source.
    pub span: Span,
}

impl Place for DerefPlace {
    fn resolve(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Target<'_>> {
        match self.pointer.eval(cx, frame)? {
            Value::Pointer(pointer) => Ok(Target::of_pointer(&pointer)),
            other => Err(not_a_pointer(cx, &other, self.span)),
        }
    }
}

/// `${n}`.
pub struct ParameterPlace {
    /// The number, from 1.
    pub index: Expr,
    /// The declared parameters: the types of their slots, and names of those that pointers may reach.
    pub params: Box<[LocalPlace]>,
    /// Place in the source.
    pub span: Span,
}

impl Place for ParameterPlace {
    fn resolve(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Target<'_>> {
        let at = self.index.eval_real(cx, frame)?;
        if at < 1.0 || at.is_nan() {
            return Err(cx.raise(self.span, Error::index_out_of_range(at, cx.arguments.count)));
        }
        let index = at as usize - 1;
        match self.params.get(index) {
            Some(place) => place.resolve(cx, frame),
            None => Ok(Target::Extra(index - self.params.len())),
        }
    }
}

/// A table or field after `->`.
pub struct StructurePlace(pub String);

impl Place for StructurePlace {
    fn resolve(&self, _cx: &mut Cx<'_>, _frame: &mut Frame) -> R<Target<'_>> {
        Ok(Target::Structure(Text::from(self.0.as_str())))
    }
}

/// An expression that is not assignable but used where a command wants a variable: written values are lost.
pub struct TemporaryPlace(pub Expr);

impl Place for TemporaryPlace {
    fn resolve(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Target<'_>> {
        let value = self.0.eval(cx, frame)?;
        let cell = Rc::new(std::cell::RefCell::new(value));
        Ok(Target::Cell(cell, VARIANT, Text::EMPTY))
    }
}
