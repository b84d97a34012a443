//! Arithmetic: general nodes that look at both values, and nodes that compute on plain numbers.
//!
//! [`IntArithmetic`] is chosen when both operands are whole ([`Ty::Int`]) and the result surely fits 63 bits. 4D
//! computes with reals, so a result beyond 2^53 is rounded as a real would be; below that whole numbers are exact.
//! [`RealArithmetic`] is chosen when both operands are numbers.

use std::marker::PhantomData;

use four_runtime::rules::number;
use four_runtime::{Value, memory};
use four_syntax::ast::BinaryOp;

use super::assign::{SetIntLocal, SetNumberLocal, SetRealLocal};
use super::control::{ReturnReal, ReturnWhole};
use super::fusion::{self, Consumer};
use super::operand::{self, Computed, Likely, Mostly, Number, Whole, pair};
use super::spanned;
use crate::cx::{Cx, R};
use crate::node::{Expr, Frame, Node, Span, Step, Ty};
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
pub struct Sum<O, Left, Right> {
    /// Left operand.
    pub left: Left,
    /// Right operand.
    pub right: Right,
    /// Place.
    pub span: Span,
    operator: PhantomData<O>,
}

impl<O: RealOperator + 'static, Left: Mostly + 'static, Right: Mostly + 'static> Node
    for Sum<O, Left, Right>
{
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        self.value(cx, frame)
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
        self.number(cx, frame)
    }
    fn computes_number(&self) -> bool {
        true
    }
    fn consumed(self: Box<Self>, by: Consumer) -> Box<dyn Step> {
        match by {
            Consumer::SetNumber(slot, whole, span) => {
                Box::new(SetNumberLocal { slot, whole, value: *self, span })
            }
            Consumer::SetLocalMember(slot, name, span) => fusion::set_member(Some(slot), name, *self, span),
            Consumer::SetThisMember(name, span) => fusion::set_member(None, name, *self, span),
            other => other.of(self),
        }
    }
}

impl<O: RealOperator, Left: Mostly, Right: Mostly> Mostly for Sum<O, Left, Right> {
    #[inline(always)]
    fn number(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Option<f64>> {
        let left = match self.left.number(cx, frame) {
            Ok(Some(left)) => left,
            Ok(None) => return self.without_left(cx, frame),
            Err(raised) => return Err(raised),
        };
        let right = match self.right.number(cx, frame) {
            Ok(Some(right)) => right,
            Ok(None) => return general(cx, O::OP, Some(left), Value::Undefined, self.span),
            Err(raised) => return Err(raised),
        };
        match O::apply(left, right) {
            Some(result) => Ok(Some(result)),
            None => Err(cx.raise(self.span, ops::division_by_zero())),
        }
    }
    fn value(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        Ok(match self.number(cx, frame)? {
            Some(real) => Value::number(real),
            None => std::mem::take(&mut cx.other),
        })
    }
}

impl<O: RealOperator, Left: Mostly, Right: Mostly> Sum<O, Left, Right> {
    #[inline(never)]
    fn without_left(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Option<f64>> {
        let left = std::mem::take(&mut cx.other);
        cx.other = self.right.value(cx, frame)?;
        general(cx, O::OP, None, left, self.span)
    }
}

/// The operator on any values: the left one is a number or a value, the right one stands in [`Cx::other`].
#[inline(never)]
fn general(cx: &mut Cx<'_>, op: BinaryOp, number: Option<f64>, left: Value, span: Span) -> R<Option<f64>> {
    let right = std::mem::take(&mut cx.other);
    let value = match (op, number.map_or(left, Value::number), right) {
        (BinaryOp::Add, Value::Text(mut left), Value::Text(right)) => {
            memory::reserve(left.growth(&right)).map_err(|error| cx.raise(span, error))?;
            left.push(&right);
            Value::Text(left)
        }
        (op, left, right) => ops::binary(op, &left, &right).map_err(|error| cx.raise(span, error))?,
    };
    Ok(cx.number_or_other(value))
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

/// `+`, `-`, `*` or `%` on whole numbers. `EXACT` where the result fits the 53 bits that a real holds exactly.
pub struct IntArithmetic<O, Left, Right, const EXACT: bool> {
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

impl<O: WholeOperator, Left: Whole, Right: Whole, const EXACT: bool> Whole
    for IntArithmetic<O, Left, Right, EXACT>
{
    #[inline(always)]
    fn int(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<i64> {
        let left = self.left.int(cx, frame)?;
        let right = self.right.int(cx, frame)?;
        match O::apply(left, right) {
            Some(whole) if EXACT => Ok(whole),
            // A whole number as a real would hold it.
            Some(whole) => Ok(whole as f64 as i64),
            None => Err(cx.raise(self.span, ops::division_by_zero())),
        }
    }
}

impl<O, Left, Right, const EXACT: bool> Node for IntArithmetic<O, Left, Right, EXACT>
where
    O: WholeOperator + 'static,
    Left: Whole + 'static,
    Right: Whole + 'static,
{
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
    fn eval_int(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<i64> {
        self.int(cx, frame)
    }
    fn eval_real(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<f64> {
        self.int(cx, frame).map(|whole| whole as f64)
    }
    fn eval_number(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Option<f64>> {
        self.eval_int(cx, frame).map(|whole| Some(whole as f64))
    }
    fn computes_number(&self) -> bool {
        true
    }
    fn consumed(self: Box<Self>, by: Consumer) -> Box<dyn Step> {
        match by {
            Consumer::SetInt(slot) => Box::new(SetIntLocal { slot, value: *self }),
            Consumer::ReturnWhole => Box::new(ReturnWhole(*self)),
            other => other.of(self),
        }
    }
}

/// An operator on numbers, one type each.
pub trait RealOperator: Send + Sync {
    /// The operator.
    const OP: BinaryOp;
    /// The result; `None` for a division by zero that is an error.
    fn apply(left: f64, right: f64) -> Option<f64>;
}

macro_rules! real_operators {
    ($($(#[doc = $doc:literal])* $name:ident $op:ident: |$left:ident, $right:ident| $result:expr;)*) => {$(
        $(#[doc = $doc])*
        pub struct $name;
        impl RealOperator for $name {
            const OP: BinaryOp = BinaryOp::$op;
            #[inline(always)]
            fn apply($left: f64, $right: f64) -> Option<f64> {
                $result
            }
        }
    )*};
}

real_operators! {
    /// `+` on numbers.
    RealPlus Add: |left, right| Some(left + right);
    /// `-` on numbers.
    RealMinus Sub: |left, right| Some(left - right);
    /// `*` on numbers.
    RealTimes Mul: |left, right| Some(left * right);
    /// `/` on numbers.
    RealDivide Div: |left, right| Some(left / right);
    /// `^` on numbers.
    RealPower Pow: |left, right| Some(left.powf(right));
    /// `%` on numbers.
    RealModulo Mod: |left, right| number::percent(left, right);
    /// `\\` on numbers.
    RealDivideWhole IntDiv: |left, right| number::integer_divide(left, right);
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

impl<O: RealOperator, Left: Number, Right: Number> Number for RealArithmetic<O, Left, Right> {
    #[inline(always)]
    fn real(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<f64> {
        let left = self.left.real(cx, frame)?;
        let right = self.right.real(cx, frame)?;
        match O::apply(left, right) {
            Some(result) => Ok(result),
            None => Err(cx.raise(self.span, ops::division_by_zero())),
        }
    }
}

impl<O, Left, Right> Node for RealArithmetic<O, Left, Right>
where
    O: RealOperator + 'static,
    Left: Number + 'static,
    Right: Number + 'static,
{
    spanned!();
    fn eval(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        self.eval_real(cx, frame).map(Value::Real)
    }
    fn ty(&self) -> Ty {
        Ty::Real
    }
    fn eval_real(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<f64> {
        self.real(cx, frame)
    }
    fn eval_number(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Option<f64>> {
        self.real(cx, frame).map(Some)
    }
    fn computes_number(&self) -> bool {
        true
    }
    fn consumed(self: Box<Self>, by: Consumer) -> Box<dyn Step> {
        match by {
            Consumer::SetReal(slot) => Box::new(SetRealLocal { slot, value: *self }),
            Consumer::ReturnReal => Box::new(ReturnReal(*self)),
            other => other.of(self),
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
    fn make<O: WholeOperator + 'static, Left: Whole + 'static, Right: Whole + 'static>(
        left: Left,
        right: Right,
        bits: u8,
        span: Span,
    ) -> Expr {
        match bits <= 53 {
            true => {
                Box::new(IntArithmetic::<O, _, _, true> { left, right, bits, span, operator: PhantomData })
            }
            false => {
                Box::new(IntArithmetic::<O, _, _, false> { left, right, bits, span, operator: PhantomData })
            }
        }
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

fn sum<O: RealOperator + 'static>(left: Expr, right: Expr, span: Span) -> Expr {
    fn with_left<O: RealOperator + 'static, Left: Mostly + 'static>(
        left: Left,
        right: Expr,
        span: Span,
    ) -> Expr {
        match operand::likely(right) {
            Likely::Slot(right) => make::<O, _, _>(left, right, span),
            Likely::Member(right) => make::<O, _, _>(left, right, span),
            Likely::Constant(right) => make::<O, _, _>(left, right, span),
            Likely::Own(right) => make::<O, _, _>(left, Computed(Box::new(right)), span),
            Likely::Computed(right) => make::<O, _, _>(left, right, span),
        }
    }
    fn make<O: RealOperator + 'static, Left: Mostly + 'static, Right: Mostly + 'static>(
        left: Left,
        right: Right,
        span: Span,
    ) -> Expr {
        Box::new(Sum::<O, _, _> { left, right, span, operator: PhantomData })
    }
    match operand::likely(left) {
        Likely::Slot(left) => with_left::<O, _>(left, right, span),
        Likely::Member(left) => with_left::<O, _>(left, right, span),
        Likely::Own(left) => with_left::<O, _>(left, right, span),
        Likely::Constant(left) => with_left::<O, _>(left, right, span),
        Likely::Computed(left) => with_left::<O, _>(left, right, span),
    }
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
        BinaryOp::Add => sum::<RealPlus>(left, right, span),
        BinaryOp::Sub => sum::<RealMinus>(left, right, span),
        BinaryOp::Mul => sum::<RealTimes>(left, right, span),
        BinaryOp::Div => sum::<RealDivide>(left, right, span),
        BinaryOp::Mod => Box::new(Sum::<RealModulo, _, _> {
            left: Computed(left),
            right: Computed(right),
            span,
            operator: PhantomData,
        }),
        _ => Box::new(Binary { op, left, right, span }),
    }
}
