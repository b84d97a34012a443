//! The theme Design Object Access: a program reads what it consists of.
//!
//! Paths and source texts come from the running snapshot, attributes from the first line of a source, folders from
//! `folders.json`, comments from `Documentation`.

use std::path::PathBuf;
use std::rc::Rc;

use four_runtime::host::{App, DesignObject};
use four_runtime::registry::{InOut, Rest, Star};
use four_runtime::rules::date::DateValue;
use four_runtime::rules::wildcard::equal_wildcard;
use four_runtime::{Error, Host, Object, Res, Text, Value, commands, json};

use crate::arrays;

/// 4D's number for an object that does not exist in the design.
const NO_SUCH_PATH: i32 = -9768;
/// Largest `folders.json` or documentation file, in bytes.
const MAX_FILE: u64 = 16 << 20;
/// `Attribute folder name`.
const FOLDER_NAME: i32 = 1024;

commands! { pub static COMMANDS: "Design Object Access";
    /// Names of the project methods, in alphabetical order; `filter` may hold `@` (`commands/method-get-names`).
    ///
    /// ```4d
    /// ARRAY TEXT($names; 0)
    /// METHOD GET NAMES($names; "no such@")
    /// ASSERT(Size of array($names)=0)
    /// ```
    "METHOD GET NAMES" 1166 fn get_names(host, names: InOut, filter: Option<&Text>, _of_host: Star) {
        let mut found: Vec<String> = host.app().design().into_iter().filter(|object| object.kind == 1).map(|object| object.name).collect();
        found.retain(|name| passes(name, filter));
        fill(names, found)
    }

    /// Paths of the methods and classes of the types that `type` adds up: `Path project method`, `Path database method`,
    /// `Path class`, or `Path all objects`. A folder of the Explorer may come first. `stamp` receives 0: four keeps no
    /// stamps (`commands/method-get-paths`).
    ///
    /// ```4d
    /// ARRAY TEXT($paths; 0)
    /// METHOD GET PATHS(Path all objects; $paths)
    /// ASSERT(Size of array($paths)>0)
    /// ```
    "METHOD GET PATHS" 1163 fn get_paths(host, folder_or_type: &Value, variables: Rest) {
        let (folder, kinds, paths, stamp) = match (folder_or_type, variables.0) {
            (Value::Text(folder), [kinds, paths, rest @ ..]) => (Some(folder), &*kinds, paths, rest.first_mut()),
            (kinds, [paths, rest @ ..]) => (None, kinds, paths, rest.first_mut()),
            _ => return Err(Error::new(59, "METHOD GET PATHS needs a type and an array.")),
        };
        let Some(kinds) = kinds.as_number().map(|kinds| kinds as i32) else {
            return Err(Error::type_mismatch("a type of path", kinds));
        };
        let members = folder.map(|folder| folder_members(host.app(), folder));
        let found = host.app().design().into_iter().filter(|object| kinds & object.kind != 0);
        let found = found.filter(|object| match &members {
            Some(members) => members.iter().any(|name| name.eq_ignore_ascii_case(&object.name)),
            None => true,
        });
        let found = found.map(|object| object.path).collect();
        if let Some(stamp) = stamp.filter(|stamp| !matches!(stamp, Value::Bool(_))) {
            *stamp = Value::Int(0);
        }
        fill(InOut(paths), found)
    }

    /// Names of the Explorer's folders, from `folders.json` (`commands/method-get-folders`).
    ///
    /// ```4d
    /// ARRAY TEXT($folders; 0)
    /// METHOD GET FOLDERS($folders)
    /// ASSERT(Size of array($folders)=0)
    /// ```
    "METHOD GET FOLDERS" 1206 fn get_folders(host, names: InOut, filter: Option<&Text>, _of_host: Star) {
        let mut found: Vec<String> = folders(host.app()).map_or_else(Vec::new, |folders| {
            folders.keys().iter().map(Text::to_string).collect()
        });
        found.retain(|name| filter.is_none_or(Text::is_empty) || passes(name, filter));
        fill(names, found)
    }

    /// Source texts of methods and classes, by path: a text, or an array for an array. Lines end in carriage returns; the
    /// first holds the attributes. Tokens are not written (`commands/method-get-code`).
    ///
    /// ```4d
    /// var $code : Text
    /// METHOD GET CODE(Current method path; $code)
    /// ASSERT(Position("METHOD GET CODE"; $code)>0)
    /// ```
    "METHOD GET CODE" 1190 fn get_code(host, path: &Value, code: InOut, option: Option<i32>, _of_host: Star) {
        if option.is_some_and(|option| option & 1 != 0) {
            return Err(Error::new(33, "METHOD GET CODE with tokens is not available in four."));
        }
        each(host, path, code, &|app, object| {
            let code = app.code(&object.path).unwrap_or_default().replace("\r\n", "\n");
            let code = match code.trim_start_matches('\u{feff}') {
                code if code.starts_with("//%attributes") => code.to_owned(),
                code => format!("//%attributes = {{\"lang\":\"en\"}}\n{code}"),
            };
            Ok(Value::from(code.replace('\n', "\r")))
        })
    }

    /// True when a method has an attribute, such as `Attribute shared`, in the first line of its source
    /// (`commands/method-get-attribute`).
    ///
    /// ```4d
    /// ASSERT(Not(METHOD Get attribute(Current method path; Attribute shared)))
    /// ```
    "METHOD Get attribute" 1169 fn get_attribute(host, path: &Text, attribute: i32, _of_host: Star) -> Value {
        let object = object_at(host.app(), path)?;
        let attributes = attributes(host.app(), &object);
        if attribute == FOLDER_NAME {
            let members = folders(host.app()).map_or_else(Vec::new, |folders| folders.entries());
            let home = members.into_iter().find(|(_, folder)| {
                named_in(folder).iter().any(|name| name.eq_ignore_ascii_case(&object.name))
            });
            return Ok(Value::Text(home.map(|(name, _)| name).unwrap_or_default()));
        }
        let name = Text::from(attribute_name(attribute)?);
        Ok(Value::Bool(matches!(attributes.get_text(&name), Value::Bool(true))))
    }

    /// The attributes of methods as objects, by path: an object, or an array for an array
    /// (`commands/method-get-attributes`).
    ///
    /// ```4d
    /// var $attributes : Object
    /// METHOD GET ATTRIBUTES(Current method path; $attributes)
    /// ASSERT(Value type($attributes)=Is object)
    /// ```
    "METHOD GET ATTRIBUTES" 1334 fn get_attributes(host, path: &Value, attributes_of: InOut, _of_host: Star) {
        each(host, path, attributes_of, &|app, object| Ok(Value::Object(attributes(app, object))))
    }

    /// The documentation of methods, from `Documentation/Methods/NAME.md` and the like (`commands/method-get-comments`).
    ///
    /// ```4d
    /// var $text : Text
    /// METHOD GET COMMENTS(Current method path; $text)
    /// ASSERT($text="")
    /// ```
    "METHOD GET COMMENTS" 1189 fn get_comments(host, path: &Value, comments: InOut, _of_host: Star) {
        each(host, path, comments, &|app, object| {
            Ok(Value::from(read(comments_file(app, object)).unwrap_or_default()))
        })
    }

    /// Date and time at which the sources of methods were changed last (`commands/method-get-modification-date`).
    ///
    /// ```4d
    /// var $date : Date
    /// var $time : Time
    /// METHOD GET MODIFICATION DATE(Current method path; $date; $time)
    /// ASSERT($date>!2020-01-01!)
    /// ```
    "METHOD GET MODIFICATION DATE" 1170 fn get_modification_date(
        host, path: &Value, date: InOut, time: InOut, _of_host: Star
    ) {
        let moment = |app: &dyn App, object: &DesignObject| {
            let changed = std::fs::metadata(&object.file).and_then(|file| file.modified()).ok()?;
            let seconds = changed.duration_since(std::time::UNIX_EPOCH).ok()?.as_secs();
            let seconds = i64::try_from(seconds).ok()?;
            Some(DateValue::from_unix_seconds(seconds + i64::from(app.system().utc_offset(seconds))))
        };
        each(host, path, date, &|app, object| Ok(Value::Date(moment(app, object).map_or(0, |moment| moment.0.0))))?;
        each(host, path, time, &|app, object| Ok(Value::Time(moment(app, object).map_or(0, |moment| moment.1))))
    }

    /// The path of a method by type and names (`commands/method-get-path`).
    ///
    /// ```4d
    /// ASSERT(METHOD Get path(Path project method; "m")="m")
    /// ASSERT(METHOD Get path(Path class; "Person")="[class]/Person")
    /// ASSERT(METHOD Get path(Path project form; "f"; "button")="[projectForm]/f/button")
    /// ```
    "METHOD Get path" 1164 fn get_path(
        _host, method_type: i32, name: Option<&Text>, form_object: Option<&Text>, _of_host: Star
    ) -> String {
        let name = name.map(Text::to_string).unwrap_or_default();
        Ok(match method_type {
            1 => name,
            2 => format!("[databaseMethod]/{name}"),
            4 => {
                let object = form_object.map_or_else(|| "{formMethod}".to_owned(), Text::to_string);
                format!("[projectForm]/{name}/{object}")
            }
            8 | 16 => return Err(Error::new(33, "Paths of tables are not available in four.")),
            32 => format!("[class]/{name}"),
            128 => format!("[volatile]/{name}"),
            other => return Err(Error::new(54, format!("There is no type of path {other}."))),
        })
    }

    /// The parts of a path: type, table, name, name of a form object (`commands/method-resolve-path`).
    ///
    /// ```4d
    /// var $type : Integer
    /// var $table : Pointer
    /// var $name; $object : Text
    /// METHOD RESOLVE PATH("[projectForm]/f/button"; $type; $table; $name; $object)
    /// ASSERT(($type=Path project form) & ($name="f") & ($object="button"))
    /// ```
    "METHOD RESOLVE PATH" 1165 fn resolve_path(
        _host, path: &Text, method_type: InOut, _table: InOut, name: InOut, form_object: InOut, _of_host: Star
    ) {
        let path = path.to_str();
        let mut parts = path.split('/');
        let first = parts.next().unwrap_or_default();
        let kind = match first.to_lowercase().as_str() {
            "[databasemethod]" => 2,
            "[projectform]" => 4,
            "[trigger]" => 8,
            "[tableform]" => 16,
            "[class]" => 32,
            "[volatile]" => 128,
            _ if first.starts_with('[') => return Err(no_such(&path)),
            _ => 1,
        };
        if kind == 16 {
            parts.next();
        }
        *method_type.0 = Value::Int(kind);
        *name.0 = Value::from(if kind == 1 { first } else { parts.next().unwrap_or_default() });
        *form_object.0 = Value::from(parts.next().filter(|object| *object != "{formMethod}").unwrap_or_default());
        Ok(())
    }

    /// Path of the running method: its name, `[databaseMethod]/onStartup`, `[class]/Person`
    /// (`commands/current-method-path`).
    ///
    /// ```4d
    /// ASSERT(Current method path=Current method name)
    /// ```
    "Current method path" 1201 fn current_method_path(host) -> String {
        Ok(host.current_method_path())
    }
}

/// The property of the attributes that a constant such as `Attribute shared` means.
///
/// # Errors
/// 54 for a number that means none.
pub fn attribute_name(attribute: i32) -> Res<String> {
    let name = match attribute {
        1 => "invisible",
        2 => "publishedWeb",
        3 => "publishedSoap",
        4 => "publishedWsdl",
        5 => "shared",
        7 => "publishedSql",
        8 => "executedOnServer",
        other => return Err(Error::new(54, format!("There is no attribute {other} of methods."))),
    };
    Ok(name.to_owned())
}

/// The file of the documentation of a method or class.
pub fn comments_file(app: &dyn App, object: &DesignObject) -> PathBuf {
    let folder = match object.kind {
        2 => "DatabaseMethods",
        32 => "Classes",
        _ => "Methods",
    };
    app.settings().folder.join("Documentation").join(folder).join(format!("{}.md", object.name))
}

/// The error for a path that leads to nothing.
#[cold]
pub fn no_such(path: &str) -> Box<Error> {
    Error::new(NO_SUCH_PATH, format!("There is no method or class {path} in the program."))
}

/// True when a name passes a filter with `@`.
fn passes(name: &str, filter: Option<&Text>) -> bool {
    let Some(filter) = filter else { return true };
    equal_wildcard(Text::from(name).as_text_ref(), filter.as_text_ref())
}

fn fill(array: InOut, mut found: Vec<String>) -> Res<()> {
    found.sort_by_key(|name| name.to_lowercase());
    arrays::fill(array.0, found.into_iter().map(Value::from).collect())
}

/// The method or class at a path; case does not count.
///
/// # Errors
/// -9768 when there is none.
pub fn object_at(app: &dyn App, path: &Text) -> Res<DesignObject> {
    let wanted = path.to_str().to_lowercase();
    app.design()
        .into_iter()
        .find(|object| object.path.to_lowercase() == wanted)
        .ok_or_else(|| no_such(&path.to_str()))
}

/// Gives what `of` finds for a path, or for each path of an array.
fn each(
    host: &dyn Host,
    path: &Value,
    to: InOut,
    of: &dyn Fn(&dyn App, &DesignObject) -> Res<Value>,
) -> Res<()> {
    let app = host.app();
    match path {
        Value::Text(path) => {
            // A wrong path leaves nothing behind.
            *to.0 = Value::EMPTY_TEXT;
            *to.0 = of(app, &object_at(app, path)?)?;
            Ok(())
        }
        Value::Array(paths) => {
            let mut found = Vec::new();
            for path in paths.snapshot() {
                let Value::Text(path) = &path else { return Err(Error::type_mismatch("a path", &path)) };
                found.push(of(app, &object_at(app, path)?)?);
            }
            arrays::fill(to.0, found)
        }
        other => Err(Error::type_mismatch("a path or an array of paths", other)),
    }
}

/// The attributes in the first line of a source; empty where it has none.
pub fn attributes(app: &dyn App, object: &DesignObject) -> Rc<Object> {
    let code = app.code(&object.path).unwrap_or_default();
    let line = code.trim_start_matches('\u{feff}').lines().next().unwrap_or_default();
    let text = line.strip_prefix("//%attributes").and_then(|rest| rest.trim_start().strip_prefix('='));
    match text.map(|text| json::parse(text.trim())) {
        Some(Ok(Value::Object(attributes))) => attributes,
        _ => Rc::new(Object::new()),
    }
}

/// The content of `folders.json`.
pub fn folders(app: &dyn App) -> Option<Rc<Object>> {
    let text = read(app.settings().sources.join("folders.json"))?;
    match json::parse(&text) {
        Ok(Value::Object(folders)) => Some(folders),
        _ => None,
    }
}

/// Names of the methods and classes of a folder.
fn folder_members(app: &dyn App, folder: &Text) -> Vec<String> {
    folders(app).map_or_else(Vec::new, |folders| named_in(&folders.get_text(folder)))
}

fn named_in(folder: &Value) -> Vec<String> {
    let Value::Object(folder) = folder else { return Vec::new() };
    let lists = ["methods", "classes"].map(|list| folder.get_text(&Text::from(list)));
    let names = lists.iter().filter_map(|list| list.as_collection()).flat_map(|list| list.snapshot());
    names
        .filter_map(|name| if let Value::Text(name) = name { Some(name.to_string()) } else { None })
        .collect()
}

fn read(file: PathBuf) -> Option<String> {
    match std::fs::metadata(&file) {
        Ok(found) if found.is_file() && found.len() <= MAX_FILE => std::fs::read_to_string(file).ok(),
        _ => None,
    }
}
