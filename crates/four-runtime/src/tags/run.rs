//! Carrying out the tree of a template.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::tree::{self, Inserts, Node};
use super::{LONGEST, MayRun, Place};
use crate::host::Locals;
use crate::rules::number_text;
use crate::{Error, Host, Res, Text, Value, json};

/// How often a result is read again for new tags.
const READ_AGAIN: usize = 8;
/// Pages within pages.
const INCLUDED: usize = 8;
/// Bytes of an included page.
const LARGEST_PAGE: u64 = 16 << 20;
/// The local variable that passes values to pieces of code.
const PASSED: &str = "_4D_value";

pub(super) struct Run<'r> {
    pub out: String,
    host: &'r mut dyn Host,
    locals: Locals,
    may_run: MayRun<'r>,
    /// The pages being included.
    pages: Vec<PathBuf>,
}

/// Where includes of a page start from now on.
struct Page<'p> {
    place: &'p Place,
    base: PathBuf,
    /// How often the text was read again.
    again: usize,
}

impl<'r> Run<'r> {
    pub fn new(host: &'r mut dyn Host, locals: Locals, may_run: MayRun<'r>) -> Run<'r> {
        Run { out: String::new(), host, locals, may_run, pages: Vec::new() }
    }

    pub fn page(&mut self, text: &str, place: &Place) -> Res<()> {
        let mut page = Page { place, base: place.folder.clone(), again: 0 };
        self.nodes(&tree::parse(text, true), &mut page)
    }

    fn push(&mut self, text: &str) -> Res<()> {
        if self.out.len() + text.len() > LONGEST {
            let message =
                format!("The result of a template with 4D tags is longer than {} MB.", LONGEST >> 20);
            return Err(Error::new(-10758, message));
        }
        self.out.push_str(text);
        Ok(())
    }

    fn nodes(&mut self, nodes: &[Node<'_>], page: &mut Page<'_>) -> Res<()> {
        for node in nodes {
            match node {
                Node::Text(text) => self.push(text)?,
                Node::Note(text) => self.push(text)?,
                Node::Value { kind, expression, dollar } => self.value(*kind, expression, *dollar, page)?,
                Node::Script(call) => self.script(call, page)?,
                Node::Code(lines) => {
                    if let Err(code) = self.piece(lines)? {
                        self.push(&format!("<!--#4DCODE-->: ## error # {code}"))?;
                    }
                }
                Node::If { branches } => self.choose(branches, page)?,
                Node::Loop { condition, body } => self.repeat(condition, body, page)?,
                Node::Each { what, body } => self.each(what, body, page)?,
                Node::Include(path) => self.include(path, page)?,
                Node::Base(path) => {
                    page.base = match *path {
                        "WEBFOLDER" => page.place.folder.clone(),
                        path => page.place.folder.join(path),
                    }
                }
            }
        }
        Ok(())
    }

    /// Runs code: its value, or the code of its error.
    fn piece(&mut self, code: &str) -> Res<Result<Value, i32>> {
        self.host.check_interrupt()?;
        match self.host.run_piece(&mut self.locals, code) {
            Ok(value) => Ok(Ok(value)),
            Err(error) if error.is_catchable() => Ok(Err(error.code)),
            Err(error) => Err(error),
        }
    }

    fn value(&mut self, kind: Inserts, expression: &str, dollar: bool, page: &Page<'_>) -> Res<()> {
        let text = match self.piece(expression)? {
            Ok(value) => self.shown(value)?,
            Err(code) => Err(code),
        };
        match text {
            Ok(text) if kind == Inserts::Text => self.push(&escaped(&text)),
            Ok(text) if dollar => self.push(&text),
            Ok(text) => self.again(&text, page),
            Err(code) => self.push(&format!("<!--#4D{} {expression}--> : ## error # {code}", kind.name())),
        }
    }

    /// Inserts a result; tags in it are carried out (`Tags/transformation-tags`, "Recursive processing").
    fn again(&mut self, text: &str, page: &Page<'_>) -> Res<()> {
        if page.again >= READ_AGAIN {
            return self.push(text);
        }
        let mut inner = Page { place: page.place, base: page.base.clone(), again: page.again + 1 };
        self.nodes(&tree::parse(text, false), &mut inner)
    }

    /// A value as a tag inserts it, numbers with a point; or the code of an error.
    fn shown(&mut self, value: Value) -> Res<Result<String, i32>> {
        Ok(Ok(match value {
            Value::Undefined => String::new(),
            Value::Text(text) => text.to_string(),
            Value::Int(number) => number.to_string(),
            Value::Real(number) => number_text::real_to_text(number),
            Value::Blob(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Value::Null | Value::Unassigned => "null".into(),
            Value::Bool(flag) => if flag { "True" } else { "False" }.into(),
            value @ (Value::Date(_) | Value::Time(_)) => {
                self.host.set_local(&mut self.locals, PASSED, value);
                return Ok(match self.piece(&format!("String(${PASSED})"))? {
                    Ok(Value::Text(text)) => Ok(text.to_string()),
                    Ok(_) => Ok(String::new()),
                    Err(code) => Err(code),
                });
            }
            other => match json::stringify(&other, false) {
                Ok(text) => text,
                Err(error) if error.is_catchable() => return Ok(Err(error.code)),
                Err(error) => return Err(error),
            },
        }))
    }

    /// `Method/Parameter`: a text that starts with character 1 is HTML.
    fn script(&mut self, call: &str, page: &Page<'_>) -> Res<()> {
        let (name, parameter) = call.find('/').map_or((call, ""), |at| call.split_at(at));
        let result = match self.method(name, Value::from(parameter))? {
            Some(result) => result,
            None => Err(-10508),
        };
        let text = match result {
            Ok(value) => self.shown(value)?,
            Err(code) => Err(code),
        };
        match text {
            Ok(text) => match text.strip_prefix('\u{1}') {
                Some(html) => self.again(html, page),
                None => self.push(&escaped(&text)),
            },
            Err(code) => self.push(&format!("<!--#4DSCRIPT/{call}--> : ## error # {code}")),
        }
    }

    /// Runs a project method; `None` when there is none that may be run.
    fn method(&mut self, name: &str, argument: Value) -> Res<Option<Result<Value, i32>>> {
        let Some(function) = self.host.method(&Text::from(name)) else { return Ok(None) };
        if !(self.may_run)(self.host, name)? {
            return Ok(None);
        }
        match self.host.call(&function, &Value::Null, vec![argument]) {
            Ok(value) => Ok(Some(Ok(value))),
            Err(error) if error.is_catchable() => Ok(Some(Err(error.code))),
            Err(error) => Err(error),
        }
    }

    fn choose(&mut self, branches: &[(Option<&str>, Vec<Node<'_>>)], page: &mut Page<'_>) -> Res<()> {
        for (condition, nodes) in branches {
            let holds = match condition {
                None => true,
                Some(condition) => match self.piece(condition)? {
                    Ok(Value::Bool(holds)) => holds,
                    _ => {
                        return self
                            .push(&format!("<!--#4DIF {condition}-->: A Boolean expression was expected"));
                    }
                },
            };
            if holds {
                return self.nodes(nodes, page);
            }
        }
        Ok(())
    }

    fn repeat(&mut self, condition: &str, body: &[Node<'_>], page: &mut Page<'_>) -> Res<()> {
        let note = |what: &str| format!("<!--#4DLOOP {condition}-->: {what}");
        if condition.starts_with('[') {
            return self.push(&note("Incorrect table name"));
        }
        let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | ' ');
        if condition.chars().all(word) && self.host.method(&Text::from(condition)).is_some() {
            let mut turn = 0;
            loop {
                match self.method(condition, Value::Int(turn))? {
                    Some(Ok(Value::Bool(true))) => {}
                    Some(Ok(Value::Bool(false))) => return Ok(()),
                    Some(Ok(_)) => return self.push(&note("Unexpected expression type")),
                    Some(Err(_)) => return self.push(&note("Syntax error")),
                    None => return self.push(&note("Access error")),
                }
                if turn > 0 {
                    self.nodes(body, page)?;
                }
                turn = turn.saturating_add(1);
            }
        }
        let place = |c: char| word(c) || matches!(c, '$' | '<' | '>' | '-' | '{' | '}' | '.');
        if condition.chars().all(place) {
            let mut array = condition.to_owned();
            let mut kind = self.piece(&format!("Type({array})"))?;
            // 23 is a pointer: its array is meant.
            if matches!(kind, Ok(Value::Int(23))) {
                array.push_str("->");
                kind = self.piece(&format!("Type({array})"))?;
            }
            match kind {
                Ok(Value::Int(13)) => return self.push(&note("An array was expected")),
                Ok(Value::Int(14..=22 | 31 | 32 | 39)) => return self.elements(&array, body, page),
                _ => {}
            }
        }
        loop {
            match self.piece(condition)? {
                Ok(Value::Bool(true)) => self.nodes(body, page)?,
                Ok(Value::Bool(false)) => return Ok(()),
                Ok(_) => return self.push(&note("Unexpected expression type")),
                Err(code) => return self.push(&note(&format!("## error # {code}"))),
            }
        }
    }

    /// The current element of the array moves on with each turn.
    fn elements(&mut self, array: &str, body: &[Node<'_>], page: &mut Page<'_>) -> Res<()> {
        let count = match self.piece(&format!("Size of array({array})"))? {
            Ok(Value::Int(count)) => count,
            _ => 0,
        };
        for element in 1..=count {
            if let Err(code) = self.piece(&format!("{array}:={element}"))? {
                return self.push(&format!("<!--#4DLOOP {array}-->: ## error # {code}"));
            }
            self.nodes(body, page)?;
        }
        Ok(())
    }

    fn each(&mut self, what: &str, body: &[Node<'_>], page: &mut Page<'_>) -> Res<()> {
        let lower = what.to_ascii_lowercase();
        let parts = lower.find(" in ").map(|at| (what[..at].trim(), what[at + 4..].trim()));
        let Some((item, expression)) = parts else {
            return self
                .push(&format!("<!--#4DEACH {what}-->: a variable, in and an expression were expected"));
        };
        let values: Vec<Value> = match self.piece(expression)? {
            Ok(Value::Collection(collection)) => {
                (0..collection.len()).map(|at| collection.get(at).unwrap_or_default()).collect()
            }
            Ok(Value::Object(object)) => object.keys().into_iter().map(Value::Text).collect(),
            Ok(_) => {
                return self.push(&format!("<!--#4DEACH {what}-->: A collection or an object was expected"));
            }
            Err(code) => return self.push(&format!("<!--#4DEACH {what}-->: ## error # {code}")),
        };
        for value in values {
            match item.strip_prefix('$') {
                Some(name) => self.host.set_local(&mut self.locals, name, value),
                None => {
                    self.host.set_local(&mut self.locals, PASSED, value);
                    if let Err(code) = self.piece(&format!("{item}:=${PASSED}"))? {
                        return self.push(&format!("<!--#4DEACH {what}-->: ## error # {code}"));
                    }
                }
            }
            self.nodes(body, page)?;
        }
        Ok(())
    }

    fn include(&mut self, path: &str, page: &Page<'_>) -> Res<()> {
        let Some((file, text)) = self.open(path, page) else {
            return self.push(&format!("<!--#4DINCLUDE {path}--> :The document cannot be opened"));
        };
        let folder = file.parent().unwrap_or(&page.place.root).to_owned();
        let place = Place { folder, root: page.place.root.clone() };
        self.pages.push(file);
        let result = self.page(body_of(&text), &place);
        self.pages.pop();
        result
    }

    /// A page below the root that is not being included already.
    fn open(&self, path: &str, page: &Page<'_>) -> Option<(PathBuf, String)> {
        let root = page.place.root.canonicalize().ok()?;
        let path = path.trim_matches('"');
        let from = if path.starts_with('/') { &root } else { &page.base };
        let file = from.join(Path::new(path.trim_start_matches('/'))).canonicalize().ok()?;
        if !file.starts_with(&root) || self.pages.contains(&file) || self.pages.len() >= INCLUDED {
            return None;
        }
        let mut bytes = Vec::new();
        std::fs::File::open(&file).ok()?.take(LARGEST_PAGE).read_to_end(&mut bytes).ok()?;
        Some((file, String::from_utf8_lossy(&bytes).into_owned()))
    }
}

/// What stands between `<body>` and `</body>`, or all of a page without them.
fn body_of(page: &str) -> &str {
    let lower = page.to_ascii_lowercase();
    let start = lower.find("<body").and_then(|at| Some(at + lower[at..].find('>')? + 1));
    match (start, lower.rfind("</body>")) {
        (Some(start), Some(end)) if start <= end => &page[start..end],
        _ => page,
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}
