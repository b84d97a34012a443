//! HTTP request handlers: which function of which singleton answers which URL (`WebServer/http-request-handler`).
//!
//! They come from `HTTPHandlers.json` beside the sources or from `settings.handlers`. Matching runs in network threads:
//! it never runs 4D code, and backtracking of patterns is limited.

use std::path::Path;

use fancy_regex::Regex;
use four_runtime::{Res, Text, Value, json};

use super::entries::{self, Entries, Wrong};
use crate::http::{Route, url};

/// URLs that 4D answers itself.
const FORBIDDEN: [&str; 4] = ["/4DACTION", "/rest", "/$lib/renderer", "/$shared"];

enum Pattern {
    /// `/start`: this path and all below.
    Prefix(String),
    /// Matched from the beginning of the path on.
    Regex(Box<Regex>),
}

/// One handler.
pub struct Handler {
    /// Name of the class, without `cs.`.
    pub class: String,
    /// Name of the function.
    pub method: String,
    pattern: Pattern,
    /// Verbs in upper case; empty for all.
    verbs: Vec<String>,
}

/// Handlers in the order that they are tried.
#[derive(Default)]
pub struct Handlers {
    list: Vec<Handler>,
    /// The collection as JSON, as `.handlers` gives it.
    json: Option<String>,
}

impl Handlers {
    /// Reads `HTTPHandlers.json`; no handlers when there is no such file.
    ///
    /// # Errors
    /// With file and line, when it cannot be read or a handler is incomplete.
    pub fn read(path: &Path) -> Res<Handlers> {
        Entries::read(path)?.map_or(Ok(Handlers::default()), |entries| Handlers::from(&entries))
    }

    /// The handlers of `settings.handlers`.
    ///
    /// # Errors
    /// When the value is no collection of complete handlers.
    pub fn from_settings(value: &Value) -> Res<Handlers> {
        Handlers::from(&Entries::of("handlers", value))
    }

    fn from(entries: &Entries) -> Res<Handlers> {
        let list = entries.each("a collection of handlers is expected.", handler)?;
        Ok(Handlers { list, json: Some(json::stringify(&entries.value, false)?) })
    }

    /// The handlers as a collection of objects, in JSON (`.handlers`).
    pub fn to_json(&self) -> String {
        self.json.clone().unwrap_or_else(|| "[]".into())
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The handler of this number.
    pub fn get(&self, number: usize) -> Option<&Handler> {
        self.list.get(number)
    }

    /// The first handler that takes a request; refused when only the verb keeps all that fit from taking it.
    pub fn route(&self, verb: &str, target: &str) -> Route {
        if self.list.is_empty() {
            return Route::Pass;
        }
        let path = url::path_of(target);
        if FORBIDDEN.iter().any(|forbidden| is_below(&path, forbidden)) {
            return Route::Pass;
        }
        let mut allowed: Vec<String> = Vec::new();
        for (number, handler) in self.list.iter().enumerate() {
            let fits = match &handler.pattern {
                Pattern::Prefix(prefix) => is_below(&path, prefix),
                Pattern::Regex(regex) => regex.is_match(&path).unwrap_or(false),
            };
            if !fits {
                continue;
            }
            if handler.verbs.is_empty() || handler.verbs.iter().any(|known| known == verb) {
                return Route::Take(number);
            }
            for verb in &handler.verbs {
                if !allowed.contains(verb) {
                    allowed.push(verb.clone());
                }
            }
        }
        if allowed.is_empty() { Route::Pass } else { Route::Refuse(allowed) }
    }
}

/// Whether a path is this prefix or lies below it, as folders do.
fn is_below(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || prefix == "/")
}

fn handler(entry: &Value) -> Result<Handler, Wrong> {
    let Value::Object(entry) = entry else {
        return Err("a handler is an object with class, method, pattern and verbs.".into());
    };
    let text = |name: &str| match entry.get_text(&Text::from(name)) {
        Value::Undefined | Value::Null => Ok(None),
        Value::Text(text) if text.is_empty() => Ok(None),
        Value::Text(text) => Ok(Some(text.to_string())),
        _ => Err(format!("the property {name} of a handler must be a text.")),
    };
    let needed = |name: &str| text(name)?.ok_or(format!("the handler has no {name}."));
    let class = needed("class")?;
    let class = class.strip_prefix("cs.").unwrap_or(&class).to_owned();
    let method = needed("method")?;
    // With both, only the expression counts.
    let pattern = match (text("regexPattern")?, text("pattern")?) {
        (Some(regex), _) => {
            let literal = format!("/{}", regex.trim_start_matches(['^', '/']).replace('\\', ""));
            allow(&literal, &regex)?;
            Pattern::Regex(Box::new(entries::regex(&regex)?))
        }
        (None, Some(prefix)) => {
            let wanted = format!("/{}", prefix.trim_matches('/'));
            allow(&wanted, &prefix)?;
            Pattern::Prefix(wanted)
        }
        (None, None) => return Err("the handler has neither pattern nor regexPattern.".into()),
    };
    let verbs = text("verbs")?.unwrap_or_default();
    let verbs = verbs.split(',').map(|verb| verb.trim().to_uppercase()).filter(|verb| !verb.is_empty());
    Ok(Handler { class, method, pattern, verbs: verbs.collect() })
}

/// Refuses patterns of URLs that 4D answers itself.
fn allow(literal: &str, pattern: &str) -> Result<(), String> {
    let taken = FORBIDDEN.iter().find(|forbidden| {
        let head = literal.get(..forbidden.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(forbidden))
            && !literal[forbidden.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_')
    });
    match taken {
        Some(taken) => Err(format!("the pattern {pattern} is not allowed: 4D itself answers {taken}.")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn handlers(text: &str) -> Res<Handlers> {
        Handlers::from_settings(&json::parse(&entries::without_comments(text)).expect("JSON"))
    }

    /// The route table that `WebServer/http-request-handler` lists.
    #[test]
    fn hdl_02_hdl_03_the_first_that_fits_takes_it() {
        let found = handlers(
            r#"[{"class":"G","method":"a","pattern":"info","verbs":"GET"}, // prefix
            {"class":"U","method":"b","pattern":"userAccount/update","verbs":"PUT,POST"},
            {"class":"F","method":"c","regexPattern":"/docs/invoices/(past|today)","verbs":"GET"},
            {"class":"D","method":"d","regexPattern":"/docs/myPage.html","verbs":"GET","pattern":"other"},
            {"class":"I","method":"e","pattern":"docs/invoices/details/theInvoice","verbs":"get, post"},
            {"class":"I","method":"f","pattern":"/docs/invoices/details/","verbs":"GET"},
            {"class":"I","method":"g","pattern":"docs/invoices"}]"#,
        )
        .expect("they are complete");
        for (verb, target, number) in [
            ("GET", "/info/", 0),
            ("GET", "/info/general", 0),
            ("GET", "/info?x=/y", 0),
            ("POST", "/userAccount/update/", 1),
            ("POST", "/userAccount/update/profile", 1),
            ("GET", "/docs/invoices/past", 2),
            ("GET", "/docs/invoices/today/latest", 2),
            ("GET", "//docs/myPage.html", 3),
            ("GET", "/docs/invoices/details/theInvoice", 4),
            ("GET", "/docs/invoices/details/theInvoic%65/xxx", 4),
            ("GET", "/docs/invoices/details/", 5),
            ("GET", "/docs/invoices/details/xxx", 5),
            ("PATCH", "/docs/invoices/", 6),
        ] {
            assert_eq!(found.route(verb, target), Route::Take(number), "{verb} {target}");
        }
        for target in ["/information", "/x/info", "/other", "/Info", "/docs", "/a%zz", "/%"] {
            assert_eq!(found.route("GET", target), Route::Pass, "{target}");
        }
        assert_eq!(found.route("POST", "/info"), Route::Refuse(vec!["GET".into()]));
        assert_eq!(found.route("get", "/info"), Route::Refuse(vec!["GET".into()]));
    }

    #[test]
    fn hdl_04_urls_of_4d_itself() {
        for pattern in ["4DACTION", "/4daction/x", "rest", "/rest/a", "$lib/renderer", "$shared/x"] {
            for key in ["pattern", "regexPattern"] {
                let text = format!(r#"[{{"class":"A","method":"m","{key}":"{pattern}"}}]"#);
                assert!(handlers(&text).is_err(), "{key} {pattern}");
            }
        }
        for pattern in ["restaurant", "my/rest", "docs/4DACTION", "$lib"] {
            assert!(handlers(&format!(r#"[{{"class":"A","method":"m","pattern":"{pattern}"}}]"#)).is_ok());
        }
        let all = handlers(r#"[{"class":"A","method":"m","regexPattern":"/.*"}]"#).expect("a pattern");
        assert_eq!(all.route("GET", "/rest/x"), Route::Pass);
        assert_eq!(all.route("GET", "/restaurant"), Route::Take(0));
    }

    #[test]
    fn what_is_missing_is_said() {
        for (text, said) in [
            ("{}", "a collection"),
            ("[1]", "handlers[0]"),
            (r#"[{"method":"m","pattern":"a"}]"#, "no class"),
            (r#"[{"class":"A","pattern":"a"}]"#, "no method"),
            (r#"[{"class":"A","method":"m"}]"#, "neither pattern nor regexPattern"),
            (r#"[{"class":"A","method":"m","regexPattern":"("}]"#, "cannot be used"),
            (r#"[{"class":"A","method":"m","pattern":5}]"#, "must be a text"),
        ] {
            let message = handlers(text).err().expect("an error").message;
            assert!(message.contains(said), "{text}: {message}");
        }
    }
}
