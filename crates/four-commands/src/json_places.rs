//! Where the properties of a JSON text stand: `__symbols` of `JSON Parse(…; *)` (`commands/json-parse`).
//!
//! The text was read before and is JSON; a text that is none gives places without meaning, never a panic. Nesting is
//! kept on a stack of our own.

use four_runtime::{Host, Object, Res, Text, Value, json};

use crate::args::check_size;

/// What is open around a place.
struct Open {
    /// Length of the path that leads to it.
    base: usize,
    /// The index of the current element; nothing in an object.
    index: Option<usize>,
}

/// An object with a property for each property of the text, named by its path (`list[0].name`): its `line`, from 1, and
/// its `offset` from the beginning of the line, in characters.
///
/// # Errors
/// When the paths would be too large for the program's memory.
pub fn symbols(host: &dyn Host, text: &str) -> Res<Object> {
    let symbols = Object::new();
    let mut stack: Vec<Open> = Vec::new();
    let mut path = String::new();
    let mut expects_key = false;
    let (mut line, mut line_start, mut size) = (1usize, 0usize, 0usize);
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                let end = string_end(bytes, at);
                if expects_key {
                    expects_key = false;
                    let key = key(&text[at..end]);
                    path.truncate(stack.last().map_or(0, |open| open.base));
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(&key);
                    size += path.len() + size_of::<Value>() * 8;
                    check_size(host, size)?;
                    let offset = text[line_start..at].encode_utf16().count();
                    let place = [("line", Value::from(line)), ("offset", Value::from(offset))];
                    symbols.set_text(&Text::from(path.as_str()), Value::from(Object::from_pairs(place)));
                }
                at = end;
                continue;
            }
            b'{' => {
                stack.push(Open { base: path.len(), index: None });
                expects_key = true;
            }
            b'[' => {
                stack.push(Open { base: path.len(), index: Some(0) });
                path.push_str("[0]");
            }
            b',' => match stack.last_mut() {
                Some(Open { base, index: Some(index) }) => {
                    *index += 1;
                    path.truncate(*base);
                    path.push_str(&format!("[{index}]"));
                }
                _ => expects_key = true,
            },
            b'}' | b']' => {
                expects_key = false;
                path.truncate(stack.pop().map_or(0, |open| open.base));
            }
            // A carriage return before a line feed ends no line of its own.
            b'\r' if bytes.get(at + 1) == Some(&b'\n') => {}
            b'\n' | b'\r' => {
                line += 1;
                line_start = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    Ok(symbols)
}

/// What a written name of a property stands for.
fn key(written: &str) -> String {
    match json::parse(&format!("{{{written}:0}}")) {
        Ok(Value::Object(object)) => {
            object.entries().first().map(|(name, _)| name.to_string()).unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// The place behind a string that starts at a quote.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_host::TestHost;

    fn places(text: &str) -> String {
        let found = symbols(&TestHost::new(1 << 20), text).expect("small");
        json::stringify(&Value::from(found), false).expect("JSON")
    }

    #[test]
    fn the_example_of_the_page() {
        let text = "{\n    \"alpha\": 4552,\n    \"beta\": [\n        {\n            \"echo\": 45,\n            \"delta\": \"a, \\\"b\\\": {\"\n        },\n        {\n            \"golf\": [[1, {\"é\": 2}]] } ] }";
        assert_eq!(
            places(text),
            "{\"alpha\":{\"line\":2,\"offset\":4},\"beta\":{\"line\":3,\"offset\":4},\
             \"beta[0].echo\":{\"line\":5,\"offset\":12},\"beta[0].delta\":{\"line\":6,\"offset\":12},\
             \"beta[1].golf\":{\"line\":9,\"offset\":12},\"beta[1].golf[0][1].é\":{\"line\":9,\"offset\":26}}"
        );
    }

    #[test]
    fn what_is_no_json_does_no_harm() {
        for text in
            ["", "\"", "{\"\\", "]]}}", "{\"a", ",,,{", "[[[[\"é\",", "{\"\\ud800\": 1}", "\r\n\r{\"a\":1}"]
        {
            places(text);
        }
    }
}
