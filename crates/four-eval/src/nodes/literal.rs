//! Literals.

use four_runtime::{FrozenText, Plain, Text, Value};

use super::spanned;
use crate::cx::{Cx, R};
use crate::node::{Expr, Frame, Node, Span, Ty};

/// A number without fraction in longint range.
pub struct IntLiteral {
    /// The number.
    pub value: i32,
    /// Place.
    pub span: Span,
}

impl Node for IntLiteral {
    spanned!();
    fn eval(&self, _cx: &mut Cx<'_>, _frame: &mut Frame) -> R<Value> {
        Ok(Value::Int(self.value))
    }
    fn ty(&self) -> Ty {
        Ty::Int((64 - i64::from(self.value).unsigned_abs().leading_zeros()).max(1) as u8)
    }
    fn eval_int(&self, _cx: &mut Cx<'_>, _frame: &mut Frame) -> R<i64> {
        Ok(i64::from(self.value))
    }
    fn eval_real(&self, _cx: &mut Cx<'_>, _frame: &mut Frame) -> R<f64> {
        Ok(f64::from(self.value))
    }
    fn eval_number(&self, _cx: &mut Cx<'_>, _frame: &mut Frame) -> R<Option<f64>> {
        Ok(Some(f64::from(self.value)))
    }
    fn constant(&self) -> Option<Value> {
        Some(Value::Int(self.value))
    }
}

/// A number with a fraction, or beyond longint range.
pub struct RealLiteral {
    /// The number.
    pub value: f64,
    /// Place.
    pub span: Span,
}

impl Node for RealLiteral {
    spanned!();
    fn eval(&self, _cx: &mut Cx<'_>, _frame: &mut Frame) -> R<Value> {
        Ok(Value::Real(self.value))
    }
    fn ty(&self) -> Ty {
        Ty::Real
    }
    fn eval_real(&self, _cx: &mut Cx<'_>, _frame: &mut Frame) -> R<f64> {
        Ok(self.value)
    }
    fn eval_number(&self, _cx: &mut Cx<'_>, _frame: &mut Frame) -> R<Option<f64>> {
        Ok(Some(self.value))
    }
    fn constant(&self) -> Option<Value> {
        Some(Value::Real(self.value))
    }
}

/// A text of a few characters.
pub struct ShortTextLiteral {
    /// The text.
    pub value: Plain,
    /// Place.
    pub span: Span,
}

impl Node for ShortTextLiteral {
    spanned!();
    fn eval(&self, _cx: &mut Cx<'_>, _frame: &mut Frame) -> R<Value> {
        Ok(self.value.get())
    }
    fn ty(&self) -> Ty {
        Ty::Text
    }
    fn constant(&self) -> Option<Value> {
        Some(self.value.get())
    }
}

/// The best node for a literal text.
pub fn text_literal(value: FrozenText, span: Span) -> Expr {
    match Plain::new(Value::Text(Text::from(&value))) {
        Some(value) => Box::new(ShortTextLiteral { value, span }),
        None => Box::new(TextLiteral { value, span }),
    }
}

/// A text.
pub struct TextLiteral {
    /// The text.
    pub value: FrozenText,
    /// Place.
    pub span: Span,
}

impl Node for TextLiteral {
    spanned!();
    fn eval(&self, _cx: &mut Cx<'_>, _frame: &mut Frame) -> R<Value> {
        Ok(Value::Text(Text::from(&self.value)))
    }
    fn ty(&self) -> Ty {
        Ty::Text
    }
    fn constant(&self) -> Option<Value> {
        Some(Value::Text(Text::from(&self.value)))
    }
}

/// Null, a Boolean, a date or a time.
pub struct ScalarLiteral {
    /// Which.
    pub value: Scalar,
    /// Place.
    pub span: Span,
}

/// Literals that are neither number nor text.
#[derive(Clone, Copy)]
pub enum Scalar {
    /// `Null`
    Null,
    /// `True`, `False`
    Bool(bool),
    /// A date as a day count.
    Date(i32),
    /// A time in seconds.
    Time(i32),
    /// A value that is not there, such as an omitted argument.
    Undefined,
}

impl From<Scalar> for Value {
    fn from(scalar: Scalar) -> Value {
        match scalar {
            Scalar::Null => Value::Null,
            Scalar::Bool(flag) => Value::Bool(flag),
            Scalar::Date(days) => Value::Date(days),
            Scalar::Time(seconds) => Value::Time(seconds),
            Scalar::Undefined => Value::Undefined,
        }
    }
}

impl Node for ScalarLiteral {
    spanned!();
    fn eval(&self, _cx: &mut Cx<'_>, _frame: &mut Frame) -> R<Value> {
        Ok(Value::from(self.value))
    }
    fn constant(&self) -> Option<Value> {
        matches!(self.value, Scalar::Null).then_some(Value::Null)
    }
    fn ty(&self) -> Ty {
        match self.value {
            Scalar::Bool(_) => Ty::Bool,
            _ => Ty::Any,
        }
    }
}
