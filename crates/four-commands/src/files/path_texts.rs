//! Commands that take paths apart and put them together, as texts (theme System Documents).

use std::path::MAIN_SEPARATOR;
use std::rc::Rc;

use four_runtime::registry::Star;
use four_runtime::{Error, Object, Text, Value, commands};

use super::paths::{Location, split_name};
use super::{disk, places};

commands! { pub static COMMANDS: "System Documents";
    /// The parts of a path as an object: `parentFolder` (with its final separator), `name`, `extension` (with its dot)
    /// and `isFolder`, true when the path ends with a separator (`commands/path-to-object`). With `Path is POSIX` the
    /// separator is `/`, else that of the system.
    ///
    /// ```4d
    /// var $o : Object:=Path to object("/first/second.bundle/"; Path is POSIX)
    /// ASSERT(($o.parentFolder="/first/") & ($o.name="second") & ($o.extension=".bundle") & $o.isFolder)
    /// ASSERT(Path to object("/folder/.invisible"; Path is POSIX).name=".invisible")
    /// ```
    "Path to object" 1547 fn path_to_object(_host, path: &Text, path_type: Option<i32>) -> Object {
        let separator = match path_type.unwrap_or(0) {
            0 => MAIN_SEPARATOR,
            1 => '/',
            other => return Err(Error::new(54, format!("There is no path type {other}."))),
        };
        let path = path.to_str();
        let (whole, is_folder) = match path.strip_suffix(separator) {
            Some(whole) => (whole, true),
            None => (&*path, false),
        };
        let (parent, full) = match whole.rfind(separator) {
            Some(at) => whole.split_at(at + 1),
            None => ("", whole),
        };
        let (name, extension) = split_name(full);
        Ok(Object::from_pairs([
            ("parentFolder", Value::from(parent)),
            ("name", Value::from(name)),
            ("extension", Value::from(extension)),
            ("isFolder", Value::Bool(is_folder)),
        ]))
    }

    /// A path from parts such as `Path to object` gives; the last character of `parentFolder` says which separator is
    /// used (`commands/object-to-path`).
    ///
    /// ```4d
    /// ASSERT(Object to path({parentFolder: "/a/"; name: "b"; extension: ".txt"})="/a/b.txt")
    /// ASSERT(Object to path({parentFolder: "/a/"; name: "b"; isFolder: True})="/a/b/")
    /// ```
    "Object to path" 1548 fn object_to_path(_host, path_object: &Rc<Object>) -> String {
        let part = |name: &str| match path_object.get_text(&Text::from(name)) {
            Value::Text(text) => Ok(text.to_string()),
            Value::Undefined | Value::Null => Ok(String::new()),
            other => Err(Error::type_mismatch(&format!("the property {name} (a text)"), &other)),
        };
        let (parent, name, extension) = (part("parentFolder")?, part("name")?, part("extension")?);
        let separator = if parent.ends_with('/') { '/' } else { MAIN_SEPARATOR };
        let mut path = parent;
        if !path.is_empty() && !path.ends_with(separator) {
            path.push(separator);
        }
        path.push_str(&name);
        if !extension.is_empty() && !extension.starts_with('.') {
            path.push('.');
        }
        path.push_str(&extension);
        if matches!(path_object.get_text(&Text::from("isFolder")), Value::Bool(true)) {
            path.push(separator);
        }
        Ok(path)
    }

    /// A path in POSIX syntax as the operating system writes it; with `*` the path is percent-encoded
    /// (`commands/convert-path-posix-to-system`).
    ///
    /// ```4d
    /// ASSERT(Position("file 2.txt"; Convert path POSIX to system("/a/file%202.txt"; *))>0)
    /// ```
    "Convert path POSIX to system" 1107 fn convert_path_posix_to_system(_host, posix_path: &Text, encoded: Star) -> String {
        let path = posix_path.to_str();
        let plain = if encoded.0 { decoded(&path) } else { path.into_owned() };
        Ok(if cfg!(windows) { plain.replace('/', "\\") } else { plain })
    }

    /// A path of the operating system in POSIX syntax: absolute, relative ones are completed by the folder of the
    /// program; percent-encoded with `*` (`commands/convert-path-system-to-posix`).
    ///
    /// ```4d
    /// var $path : Text:=Convert path system to POSIX(Get 4D folder(Database folder)+"My folder"; *)
    /// ASSERT(Position("/My%20folder"; $path)>0)
    /// ASSERT(Convert path system to POSIX("docs")=(Get 4D folder(Database folder Unix syntax)+"docs"))
    /// ```
    "Convert path system to POSIX" 1106 fn convert_path_system_to_posix(host, system_path: &Text, encode: Star) -> String {
        let given = system_path.to_str();
        let whole = if std::path::Path::new(&*given).is_absolute() {
            given.into_owned()
        } else {
            let folder = super::paths::absolute(&host.own_settings().folder);
            format!("{}{given}", places::folder_text(&folder))
        };
        let posix = if cfg!(windows) { whole.replace('\\', "/") } else { whole };
        Ok(if encode.0 { encoded(&posix) } else { posix })
    }

    /// 1 (`Is a document`) for the path of a file, 0 (`Is a folder`) for that of a folder; a negative error number when
    /// there is nothing, such as -43 (`commands/test-path-name`). Paths may be relative to the folder of the program.
    ///
    /// ```4d
    /// ASSERT(Test path name(Get 4D folder(Database folder))=Is a folder)
    /// ASSERT(Test path name("no such file.txt")=-43)
    /// ```
    "Test path name" 476 fn test_path_name(host, path: &Text) -> i32 {
        let location = match Location::document(host.own_settings(), path) {
            Ok(location) => location,
            Err(error) => return Ok(error.code),
        };
        let names_folder = path.to_str().ends_with(MAIN_SEPARATOR);
        Ok(match std::fs::metadata(location.path()) {
            Ok(found) if found.is_dir() => 0,
            Ok(_) if names_folder => super::errors::NO_FILE,
            Ok(_) => 1,
            Err(error) => super::errors::io(&error, location.path()).code,
        })
    }

    /// The path of a file in the folder of resources for the current language: `xx-yy.lproj`, `xx.lproj`, else the first
    /// `.lproj` folder that has it, else the folder itself; the empty text when none has it
    /// (`commands/localized-document-path`).
    ///
    /// ```4d
    /// Folder("/RESOURCES/en.lproj").file("page.html").setText("")
    /// ASSERT(Position("en.lproj"; Localized document path("page.html"))>0)
    /// ASSERT(Localized document path("../secret")="")
    /// ```
    "Localized document path" 1105 fn localized_document_path(host, relative_path: &Text) -> String {
        let resources = Location::system(host.own_settings(), super::paths::FileSystem::Resources);
        let relative = relative_path.to_str().replace(MAIN_SEPARATOR, "/");
        let language = host.app().system().environment("LANG").unwrap_or_default();
        let language = language.split('.').next().unwrap_or_default().replace('_', "-").to_lowercase();
        let base = language.split('-').next().unwrap_or_default().to_owned();
        let folders = disk::entries(resources.path()).unwrap_or_default();
        let mut projects: Vec<(u8, String)> = folders
            .iter()
            .filter(|entry| entry.is_folder)
            .filter_map(|entry| entry.name.to_str())
            .filter(|name| name.ends_with(".lproj"))
            .map(|name| {
                let of = name.trim_end_matches(".lproj").replace('_', "-").to_lowercase();
                let rank = if of == language { 0 } else { 1 + u8::from(of != base) };
                (rank, name.to_owned())
            })
            .collect();
        projects.sort();
        let places = projects.into_iter().map(|(_, name)| resources.join(name)).chain([resources.clone()]);
        for place in places {
            if let Ok(found) = place.child(&relative, &relative)
                && found.path().starts_with(place.path())
                && found.target().is_ok_and(std::path::Path::exists)
            {
                return Ok(found.platform_text(false));
            }
        }
        Ok(String::new())
    }
}

/// A path with its special characters as `%XX`.
fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' | b':' => {
                out.push(char::from(byte));
            }
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

/// A path whose `%XX` are resolved; what is none stays.
fn decoded(path: &str) -> String {
    let mut out = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, tail @ ..] = rest {
        let pair = tail.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        match pair.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) if *first == b'%' && tail[0] != b'+' => {
                out.push(byte);
                rest = &tail[2..];
            }
            _ => {
                out.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_paths_come_back() {
        assert_eq!(encoded("/My folder/é%"), "/My%20folder/%C3%A9%25");
        assert_eq!(decoded("/My%20folder/%C3%A9%25"), "/My folder/é%");
        assert_eq!(decoded("100%/%zz%2"), "100%/%zz%2");
    }
}
