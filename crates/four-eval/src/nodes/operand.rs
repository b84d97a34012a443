//! Operands of nodes that compute on plain numbers.
//!
//! Most operands are local variables and literals. A node that knows so reads them without a call; one node type each
//! comes from these few types by generics.

use crate::cx::{Cx, R};
use crate::node::{Expr, Frame, Ty};
use crate::nodes::member::{ReadLocalMember, ReadThisMember};
use crate::nodes::variables::{int_of, real_of};
use four_runtime::Value;

/// A whole operand.
pub trait Whole: Send + Sync {
    /// Its value.
    fn int(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<i64>;
}

/// A numeric operand.
pub trait Number: Send + Sync {
    /// Its value.
    fn real(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<f64>;
}

/// An operand that is mostly a number.
pub trait Mostly: Send + Sync {
    /// Its value, as [`Node::eval_number`](crate::node::Node::eval_number).
    fn number(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Option<f64>>;
    /// Its value where the other operand is no number.
    fn value(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value>;
}

/// A condition.
pub trait Condition: Send + Sync {
    /// Whether it holds.
    fn holds(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<bool>;
}

/// A local variable declared as Integer.
pub struct IntSlot(usize);
/// A local variable declared as Real.
pub struct RealSlot(usize);
/// A whole literal.
pub struct IntConstant(i64);
/// A literal.
pub struct RealConstant(f64);
/// Any expression of the type.
pub struct Computed(pub Expr);

impl Whole for IntSlot {
    #[inline(always)]
    fn int(&self, _cx: &mut Cx<'_>, frame: &mut Frame) -> R<i64> {
        Ok(i64::from(int_of(&frame[self.0])))
    }
}

impl Whole for IntConstant {
    #[inline(always)]
    fn int(&self, _cx: &mut Cx<'_>, _frame: &mut Frame) -> R<i64> {
        Ok(self.0)
    }
}

impl Whole for Computed {
    #[inline(always)]
    fn int(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<i64> {
        self.0.eval_int(cx, frame)
    }
}

impl Number for RealSlot {
    #[inline(always)]
    fn real(&self, _cx: &mut Cx<'_>, frame: &mut Frame) -> R<f64> {
        Ok(real_of(&frame[self.0]))
    }
}

impl Number for RealConstant {
    #[inline(always)]
    fn real(&self, _cx: &mut Cx<'_>, _frame: &mut Frame) -> R<f64> {
        Ok(self.0)
    }
}

impl Number for Computed {
    #[inline(always)]
    fn real(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<f64> {
        self.0.eval_real(cx, frame)
    }
}

impl Mostly for RealSlot {
    #[inline(always)]
    fn number(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Option<f64>> {
        self.real(cx, frame).map(Some)
    }
    fn value(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        self.real(cx, frame).map(Value::Real)
    }
}

impl Mostly for RealConstant {
    #[inline(always)]
    fn number(&self, _cx: &mut Cx<'_>, _frame: &mut Frame) -> R<Option<f64>> {
        Ok(Some(self.0))
    }
    fn value(&self, _cx: &mut Cx<'_>, _frame: &mut Frame) -> R<Value> {
        Ok(Value::number(self.0))
    }
}

impl Mostly for Computed {
    #[inline(always)]
    fn number(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Option<f64>> {
        self.0.eval_number(cx, frame)
    }
    #[inline(always)]
    fn value(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Value> {
        self.0.eval(cx, frame)
    }
}

impl Condition for Computed {
    #[inline(always)]
    fn holds(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<bool> {
        self.0.eval_bool(cx, frame)
    }
}

/// What an operand that is mostly a number is.
pub enum Likely {
    /// A local variable declared as Real.
    Slot(RealSlot),
    /// A property of an object in a local variable.
    Member(ReadLocalMember),
    /// A property of `This`.
    Own(ReadThisMember),
    /// A literal.
    Constant(RealConstant),
    /// Anything else.
    Computed(Computed),
}

/// What a whole operand is.
pub enum WholeOperand {
    /// A local variable.
    Slot(IntSlot),
    /// A literal.
    Constant(IntConstant),
    /// Anything else.
    Computed(Computed),
}

/// What a numeric operand is.
pub enum NumberOperand {
    /// A local variable.
    Slot(RealSlot),
    /// A literal.
    Constant(RealConstant),
    /// Anything else.
    Computed(Computed),
}

/// Finds out what a whole operand is.
pub fn whole(expr: Expr) -> WholeOperand {
    if let (Ty::Int(31), Some(slot)) = (expr.ty(), expr.local()) {
        return WholeOperand::Slot(IntSlot(slot));
    }
    match expr.constant() {
        Some(Value::Int(int)) => WholeOperand::Constant(IntConstant(i64::from(int))),
        _ => WholeOperand::Computed(Computed(expr)),
    }
}

/// Finds out what a numeric operand is.
pub fn number(expr: Expr) -> NumberOperand {
    if let (Ty::Real, Some(slot)) = (expr.ty(), expr.local()) {
        return NumberOperand::Slot(RealSlot(slot));
    }
    match expr.constant().as_ref().and_then(Value::as_number) {
        Some(real) => NumberOperand::Constant(RealConstant(real)),
        None => NumberOperand::Computed(Computed(expr)),
    }
}

/// Finds out what an operand is that is mostly a number.
pub fn likely(expr: Expr) -> Likely {
    if let (Ty::Real, Some(slot)) = (expr.ty(), expr.local()) {
        return Likely::Slot(RealSlot(slot));
    }
    match expr.constant().as_ref().and_then(Value::as_number) {
        Some(real) => Likely::Constant(RealConstant(real)),
        None => expr.operand(),
    }
}

/// Makes a node for two whole operands: `pair!(whole, left, right, make)` calls the generic `make` with their types.
macro_rules! pair {
    ($kind:ident, $left:expr, $right:expr, $make:expr) => {{
        use $crate::nodes::operand::$kind::{Computed, Constant, Slot};
        match ($left, $right) {
            (Slot(left), Slot(right)) => $make(left, right),
            (Slot(left), Constant(right)) => $make(left, right),
            (Slot(left), Computed(right)) => $make(left, right),
            (Constant(left), Slot(right)) => $make(left, right),
            (Constant(left), Constant(right)) => $make(left, right),
            (Constant(left), Computed(right)) => $make(left, right),
            (Computed(left), Slot(right)) => $make(left, right),
            (Computed(left), Constant(right)) => $make(left, right),
            (Computed(left), Computed(right)) => $make(left, right),
        }
    }};
}
pub(crate) use pair;
