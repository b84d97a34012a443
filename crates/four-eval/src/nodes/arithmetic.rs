//! Arithmetic: general nodes that look at both values, and nodes that compute on plain numbers.
//!
//! [`IntArithmetic`] is chosen when both operands are whole ([`Ty::Int`]) and the result surely fits 63 bits. 4D
//! computes with reals, so a result beyond 2^53 is rounded as a real would be; below that whole numbers are exact.
//! [`RealArithmetic`] is chosen when both operands are numbers.

use std::marker::PhantomData;

use four_runtime::rules::number;
use four_runtime::{Value, memory};
use four_syntax::ast::BinaryOp;

use super::operand::{self, Number, Whole, pair};
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

/// `+`, `-`, `*`, `/` or `%` on values that are mostly numbers, or texts for `+`.
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
        Ok(match self.eval_number(cx, frame)? {
            Some(real) => Value::number(real),
            None => std::mem::take(&mut cx.other),
        })
    }
    fn eval_real(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<f64> {
        match self.eval_number(cx, frame)? {
            Some(real) => Ok(real),
            None => {
                let other = std::mem::take(&mut cx.other);
                self.eval_real_of(cx, &other)
            }
        }
    }
    fn eval_number(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Option<f64>> {
        let Some(left) = self.left.eval_number(cx, frame)? else {
            let left = std::mem::take(&mut cx.other);
            let right = self.right.eval(cx, frame)?;
            return self.general(cx, left, right);
        };
        let Some(right) = self.right.eval_number(cx, frame)? else {
            let right = std::mem::take(&mut cx.other);
            return self.general(cx, Value::number(left), right);
        };
        let result = match self.op {
            BinaryOp::Add => Some(left + right),
            BinaryOp::Sub => Some(left - right),
            BinaryOp::Mul => Some(left * right),
            BinaryOp::Div => Some(left / right),
            _ => number::percent(left, right),
        };
        match result {
            Some(_) => Ok(result),
            None => Err(cx.raise(self.span, ops::division_by_zero())),
        }
    }
    fn computes_number(&self) -> bool {
        true
    }
}

impl Sum {
    #[inline(never)]
    fn general(&self, cx: &mut Cx<'_>, left: Value, right: Value) -> R<Option<f64>> {
        let value = match (self.op, left, right) {
            (BinaryOp::Add, Value::Text(mut left), Value::Text(right)) => {
                memory::reserve(left.growth(&right)).map_err(|error| cx.raise(self.span, error))?;
                left.push(&right);
                Value::Text(left)
            }
            (op, left, right) => {
                ops::binary(op, &left, &right).map_err(|error| cx.raise(self.span, error))?
            }
        };
        Ok(cx.number_or_other(value))
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
pub struct IntArithmetic<O, Left, Right> {
    /// Left operand.
    pub left: Left,
    /// Right operand.
    pub right: Right,
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

impl<O: WholeOperator + 'static, Left: Whole, Right: Whole> Node for IntArithmetic<O, Left, Right> {
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
        let left = self.left.int(cx, frame)?;
        let right = self.right.int(cx, frame)?;
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
    fn eval_number(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Option<f64>> {
        self.eval_int(cx, frame).map(|whole| Some(whole as f64))
    }
    fn computes_number(&self) -> bool {
        true
    }
}

/// An operator on numbers, one type each.
pub trait RealOperator: Send + Sync {
    /// The result; `None` for a division by zero that is an error.
    fn apply(left: f64, right: f64) -> Option<f64>;
}

macro_rules! real_operators {
    ($($(#[doc = $doc:literal])* $name:ident: |$left:ident, $right:ident| $result:expr;)*) => {$(
        $(#[doc = $doc])*
        pub struct $name;
        impl RealOperator for $name {
            #[inline(always)]
            fn apply($left: f64, $right: f64) -> Option<f64> {
                $result
            }
        }
    )*};
}

real_operators! {
    /// `+` on numbers.
    RealPlus: |left, right| Some(left + right);
    /// `-` on numbers.
    RealMinus: |left, right| Some(left - right);
    /// `*` on numbers.
    RealTimes: |left, right| Some(left * right);
    /// `/` on numbers.
    RealDivide: |left, right| Some(left / right);
    /// `^` on numbers.
    RealPower: |left, right| Some(left.powf(right));
    /// `%` on numbers.
    RealModulo: |left, right| number::percent(left, right);
    /// `\\` on numbers.
    RealDivideWhole: |left, right| number::integer_divide(left, right);
}

/// An arithmetic operator on numbers.
pub struct RealArithmetic<O, Left, Right> {
    /// Left operand.
    pub left: Left,
    /// Right operand.
    pub right: Right,
    /// Place.
    pub span: Span,
    operator: PhantomData<O>,
}

impl<O: RealOperator + 'static, Left: Number, Right: Number> Node for RealArithmetic<O, Left, Right> {
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        self.eval_real(cx, frame).map(Value::Real)
    }
    fn ty(&self) -> Ty {
        Ty::Real
    }
    fn eval_real(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<f64> {
        let left = self.left.real(cx, frame)?;
        let right = self.right.real(cx, frame)?;
        match O::apply(left, right) {
            Some(result) => Ok(result),
            None => Err(cx.raise(self.span, ops::division_by_zero())),
        }
    }
    fn eval_number(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Option<f64>> {
        self.eval_real(cx, frame).map(Some)
    }
    fn computes_number(&self) -> bool {
        true
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
    fn make<O: WholeOperator + 'static, Left: Whole + 'static, Right: Whole + 'static>(
        left: Left,
        right: Right,
        bits: u8,
        span: Span,
    ) -> Expr {
        Box::new(IntArithmetic::<O, _, _> { left, right, bits, span, operator: PhantomData })
    }
    pair!(WholeOperand, operand::whole(left), operand::whole(right), |left, right| make::<O, _, _>(
        left, right, bits, span
    ))
}

fn real<O: RealOperator + 'static>(left: Expr, right: Expr, span: Span) -> Expr {
    fn make<O: RealOperator + 'static, Left: Number + 'static, Right: Number + 'static>(
        left: Left,
        right: Right,
        span: Span,
    ) -> Expr {
        Box::new(RealArithmetic::<O, _, _> { left, right, span, operator: PhantomData })
    }
    pair!(NumberOperand, operand::number(left), operand::number(right), |left, right| make::<O, _, _>(
        left, right, span
    ))
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
    if left.ty().is_number() && right.ty().is_number() {
        match op {
            BinaryOp::Add => return real::<RealPlus>(left, right, span),
            BinaryOp::Sub => return real::<RealMinus>(left, right, span),
            BinaryOp::Mul => return real::<RealTimes>(left, right, span),
            BinaryOp::Div => return real::<RealDivide>(left, right, span),
            BinaryOp::Pow => return real::<RealPower>(left, right, span),
            BinaryOp::Mod => return real::<RealModulo>(left, right, span),
            BinaryOp::IntDiv => return real::<RealDivideWhole>(left, right, span),
            _ => {}
        }
    }
    match op {
        BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div | BinaryOp::Mod => {
            Box::new(Sum { op, left, right, span })
        }
        _ => Box::new(Binary { op, left, right, span }),
    }
}
