//! The classes `4D.ZipArchive`, `4D.ZipFile` and `4D.ZipFolder` (`API/ZipArchiveClass`, `API/ZipFileClass`,
//! `API/ZipFolderClass`) and the command ZIP Read archive.

use std::any::Any;
use std::fs;
use std::rc::Rc;

use four_runtime::class::native_class;
use four_runtime::native::Native;
use four_runtime::rules::date::DateValue;
use four_runtime::{Error, Host, Object, Res, Text, Value, commands, native_class};

use super::disk;
use super::file::DOCUMENT;
use super::folder::DIRECTORY;
use super::item::{Item, existing_folder, icon, name_and_option};
use super::paths::{checked_name, split_name};
use super::texts::{Breaks, Coding};
use super::zip_read::{Archive, Entry};
use crate::args::{Date, Time};
use crate::functions::OBJECT;

commands! { pub static COMMANDS: "File and Folder";
    /// A view of a ZIP archive: a 4D.ZipArchive whose `root` is a 4D.ZipFolder; nothing is unpacked
    /// (`commands/zip-read-archive`). Stored and deflated entries can be read, those with a password when it is of the
    /// old kind (ZipCrypto). Entries whose names lead out of the archive are left out.
    ///
    /// ```4d
    /// var $file : 4D.File:=File("/PACKAGE/zip read archive.txt")
    /// $file.setText("documented")
    /// ASSERT(ZIP Create archive($file; File("/PACKAGE/zip read archive.zip")).success)
    /// var $archive : 4D.ZipArchive:=ZIP Read archive(File("/PACKAGE/zip read archive.zip"))
    /// ASSERT($archive.root.files()[0].getText()="documented")
    /// ```
    "ZIP Read archive" 1637 fn zip_read_archive(_host, zip_file: &Rc<Object>, password: Option<&Text>) -> Object {
        let item = Item::of(zip_file)?;
        item.must_exist()?;
        let password = password.filter(|password| !password.is_empty()).map(Text::to_string);
        let archive = Rc::new(Archive::open(item.location.target()?, password)?);
        Ok(Object::native(native_class(&ZIP_ARCHIVE), Rc::new(Root(archive))))
    }
}

/// The native part of a `4D.ZipArchive`.
struct Root(Rc<Archive>);

impl Native for Root {
    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// The native part of a `4D.ZipFile` or `4D.ZipFolder`: a name in an archive, whether there is an entry or not.
struct Packed {
    archive: Rc<Archive>,
    /// Parts joined by `/`; empty for the root.
    name: String,
    is_folder: bool,
}

impl Native for Packed {
    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl Packed {
    fn of(object: &Rc<Object>, folder: bool) -> Res<&Packed> {
        match object.native_as::<Packed>() {
            Some(packed) if packed.is_folder == folder => Ok(packed),
            _ => {
                let wanted = if folder { "a 4D.ZipFolder" } else { "a 4D.ZipFile" };
                Err(Error::type_mismatch(wanted, &Value::Object(object.clone())))
            }
        }
    }

    fn other(&self, name: String, is_folder: bool) -> Value {
        let class = native_class(if is_folder { &ZIP_FOLDER } else { &ZIP_FILE });
        let packed = Packed { archive: self.archive.clone(), name, is_folder };
        Value::from(Object::native(class, Rc::new(packed)))
    }

    fn entry(&self) -> Option<Entry> {
        self.archive.entry(&self.name).filter(|entry| entry.is_folder == self.is_folder)
    }

    fn full_name(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or_default()
    }

    fn path(&self, separator: &str) -> String {
        let mut path = self.name.replace('/', separator);
        if self.is_folder && !path.is_empty() {
            path.push_str(separator);
        }
        path
    }

    /// When it was changed; what has no date of its own has that of the archive.
    fn modified(&self, host: &dyn Host) -> (DateValue, i32) {
        match self.entry() {
            None => (DateValue(0), 0),
            Some(Entry { modified: Some(modified), .. }) => modified,
            Some(_) => {
                let found = fs::metadata(&self.archive.path).and_then(|found| found.modified());
                disk::local(host, found)
            }
        }
    }

    fn parent(&self) -> Value {
        match (self.name.rfind('/'), self.name.is_empty()) {
            (_, true) => Value::Null,
            (Some(at), _) => self.other(self.name[..at].to_owned(), true),
            (None, _) => self.other(String::new(), true),
        }
    }

    /// What a relative path means here; Null when it leads out of the archive.
    fn child(&self, path: &Text, is_folder: bool) -> Value {
        let path = path.to_str();
        let mut parts: Vec<&str> = self.name.split('/').filter(|part| !part.is_empty()).collect();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    if parts.pop().is_none() {
                        return Value::Null;
                    }
                }
                name => parts.push(name),
            }
        }
        if path.is_empty() || path.starts_with('/') {
            return Value::Null;
        }
        self.other(parts.join("/"), is_folder)
    }

    /// The files or folders below, as `files()` and `folders()` give them.
    fn list(&self, options: Option<i32>, folders: bool) -> Value {
        let options = options.unwrap_or(0);
        let skip = if self.name.is_empty() { 0 } else { self.name.len() + 1 };
        let visible =
            |name: &str| options & 8 == 0 || !name[skip..].split('/').any(|part| part.starts_with('.'));
        let all = self.archive.below(&self.name, options & 1 != 0);
        let found = all.into_iter().filter(|(name, entry)| entry.is_folder == folders && visible(name));
        Value::from(found.map(|(name, _)| self.other(name, folders)).collect::<Vec<_>>())
    }
}

/// `fk overwrite`
const OVERWRITE: i32 = 4;

native_class! {
    /// A view of a ZIP archive.
    pub static ZIP_ARCHIVE: "ZipArchive" extends OBJECT;

    /// The folder that contains everything in the archive (`API/ZipArchiveClass`).
    get root(_host, this: &Rc<Object>) -> Value {
        match this.native_as::<Root>() {
            Some(root) => Ok(Packed { archive: root.0.clone(), name: String::new(), is_folder: true }.other(String::new(), true)),
            None => Err(Error::type_mismatch("a 4D.ZipArchive", &Value::Object(this.clone()))),
        }
    }
}

native_class! {
    /// A file in a ZIP archive.
    pub static ZIP_FILE: "ZipFile" extends DOCUMENT;

    /// Unpacks the file into a folder that exists, under its own or a new name; gives the 4D.File (`API/ZipFileClass`).
    fn copyTo(
        host, this: &Rc<Object>, destination_folder: &Rc<Object>, new_name: Option<&Value>, overwrite: Option<i32>
    ) -> Value {
        let packed = Packed::of(this, false)?;
        let (name, option) = name_and_option(new_name, overwrite)?;
        let name = match name {
            Some(name) => checked_name(name)?,
            None => packed.full_name().to_owned(),
        };
        let copy = Item::file(existing_folder(destination_folder)?.join(name));
        packed.archive.copy_file(host, &packed.name, copy.location.target()?, option & OVERWRITE != 0)?;
        Ok(copy.into_value())
    }

    /// The same as `modificationDate`: archives keep no other (`API/ZipFileClass`).
    get creationDate(host, this: &Rc<Object>) -> Date { Ok(Date(Packed::of(this, false)?.modified(host).0)) }

    /// The same as `modificationTime`: archives keep no other (`API/ZipFileClass`).
    get creationTime(host, this: &Rc<Object>) -> Time { Ok(Time(Packed::of(this, false)?.modified(host).1.into())) }

    /// True if there is such a file in the archive (`API/ZipFileClass`).
    get exists(_host, this: &Rc<Object>) -> bool { Ok(Packed::of(this, false)?.entry().is_some()) }

    /// The extension, with its dot (`API/ZipFileClass`).
    get extension(_host, this: &Rc<Object>) -> String {
        Ok(split_name(Packed::of(this, false)?.full_name()).1.to_owned())
    }

    /// The name with its extension (`API/ZipFileClass`).
    get fullName(_host, this: &Rc<Object>) -> String { Ok(Packed::of(this, false)?.full_name().to_owned()) }

    /// The unpacked content (`API/ZipFileClass`).
    fn getContent(host, this: &Rc<Object>) -> Value {
        let packed = Packed::of(this, false)?;
        Ok(Value::Blob(Rc::new(packed.archive.content(host, &packed.name)?)))
    }

    /// A default icon, a square of `size` pixels (32) (`API/ZipFileClass`).
    fn getIcon(_host, _this: &Rc<Object>, size: Option<i32>) -> Value { Ok(icon(false, size)) }

    /// The unpacked content as text; character set and line breaks as for 4D.File (`API/ZipFileClass`).
    fn getText(host, this: &Rc<Object>, char_set: Option<&Value>, break_mode: Option<i32>) -> Text {
        let packed = Packed::of(this, false)?;
        packed.archive.text(host, &packed.name, Coding::of(char_set)?, Breaks::of(break_mode)?)
    }

    /// True if the name begins with a dot (`API/ZipFileClass`).
    get hidden(_host, this: &Rc<Object>) -> bool { Ok(Packed::of(this, false)?.full_name().starts_with('.')) }

    /// Always false: links are plain files here (`API/ZipFileClass`).
    get isAlias(_host, _this: &Rc<Object>) -> bool { Ok(false) }

    /// Always true (`API/ZipFileClass`).
    get isFile(_host, _this: &Rc<Object>) -> bool { Ok(true) }

    /// Always false (`API/ZipFileClass`).
    get isFolder(_host, _this: &Rc<Object>) -> bool { Ok(false) }

    /// Always false (`API/ZipFileClass`).
    get isWritable(_host, _this: &Rc<Object>) -> bool { Ok(false) }

    /// Date of the last change (`API/ZipFileClass`).
    get modificationDate(host, this: &Rc<Object>) -> Date { Ok(Date(Packed::of(this, false)?.modified(host).0)) }

    /// Time of the last change (`API/ZipFileClass`).
    get modificationTime(host, this: &Rc<Object>) -> Time { Ok(Time(Packed::of(this, false)?.modified(host).1.into())) }

    /// The name without extension (`API/ZipFileClass`).
    get name(_host, this: &Rc<Object>) -> String {
        Ok(split_name(Packed::of(this, false)?.full_name()).0.to_owned())
    }

    /// The file itself (`API/ZipFileClass`).
    get original(_host, this: &Rc<Object>) -> Value { Ok(Value::Object(this.clone())) }

    /// The folder in the archive that the file is in (`API/ZipFileClass`).
    get parent(_host, this: &Rc<Object>) -> Value { Ok(Packed::of(this, false)?.parent()) }

    /// The path in the archive, without a slash before it (`API/ZipFileClass`).
    get path(_host, this: &Rc<Object>) -> String { Ok(Packed::of(this, false)?.path("/")) }

    /// The path in the archive with the separator of the system (`API/ZipFileClass`).
    get platformPath(_host, this: &Rc<Object>) -> String {
        Ok(Packed::of(this, false)?.path(std::path::MAIN_SEPARATOR_STR))
    }

    /// The unpacked size in bytes, as the archive declares it; 0 when there is no such file (`API/FileClass`).
    get size(_host, this: &Rc<Object>) -> f64 {
        Ok(Packed::of(this, false)?.entry().map_or(0.0, |entry| entry.size as f64))
    }
}

native_class! {
    /// A folder in a ZIP archive.
    pub static ZIP_FOLDER: "ZipFolder" extends DIRECTORY;

    /// Unpacks the folder with all it contains into a folder, which is created when it does not exist, under its own or a
    /// new name; the root's content goes into the folder itself. Gives the 4D.Folder (`API/ZipFolderClass`).
    fn copyTo(
        host, this: &Rc<Object>, destination_folder: &Rc<Object>, new_name: Option<&Value>, overwrite: Option<i32>
    ) -> Value {
        let packed = Packed::of(this, true)?;
        if packed.entry().is_none() {
            let path = packed.archive.path.join(&packed.name);
            return Err(super::errors::about(super::errors::NO_FOLDER, &path, "there is no such folder in the archive"));
        }
        let (name, option) = name_and_option(new_name, overwrite)?;
        let destination = Item::of(destination_folder)?;
        let location_is_destination = name.is_none() && packed.name.is_empty();
        let location = match name {
            Some(name) => destination.location.join(checked_name(name)?),
            None if location_is_destination => destination.location.clone(),
            None => destination.location.join(packed.full_name()),
        };
        let overwrite = option & OVERWRITE != 0;
        let to = location.target()?;
        // The root without a new name brings its content into the folder itself.
        if !overwrite && !location_is_destination && to.exists() {
            return Err(super::errors::about(super::errors::DUPLICATE, to, "there is a folder of that name already"));
        }
        packed.archive.copy_folder(host, &packed.name, &location, overwrite)?;
        Ok(Item::folder(location).into_value())
    }

    /// The same as `modificationDate`: archives keep no other (`API/ZipFolderClass`).
    get creationDate(host, this: &Rc<Object>) -> Date { Ok(Date(Packed::of(this, true)?.modified(host).0)) }

    /// The same as `modificationTime`: archives keep no other (`API/ZipFolderClass`).
    get creationTime(host, this: &Rc<Object>) -> Time { Ok(Time(Packed::of(this, true)?.modified(host).1.into())) }

    /// True if there is such a folder in the archive (`API/ZipFolderClass`).
    get exists(_host, this: &Rc<Object>) -> bool { Ok(Packed::of(this, true)?.entry().is_some()) }

    /// The extension, with its dot (`API/ZipFolderClass`).
    get extension(_host, this: &Rc<Object>) -> String {
        Ok(split_name(Packed::of(this, true)?.full_name()).1.to_owned())
    }

    /// A file below the folder, by a relative path; Null when the path leads out of the archive (`API/ZipFolderClass`).
    fn file(_host, this: &Rc<Object>, path: &Text) -> Value { Ok(Packed::of(this, true)?.child(path, false)) }

    /// The files in the folder; options as for 4D.Folder (`API/ZipFolderClass`).
    fn files(_host, this: &Rc<Object>, options: Option<i32>) -> Value { Ok(Packed::of(this, true)?.list(options, false)) }

    /// A folder below the folder, by a relative path; Null when the path leads out of the archive
    /// (`API/ZipFolderClass`).
    fn folder(_host, this: &Rc<Object>, path: &Text) -> Value { Ok(Packed::of(this, true)?.child(path, true)) }

    /// The folders in the folder; options as for 4D.Folder (`API/ZipFolderClass`).
    fn folders(_host, this: &Rc<Object>, options: Option<i32>) -> Value { Ok(Packed::of(this, true)?.list(options, true)) }

    /// The name with its extension (`API/ZipFolderClass`).
    get fullName(_host, this: &Rc<Object>) -> String { Ok(Packed::of(this, true)?.full_name().to_owned()) }

    /// A default icon, a square of `size` pixels (32) (`API/ZipFolderClass`).
    fn getIcon(_host, _this: &Rc<Object>, size: Option<i32>) -> Value { Ok(icon(true, size)) }

    /// True if the name begins with a dot (`API/ZipFolderClass`).
    get hidden(_host, this: &Rc<Object>) -> bool { Ok(Packed::of(this, true)?.full_name().starts_with('.')) }

    /// Always false (`API/ZipFolderClass`).
    get isAlias(_host, _this: &Rc<Object>) -> bool { Ok(false) }

    /// Always false (`API/ZipFolderClass`).
    get isFile(_host, _this: &Rc<Object>) -> bool { Ok(false) }

    /// Always true (`API/ZipFolderClass`).
    get isFolder(_host, _this: &Rc<Object>) -> bool { Ok(true) }

    /// Always false: packages exist on the disk only (`API/ZipFolderClass`).
    get isPackage(_host, _this: &Rc<Object>) -> bool { Ok(false) }

    /// Date of the last change; that of the archive for a folder without an entry of its own (`API/ZipFolderClass`).
    get modificationDate(host, this: &Rc<Object>) -> Date { Ok(Date(Packed::of(this, true)?.modified(host).0)) }

    /// Time of the last change; that of the archive for a folder without an entry of its own (`API/ZipFolderClass`).
    get modificationTime(host, this: &Rc<Object>) -> Time { Ok(Time(Packed::of(this, true)?.modified(host).1.into())) }

    /// The name without extension (`API/ZipFolderClass`).
    get name(_host, this: &Rc<Object>) -> String {
        Ok(split_name(Packed::of(this, true)?.full_name()).0.to_owned())
    }

    /// The folder itself (`API/ZipFolderClass`).
    get original(_host, this: &Rc<Object>) -> Value { Ok(Value::Object(this.clone())) }

    /// The folder above; Null for the root (`API/ZipFolderClass`).
    get parent(_host, this: &Rc<Object>) -> Value { Ok(Packed::of(this, true)?.parent()) }

    /// The path in the archive, with a slash at its end and none before it; empty for the root (`API/ZipFolderClass`).
    get path(_host, this: &Rc<Object>) -> String { Ok(Packed::of(this, true)?.path("/")) }

    /// The path in the archive with the separator of the system (`API/ZipFolderClass`).
    get platformPath(_host, this: &Rc<Object>) -> String {
        Ok(Packed::of(this, true)?.path(std::path::MAIN_SEPARATOR_STR))
    }
}
