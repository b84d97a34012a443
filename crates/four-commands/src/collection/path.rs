//! Property paths such as `address.city`, as `.extract()`, `.orderBy()`, `.query()` and the statistics take them.
//!
//! Objects without class are read directly; anything else is read through the host, so that getters and properties of
//! 4D's classes count.

use four_runtime::{Host, Res, Symbol, Text, Value};

/// Longest path, in names.
const MAX_NAMES: usize = 64;

/// A parsed path; an empty one is the value itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    names: Vec<Name>,
}

/// A name of a path, with its symbol where one could be had.
#[derive(Clone, Debug, PartialEq)]
struct Name {
    text: Text,
    symbol: Option<Symbol>,
}

impl Path {
    /// The path of names with dots between them.
    pub fn parse(text: &Text) -> Path {
        let whole = text.to_str();
        Path::of(whole.trim().split('.').filter(|name| !name.is_empty()).map(Text::from))
    }

    /// The path of these names, which may hold dots themselves.
    pub fn of(names: impl Iterator<Item = Text>) -> Path {
        let named = |text: Text| Name { symbol: Symbol::intern_dynamic(&text), text };
        Path { names: names.take(MAX_NAMES).map(named).collect() }
    }

    /// The value that the path leads to; undefined where it breaks off.
    ///
    /// # Errors
    /// What a getter on the way raises.
    pub fn read(&self, host: &mut dyn Host, from: &Value) -> Res<Value> {
        let mut value = from.clone();
        for name in &self.names {
            value = match &value {
                Value::Object(object) if object.class().is_none() => match name.symbol {
                    Some(symbol) => object.get(symbol),
                    None => object.get_text(&name.text),
                },
                Value::Object(object) => {
                    let own = object.get_text(&name.text);
                    match name.symbol {
                        Some(symbol) if own.is_undefined() => host.member(&value, symbol)?,
                        _ => own,
                    }
                }
                Value::Collection(_) | Value::Function(_) | Value::Class(_) | Value::Blob(_) => {
                    match name.symbol {
                        Some(symbol) => host.member(&value, symbol)?,
                        None => Value::Undefined,
                    }
                }
                _ => return Ok(Value::Undefined),
            };
        }
        Ok(value)
    }
}
