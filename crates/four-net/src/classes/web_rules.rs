//! HTTP rules from `HTTPRules.json` or `settings.rules` (`WebServer/http-rules`).

use std::path::Path;
use std::sync::Arc;

use four_runtime::{Object, Res, Text, Value, json};
use hyper::header::{HeaderName, HeaderValue};

use super::entries::{Entries, Wrong, regex};
use super::outgoing::check_header;
use crate::http::rules::{Change, Rule};

/// Rules in their order, and as JSON.
#[derive(Clone, Default)]
pub struct Rules {
    /// The rules.
    pub list: Arc<Vec<Rule>>,
    json: Option<String>,
}

impl Rules {
    /// Reads `HTTPRules.json`; no rules when there is no such file.
    ///
    /// # Errors
    /// With file and line, when it cannot be read or a rule is wrong.
    pub fn read(path: &Path) -> Res<Rules> {
        Entries::read(path)?.map_or(Ok(Rules::default()), |entries| Rules::from(&entries))
    }

    /// The rules of `settings.rules`.
    ///
    /// # Errors
    /// When the value is no collection of rules.
    pub fn from_settings(value: &Value) -> Res<Rules> {
        Rules::from(&Entries::of("rules", value))
    }

    fn from(entries: &Entries) -> Res<Rules> {
        let list = entries.each("a collection of rules is expected.", rule)?;
        Ok(Rules { list: Arc::new(list), json: Some(json::stringify(&entries.value, false)?) })
    }

    /// The rules as a collection of objects, in JSON (`.rules`).
    pub fn to_json(&self) -> String {
        self.json.clone().unwrap_or_else(|| "[]".into())
    }
}

/// A property, whatever the case of its name: the documentation has `regexPattern` and `RegExPattern`.
fn property(entry: &Object, name: &str) -> Value {
    let known = entry.keys().into_iter().find(|key| key.to_str().eq_ignore_ascii_case(name));
    known.map_or(Value::Undefined, |key| entry.get_text(&key))
}

fn rule(entry: &Value) -> Result<Rule, Wrong> {
    let Value::Object(entry) = entry else {
        return Err("a rule is an object with a regexPattern and an action.".into());
    };
    let Value::Text(pattern) = property(entry, "regexPattern") else {
        return Err("the rule has no regexPattern.".into());
    };
    let mut changes = Vec::new();
    for (name, add) in [("addHeaders", true), ("setHeaders", false)] {
        let headers = match property(entry, name) {
            Value::Undefined | Value::Null => continue,
            Value::Object(headers) => headers,
            _ => return Err(format!("{name} must be an object of header names and values.")),
        };
        for (key, value) in headers.entries() {
            let Value::Text(value) = value else {
                return Err(format!("the header {key} of {name} must be a text."));
            };
            let (key, value) = header(&key.to_str(), &value.to_str())?;
            changes.push(if add { Change::Add(key, value) } else { Change::Set(key, value) });
        }
    }
    let removed = match property(entry, "removeHeaders") {
        Value::Undefined | Value::Null => Vec::new(),
        text @ Value::Text(_) => vec![text],
        Value::Collection(names) => names.snapshot(),
        _ => return Err("removeHeaders must be a text or a collection of texts.".into()),
    };
    for name in removed {
        let Value::Text(name) = name else {
            return Err("removeHeaders must be a text or a collection of texts.".into());
        };
        changes.push(Change::Remove(header(&name.to_str(), "")?.0));
    }
    let deny = match property(entry, "denyAccess") {
        Value::Undefined | Value::Null => None,
        Value::Bool(flag) => Some(flag),
        _ => return Err("denyAccess must be true or false.".into()),
    };
    let redirect = match property(entry, "redirect") {
        Value::Undefined | Value::Null => None,
        Value::Text(url) => Some(header("Location", &crate::http::url::encode_url(&url.to_str()))?.1),
        _ => return Err("redirect must be a text.".into()),
    };
    let status = match property(entry, "status") {
        Value::Undefined | Value::Null => None,
        other => {
            let number = other.as_number().filter(|n| n.fract() == 0.0 && (200.0..600.0).contains(n));
            let status = number.and_then(|n| hyper::StatusCode::from_u16(n as u16).ok());
            Some(status.ok_or("status must be a whole number from 200 to 599.")?)
        }
    };
    Ok(Rule { pattern: regex(&format!("(?i){}", Text::to_str(&pattern)))?, changes, deny, redirect, status })
}

fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), Wrong> {
    check_header(name, value).map_err(|error| error.message.clone())?;
    let pair = HeaderName::try_from(name).ok().zip(HeaderValue::try_from(value).ok());
    pair.ok_or_else(|| format!("the header {name} cannot be sent."))
}
