//! JSON read straight into values and written out of them (`commands/json-parse`, `commands/json-stringify`).
//!
//! serde_json does the reading and escaping; a backslash before a character that needs none is left out, as 4D does,
//! though JSON forbids it. Texts of the form `YYYY-MM-DD` become dates, unless [`stored_form`] says
//! otherwise. Nesting is limited to 128 levels when reading and to [`MAX_DEPTH`] when writing.

use std::fmt;
use std::rc::Rc;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Error as _, Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::collection::Collection;
use crate::error::{Error, Res};
use crate::object::Object;
use crate::rules::{date, number_text};
use crate::stored_form::{self, Dates};
use crate::text::Text;
use crate::value::Value;

/// Most levels of nesting that are written; deeper values are taken for circular.
const MAX_DEPTH: usize = 512;

/// Reads a JSON text.
///
/// # Errors
/// A parsing error with line and column.
pub fn parse(text: &str) -> Res<Value> {
    let value = read(text).or_else(|error| match text.contains('\\') && error.is_syntax() {
        true => read(&without_needless_escapes(text)).map_err(|_| error),
        false => Err(error),
    });
    value.map_err(|error| Error::with_signature(-10707, format!("JSON cannot be read: {error}."), "4DRT"))
}

fn read(text: &str) -> serde_json::Result<Value> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = ReadValue { dates: stored_form::dates() == Dates::Typed }.deserialize(&mut reader)?;
    reader.end().map(|()| value)
}

/// A JSON text without the backslashes that JSON does not know, as in `\-`.
fn without_needless_escapes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let known = after.starts_with(['"', '\\', '/', 'b', 'f', 'n', 'r', 't', 'u']);
        let length = after.chars().next().map_or(0, char::len_utf8);
        out.push_str(if known { "\\" } else { "" });
        out.push_str(&after[..length]);
        rest = &after[length..];
    }
    out + rest
}

/// Whether texts of the form `YYYY-MM-DD` are dates.
#[derive(Clone, Copy)]
struct ReadValue {
    dates: bool,
}

impl<'de> DeserializeSeed<'de> for ReadValue {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ReadValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Bool(flag))
    }
    fn visit_i64<E>(self, int: i64) -> Result<Value, E> {
        Ok(i32::try_from(int).map_or_else(|_| Value::Real(int as f64), Value::Int))
    }
    fn visit_u64<E>(self, int: u64) -> Result<Value, E> {
        Ok(i32::try_from(int).map_or_else(|_| Value::Real(int as f64), Value::Int))
    }
    fn visit_f64<E>(self, real: f64) -> Result<Value, E> {
        Ok(Value::number(real))
    }
    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        let date = if self.dates { date::parse_iso_day(text) } else { None };
        Ok(date.map_or_else(|| Value::from(text), Value::Date))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = elements.next_element_seed(self)? {
            values.push(value);
        }
        Ok(Value::from(values))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let object = Object::new();
        while let Some(key) = entries.next_key_seed(ReadKey)? {
            object.set_text(&key, entries.next_value_seed(self)?);
        }
        Ok(Value::from(object))
    }
}

struct ReadKey;

impl<'de> DeserializeSeed<'de> for ReadKey {
    type Value = Text;
    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Text, D::Error> {
        reader.deserialize_str(self)
    }
}

impl Visitor<'_> for ReadKey {
    type Value = Text;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a property name")
    }
    fn visit_str<E>(self, text: &str) -> Result<Text, E> {
        Ok(Text::from(text))
    }
}

/// Writes a value as JSON; `pretty` puts each property on a line of its own, indented by tabs.
///
/// # Errors
/// When the value is circular, or nested beyond [`MAX_DEPTH`].
pub fn stringify(value: &Value, pretty: bool) -> Res<String> {
    let mut out = Vec::with_capacity(128);
    let written = WriteValue { value, depth: 0 };
    let result = if pretty {
        let format = serde_json::ser::PrettyFormatter::with_indent(b"\t");
        written.serialize(&mut serde_json::Serializer::with_formatter(&mut out, format))
    } else {
        written.serialize(&mut serde_json::Serializer::new(&mut out))
    };
    result.map_err(|error| Error::new(-10719, error.to_string()))?;
    Ok(String::from_utf8(out).unwrap_or_default())
}

struct WriteValue<'a> {
    value: &'a Value,
    depth: usize,
}

impl Serialize for WriteValue<'_> {
    fn serialize<S: Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
        if self.depth > MAX_DEPTH {
            return Err(S::Error::custom("The value is circular, or nested too deep to be written as JSON."));
        }
        match self.value {
            Value::Undefined | Value::Null | Value::Unassigned => writer.serialize_unit(),
            Value::Bool(flag) => writer.serialize_bool(*flag),
            Value::Int(int) => writer.serialize_i32(*int),
            Value::Real(real) if real.fract() == 0.0 && real.abs() < 9e15 => {
                writer.serialize_i64(*real as i64)
            }
            Value::Real(real) if real.is_finite() => writer.serialize_f64(*real),
            Value::Real(_) => writer.serialize_unit(),
            Value::Time(seconds) => {
                WriteValue { value: &stored_form::time(*seconds), ..*self }.serialize(writer)
            }
            Value::Date(days) => writer.serialize_str(&stored_form::date_text(*days)),
            Value::Text(text) => writer.serialize_str(&text.to_str()),
            Value::Blob(_) => writer.serialize_str("[object Blob]"),
            Value::Function(_) => writer.serialize_str("[object Formula]"),
            Value::Class(_) => writer.serialize_str("[object Class]"),
            Value::Array(array) => writer.serialize_i32(array.current()),
            Value::Pointer(_) => writer.serialize_str("[object Pointer]"),
            Value::Collection(collection) => self.sequence(collection, writer),
            Value::Object(_) if self.value.is_null() => writer.serialize_unit(),
            Value::Object(object) => self.object(object, writer),
        }
    }
}

impl WriteValue<'_> {
    fn sequence<S: Serializer>(&self, collection: &Rc<Collection>, writer: S) -> Result<S::Ok, S::Error> {
        let mut sequence = writer.serialize_seq(Some(collection.len()))?;
        for value in collection.snapshot() {
            sequence.serialize_element(&WriteValue { value: &value, depth: self.depth + 1 })?;
        }
        sequence.end()
    }

    fn object<S: Serializer>(&self, object: &Rc<Object>, writer: S) -> Result<S::Ok, S::Error> {
        if object.native_part().is_some() {
            let class = object.class().map_or("Object", |class| class.name.as_str());
            return writer.serialize_str(&format!("[object {class}]"));
        }
        let mut map = writer.serialize_map(Some(object.len()))?;
        for (key, value) in object.entries() {
            map.serialize_entry(&*key.to_str(), &WriteValue { value: &value, depth: self.depth + 1 })?;
        }
        map.end()
    }
}

/// A number as JSON writes it.
pub fn number_text(real: f64) -> String {
    number_text::json_number(real)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(text: &str) -> String {
        parse(text).and_then(|value| stringify(&value, false)).unwrap_or_else(|error| error.message)
    }

    #[test]
    fn order_and_types_survive() {
        let text = r#"{"b":1,"a":[true,null,"é\n",1.5,{}],"d":"2024-05-06","big":3000000000}"#;
        assert_eq!(round_trip(text), text);
    }

    #[test]
    fn needless_escapes_are_left_out() {
        assert_eq!(round_trip(r#"["4D \- \'x\é\\-"]"#), r#"["4D - 'xé\\-"]"#);
        assert!(parse(r#"["\"#).is_err() && parse(r#"["\u12"]"#).is_err());
    }

    #[test]
    fn hostile_texts_are_refused() {
        assert!(parse("{\"a\":1} x").is_err());
        assert!(parse(&"[".repeat(100_000)).is_err());
        assert!(parse("").is_err());
    }

    #[test]
    fn circles_are_an_error() {
        let object = Rc::new(Object::new());
        object.set_text(&Text::from("self"), Value::Object(object.clone()));
        assert!(stringify(&Value::Object(object.clone()), false).is_err());
        object.set_text(&Text::from("self"), Value::Null);
    }
}
