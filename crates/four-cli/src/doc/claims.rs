//! Results that a page states in comments: `$v:=… // "hello"`, `// $v = 3`, `// [1; 2]`.
//!
//! A comment is a claim when it is a value and nothing else. One that begins like a value but cannot be read as one is
//! not checkable; any other is prose.

use four_eval::cx::Cx;
use four_eval::session::{Outcome, Session};
use four_runtime::rules::{date, time};
use four_runtime::{Value, json};
use four_syntax::ast::{Expr, ExprKind, Stmt, StmtKind, UnaryOp};
use four_syntax::{Comment, Names};

use crate::repl::show;

/// What a comment states.
#[derive(Debug, PartialEq)]
pub enum Claim {
    /// A value, and what has it, where the comment says so.
    Value {
        /// Code of the variable that the comment names.
        of: Option<String>,
        /// The value.
        stated: Stated,
    },
    /// It looks like a value but is none.
    Unclear(String),
}

/// A value as a page writes it.
#[derive(Clone, Debug, PartialEq)]
pub enum Stated {
    /// A literal of the language.
    Code(String),
    /// JSON.
    Json(String),
}

/// Words that stand before a result.
const INTRODUCTIONS: [&str; 10] =
    ["returns", "gives", "result:", "retourne", "renvoie", "=>", "->", "→", "==", "="];

/// The claims of a statement: comments on its last line, and comments alone on the lines right below.
pub fn of(text: &str, statement: &Stmt, end: usize, comments: &[Comment], names: &Names) -> Vec<Claim> {
    let is_simple = matches!(statement.kind, StmtKind::Assign { .. } | StmtKind::Expr(_) | StmtKind::Var(_));
    if !is_simple {
        return Vec::new();
    }
    let mut claims = Vec::new();
    let mut line = line_of(text, statement.span.end as usize);
    for comment in comments {
        let (start, stop) = (comment.span.start as usize, comment.span.end as usize);
        if start < statement.span.end as usize || stop > end || comment.block {
            continue;
        }
        let here = line_of(text, start);
        if here > line + 1 {
            break;
        }
        line = here;
        let Some(comment) = text.get(start + 2..stop) else { break };
        // Prose between statement and value ends the search.
        match claim(comment.trim(), names) {
            Some(claim) => claims.push(claim),
            None => break,
        }
    }
    claims
}

fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes()[..at.min(text.len())].iter().filter(|byte| **byte == b'\n').count()
}

/// What one comment states; nothing for prose.
fn claim(comment: &str, names: &Names) -> Option<Claim> {
    let mut rest = comment;
    for word in INTRODUCTIONS {
        let introduced = rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        if introduced {
            rest = rest[word.len()..].trim_start();
            break;
        }
    }
    let (of, value) = named(rest);
    let value = value.trim();
    if let Some(stated) = read(value, names) {
        return Some(Claim::Value { of, stated });
    }
    let looks_like_a_value = value.starts_with(['"', '[', '{', '!', '?'])
        || of.is_some()
        || value.starts_with(|c: char| c.is_ascii_digit()) && !value.contains(' ');
    looks_like_a_value.then(|| Claim::Unclear(show::clip(comment, 80)))
}

/// Splits `$v = value` and `$v: value`.
fn named(text: &str) -> (Option<String>, &str) {
    let end =
        text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$' | '.' | '[' | ']'))).unwrap_or(0);
    let (name, rest) = text.split_at(end);
    let rest = rest.trim_start();
    if !name.starts_with('$') || name.len() < 2 {
        return (None, text);
    }
    for sign in [":=", "=", ":", "is "] {
        if let Some(value) = rest.strip_prefix(sign) {
            return (Some(name.to_owned()), value);
        }
    }
    (None, text)
}

fn read(value: &str, names: &Names) -> Option<Stated> {
    if value.is_empty() {
        return None;
    }
    let formula = four_syntax::parse_formula(value, names);
    if formula.diagnostics.is_empty() && formula.expr.as_ref().is_some_and(is_literal) {
        return Some(Stated::Code(value.to_owned()));
    }
    let is_container = value.starts_with(['[', '{']);
    (is_container && json::parse(value).is_ok()).then(|| Stated::Json(value.to_owned()))
}

fn is_literal(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Number { .. }
        | ExprKind::Text(_)
        | ExprKind::Boolean(_)
        | ExprKind::Date { .. }
        | ExprKind::Time(_)
        | ExprKind::Null => true,
        ExprKind::Unary { op: UnaryOp::Neg, operand } => is_literal(operand),
        ExprKind::Collection(elements) => elements.iter().all(is_literal),
        ExprKind::Object(entries) => entries.iter().all(|(_, value)| is_literal(value)),
        _ => false,
    }
}

/// Compares what came out with what is stated; gives the difference in words.
pub fn compare(cx: &mut Cx<'_>, session: &mut Session, found: &Value, stated: &Stated) -> Option<String> {
    let (value, text) = match stated {
        Stated::Code(code) => match session.run(cx, "stated", code) {
            Outcome::Value(value) => (value, code),
            _ => return Some(format!("the stated value {code} cannot be evaluated")),
        },
        Stated::Json(text) => match json::parse(text) {
            Ok(value) => (value, text),
            Err(error) => return Some(error.message.clone()),
        },
    };
    if same(found, &value, 0, text) {
        return None;
    }
    // Of a text a page may show what is in it, without quotation marks.
    if let Value::Text(found) = found {
        let found = found.to_str();
        let is_object = matches!(value, Value::Object(_) | Value::Collection(_));
        let holds = is_object && json::parse(&found).is_ok_and(|found| same(&found, &value, 0, ""));
        if holds || *found == **text {
            return None;
        }
    }
    Some(format!("the page states {}, it is {}", show::clip(text, 200), show::brief(cx, found)))
}

/// Deepest nesting that is compared.
const DEPTH: usize = 64;

fn same(found: &Value, stated: &Value, depth: usize, text: &str) -> bool {
    if depth > DEPTH {
        return false;
    }
    match (found, stated) {
        (Value::Object(found), Value::Object(stated)) => {
            found.len() == stated.len()
                && stated
                    .entries()
                    .iter()
                    .all(|(name, value)| same(&found.get_text(name), value, depth + 1, ""))
        }
        (Value::Collection(found), Value::Collection(stated)) => {
            let (found, stated) = (found.snapshot(), stated.snapshot());
            found.len() == stated.len()
                && found.iter().zip(&stated).all(|(found, stated)| same(found, stated, depth + 1, ""))
        }
        (Value::Text(found), Value::Text(stated)) => found.to_str() == stated.to_str(),
        (Value::Bool(found), Value::Bool(stated)) => found == stated,
        (Value::Date(found), Value::Date(stated)) | (Value::Time(found), Value::Time(stated)) => {
            found == stated
        }
        // JSON has dates and times as texts.
        (Value::Date(days), Value::Text(stated)) => stated.to_str().starts_with(&date::iso_day(*days)),
        (Value::Time(seconds), Value::Text(stated)) => {
            time::time_string(i64::from(*seconds)) == *stated.to_str()
        }
        (found, stated) => match (found.as_number(), stated.as_number()) {
            (Some(found), Some(stated)) => found == stated || rounded(found, stated, text),
            (None, None) => {
                found.is_null() && stated.is_null() || found.is_undefined() && stated.is_undefined()
            }
            _ => false,
        },
    }
}

/// True when the stated number is the one found, rounded to the places that are written.
fn rounded(found: f64, stated: f64, text: &str) -> bool {
    match text.trim().rsplit_once('.') {
        Some((_, places)) if !places.is_empty() && places.bytes().all(|byte| byte.is_ascii_digit()) => {
            (found - stated).abs() <= 0.5000001 * 10f64.powi(-(places.len() as i32))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim_of(comment: &str) -> Option<Claim> {
        claim(comment, crate::catalog::catalog().names())
    }

    #[test]
    fn values_are_claims_and_prose_is_none() {
        let value = |of: Option<&str>, code: &str| {
            Some(Claim::Value { of: of.map(str::to_owned), stated: Stated::Code(code.into()) })
        };
        assert_eq!(claim_of("\"hello\""), value(None, "\"hello\""));
        assert_eq!(claim_of("returns -3.5"), value(None, "-3.5"));
        assert_eq!(claim_of("$v = [1; {a: True}]"), value(Some("$v"), "[1; {a: True}]"));
        assert_eq!(claim_of("$c[0].name=\"x\""), value(Some("$c[0].name"), "\"x\""));
        assert_eq!(claim_of("Null"), value(None, "Null"));
        assert_eq!(claim_of("the number of elements"), None);
        assert_eq!(claim_of("3 elements are left"), None);
        let json = Claim::Value { of: None, stated: Stated::Json("[\"a\",\"b\"]".into()) };
        assert_eq!(claim_of("[\"a\",\"b\"]"), Some(json));
        assert!(matches!(claim_of("[\"a\", …]"), Some(Claim::Unclear(_))));
    }

    #[test]
    fn numbers_may_be_rounded_to_what_is_written() {
        assert!(rounded(10.0 / 3.0, 3.33, "3.33"));
        assert!(!rounded(3.34, 3.33, "3.33"));
    }
}
