//! The class `4D.Folder` and the command Folder (`API/FolderClass`, `commands/folder`).

use std::fs;
use std::rc::Rc;

use four_runtime::registry::Star;
use four_runtime::{Error, Host, Object, Res, Text, Value, commands, native_class};

use super::file::{located, settings};
use super::item::{Item, icon};
use super::paths::{FileSystem, Location};
use super::{disk, errors, places};
use crate::args::{Date, Time};
use crate::functions::OBJECT;

/// `fk recursive`
const RECURSIVE: i32 = 1;
/// `fk ignore invisible`
const IGNORE_INVISIBLE: i32 = 8;

commands! { pub static COMMANDS: "File and Folder";
    /// A folder object for an absolute path, in POSIX syntax (the default, also with a file system such as `/PACKAGE/`) or
    /// with `fk platform path` in the syntax of the system; or for one of 4D's or the system's folders
    /// (`commands/folder`). The folder need not exist.
    ///
    /// ```4d
    /// ASSERT(Folder(fk database folder).path="/PACKAGE/")
    /// ASSERT(Folder("/PACKAGE/a/b").parent.path="/PACKAGE/a/")
    /// ASSERT(Folder(fk database folder).exists)
    /// ```
    "Folder" 1567 fn folder(host, path: &Value, path_type: Option<i32>, of_host: Star) -> Value {
        make(host, path, path_type, of_host.0)
    }
}

/// A folder object as `Folder` makes it.
fn make(host: &dyn Host, path: &Value, path_type: Option<i32>, of_host: bool) -> Res<Value> {
    let location = match path {
        Value::Text(text) => located(host, text, path_type, of_host)?,
        other => match other.as_number() {
            Some(number) => match known_folder(host, number as i32, of_host)? {
                Some(location) => location,
                None => return Ok(Value::Null),
            },
            None => return Err(Error::type_mismatch("a path or a constant", other)),
        },
    };
    Ok(Item::folder(location).into_value())
}

/// The folder of a constant of the theme File and Folder; `None` for those that four has not.
fn known_folder(host: &dyn Host, number: i32, of_host: bool) -> Res<Option<Location>> {
    let settings = settings(host, of_host);
    let system = |system| Ok(Some(Location::system(settings, system)));
    match number {
        0 | 1 | 3 | 10 | 100 | 115..=118 => Ok(places::folder(host, number).map(Location::on_disk)),
        4 => system(FileSystem::Package),
        6 => system(FileSystem::Resources),
        7 => system(FileSystem::Logs),
        8 => {
            let folder = super::paths::absolute(&settings.web_folder);
            Ok(Some(Location::system(settings, FileSystem::Package).with_path(folder)))
        }
        9 => system(FileSystem::Data),
        other => Err(Error::new(54, format!("There is no folder of the constant {other}."))),
    }
}

fn of(object: &Rc<Object>) -> Res<&Item> {
    match object.native_as::<Item>() {
        Some(item) if item.is_folder => Ok(item),
        _ => Err(Error::type_mismatch("a 4D.Folder", &Value::Object(object.clone()))),
    }
}

/// What a relative path means in a folder; Null when it is no path that stays below the root.
fn child_of(this: &Rc<Object>, path: &Text, make: fn(Location) -> Item) -> Res<Value> {
    let text = path.to_str();
    if text.starts_with('/') || (cfg!(windows) && text.contains(':')) {
        let error = Error::new(
            errors::BAD_NAME,
            format!("The path \"{text}\" is absolute; a relative one is wanted."),
        );
        return Err(error.with_help("give absolute paths to File or Folder"));
    }
    match of(this)?.location.child(&text, &text) {
        Ok(location) if !text.is_empty() => Ok(make(location).into_value()),
        _ => Ok(Value::Null),
    }
}

/// The files or folders in a folder, in the order of their names, those of a folder before those of its subfolders.
fn list(host: &mut dyn Host, this: &Rc<Object>, options: Option<i32>, folders: bool) -> Res<Value> {
    let options = options.unwrap_or(0);
    let top = of(this)?;
    let mut found = Vec::new();
    if top.found().is_none() {
        // The documentation names no error: a folder that does not exist contains nothing.
        return Ok(Value::from(found));
    }
    let mut open = vec![top.location.clone()];
    while let Some(folder) = open.pop() {
        host.check_interrupt()?;
        let mut inner = Vec::new();
        for entry in disk::entries(folder.target()?)? {
            if options & IGNORE_INVISIBLE != 0 && disk::is_hidden(&entry.name) {
                continue;
            }
            let location = folder.join(&entry.name);
            if entry.is_folder == folders {
                found.push(Item { location: location.clone(), is_folder: folders }.into_value());
            }
            if entry.is_folder && options & RECURSIVE != 0 {
                inner.push(location);
            }
        }
        open.extend(inner.into_iter().rev());
    }
    Ok(Value::from(found))
}

native_class! {
    /// What folders on the disk and in archives are (`API/DirectoryClass`).
    pub static DIRECTORY: "Directory" extends OBJECT;
}

native_class! {
    /// A folder on the disk, which may exist or not.
    pub static FOLDER: "Folder" extends DIRECTORY;
    = new(host, path: &Value, path_type: Option<i32>, of_host: Star) -> Value {
        make(host, path, path_type, of_host.0)
    }

    /// Copies the folder with all it contains into a folder that exists, under its own or a new name. A file of the same
    /// name there is error -48 unless `fk overwrite` is given (`API/FolderClass`). Gives the copy.
    ///
    /// ```4d
    /// var $folder : 4D.Folder:=Folder("/PACKAGE/copyTo")
    /// $folder.file("a/b.txt").setText("documented")
    /// var $copy : 4D.Folder:=$folder.copyTo(Folder("/PACKAGE"); "copyTo2"; fk overwrite)
    /// ASSERT($copy.file("a/b.txt").getText()="documented")
    /// ```
    fn copyTo(
        host, this: &Rc<Object>, destination_folder: &Rc<Object>, new_name: Option<&Value>, overwrite: Option<i32>
    ) -> Value {
        of(this)?.copy_to(host, destination_folder, new_name, overwrite)
    }

    /// Creates the folder and those that lead to it. False when it exists already (`API/FolderClass`).
    ///
    /// ```4d
    /// var $folder : 4D.Folder:=Folder("/PACKAGE/created/2019/January")
    /// ASSERT($folder.create())
    /// ASSERT(Not($folder.create()))
    /// Folder("/PACKAGE/created").delete(Delete with contents)
    /// ```
    fn create(_host, this: &Rc<Object>) -> bool {
        let path = of(this)?.location.target()?;
        if fs::symlink_metadata(path).is_ok() {
            return Ok(false);
        }
        fs::create_dir_all(path).map(|()| true).map_err(|error| errors::io(&error, path))
    }

    /// Creates an alias to the folder in a folder: a symbolic link, whatever the type (`API/FolderClass`). Gives a file.
    ///
    /// ```4d
    /// var $folder : 4D.Folder:=Folder("/PACKAGE/createAlias")
    /// $folder.create()
    /// var $alias : 4D.File:=$folder.createAlias(Folder("/PACKAGE"); "folder alias")
    /// ASSERT($alias.isAlias & $alias.original.isFolder)
    /// ```
    fn createAlias(
        _host, this: &Rc<Object>, destination_folder: &Rc<Object>, alias_name: &Text, _alias_type: Option<i32>
    ) -> Value {
        of(this)?.create_alias(destination_folder, alias_name)
    }

    /// Date of the folder's creation, in local time (`API/FolderClass`).
    get creationDate(host, this: &Rc<Object>) -> Date { Ok(Date(of(this)?.created(host).0)) }

    /// Time of the folder's creation, in local time (`API/FolderClass`).
    get creationTime(host, this: &Rc<Object>) -> Time { Ok(Time(i64::from(of(this)?.created(host).1))) }

    /// Deletes the folder if it is empty: else error -47, and -120 when there is none. With `Delete with contents` all it
    /// contains is deleted with it, and a missing folder is no error (`API/FolderClass`).
    ///
    /// ```4d
    /// var $folder : 4D.Folder:=Folder("/PACKAGE/deleted")
    /// $folder.file("x.txt").create()
    /// $folder.delete(Delete with contents)
    /// ASSERT(Not($folder.exists))
    /// ```
    fn delete(_host, this: &Rc<Object>, option: Option<i32>) {
        disk::delete_folder(of(this)?.location.entry()?, option == Some(1))
    }

    /// True if the folder exists (`API/FolderClass`).
    get exists(_host, this: &Rc<Object>) -> bool { Ok(of(this)?.exists()) }

    /// The extension, with its dot; empty without one (`API/FolderClass`).
    get extension(_host, this: &Rc<Object>) -> String { Ok(of(this)?.names().1) }

    /// A file in the folder, by a relative POSIX path; Null when the path leads out of where the folder may be left
    /// (`API/FolderClass`).
    ///
    /// ```4d
    /// ASSERT(Folder("/PACKAGE").file("Pictures/info.pdf").path="/PACKAGE/Pictures/info.pdf")
    /// ASSERT(Folder("/PACKAGE").file("../secret.txt")=Null)
    /// ```
    fn file(_host, this: &Rc<Object>, path: &Text) -> Value { child_of(this, path, Item::file) }

    /// The files in the folder, aliases included; with `fk recursive` those of its subfolders too, with
    /// `fk ignore invisible` without those that are hidden (`API/FolderClass`).
    ///
    /// ```4d
    /// var $folder : 4D.Folder:=Folder("/PACKAGE/files")
    /// $folder.file("a.txt").setText("")
    /// $folder.file(".b").setText("")
    /// $folder.file("deep/c.txt").setText("")
    /// ASSERT($folder.files().length=2)
    /// ASSERT($folder.files(fk recursive+fk ignore invisible).extract("name").join(",")="a,c")
    /// ```
    fn files(host, this: &Rc<Object>, options: Option<i32>) -> Value { list(host, this, options, false) }

    /// A folder in the folder, by a relative POSIX path; Null when the path leads out of where the folder may be left
    /// (`API/FolderClass`).
    ///
    /// ```4d
    /// ASSERT(Folder("/PACKAGE").folder("Pictures").path="/PACKAGE/Pictures/")
    /// ```
    fn folder(_host, this: &Rc<Object>, path: &Text) -> Value { child_of(this, path, Item::folder) }

    /// The folders in the folder; with `fk recursive` those of its subfolders too, with `fk ignore invisible` without
    /// those that are hidden (`API/FolderClass`).
    ///
    /// ```4d
    /// Folder("/PACKAGE/folders/a/b").create()
    /// ASSERT(Folder("/PACKAGE/folders").folders(fk recursive).extract("name").join(",")="a,b")
    /// ```
    fn folders(host, this: &Rc<Object>, options: Option<i32>) -> Value { list(host, this, options, true) }

    /// The name with its extension (`API/FolderClass`).
    get fullName(_host, this: &Rc<Object>) -> String { Ok(of(this)?.location.full_name()) }

    /// A default icon, a square of `size` pixels (32), whether it exists or not (`API/FolderClass`).
    ///
    /// ```4d
    /// ASSERT(Picture size(Folder("/PACKAGE/get icon").getIcon())>0)
    /// ```
    fn getIcon(_host, _this: &Rc<Object>, size: Option<i32>) -> Value { Ok(icon(true, size)) }

    /// True if the system hides the folder: its name begins with a dot (`API/FolderClass`).
    get hidden(_host, this: &Rc<Object>) -> bool {
        Ok(of(this)?.location.path().file_name().is_some_and(disk::is_hidden))
    }

    /// Always false (`API/FolderClass`).
    get isAlias(_host, _this: &Rc<Object>) -> bool { Ok(false) }

    /// Always false (`API/FolderClass`).
    get isFile(_host, _this: &Rc<Object>) -> bool { Ok(false) }

    /// Always true (`API/FolderClass`).
    get isFolder(_host, _this: &Rc<Object>) -> bool { Ok(true) }

    /// True for an existing package on macOS: a folder whose extension is that of a bundle (`API/FolderClass`).
    get isPackage(_host, this: &Rc<Object>) -> bool {
        const BUNDLES: [&str; 7] = [".app", ".bundle", ".framework", ".4dbase", ".kext", ".plugin", ".pkg"];
        let item = of(this)?;
        let extension = item.names().1.to_lowercase();
        Ok(cfg!(target_os = "macos") && item.exists() && BUNDLES.contains(&extension.as_str()))
    }

    /// Date of the last change, in local time (`API/FolderClass`).
    get modificationDate(host, this: &Rc<Object>) -> Date { Ok(Date(of(this)?.modified(host).0)) }

    /// Time of the last change, in local time (`API/FolderClass`).
    get modificationTime(host, this: &Rc<Object>) -> Time { Ok(Time(i64::from(of(this)?.modified(host).1))) }

    /// Moves the folder into a folder that exists, under its own or a new full name; gives the moved folder
    /// (`API/FolderClass`).
    ///
    /// ```4d
    /// Folder("/PACKAGE/moveTo").create()
    /// Folder("/PACKAGE/archives/moved").delete(Delete with contents)
    /// Folder("/PACKAGE/archives").create()
    /// ASSERT(Folder("/PACKAGE/moveTo").moveTo(Folder("/PACKAGE/archives"); "moved").exists)
    /// ```
    fn moveTo(host, this: &Rc<Object>, destination_folder: &Rc<Object>, new_name: Option<&Text>) -> Value {
        of(this)?.move_to(host, destination_folder, new_name)
    }

    /// The name without extension (`API/FolderClass`).
    get name(_host, this: &Rc<Object>) -> String { Ok(of(this)?.names().0) }

    /// The folder itself (`API/FolderClass`).
    get original(_host, this: &Rc<Object>) -> Value { Ok(Value::Object(this.clone())) }

    /// The folder above; a file system such as `/PACKAGE` gives itself, the root of the disk Null (`API/FolderClass`).
    get parent(_host, this: &Rc<Object>) -> Value {
        Ok(of(this)?.location.parent().map_or(Value::Null, |parent| Item::folder(parent).into_value()))
    }

    /// The path in POSIX syntax with `/` at its end, with its file system where it has one (`API/FolderClass`).
    get path(_host, this: &Rc<Object>) -> String { Ok(of(this)?.location.posix_text(true)) }

    /// The path in the syntax of the operating system with the separator at its end (`API/FolderClass`).
    get platformPath(_host, this: &Rc<Object>) -> String { Ok(of(this)?.location.platform_text(true)) }

    /// Gives the folder another full name; gives the renamed folder (`API/FolderClass`).
    ///
    /// ```4d
    /// Folder("/PACKAGE/rename").create()
    /// Folder("/PACKAGE/renamed").delete(Delete with contents)
    /// ASSERT(Folder("/PACKAGE/rename").rename("renamed").exists)
    /// ```
    fn rename(host, this: &Rc<Object>, new_name: &Text) -> Value { of(this)?.rename(host, new_name) }
}
