//! Loops. Every turn passes a safepoint, so that Ctrl-C ends an endless loop at once.

use four_runtime::types::{Accepts, DeclaredType};
use four_runtime::{Error, Value};

use super::assign::set_int;
use super::operand::Condition;
use super::place::Place;
use super::variables::int_of;
use crate::cx::{Cx, R};
use crate::node::{Block, Expr, Flow, Frame, Span, Step};

/// Runs a body once; `Some` leaves the loop.
macro_rules! turn {
    ($body:expr, $cx:expr, $frame:expr) => {
        match $body.exec($cx, $frame)? {
            Flow::Next | Flow::Continue => {}
            Flow::Break => return Ok(Flow::Next),
            Flow::Return => return Ok(Flow::Return),
        }
    };
}

/// `While … End while`.
pub struct While<C> {
    /// Tested before each turn.
    pub condition: C,
    /// The block.
    pub body: Block,
    /// Place in the source.
    pub span: Span,
}

impl<C: Condition> Step for While<C> {
    fn exec(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Flow> {
        while self.condition.holds(cx, frame)? {
            cx.safepoint(self.span)?;
            turn!(self.body, cx, frame);
        }
        Ok(Flow::Next)
    }
}

/// `Repeat … Until`.
pub struct Repeat {
    /// The block.
    pub body: Block,
    /// Tested after each turn.
    pub until: Expr,
    /// Place in the source.
    pub span: Span,
}

impl Step for Repeat {
    fn exec(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Flow> {
        loop {
            cx.safepoint(self.span)?;
            turn!(self.body, cx, frame);
            if self.until.eval_bool(cx, frame)? {
                return Ok(Flow::Next);
            }
        }
    }
}

/// `For` over any numeric variable.
pub struct For {
    /// The counter.
    pub counter: Box<dyn Place>,
    /// First value.
    pub start: Expr,
    /// Last value.
    pub end: Expr,
    /// Step; 1 without one.
    pub step: Option<Expr>,
    /// The block.
    pub body: Block,
    /// Place in the source.
    pub span: Span,
}

impl Step for For {
    fn exec(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Flow> {
        let start = self.start.eval_real(cx, frame)?;
        let end = self.end.eval_real(cx, frame)?;
        let step = match &self.step {
            Some(step) => step.eval_real(cx, frame)?,
            None => 1.0,
        };
        let target = self.counter.resolve(cx, frame)?;
        target.store(cx, frame, Value::number(start), self.span)?;
        loop {
            let current = target.load(cx, frame, self.span)?;
            let Some(current) = current.as_number() else {
                return Err(
                    cx.raise(self.span, Error::type_mismatch("a number as the counter of For", &current))
                );
            };
            if !(if step >= 0.0 { current <= end } else { current >= end }) {
                return Ok(Flow::Next);
            }
            cx.safepoint(self.span)?;
            turn!(self.body, cx, frame);
            let after = target.load(cx, frame, self.span)?.as_number().unwrap_or(current);
            target.store(cx, frame, Value::number(after + step), self.span)?;
        }
    }
}

/// `For` over a local variable declared as Integer, with whole bounds and a step that is a literal other than 0.
pub struct ForInt {
    /// Slot of the counter.
    pub slot: usize,
    /// First value.
    pub start: Expr,
    /// Last value.
    pub end: Expr,
    /// Step.
    pub step: i32,
    /// The block.
    pub body: Block,
    /// Place in the source.
    pub span: Span,
}

impl Step for ForInt {
    fn exec(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Flow> {
        let start = self.start.eval_int(cx, frame)?;
        let end = self.end.eval_int(cx, frame)?;
        frame[self.slot] = Value::Int(start.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32);
        loop {
            let current = i64::from(int_of(&frame[self.slot]));
            if if self.step > 0 { current > end } else { current < end } {
                return Ok(Flow::Next);
            }
            cx.safepoint(self.span)?;
            turn!(self.body, cx, frame);
            let next = int_of(&frame[self.slot]).checked_add(self.step);
            let Some(next) = next else {
                // The counter cannot pass the end of the longint range: the loop ends there.
                return Ok(Flow::Next);
            };
            set_int(&mut frame[self.slot], next);
        }
    }
}

/// `For each` over a collection, or over the property names of an object.
pub struct ForEach {
    /// Takes each item.
    pub item: Item,
    /// What is gone through.
    pub iterable: Expr,
    /// First index, included.
    pub begin: Option<Expr>,
    /// Last index, excluded.
    pub end: Option<Expr>,
    /// The condition: true for `While`, false for `Until`.
    pub test: Option<(bool, Expr)>,
    /// The block.
    pub body: Block,
    /// Place in the source.
    pub span: Span,
}

/// The variable of a `For each`.
pub enum Item {
    /// A local variable that no pointer reaches.
    Local {
        /// Its slot.
        slot: usize,
        /// Its type.
        ty: DeclaredType,
        /// What it takes as it is.
        accepts: Accepts,
    },
    /// Any other.
    Place(Box<dyn Place>),
}

impl ForEach {
    fn take(&self, cx: &mut Cx<'_>, frame: &mut Frame, value: Value) -> R<()> {
        match &self.item {
            Item::Local { slot, accepts, .. } if accepts.holds(&value) => {
                frame[*slot].put(value);
                Ok(())
            }
            Item::Local { slot, ty, .. } => {
                frame[*slot] = ty.convert(value).map_err(|error| cx.raise(self.span, error))?;
                Ok(())
            }
            Item::Place(place) => place.resolve(cx, frame)?.store(cx, frame, value, self.span),
        }
    }

    /// One turn; `Some` ends the loop.
    fn turn(&self, cx: &mut Cx<'_>, frame: &mut Frame, value: Value) -> R<Option<Flow>> {
        if let Some((true, condition)) = &self.test
            && !condition.eval_bool(cx, frame)?
        {
            return Ok(Some(Flow::Next));
        }
        cx.safepoint(self.span)?;
        self.take(cx, frame, value)?;
        match self.body.exec(cx, frame)? {
            Flow::Next | Flow::Continue => {}
            Flow::Break => return Ok(Some(Flow::Next)),
            Flow::Return => return Ok(Some(Flow::Return)),
        }
        if let Some((false, condition)) = &self.test
            && condition.eval_bool(cx, frame)?
        {
            return Ok(Some(Flow::Next));
        }
        Ok(None)
    }

    /// The indexes to go through, from those that the program gives (`Concepts/flow-control`).
    fn range(&self, cx: &mut Cx<'_>, frame: &mut Frame, len: usize) -> R<std::ops::Range<usize>> {
        let place = |at: f64| {
            let at = if at < 0.0 { at + len as f64 } else { at };
            at.max(0.0) as usize
        };
        let begin = match &self.begin {
            Some(begin) => place(begin.eval_real(cx, frame)?),
            None => 0,
        };
        let end = match &self.end {
            Some(end) => place(end.eval_real(cx, frame)?).min(len),
            None => len,
        };
        Ok(begin..end)
    }
}

impl Step for ForEach {
    fn exec(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Flow> {
        let iterable = self.iterable.eval(cx, frame)?;
        match &iterable {
            Value::Collection(collection) => {
                for index in self.range(cx, frame, collection.len())? {
                    // The number of turns is fixed; a collection that became shorter ends the loop.
                    let Some(value) = collection.get(index) else { break };
                    if let Some(flow) = self.turn(cx, frame, value)? {
                        return Ok(flow);
                    }
                }
                Ok(Flow::Next)
            }
            Value::Object(object) => {
                for name in object.keys() {
                    if let Some(flow) = self.turn(cx, frame, Value::Text(name))? {
                        return Ok(flow);
                    }
                }
                Ok(Flow::Next)
            }
            Value::Null | Value::Unassigned | Value::Undefined => Ok(Flow::Next),
            other => {
                let error = Error::type_mismatch("a collection or an object to go through", other);
                let error = match other {
                    Value::Array(_) => error.with_help(
                        "go through an array with For and {…}, or copy it with ARRAY TO COLLECTION",
                    ),
                    _ => error,
                };
                Err(cx.raise(self.span, error))
            }
        }
    }
}
