//! Comparisons: on any values, on whole numbers, on numbers.

use std::marker::PhantomData;

use four_runtime::Value;
use four_runtime::rules::number;
use four_syntax::ast::BinaryOp;

use super::control::If;
use super::fusion::Consumer;
use super::loops::While;
use super::operand::{self, Condition, Number, Whole, pair};
use super::spanned;
use crate::cx::{Cx, R};
use crate::node::{Expr, Frame, Node, Span, Step, Ty};
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
        // The values stay where they were written: see `Value::put`.
        let left = self.left.eval(cx, frame);
        let Ok(left) = &left else { return left.map(|_| false) };
        let right = self.right.eval(cx, frame);
        let Ok(right) = &right else { return right.map(|_| false) };
        if let (Value::Int(left), Value::Int(right)) = (left, right) {
            return Ok(holds(self.op, *left, *right));
        }
        let result = match self.op {
            BinaryOp::Eq => ops::equal(left, right),
            BinaryOp::Ne => ops::equal(left, right).map(|equal| !equal),
            op => ops::compare(op, left, right),
        };
        result.map_err(|error| cx.raise(self.span, error))
    }
}

/// `value=Null` or `value#Null`, where the right side is the literal.
pub struct IsNull {
    /// What is looked at.
    pub value: Expr,
    /// False for `#`.
    pub wanted: bool,
    /// Place.
    pub span: Span,
}

impl Node for IsNull {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        self.eval_bool(cx, frame).map(Value::Bool)
    }
    fn ty(&self) -> Ty {
        Ty::Bool
    }
    fn eval_bool(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<bool> {
        Ok(self.value.eval_is_null(cx, frame)? == self.wanted)
    }
}

#[inline]
fn holds(op: BinaryOp, left: i32, right: i32) -> bool {
    match op {
        BinaryOp::Eq => left == right,
        BinaryOp::Ne => left != right,
        BinaryOp::Lt => left < right,
        BinaryOp::Gt => left > right,
        BinaryOp::Le => left <= right,
        _ => left >= right,
    }
}

/// A comparison of plain numbers, one type each.
pub trait Comparison: Send + Sync {
    /// Whether it holds for whole numbers.
    fn of_ints(left: i64, right: i64) -> bool;
    /// Whether it holds for numbers; equality allows for the documented epsilon.
    fn of_reals(left: f64, right: f64) -> bool;
}

macro_rules! comparisons {
    ($($(#[doc = $doc:literal])* $name:ident: |$left:ident, $right:ident| $holds:expr, $reals:expr;)*) => {$(
        $(#[doc = $doc])*
        pub struct $name;
        impl Comparison for $name {
            #[inline(always)]
            fn of_ints($left: i64, $right: i64) -> bool {
                $holds
            }
            #[inline(always)]
            fn of_reals($left: f64, $right: f64) -> bool {
                $reals
            }
        }
    )*};
}

comparisons! {
    /// `=`.
    Equal: |left, right| left == right, number::reals_equal(left, right, number::epsilon());
    /// `#`.
    Different: |left, right| left != right, !number::reals_equal(left, right, number::epsilon());
    /// `<`.
    Less: |left, right| left < right, left < right;
    /// `>`.
    Greater: |left, right| left > right, left > right;
    /// `<=`.
    LessOrEqual: |left, right| left <= right, left <= right;
    /// `>=`.
    GreaterOrEqual: |left, right| left >= right, left >= right;
}

/// A comparison of whole numbers.
pub struct CompareInt<C, Left, Right> {
    /// Left operand.
    pub left: Left,
    /// Right operand.
    pub right: Right,
    /// Place.
    pub span: Span,
    comparison: PhantomData<C>,
}

impl<C: Comparison, Left: Whole, Right: Whole> Condition for CompareInt<C, Left, Right> {
    #[inline(always)]
    fn holds(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<bool> {
        let left = self.left.int(cx, frame)?;
        let right = self.right.int(cx, frame)?;
        Ok(C::of_ints(left, right))
    }
}

impl<C, Left, Right> Node for CompareInt<C, Left, Right>
where
    C: Comparison + 'static,
    Left: Whole + 'static,
    Right: Whole + 'static,
{
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        self.eval_bool(cx, frame).map(Value::Bool)
    }
    fn ty(&self) -> Ty {
        Ty::Bool
    }
    fn eval_bool(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<bool> {
        self.holds(cx, frame)
    }
    fn consumed(self: Box<Self>, by: Consumer) -> Box<dyn Step> {
        match by {
            Consumer::If(then, otherwise) => Box::new(If { condition: *self, then, otherwise }),
            Consumer::While(body, span) => Box::new(While { condition: *self, body, span }),
            other => other.of(self),
        }
    }
}

/// A comparison of numbers.
pub struct CompareReal<C, Left, Right> {
    /// Left operand.
    pub left: Left,
    /// Right operand.
    pub right: Right,
    /// Place.
    pub span: Span,
    comparison: PhantomData<C>,
}

impl<C: Comparison, Left: Number, Right: Number> Condition for CompareReal<C, Left, Right> {
    #[inline(always)]
    fn holds(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<bool> {
        let left = self.left.real(cx, frame)?;
        let right = self.right.real(cx, frame)?;
        Ok(C::of_reals(left, right))
    }
}

impl<C, Left, Right> Node for CompareReal<C, Left, Right>
where
    C: Comparison + 'static,
    Left: Number + 'static,
    Right: Number + 'static,
{
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        self.eval_bool(cx, frame).map(Value::Bool)
    }
    fn ty(&self) -> Ty {
        Ty::Bool
    }
    fn eval_bool(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<bool> {
        self.holds(cx, frame)
    }
    fn consumed(self: Box<Self>, by: Consumer) -> Box<dyn Step> {
        match by {
            Consumer::If(then, otherwise) => Box::new(If { condition: *self, then, otherwise }),
            Consumer::While(body, span) => Box::new(While { condition: *self, body, span }),
            other => other.of(self),
        }
    }
}

fn ints<C: Comparison + 'static>(left: Expr, right: Expr, span: Span) -> Expr {
    fn make<C: Comparison + 'static, Left: Whole + 'static, Right: Whole + 'static>(
        left: Left,
        right: Right,
        span: Span,
    ) -> Expr {
        Box::new(CompareInt::<C, _, _> { left, right, span, comparison: PhantomData })
    }
    pair!(WholeOperand, operand::whole(left), operand::whole(right), |left, right| make::<C, _, _>(
        left, right, span
    ))
}

fn reals<C: Comparison + 'static>(left: Expr, right: Expr, span: Span) -> Expr {
    fn make<C: Comparison + 'static, Left: Number + 'static, Right: Number + 'static>(
        left: Left,
        right: Right,
        span: Span,
    ) -> Expr {
        Box::new(CompareReal::<C, _, _> { left, right, span, comparison: PhantomData })
    }
    pair!(NumberOperand, operand::number(left), operand::number(right), |left, right| make::<C, _, _>(
        left, right, span
    ))
}

/// The best node for a comparison.
pub fn compare(op: BinaryOp, left: Expr, right: Expr, span: Span) -> Expr {
    match (left.ty(), right.ty()) {
        (Ty::Int(_), Ty::Int(_)) => match op {
            BinaryOp::Eq => ints::<Equal>(left, right, span),
            BinaryOp::Ne => ints::<Different>(left, right, span),
            BinaryOp::Lt => ints::<Less>(left, right, span),
            BinaryOp::Gt => ints::<Greater>(left, right, span),
            BinaryOp::Le => ints::<LessOrEqual>(left, right, span),
            _ => ints::<GreaterOrEqual>(left, right, span),
        },
        (left_ty, right_ty) if left_ty.is_number() && right_ty.is_number() => match op {
            BinaryOp::Eq => reals::<Equal>(left, right, span),
            BinaryOp::Ne => reals::<Different>(left, right, span),
            BinaryOp::Lt => reals::<Less>(left, right, span),
            BinaryOp::Gt => reals::<Greater>(left, right, span),
            BinaryOp::Le => reals::<LessOrEqual>(left, right, span),
            _ => reals::<GreaterOrEqual>(left, right, span),
        },
        _ if matches!(op, BinaryOp::Eq | BinaryOp::Ne)
            && right.constant().is_some_and(|value| value.is_null()) =>
        {
            Box::new(IsNull { value: left, wanted: op == BinaryOp::Eq, span })
        }
        _ => Box::new(Compare { op, left, right, span }),
    }
}
