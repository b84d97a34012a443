//! The settings of the web server, one row each (`API/WebServerClass`, `commands/web-set-option`).
//!
//! A value comes from the settings of `start()`, else from `WEB SET OPTION`, else from the project's settings file, else
//! it is the default. While the server runs, its properties tell what it was started with.

use std::collections::BTreeMap;

use four_runtime::error::describe;
use four_runtime::{Error, Res, Value, json};

use super::service::HTTP;

/// A value of a setting, free of any process.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    /// True or False.
    Bool(bool),
    /// A whole number.
    Int(i32),
    /// A text.
    Text(String),
    /// A collection, as JSON.
    Json(String),
}

impl Setting {
    /// The value as a program sees it.
    pub fn to_value(&self) -> Value {
        match self {
            Setting::Bool(flag) => Value::Bool(*flag),
            Setting::Int(int) => Value::Int(*int),
            Setting::Text(text) => Value::from(text.as_str()),
            Setting::Json(json) => json::parse(json).unwrap_or(Value::Null),
        }
    }
}

/// What a setting may hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// True or False; commands say 1 and 0.
    Bool,
    /// A whole number from the first to the second; commands pass it on as it is.
    Int(i32, i32),
    /// A text.
    Text,
    /// One of these texts, whatever the case.
    OneOf(&'static [&'static str]),
    /// A collection of objects.
    Json,
}

/// One setting.
pub struct Property {
    /// Name of the property of `4D.WebServer`.
    pub name: &'static str,
    /// Number for `WEB SET OPTION`; 0 for none.
    pub selector: i32,
    /// What it may hold.
    pub kind: Kind,
    /// The default: as text, or as JSON.
    pub default: &'static str,
    /// False when four can't do anything else than the default yet.
    pub available: bool,
}

const fn row(name: &'static str, selector: i32, kind: Kind, default: &'static str) -> Property {
    Property { name, selector, kind, default, available: true }
}

const fn fixed(name: &'static str, selector: i32, kind: Kind, default: &'static str) -> Property {
    Property { name, selector, kind, default, available: false }
}

const ANY: Kind = Kind::Int(0, i32::MAX);
const CHARACTER_SETS: &[&str] = &["UTF-8"];

/// The settings. An address or a root folder that is not set is the empty text: the server then chooses.
pub static PROPERTIES: &[Property] = &[
    row("HTTPEnabled", 88, Kind::Bool, "true"),
    row("HTTPPort", 15, Kind::Int(0, 65535), "8080"),
    row("HTTPSEnabled", 89, Kind::Bool, "false"),
    row("HTTPSPort", 39, Kind::Int(0, 65535), "8443"),
    row("IPAddressToListen", 16, Kind::Text, ""),
    row("rootFolder", 0, Kind::Text, ""),
    row("defaultHomepage", 0, Kind::Text, "index.html"),
    row("certificateFolder", 0, Kind::Text, ""),
    row("minTLSVersion", 0, Kind::Int(1, 4), "3"),
    row("cipherSuite", 0, Kind::Text, ""),
    row("HSTSEnabled", 86, Kind::Bool, "false"),
    row("HSTSMaxAge", 87, ANY, "63072000"),
    row("CORSEnabled", 92, Kind::Bool, "false"),
    row("CORSSettings", 93, Kind::Json, "[]"),
    row("HTTPCompressionLevel", 50, Kind::Int(-1, 9), "1"),
    row("HTTPCompressionThreshold", 51, ANY, "1024"),
    row("HTTPTrace", 85, Kind::Bool, "false"),
    row("maxRequestSize", 27, Kind::Int(500_000, i32::MAX), "2000000"),
    row("maxConcurrentProcesses", 18, Kind::Int(10, 32_000), "100"),
    row("handlers", 0, Kind::Json, "[]"),
    row("rules", 0, Kind::Json, "[]"),
    row("maxSessions", 71, ANY, "100"),
    row("inactiveProcessTimeout", 78, ANY, "480"),
    row("inactiveSessionTimeout", 72, ANY, "480"),
    fixed("keepSession", 70, Kind::Bool, "false"),
    row("scalableSession", 90, Kind::Bool, "true"),
    row("sessionCookieDomain", 81, Kind::Text, ""),
    row("sessionCookiePath", 82, Kind::Text, ""),
    row("sessionCookieSameSite", 0, Kind::OneOf(&["Strict", "Lax", "None"]), "Strict"),
    row("sessionIPAddressValidation", 83, Kind::Bool, "true"),
    row("debugLog", 84, Kind::Int(0, 7), "0"),
    row("logRecording", 29, Kind::Int(0, 4), "0"),
    row("characterSet", 17, Kind::OneOf(CHARACTER_SETS), "UTF-8"),
];

/// Settings of one source, by name.
pub type Layer = BTreeMap<&'static str, Setting>;

/// The setting of this name.
pub fn named(name: &str) -> Option<&'static Property> {
    PROPERTIES.iter().find(|property| property.name == name)
}

/// The setting with this number for `WEB SET OPTION`.
///
/// # Errors
/// When there is none.
pub fn numbered(selector: i32) -> Res<&'static Property> {
    let found = PROPERTIES.iter().find(|property| property.selector == selector && selector != 0);
    found.ok_or_else(|| {
        let message = format!("There is no web option {selector}.");
        Error::with_signature(-10755, message, HTTP)
            .with_help("pass a constant of the theme Web Server, such as Web port ID")
    })
}

impl Property {
    fn wrong(&self, expected: &str, found: &Value) -> Box<Error> {
        Error::with_signature(
            54,
            format!("{} must be {expected}; this is {}.", self.name, describe(found)),
            HTTP,
        )
    }

    /// A value given by a program.
    ///
    /// # Errors
    /// When it is not of the right type, out of range, or asks for what four cannot do yet.
    pub fn read(&self, value: &Value) -> Res<Setting> {
        let setting = self.checked(value)?;
        if !self.available && setting != self.default() {
            let message = format!("The web server cannot do {} yet.", self.name);
            return Err(Error::with_signature(-10754, message, HTTP));
        }
        Ok(setting)
    }

    fn checked(&self, value: &Value) -> Res<Setting> {
        match self.kind {
            Kind::Bool => match (value, value.as_number()) {
                (Value::Bool(flag), _) => Ok(Setting::Bool(*flag)),
                (_, Some(number)) if number == 0.0 || number == 1.0 => Ok(Setting::Bool(number == 1.0)),
                _ => Err(self.wrong("True or False", value)),
            },
            Kind::Int(least, most) => match value.as_number() {
                Some(n) if n.fract() == 0.0 && n >= f64::from(least) && n <= f64::from(most) => {
                    Ok(Setting::Int(n as i32))
                }
                _ => Err(self.wrong(&format!("a whole number from {least} to {most}"), value)),
            },
            Kind::Text => match value {
                Value::Text(text) => Ok(Setting::Text(text.to_string())),
                _ => Err(self.wrong("a text", value)),
            },
            Kind::OneOf(known) => {
                // 106 is IANA's number for UTF-8.
                let text = match value {
                    Value::Text(text) => text.to_string(),
                    _ if value.as_number() == Some(106.0) => "UTF-8".into(),
                    _ => String::new(),
                };
                let found = known.iter().find(|known| known.eq_ignore_ascii_case(&text));
                let found =
                    found.ok_or_else(|| self.wrong(&format!("one of {}", known.join(", ")), value))?;
                Ok(Setting::Text((*found).to_owned()))
            }
            Kind::Json => match value {
                Value::Collection(_) => Ok(Setting::Json(json::stringify(value, false)?)),
                _ => Err(self.wrong("a collection", value)),
            },
        }
    }

    /// A value of the project's settings file; what does not fit there is left out.
    pub fn read_text(&self, text: &str) -> Option<Setting> {
        let value = match self.kind {
            Kind::Bool => Value::Bool(["true", "1"].contains(&text)),
            Kind::Int(..) => Value::Int(text.parse().ok()?),
            _ => Value::from(text),
        };
        self.read(&value).ok()
    }

    /// The default.
    pub fn default(&self) -> Setting {
        match self.kind {
            Kind::Bool => Setting::Bool(self.default == "true"),
            Kind::Int(..) => Setting::Int(self.default.parse().unwrap_or_default()),
            Kind::Text | Kind::OneOf(_) => Setting::Text(self.default.to_owned()),
            Kind::Json => Setting::Json(self.default.to_owned()),
        }
    }
}

/// Reading a merged layer, in which every setting has a value of its kind.
pub trait Merged {
    /// A Boolean.
    fn flag(&self, name: &str) -> bool;
    /// A number.
    fn int(&self, name: &str) -> i32;
    /// A text.
    fn text(&self, name: &str) -> &str;
}

impl Merged for Layer {
    fn flag(&self, name: &str) -> bool {
        matches!(self.get(name), Some(Setting::Bool(true)))
    }

    fn int(&self, name: &str) -> i32 {
        if let Some(Setting::Int(int)) = self.get(name) { *int } else { 0 }
    }

    fn text(&self, name: &str) -> &str {
        if let Some(Setting::Text(text) | Setting::Json(text)) = self.get(name) { text } else { "" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_takes_its_own_default() {
        for property in PROPERTIES {
            let default = property.default();
            assert_eq!(property.read(&default.to_value()).ok(), Some(default), "{}", property.name);
            assert!(named(property.name).is_some());
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for (name, value) in [
            ("HTTPPort", Value::Int(70_000)),
            ("HTTPPort", Value::from("80")),
            ("HTTPEnabled", Value::Int(2)),
            ("maxRequestSize", Value::Int(1000)),
            ("maxConcurrentProcesses", Value::Int(9)),
            ("characterSet", Value::from("Big5")),
            ("CORSSettings", Value::Int(1)),
            ("keepSession", Value::Bool(true)),
        ] {
            assert!(named(name).is_some_and(|property| property.read(&value).is_err()), "{name}");
        }
        assert!(numbered(0).is_err() && numbered(15).is_ok_and(|found| found.name == "HTTPPort"));
    }
}
