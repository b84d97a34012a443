//! Comparisons: on any values, on whole numbers, on numbers.

use four_runtime::Value;
use four_runtime::rules::number;
use four_syntax::ast::BinaryOp;

use super::spanned;
use crate::cx::{Cx, R};
use crate::node::{Expr, Frame, Node, Span, Ty};
use crate::ops;

/// A comparison of any values.
pub struct Compare {
    /// The operator.
    pub op: BinaryOp,
    /// Left operand.
    pub left: Expr,
    /// Right operand.
    pub right: Expr,
    /// Place.
    pub span: Span,
}

impl Node for Compare {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        self.eval_bool(cx, frame).map(Value::Bool)
    }
    fn ty(&self) -> Ty {
        Ty::Bool
    }
    fn eval_bool(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<bool> {
        let left = self.left.eval(cx, frame)?;
        let right = self.right.eval(cx, frame)?;
        if let (Value::Int(left), Value::Int(right)) = (&left, &right) {
            return Ok(holds(self.op, left, right));
        }
        let result = match self.op {
            BinaryOp::Eq => ops::equal(&left, &right),
            BinaryOp::Ne => ops::equal(&left, &right).map(|equal| !equal),
            op => ops::compare(op, &left, &right),
        };
        result.map_err(|error| cx.raise(self.span, error))
    }
}

#[inline]
fn holds<T: PartialOrd>(op: BinaryOp, left: T, right: T) -> bool {
    match op {
        BinaryOp::Eq => left == right,
        BinaryOp::Ne => left != right,
        BinaryOp::Lt => left < right,
        BinaryOp::Gt => left > right,
        BinaryOp::Le => left <= right,
        _ => left >= right,
    }
}

/// A comparison of whole numbers.
pub struct CompareInt {
    /// The operator.
    pub op: BinaryOp,
    /// Left operand, whole.
    pub left: Expr,
    /// Right operand, whole.
    pub right: Expr,
    /// Place.
    pub span: Span,
}

impl Node for CompareInt {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        self.eval_bool(cx, frame).map(Value::Bool)
    }
    fn ty(&self) -> Ty {
        Ty::Bool
    }
    fn eval_bool(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<bool> {
        let left = self.left.eval_int(cx, frame)?;
        let right = self.right.eval_int(cx, frame)?;
        Ok(holds(self.op, left, right))
    }
}

/// A comparison of numbers; equality allows for the documented epsilon.
pub struct CompareReal {
    /// The operator.
    pub op: BinaryOp,
    /// Left operand, a number.
    pub left: Expr,
    /// Right operand, a number.
    pub right: Expr,
    /// Place.
    pub span: Span,
}

impl Node for CompareReal {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        self.eval_bool(cx, frame).map(Value::Bool)
    }
    fn ty(&self) -> Ty {
        Ty::Bool
    }
    fn eval_bool(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<bool> {
        let left = self.left.eval_real(cx, frame)?;
        let right = self.right.eval_real(cx, frame)?;
        Ok(match self.op {
            BinaryOp::Eq => number::reals_equal(left, right, number::DEFAULT_EPSILON),
            BinaryOp::Ne => !number::reals_equal(left, right, number::DEFAULT_EPSILON),
            op => holds(op, left, right),
        })
    }
}

/// The best node for a comparison.
pub fn compare(op: BinaryOp, left: Expr, right: Expr, span: Span) -> Expr {
    match (left.ty(), right.ty()) {
        (Ty::Int(_), Ty::Int(_)) => Box::new(CompareInt { op, left, right, span }),
        (left_ty, right_ty) if left_ty.is_number() && right_ty.is_number() => {
            Box::new(CompareReal { op, left, right, span })
        }
        _ => Box::new(Compare { op, left, right, span }),
    }
}
