//! Object and collection literals, and elements reached by an index.

use std::rc::Rc;

use four_runtime::error::describe;
use four_runtime::pointer::Pointer;
use four_runtime::shape::ShapeRef;
use four_runtime::{Error, Object, Symbol, Text, Value};

use super::operand::{self, Whole};
use super::{member, spanned};
use crate::cx::{Cx, R, Raised};
use crate::node::{Expr, Frame, Node, Span, Ty};

/// `{name: value; …}`.
pub struct ObjectLiteral {
    /// Names and values in order.
    pub entries: Box<[(Symbol, Expr)]>,
    /// The shape of the object, when it has one and no value is undefined.
    pub shape: Option<ShapeRef>,
    /// Place.
    pub span: Span,
}

impl Node for ObjectLiteral {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        if let Some(shape) = self.shape {
            let mut values = Vec::with_capacity(self.entries.len());
            for (_, value) in &self.entries {
                values.push(value.eval(cx, frame)?.into_stored());
            }
            if !values.iter().any(Value::is_undefined) {
                return Ok(Value::from(Object::with_shape(shape, values)));
            }
            // A value that is undefined creates no property (`Concepts/null-undefined`).
            let object = Object::new();
            for ((name, _), value) in self.entries.iter().zip(values) {
                object.set(*name, value);
            }
            return Ok(Value::from(object));
        }
        let object = Object::new();
        for (name, value) in &self.entries {
            object.set(*name, value.eval(cx, frame)?);
        }
        Ok(Value::from(object))
    }
}

/// `[value; …]`.
pub struct CollectionLiteral {
    /// The elements.
    pub elements: Box<[Expr]>,
    /// Place.
    pub span: Span,
}

impl Node for CollectionLiteral {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        let values = self.elements.iter().map(|element| element.eval(cx, frame)).collect::<R<Vec<_>>>()?;
        Ok(Value::from(values))
    }
}

/// `container[index]`: a collection element by number or a property by name.
pub struct Index {
    /// Collection or object.
    pub container: Expr,
    /// Number or text.
    pub index: Expr,
    /// Place.
    pub span: Span,
}

impl Node for Index {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        if let Some(slot) = self.container.local() {
            let position = self.index.eval(cx, frame)?;
            match (&frame[slot], &position) {
                (Value::Collection(collection), Value::Int(at)) if *at >= 0 => {
                    if let Some(value) = collection.get(*at as usize) {
                        return Ok(value);
                    }
                }
                (Value::Object(object), Value::Text(name)) if object.class().is_none() => {
                    return Ok(object.get_text(name));
                }
                _ => {}
            }
            let container = frame[slot].clone();
            return index(cx, &container, &position, self.span);
        }
        let container = self.container.eval(cx, frame)?;
        let position = self.index.eval(cx, frame)?;
        index(cx, &container, &position, self.span)
    }
}

/// `$container[$index]` with two local variables, the index being no number as far as is known: mostly a property of an
/// object that serves as a dictionary. Neither is copied.
pub struct NamedLocal {
    /// Slot of the container.
    pub slot: usize,
    /// Slot of the index.
    pub name: usize,
    /// Place.
    pub span: Span,
}

impl NamedLocal {
    fn general(&self, cx: &mut Cx<'_>, frame: &Frame) -> R<Value> {
        let (container, position) = (frame[self.slot].clone(), frame[self.name].clone());
        index(cx, &container, &position, self.span)
    }
}

/// The object and the name in two slots; `None` for anything else and for instances of classes, which have functions too.
#[inline(always)]
pub fn plain_property(frame: &Frame, slot: usize, name: usize) -> Option<(&Object, &Text)> {
    match (&frame[slot], &frame[name]) {
        (Value::Object(object), Value::Text(name)) if object.class().is_none() => Some((object, name)),
        _ => None,
    }
}

impl Node for NamedLocal {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        match plain_property(frame, self.slot, self.name) {
            Some((object, name)) => Ok(object.get_text(name)),
            None => self.general(cx, frame),
        }
    }
    fn eval_number(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Option<f64>> {
        if let Some((object, name)) = plain_property(frame, self.slot, self.name)
            && let Some(number) = object.number_text(name)
        {
            return Ok(Some(number));
        }
        let value = self.eval(cx, frame)?;
        Ok(cx.number_or_other(value))
    }
    fn eval_is_null(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<bool> {
        match plain_property(frame, self.slot, self.name) {
            Some((object, name)) => Ok(object.lacks_text(name)),
            None => Ok(self.general(cx, frame)?.equals_null()),
        }
    }
}

/// `$container[$i]` with a whole index: a local variable that mostly holds a collection.
pub struct IndexLocal<At> {
    /// Slot of the container.
    pub slot: usize,
    /// The index.
    pub at: At,
    /// Place.
    pub span: Span,
}

impl<At: Whole> IndexLocal<At> {
    #[cold]
    fn general(&self, cx: &mut Cx<'_>, frame: &mut Frame, at: i64) -> R<Value> {
        let container = frame[self.slot].clone();
        index(cx, &container, &Value::number(at as f64), self.span)
    }
}

impl<At: Whole + 'static> Node for IndexLocal<At> {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        let at = self.at.int(cx, frame)?;
        // A negative index wraps to one that no collection has.
        if let Value::Collection(collection) = &frame[self.slot]
            && let Some(value) = collection.get(at as usize)
        {
            return Ok(value);
        }
        self.general(cx, frame, at)
    }
    fn eval_number(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Option<f64>> {
        let at = self.at.int(cx, frame)?;
        if let Value::Collection(collection) = &frame[self.slot]
            && let Some(number) = collection.get_number(at as usize)
        {
            return Ok(Some(number));
        }
        // The index is not evaluated again.
        let value = match &frame[self.slot] {
            Value::Collection(collection) => collection.get(at as usize),
            _ => None,
        };
        let value = value.map_or_else(|| self.general(cx, frame, at), Ok)?;
        Ok(cx.number_or_other(value))
    }
}

/// The best node for `container[index]`.
pub fn index_node(container: Expr, index: Expr, span: Span) -> Expr {
    fn make<At: Whole + 'static>(slot: usize, at: At, span: Span) -> Expr {
        Box::new(IndexLocal { slot, at, span })
    }
    match (container.local(), index.ty()) {
        (Some(slot), Ty::Int(_)) => match operand::whole(index) {
            operand::WholeOperand::Slot(at) => make(slot, at, span),
            operand::WholeOperand::Constant(at) => make(slot, at, span),
            operand::WholeOperand::Computed(at) => make(slot, at, span),
        },
        (Some(slot), Ty::Text | Ty::Any) if let Some(name) = index.local() => {
            Box::new(NamedLocal { slot, name, span })
        }
        _ => Box::new(Index { container, index, span }),
    }
}

/// An element of a collection or a property of an object.
pub fn index(cx: &mut Cx<'_>, container: &Value, position: &Value, span: Span) -> R<Value> {
    match container {
        Value::Collection(collection) => {
            let Some(at) = position.as_number() else {
                return match position {
                    Value::Text(name) => member::named(cx, container, name, span),
                    _ => Err(
                        cx.raise(span, Error::type_mismatch("the index of an element (a number)", position))
                    ),
                };
            };
            // The cast saturates; a negative or missing index is an error either way.
            match collection.get(at.trunc() as usize) {
                Some(value) if at > -1.0 => Ok(value),
                _ => Err(cx.raise(span, Error::index_out_of_range(at, collection.len()))),
            }
        }
        Value::Undefined | Value::Unassigned => Ok(Value::Undefined),
        Value::Blob(bytes) if position.as_number().is_some() => byte(cx, bytes, position, span),
        Value::Object(_) | Value::Class(_) => {
            let name = member::name_text(cx, position, span)?;
            member::named(cx, container, &name, span)
        }
        _ if position.as_number().is_some() => Err(no_elements(cx, container, span)),
        _ => {
            let name = member::name_text(cx, position, span)?;
            member::named(cx, container, &name, span)
        }
    }
}

/// The error for an index behind something that has no elements.
pub(crate) fn no_elements(cx: &mut Cx<'_>, container: &Value, span: Span) -> Raised {
    let code = if matches!(container, Value::Null) { -10711 } else { 54 };
    let message =
        format!("There are no elements here: the value before the bracket is {}.", describe(container));
    cx.raise(
        span,
        Error::new(code, message)
            .with_help("a collection or blob has elements; a character of a text is text[[n]]"),
    )
}

fn byte(cx: &mut Cx<'_>, bytes: &[u8], position: &Value, span: Span) -> R<Value> {
    let at = position.as_number().unwrap_or(-1.0);
    match bytes.get(at.trunc() as usize) {
        Some(byte) if at > -1.0 => Ok(Value::Int(i32::from(*byte))),
        _ => Err(cx.raise(span, Error::index_out_of_range(at, bytes.len()))),
    }
}

/// `array{index}`: an array element or a byte of a blob.
pub struct ArrayIndex {
    /// Array or blob.
    pub array: Expr,
    /// Position; arrays also have an element 0.
    pub index: Expr,
    /// Place.
    pub span: Span,
}

impl Node for ArrayIndex {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        let mut array = self.array.eval(cx, frame)?;
        let index = self.index.eval(cx, frame)?;
        if let Value::Pointer(pointer) = &array
            && let Pointer::Element { array: inner, index } = &**pointer
        {
            array = inner.get(*index).unwrap_or_default();
        }
        element(cx, &array, &index, self.span)
    }
}

/// An element of an array, or a byte of a blob.
pub fn element(cx: &mut Cx<'_>, array: &Value, index: &Value, span: Span) -> R<Value> {
    let at = match index {
        // The bare name of an array stands for the number of its current element (`Concepts/arrays`).
        Value::Array(array) => Some(f64::from(array.current())),
        index => index.as_number(),
    };
    let Some(at) = at else {
        return Err(cx.raise(span, Error::type_mismatch("the index of an element (a number)", index)));
    };
    match array {
        Value::Array(array) => match array.get(at as usize) {
            Some(value) if at >= 0.0 => Ok(value),
            _ => Err(cx.raise(span, Error::index_out_of_range(at, array.len()))),
        },
        Value::Blob(bytes) => byte(cx, bytes, index, span),
        other => Err(cx.raise(
            span,
            Error::new(52, "An array or a blob is expected before {…}.")
                .with_help(format!("this is {}", four_runtime::error::describe(other))),
        )),
    }
}

/// `text[[index]]`: a character, counted from 1.
pub struct CharRef {
    /// The text.
    pub text: Expr,
    /// The position.
    pub index: Expr,
    /// Place.
    pub span: Span,
}

impl Node for CharRef {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        let text = self.text.eval(cx, frame)?;
        let at = self.index.eval_real(cx, frame)?;
        match &text {
            Value::Text(text) => match text.unit((at as usize).wrapping_sub(1)) {
                Some(unit) if at >= 1.0 => Ok(Value::Text(Text::from_unit(unit))),
                _ => Err(cx.raise(self.span, Error::index_out_of_range(at, text.len()))),
            },
            other => Err(cx.raise(self.span, Error::type_mismatch("a text before [[…]]", other))),
        }
    }
    fn ty(&self) -> Ty {
        Ty::Text
    }
}

/// `pointer->`.
pub struct Deref {
    /// The pointer.
    pub pointer: Expr,
    /// Place.
    pub span: Span,
}

impl Node for Deref {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        let pointer = self.pointer.eval(cx, frame)?;
        match &pointer {
            Value::Pointer(pointer) => super::place::Target::of_pointer(pointer).load(cx, frame, self.span),
            other => Err(not_a_pointer(cx, other, self.span)),
        }
    }
}

#[cold]
pub(crate) fn not_a_pointer(cx: &mut Cx<'_>, value: &Value, span: Span) -> crate::cx::Raised {
    if value.is_null() || value.is_undefined() {
        return cx.fail(span, -10712, "The pointer is nil.");
    }
    cx.raise(span, Error::type_mismatch("a pointer before ->", value))
}

/// `->place`.
pub struct PointerTo {
    /// What the pointer will refer to.
    pub place: Box<dyn super::place::Place>,
    /// Place in the source.
    pub span: Span,
}

impl Node for PointerTo {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        let target = self.place.resolve(cx, frame)?;
        match target.into_pointer() {
            Some(pointer) => Ok(Value::Pointer(Rc::new(pointer))),
            None => Err(cx.fail(self.span, -10712, "No pointer can be taken of this expression.")),
        }
    }
}
