//! `&` and `|` on Booleans, the short-circuit operators, and the ternary operator.

use four_runtime::Value;
use four_syntax::ast::BinaryOp;

use super::spanned;
use crate::cx::{Cx, R};
use crate::node::{Expr, Frame, Node, Span, Ty};

/// `&&` or `||`: gives one of its operands (`Concepts/operators`).
pub struct ShortCircuit {
    /// True for `&&`.
    pub and: bool,
    /// Left operand.
    pub left: Expr,
    /// Right operand, evaluated only when it decides.
    pub right: Expr,
    /// Place.
    pub span: Span,
}

impl Node for ShortCircuit {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        let left = self.left.eval(cx, frame)?;
        if left.is_truthy() == self.and { self.right.eval(cx, frame) } else { Ok(left) }
    }
    fn ty(&self) -> Ty {
        if self.left.ty() == Ty::Bool && self.right.ty() == Ty::Bool { Ty::Bool } else { Ty::Any }
    }
    fn eval_bool(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<bool> {
        if self.left.ty() == Ty::Bool {
            let left = self.left.eval_bool(cx, frame)?;
            return if left == self.and { self.right.eval_bool(cx, frame) } else { Ok(left) };
        }
        match self.eval(cx, frame)? {
            Value::Bool(flag) => Ok(flag),
            Value::Undefined => Ok(false),
            other => Err(cx.not_a_condition(self.span, &other)),
        }
    }
}

/// `&`, `|` or `^|` on Booleans; both operands are always evaluated.
pub struct BoolLogic {
    /// The operator.
    pub op: BinaryOp,
    /// Left operand, a Boolean.
    pub left: Expr,
    /// Right operand, a Boolean.
    pub right: Expr,
    /// Place.
    pub span: Span,
}

impl Node for BoolLogic {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        self.eval_bool(cx, frame).map(Value::Bool)
    }
    fn ty(&self) -> Ty {
        Ty::Bool
    }
    fn eval_bool(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<bool> {
        let left = self.left.eval_bool(cx, frame)?;
        let right = self.right.eval_bool(cx, frame)?;
        Ok(match self.op {
            BinaryOp::And => left & right,
            BinaryOp::Or => left | right,
            _ => left ^ right,
        })
    }
}

/// `condition ? then : otherwise`.
pub struct Ternary {
    /// Tested for truth.
    pub condition: Expr,
    /// Value if truthy.
    pub then: Expr,
    /// Value if falsy.
    pub otherwise: Expr,
    /// Place.
    pub span: Span,
}

impl Node for Ternary {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        let chosen = if self.condition.ty() == Ty::Bool {
            self.condition.eval_bool(cx, frame)?
        } else {
            self.condition.eval(cx, frame)?.is_truthy()
        };
        if chosen { self.then.eval(cx, frame) } else { self.otherwise.eval(cx, frame) }
    }
    fn ty(&self) -> Ty {
        match (self.then.ty(), self.otherwise.ty()) {
            (Ty::Int(then), Ty::Int(otherwise)) => Ty::Int(then.max(otherwise)),
            (then, otherwise) if then.is_number() && otherwise.is_number() => Ty::Real,
            (then, otherwise) if then == otherwise => then,
            _ => Ty::Any,
        }
    }
}

/// The best node for a logical or bitwise operator.
pub fn logic(op: BinaryOp, left: Expr, right: Expr, span: Span) -> Expr {
    match op {
        BinaryOp::AndThen | BinaryOp::OrElse => {
            Box::new(ShortCircuit { and: op == BinaryOp::AndThen, left, right, span })
        }
        _ if left.ty() == Ty::Bool && right.ty() == Ty::Bool => Box::new(BoolLogic { op, left, right, span }),
        _ => Box::new(super::arithmetic::Binary { op, left, right, span }),
    }
}
