//! Query strings of `.query()` and `.indices()` (`API/CollectionClass`).
//!
//! A string is parsed once into a tree whose nesting is limited, then asked for each element. Conditions are combined
//! from left to right, as operators of the language are; parentheses change that.

mod parse;
mod run;

use four_runtime::{Collection, Host, Res, Value};

use super::callback::Callback;
use super::path::Path;
use super::sort::Criterion;

/// A parsed query.
pub struct Query {
    condition: Group,
    /// Criteria of `order by`.
    order: Vec<Criterion>,
}

/// Conditions combined from left to right.
struct Group {
    first: Box<Term>,
    rest: Vec<(Junction, Term)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Junction {
    And,
    Or,
}

enum Term {
    Condition(Condition),
    Not(Box<Term>),
    Group(Group),
    /// Conditions on the same element of a collection: `list[a].x = 1 and list[a].y = 2`.
    Linked(Path, Vec<Condition>),
}

/// `path comparator value`.
struct Condition {
    /// Paths with `[]` between them.
    steps: Vec<Path>,
    /// Letter of `[a]` behind the first step.
    letter: Option<String>,
    comparator: Comparator,
    value: Value,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparator {
    /// `=`: `@` is a wildcard.
    Equal,
    /// `#`.
    Different,
    /// `===`, `IS`: `@` is an ordinary character.
    Same,
    /// `!==`, `IS NOT`.
    NotSame,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    /// `IN` a list of values.
    In,
}

/// The elements that a query finds, with their indices.
///
/// # Errors
/// When the query cannot be read, or a getter or formula raises.
pub fn find(host: &mut dyn Host, this: &Collection, args: &[Value]) -> Res<Vec<(usize, Value)>> {
    let (query, placeholders) = match args.split_first() {
        Some((Value::Text(text), rest)) => (text.to_str().into_owned(), rest),
        Some((formula @ Value::Function(_), _)) => return by_formula(host, this, formula),
        Some((other, _)) => {
            // The number is that of `API/DataClassClass`, query().
            let mut error = four_runtime::Error::type_mismatch("a query string or a formula", other);
            error.code = 1626;
            return Err(error);
        }
        None => (String::new(), args),
    };
    if query.trim().is_empty() {
        return Ok(this.snapshot().into_iter().enumerate().collect());
    }
    let query = parse::parse(&query, placeholders)?;
    let mut found = Vec::new();
    for (at, element) in this.snapshot().into_iter().enumerate() {
        if at % 4096 == 4095 {
            host.check_interrupt()?;
        }
        // Checked here and not in the conditions: `not` must not let in what is no object.
        if matches!(element, Value::Object(_)) && query.condition.holds(host, &element)? {
            found.push((at, element));
        }
    }
    if query.order.is_empty() {
        return Ok(found);
    }
    super::sort::by_criteria(host, found, &query.order)
}

/// Elements that a formula is true for, as `This` and as `$1.value`.
fn by_formula(host: &mut dyn Host, this: &Collection, formula: &Value) -> Res<Vec<(usize, Value)>> {
    let callback = Callback::new(host, formula, &[])?;
    let mut found = Vec::new();
    for (at, element) in this.snapshot().into_iter().enumerate() {
        if callback.call_as(host, element.clone())?.is_true() {
            found.push((at, element));
        }
    }
    Ok(found)
}
