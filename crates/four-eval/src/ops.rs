//! What operators do with values of any type (`Concepts/operators`, `number`, `string`, `date`, `time`).
//!
//! Nodes handle the common pairs of types themselves and come here for the rest.

use std::cmp::Ordering;
use std::rc::Rc;

use four_runtime::error::Error;
use four_runtime::memory;
use four_runtime::rules::date::DateValue;
use four_runtime::rules::{number, wildcard, words};
use four_runtime::{Kind, Res, Text, Value};
use four_syntax::ast::BinaryOp;

/// The sign of an operator, for messages.
fn sign(op: BinaryOp) -> &'static str {
    op.spelling().trim()
}

/// Applies an operator that evaluates both operands.
///
/// # Errors
/// 54 when the operator does not accept the operands; an error for a whole division by zero.
pub fn binary(op: BinaryOp, left: &Value, right: &Value) -> Res<Value> {
    match op {
        BinaryOp::Eq => equal(left, right).map(Value::Bool),
        BinaryOp::Ne => equal(left, right).map(|equal| Value::Bool(!equal)),
        BinaryOp::Lt | BinaryOp::Gt | BinaryOp::Le | BinaryOp::Ge => {
            compare(op, left, right).map(Value::Bool)
        }
        _ => arithmetic(op, left, right),
    }
}

fn arithmetic(op: BinaryOp, left: &Value, right: &Value) -> Res<Value> {
    let refuse = || Error::bad_operands(sign(op), left, right);
    match (left, right) {
        (Value::Array(_), _) | (_, Value::Array(_)) => {
            arithmetic(op, &left.clone().scalar(), &right.clone().scalar())
        }
        (Value::Int(_) | Value::Real(_), Value::Int(_) | Value::Real(_) | Value::Time(_)) => {
            let (left, right) = (left.as_number().unwrap_or(0.0), right.as_number().unwrap_or(0.0));
            numbers(op, left, right).unwrap_or_else(|| Err(refuse()))
        }
        (Value::Text(left), Value::Text(right)) => match op {
            BinaryOp::Add => {
                memory::reserve((left.len() + right.len()) * 2)?;
                Ok(Value::Text(left.concat(right)))
            }
            BinaryOp::Mod => {
                Ok(Value::Bool(words::contains_keyword(left.as_text_ref(), right.as_text_ref())))
            }
            _ => Err(refuse()),
        },
        (Value::Text(text), Value::Int(_) | Value::Real(_)) if op == BinaryOp::Mul => {
            repeat(text, right.as_number().unwrap_or(0.0))
        }
        // The pages have only text * number; published code has both.
        (Value::Int(_) | Value::Real(_), Value::Text(text)) if op == BinaryOp::Mul => {
            repeat(text, left.as_number().unwrap_or(0.0))
        }
        (Value::Date(left), Value::Date(right)) if op == BinaryOp::Sub => {
            Ok(Value::number(f64::from(*left) - f64::from(*right)))
        }
        (Value::Date(days), Value::Int(_) | Value::Real(_)) => {
            let moved = f64::from(number::to_longint(right.as_number().unwrap_or(0.0)));
            match op {
                BinaryOp::Add => Ok(Value::Date(DateValue(*days).add_days(moved).0)),
                BinaryOp::Sub => Ok(Value::Date(DateValue(*days).add_days(-moved).0)),
                _ => Err(refuse()),
            }
        }
        (Value::Time(left), Value::Time(right)) => match op {
            BinaryOp::Add => Ok(Value::Time(left.wrapping_add(*right))),
            BinaryOp::Sub => Ok(Value::Time(left.wrapping_sub(*right))),
            BinaryOp::Mod if *right == 0 => Err(division_by_zero()),
            BinaryOp::Mod => Ok(Value::Time(left.wrapping_rem(*right))),
            _ => numbers(op, f64::from(*left), f64::from(*right)).unwrap_or_else(|| Err(refuse())),
        },
        (Value::Time(seconds), Value::Int(_) | Value::Real(_)) => {
            let right = right.as_number().unwrap_or(0.0);
            numbers(op, f64::from(*seconds), right).unwrap_or_else(|| Err(refuse()))
        }
        (Value::Bool(left), Value::Bool(right)) => match op {
            BinaryOp::And => Ok(Value::Bool(left & right)),
            BinaryOp::Or => Ok(Value::Bool(left | right)),
            BinaryOp::Xor => Ok(Value::Bool(left ^ right)),
            _ => Err(refuse()),
        },
        // A missing value in a condition counts as False (`Concepts/null-undefined`).
        (Value::Bool(flag), Value::Undefined) | (Value::Undefined, Value::Bool(flag))
            if matches!(op, BinaryOp::And | BinaryOp::Or) =>
        {
            Ok(Value::Bool(op == BinaryOp::Or && *flag))
        }
        _ => Err(refuse()),
    }
}

/// An operator on two numbers; `None` when it takes no numbers.
fn numbers(op: BinaryOp, left: f64, right: f64) -> Option<Res<Value>> {
    let bits = || (number::to_bits(left), number::to_bits(right));
    let whole = |result: Option<f64>| result.map(Value::number).ok_or_else(division_by_zero);
    Some(match op {
        BinaryOp::Add => Ok(Value::number(left + right)),
        BinaryOp::Sub => Ok(Value::number(left - right)),
        BinaryOp::Mul => Ok(Value::number(left * right)),
        BinaryOp::Div => Ok(Value::number(left / right)),
        BinaryOp::Pow => Ok(Value::number(left.powf(right))),
        BinaryOp::IntDiv => whole(number::integer_divide(left, right)),
        BinaryOp::Mod => whole(number::percent(left, right)),
        BinaryOp::And => Ok(Value::Int(bits().0 & bits().1)),
        BinaryOp::Or => Ok(Value::Int(bits().0 | bits().1)),
        BinaryOp::Xor => Ok(Value::Int(bits().0 ^ bits().1)),
        BinaryOp::Shl => Ok(Value::Int(number::shift_left(bits().0, bits().1))),
        BinaryOp::Shr => Ok(Value::Int(number::shift_right(bits().0, bits().1))),
        BinaryOp::BitSet => Ok(Value::Int(number::bit_set(bits().0, bits().1))),
        BinaryOp::BitClear => Ok(Value::Int(number::bit_clear(bits().0, bits().1))),
        BinaryOp::BitTest => Ok(Value::Bool(number::bit_test(bits().0, bits().1))),
        _ => return None,
    })
}

/// Division of whole numbers by zero.
#[cold]
pub fn division_by_zero() -> Box<Error> {
    Error::new(-10700, "Division by zero.").with_help("only / divides by zero without an error: it gives INF")
}

/// Longest text that the repetition operator makes, in characters.
const MAX_REPEATED: usize = 1 << 29;

fn repeat(text: &Text, count: f64) -> Res<Value> {
    let count = if count >= 1.0 { count as usize } else { 0 };
    if text.len().saturating_mul(count) > MAX_REPEATED {
        return Err(Error::new(-10701, "The repeated text would be too long."));
    }
    let mut repeated = Text::EMPTY;
    for _ in 0..count {
        repeated.push(text);
    }
    Ok(Value::Text(repeated))
}

/// `left=right` (`Concepts/null-undefined` has the table for missing values).
///
/// # Errors
/// 54 when values of these types cannot be compared.
pub fn equal(left: &Value, right: &Value) -> Res<bool> {
    Ok(match (left, right) {
        (Value::Int(left), Value::Int(right)) => left == right,
        (Value::Text(left), Value::Text(right)) => {
            wildcard::equal_wildcard(left.as_text_ref(), right.as_text_ref())
        }
        (
            Value::Int(_) | Value::Real(_) | Value::Time(_),
            Value::Int(_) | Value::Real(_) | Value::Time(_),
        ) => number::reals_equal(
            left.as_number().unwrap_or(0.0),
            right.as_number().unwrap_or(0.0),
            number::epsilon(),
        ),
        (Value::Bool(left), Value::Bool(right)) => left == right,
        (Value::Date(left), Value::Date(right)) => left == right,
        (Value::Array(_), _) | (_, Value::Array(_)) => {
            return equal(&left.clone().scalar(), &right.clone().scalar());
        }
        _ => {
            if left.equals_null() || right.equals_null() {
                return Ok(left.equals_null() && right.equals_null());
            }
            let reference = |kind| matches!(kind, Kind::Object | Kind::Collection | Kind::Pointer);
            if reference(left.kind()) && reference(right.kind()) {
                return Ok(left.same_reference(right));
            }
            if let (Value::Blob(left), Value::Blob(right)) = (left, right) {
                return Ok(Rc::ptr_eq(left, right) || left == right);
            }
            return Err(Error::bad_operands("=", left, right));
        }
    })
}

/// `left<right` and its like.
///
/// # Errors
/// 54 when values of these types have no order, or one of them is Null.
pub fn compare(op: BinaryOp, left: &Value, right: &Value) -> Res<bool> {
    let holds = |ordering: Ordering| match op {
        BinaryOp::Lt => ordering.is_lt(),
        BinaryOp::Gt => ordering.is_gt(),
        BinaryOp::Le => ordering.is_le(),
        _ => ordering.is_ge(),
    };
    match (left, right) {
        (Value::Text(left), Value::Text(right)) => {
            Ok(holds(wildcard::compare_wildcard(left.as_text_ref(), right.as_text_ref())))
        }
        (
            Value::Int(_) | Value::Real(_) | Value::Time(_),
            Value::Int(_) | Value::Real(_) | Value::Time(_),
        ) => {
            let (left, right) = (left.as_number().unwrap_or(0.0), right.as_number().unwrap_or(0.0));
            Ok(left.partial_cmp(&right).is_some_and(holds))
        }
        (Value::Date(left), Value::Date(right)) => Ok(holds(left.cmp(right))),
        (Value::Bool(left), Value::Bool(right)) => Ok(holds(left.cmp(right))),
        // A missing value is neither greater nor smaller (`Concepts/null-undefined`).
        (Value::Undefined, other) | (other, Value::Undefined)
            if matches!(other.kind(), Kind::Number | Kind::Text | Kind::Date | Kind::Time) =>
        {
            Ok(false)
        }
        (Value::Array(_), _) | (_, Value::Array(_)) => {
            compare(op, &left.clone().scalar(), &right.clone().scalar())
        }
        _ => Err(Error::bad_operands(sign(op), left, right)),
    }
}

/// Unary minus.
///
/// # Errors
/// 54 when the value is no number or time.
pub fn negate(value: &Value) -> Res<Value> {
    match value {
        Value::Int(int) => Ok(Value::number(-f64::from(*int))),
        Value::Real(real) => Ok(Value::number(-real)),
        Value::Time(seconds) => Ok(Value::Time(seconds.wrapping_neg())),
        other => Err(Error::type_mismatch("a number after -", other)),
    }
}
