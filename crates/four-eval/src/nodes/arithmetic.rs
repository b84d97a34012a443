//! Arithmetic: general nodes that look at both values, and nodes that compute on plain numbers.
//!
//! [`IntArithmetic`] is chosen when both operands are whole ([`Ty::Int`]) and the result surely fits 63 bits. 4D
//! computes with reals, so a result beyond 2^53 is rounded as a real would be; below that whole numbers are exact.
//! [`RealArithmetic`] is chosen when both operands are numbers.

use std::marker::PhantomData;

use four_runtime::Value;
use four_runtime::rules::number;
use four_syntax::ast::BinaryOp;

use super::spanned;
use crate::cx::{Cx, R};
use crate::node::{Expr, Frame, Node, Span, Ty};
use crate::ops;

/// Any operator on any values.
pub struct Binary {
    /// The operator.
    pub op: BinaryOp,
    /// Left operand.
    pub left: Expr,
    /// Right operand.
    pub right: Expr,
    /// Place.
    pub span: Span,
}

impl Node for Binary {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        let left = self.left.eval(cx, frame)?;
        let right = self.right.eval(cx, frame)?;
        ops::binary(self.op, &left, &right).map_err(|error| cx.raise(self.span, error))
    }
}

/// `+`, `-`, `*` or `/` on values that are mostly numbers, or texts for `+`.
pub struct Sum {
    /// The operator.
    pub op: BinaryOp,
    /// Left operand.
    pub left: Expr,
    /// Right operand.
    pub right: Expr,
    /// Place.
    pub span: Span,
}

impl Node for Sum {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        let left = self.left.eval(cx, frame)?;
        let right = self.right.eval(cx, frame)?;
        let (left_real, right_real) = match (&left, &right) {
            (Value::Int(left), Value::Int(right)) => {
                let exact = match self.op {
                    BinaryOp::Add => left.checked_add(*right),
                    BinaryOp::Sub => left.checked_sub(*right),
                    BinaryOp::Mul => left.checked_mul(*right),
                    _ => None,
                };
                if let Some(exact) = exact {
                    return Ok(Value::Int(exact));
                }
                (f64::from(*left), f64::from(*right))
            }
            (Value::Real(left), Value::Real(right)) => (*left, *right),
            (Value::Real(left), Value::Int(right)) => (*left, f64::from(*right)),
            (Value::Int(left), Value::Real(right)) => (f64::from(*left), *right),
            _ => return self.general(cx, left, right),
        };
        Ok(match self.op {
            BinaryOp::Add => Value::Real(left_real + right_real),
            BinaryOp::Sub => Value::Real(left_real - right_real),
            BinaryOp::Mul => Value::Real(left_real * right_real),
            _ => Value::number(left_real / right_real),
        })
    }
}

impl Sum {
    fn general(&self, cx: &mut Cx<'_>, left: Value, right: Value) -> R<Value> {
        match (self.op, left, right) {
            (BinaryOp::Add, Value::Text(mut left), Value::Text(right)) => {
                left.push(&right);
                Ok(Value::Text(left))
            }
            (op, left, right) => ops::binary(op, &left, &right).map_err(|error| cx.raise(self.span, error)),
        }
    }
}

/// An operator on whole numbers, one type each so that no node asks which it is.
pub trait WholeOperator: Send + Sync {
    /// The result before rounding; `None` for a division by zero.
    fn apply(left: i64, right: i64) -> Option<i64>;
}

/// `+` on whole numbers.
pub struct Plus;
/// `-` on whole numbers.
pub struct Minus;
/// `*` on whole numbers.
pub struct Times;
/// `%` on whole numbers.
pub struct Modulo;

impl WholeOperator for Plus {
    #[inline(always)]
    fn apply(left: i64, right: i64) -> Option<i64> {
        Some(left.wrapping_add(right))
    }
}

impl WholeOperator for Minus {
    #[inline(always)]
    fn apply(left: i64, right: i64) -> Option<i64> {
        Some(left.wrapping_sub(right))
    }
}

impl WholeOperator for Times {
    #[inline(always)]
    fn apply(left: i64, right: i64) -> Option<i64> {
        Some(left.wrapping_mul(right))
    }
}

impl WholeOperator for Modulo {
    #[inline(always)]
    fn apply(left: i64, right: i64) -> Option<i64> {
        // 32-bit division is several times faster.
        match (i32::try_from(left), i32::try_from(right)) {
            (Ok(left), Ok(right)) if right > 0 => Some(i64::from(left % right)),
            _ => left.checked_rem(right),
        }
    }
}

/// `+`, `-`, `*` or `%` on whole numbers.
pub struct IntArithmetic<O> {
    /// Left operand, whole.
    pub left: Expr,
    /// Right operand, whole.
    pub right: Expr,
    /// Bits of the result.
    pub bits: u8,
    /// Place.
    pub span: Span,
    operator: PhantomData<O>,
}

/// Bits that the result of whole operands may need; `None` when it may not fit.
fn result_bits(op: BinaryOp, left: u8, right: u8) -> Option<u8> {
    let bits = match op {
        BinaryOp::Add | BinaryOp::Sub => left.max(right) + 1,
        BinaryOp::Mul => left + right,
        BinaryOp::Mod => right.min(left),
        _ => return None,
    };
    // Two products of the largest numbers could just reach beyond the range.
    (bits <= 62 || bits == 63 && left != right).then_some(bits)
}

impl<O: WholeOperator + 'static> Node for IntArithmetic<O> {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        let whole = self.eval_int(cx, frame)?;
        Ok(match i32::try_from(whole) {
            Ok(int) => Value::Int(int),
            Err(_) => Value::Real(whole as f64),
        })
    }
    fn ty(&self) -> Ty {
        Ty::Int(self.bits)
    }
    #[inline]
    fn eval_int(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<i64> {
        let left = self.left.eval_int(cx, frame)?;
        let right = self.right.eval_int(cx, frame)?;
        match O::apply(left, right) {
            // A whole number as a real would hold it.
            Some(exact) if self.bits > 53 => Ok(exact as f64 as i64),
            Some(exact) => Ok(exact),
            None => Err(cx.raise(self.span, ops::division_by_zero())),
        }
    }
    fn eval_real(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<f64> {
        self.eval_int(cx, frame).map(|whole| whole as f64)
    }
}

/// `+`, `-`, `*`, `/` or `^` on numbers.
pub struct RealArithmetic {
    /// The operator.
    pub op: BinaryOp,
    /// Left operand, a number.
    pub left: Expr,
    /// Right operand, a number.
    pub right: Expr,
    /// Place.
    pub span: Span,
}

impl Node for RealArithmetic {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        self.eval_real(cx, frame).map(Value::Real)
    }
    fn ty(&self) -> Ty {
        Ty::Real
    }
    fn eval_real(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<f64> {
        let left = self.left.eval_real(cx, frame)?;
        let right = self.right.eval_real(cx, frame)?;
        match self.op {
            BinaryOp::Add => Ok(left + right),
            BinaryOp::Sub => Ok(left - right),
            BinaryOp::Mul => Ok(left * right),
            BinaryOp::Div => Ok(left / right),
            BinaryOp::Pow => Ok(left.powf(right)),
            BinaryOp::Mod => match number::percent(left, right) {
                Some(rest) => Ok(rest),
                None => Err(cx.raise(self.span, ops::division_by_zero())),
            },
            _ => match number::integer_divide(left, right) {
                Some(whole) => Ok(whole),
                None => Err(cx.raise(self.span, ops::division_by_zero())),
            },
        }
    }
}

/// Unary minus.
pub struct Negate {
    /// The operand.
    pub operand: Expr,
    /// Place.
    pub span: Span,
}

impl Node for Negate {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        let value = self.operand.eval(cx, frame)?;
        ops::negate(&value).map_err(|error| cx.raise(self.span, error))
    }
    fn ty(&self) -> Ty {
        if self.operand.ty().is_number() { Ty::Real } else { Ty::Any }
    }
}

fn whole<O: WholeOperator + 'static>(left: Expr, right: Expr, bits: u8, span: Span) -> Expr {
    Box::new(IntArithmetic::<O> { left, right, bits, span, operator: PhantomData })
}

/// The best node for an operator that evaluates both operands and is no comparison.
pub fn binary(op: BinaryOp, left: Expr, right: Expr, span: Span) -> Expr {
    if let (Ty::Int(left_bits), Ty::Int(right_bits)) = (left.ty(), right.ty())
        && let Some(bits) = result_bits(op, left_bits, right_bits)
    {
        return match op {
            BinaryOp::Add => whole::<Plus>(left, right, bits, span),
            BinaryOp::Sub => whole::<Minus>(left, right, bits, span),
            BinaryOp::Mul => whole::<Times>(left, right, bits, span),
            _ => whole::<Modulo>(left, right, bits, span),
        };
    }
    let numeric = matches!(
        op,
        BinaryOp::Add
            | BinaryOp::Sub
            | BinaryOp::Mul
            | BinaryOp::Div
            | BinaryOp::Pow
            | BinaryOp::Mod
            | BinaryOp::IntDiv
    );
    if numeric && left.ty().is_number() && right.ty().is_number() {
        return Box::new(RealArithmetic { op, left, right, span });
    }
    match op {
        BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div => {
            Box::new(Sum { op, left, right, span })
        }
        _ => Box::new(Binary { op, left, right, span }),
    }
}
