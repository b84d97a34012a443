//! The executable tree: every expression is a [`Node`], every statement a [`Step`].
//!
//! A node is a small struct whose `eval` does one thing; lowering chooses, where types are known, a node that computes
//! on plain numbers. A specialised node stands in the same file as the general one that it replaces, with the condition
//! under which it is chosen. Nodes are immutable and shared by all processes; what they remember is an atomic hint.

use four_runtime::Value;

use crate::cx::{Cx, R};
use crate::nodes::fusion::Consumer;
use crate::nodes::operand::{Computed, Likely};

/// The local variables of a running method: parameters first.
pub type Frame = [Value];

/// What lowering knows about the values of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ty {
    /// Nothing.
    Any,
    /// A whole number whose magnitude is at most 2 to this power, which is at most 63; `eval_int` gives it exactly as a real would.
    Int(u8),
    /// A number.
    Real,
    /// A Boolean.
    Bool,
    /// A text.
    Text,
}

impl Ty {
    /// True for nodes whose `eval_real` cannot fail for a wrong type.
    pub fn is_number(self) -> bool {
        matches!(self, Ty::Int(_) | Ty::Real)
    }
}

/// An expression.
pub trait Node: Send + Sync {
    /// Computes the value.
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value>;

    /// What is known of the value.
    fn ty(&self) -> Ty {
        Ty::Any
    }

    /// The value of a node whose type is [`Ty::Int`].
    fn eval_int(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<i64> {
        let value = self.eval(cx, frame)?;
        if let Value::Int(int) = value {
            value.forget_plain();
            return Ok(i64::from(int));
        }
        self.eval_real_of(cx, &value).map(|real| real as i64)
    }

    /// The value as a real; an error when it is no number.
    fn eval_real(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<f64> {
        let value = self.eval(cx, frame)?;
        let Some(real) = value.plain_number() else { return self.eval_real_of(cx, &value) };
        value.forget_plain();
        Ok(real)
    }

    /// The value, as a real when it is a number; otherwise it stands in [`Cx::other`]. Where numbers are likely they
    /// stay in registers.
    #[inline]
    fn eval_number(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Option<f64>> {
        let value = self.eval(cx, frame)?;
        Ok(cx.number_or_other(value))
    }

    /// True for arithmetic, whose `eval_number` is direct.
    fn computes_number(&self) -> bool {
        false
    }

    /// The value as a condition: undefined is False, anything but a Boolean is an error (`Concepts/control-flow`).
    fn eval_bool(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<bool> {
        let value = self.eval(cx, frame)?;
        let flag = match value {
            Value::Bool(flag) => flag,
            Value::Undefined => false,
            _ => return Err(cx.not_a_condition(self.span(), &value)),
        };
        value.forget_plain();
        Ok(flag)
    }

    /// Whether the value equals Null.
    fn eval_is_null(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<bool> {
        Ok(self.eval(cx, frame)?.equals_null())
    }

    /// The slow half of `eval_real`.
    #[cold]
    fn eval_real_of(&self, cx: &mut Cx<'_>, value: &Value) -> R<f64> {
        match value.as_number() {
            Some(real) => Ok(real),
            None => Err(cx.raise(self.span(), four_runtime::Error::type_mismatch("a number", value))),
        }
    }

    /// Where the expression stands in the source.
    fn span(&self) -> Span;

    /// The node as an expression.
    fn into_expr(self: Box<Self>) -> Expr;

    /// The step that uses the value. Nodes that are often used so are built into it, which saves a call each time.
    fn consumed(self: Box<Self>, by: Consumer) -> Box<dyn Step> {
        by.of(self.into_expr())
    }

    /// The node as an operand of arithmetic, where what it reads may be built into the operator.
    fn operand(self: Box<Self>) -> Likely {
        Likely::Computed(Computed(self.into_expr()))
    }

    /// The slot, when the node reads a plain local variable.
    fn local(&self) -> Option<usize> {
        None
    }

    /// The value, when the node is a literal.
    fn constant(&self) -> Option<Value> {
        None
    }
}

/// An expression on the heap.
pub type Expr = Box<dyn Node>;

/// Byte offsets of a piece of source.
pub type Span = (u32, u32);

/// How a statement ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Flow {
    /// Go on with the next statement.
    Next,
    /// Leave the innermost loop.
    Break,
    /// Go on with the next iteration of the innermost loop.
    Continue,
    /// Leave the method; the value stands in the process.
    Return,
}

/// A statement.
pub trait Step: Send + Sync {
    /// Runs the statement.
    fn exec(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Flow>;
}

/// Statements in order.
pub struct Block(pub Box<[Box<dyn Step>]>);

impl Block {
    /// Runs the statements until one leaves the block.
    #[inline]
    pub fn exec(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Flow> {
        for step in &self.0 {
            match step.exec(cx, frame) {
                Ok(Flow::Next) => {}
                Ok(other) => return Ok(other),
                // An error handler that returns lets the next line run (`commands/on-err-call`).
                Err(raised) => cx.recover(raised)?,
            }
        }
        Ok(Flow::Next)
    }
}
