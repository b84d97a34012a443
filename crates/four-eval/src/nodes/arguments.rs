//! The arguments of a call: expressions of the caller, or values that are ready.

use four_runtime::Value;

use crate::cx::{Cx, R};
use crate::node::{Expr, Frame, Ty};

/// The arguments of a call as they are written.
pub struct ArgList {
    /// The expressions.
    pub exprs: Box<[Expr]>,
    /// Which of the first 64 are whole, a bit each.
    whole: u64,
    /// Which of them are other numbers.
    real: u64,
}

impl From<Box<[Expr]>> for ArgList {
    fn from(exprs: Box<[Expr]>) -> ArgList {
        let (mut whole, mut real) = (0, 0);
        for (index, expr) in exprs.iter().take(64).enumerate() {
            match expr.ty() {
                Ty::Int(_) => whole |= 1 << index,
                Ty::Real => real |= 1 << index,
                _ => {}
            }
        }
        ArgList { exprs, whole, real }
    }
}

impl ArgList {
    /// True when the argument is known to be whole.
    #[inline(always)]
    pub fn is_whole(&self, index: usize) -> bool {
        index < 64 && self.whole >> index & 1 == 1
    }

    /// True when the argument is known to be a number that may have a fraction.
    #[inline(always)]
    pub fn is_real(&self, index: usize) -> bool {
        index < 64 && self.real >> index & 1 == 1
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

    /// The arguments as values.
    pub fn into_values(self, cx: &mut Cx<'_>) -> R<Vec<Value>> {
        match self.source {
            Source::Exprs(exprs, frame) => exprs.iter().map(|expr| expr.eval(cx, frame)).collect(),
            Source::Values(values) => Ok(values),
        }
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
