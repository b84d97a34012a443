//! The class `4D.File` and the command File (`API/FileClass`, `commands/file`).
//!
//! A file object is a path; each member asks the disk anew.

use std::fs;
use std::rc::Rc;

use four_runtime::host::Settings;
use four_runtime::registry::Star;
use four_runtime::{Error, Host, Object, Res, Text, Value, commands, native_class};

use super::errors::{self, NO_FILE};
use super::item::{Item, icon};
use super::paths::{FileSystem, Location};
use super::texts::{Breaks, Coding};
use super::{disk, handle, plist};
use crate::args::{Bytes, Date, Time};
use crate::functions::OBJECT;

commands! { pub static COMMANDS: "File and Folder";
    /// A file object for an absolute path, in POSIX syntax (the default, also with a file system such as `/PACKAGE/`) or
    /// with `fk platform path` in the syntax of the system; or for one of 4D's own files, Null when it does not exist
    /// (`commands/file`). The file need not exist.
    ///
    /// ```4d
    /// var $file : 4D.File:=File("/PACKAGE/prefs/my.notes.txt")
    /// ASSERT(($file.name="my.notes") & ($file.extension=".txt") & Not($file.exists))
    /// ASSERT(File($file.platformPath; fk platform path).fullName="my.notes.txt")
    /// ASSERT(File(Backup log file)=Null)
    /// ```
    "File" 1566 fn file(host, path: &Value, path_type: Option<i32>, of_host: Star) -> Value {
        make(host, path, path_type, of_host.0)
    }
}

/// A file object as `File` makes it.
fn make(host: &dyn Host, path: &Value, path_type: Option<i32>, of_host: bool) -> Res<Value> {
    let settings = settings(host, of_host);
    match path {
        Value::Text(text) => {
            let ends_open = text.to_str().ends_with('/');
            let location = located(host, text, path_type, of_host)?;
            if ends_open {
                let message =
                    format!("The path \"{text}\" ends with / and is that of a folder, not of a file.");
                return Err(Error::new(errors::BAD_NAME, message));
            }
            Ok(Item::file(location).into_value())
        }
        other => match other.as_number() {
            Some(number) => {
                let place = known_file(number as i32)
                    .map(|(system, name)| Location::system(settings, system).join(name));
                Ok(match place.map(Item::file) {
                    Some(item) if item.exists() => item.into_value(),
                    _ => Value::Null,
                })
            }
            None => Err(Error::type_mismatch("a path or a constant", other)),
        },
    }
}

/// The settings whose folders are meant: with `*` those of the host, else those of the component that asks.
pub fn settings(host: &dyn Host, of_host: bool) -> &Settings {
    if of_host { host.app().settings() } else { host.own_settings() }
}

/// A path of `File` and `Folder` in the syntax that the path type names.
pub fn located(host: &dyn Host, path: &Text, path_type: Option<i32>, of_host: bool) -> Res<Location> {
    match path_type.unwrap_or(0) {
        0 => Location::posix(settings(host, of_host), path),
        1 => Location::platform(path),
        other => Err(Error::new(
            54,
            format!("There is no path type {other}: use fk posix path or fk platform path."),
        )),
    }
}

/// Where 4D keeps a file of its own, by the constants of `File` and `Get 4D file`; `None` for files that four has not.
pub fn known_file(number: i32) -> Option<(FileSystem, &'static str)> {
    Some(match number {
        1 => (FileSystem::Package, "Settings/Backup.4DSettings"),
        3 => (FileSystem::Package, "Settings/settings.4DSettings"),
        4 => (FileSystem::Data, "Settings/settings.4DSettings"),
        6 => (FileSystem::Logs, "CompactLog.xml"),
        8 => (FileSystem::Logs, "logweb.txt"),
        9 => (FileSystem::Logs, "HTTPDebugLog_1.txt"),
        10 => (FileSystem::Logs, "4DRequestsLog_1.txt"),
        11 => (FileSystem::Logs, "4DDiagnosticLog_1.txt"),
        12 => (FileSystem::Logs, "4DDebugLog_1.txt"),
        16 => (FileSystem::Package, "Settings/directory.json"),
        17 => (FileSystem::Data, "Settings/Backup.4DSettings"),
        20 => (FileSystem::Package, "Settings/buildApp.4DSettings"),
        _ => return None,
    })
}

fn of(object: &Rc<Object>) -> Res<&Item> {
    match object.native_as::<Item>() {
        Some(item) if !item.is_folder => Ok(item),
        _ => Err(Error::type_mismatch("a 4D.File", &Value::Object(object.clone()))),
    }
}

native_class! {
    /// What files on the disk and in archives are (`API/DocumentClass`).
    pub static DOCUMENT: "Document" extends OBJECT;
}

native_class! {
    /// A file on the disk, which may exist or not.
    pub static FILE: "File" extends DOCUMENT;
    = new(host, path: &Value, path_type: Option<i32>, of_host: Star) -> Value {
        make(host, path, path_type, of_host.0)
    }

    /// Copies the file into a folder that exists, under its own or a new name. Something of that name there is error -48
    /// unless `fk overwrite` is given (`API/FileClass`). Gives the copy.
    ///
    /// ```4d
    /// var $file; $copy : 4D.File
    /// $file:=File("/PACKAGE/copyTo.txt")
    /// $file.setText("documented")
    /// $copy:=$file.copyTo($file.parent; "copyTo2.txt"; fk overwrite)
    /// ASSERT($copy.getText()="documented")
    /// ```
    fn copyTo(
        host, this: &Rc<Object>, destination_folder: &Rc<Object>, new_name: Option<&Value>, overwrite: Option<i32>
    ) -> Value {
        of(this)?.copy_to(host, destination_folder, new_name, overwrite)
    }

    /// Creates the file, empty, and the folders that lead to it. False when it exists already (`API/FileClass`).
    ///
    /// ```4d
    /// var $file : 4D.File:=File("/PACKAGE/new/folder/create.txt")
    /// ASSERT($file.create())
    /// ASSERT(Not($file.create()))
    /// Folder("/PACKAGE/new").delete(Delete with contents)
    /// ```
    fn create(_host, this: &Rc<Object>) -> bool {
        let item = of(this)?;
        let path = item.location.target()?;
        disk::make_parent(path)?;
        match fs::OpenOptions::new().write(true).create_new(true).open(path) {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(errors::io(&error, path)),
        }
    }

    /// Creates an alias to the file in a folder: a symbolic link, whatever the type (`API/FileClass`).
    ///
    /// ```4d
    /// var $file; $alias : 4D.File
    /// $file:=File("/PACKAGE/original.txt")
    /// $file.setText("documented")
    /// $alias:=$file.createAlias($file.parent; "alias"; fk symbolic link)
    /// ASSERT($alias.isAlias & ($alias.original.fullName="original.txt"))
    /// ```
    fn createAlias(
        _host, this: &Rc<Object>, destination_folder: &Rc<Object>, alias_name: &Text, _alias_type: Option<i32>
    ) -> Value {
        of(this)?.create_alias(destination_folder, alias_name)
    }

    /// Date of the file's creation, in local time (`API/FileClass`).
    get creationDate(host, this: &Rc<Object>) -> Date { Ok(Date(of(this)?.created(host).0)) }

    /// Time of the file's creation, in local time (`API/FileClass`).
    get creationTime(host, this: &Rc<Object>) -> Time { Ok(Time(i64::from(of(this)?.created(host).1))) }

    /// Deletes the file; nothing happens when there is none (`API/FileClass`). Of an alias, only the alias is deleted.
    ///
    /// ```4d
    /// var $file : 4D.File:=File("/PACKAGE/delete.txt")
    /// $file.setText("x")
    /// $file.delete()
    /// $file.delete()
    /// ASSERT(Not($file.exists))
    /// ```
    fn delete(_host, this: &Rc<Object>) {
        let path = of(this)?.location.entry()?;
        match fs::symlink_metadata(path) {
            Ok(found) if found.is_dir() => Err(errors::about(NO_FILE, path, "this is a folder, not a file")),
            _ => match fs::remove_file(path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(errors::io(&error, path)),
                _ => Ok(()),
            },
        }
    }

    /// True if the file exists (`API/FileClass`).
    get exists(_host, this: &Rc<Object>) -> bool { Ok(of(this)?.exists()) }

    /// The extension, with its dot; empty without one (`API/FileClass`).
    get extension(_host, this: &Rc<Object>) -> String { Ok(of(this)?.names().1) }

    /// The name with its extension (`API/FileClass`).
    get fullName(_host, this: &Rc<Object>) -> String { Ok(of(this)?.location.full_name()) }

    /// What an XML property list (`.plist`) holds, as an object. Empty for files of other kinds and when the file does
    /// not exist: version resources of .exe and .dll files are read by 4D on Windows only, and not by four
    /// (`API/FileClass`).
    ///
    /// ```4d
    /// ASSERT(OB Is empty(File("/PACKAGE/none.plist").getAppInfo()))
    /// ```
    fn getAppInfo(host, this: &Rc<Object>) -> Value { plist::read(host, of(this)?) }

    /// The whole content (`API/FileClass`).
    ///
    /// ```4d
    /// var $file : 4D.File:=File("/PACKAGE/getContent.txt")
    /// $file.setText("é")
    /// ASSERT($file.getContent().size=2)
    /// ```
    fn getContent(host, this: &Rc<Object>) -> Value {
        Ok(Value::Blob(Rc::new(disk::read(host, of(this)?.location.target()?)?)))
    }

    /// A default icon, a square of `size` pixels (32), whether it exists or not (`API/FileClass`).
    ///
    /// ```4d
    /// ASSERT(Picture size(File("/PACKAGE/get icon").getIcon())>0)
    /// ```
    fn getIcon(_host, _this: &Rc<Object>, size: Option<i32>) -> Value { Ok(icon(false, size)) }

    /// The content as text. A byte order mark decides the character set; else it is the one given by name or MIBEnum
    /// number, else UTF-8. Line breaks become those of the system, unless a mode says otherwise (`API/FileClass`).
    ///
    /// ```4d
    /// var $file : 4D.File:=File("/PACKAGE/getText.txt")
    /// $file.setText("é\r\n"; "ISO-8859-1"; Document unchanged)
    /// ASSERT($file.getText("ISO-8859-1"; Document with CR)="é\r")
    /// ```
    fn getText(host, this: &Rc<Object>, char_set: Option<&Value>, break_mode: Option<i32>) -> Text {
        let (coding, breaks) = (Coding::of(char_set)?, Breaks::of(break_mode)?);
        let bytes = disk::read(host, of(this)?.location.target()?)?;
        Ok(breaks.convert(coding.text(&bytes)))
    }

    /// True if the system hides the file: its name begins with a dot (`API/FileClass`).
    get hidden(_host, this: &Rc<Object>) -> bool {
        Ok(of(this)?.location.path().file_name().is_some_and(disk::is_hidden))
    }

    /// Hides or shows the file. Where hiding is a matter of the name it cannot be set: error 33 (`API/FileClass`).
    set hidden(_host, this: &Rc<Object>, value: bool) {
        let name = of(this)?.location.full_name();
        if name.starts_with('.') == value {
            return Ok(());
        }
        let error = Error::new(33, format!("Whether {name} is hidden depends on its name here and cannot be set."));
        Err(error.with_help("rename the file: names that begin with a dot are hidden"))
    }

    /// True for an alias: a symbolic link (`API/FileClass`).
    get isAlias(_host, this: &Rc<Object>) -> bool { Ok(of(this)?.is_alias()) }

    /// Always true (`API/FileClass`).
    get isFile(_host, _this: &Rc<Object>) -> bool { Ok(true) }

    /// Always false (`API/FileClass`).
    get isFolder(_host, _this: &Rc<Object>) -> bool { Ok(false) }

    /// True if the file exists and the program may write to it (`API/FileClass`).
    get isWritable(_host, this: &Rc<Object>) -> bool {
        let item = of(this)?;
        // Opening for appending changes nothing, and asks the system itself.
        let opens = |path| fs::OpenOptions::new().append(true).open(path).is_ok();
        Ok(item.found().is_some() && item.location.target().is_ok_and(opens))
    }

    /// Date of the last change, in local time (`API/FileClass`).
    get modificationDate(host, this: &Rc<Object>) -> Date { Ok(Date(of(this)?.modified(host).0)) }

    /// Time of the last change, in local time (`API/FileClass`).
    get modificationTime(host, this: &Rc<Object>) -> Time { Ok(Time(i64::from(of(this)?.modified(host).1))) }

    /// Moves the file into a folder that exists, under its own or a new full name; gives the moved file
    /// (`API/FileClass`).
    ///
    /// ```4d
    /// var $file; $moved : 4D.File
    /// $file:=File("/PACKAGE/moveTo.txt")
    /// $file.setText("x")
    /// File("/PACKAGE/moved.txt").delete()
    /// $moved:=$file.moveTo(Folder("/PACKAGE"); "moved.txt")
    /// ASSERT($moved.exists & Not($file.exists))
    /// ```
    fn moveTo(host, this: &Rc<Object>, destination_folder: &Rc<Object>, new_name: Option<&Text>) -> Value {
        of(this)?.move_to(host, destination_folder, new_name)
    }

    /// The name without extension (`API/FileClass`).
    get name(_host, this: &Rc<Object>) -> String { Ok(of(this)?.names().0) }

    /// Opens the file: a 4D.FileHandle. Modes: `"read"` (the default), `"write"` (from the start), `"append"` (from the
    /// end); or an object with `mode`, `charset`, `breakModeRead` and `breakModeWrite` (`API/FileClass`). A file can be
    /// open for writing once.
    ///
    /// ```4d
    /// var $file : 4D.File:=File("/PACKAGE/open.txt")
    /// $file.open({mode: "write"; breakModeWrite: "crlf"}).writeLine("documented")
    /// ASSERT($file.size=12)
    /// ASSERT($file.open().readLine()="documented")
    /// ```
    fn open(_host, this: &Rc<Object>, mode_or_options: Option<&Value>) -> Value {
        of(this)?;
        handle::open(this, mode_or_options)
    }

    /// What an alias leads to, a file or a folder; the file itself when it is none (`API/FileClass`).
    get original(_host, this: &Rc<Object>) -> Value {
        let item = of(this)?;
        if !item.is_alias() {
            return Ok(Value::Object(this.clone()));
        }
        let path = item.location.entry()?;
        let target = fs::read_link(path).map_err(|error| errors::io(&error, path))?;
        let target = path.parent().unwrap_or(path).join(target);
        let found = Location::on_disk(target);
        let is_folder = found.path().is_dir();
        Ok(Item { location: item.location.with_path(found.path().to_owned()), is_folder }.into_value())
    }

    /// The folder that the file is in (`API/FileClass`).
    get parent(_host, this: &Rc<Object>) -> Value {
        Ok(of(this)?.location.parent().map_or(Value::Null, |parent| Item::folder(parent).into_value()))
    }

    /// The path in POSIX syntax, with its file system where it has one (`API/FileClass`).
    get path(_host, this: &Rc<Object>) -> String { Ok(of(this)?.location.posix_text(false)) }

    /// The path in the syntax of the operating system (`API/FileClass`).
    get platformPath(_host, this: &Rc<Object>) -> String { Ok(of(this)?.location.platform_text(false)) }

    /// Gives the file another full name, extension included; gives the renamed file (`API/FileClass`).
    ///
    /// ```4d
    /// var $file; $renamed : 4D.File
    /// $file:=File("/PACKAGE/rename.txt")
    /// $file.setText("x")
    /// File("/PACKAGE/renamed.md").delete()
    /// $renamed:=$file.rename("renamed.md")
    /// ASSERT($renamed.exists & Not($file.exists))
    /// ```
    fn rename(host, this: &Rc<Object>, new_name: &Text) -> Value { of(this)?.rename(host, new_name) }

    /// Writes properties into an XML property list, which is created when it does not exist; other keys stay. Nothing
    /// happens for files of other kinds (`API/FileClass`).
    ///
    /// ```4d
    /// var $file : 4D.File:=File("/PACKAGE/setAppInfo.plist")
    /// $file.setAppInfo({Copyright: "four"; Version: 12})
    /// ASSERT(($file.getAppInfo().Copyright="four") & ($file.getAppInfo().Version=12))
    /// ```
    fn setAppInfo(host, this: &Rc<Object>, info: &Rc<Object>) { plist::write(host, of(this)?, info) }

    /// Replaces the content by the bytes of a blob; a file that does not exist is created, with the folders that lead
    /// to it (`API/FileClass`).
    ///
    /// ```4d
    /// var $blob : Blob
    /// TEXT TO BLOB("abc"; $blob; UTF8 text without length)
    /// var $file : 4D.File:=File("/PACKAGE/setContent.bin")
    /// $file.setContent($blob)
    /// ASSERT($file.size=3)
    /// ```
    fn setContent(_host, this: &Rc<Object>, content: Bytes) {
        let path = of(this)?.location.target()?;
        disk::make_parent(path)?;
        disk::replace(path, content.0)
    }

    /// Replaces the content by a text. A character set, by name or MIBEnum number, is written with its byte order mark
    /// unless its name ends in `-no-bom`; without one it is UTF-8 without a mark. Line breaks become those of the system
    /// unless a mode says otherwise. A file that does not exist is created, with the folders that lead to it
    /// (`API/FileClass`).
    ///
    /// ```4d
    /// var $file : 4D.File:=File("/PACKAGE/setText.txt")
    /// $file.setText("a\nb"; "UTF-8"; Document with CRLF)
    /// ASSERT($file.size=7)
    /// ASSERT($file.getText()="a\nb")
    /// ```
    fn setText(_host, this: &Rc<Object>, text: &Text, char_set: Option<&Value>, break_mode: Option<i32>) {
        let (coding, breaks) = (Coding::of(char_set)?, Breaks::of(break_mode)?);
        let path = of(this)?.location.target()?;
        disk::make_parent(path)?;
        let mut bytes = coding.mark().to_vec();
        bytes.extend(coding.bytes(&breaks.convert(text.clone())));
        disk::replace(path, &bytes)
    }

    /// The size in bytes; 0 when the file does not exist (`API/FileClass`).
    get size(_host, this: &Rc<Object>) -> f64 {
        Ok(of(this)?.found().map_or(0.0, |found| found.len() as f64))
    }
}
