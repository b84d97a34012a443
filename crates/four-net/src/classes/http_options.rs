//! What the HTTP client takes from the program: addresses, bodies, options; and bodies of answers as values.

use std::rc::Rc;
use std::time::Duration;

use bytes::Bytes;
use four_runtime::picture::Picture;
use four_runtime::{Error, Host, Res, Symbol, Text, Value, json};
use url::Url;

use super::https::folder;
use super::service::HTTP_CLIENT;
use crate::client::{Content, Credentials, Failure, Head, Method, content, decode, encode};
use crate::tls::ClientTls;

/// Redirections that `4D.HTTPRequest` follows (`API/HTTPRequestClass`).
pub const REDIRECTIONS: usize = 5;

/// A failure as a 4D error.
pub fn raised(failure: Failure) -> Box<Error> {
    Error::with_signature(failure.code, failure.message, HTTP_CLIENT)
}

fn wrong(message: String) -> Box<Error> {
    Error::with_signature(34, message, HTTP_CLIENT)
}

/// An option; Null and unassigned ones count as not given.
pub fn option(host: &mut dyn Host, options: &Value, name: &str) -> Res<Value> {
    if !matches!(options, Value::Object(_)) {
        return Ok(Value::Undefined);
    }
    Ok(match host.member(options, Symbol::intern(name))? {
        Value::Null | Value::Unassigned => Value::Undefined,
        value => value,
    })
}

/// A text option.
pub fn text_option(host: &mut dyn Host, options: &Value, name: &str) -> Res<Option<String>> {
    match option(host, options, name)? {
        Value::Undefined => Ok(None),
        Value::Text(text) => Ok(Some(text.to_string())),
        other => Err(Error::type_mismatch(&format!("the option {name} (a text)"), &other)),
    }
}

/// A Boolean option.
pub fn flag_option(host: &mut dyn Host, options: &Value, name: &str) -> Res<Option<bool>> {
    match option(host, options, name)? {
        Value::Undefined => Ok(None),
        Value::Bool(flag) => Ok(Some(flag)),
        other => Err(Error::type_mismatch(&format!("the option {name} (a Boolean)"), &other)),
    }
}

/// A time in seconds; none for no limit.
pub fn seconds(value: &Value) -> Res<Option<Duration>> {
    match value {
        Value::Undefined => Ok(None),
        value => match value.as_number().filter(|seconds| *seconds >= 0.0) {
            Some(seconds) => Ok(Some(Duration::from_secs_f64(seconds.min(1e9)))),
            None => Err(Error::type_mismatch("the option timeout (seconds)", value)),
        },
    }
}

/// The address of a request; `scheme` stands for a missing one.
pub fn address(text: &Text, scheme: &str) -> Res<Url> {
    let given = text.to_str();
    let given = given.trim();
    let lower = given.to_ascii_lowercase();
    let whole = if lower.starts_with("http://") || lower.starts_with("https://") {
        given.to_owned()
    } else if given.contains("://") {
        return Err(wrong(format!(
            "\"{given}\" is no address of a web server: only http and https are spoken."
        )));
    } else {
        format!("{scheme}://{given}")
    };
    let refused = |why: &str| wrong(format!("\"{given}\" is no address of a web server: {why}."));
    let url = Url::parse(&whole).map_err(|error| refused(&error.to_string()))?;
    if url.host_str().is_none_or(str::is_empty) {
        return Err(refused("it has no host"));
    }
    Ok(url)
}

/// The method of a request.
pub fn method(name: &str) -> Res<Method> {
    let upper = name.trim().to_ascii_uppercase();
    match Method::from_bytes(upper.as_bytes()) {
        Ok(method) if method != Method::CONNECT => Ok(method),
        _ => Err(wrong(format!("\"{}\" is no method of a request.", name.escape_debug()))),
    }
}

/// A body and the content type that it has unless a header says otherwise.
pub fn body(value: &Value, encoding: &str, blob_type: &'static str) -> Res<Option<(Bytes, String)>> {
    Ok(Some(match value {
        Value::Undefined => return Ok(None),
        none if none.is_null() => return Ok(None),
        Value::Text(text) if text.is_empty() => return Ok(None),
        Value::Text(text) => {
            let bytes = encode(&text.to_str(), encoding)
                .ok_or_else(|| wrong(format!("The encoding \"{encoding}\" is not known.")))?;
            let name = if encoding.is_empty() { "UTF-8" } else { encoding };
            (bytes.into(), format!("text/plain; charset={name}"))
        }
        Value::Blob(bytes) => (Bytes::copy_from_slice(bytes), blob_type.to_owned()),
        object if let Some(picture) = Picture::of(object) => {
            (Bytes::from_owner(picture.bytes.clone()), picture.media_type().to_owned())
        }
        Value::Object(native) if native.native_part().is_some() => {
            let error = Error::type_mismatch("a text, blob or object as body", value);
            return Err(error.with_help("the content of a file is its getContent()"));
        }
        object @ (Value::Object(_) | Value::Collection(_)) => {
            (json::stringify(object, false)?.into(), "application/json".to_owned())
        }
        other @ (Value::Int(_) | Value::Real(_) | Value::Bool(_)) => {
            (json::stringify(other, false)?.into(), "application/json".to_owned())
        }
        other => return Err(Error::type_mismatch("a text, blob or object as body", other)),
    }))
}

/// Adds a header unless the program gave it.
pub fn default_header(headers: &mut Vec<(String, String)>, name: &str, value: &str) {
    if !headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name)) {
        headers.push((name.to_owned(), value.to_owned()));
    }
}

/// How TLS is spoken, from the options of a request or agent.
pub fn tls_of(host: &mut dyn Host, options: &Value, mut tls: ClientTls) -> Res<ClientTls> {
    if let Some(validate) = flag_option(host, options, "validateTLSCertificate")? {
        tls.validate = validate;
    }
    if let Some(version) = text_option(host, options, "minTLSVersion")? {
        // Versions before 1.2 are not spoken, which the least version allows.
        tls.only_tls13 = match version.as_str() {
            "TLSv1_0" | "TLSv1_1" | "TLSv1_2" => false,
            "TLSv1_3" => true,
            other => {
                return Err(wrong(format!(
                    "minTLSVersion must be \"TLSv1_2\" or \"TLSv1_3\" (or an older one); this is \"{other}\"."
                )));
            }
        };
    }
    let given = option(host, options, "certificatesFolder")?;
    if let Some(path) = folder(host, &given)? {
        tls.certificates = Some(host.app().settings().folder.join(path));
    }
    if !option(host, options, "storeCertificateName")?.is_undefined() {
        let error = wrong("storeCertificateName is not available: there is no certificate store.".into());
        return Err(
            error.with_help("put cert.pem and key.pem into a folder and name it in certificatesFolder")
        );
    }
    Ok(tls)
}

/// An authentication object.
pub fn credentials(host: &mut dyn Host, options: &Value) -> Res<Option<Credentials>> {
    if !option(host, options, "proxyAuthentication")?.is_undefined() {
        return Err(wrong(
            "proxyAuthentication is not available: requests go to their servers directly.".into(),
        ));
    }
    let object = match option(host, options, "serverAuthentication")? {
        Value::Undefined => return Ok(None),
        object @ Value::Object(_) => object,
        other => return Err(Error::type_mismatch("the option serverAuthentication (an object)", &other)),
    };
    let name = text_option(host, &object, "name")?.unwrap_or_default();
    let password = text_option(host, &object, "password")?.unwrap_or_default();
    let method = text_option(host, &object, "method")?.unwrap_or_default();
    let basic = match method.to_ascii_lowercase().as_str() {
        "" | "auto" => None,
        "basic" => Some(true),
        "digest" => Some(false),
        _ => {
            let message =
                format!("The authentication method must be basic, digest or auto; this is \"{method}\".");
            return Err(wrong(message));
        }
    };
    Ok(Some(Credentials { name, password, basic }))
}

/// What the body of an answer becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyType {
    /// By the content type of the answer.
    Auto,
    /// A text.
    Text,
    /// A blob.
    Blob,
    /// What its JSON says.
    Object,
}

impl BodyType {
    /// The word of the option `dataType`.
    ///
    /// # Errors
    /// When it is none of the four.
    pub fn named(word: &str) -> Res<BodyType> {
        Ok(match word {
            "" | "auto" => BodyType::Auto,
            "text" => BodyType::Text,
            "blob" => BodyType::Blob,
            "object" => BodyType::Object,
            other => {
                return Err(wrong(format!(
                    "The option dataType must be \"auto\", \"text\", \"blob\" or \"object\"; this is \"{other}\"."
                )));
            }
        })
    }

    /// The word of the option.
    pub fn word(self) -> &'static str {
        match self {
            BodyType::Auto => "auto",
            BodyType::Text => "text",
            BodyType::Blob => "blob",
            BodyType::Object => "object",
        }
    }
}

/// The body of an answer as a value.
///
/// # Errors
/// When JSON is wanted and it is none.
pub fn value_of(bytes: &Bytes, head: &Head, wanted: BodyType) -> Res<Value> {
    let content_type = head.get("content-type").unwrap_or_default();
    let parsed = || json::parse(&decode(bytes, content_type));
    Ok(match (wanted, content(content_type)) {
        (BodyType::Blob, _) => Value::Blob(Rc::new(bytes.to_vec())),
        (BodyType::Text, _) | (BodyType::Auto, Content::Text) => Value::from(decode(bytes, content_type)),
        (BodyType::Object, _) | (BodyType::Auto, Content::Json) if bytes.is_empty() => Value::Null,
        (BodyType::Object, _) => parsed()
            .map_err(|error| wrong_answer(format!("The body of the answer is no JSON: {}", error.message)))?,
        // Nobody insisted on JSON: the text is better than nothing.
        (BodyType::Auto, Content::Json) => match parsed() {
            Ok(value) => value,
            Err(_) => Value::from(decode(bytes, content_type)),
        },
        (BodyType::Auto, Content::Binary) => Value::Blob(Rc::new(bytes.to_vec())),
    })
}

fn wrong_answer(message: String) -> Box<Error> {
    Error::with_signature(33, message, HTTP_CLIENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_documentation() {
        for (given, expected) in [
            ("www.myserver.com/path", "https://www.myserver.com/path"),
            ("http://www.myserver.com/path?name=\"jones\"", "http://www.myserver.com/path?name=%22jones%22"),
            ("http://123.45.67.89:8083", "http://123.45.67.89:8083/"),
            ("http://john:smith@123.45.67.89:8083", "http://john:smith@123.45.67.89:8083/"),
            (
                "http://[2001:db8::ff00:42:8329]:8080/index.html",
                "http://[2001:db8::ff00:42:8329]:8080/index.html",
            ),
            ("localhost:8080/a b", "https://localhost:8080/a%20b"),
        ] {
            assert_eq!(address(&Text::from(given), "https").expect("valid").as_str(), expected);
        }
        for given in ["", "http://", "ftp://a", "http://a:99999", "http://[::1", "http://a b"] {
            assert_eq!(address(&Text::from(given), "https").expect_err("invalid").code, 34, "{given}");
        }
    }
}
