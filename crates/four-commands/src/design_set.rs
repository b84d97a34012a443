//! The theme Design Object Access: a program changes what it consists of.
//!
//! Files are replaced at one stroke, then the running program takes the source over: methods that are called by name,
//! processes and messages that begin afterwards run the new code. A method that runs goes on as it is.

use std::path::PathBuf;
use std::rc::Rc;

use four_runtime::host::DesignObject;
use four_runtime::registry::{Rest, Star};
use four_runtime::{Error, Host, Object, Res, Symbol, Text, Value, commands, json};

use crate::design::{attribute_name, attributes, folders, no_such, object_at};
use crate::files::disk;

/// 4D's code for a component that changes itself.
const READ_ONLY: i32 = -9763;
/// `Attribute folder name`.
const FOLDER_NAME: i32 = 1024;
/// What begins the line of attributes.
const HEAD: &str = "//%attributes";
/// The database methods of a project (`Concepts/methods`), by the names of their files.
const DATABASE_METHODS: [&str; 16] = [
    "onBackupShutdown",
    "onBackupStartup",
    "onDrop",
    "onExit",
    "onHostDatabaseEvent",
    "onMobileAppAction",
    "onMobileAppAuthentication",
    "onRestAuthentication",
    "onServerCloseConnection",
    "onServerOpenConnection",
    "onServerShutdown",
    "onServerStartup",
    "onSqlAuthentication",
    "onStartup",
    "onSystemEvent",
    "onWebConnection",
];

commands! { pub static COMMANDS: "Design Object Access";
    /// Changes the source of methods and classes, by path: a text, or an array for an array. A project method or database
    /// method that does not exist is created; another path does nothing. A first line `//%attributes = {…}` holds the
    /// attributes, and with `folder` the folder of the Explorer; without it there are none. What begins to run afterwards
    /// runs the new code (`commands/method-set-code`).
    ///
    /// ```4d
    /// METHOD SET CODE("documented"; "#DECLARE($n : Integer) : Integer\rreturn $n*2")
    /// var $result : Integer
    /// EXECUTE METHOD("documented"; $result; 21)
    /// ASSERT($result=42)
    /// ```
    "METHOD SET CODE" 1194 fn set_code(host, path: &Value, code: &Value, of_host: Star) {
        allowed(host, of_host)?;
        for (path, code) in pairs(path, code)? {
            let Value::Text(code) = code else { return Err(Error::type_mismatch("a source text", &code)) };
            let Some(object) = place(host, &path) else { continue };
            let (mut found, body) = parts(&code.to_str());
            let folder = found.take("folder");
            write(host, &object, &found, &body)?;
            if let Value::Text(folder) = folder {
                put_into_folder(host, &object, &folder)?;
            }
        }
        Ok(())
    }

    /// Sets attributes of a project method, in pairs of an attribute such as `Attribute shared` and a Boolean; for
    /// `Attribute folder name` the name of a folder of the Explorer, empty for none (`commands/method-set-attribute`).
    /// Error -9768 when there is no such method.
    ///
    /// ```4d
    /// METHOD SET CODE("attributes"; "return 1")
    /// METHOD SET ATTRIBUTE("attributes"; Attribute shared; True; Attribute invisible; True)
    /// ASSERT(METHOD Get attribute("attributes"; Attribute shared))
    /// METHOD SET ATTRIBUTE("attributes"; Attribute shared; False)
    /// ASSERT(Not(METHOD Get attribute("attributes"; Attribute shared)))
    /// ```
    "METHOD SET ATTRIBUTE" 1192 fn set_attribute(
        host, path: &Text, attrib_type: i32, attrib_value: &Value, of_host: Star, more: Rest
    ) {
        allowed(host, of_host)?;
        let object = project_method(host, path)?;
        let mut given = vec![(attrib_type, attrib_value.clone())];
        for pair in more.0.chunks(2) {
            match pair {
                [kind, value] if kind.as_number().is_some() => {
                    given.push((kind.as_number().unwrap_or(0.0) as i32, value.clone()));
                }
                _ => return Err(Error::new(59, "METHOD SET ATTRIBUTE takes pairs of an attribute and a value.")),
            }
        }
        let mut changes = Vec::new();
        for (kind, value) in given {
            match (kind, value) {
                (FOLDER_NAME, Value::Text(folder)) => put_into_folder(host, &object, &folder)?,
                (FOLDER_NAME, other) => return Err(Error::type_mismatch("the name of a folder", &other)),
                (kind, value @ Value::Bool(_)) => changes.push((attribute_name(kind)?, value)),
                (_, other) => return Err(Error::type_mismatch("a Boolean", &other)),
            }
        }
        change(host, &object, changes)
    }

    /// Sets attributes of project methods from the properties of objects, by path: an object, or an array for an array.
    /// Attributes that an object does not have stay (`commands/method-set-attributes`). Error -9768 when there is no such
    /// method.
    ///
    /// ```4d
    /// METHOD SET CODE("more attributes"; "return 1")
    /// METHOD SET ATTRIBUTES("more attributes"; {shared: True; preemptive: "capable"})
    /// var $attributes : Object
    /// METHOD GET ATTRIBUTES("more attributes"; $attributes)
    /// ASSERT($attributes.shared & ($attributes.preemptive="capable"))
    /// ```
    "METHOD SET ATTRIBUTES" 1335 fn set_attributes(host, path: &Value, attributes: &Value, of_host: Star) {
        allowed(host, of_host)?;
        for (path, wanted) in pairs(path, attributes)? {
            let object = project_method(host, &path)?;
            let Value::Object(wanted) = wanted else { return Err(Error::type_mismatch("an object", &wanted)) };
            let mut changes = Vec::new();
            for (name, value) in wanted.entries() {
                match (name.to_string(), value) {
                    (name, Value::Text(folder)) if name == "folder" => put_into_folder(host, &object, &folder)?,
                    (name, value @ (Value::Bool(_) | Value::Text(_))) => changes.push((name, value)),
                    (_, other) => return Err(Error::type_mismatch("the value of an attribute", &other)),
                }
            }
            change(host, &object, changes)?;
        }
        Ok(())
    }

    /// Replaces the documentation of methods and classes, a text of Markdown, by path: a text, or an array for an array. It
    /// is kept in the folder `Documentation` (`commands/method-set-comments`). Error -9768 when there is no such method.
    ///
    /// ```4d
    /// METHOD SET CODE("commented"; "return 1")
    /// METHOD SET COMMENTS("commented"; "# Gives 1")
    /// var $text : Text
    /// METHOD GET COMMENTS("commented"; $text)
    /// ASSERT($text="# Gives 1")
    /// ```
    "METHOD SET COMMENTS" 1193 fn set_comments(host, path: &Value, comments: &Value, of_host: Star) {
        allowed(host, of_host)?;
        for (path, text) in pairs(path, comments)? {
            let object = object_at(host.app(), &path)?;
            let Value::Text(text) = text else { return Err(Error::type_mismatch("a text", &text)) };
            let file = crate::design::comments_file(host.app(), &object);
            disk::make_parent(&file)?;
            disk::replace(&file, text.to_str().replace("\r\n", "\n").replace('\r', "\n").as_bytes())?;
        }
        Ok(())
    }

    /// Says what happens when another user is changing a method: `On object locked abort`, `On object locked retry` or
    /// `On object locked confirm` (`commands/method-set-access-mode`).
    ///
    /// Headless: there are no other users who lock methods, so it changes nothing.
    ///
    /// ```4d
    /// METHOD SET ACCESS MODE(On object locked retry)
    /// ASSERT(True)
    /// ```
    "METHOD SET ACCESS MODE" 1191 fn set_access_mode(_host, mode: i32) {
        match mode {
            0..=2 => Ok(()),
            other => Err(Error::new(54, format!("There is no access mode {other}."))),
        }
    }
}

/// A component may change the host, but not itself.
fn allowed(host: &dyn Host, of_host: Star) -> Res<()> {
    if of_host.0 || std::ptr::eq(host.own_settings(), host.app().settings()) {
        return Ok(());
    }
    let error = Error::new(READ_ONLY, "A component cannot change its own methods.");
    Err(error.with_help("with * the methods of the program are meant"))
}

/// Paths with what belongs to them: two values, or the elements of two arrays.
fn pairs(path: &Value, value: &Value) -> Res<Vec<(Text, Value)>> {
    match (path, value) {
        (Value::Text(path), value) if !matches!(value, Value::Array(_)) => {
            Ok(vec![(path.clone(), value.clone())])
        }
        (Value::Array(paths), Value::Array(values)) if paths.len() == values.len() => {
            let paths = paths.values_from(1).into_iter().map(|path| match path {
                Value::Text(path) => Ok(path),
                other => Err(Error::type_mismatch("a path", &other)),
            });
            paths.zip(values.values_from(1)).map(|(path, value)| Ok((path?, value))).collect()
        }
        _ => Err(Error::new(
            54,
            "A path goes with one value, an array of paths with an array of as many values.",
        )),
    }
}

fn project_method(host: &dyn Host, path: &Text) -> Res<DesignObject> {
    object_at(host.app(), path).and_then(|object| match object.kind {
        1 => Ok(object),
        _ => Err(no_such(&path.to_str())),
    })
}

/// The method or class at a path, or a new method there; nothing for a path that cannot be one.
fn place(host: &dyn Host, path: &Text) -> Option<DesignObject> {
    if let Ok(found) = object_at(host.app(), path) {
        return Some(found);
    }
    let sources = &host.app().settings().sources;
    let path = path.to_str();
    let new = |kind, folder: &str, name: &str, path: String| {
        let file = sources.join(folder).join(format!("{name}.4dm"));
        Some(DesignObject { path, kind, name: name.to_owned(), file })
    };
    if let Some((kind, name)) = path.split_once('/') {
        let known = DATABASE_METHODS.iter().find(|known| known.eq_ignore_ascii_case(name))?;
        let is_one = kind.eq_ignore_ascii_case("[databaseMethod]");
        return is_one.then(|| new(2, "DatabaseMethods", known, format!("[databaseMethod]/{known}")))?;
    }
    // A name of 4D (`Concepts/identifiers`), so that it cannot lead out of the folder.
    let mut chars = path.chars();
    let begins = chars.next().is_some_and(|c| c.is_alphabetic() || c == '_');
    let goes_on = chars.all(|c| c.is_alphanumeric() || c == '_' || c == ' ');
    let fits = begins && goes_on && !path.ends_with(' ') && path.chars().count() <= 31;
    fits.then(|| new(1, "Methods", &path, path.to_string()))?
}

/// The attributes of a source text.
struct Attributes(Rc<Object>);

impl Attributes {
    fn take(&mut self, name: &str) -> Value {
        self.0.remove(&Text::from(name)).unwrap_or_default()
    }
}

/// The attributes in the first line of a source text, and the rest of it, lines ending in line feeds.
fn parts(code: &str) -> (Attributes, String) {
    let code = code.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    let (first, rest) = code.split_once('\n').unwrap_or((&code, ""));
    let given = first.replacen("// %", "//%", 1);
    let text = given.strip_prefix(HEAD).and_then(|rest| rest.trim_start().strip_prefix('='));
    match text.map(|text| json::parse(text.trim())) {
        Some(Ok(Value::Object(found))) => (Attributes(found), rest.to_owned()),
        _ => (Attributes(Rc::new(Object::new())), code),
    }
}

/// Writes a source to its file and takes it over into the program.
fn write(host: &dyn Host, object: &DesignObject, attributes: &Attributes, body: &str) -> Res<()> {
    let app = host.app();
    // METHOD GET CODE gives the language of names, which is always English.
    attributes.0.remove(&Text::from("lang"))?;
    let mut text = String::new();
    if !attributes.0.is_empty() {
        text = format!("{HEAD} = {}\n", json::stringify(&Value::Object(attributes.0.clone()), false)?);
    }
    text.push_str(body);
    // A file keeps its line ends.
    if app.code(&object.path).is_some_and(|old| old.contains("\r\n")) {
        text = text.replace('\n', "\r\n");
    }
    disk::make_parent(&object.file)?;
    disk::replace(&object.file, text.as_bytes())?;
    match app.set_code(object, text) {
        true => Ok(()),
        false => Err(Error::new(33, "The running program cannot be changed here.")),
    }
}

/// Changes some attributes of a method.
fn change(host: &dyn Host, object: &DesignObject, changes: Vec<(String, Value)>) -> Res<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let code = host.app().code(&object.path).unwrap_or_default();
    let (_, body) = parts(&code);
    let attributes = attributes(host.app(), object);
    for (name, value) in changes {
        attributes.set(Symbol::intern(&name), value);
    }
    write(host, object, &Attributes(attributes), &body)
}

/// Puts a method into a folder of the Explorer, or for an empty name into none; a folder that does not exist changes
/// nothing.
fn put_into_folder(host: &dyn Host, object: &DesignObject, folder: &Text) -> Res<()> {
    let list = Text::from(if object.kind == 32 { "classes" } else { "methods" });
    let Some(all) = folders(host.app()) else { return Ok(()) };
    if !folder.is_empty() && !matches!(all.get_text(folder), Value::Object(_)) {
        return Ok(());
    }
    let is_it =
        |name: &Value| matches!(name, Value::Text(name) if name.to_str().eq_ignore_ascii_case(&object.name));
    for (name, entry) in all.entries() {
        let Value::Object(entry) = entry else { continue };
        let mut names = match entry.get_text(&list) {
            Value::Collection(names) => names.snapshot(),
            _ => Vec::new(),
        };
        let before = names.len();
        names.retain(|name| !is_it(name));
        let here = name == *folder;
        if here {
            names.push(Value::from(object.name.as_str()));
        }
        if here || names.len() != before {
            entry.set_text(&list, Value::from(names));
        }
    }
    let file: PathBuf = host.app().settings().sources.join("folders.json");
    disk::replace(&file, json::stringify(&Value::Object(all), true)?.as_bytes())
}
