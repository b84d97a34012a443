//! XML property lists, for `getAppInfo()` and `setAppInfo()` (`API/FileClass`).

use std::fs;
use std::rc::Rc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use four_runtime::rules::date;
use four_runtime::{Error, Host, Object, Res, Text, Value};
use roxmltree::{Document, Node, ParsingOptions};

use super::disk;
use super::item::Item;

/// Most levels of nesting.
const MAX_DEPTH: usize = 128;

/// A value of a property list; numbers and dates are kept as they are written.
enum Plist {
    Dict(Vec<(String, Plist)>),
    Array(Vec<Plist>),
    Text(String),
    Integer(String),
    Real(String),
    Bool(bool),
    Date(String),
    Data(String),
}

fn malformed(item: &Item, said: &str) -> Box<Error> {
    let name = item.location.full_name();
    Error::new(-10707, format!("The property list {name} cannot be read: {said}."))
}

fn is_plist(item: &Item) -> bool {
    item.names().1.eq_ignore_ascii_case(".plist")
}

/// The content of a property list file; `None` when there is no such file.
fn load(host: &dyn Host, item: &Item) -> Res<Option<Plist>> {
    if item.found().is_none() {
        return Ok(None);
    }
    let bytes = disk::read(host, item.location.target()?)?;
    if bytes.starts_with(b"bplist") {
        return Err(malformed(item, "it is a binary one; only XML is supported"));
    }
    let text = String::from_utf8(bytes).map_err(|_| malformed(item, "it is not UTF-8"))?;
    let options = ParsingOptions { allow_dtd: true, nodes_limit: 1_000_000, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text.trim_start_matches('\u{feff}'), options)
        .map_err(|error| malformed(item, &error.to_string()))?;
    let root = document.root_element();
    let top = if root.has_tag_name("plist") { root.first_element_child() } else { Some(root) };
    match top {
        Some(node) => {
            value(node, 0).map(Some).ok_or_else(|| malformed(item, "it has unknown elements in it"))
        }
        None => Ok(Some(Plist::Dict(Vec::new()))),
    }
}

fn value(node: Node<'_, '_>, depth: usize) -> Option<Plist> {
    if depth > MAX_DEPTH {
        return None;
    }
    let text = || node.text().unwrap_or_default().to_owned();
    Some(match node.tag_name().name() {
        "dict" => {
            let mut pairs = Vec::new();
            let mut children = node.children().filter(Node::is_element);
            while let Some(key) = children.next() {
                if !key.has_tag_name("key") {
                    return None;
                }
                pairs.push((key.text().unwrap_or_default().to_owned(), value(children.next()?, depth + 1)?));
            }
            Plist::Dict(pairs)
        }
        "array" => {
            let children = node.children().filter(Node::is_element);
            Plist::Array(children.map(|child| value(child, depth + 1)).collect::<Option<_>>()?)
        }
        "string" => Plist::Text(text()),
        "integer" => Plist::Integer(text()),
        "real" => Plist::Real(text()),
        "true" => Plist::Bool(true),
        "false" => Plist::Bool(false),
        "date" => Plist::Date(text()),
        "data" => Plist::Data(text()),
        _ => return None,
    })
}

fn to_4d(plist: Plist) -> Value {
    match plist {
        Plist::Dict(pairs) => {
            let object = Object::new();
            for (name, value) in pairs {
                object.set_text(&Text::from(name), to_4d(value));
            }
            Value::from(object)
        }
        Plist::Array(values) => Value::from(values.into_iter().map(to_4d).collect::<Vec<_>>()),
        Plist::Text(text) | Plist::Date(text) => Value::from(text),
        Plist::Integer(number) | Plist::Real(number) => {
            Value::number(number.trim().parse().unwrap_or_default())
        }
        Plist::Bool(flag) => Value::Bool(flag),
        Plist::Data(text) => {
            let bytes: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
            Value::Blob(Rc::new(STANDARD.decode(bytes).unwrap_or_default()))
        }
    }
}

/// A value for a property list; `None` for what it cannot hold.
fn of_4d(value: &Value, depth: usize) -> Option<Plist> {
    if depth > MAX_DEPTH {
        return None;
    }
    Some(match value {
        Value::Text(text) => {
            let text = text.to_string();
            if is_timestamp(&text) { Plist::Date(text) } else { Plist::Text(text) }
        }
        Value::Bool(flag) => Plist::Bool(*flag),
        Value::Int(int) => Plist::Integer(int.to_string()),
        Value::Real(real) if real.fract() == 0.0 && real.abs() < 9e15 => Plist::Integer(format!("{real}")),
        Value::Real(real) => Plist::Real(format!("{real}")),
        Value::Time(seconds) => Plist::Integer(seconds.to_string()),
        Value::Date(days) => Plist::Date(format!("{}T00:00:00Z", date::iso_day(*days))),
        Value::Blob(bytes) => Plist::Data(STANDARD.encode(&**bytes)),
        Value::Object(object) if object.native_part().is_none() => Plist::Dict(
            object
                .entries()
                .iter()
                .filter_map(|(name, value)| Some((name.to_string(), of_4d(value, depth + 1)?)))
                .collect(),
        ),
        Value::Collection(values) => {
            Plist::Array(values.snapshot().iter().filter_map(|value| of_4d(value, depth + 1)).collect())
        }
        _ => return None,
    })
}

/// True for texts such as `2003-02-01T01:02:03Z`, which stand for dates.
fn is_timestamp(text: &str) -> bool {
    const FORM: &str = "0000-00-00T00:00:00Z";
    text.len() == FORM.len()
        && text.bytes().zip(FORM.bytes()).all(|(found, form)| match form {
            b'0' => found.is_ascii_digit(),
            other => found == other,
        })
}

/// A new value in the type of the old one, where it can be.
fn keep_type(old: &Plist, new: Plist) -> Plist {
    match (old, new) {
        (Plist::Text(_), Plist::Integer(text) | Plist::Real(text) | Plist::Date(text)) => Plist::Text(text),
        (Plist::Text(_), Plist::Bool(flag)) => Plist::Text(flag.to_string()),
        (Plist::Real(_), Plist::Integer(number)) => Plist::Real(number),
        (Plist::Integer(_), Plist::Text(text)) if text.trim().parse::<i64>().is_ok() => Plist::Integer(text),
        (Plist::Real(_), Plist::Text(text)) if text.trim().parse::<f64>().is_ok() => Plist::Real(text),
        (Plist::Bool(_), Plist::Integer(number)) => Plist::Bool(number != "0"),
        (_, new) => new,
    }
}

fn escaped(text: &str) -> String {
    // Control characters have no place in XML, not even escaped.
    let text: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\t' | '\n' | '\r')).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn write_value(out: &mut String, plist: &Plist, depth: usize) {
    let indent = "\t".repeat(depth);
    let mut line = |tag: &str, text: &str| {
        out.push_str(&format!("{indent}<{tag}>{}</{tag}>\n", escaped(text)));
    };
    match plist {
        Plist::Text(text) => line("string", text),
        Plist::Integer(text) => line("integer", text),
        Plist::Real(text) => line("real", text),
        Plist::Date(text) => line("date", text),
        Plist::Data(text) => line("data", text),
        Plist::Bool(flag) => out.push_str(&format!("{indent}<{flag}/>\n")),
        Plist::Array(values) => {
            out.push_str(&format!("{indent}<array>\n"));
            for value in values {
                write_value(out, value, depth + 1);
            }
            out.push_str(&format!("{indent}</array>\n"));
        }
        Plist::Dict(pairs) => {
            out.push_str(&format!("{indent}<dict>\n"));
            for (name, value) in pairs {
                out.push_str(&format!("{indent}\t<key>{}</key>\n", escaped(name)));
                write_value(out, value, depth + 1);
            }
            out.push_str(&format!("{indent}</dict>\n"));
        }
    }
}

/// `getAppInfo()`: empty for anything but an existing `.plist`.
///
/// # Errors
/// -10707 for a binary or malformed list.
pub fn read(host: &dyn Host, item: &Item) -> Res<Value> {
    let found = if is_plist(item) { load(host, item)? } else { None };
    Ok(found.map_or_else(|| Value::from(Object::new()), to_4d))
}

/// `setAppInfo()`: nothing for anything but a `.plist`.
///
/// # Errors
/// -10707 for a binary or malformed list; those of the operating system.
pub fn write(host: &dyn Host, item: &Item, info: &Rc<Object>) -> Res<()> {
    if !is_plist(item) {
        return Ok(());
    }
    let mut pairs = match load(host, item)? {
        Some(Plist::Dict(pairs)) => pairs,
        Some(_) => return Err(malformed(item, "its content is no dictionary")),
        None => Vec::new(),
    };
    for (name, value) in info.entries() {
        let Some(new) = of_4d(&value, 1) else { continue };
        let name = name.to_string();
        match pairs.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = keep_type(old, new),
            None => pairs.push((name, new)),
        }
    }
    let mut out = String::from(concat!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
        "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n",
        "<plist version=\"1.0\">\n"
    ));
    write_value(&mut out, &Plist::Dict(pairs), 0);
    out.push_str("</plist>\n");
    let path = item.location.target()?;
    disk::make_parent(path)?;
    debug_assert!(fs::metadata(path).map_or(true, |found| found.is_file()));
    disk::replace(path, out.as_bytes())
}
