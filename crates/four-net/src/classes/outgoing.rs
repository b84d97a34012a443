//! `4D.OutgoingMessage`: the answer of an HTTP handler (`API/OutgoingMessageClass`). The body is a plain property of the
//! object, because programs may assign it; status and headers are kept here.

use std::any::Any;
use std::cell::Cell;
use std::rc::Rc;
use std::sync::LazyLock;

use four_runtime::class::native_class;
use four_runtime::error::describe;
use four_runtime::native::Native;
use four_runtime::picture::Picture;
use four_runtime::rules::number_text;
use four_runtime::{Error, Object, Res, Symbol, Text, Value, json, native_class};

use crate::http::HttpResponse;

static BODY: LazyLock<Symbol> = LazyLock::new(|| Symbol::intern("body"));

/// The native part of a `4D.OutgoingMessage`.
struct OutgoingMessage {
    status: Cell<u16>,
    headers: Rc<Object>,
}

impl Native for OutgoingMessage {
    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn of(object: &Rc<Object>) -> Res<&OutgoingMessage> {
    let found = object.native_as::<OutgoingMessage>();
    found.ok_or_else(|| Error::type_mismatch("a 4D.OutgoingMessage", &Value::Object(object.clone())))
}

/// Refuses names and values of headers that would break the head of a message, or smuggle lines into it.
///
/// # Errors
/// When the name is no token (RFC 9110 section 5.6.2), or the value holds control characters such as CR and LF.
pub fn check_header(name: &str, value: &str) -> Res<()> {
    let token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    if name.is_empty() || !name.bytes().all(token) {
        return Err(Error::new(54, format!("\"{}\" is not the name of a header.", name.escape_debug())));
    }
    if value.chars().any(|c| c.is_control() && c != '\t') {
        let message =
            format!("The value of the header {name} must not hold line ends or control characters.");
        return Err(Error::new(54, message));
    }
    Ok(())
}

/// Sets a header; the case of its name does not count, the newest spelling stays.
fn set_header(headers: &Object, name: &str, value: &str) -> Res<()> {
    for key in headers.keys() {
        if key.to_str().eq_ignore_ascii_case(name) && key.to_str() != name {
            headers.remove(&key)?;
        }
    }
    headers.set_text(&Text::from(name), Value::from(value));
    Ok(())
}

native_class! {
    /// An answer that an HTTP request handler returns.
    pub static OUTGOING_MESSAGE: "OutgoingMessage";
    = new(_host) -> Value {
        let native = OutgoingMessage { status: Cell::new(200), headers: Rc::new(Object::new()) };
        Ok(Value::from(Object::native(native_class(&OUTGOING_MESSAGE), Rc::new(native))))
    }

    /// The headers set so far.
    get headers(_host, this: &Rc<Object>) -> Rc<Object> {
        Ok(of(this)?.headers.clone())
    }

    /// The status; 200 as long as none was set.
    get status(_host, this: &Rc<Object>) -> i32 {
        Ok(i32::from(of(this)?.status.get()))
    }

    /// Sets the body, a text, blob or object, and the content type that goes with it.
    fn setBody(_host, this: &Rc<Object>, body: &Value) {
        let message = of(this)?;
        let media_type = match body {
            Value::Text(_) => "text/plain",
            Value::Blob(_) => "application/octet-stream",
            object if let Some(picture) = Picture::of(object) => picture.media_type(),
            Value::Object(_) => "application/json",
            other => {
                let text = format!("The body of a message is a text, blob or object; this is {}.", describe(other));
                return Err(Error::new(54, text));
            }
        };
        set_header(&message.headers, "Content-Type", media_type)?;
        this.set(*BODY, body.clone());
        Ok(())
    }

    /// Sets a header; both parameters are texts.
    fn setHeader(_host, this: &Rc<Object>, key: &Text, value: &Text) {
        let message = of(this)?;
        let (key, value) = (key.to_str(), value.to_str());
        check_header(&key, &value)?;
        set_header(&message.headers, &key, &value)
    }

    /// Sets the status, a whole number from 200 to 599.
    fn setStatus(_host, this: &Rc<Object>, status: &Value) {
        let message = of(this)?;
        match status.as_number() {
            Some(number) if number.fract() == 0.0 && (200.0..=599.0).contains(&number) => {
                message.status.set(number as u16);
                Ok(())
            }
            _ => {
                let text = format!("An HTTP status is a whole number from 200 to 599; this is {}.", describe(status));
                Err(Error::new(54, text))
            }
        }
    }
}

/// What a value is sent as: its bytes and its media type. `None` for nothing.
///
/// # Errors
/// When an object cannot be written as JSON.
fn content(value: &Value) -> Res<Option<(Vec<u8>, &'static str)>> {
    Ok(Some(match value {
        Value::Undefined => return Ok(None),
        none if none.is_null() => return Ok(None),
        Value::Text(text) => (text.to_str().into_owned().into_bytes(), "text/plain"),
        Value::Blob(blob) => (blob.to_vec(), "application/octet-stream"),
        object if let Some(picture) = Picture::of(object) => (picture.bytes.to_vec(), picture.media_type()),
        Value::Bool(flag) => (flag.to_string().into_bytes(), "application/json"),
        Value::Int(_) | Value::Real(_) => {
            let number = value.as_number().unwrap_or_default();
            (number_text::real_to_text(number).into_bytes(), "text/plain")
        }
        other => (json::stringify(other, false)?.into_bytes(), "application/json"),
    }))
}

/// A content type with the charset that texts are sent in.
pub fn with_charset(media_type: &str) -> String {
    let lower = media_type.to_ascii_lowercase();
    if lower.starts_with("text/") && !lower.contains("charset") {
        format!("{media_type}; charset=utf-8")
    } else {
        media_type.to_owned()
    }
}

/// What a handler returned, as an answer.
///
/// # Errors
/// When it cannot be sent: a body of an unsuitable type, headers that are no texts.
pub fn response(returned: &Value) -> Res<HttpResponse> {
    let message = match returned {
        Value::Object(object) => object.native_as::<OutgoingMessage>().map(|message| (object, message)),
        _ => None,
    };
    let Some((object, message)) = message else {
        let (body, media_type) = content(returned)?.unzip();
        let headers = media_type.map(|media_type| ("Content-Type".to_owned(), with_charset(media_type)));
        return Ok(HttpResponse {
            status: 200,
            headers: headers.into_iter().collect(),
            body: body.unwrap_or_default().into(),
        });
    };
    let body = object.get(*BODY);
    let is_text = matches!(body, Value::Text(_));
    let (body, media_type) = content(&body)?.unzip();
    let mut headers = Vec::new();
    for (name, value) in message.headers.entries() {
        let (name, Value::Text(value)) = (name.to_str().into_owned(), value) else {
            return Err(Error::new(54, format!("The header {name} is not a text.")));
        };
        check_header(&name, &value.to_str())?;
        headers.push((name, value.to_str().into_owned()));
    }
    let given = headers.iter_mut().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    match given {
        Some((_, media_type)) if is_text => *media_type = with_charset(media_type),
        Some(_) => {}
        None => headers.extend(media_type.map(|t| ("Content-Type".to_owned(), with_charset(t)))),
    }
    Ok(HttpResponse { status: message.status.get(), headers, body: body.unwrap_or_default().into() })
}
