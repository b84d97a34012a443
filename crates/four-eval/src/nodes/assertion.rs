//! The condition of `ASSERT`: a comparison keeps its two sides, so that a failure can show them.

use four_runtime::error::describe;
use four_runtime::rules::{date, number_text, time};
use four_runtime::{Value, json};
use four_syntax::ast::BinaryOp;

use crate::cx::{Cx, R};
use crate::node::{Expr, Frame, Span};
use crate::ops;

/// Most characters of a side that a message shows.
const SHOWN: usize = 300;

/// What an assertion checks.
pub enum Condition {
    /// Any Boolean.
    Any(Expr),
    /// A comparison.
    Comparison {
        /// The operator.
        op: BinaryOp,
        /// Left operand.
        left: Expr,
        /// Right operand.
        right: Expr,
        /// Place.
        span: Span,
    },
}

impl Condition {
    /// True when it holds; otherwise what is known of the reason.
    pub fn check(&self, cx: &mut Cx<'_>, frame: &mut Frame) -> R<Result<(), Option<String>>> {
        match self {
            Condition::Any(condition) => Ok(if condition.eval_bool(cx, frame)? { Ok(()) } else { Err(None) }),
            Condition::Comparison { op, left, right, span } => {
                let (left, right) = (left.eval(cx, frame)?, right.eval(cx, frame)?);
                match ops::binary(*op, &left, &right) {
                    Ok(Value::Bool(true)) => Ok(Ok(())),
                    Ok(_) => Ok(Err(Some(format!("left is {}, right is {}", shown(&left), shown(&right))))),
                    Err(error) => Err(cx.raise(*span, error)),
                }
            }
        }
    }
}

/// A value on one line.
fn shown(value: &Value) -> String {
    let text = match value {
        Value::Text(_) | Value::Object(_) | Value::Collection(_) => match json::stringify(value, false) {
            Ok(text) => text,
            Err(_) => describe(value),
        },
        Value::Int(_) | Value::Real(_) => number_text::real_to_text(value.as_number().unwrap_or(0.0)),
        Value::Bool(flag) => (if *flag { "True" } else { "False" }).into(),
        Value::Date(days) => format!("!{}!", date::iso_day(*days)),
        Value::Time(seconds) => format!("?{}?", time::time_string(i64::from(*seconds))),
        other => describe(other),
    };
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
