//! HTTP request handlers: which function of which singleton answers which URL (`WebServer/http-request-handler`).
//!
//! They come from `HTTPHandlers.json` beside the sources or from `settings.handlers`. Matching runs in network threads:
//! it never runs 4D code, and backtracking of patterns is limited.

use std::path::Path;

use fancy_regex::{Regex, RegexBuilder};
use four_runtime::{Error, Res, Text, Value, json};

use super::service::HTTP;
use crate::http::{Route, url};

/// Largest file that is read, in bytes.
const MAX_SIZE: u64 = 4 << 20;
/// Most handlers.
const MAX_HANDLERS: usize = 10_000;
/// Steps back that one match may take.
const BACKTRACKING: usize = 50_000;
/// Bytes of a compiled pattern.
const PATTERN_SIZE: usize = 1 << 20;
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

fn error(message: String) -> Box<Error> {
    Error::with_signature(-10750, message, HTTP)
}

impl Handlers {
    /// Reads `HTTPHandlers.json`; no handlers when there is no such file.
    ///
    /// # Errors
    /// With file and line, when it cannot be read or a handler is incomplete.
    pub fn read(path: &Path) -> Res<Handlers> {
        let Ok(metadata) = std::fs::metadata(path) else { return Ok(Handlers::default()) };
        let named = |what: String| error(format!("{}: {what}", path.display()));
        if metadata.len() > MAX_SIZE {
            return Err(named("this file of HTTP handlers is too large.".into()));
        }
        let text = std::fs::read_to_string(path).map_err(|e| named(format!("{e}.")))?;
        let text = without_comments(text.trim_start_matches('\u{feff}'));
        let value = json::parse(&text).map_err(|e| named(e.message.clone()))?;
        let lines = lines_of_entries(&text);
        Handlers::from_value(&value).map_err(|(entry, what)| {
            let line = entry.and_then(|entry| lines.get(entry)).map(|line| format!("line {line}: "));
            named(format!("{}{what}", line.unwrap_or_default()))
        })
    }

    /// The handlers of `settings.handlers`.
    ///
    /// # Errors
    /// When the value is no collection of complete handlers.
    pub fn from_settings(value: &Value) -> Res<Handlers> {
        Handlers::from_value(value).map_err(|(entry, what)| match entry {
            Some(entry) => error(format!("handlers[{entry}]: {what}")),
            None => error(format!("handlers: {what}")),
        })
    }

    fn from_value(value: &Value) -> Result<Handlers, (Option<usize>, String)> {
        let Value::Collection(entries) = value else {
            return Err((None, "a collection of handlers is expected.".into()));
        };
        if entries.len() > MAX_HANDLERS {
            return Err((None, format!("more than {MAX_HANDLERS} handlers are given.")));
        }
        let entries = entries.snapshot();
        let read = |(number, entry)| handler(entry).map_err(|what| (Some(number), what));
        let list = entries.iter().enumerate().map(read).collect::<Result<Vec<_>, _>>()?;
        let json = json::stringify(value, false).map_err(|e| (None, e.message.clone()))?;
        Ok(Handlers { list, json: Some(json) })
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
        let path = path_of(target);
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

/// The path of a request target, decoded, with one slash at the beginning.
fn path_of(target: &str) -> String {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let decoded = url::decode(path).and_then(|bytes| String::from_utf8(bytes).ok());
    let path = decoded.as_deref().unwrap_or(path);
    format!("/{}", path.trim_start_matches('/'))
}

/// Whether a path is this prefix or lies below it, as folders do.
fn is_below(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || prefix == "/")
}

fn handler(entry: &Value) -> Result<Handler, String> {
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
            let compiled = RegexBuilder::new(&format!("\\A(?:{regex})"))
                .backtrack_limit(BACKTRACKING)
                .delegate_size_limit(PATTERN_SIZE)
                .build()
                .map_err(|e| format!("the regexPattern {regex} cannot be used: {e}."))?;
            Pattern::Regex(Box::new(compiled))
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

/// The text with blanks in place of `//` and `/* */` comments, as the documentation's own sample has them.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut in_text = false;
    while let Some(c) = rest.chars().next() {
        if !in_text && (rest.starts_with("//") || rest.starts_with("/*")) {
            let end = if rest.starts_with("//") {
                rest.find('\n').unwrap_or(rest.len())
            } else {
                rest[2..].find("*/").map_or(rest.len(), |end| end + 4)
            };
            out.extend(rest[..end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
            rest = &rest[end..];
            continue;
        }
        let mut width = c.len_utf8();
        if in_text && c == '\\' {
            width += rest[width..].chars().next().map_or(0, char::len_utf8);
        } else if c == '"' {
            in_text = !in_text;
        }
        out.push_str(&rest[..width]);
        rest = &rest[width..];
    }
    out
}

/// The lines that the entries of a JSON array of objects begin in, for messages.
fn lines_of_entries(text: &str) -> Vec<usize> {
    let (mut line, mut depth, mut in_text, mut escaped) = (1, 0usize, false, false);
    let mut lines = Vec::new();
    for b in text.bytes() {
        match b {
            b'\n' => line += 1,
            _ if escaped => escaped = false,
            b'\\' => escaped = in_text,
            b'"' => in_text = !in_text,
            _ if in_text => {}
            b'{' | b'[' => {
                if depth == 1 {
                    lines.push(line);
                }
                depth += 1;
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn handlers(text: &str) -> Res<Handlers> {
        Handlers::from_settings(&json::parse(&without_comments(text)).expect("JSON"))
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

    #[test]
    fn lines_and_comments() {
        let text = "[ // a \"comment\"\n{\"x\":\"// no { comment\"},\n/* { */\n{}]";
        let text = without_comments(text);
        assert!(text.contains("// no { comment") && !text.contains("a \"comment"), "{text}");
        assert_eq!(lines_of_entries(&text), [2, 4]);
    }
}
