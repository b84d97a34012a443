//! Assignments: general ones through places, and those to local variables and properties that need none.

use four_runtime::cache::PropertyCache;
use four_runtime::memory;
use four_runtime::rules::number;
use four_runtime::types::{Accepts, DeclaredType};
use four_runtime::{Symbol, Text, Value};
use four_syntax::ast::{AssignOp, BinaryOp};

use super::containers::plain_property;
use super::operand::{self, Mostly, Number, Whole};
use super::place::{Place, store_property};
use crate::cx::{Cx, R};
use crate::node::{Expr, Flow, Frame, Node, Span, Step};
use crate::ops;

/// `place:=value`.
pub struct Assign {
    /// Where to.
    pub place: Box<dyn Place>,
    /// What.
    pub value: Expr,
    /// Place in the source.
    pub span: Span,
}

impl Step for Assign {
    fn exec(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Flow> {
        let target = self.place.resolve(cx, frame)?;
        let value = self.value.eval(cx, frame)?.scalar();
        target.store(cx, frame, value, self.span)?;
        Ok(Flow::Next)
    }
}

/// `place+=value` and its like: the place is evaluated once.
pub struct Compound {
    /// Where to.
    pub place: Box<dyn Place>,
    /// The operator.
    pub op: BinaryOp,
    /// What.
    pub value: Expr,
    /// Place in the source.
    pub span: Span,
}

impl Step for Compound {
    fn exec(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Flow> {
        let target = self.place.resolve(cx, frame)?;
        let current = target.load(cx, frame, self.span)?;
        let value = self.value.eval(cx, frame)?;
        let result = ops::binary(self.op, &current, &value).map_err(|error| cx.raise(self.span, error))?;
        target.store(cx, frame, result, self.span)?;
        Ok(Flow::Next)
    }
}

/// The operator of a compound assignment.
pub fn operator(op: AssignOp) -> Option<BinaryOp> {
    match op {
        AssignOp::Set => None,
        AssignOp::Add => Some(BinaryOp::Add),
        AssignOp::Sub => Some(BinaryOp::Sub),
        AssignOp::Mul => Some(BinaryOp::Mul),
        AssignOp::Div => Some(BinaryOp::Div),
    }
}

/// `$x:=value` where `$x` was not declared, or as Variant. Chosen for variables that no pointer reaches.
pub struct SetLocal {
    /// Its slot.
    pub slot: usize,
    /// What.
    pub value: Expr,
}

impl Step for SetLocal {
    fn exec(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Flow> {
        let value = self.value.eval(cx, frame)?;
        if let Value::Array(array) = &frame[self.slot]
            && let Some(number) = value.as_number()
        {
            array.set_current(number as i32);
        } else if let Value::Array(array) = &value {
            frame[self.slot].put(Value::Int(array.current()));
        } else {
            frame[self.slot].put(value);
        }
        Ok(Flow::Next)
    }
}

/// `$x:=value` where `$x` has a type.
pub struct SetTypedLocal {
    /// Its slot.
    pub slot: usize,
    /// Its type.
    pub ty: DeclaredType,
    /// What it takes as it is.
    pub accepts: Accepts,
    /// What.
    pub value: Expr,
    /// Place in the source.
    pub span: Span,
}

impl Step for SetTypedLocal {
    fn exec(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Flow> {
        let value = self.value.eval(cx, frame)?;
        if self.accepts.holds(&value) {
            frame[self.slot].put(value);
            return Ok(Flow::Next);
        }
        let value = self.ty.convert(value.scalar()).map_err(|error| cx.raise(self.span, error))?;
        frame[self.slot].put(value);
        Ok(Flow::Next)
    }
}

/// `$x:=value` where `$x` is an Integer or Real and nothing is known of the value, which is mostly a number.
pub struct SetNumberLocal<V> {
    /// Its slot.
    pub slot: usize,
    /// True for Integer.
    pub whole: bool,
    /// What.
    pub value: V,
    /// Place in the source.
    pub span: Span,
}

impl<V: Mostly> Step for SetNumberLocal<V> {
    fn exec(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Flow> {
        match self.value.number(cx, frame) {
            Ok(Some(real)) if self.whole => set_int(&mut frame[self.slot], number::to_longint(real)),
            Ok(Some(real)) => set_real(&mut frame[self.slot], real),
            Ok(None) => return self.general(cx, &mut frame[self.slot]),
            Err(raised) => return Err(raised),
        }
        Ok(Flow::Next)
    }
}

impl<V> SetNumberLocal<V> {
    #[inline(never)]
    fn general(&self, cx: &mut Cx<'_>, slot: &mut Value) -> R<Flow> {
        let other = std::mem::take(&mut cx.other);
        let ty = if self.whole { DeclaredType::Integer } else { DeclaredType::Real };
        *slot = ty.convert(other.scalar()).map_err(|error| cx.raise(self.span, error))?;
        Ok(Flow::Next)
    }
}

/// `$container[$i]:=value` with a whole index: a local variable that mostly holds a collection.
pub struct SetElement<At> {
    /// Slot of the container.
    pub slot: usize,
    /// The index.
    pub at: At,
    /// What.
    pub value: Expr,
    /// Place in the source.
    pub span: Span,
}

impl<At: Whole> Step for SetElement<At> {
    fn exec(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Flow> {
        let at = self.at.int(cx, frame)?;
        if !matches!(&frame[self.slot], Value::Collection(_)) || at < 0 {
            let container = frame[self.slot].clone();
            let target = super::place::element_place(cx, container, &Value::number(at as f64), self.span)?;
            let value = self.value.eval(cx, frame)?;
            target.store(cx, frame, value, self.span)?;
            return Ok(Flow::Next);
        }
        let value = self.value.eval(cx, frame)?;
        if let Value::Collection(collection) = &frame[self.slot] {
            if collection.put(at as usize, &value) {
                value.forget_plain();
                return Ok(Flow::Next);
            }
            super::place::store_element(cx, collection, at as usize, value, self.span)?;
        }
        Ok(Flow::Next)
    }
}

/// `$container[index]:=value` of a local variable, where the index is mostly the name of a property.
pub struct SetIndexed {
    /// Slot of the container.
    pub slot: usize,
    /// The index.
    pub index: Expr,
    /// What.
    pub value: Expr,
    /// Place in the source.
    pub span: Span,
}

impl Step for SetIndexed {
    fn exec(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Flow> {
        let mut index = self.index.eval(cx, frame)?;
        if let (Value::Object(object), Value::Text(name)) = (&frame[self.slot], &index)
            && object.class().is_none()
        {
            let object = object.clone();
            let value = self.value.eval(cx, frame)?;
            if !value.is_undefined() && !matches!(value, Value::Array(_)) {
                object.assign_text(name, value).map_err(|error| cx.raise(self.span, error))?;
                index.clear();
                return Ok(Flow::Next);
            }
            let target = super::place::element_place(cx, Value::Object(object), &index, self.span)?;
            target.store(cx, frame, value.scalar(), self.span)?;
            return Ok(Flow::Next);
        }
        let container = frame[self.slot].clone();
        let target = super::place::element_place(cx, container, &index, self.span)?;
        let value = self.value.eval(cx, frame)?.scalar();
        target.store(cx, frame, value, self.span)?;
        Ok(Flow::Next)
    }
}

/// `$container[$index]:=value` with two local variables: mostly a property of an object that serves as a dictionary.
pub struct SetNamedLocal {
    /// The general step, for anything else.
    pub general: SetIndexed,
    /// Slot of the index.
    pub name: usize,
}

impl Step for SetNamedLocal {
    fn exec(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Flow> {
        let SetIndexed { slot, value, span, .. } = &self.general;
        // What the value calls cannot change the two variables: no pointer reaches them.
        if plain_property(frame, *slot, self.name).is_none() {
            return self.general.exec(cx, frame);
        }
        let value = match value.computes_number() {
            true => match value.eval_number(cx, frame)? {
                Some(number) => {
                    if let Some((object, name)) = plain_property(frame, *slot, self.name)
                        && object.put_number_text(name, number)
                    {
                        return Ok(Flow::Next);
                    }
                    Value::number(number)
                }
                None => std::mem::take(&mut cx.other),
            },
            false => value.eval(cx, frame)?.scalar(),
        };
        match plain_property(frame, *slot, self.name) {
            Some((object, name)) if !value.is_undefined() => {
                object.assign_text(name, value).map_err(|error| cx.raise(*span, error))?;
            }
            _ => {
                let (container, index) = (frame[*slot].clone(), frame[self.name].clone());
                let target = super::place::element_place(cx, container, &index, *span)?;
                target.store(cx, frame, value, *span)?;
            }
        }
        Ok(Flow::Next)
    }
}

/// The step for `$container[index]:=value` where the index is no number as far as is known.
pub fn set_named(general: SetIndexed) -> Box<dyn Step> {
    match general.index.local() {
        Some(name) => Box::new(SetNamedLocal { general, name }),
        None => Box::new(general),
    }
}

/// The node for `$container[$i]:=value`.
pub fn set_element(slot: usize, index: Expr, value: Expr, span: Span) -> Box<dyn Step> {
    fn make<At: Whole + 'static>(slot: usize, at: At, value: Expr, span: Span) -> Box<dyn Step> {
        Box::new(SetElement { slot, at, value, span })
    }
    match operand::whole(index) {
        operand::WholeOperand::Slot(at) => make(slot, at, value, span),
        operand::WholeOperand::Constant(at) => make(slot, at, value, span),
        operand::WholeOperand::Computed(at) => make(slot, at, value, span),
    }
}

/// `$x:=value` where `$x` is an Integer and the value is whole.
pub struct SetIntLocal<V> {
    /// Its slot.
    pub slot: usize,
    /// What.
    pub value: V,
}

impl<V: Whole> Step for SetIntLocal<V> {
    fn exec(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Flow> {
        let whole = self.value.int(cx, frame)?;
        set_int(&mut frame[self.slot], longint(whole));
        Ok(Flow::Next)
    }
}

/// The longint that a whole number becomes.
#[inline]
pub fn longint(whole: i64) -> i32 {
    #[cold]
    #[inline(never)]
    fn beyond(whole: i64) -> i32 {
        number::to_longint(whole as f64)
    }
    i32::try_from(whole).unwrap_or_else(|_| beyond(whole))
}

/// Writes an Integer slot in place; it needs no drop of what it held.
#[inline]
pub fn set_int(slot: &mut Value, int: i32) {
    match slot {
        Value::Int(held) => *held = int,
        other => other.put_int(int),
    }
}

/// Writes a Real slot in place.
#[inline]
fn set_real(slot: &mut Value, real: f64) {
    match slot {
        Value::Real(held) => *held = real,
        other => other.put_real(real),
    }
}

/// `$x:=value` where `$x` is an Integer and the value a number.
pub struct RoundIntoLocal {
    /// Its slot.
    pub slot: usize,
    /// What.
    pub value: Expr,
}

impl Step for RoundIntoLocal {
    fn exec(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Flow> {
        let real = self.value.eval_real(cx, frame)?;
        set_int(&mut frame[self.slot], number::to_longint(real));
        Ok(Flow::Next)
    }
}

/// `$x:=value` where `$x` is a Real and the value a number.
pub struct SetRealLocal<V> {
    /// Its slot.
    pub slot: usize,
    /// What.
    pub value: V,
}

impl<V: Number> Step for SetRealLocal<V> {
    fn exec(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Flow> {
        let real = self.value.real(cx, frame)?;
        set_real(&mut frame[self.slot], real);
        Ok(Flow::Next)
    }
}

/// `$text:=$text+a+b` and `$text+=a`: appends to the variable in place, so that building a text costs what is added.
/// All parts are evaluated before the variable is touched.
pub struct AppendLocal {
    /// Slot of the text variable.
    pub slot: usize,
    /// Its type.
    pub ty: DeclaredType,
    /// What is added, in order.
    pub parts: Box<[Expr]>,
    /// Place in the source.
    pub span: Span,
}

impl Step for AppendLocal {
    fn exec(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Flow> {
        if let [part] = &*self.parts {
            // The value stays where it was written: see `Value::put`.
            let value = part.eval(cx, frame);
            if let (Value::Text(text), Ok(Value::Text(more))) = (&mut frame[self.slot], &value) {
                self.push(cx, text, more)?;
                return Ok(Flow::Next);
            }
            return self.general(cx, frame, vec![value?]);
        }
        if let [first, second] = &*self.parts {
            // Two need no list.
            let first = first.eval(cx, frame);
            let Ok(one) = &first else { return first.map(|_| Flow::Next) };
            let second = second.eval(cx, frame);
            if let (Value::Text(text), Value::Text(one), Ok(Value::Text(two))) =
                (&mut frame[self.slot], one, &second)
            {
                self.push(cx, text, one)?;
                self.push(cx, text, two)?;
                return Ok(Flow::Next);
            }
            return self.general(cx, frame, vec![first?, second?]);
        }
        let mut values = Vec::with_capacity(self.parts.len());
        for part in &self.parts {
            values.push(part.eval(cx, frame)?);
        }
        if let Value::Text(text) = &mut frame[self.slot]
            && values.iter().all(|value| matches!(value, Value::Text(_)))
        {
            for value in &values {
                if let Value::Text(more) = value {
                    self.push(cx, text, more)?;
                }
            }
            return Ok(Flow::Next);
        }
        self.general(cx, frame, values)
    }
}

impl AppendLocal {
    #[inline]
    fn push(&self, cx: &mut Cx<'_>, text: &mut Text, more: &Text) -> R<()> {
        if text.push_within(more) {
            return Ok(());
        }
        let growth = text.growth(more);
        if growth > memory::LARGE {
            memory::reserve(growth).map_err(|error| cx.raise(self.span, error))?;
        }
        text.push(more);
        Ok(())
    }

    fn general(&self, cx: &mut Cx<'_>, frame: &mut Frame, values: Vec<Value>) -> R<Flow> {
        let mut result = frame[self.slot].clone();
        for value in values {
            result =
                ops::binary(BinaryOp::Add, &result, &value).map_err(|error| cx.raise(self.span, error))?;
        }
        frame[self.slot] = self.ty.convert(result).map_err(|error| cx.raise(self.span, error))?;
        Ok(Flow::Next)
    }
}

/// `object.name:=value`.
pub struct SetMember {
    /// The object.
    pub object: Expr,
    /// The property.
    pub name: Symbol,
    /// What.
    pub value: Expr,
    /// Where the last object kept the property.
    pub cache: PropertyCache,
    /// Place in the source.
    pub span: Span,
}

impl Step for SetMember {
    fn exec(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Flow> {
        let of = self.object.eval(cx, frame)?;
        let value = self.value.eval(cx, frame)?;
        set(cx, &of, self.name, value, &self.cache, self.span)?;
        Ok(Flow::Next)
    }
}

/// `This.name:=value`.
pub struct SetThisMember {
    /// The property.
    pub name: Symbol,
    /// What.
    pub value: Expr,
    /// Where the last object kept the property.
    pub cache: PropertyCache,
    /// Place in the source.
    pub span: Span,
}

impl Step for SetThisMember {
    fn exec(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Flow> {
        let mut value = self.value.eval(cx, frame);
        match &mut value {
            Ok(taken) => {
                let set = set_of_this(cx, self.name, taken, &self.cache, self.span);
                std::mem::forget(value); // what stayed is plain
                set
            }
            Err(_) => value.map(|_| Flow::Next),
        }
    }
}

/// `object.name:=value` where the value is computed and mostly a number: `$object`, a local variable, or `This`.
pub struct SetMemberNumber<V> {
    /// Slot of the variable; `None` for `This`.
    pub slot: Option<usize>,
    /// The property.
    pub name: Symbol,
    /// What.
    pub value: V,
    /// Where the last object kept the property.
    pub cache: PropertyCache,
    /// Place in the source.
    pub span: Span,
}

impl<V: Mostly> Step for SetMemberNumber<V> {
    fn exec(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Flow> {
        let number = match self.value.number(cx, frame) {
            Ok(Some(number)) => number,
            Ok(None) => return self.general(cx, frame, None),
            Err(raised) => return Err(raised),
        };
        let of = match self.slot {
            Some(slot) => &frame[slot],
            None => &cx.this,
        };
        if let Value::Object(object) = of
            && object.class().is_none_or(|class| cx.program.assigns_directly(class, self.name))
            && object.put_number_cached(number, &self.cache)
        {
            return Ok(Flow::Next);
        }
        self.general(cx, frame, Some(number))
    }
}

impl<V> SetMemberNumber<V> {
    #[inline(never)]
    fn general(&self, cx: &mut Cx<'_>, frame: &Frame, number: Option<f64>) -> R<Flow> {
        let mut value = number.map_or_else(|| std::mem::take(&mut cx.other), Value::number);
        let Some(slot) = self.slot else {
            return set_of_this(cx, self.name, &mut value, &self.cache, self.span);
        };
        let of = frame[slot].clone();
        set(cx, &of, self.name, value, &self.cache, self.span)?;
        Ok(Flow::Next)
    }
}

#[inline]
fn set_of_this(
    cx: &mut Cx<'_>,
    name: Symbol,
    value: &mut Value,
    cache: &PropertyCache,
    span: Span,
) -> R<Flow> {
    if let Value::Object(object) = &cx.this
        && !value.is_undefined()
        && object.class().is_none_or(|class| cx.program.assigns_directly(class, name))
    {
        let assigned = object.assign_cached(name, value.take_parts(), cache);
        return assigned.map(|()| Flow::Next).map_err(|error| cx.raise(span, error));
    }
    let this = cx.this.clone();
    store_property(cx, &this, name, std::mem::take(value), span)?;
    Ok(Flow::Next)
}

#[inline]
fn set(cx: &mut Cx<'_>, of: &Value, name: Symbol, value: Value, cache: &PropertyCache, span: Span) -> R<()> {
    if let Value::Object(object) = of
        && !value.is_undefined()
        && object.class().is_none_or(|class| cx.program.assigns_directly(class, name))
    {
        return object.assign_cached(name, value, cache).map_err(|error| cx.raise(span, error));
    }
    store_property(cx, of, name, value, span)
}

/// An assignment as the body of a formula; gives no value.
pub struct AssignExpr {
    /// The assignment.
    pub step: Box<dyn Step>,
    /// Place in the source.
    pub span: Span,
}

impl Node for AssignExpr {
    super::spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        let _next = self.step.exec(cx, frame)?;
        Ok(Value::Undefined)
    }
}
