//! Values as people read them at the prompt: in the notation of the language, indented, of bounded size.

use std::rc::Rc;

use four_runtime::class::ClassKind;
use four_runtime::function::FunctionKind;
use four_runtime::picture::Picture;
use four_runtime::pointer::Pointer;
use four_runtime::registry::MemberRun;
use four_runtime::rules::{date, number_text, time};
use four_runtime::value::Kind;
use four_runtime::{Host, Object, Value};

/// Columns of a line before a container is spread over several.
const WIDTH: usize = 88;
/// How deep containers are shown.
const DEPTH: usize = 4;
/// How many entries of a container are shown.
const ENTRIES: usize = 40;
/// How many characters of a text are shown.
const CHARACTERS: usize = 600;
/// How many values are shown altogether.
const VALUES: usize = 400;

/// A value on its way to text.
enum Shown {
    Plain(String),
    Group { open: String, entries: Vec<(Option<String>, Shown)>, more: usize, close: char },
}

struct Shower<'h> {
    host: &'h mut dyn Host,
    left: usize,
    /// Containers that are open, by identity: a circle is cut.
    open: Vec<usize>,
}

/// The value in the notation of the language.
pub fn show(host: &mut dyn Host, value: &Value) -> String {
    let mut shower = Shower { host, left: VALUES, open: Vec::new() };
    let shown = shower.value(value);
    let mut text = String::new();
    lay_out(&shown, 0, &mut text);
    text
}

/// The value on one short line.
pub fn brief(host: &mut dyn Host, value: &Value) -> String {
    let mut shower = Shower { host, left: 12, open: Vec::new() };
    let shown = shower.value(value);
    let mut line = String::new();
    write_line(&shown, &mut line);
    clip(&line, 70)
}

/// The beginning of a text, with a sign that there is more.
pub fn clip(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// What the type of a value is called.
pub fn type_of(value: &Value) -> String {
    match value {
        Value::Object(_) if value.kind() == Kind::Picture => "Picture".into(),
        Value::Object(object) => class_name(object).unwrap_or_else(|| "Object".into()),
        Value::Collection(collection) => format!("Collection of {}", collection.len()),
        Value::Array(array) => format!("Array of {} ({})", array.len(), array.element.name()),
        Value::Function(_) => "4D.Function".into(),
        Value::Class(_) => "4D.Class".into(),
        Value::Int(_) => "Real (a whole number)".into(),
        Value::Real(_) => "Real".into(),
        Value::Text(text) => format!("Text of {}", text.len()),
        Value::Blob(bytes) => format!("Blob of {} bytes", bytes.len()),
        Value::Bool(_) => "Boolean".into(),
        Value::Date(_) => "Date".into(),
        Value::Time(_) => "Time".into(),
        Value::Pointer(_) => "Pointer".into(),
        Value::Null | Value::Unassigned => "Null".into(),
        Value::Undefined => "undefined".into(),
    }
}

fn shown_picture(picture: &Picture) -> String {
    if picture.is_empty() {
        return "Picture (empty)".into();
    }
    let (width, height) = picture.size;
    format!("Picture ({}, {width} × {height}, {} bytes)", picture.codec, picture.bytes.len())
}

fn class_name(object: &Object) -> Option<String> {
    object.class().map(|class| match class.kind {
        ClassKind::User(_) => format!("cs.{}", class.name),
        ClassKind::Native(_) => format!("4D.{}", class.name),
    })
}

impl Shower<'_> {
    fn value(&mut self, value: &Value) -> Shown {
        self.left = self.left.saturating_sub(1);
        if let Some(picture) = Picture::of(value) {
            return Shown::Plain(shown_picture(picture));
        }
        match value {
            Value::Object(object) => self.object(value, object),
            Value::Collection(collection) => {
                let len = collection.len();
                if let Some(cut) = self.cut(collection.identity(), "[…]") {
                    return cut;
                }
                let entries = (0..len.min(ENTRIES))
                    .map_while(|index| (self.left > 0).then(|| collection.get(index)).flatten())
                    .map(|element| (None, element))
                    .collect::<Vec<_>>();
                self.group("[".into(), entries, len, ']')
            }
            Value::Array(array) => {
                let len = array.len();
                let entries = (1..=len.min(ENTRIES)).filter_map(|index| array.get(index)).map(|v| (None, v));
                let entries = entries.collect();
                self.open.push(0);
                self.group(format!("Array {} [", array.element.name()), entries, len, ']')
            }
            other => Shown::Plain(scalar(other)),
        }
    }

    /// What stands for a container that is too deep, or that contains itself; otherwise it is open from here on.
    fn cut(&mut self, identity: usize, sign: &str) -> Option<Shown> {
        if self.open.len() >= DEPTH || self.left == 0 {
            return Some(Shown::Plain(sign.into()));
        }
        if self.open.contains(&identity) {
            return Some(Shown::Plain("(contains itself)".into()));
        }
        self.open.push(identity);
        None
    }

    fn group(
        &mut self,
        open: String,
        entries: Vec<(Option<String>, Value)>,
        len: usize,
        close: char,
    ) -> Shown {
        let mut shown = Vec::new();
        for (name, value) in entries {
            if self.left == 0 {
                break;
            }
            shown.push((name, self.value(&value)));
        }
        self.open.pop();
        let more = len - shown.len().min(len);
        Shown::Group { open, entries: shown, more, close }
    }

    fn object(&mut self, value: &Value, object: &Rc<Object>) -> Shown {
        let name = class_name(object);
        let open = name.map(|name| format!("{name} {{")).unwrap_or_else(|| "{".into());
        if let Some(cut) = self.cut(object.identity(), &format!("{open}…}}")) {
            return cut;
        }
        let mut entries: Vec<(Option<String>, Value)> = object
            .entries()
            .into_iter()
            .map(|(name, value)| (Some(property(&name.to_str())), value))
            .collect();
        // What a 4D class computes is cheap and changes nothing; getters of the program are not called.
        if let Some(class) = object.class()
            && let ClassKind::Native(native) = class.kind
        {
            for member in native.members.iter().chain(native.parent.iter().flat_map(|parent| parent.members))
            {
                if let MemberRun::Get(get) = member.run
                    && let Ok(found) = get(self.host, value, &mut [])
                {
                    entries.push((Some(member.name.into()), found));
                }
            }
        }
        let len = entries.len();
        entries.truncate(ENTRIES);
        self.group(open, entries, len, '}')
    }
}

/// A name as an object literal writes it.
fn property(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_alphanumeric() || c == '_')
        && name.chars().next().is_some_and(|c| !c.is_numeric());
    if plain { name.to_owned() } else { format!("\"{name}\"") }
}

fn scalar(value: &Value) -> String {
    match value {
        Value::Undefined => "undefined".into(),
        Value::Null | Value::Unassigned => "Null".into(),
        Value::Bool(true) => "True".into(),
        Value::Bool(false) => "False".into(),
        Value::Int(int) => int.to_string(),
        Value::Real(real) => number_text::real_to_text(*real),
        Value::Date(days) if *days == 0 => "!00-00-00!".into(),
        Value::Date(days) => format!("!{}!", date::iso_day(*days)),
        Value::Time(seconds) => format!("?{}?", time::time_string(i64::from(*seconds))),
        Value::Text(text) => quoted(&text.to_str()),
        Value::Blob(bytes) => {
            let start: Vec<String> = bytes.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
            let more = if bytes.len() > 16 { " …" } else { "" };
            format!("Blob of {} bytes <{}{more}>", bytes.len(), start.join(" "))
        }
        Value::Function(function) => match &function.kind {
            FunctionKind::Formula { code, .. } => format!("Formula({})", clip(&code.source().to_str(), 60)),
            FunctionKind::UserMember { class, name } => {
                format!("function {}.{}", class.name, name.name().to_str())
            }
            FunctionKind::NativeMember(member) => format!("function {}", member.name),
            FunctionKind::Method(name) => format!("method {}", name.to_str()),
            FunctionKind::New(class) => format!("function {}.new", class.name),
        },
        Value::Class(class) if class.kind_is_user() => format!("class cs.{}", class.name),
        Value::Class(class) => format!("class 4D.{}", class.name),
        Value::Pointer(pointer) => pointed(pointer),
        Value::Object(_) | Value::Collection(_) | Value::Array(_) => "…".into(),
    }
}

fn pointed(pointer: &Pointer) -> String {
    match pointer {
        Pointer::Nil => "->(nothing)".into(),
        Pointer::Local { name, .. } => format!("->${name}"),
        Pointer::Process { name, .. } => format!("->{name}"),
        Pointer::Interprocess { name, .. } => format!("-><>{name}"),
        Pointer::Element { index, .. } => format!("->element {{{index}}}"),
        Pointer::Property { name, .. } => format!("->property {name}"),
        Pointer::Structure(_) => "->(a table or field)".into(),
        Pointer::CollectionElement { index, .. } => format!("->element [{index}]"),
    }
}

/// A text as a literal: control characters as escapes.
pub fn quoted(text: &str) -> String {
    let mut shown = String::from("\"");
    for (count, c) in text.chars().enumerate() {
        if count == CHARACTERS {
            shown.push_str(&format!("\"… ({} characters)", text.encode_utf16().count()));
            return shown;
        }
        match c {
            '"' => shown.push_str("\\\""),
            '\\' => shown.push_str("\\\\"),
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            c if c.is_control() => shown.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => shown.push(c),
        }
    }
    shown.push('"');
    shown
}

fn write_line(shown: &Shown, line: &mut String) {
    match shown {
        Shown::Plain(text) => line.push_str(text),
        Shown::Group { open, entries, more, close } => {
            line.push_str(open);
            for (place, (name, value)) in entries.iter().enumerate() {
                if place > 0 {
                    line.push_str("; ");
                }
                if let Some(name) = name {
                    line.push_str(name);
                    line.push_str(": ");
                }
                write_line(value, line);
            }
            if *more > 0 {
                let gap = if entries.is_empty() { "" } else { "; " };
                line.push_str(&format!("{gap}… {more} more"));
            }
            line.push(*close);
        }
    }
}

fn lay_out(shown: &Shown, indent: usize, text: &mut String) {
    let mut line = String::new();
    write_line(shown, &mut line);
    let (open, entries, more, close) = match shown {
        Shown::Group { open, entries, more, close } if line.chars().count() + indent > WIDTH => {
            (open, entries, more, close)
        }
        _ => return text.push_str(&line),
    };
    text.push_str(open);
    for (name, value) in entries {
        text.push('\n');
        text.push_str(&" ".repeat(indent + 2));
        if let Some(name) = name {
            text.push_str(name);
            text.push_str(": ");
        }
        lay_out(value, indent + 2, text);
    }
    if *more > 0 {
        text.push_str(&format!("\n{}… {more} more", " ".repeat(indent + 2)));
    }
    text.push('\n');
    text.push_str(&" ".repeat(indent));
    text.push(*close);
}
