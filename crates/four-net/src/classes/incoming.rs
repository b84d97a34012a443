//! `4D.IncomingMessage`: the request that an HTTP handler gets (`API/IncomingMessageClass`).

use std::any::Any;
use std::rc::Rc;

use four_runtime::class::native_class;
use four_runtime::native::Native;
use four_runtime::picture::Picture;
use four_runtime::{Collection, Error, Object, Res, Symbol, Text, Value, json, native_class};

use crate::http::{HttpRequest, url};

/// The native part of a `4D.IncomingMessage`.
struct IncomingMessage(Rc<HttpRequest>);

impl Native for IncomingMessage {
    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn of(object: &Rc<Object>) -> Res<&HttpRequest> {
    let found = object.native_as::<IncomingMessage>();
    let found = found.map(|message| &*message.0);
    found.ok_or_else(|| Error::type_mismatch("a 4D.IncomingMessage", &Value::Object(object.clone())))
}

/// The request as an object.
pub fn incoming(request: Rc<HttpRequest>) -> Value {
    Value::from(Object::native(native_class(&INCOMING_MESSAGE), Rc::new(IncomingMessage(request))))
}

/// The value of a header; of several lines of the same name, all with commas between (RFC 9110 section 5.3).
pub fn header(request: &HttpRequest, name: &str) -> Option<String> {
    let lines = request.headers.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
    let lines: Vec<&str> = lines.map(|(_, value)| value.as_str()).collect();
    let between = if name.eq_ignore_ascii_case("cookie") { "; " } else { ", " };
    (!lines.is_empty()).then(|| lines.join(between))
}

/// The body as text: by the charset of the content type, else UTF-8; what cannot be read is replaced.
pub fn text(request: &HttpRequest) -> String {
    let media_type = header(request, "content-type").unwrap_or_default();
    decoded(&request.body, &media_type)
}

/// Bytes as text, by the charset of a media type; a byte order mark decides before it.
pub fn decoded(bytes: &[u8], media_type: &str) -> String {
    let parameters = media_type.split(';').skip(1).filter_map(|part| part.trim().split_once('='));
    let charset = parameters.filter(|(name, _)| name.eq_ignore_ascii_case("charset")).map(|(_, v)| v).next();
    let encoding = charset.and_then(|c| encoding_rs::Encoding::for_label(c.trim_matches('"').as_bytes()));
    encoding.unwrap_or(encoding_rs::UTF_8).decode(bytes).0.into_owned()
}

native_class! {
    /// A request that an HTTP request handler answers. It belongs to the process that handles it.
    pub static INCOMING_MESSAGE: "IncomingMessage";

    /// The URL without host and port, as sent.
    get url(_host, this: &Rc<Object>) -> Text {
        Ok(Text::from(of(this)?.url.as_str()))
    }

    /// The parts of the URL's path, decoded.
    get urlPath(_host, this: &Rc<Object>) -> Rc<Collection> {
        let path = of(this)?.url.split(['?', '#']).next().unwrap_or_default();
        let part = |part: &str| match url::decode(part) {
            Some(bytes) => Value::from(String::from_utf8_lossy(&bytes).into_owned()),
            None => Value::from(part),
        };
        let parts: Vec<Value> = path.split('/').filter(|part| !part.is_empty()).map(part).collect();
        let parts = Value::from(parts);
        Ok(parts.as_collection().cloned().unwrap_or_default())
    }

    /// The parameters of the URL, decoded texts; of a repeated one the last counts.
    get urlQuery(_host, this: &Rc<Object>) -> Rc<Object> {
        let object = Object::new();
        for (name, value) in &of(this)?.query {
            object.set_text(&Text::from(name.as_str()), Value::from(value.as_str()));
        }
        Ok(Rc::new(object))
    }

    /// The verb, such as `GET`.
    get verb(_host, this: &Rc<Object>) -> Text {
        Ok(Text::from(of(this)?.method.as_str()))
    }

    /// The headers; names in lower case.
    get headers(_host, this: &Rc<Object>) -> Rc<Object> {
        let request = of(this)?;
        let object = Object::new();
        for (name, _) in &request.headers {
            let name = name.to_ascii_lowercase();
            let value = header(request, &name).unwrap_or_default();
            object.set(Symbol::intern(&name), Value::from(value));
        }
        Ok(Rc::new(object))
    }

    /// The value of a header, whatever the case of its name; an empty text when it is missing.
    fn getHeader(_host, this: &Rc<Object>, key: &Text) -> Text {
        let value = header(of(this)?, &key.to_str());
        Ok(Text::from(value.unwrap_or_default()))
    }

    /// The body as a text.
    fn getText(_host, this: &Rc<Object>) -> Text {
        Ok(Text::from(text(of(this)?)))
    }

    /// The body as a blob.
    fn getBlob(_host, this: &Rc<Object>) -> Value {
        Ok(Value::Blob(Rc::new(of(this)?.body.to_vec())))
    }

    /// The value that the body holds as JSON; an error when it is none.
    fn getJSON(_host, this: &Rc<Object>) -> Value {
        json::parse(&text(of(this)?))
    }

    /// The body as a picture when its content type says so; Null when it is none.
    fn getPicture(_host, this: &Rc<Object>) -> Value {
        let media_type = header(of(this)?, "content-type").unwrap_or_default();
        if !media_type.trim_start().to_ascii_lowercase().starts_with("image/") {
            return Ok(Value::Null);
        }
        Ok(Picture::read(&of(this)?.body).map_or(Value::Null, Picture::into_value))
    }
}
