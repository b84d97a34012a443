//! Commands of the theme System Documents that take the path of a document: whole contents, copying, deleting, listing.
//!
//! Paths are in the syntax of the operating system, and relative ones start at the folder of the program. `OK` is 1 after
//! a command of which the documentation says so, and 0 when it failed.

use std::fs;
use std::path::{MAIN_SEPARATOR, MAIN_SEPARATOR_STR};

use four_runtime::registry::{InOut, Star};
use four_runtime::rules::date;
use four_runtime::{Error, Host, Res, Text, Value, commands};

use super::errors::{self, DUPLICATE, NO_FILE, NO_FOLDER};
use super::paths::{Location, checked_name};
use super::texts::{Breaks, Coding};
use super::{disk, item, places};
use crate::args::{Bytes, Date, Time, offset_at};
use crate::arrays;

/// `Recursive parsing`
const RECURSIVE: i32 = 1;
/// `Absolute path`
const ABSOLUTE: i32 = 2;
/// `Posix path`
const POSIX: i32 = 4;
/// `Ignore invisible`
const IGNORE_INVISIBLE: i32 = 8;

commands! { pub static COMMANDS: "System Documents";
    /// The content of a document as text (`commands/document-to-text`). A byte order mark decides the character set; else
    /// it is the one given by name or MIBEnum number, else UTF-8. Line breaks become those of the system, unless a mode
    /// says otherwise.
    ///
    /// ```4d
    /// TEXT TO DOCUMENT("document to text.txt"; "id\r\n3"; "ISO-8859-1"; Document unchanged)
    /// ASSERT(Document to text("document to text.txt"; "ISO-8859-1"; Document with LF)="id\n3")
    /// ```
    "Document to text" 1236 fn document_to_text(
        host, file_name: &Text, char_set: Option<&Value>, break_mode: Option<i32>
    ) -> Text {
        let (coding, breaks) = (Coding::of(char_set)?, Breaks::of(break_mode)?);
        let location = document(host, file_name)?;
        Ok(breaks.convert(coding.text(&disk::read(host, location.path())?)))
    }

    /// Replaces the content of a document by a text, or creates it (`commands/text-to-document`). A character set is
    /// written with its byte order mark unless its name ends in `-no-bom`; without one it is UTF-8 without a mark.
    ///
    /// ```4d
    /// TEXT TO DOCUMENT("text to document.txt"; "This is a test")
    /// ASSERT(Get document size("text to document.txt")=14)
    /// ```
    "TEXT TO DOCUMENT" 1237 fn text_to_document(
        host, file_name: &Text, text: &Text, char_set: Option<&Value>, break_mode: Option<i32>
    ) {
        let (coding, breaks) = (Coding::of(char_set)?, Breaks::of(break_mode)?);
        let location = document(host, file_name)?;
        let mut bytes = coding.mark().to_vec();
        bytes.extend(coding.bytes(&breaks.convert(text.clone())));
        disk::replace(location.path(), &bytes)
    }

    /// The content of a document as a blob (`commands/document-to-blob`).
    ///
    /// ```4d
    /// var $blob : Blob
    /// TEXT TO DOCUMENT("document to blob.bin"; "abc")
    /// DOCUMENT TO BLOB("document to blob.bin"; $blob)
    /// ASSERT((BLOB size($blob)=3) & (OK=1))
    /// ```
    "DOCUMENT TO BLOB" 525 fn document_to_blob(host, path: &Text, blob: InOut, _resource_fork: Star) {
        let bytes = tell(host, |host| disk::read(host, document(host, path)?.path()))?;
        *crate::blob::bytes_mut(blob.0)? = bytes;
        Ok(())
    }

    /// Replaces the content of a document by a blob, or creates it (`commands/blob-to-document`).
    ///
    /// ```4d
    /// var $blob : Blob
    /// SET BLOB SIZE($blob; 5)
    /// BLOB TO DOCUMENT("blob to document.bin"; $blob)
    /// ASSERT((Get document size("blob to document.bin")=5) & (OK=1))
    /// ```
    "BLOB TO DOCUMENT" 526 fn blob_to_document(host, path: &Text, blob: Bytes, _resource_fork: Star) {
        tell(host, |host| {
            let location = document(host, path)?;
            disk::replace(location.path(), blob.0)?;
            host.set_variable("Document", Value::from(location.platform_text(false)));
            Ok(())
        })
    }

    /// Copies a file or a folder (`commands/copy-document`). A folder's path ends with the separator. A destination that
    /// ends with it is a folder that exists, and the copy goes into it; `new name` names the copy. Without `*` a file
    /// that is there already is error -48.
    ///
    /// ```4d
    /// TEXT TO DOCUMENT("copy document.txt"; "documented")
    /// COPY DOCUMENT("copy document.txt"; "copied document.txt"; *)
    /// ASSERT(Document to text("copied document.txt")="documented")
    /// ```
    "COPY DOCUMENT" 541 fn copy_document(
        host, source: &Text, destination: &Text, new_name: Option<&Text>, overwrite: Star
    ) {
        tell(host, |host| {
            let from = document(host, source)?;
            let into = document(host, destination)?;
            let name = new_name.filter(|name| !name.is_empty()).map(checked_name).transpose()?;
            if ends_open(source) {
                if !ends_open(destination) {
                    return Err(errors::about(NO_FOLDER, into.path(), "the destination of a folder must be a folder: end its path with the separator"));
                }
                let to = into.join(name.unwrap_or_else(|| from.full_name()));
                must_be_folder(&into)?;
                must_be_folder(&from)?;
                return disk::copy_folder(host, from.path(), &to, overwrite.0);
            }
            let to = if ends_open(destination) {
                must_be_folder(&into)?;
                into.join(name.unwrap_or_else(|| from.full_name()))
            } else {
                match name {
                    Some(name) => into.with_path(into.path().with_file_name(name)),
                    None => into,
                }
            };
            disk::copy_file(from.path(), to.path(), overwrite.0)
        })
    }

    /// Moves or renames a document or a folder; the destination's folder must exist (`commands/move-document`).
    ///
    /// ```4d
    /// TEXT TO DOCUMENT("move document.txt"; "documented")
    /// File("/PACKAGE/moved document.txt").delete()
    /// MOVE DOCUMENT("move document.txt"; "moved document.txt")
    /// ASSERT((Test path name("move document.txt")<0) & (Test path name("moved document.txt")=Is a document))
    /// ```
    "MOVE DOCUMENT" 540 fn move_document(host, source: &Text, destination: &Text) {
        tell(host, |host| {
            let from = document(host, source)?;
            let mut to = document(host, destination)?;
            if ends_open(destination) && to.path().is_dir() {
                to = to.join(from.full_name());
            }
            disk::rename(host, from.path(), to.path())
        })
    }

    /// Deletes a document; one that is not there is error -43 (`commands/delete-document`).
    ///
    /// ```4d
    /// TEXT TO DOCUMENT("delete document.txt"; "")
    /// DELETE DOCUMENT("delete document.txt")
    /// ASSERT((Test path name("delete document.txt")=-43) & (OK=1))
    /// ```
    "DELETE DOCUMENT" 159 fn delete_document(host, path: &Text) {
        tell(host, |host| {
            let location = document(host, path)?;
            if fs::symlink_metadata(location.path()).is_ok_and(|found| found.is_dir()) {
                return Err(errors::about(NO_FILE, location.path(), "this is a folder, not a document"));
            }
            fs::remove_file(location.path()).map_err(|error| errors::io(&error, location.path()))
        })
    }

    /// Creates a folder (`commands/create-folder`). With `*` the folders that lead to it are created too, an existing
    /// one is no error, and what follows the last separator is taken for the name of a document and left out.
    ///
    /// ```4d
    /// CREATE FOLDER("create folder"+Folder separator+"inner"+Folder separator; *)
    /// ASSERT(Test path name("create folder"+Folder separator+"inner")=Is a folder)
    /// ```
    "CREATE FOLDER" 475 fn create_folder(host, path: &Text, hierarchy: Star) {
        tell(host, |host| {
            let location = document(host, path)?;
            let failed = |error: std::io::Error| match error.kind() {
                std::io::ErrorKind::NotFound => {
                    errors::about(NO_FOLDER, location.path(), "a folder on the way does not exist")
                }
                _ => errors::io(&error, location.path()),
            };
            if !hierarchy.0 {
                return fs::create_dir(location.path()).map_err(failed);
            }
            let folder = if ends_open(path) { Some(location.clone()) } else { location.parent() };
            match folder {
                Some(folder) => fs::create_dir_all(folder.path()).map_err(failed),
                None => Ok(()),
            }
        })
    }

    /// Deletes a folder: an empty one, or with `Delete with contents` one with all it contains
    /// (`commands/delete-folder`). Error -47 when it is not empty, -120 when it is not there.
    ///
    /// ```4d
    /// CREATE FOLDER("delete folder"+Folder separator; *)
    /// DELETE FOLDER("delete folder"; Delete with contents)
    /// ASSERT(Test path name("delete folder")<0)
    /// ```
    "DELETE FOLDER" 693 fn delete_folder(host, path: &Text, option: Option<i32>) {
        tell(host, |host| disk::delete_folder(document(host, path)?.path(), option == Some(1)))
    }

    /// Names of the documents in a folder (`commands/document-list`). Options, added up: `Recursive parsing` with those in
    /// its subfolders, `Absolute path`, `Posix path`, `Ignore invisible`.
    ///
    /// ```4d
    /// Folder("/PACKAGE/document list/deep").create()
    /// TEXT TO DOCUMENT("document list"+Folder separator+"a.txt"; "")
    /// TEXT TO DOCUMENT("document list"+Folder separator+"deep"+Folder separator+"b.txt"; "")
    /// ARRAY TEXT($names; 0)
    /// DOCUMENT LIST(Get 4D folder(Database folder)+"document list"; $names; Recursive parsing+Posix path)
    /// ASSERT((Size of array($names)=2) & ($names{1}="a.txt") & ($names{2}="deep/b.txt"))
    /// ```
    "DOCUMENT LIST" 474 fn document_list(host, path: &Text, documents: InOut, options: Option<i32>) {
        let options = options.unwrap_or(0);
        let top = document(host, path)?;
        let mut found = Vec::new();
        let mut open = vec![String::new()];
        while let Some(folder) = open.pop() {
            host.check_interrupt()?;
            let mut inner = Vec::new();
            for entry in disk::entries(&top.path().join(&folder))? {
                if options & IGNORE_INVISIBLE != 0 && disk::is_hidden(&entry.name) {
                    continue;
                }
                let name = entry.name.to_string_lossy();
                let relative = if folder.is_empty() { name.into_owned() } else { format!("{folder}{MAIN_SEPARATOR}{name}") };
                if !entry.is_folder {
                    found.push(Value::from(shown(&top, &relative, !folder.is_empty(), options)));
                } else if options & RECURSIVE != 0 {
                    inner.push(relative);
                }
            }
            open.extend(inner.into_iter().rev());
        }
        arrays::fill(documents.0, found)
    }

    /// Names of the folders in a folder (`commands/folder-list`).
    ///
    /// ```4d
    /// CREATE FOLDER("folder list"+Folder separator+"inner"+Folder separator; *)
    /// ARRAY TEXT($names; 0)
    /// FOLDER LIST(Get 4D folder(Database folder)+"folder list"; $names)
    /// ASSERT((Size of array($names)=1) & ($names{1}="inner"))
    /// ```
    "FOLDER LIST" 473 fn folder_list(host, path: &Text, directories: InOut) {
        let folders = disk::entries(document(host, path)?.path())?;
        let names = folders.iter().filter(|entry| entry.is_folder);
        arrays::fill(directories.0, names.map(|entry| Value::from(&*entry.name.to_string_lossy())).collect())
    }

    /// Names of the volumes: drives on Windows, places where disks are mounted elsewhere (`commands/volume-list`).
    ///
    /// ```4d
    /// ARRAY TEXT($volumes; 0)
    /// VOLUME LIST($volumes)
    /// ASSERT(Size of array($volumes)>0)
    /// ```
    "VOLUME LIST" 471 fn volume_list(_host, volumes: InOut) {
        arrays::fill(volumes.0, places::volumes().into_iter().map(Value::from).collect())
    }

    /// Size, used and free space of the volume that a path is on, in bytes; error 33 on Windows
    /// (`commands/volume-attributes`).
    ///
    /// ```4d
    /// var $size; $used; $free : Real
    /// If (Not(Is Windows))
    ///     VOLUME ATTRIBUTES("/"; $size; $used; $free)
    ///     ASSERT(($size>0) & ($free>=0) & ($used<=$size) & (OK=1))
    /// End if
    /// ```
    "VOLUME ATTRIBUTES" 472 fn volume_attributes(host, volume: &Text, size: InOut, used: InOut, free: InOut) {
        let attributes = tell(host, |host| places::space(document(host, volume)?.path()))?;
        for (place, bytes) in [size, used, free].into_iter().zip(attributes) {
            *place.0 = Value::number(bytes as f64);
        }
        Ok(())
    }

    /// Whether a document is locked and hidden, and when it was created and changed, in local time
    /// (`commands/get-document-properties`).
    ///
    /// ```4d
    /// var $locked; $invisible : Boolean
    /// var $created; $modified : Date
    /// var $created_at; $modified_at : Time
    /// TEXT TO DOCUMENT("get document properties.txt"; "")
    /// GET DOCUMENT PROPERTIES("get document properties.txt"; $locked; $invisible; $created; $created_at; $modified; $modified_at)
    /// ASSERT(Not($locked) & Not($invisible) & ($modified>=Add to date(Current date; 0; 0; -1)))
    /// ```
    "GET DOCUMENT PROPERTIES" 477 fn get_document_properties(
        host, path: &Text, locked: InOut, invisible: Option<InOut>, created_on: Option<InOut>,
        created_at: Option<InOut>, modified_on: Option<InOut>, modified_at: Option<InOut>
    ) {
        let location = document(host, path)?;
        let found = fs::metadata(location.path()).map_err(|error| errors::io(&error, location.path()))?;
        let (created, created_time) = disk::local(host, found.created().or_else(|_| found.modified()));
        let (modified, modified_time) = disk::local(host, found.modified());
        *locked.0 = Value::Bool(found.permissions().readonly());
        let hidden = location.path().file_name().is_some_and(disk::is_hidden);
        let results = [
            (invisible, Value::Bool(hidden)),
            (created_on, Value::from(Date(created))),
            (created_at, Value::Time(created_time)),
            (modified_on, Value::from(Date(modified))),
            (modified_at, Value::Time(modified_time)),
        ];
        for (place, value) in results {
            if let Some(place) = place {
                *place.0 = value;
            }
        }
        Ok(())
    }

    /// Locks or unlocks a document and sets when it was last changed (`commands/set-document-properties`). The time of
    /// its creation cannot be set and is left. Whether it is hidden depends on its name: asking for the other is error 33.
    ///
    /// ```4d
    /// TEXT TO DOCUMENT("set document properties.txt"; "")
    /// SET DOCUMENT PROPERTIES("set document properties.txt"; False; False; !2020-01-02!; ?10:00:00?; !2020-01-02!; ?10:00:00?)
    /// ASSERT(File("/PACKAGE/set document properties.txt").modificationDate=!2020-01-02!)
    /// ASSERT(File("/PACKAGE/set document properties.txt").modificationTime=?10:00:00?)
    /// ```
    "SET DOCUMENT PROPERTIES" 478 fn set_document_properties(
        host, path: &Text, locked: bool, invisible: bool, _created_on: Date, _created_at: Time, modified_on: Date,
        modified_at: Time
    ) {
        let location = document(host, path)?;
        let failed = |error: std::io::Error| errors::io(&error, location.path());
        if location.path().file_name().is_some_and(disk::is_hidden) != invisible {
            let error = Error::new(33, format!("{}: whether it is hidden depends on its name and cannot be set.", location.path().display()));
            return Err(error.with_help("rename the document: names that begin with a dot are hidden"));
        }
        if !modified_on.0.is_null() {
            let seconds = date::local_to_utc(modified_on.0, modified_at.0, &offset_at(host));
            let time = match u64::try_from(seconds) {
                Ok(after) => std::time::UNIX_EPOCH.checked_add(std::time::Duration::from_secs(after)),
                Err(_) => {
                    std::time::UNIX_EPOCH.checked_sub(std::time::Duration::from_secs(seconds.unsigned_abs()))
                }
            };
            let time = time.ok_or_else(|| Error::new(54, "The date cannot be stored."))?;
            let file = fs::File::open(location.path()).map_err(failed)?;
            file.set_modified(time).map_err(failed)?;
        }
        let mut permissions = fs::metadata(location.path()).map_err(failed)?.permissions();
        if permissions.readonly() != locked {
            set_readonly(&mut permissions, locked);
            fs::set_permissions(location.path(), permissions).map_err(failed)?;
        }
        Ok(())
    }

    /// Creates an alias: a symbolic link. Nothing happens for an empty target (`commands/create-alias`).
    ///
    /// ```4d
    /// TEXT TO DOCUMENT("create alias.txt"; "documented")
    /// File("/PACKAGE/the alias").delete()
    /// CREATE ALIAS("create alias.txt"; "the alias")
    /// ASSERT((OK=1) & (Document to text("the alias")="documented"))
    /// ```
    "CREATE ALIAS" 694 fn create_alias(host, target: &Text, alias: &Text) {
        if target.is_empty() {
            return Ok(());
        }
        tell(host, |host| {
            let (target, alias) = (document(host, target)?, document(host, alias)?);
            if !target.path().exists() {
                return Err(errors::about(NO_FILE, target.path(), "there is no such file or folder"));
            }
            disk::link(target.path(), alias.path())
        })
    }

    /// The path that an alias leads to; `OK` is 0 for a path that is no alias (`commands/resolve-alias`).
    ///
    /// ```4d
    /// var $target : Text
    /// TEXT TO DOCUMENT("resolve alias.txt"; "")
    /// RESOLVE ALIAS("resolve alias.txt"; $target)
    /// ASSERT((OK=0) & (Path to object($target).name="resolve alias"))
    /// ```
    "RESOLVE ALIAS" 695 fn resolve_alias(host, alias: &Text, target: InOut) {
        host.set_variable("OK", Value::Int(0));
        let location = document(host, alias)?;
        let found = fs::symlink_metadata(location.path()).map_err(|error| errors::io(&error, location.path()))?;
        let mut path = location.path().to_owned();
        if found.is_symlink() {
            path = fs::canonicalize(&path).map_err(|error| errors::io(&error, &path))?;
            host.set_variable("OK", Value::Int(1));
        }
        *target.0 = Value::from(Location::on_disk(path.clone()).platform_text(path.is_dir()));
        Ok(())
    }

    /// Asks for a document: nobody is there to answer, so `OK` is 0, `Document` empty, and the result empty
    /// (`commands/select-document`).
    ///
    /// ```4d
    /// ASSERT((Select document("")="") & (OK=0))
    /// ```
    "Select document" 905 fn select_document(
        host, _directory: Option<&Value>, _file_types: Option<&Text>, title: Option<&Text>, _options: Option<i32>,
        _selected: Option<InOut>
    ) -> Text {
        nobody(host, "Select document", title.cloned().unwrap_or_default());
        Ok(Text::EMPTY)
    }

    /// Asks for a folder: nobody is there to answer, so `OK` is 0 and the result empty (`commands/select-folder`).
    ///
    /// ```4d
    /// ASSERT((Select folder("Where to?")="") & (OK=0))
    /// ```
    "Select folder" 670 fn select_folder(
        host, message: Option<&Text>, _default: Option<&Value>, _options: Option<i32>
    ) -> Text {
        nobody(host, "Select folder", message.cloned().unwrap_or_default());
        Ok(Text::EMPTY)
    }

    /// The icon of a document: a drawing of four's own, the same for all, as a server has no icons
    /// (`commands/get-document-icon`). `size` is the side of its square in pixels, 32 when it is 0 or missing.
    ///
    /// ```4d
    /// var $icon : Picture
    /// TEXT TO DOCUMENT("get document icon.txt"; "")
    /// GET DOCUMENT ICON("get document icon.txt"; $icon; 16)
    /// ASSERT(Picture size($icon)>0)
    /// ```
    "GET DOCUMENT ICON" 700 fn get_document_icon(host, doc_path: &Text, icon: InOut, size: Option<i32>) {
        if doc_path.is_empty() {
            nobody(host, "GET DOCUMENT ICON", Text::EMPTY);
            return Ok(());
        }
        let location = document(host, doc_path)?;
        let Ok(found) = location.path().metadata() else {
            return Err(errors::about(NO_FILE, location.path(), "there is no such document"));
        };
        *icon.0 = item::icon(found.is_dir(), size);
        Ok(())
    }

    /// Shows a document to the user: a line in the log says which (`commands/show-on-disk`).
    ///
    /// ```4d
    /// SHOW ON DISK(Temporary folder)
    /// ASSERT(True)
    /// ```
    "SHOW ON DISK" 922 fn show_on_disk(host, path: &Text, _content: Star) {
        let location = document(host, path)?;
        let text = location.platform_text(location.path().is_dir());
        host.app().system().write_error(&format!("four: SHOW ON DISK: {text}\n"));
        Ok(())
    }
}

/// Where a document is.
pub fn document(host: &dyn Host, path: &Text) -> Res<Location> {
    Location::document(host.own_settings(), path)
}

/// Runs a command that sets `OK`.
pub fn tell<T>(host: &mut dyn Host, run: impl FnOnce(&mut dyn Host) -> Res<T>) -> Res<T> {
    host.set_variable("OK", Value::Int(0));
    let result = run(host)?;
    host.set_variable("OK", Value::Int(1));
    Ok(result)
}

/// A dialog without anybody to see it.
pub fn nobody(host: &mut dyn Host, command: &str, title: Text) {
    host.app()
        .system()
        .write_error(&format!("four: {command} was cancelled, as nobody is there to answer: {title}\n"));
    host.set_variable("OK", Value::Int(0));
    host.set_variable("Document", Value::EMPTY_TEXT);
}

/// True for the path of a folder: it ends with the separator.
fn ends_open(path: &Text) -> bool {
    let path = path.to_str();
    path.ends_with(MAIN_SEPARATOR) || (cfg!(windows) && path.ends_with('/'))
}

fn must_be_folder(location: &Location) -> Res<()> {
    match location.path().is_dir() {
        true => Ok(()),
        false if location.path().exists() => {
            Err(errors::about(DUPLICATE, location.path(), "this is a file, not a folder"))
        }
        false => Err(errors::about(NO_FOLDER, location.path(), "there is no such folder")),
    }
}

/// A path of `DOCUMENT LIST` as its options want it.
fn shown(top: &Location, relative: &str, deep: bool, options: i32) -> String {
    let path = match (options & ABSOLUTE != 0, options & POSIX != 0) {
        (true, posix) => {
            let found = top.join(relative);
            return if posix { found.posix_text(false) } else { found.platform_text(false) };
        }
        (false, false) if deep => format!("{MAIN_SEPARATOR}{relative}"),
        (false, _) => relative.to_owned(),
    };
    if options & POSIX != 0 { path.replace(MAIN_SEPARATOR_STR, "/") } else { path }
}

/// Locks or unlocks for the owner; others get no rights that they did not have.
#[cfg(unix)]
fn set_readonly(permissions: &mut fs::Permissions, locked: bool) {
    use std::os::unix::fs::PermissionsExt;
    let mode = permissions.mode();
    permissions.set_mode(if locked { mode & !0o222 } else { mode | 0o200 });
}

#[cfg(not(unix))]
fn set_readonly(permissions: &mut fs::Permissions, locked: bool) {
    permissions.set_readonly(locked);
}
