//! Fusion: statements with the expression that they use built into them.
//!
//! A statement reaches its expression by a call through a table, which for a sum or a comparison of variables takes as
//! long as the work itself. Lowering therefore asks the expression for the statement ([`Node::consumed`]): arithmetic and
//! comparisons give one that computes in place, anything else one that calls it.
//!
//! [`Node::consumed`]: crate::node::Node::consumed

use four_runtime::Symbol;

use super::assign::{SetIntLocal, SetMemberNumber, SetNumberLocal, SetRealLocal};
use super::control::{If, ReturnReal, ReturnWhole};
use super::loops::While;
use super::operand::{Computed, Mostly};
use crate::node::{Block, Expr, Span, Step};

/// A statement that uses one value of a known type.
pub enum Consumer {
    /// `$x:=value`: a whole value into the slot of an Integer.
    SetInt(usize),
    /// `$x:=value`: a number into the slot of a Real.
    SetReal(usize),
    /// `$x:=value`: what is mostly a number into the slot of an Integer (true) or Real.
    SetNumber(usize, bool, Span),
    /// `$object.name:=value`: what is mostly a number into a property.
    SetLocalMember(usize, Symbol, Span),
    /// `This.name:=value`: the same.
    SetThisMember(Symbol, Span),
    /// `return value` with a whole value.
    ReturnWhole,
    /// `return value` with a number.
    ReturnReal,
    /// `If (value)`: both blocks.
    If(Block, Option<Block>),
    /// `While (value)`.
    While(Block, Span),
}

impl Consumer {
    /// The statement that calls any expression.
    pub fn of(self, value: Expr) -> Box<dyn Step> {
        let value = Computed(value);
        match self {
            Consumer::SetInt(slot) => Box::new(SetIntLocal { slot, value }),
            Consumer::SetReal(slot) => Box::new(SetRealLocal { slot, value }),
            Consumer::SetNumber(slot, whole, span) => Box::new(SetNumberLocal { slot, whole, value, span }),
            Consumer::SetLocalMember(slot, name, span) => set_member(Some(slot), name, value, span),
            Consumer::SetThisMember(name, span) => set_member(None, name, value, span),
            Consumer::ReturnWhole => Box::new(ReturnWhole(value)),
            Consumer::ReturnReal => Box::new(ReturnReal(value)),
            Consumer::If(then, otherwise) => Box::new(If { condition: value, then, otherwise }),
            Consumer::While(body, span) => Box::new(While { condition: value, body, span }),
        }
    }
}

/// The statement that sets a property to what is mostly a number.
pub fn set_member<V: Mostly + 'static>(
    slot: Option<usize>,
    name: Symbol,
    value: V,
    span: Span,
) -> Box<dyn Step> {
    Box::new(SetMemberNumber { slot, name, value, cache: Default::default(), span })
}
