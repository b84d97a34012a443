//! The arguments of a call: expressions of the caller, or values that are ready.

use four_runtime::Value;

use crate::cx::{Cx, R};
use crate::node::{Expr, Frame, Ty};

/// What is known of an argument before it is evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArgKind {
    /// It is whole.
    Whole,
    /// It is a number.
    Real,
    /// Nothing.
    Any,
}

/// The arguments of a call as they are written.
pub struct ArgList {
    /// The expressions.
    pub exprs: Box<[Expr]>,
    /// What is known of each.
    pub kinds: Box<[ArgKind]>,
}

impl From<Box<[Expr]>> for ArgList {
    fn from(exprs: Box<[Expr]>) -> ArgList {
        let kind = |expr: &Expr| match expr.ty() {
            Ty::Int(_) => ArgKind::Whole,
            Ty::Real => ArgKind::Real,
            _ => ArgKind::Any,
        };
        ArgList { kinds: exprs.iter().map(kind).collect(), exprs }
    }
}

/// Where the arguments of a call come from.
pub enum Source<'a> {
    /// Expressions, evaluated in the frame of the caller straight into the frame of the callee.
    Exprs(&'a [Expr], &'a mut Frame),
    /// Values.
    Values(Vec<Value>),
}

/// The arguments of a call, and the variables that a formula captured.
pub struct Given<'a> {
    /// The arguments.
    pub source: Source<'a>,
    /// What a formula captured; stands after the parameters.
    pub captured: &'a [Value],
}

impl<'a> Given<'a> {
    /// Expressions of the caller.
    pub fn exprs(exprs: &'a [Expr], frame: &'a mut Frame) -> Given<'a> {
        Given { source: Source::Exprs(exprs, frame), captured: &[] }
    }

    /// Ready values.
    pub fn values(values: Vec<Value>) -> Given<'a> {
        Given { source: Source::Values(values), captured: &[] }
    }

    /// Puts the arguments into the first `params` slots and the rest into `extra`, where it is wanted; gives their number.
    #[inline]
    pub fn fill(
        self,
        cx: &mut Cx<'_>,
        slots: &mut Frame,
        params: usize,
        mut extra: Option<&mut Vec<Value>>,
    ) -> R<usize> {
        for (slot, value) in slots[params..].iter_mut().zip(self.captured) {
            *slot = value.clone();
        }
        match self.source {
            Source::Exprs(exprs, frame) => {
                for (index, expr) in exprs.iter().enumerate() {
                    let value = expr.eval(cx, frame)?;
                    if index < params {
                        slots[index] = value;
                    } else if let Some(extra) = &mut extra {
                        extra.push(value);
                    }
                }
                Ok(exprs.len())
            }
            Source::Values(values) => {
                let count = values.len();
                for (index, value) in values.into_iter().enumerate() {
                    if index < params {
                        slots[index] = value;
                    } else if let Some(extra) = &mut extra {
                        extra.push(value);
                    }
                }
                Ok(count)
            }
        }
    }

    /// The arguments as values.
    pub fn collect(self, cx: &mut Cx<'_>) -> R<Vec<Value>> {
        match self.source {
            Source::Values(values) => Ok(values),
            Source::Exprs(exprs, frame) => exprs.iter().map(|expr| expr.eval(cx, frame)).collect(),
        }
    }
}
