//! `HTTP Parse message`: an HTTP message of a text or blob as an object.

use std::rc::Rc;

use four_runtime::{Error, Object, Res, Text, Value, commands};

use super::headers;
use super::service::HTTP_CLIENT;
use crate::client::{Content, content, decode};
use crate::http::message::{self, Message, TooMany, header};
use crate::http::multipart::parameter;

fn too_many(TooMany(what, most): TooMany) -> Box<Error> {
    Error::with_signature(33, format!("The HTTP message has more than {most} {what}."), HTTP_CLIENT)
}

/// Content by its type: a text, JSON and a message within a message are texts, else it is a blob. What comes from a text
/// is UTF-8, whatever its header says of the bytes that it once was.
fn content_of(bytes: &[u8], content_type: &str, from_text: bool) -> Value {
    let media = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    // Without a type it is plain text (RFC 2046 section 5.1).
    let texts = media.is_empty()
        || media == "application/http"
        || ["message/", "multipart/", "text/"].iter().any(|kind| media.starts_with(kind));
    if !texts && content(content_type) == Content::Binary {
        return Value::Blob(Rc::new(bytes.to_vec()));
    }
    match from_text {
        true => Value::from(String::from_utf8_lossy(bytes).as_ref()),
        false => Value::from(decode(bytes, content_type)),
    }
}

/// A part as an object; properties for what it does not say are left out.
fn part(part: &Message, data: &[u8], from_text: bool) -> Object {
    let object = Object::new();
    let set = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            object.set_text(&Text::from(name), Value::from(value.as_str()));
        }
    };
    let content_type = header(&part.headers, "content-type").unwrap_or_default();
    let disposition = header(&part.headers, "content-disposition").unwrap_or_default();
    let media = content_type.split(';').next().unwrap_or_default().trim();
    set("contentType", (!media.is_empty()).then(|| media.to_owned()));
    set(
        "contentID",
        header(&part.headers, "content-id")
            .map(|id| id.strip_prefix('<').and_then(|id| id.strip_suffix('>')).unwrap_or(id).to_owned()),
    );
    set("name", parameter(disposition, "name"));
    set("fileName", parameter(disposition, "filename"));
    object.set_text(&Text::from("headers"), Value::Object(Rc::new(headers::object(&part.headers, false))));
    let bytes = &data[part.content.clone()];
    object.set_text(&Text::from("content"), content_of(bytes, content_type, from_text));
    object
}

fn parsed(data: &[u8], from_text: bool) -> Res<Object> {
    let mut whole = message::head(data).map_err(too_many)?;
    let parts = match message::boundary(&whole, data) {
        Some(boundary) => message::parts(data, whole.content.clone(), &boundary).map_err(too_many)?,
        None if whole.content.is_empty() => Vec::new(),
        None => {
            let headers = whole.headers.clone();
            vec![Message { first: String::new(), headers, content: whole.content.clone() }]
        }
    };
    let parts: Vec<Value> =
        parts.iter().map(|found| Value::Object(Rc::new(part(found, data, from_text)))).collect();
    let object = Object::new();
    let first = std::mem::take(&mut whole.first);
    let name = if first.starts_with("HTTP/") { "statusLine" } else { "requestLine" };
    if !first.is_empty() {
        object.set_text(&Text::from(name), Value::from(first.as_str()));
    }
    object.set_text(&Text::from("headers"), Value::Object(Rc::new(headers::object(&whole.headers, false))));
    object.set_text(&Text::from("parts"), Value::from(parts));
    Ok(object)
}

commands! { pub static COMMANDS: "HTTP";
    /// Takes an HTTP message apart: `requestLine` or `statusLine`, `headers`, and `parts` with `contentType`, `contentID`,
    /// `name`, `fileName`, `headers` and `content` (a text, or a blob when its type is no text). A body that is not
    /// multipart is one part. Error 33 when it has more than 10,000 parts or 1000 header lines
    /// (`commands/http-parse-message`).
    ///
    /// ```4d
    /// var $message : Object:=HTTP Parse message("POST /batch HTTP/1.1\r\nContent-Type: multipart/mixed; boundary=b\r\n"\
    ///     +"\r\n--b\r\nContent-Type: application/json\r\nContent-ID: <item1>\r\n\r\n{\"a\": 1}\r\n--b--\r\n")
    /// ASSERT($message.requestLine="POST /batch HTTP/1.1")
    /// ASSERT($message.headers["Content-Type"]="multipart/mixed@")
    /// ASSERT($message.parts[0].contentType="application/json")
    /// ASSERT($message.parts[0].contentID="item1")
    /// ASSERT(JSON Parse($message.parts[0].content).a=1)
    /// ```
    "HTTP Parse message" 1824 fn http_parse_message(_host, data: &Value) -> Object {
        match data {
            Value::Text(text) => parsed(text.to_str().as_bytes(), true),
            Value::Blob(bytes) => parsed(bytes, false),
            other => Err(Error::type_mismatch("a text or blob", other)),
        }
    }
}
