//! Header lines between objects of the program and the wire.

use four_runtime::{Error, Object, Res, Text, Value};

use super::service::HTTP_CLIENT;

/// Most header lines of a request that the program makes.
const MAX_LINES: usize = 256;

/// The header lines of an object: a property for each name, with a text or a collection of texts.
///
/// # Errors
/// When a name or value cannot stand in a header.
pub fn lines(headers: &Value) -> Res<Vec<(String, String)>> {
    let object = match headers {
        Value::Null | Value::Undefined | Value::Unassigned => return Ok(Vec::new()),
        Value::Object(object) => object,
        other => return Err(Error::type_mismatch("an object of headers", other)),
    };
    let mut lines = Vec::new();
    for name in object.keys() {
        match object.get_text(&name) {
            Value::Collection(values) => {
                for value in values.snapshot() {
                    lines.push(line(&name.to_str(), &value)?);
                }
            }
            value => lines.push(line(&name.to_str(), &value)?),
        }
        if lines.len() > MAX_LINES {
            return Err(invalid(format!("A request has at most {MAX_LINES} header lines.")));
        }
    }
    Ok(lines)
}

/// One checked header line.
///
/// # Errors
/// When name or value cannot stand in a header: a line break in one would add lines of its own.
pub fn line(name: &str, value: &Value) -> Res<(String, String)> {
    let text = match value {
        Value::Text(text) => text.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        other => return Err(Error::type_mismatch(&format!("the header {name} (a text)"), other)),
    };
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(token) {
        return Err(invalid(format!("\"{}\" cannot be the name of a header.", name.escape_debug())));
    }
    if text.chars().any(|c| c.is_control() && c != '\t') {
        return Err(invalid(format!(
            "The value of the header {name} contains a control character or line break."
        )));
    }
    Ok((name.to_owned(), text.trim().to_owned()))
}

fn invalid(message: String) -> Box<Error> {
    Error::with_signature(34, message, HTTP_CLIENT)
}

/// Pairs as an object; a name that comes several times, in whatever case, has a collection of its values.
pub fn object(pairs: &[(String, String)], lower: bool) -> Object {
    let object = Object::new();
    for (name, value) in pairs {
        let known = object.keys().into_iter().find(|key| key.to_str().eq_ignore_ascii_case(name));
        let name = known.unwrap_or_else(|| match lower {
            true => Text::from(name.to_ascii_lowercase()),
            false => Text::from(name.as_str()),
        });
        let value = Value::from(value.as_str());
        match object.get_text(&name) {
            Value::Undefined => object.set_text(&name, value),
            // A collection made here takes everything.
            Value::Collection(values) => drop(values.push(value)),
            first => object.set_text(&name, Value::from(vec![first, value])),
        }
    }
    object
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_cannot_be_smuggled_in() {
        assert_eq!(line("X-A", &Value::from("b")).expect("valid"), ("X-A".into(), "b".into()));
        for (name, value) in
            [("a b", "c"), ("a:", "c"), ("", "c"), ("a\r\nb", "c"), ("a", "c\r\nd: e"), ("a", "c\nd")]
        {
            assert_eq!(line(name, &Value::from(value)).expect_err("invalid").code, 34, "{name:?} {value:?}");
        }
    }
}
