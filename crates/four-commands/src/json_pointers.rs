//! `JSON Resolve pointers`: objects `{"$ref": "path#/pointer"}` become what they point to (RFC 6901,
//! `commands/json-resolve-pointers`).
//!
//! A property that pointed to an object or collection refers to it afterwards, so circles come out as circles. Documents
//! are read from the disk only, each once, and their number and size are limited.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use four_runtime::registry::InOut;
use four_runtime::{Error, Host, Object, Res, Text, Value, commands, json};

/// Pointers that may lead from one to the next.
const MAX_CHAIN: usize = 100;
/// Documents that may be read.
const MAX_DOCUMENTS: usize = 1000;
/// Largest document, in bytes.
const MAX_FILE: u64 = 64 << 20;
/// Code of the errors in the result; 4D does not document its own.
const POINTER_ERROR: i32 = -10709;

commands! { pub static COMMANDS: "JSON";
    /// Resolves all JSON pointers in an object, in place. Options: `rootFolder` for relative paths (default: Resources),
    /// `merge` to keep the other properties beside `$ref`. The result has `value`, `success` and `errors`
    /// (`commands/json-resolve-pointers`).
    ///
    /// ```4d
    /// var $o; $result : Object
    /// $o:=JSON Parse("{\"value\":42,\"copy\":{\"$ref\":\"#/value\"},\"bad\":{\"$ref\":\"#/none\"}}")
    /// $result:=JSON Resolve pointers($o)
    /// ASSERT(($o.copy=42) & Not($result.success))
    /// ASSERT($result.errors[0].pointerURI="#/none")
    /// ```
    "JSON Resolve pointers" 1478 fn resolve_pointers(host, object: InOut, options: Option<&Rc<Object>>) -> Object {
        let Value::Object(root) = &*object.0 else { return Err(Error::type_mismatch("an object", object.0)) };
        let option = |name: &str| options.map(|options| options.get_text(&Text::from(name))).unwrap_or_default();
        let resources = host.own_settings().resources.clone();
        let folder = match option("rootFolder") {
            Value::Text(path) => PathBuf::from(&*path.to_str()),
            _ => resources.clone(),
        };
        let mut resolver = Resolver {
            documents: vec![Document { root: Value::Object(root.clone()), folder, path: String::new() }],
            by_path: HashMap::new(),
            resources,
            package: host.own_settings().folder.clone(),
            merge: matches!(option("merge"), Value::Bool(true)),
            errors: Vec::new(),
            seen: HashSet::new(),
        };
        let value = resolver.run(host)?;
        if matches!(value, Value::Object(_)) {
            *object.0 = value.clone();
        }
        let mut pairs = vec![("success", Value::Bool(resolver.errors.is_empty())), ("value", value)];
        if !resolver.errors.is_empty() {
            pairs.push(("errors", Value::from(resolver.errors)));
        }
        Ok(Object::from_pairs(pairs))
    }
}

struct Document {
    root: Value,
    folder: PathBuf,
    path: String,
}

struct Resolver {
    documents: Vec<Document>,
    by_path: HashMap<PathBuf, usize>,
    resources: PathBuf,
    package: PathBuf,
    merge: bool,
    errors: Vec<Value>,
    seen: HashSet<*const ()>,
}

/// The text of a pointer object.
fn pointer_of(value: &Value) -> Option<String> {
    let Value::Object(object) = value else { return None };
    match object.get_text(&Text::from("$ref")) {
        Value::Text(text) => Some(text.to_string()),
        _ => None,
    }
}

impl Resolver {
    fn run(&mut self, host: &mut dyn Host) -> Res<Value> {
        let root = self.documents[0].root.clone();
        let (root, document) = self.resolved(root, 0)?;
        let mut waiting = vec![(root.clone(), document)];
        let mut count = 0u32;
        while let Some((value, document)) = waiting.pop() {
            count = count.wrapping_add(1);
            if count.is_multiple_of(1 << 12) {
                host.check_interrupt()?;
            }
            match &value {
                Value::Object(object) if self.seen.insert(Rc::as_ptr(object).cast()) => {
                    for (name, old) in object.entries() {
                        let is_pointer = pointer_of(&old).is_some();
                        let (new, from) = self.resolved(old, document)?;
                        if is_pointer {
                            object.assign_text(&name, new.clone())?;
                        }
                        waiting.push((new, from));
                    }
                }
                Value::Collection(list) if self.seen.insert(Rc::as_ptr(list).cast()) => {
                    for (at, old) in list.snapshot().into_iter().enumerate() {
                        let is_pointer = pointer_of(&old).is_some();
                        let (new, from) = self.resolved(old, document)?;
                        if is_pointer {
                            list.set(at, new.clone())?;
                        }
                        waiting.push((new, from));
                    }
                }
                _ => {}
            }
        }
        Ok(root)
    }

    /// What a value stands for, and the document that it is from; itself when its pointer leads nowhere.
    fn resolved(&mut self, value: Value, document: usize) -> Res<(Value, usize)> {
        let (mut at, mut from) = (value.clone(), document);
        let mut beside: Vec<(Text, Value)> = Vec::new();
        for _ in 0..MAX_CHAIN {
            let Some(uri) = pointer_of(&at) else {
                if let (false, Value::Object(target)) = (beside.is_empty(), &at) {
                    let merged = Object::from_pairs(std::iter::empty::<(&str, Value)>());
                    // What stands nearest to the first pointer wins.
                    for (name, value) in target.entries().into_iter().chain(beside.into_iter().rev()) {
                        merged.assign_text(&name, value)?;
                    }
                    at = Value::from(merged);
                }
                return Ok((at, from));
            };
            if let (true, Value::Object(object)) = (self.merge, &at) {
                beside.extend(object.entries().into_iter().filter(|(name, _)| name.to_str() != "$ref"));
            }
            match self.target(&uri, from) {
                Ok(found) => (at, from) = found,
                Err((message, path)) => {
                    self.note(message, &uri, path);
                    return Ok((value, document));
                }
            }
        }
        let uri = pointer_of(&value).unwrap_or_default();
        self.note("The pointer leads in a circle of pointers.".into(), &uri, String::new());
        Ok((value, document))
    }

    fn note(&mut self, message: String, uri: &str, path: String) {
        self.errors.push(Value::from(Object::from_pairs([
            ("code", Value::Int(POINTER_ERROR)),
            ("message", Value::from(message)),
            ("pointerURI", Value::from(uri)),
            ("referredPath", Value::from(path)),
        ])));
    }

    fn target(&mut self, uri: &str, from: usize) -> Result<(Value, usize), (String, String)> {
        let (path, pointer) = uri.split_once('#').unwrap_or((uri, ""));
        let document = if path.is_empty() { from } else { self.document(path, from)? };
        let shown = self.documents[document].path.clone();
        let mut at = self.documents[document].root.clone();
        for part in pointer.split('/').skip(1) {
            let name = part.replace("~1", "/").replace("~0", "~");
            at = match &at {
                Value::Object(object) => object.get_text(&Text::from(name.as_str())),
                Value::Collection(list) => name.parse().ok().and_then(|at| list.get(at)).unwrap_or_default(),
                _ => Value::Undefined,
            };
        }
        match at {
            Value::Undefined => Err((format!("There is nothing at {pointer} of the document."), shown)),
            found => Ok((found, document)),
        }
    }

    fn document(&mut self, path: &str, from: usize) -> Result<usize, (String, String)> {
        let full = match path {
            _ if path.contains("://") => {
                return Err(("Documents of the network are not read.".into(), path.into()));
            }
            _ if path.starts_with("/RESOURCES/") => self.resources.join(&path["/RESOURCES/".len()..]),
            _ if path.starts_with("/PACKAGE/") => self.package.join(&path["/PACKAGE/".len()..]),
            _ => self.documents[from].folder.join(path),
        };
        if let Some(known) = self.by_path.get(&full) {
            return Ok(*known);
        }
        let shown = full.to_string_lossy().into_owned();
        let failed = |what: String| (what, shown.clone());
        let metadata = std::fs::metadata(&full)
            .map_err(|error| failed(format!("The document cannot be read: {error}.")))?;
        if !metadata.is_file() || metadata.len() > MAX_FILE || self.documents.len() >= MAX_DOCUMENTS {
            return Err(failed("The document is no file, too large, or one too many.".into()));
        }
        let text = std::fs::read_to_string(&full)
            .map_err(|error| failed(format!("The document cannot be read: {error}.")))?;
        let root = json::parse(&text).map_err(|error| failed(error.message.clone()))?;
        let folder = full.parent().unwrap_or(Path::new("")).to_owned();
        self.documents.push(Document { root, folder, path: shown });
        self.by_path.insert(full, self.documents.len() - 1);
        Ok(self.documents.len() - 1)
    }
}
