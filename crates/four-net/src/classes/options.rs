//! The `options` object of `4D.WebSocketServer.new()`: 4D's `path` and `dataType`, and what a server on the open
//! Internet needs beyond them. What is there and not understood is an error that says what is expected; options that are
//! not known are ignored, as in 4D.

use std::time::Duration;

use four_runtime::error::describe;
use four_runtime::{Error, Object, Res, Text, Value};

use super::server::{DataType, data_type_of};
use crate::{Deflate, EndpointOptions};

/// Largest message and buffer that can be set: what an index into a 4D text or blob can name.
const MOST_BYTES: f64 = 2_147_483_647.0;
/// A day.
const LONGEST: f64 = 86_400.0;
const MOST_CONNECTIONS: f64 = 1_000_000.0;

/// What was asked for.
#[derive(Debug)]
pub struct Options {
    /// `path`, unless empty.
    pub path: Option<String>,
    /// `dataType`.
    pub data_type: DataType,
    /// The rest.
    pub endpoint: EndpointOptions,
}

/// Reads the options.
///
/// # Errors
/// When one of them has a value of another kind than it must have, or out of its range.
pub fn options_of(options: Option<&Value>) -> Res<Options> {
    let object = match options {
        None | Some(Value::Null | Value::Unassigned | Value::Undefined) => &Object::new(),
        Some(Value::Object(object)) => object.as_ref(),
        Some(other) => return Err(Error::type_mismatch("the options object of a WebSocket server", other)),
    };
    let path = match object.get_text(&Text::from("path")) {
        Value::Text(path) if !path.is_empty() => Some(path.to_string()),
        Value::Undefined | Value::Null | Value::Text(_) => None,
        other => return Err(Error::type_mismatch("the option path (a text)", &other)),
    };
    let data_type = data_type_of(object.get_text(&Text::from("dataType")))?;
    Ok(Options { path, data_type, endpoint: endpoint(object)? })
}

fn endpoint(object: &Object) -> Res<EndpointOptions> {
    let defaults = EndpointOptions::default();
    let bytes = |name, default: usize| {
        Ok::<_, Box<Error>>(whole(object, name, 1.0, MOST_BYTES)?.map_or(default, |n| n as usize))
    };
    let seconds = |name, least, default: Duration| {
        let given = number(object, name, least, LONGEST, "a number of seconds")?;
        Ok::<_, Box<Error>>(given.map_or(default, Duration::from_secs_f64))
    };
    let max_message = bytes("maxMessageSize", defaults.max_message)?;
    Ok(EndpointOptions {
        max_message,
        out_bytes: bytes("maxBufferedAmount", defaults.out_bytes)?,
        ping_interval: seconds("pingInterval", 0.0, defaults.ping_interval)?,
        ping_timeout: seconds("pingTimeout", 0.001, defaults.ping_timeout)?,
        close_timeout: seconds("closeTimeout", 0.001, defaults.close_timeout)?,
        max_connections: count(object, "maxConnections")?,
        max_per_ip: count(object, "maxConnectionsPerIP")?,
        protocols: texts(object, "protocols")?,
        origins: texts(object, "origins")?,
        deflate: deflate(object)?,
        ..defaults
    })
}

fn wrong(name: &str, expected: &str, found: &Value) -> Box<Error> {
    let found = found.as_number().map_or_else(|| describe(found), |number| number.to_string());
    let message = format!("The option {name} must be {expected}; this is {found}.");
    Error::new(-10719, message)
}

fn number(object: &Object, name: &str, least: f64, most: f64, what: &str) -> Res<Option<f64>> {
    let value = object.get_text(&Text::from(name));
    if matches!(value, Value::Undefined | Value::Null) {
        return Ok(None);
    }
    match value.as_number().filter(|number| (least..=most).contains(number)) {
        Some(number) => Ok(Some(number)),
        None => Err(wrong(name, &format!("{what} from {least} to {most}"), &value)),
    }
}

fn whole(object: &Object, name: &str, least: f64, most: f64) -> Res<Option<f64>> {
    let number = number(object, name, least, most, "a whole number")?;
    match number.filter(|number| number.fract() != 0.0) {
        Some(number) => Err(wrong(name, "a whole number", &Value::from(number))),
        None => Ok(number),
    }
}

/// A number of connections; 0 stands for no limit.
fn count(object: &Object, name: &str) -> Res<Option<usize>> {
    Ok(whole(object, name, 0.0, MOST_CONNECTIONS)?.filter(|count| *count > 0.0).map(|count| count as usize))
}

/// A text, or a collection of texts.
fn texts(object: &Object, name: &str) -> Res<Vec<String>> {
    let value = object.get_text(&Text::from(name));
    let expected = "a text or a collection of texts";
    let values = match &value {
        Value::Undefined | Value::Null => return Ok(Vec::new()),
        Value::Text(_) => vec![value.clone()],
        Value::Collection(all) => (0..all.len()).filter_map(|index| all.get(index)).collect(),
        other => return Err(wrong(name, expected, other)),
    };
    // An empty list would let in everything that a list of names keeps out.
    if values.is_empty() {
        return Err(wrong(name, "a text or a collection of texts with at least one of them", &value));
    }
    let text = |value: &Value| match value {
        Value::Text(text) if !text.is_empty() => Ok(text.to_string()),
        other => Err(wrong(name, expected, other)),
    };
    values.iter().map(text).collect()
}

fn deflate(object: &Object) -> Res<Option<Deflate>> {
    let value = object.get_text(&Text::from("deflate"));
    let object = match &value {
        Value::Undefined | Value::Null | Value::Bool(false) => return Ok(None),
        Value::Bool(true) => return Ok(Some(Deflate::default())),
        Value::Object(object) => object,
        other => return Err(wrong("deflate", "True, False or an object", other)),
    };
    let defaults = Deflate::default();
    let context_takeover = match object.get_text(&Text::from("contextTakeover")) {
        Value::Undefined | Value::Null => defaults.context_takeover,
        Value::Bool(keep) => keep,
        other => return Err(wrong("deflate.contextTakeover", "True or False", &other)),
    };
    Ok(Some(Deflate {
        context_takeover,
        window_bits: whole(object, "windowBits", 9.0, 15.0)?.map_or(defaults.window_bits, |bits| bits as u8),
        threshold: whole(object, "threshold", 0.0, MOST_BYTES)?.map_or(defaults.threshold, |n| n as usize),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Res<Options> {
        options_of(Some(&four_runtime::json::parse(text).unwrap()))
    }

    #[test]
    fn nothing_given_is_the_default() {
        for options in [options_of(None).unwrap(), read("{\"unknown\":1,\"origins\":null}").unwrap()] {
            let defaults = EndpointOptions::default();
            assert_eq!((options.path, options.data_type), (None, DataType::Text));
            assert_eq!(options.endpoint.max_message, defaults.max_message);
            assert_eq!(options.endpoint.ping_interval, defaults.ping_interval);
            assert!(options.endpoint.origins.is_empty() && options.endpoint.deflate.is_none());
        }
    }

    #[test]
    fn everything_given_is_taken() {
        let options = read(
            r#"{"path":"/a","dataType":"blob","origins":["https://a","https://b"],"protocols":"chat",
            "maxMessageSize":1000,"maxBufferedAmount":2000,"pingInterval":0,"pingTimeout":0.5,"closeTimeout":3,
            "maxConnections":5,"maxConnectionsPerIP":0,
            "deflate":{"contextTakeover":true,"windowBits":12,"threshold":0}}"#,
        )
        .unwrap();
        assert_eq!((options.path.as_deref(), options.data_type), (Some("/a"), DataType::Blob));
        let endpoint = options.endpoint;
        assert_eq!(endpoint.origins, ["https://a", "https://b"]);
        assert_eq!(endpoint.protocols, ["chat"]);
        assert_eq!((endpoint.max_message, endpoint.out_bytes), (1000, 2000));
        assert_eq!(endpoint.ping_interval, Duration::ZERO);
        assert_eq!(endpoint.ping_timeout, Duration::from_millis(500));
        assert_eq!(endpoint.close_timeout, Duration::from_secs(3));
        assert_eq!((endpoint.max_connections, endpoint.max_per_ip), (Some(5), None));
        assert_eq!(endpoint.deflate, Some(Deflate { context_takeover: true, window_bits: 12, threshold: 0 }));
        assert_eq!(read("{\"deflate\":true}").unwrap().endpoint.deflate, Some(Deflate::default()));
        assert_eq!(read("{\"deflate\":false}").unwrap().endpoint.deflate, None);
    }

    #[test]
    fn what_is_not_understood_is_named() {
        for (text, word) in [
            ("{\"origins\":5}", "origins"),
            ("{\"origins\":[]}", "origins"),
            ("{\"origins\":[\"\"]}", "origins"),
            ("{\"protocols\":[\"a\",1]}", "protocols"),
            ("{\"maxMessageSize\":0}", "maxMessageSize"),
            ("{\"maxMessageSize\":1.5}", "maxMessageSize"),
            ("{\"maxMessageSize\":\"big\"}", "maxMessageSize"),
            ("{\"pingInterval\":-1}", "pingInterval"),
            ("{\"pingTimeout\":0}", "pingTimeout"),
            ("{\"maxConnections\":1e9}", "maxConnections"),
            ("{\"deflate\":1}", "deflate"),
            ("{\"deflate\":{\"windowBits\":8}}", "windowBits"),
            ("{\"deflate\":{\"contextTakeover\":1}}", "contextTakeover"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.code == -10719 && error.message.contains(word), "{text}: {}", error.message);
        }
    }
}
