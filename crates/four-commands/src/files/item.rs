//! What files and folders have in common: the native part of their objects, and what their members do.

use std::any::Any;
use std::fs::{self, Metadata};
use std::path::Path;
use std::rc::Rc;

use four_runtime::class::native_class;
use four_runtime::native::{Native, PortableNative};
use four_runtime::picture::Picture;
use four_runtime::rules::date::DateValue;
use four_runtime::{Error, Host, Object, Res, Text, Value};

use super::disk;
use super::errors::{self, NO_FOLDER};
use super::file::FILE;
use super::folder::FOLDER;
use super::paths::{Location, checked_name, split_name};

/// `fk overwrite`
const OVERWRITE: i32 = 4;

/// The native part of a `4D.File` or `4D.Folder`: a place on the disk, whether something is there or not.
#[derive(Clone)]
pub struct Item {
    /// Where.
    pub location: Location,
    /// True for folders.
    pub is_folder: bool,
}

impl Native for Item {
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn to_portable(&self) -> Option<Box<dyn PortableNative>> {
        Some(Box::new(self.clone()))
    }
}

impl PortableNative for Item {
    fn arrive(&self) -> Value {
        self.clone().into_value()
    }
}

impl Item {
    /// A file.
    pub fn file(location: Location) -> Item {
        Item { location, is_folder: false }
    }

    /// A folder.
    pub fn folder(location: Location) -> Item {
        Item { location, is_folder: true }
    }

    /// The object.
    pub fn into_value(self) -> Value {
        let class = native_class(if self.is_folder { &FOLDER } else { &FILE });
        Value::from(Rc::new(Object::native(class, Rc::new(self))))
    }

    /// The native part of a file or folder object.
    ///
    /// # Errors
    /// 54 when it is neither.
    pub fn of(object: &Rc<Object>) -> Res<&Item> {
        let wrong = || Error::type_mismatch("a 4D.File or 4D.Folder", &Value::Object(object.clone()));
        object.native_as::<Item>().ok_or_else(wrong)
    }

    /// What the disk says of it, links followed; `None` when nothing is there, or a folder in the place of a file.
    pub fn found(&self) -> Option<Metadata> {
        let found = fs::metadata(self.location.target().ok()?).ok()?;
        (found.is_dir() == self.is_folder).then_some(found)
    }

    /// True when there is such a file or folder; for a file, a link that leads nowhere or to a folder counts.
    pub fn exists(&self) -> bool {
        self.found().is_some() || self.is_alias()
    }

    /// True for a file that is a symbolic link.
    pub fn is_alias(&self) -> bool {
        let link = |path: &Path| fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink());
        !self.is_folder && self.location.entry().is_ok_and(link)
    }

    /// Its name and extension.
    pub fn names(&self) -> (String, String) {
        let full = self.location.full_name();
        let (name, extension) = split_name(&full);
        (name.to_owned(), extension.to_owned())
    }

    /// Date and time of its creation.
    pub fn created(&self, host: &dyn Host) -> (DateValue, i32) {
        match self.found() {
            // Not every file system keeps the creation.
            Some(found) => disk::local(host, found.created().or_else(|_| found.modified())),
            None => (DateValue(0), 0),
        }
    }

    /// Date and time of its last change.
    pub fn modified(&self, host: &dyn Host) -> (DateValue, i32) {
        match self.found() {
            Some(found) => disk::local(host, found.modified()),
            None => (DateValue(0), 0),
        }
    }

    /// Checks that it is there.
    ///
    /// # Errors
    /// -43 for a file, -120 for a folder that is not there.
    pub fn must_exist(&self) -> Res<()> {
        match (self.exists(), self.is_folder) {
            (true, _) => Ok(()),
            (false, true) => Err(errors::about(NO_FOLDER, self.location.path(), "there is no such folder")),
            (false, false) => {
                Err(errors::about(errors::NO_FILE, self.location.path(), "there is no such file"))
            }
        }
    }

    /// The item of this name in a folder that exists.
    fn within(&self, destination: &Rc<Object>, new_name: Option<&Text>) -> Res<Item> {
        let folder = existing_folder(destination)?;
        let location = match new_name {
            Some(name) => folder.join(checked_name(name)?),
            None => folder.join(self.location.path().file_name().unwrap_or_default()),
        };
        Ok(Item { location, is_folder: self.is_folder })
    }

    /// `.copyTo()`
    ///
    /// # Errors
    /// -120 without destination, -48 when something is there, -37 for a bad name.
    pub fn copy_to(
        &self,
        host: &mut dyn Host,
        destination: &Rc<Object>,
        name_or_option: Option<&Value>,
        option: Option<i32>,
    ) -> Res<Value> {
        let (name, option) = name_and_option(name_or_option, option)?;
        let copy = self.within(destination, name)?;
        self.must_exist()?;
        let overwrite = option & OVERWRITE != 0;
        let from = self.location.target()?;
        match self.is_folder {
            true => {
                let to = copy.location.target()?;
                if !overwrite && to.exists() {
                    return Err(errors::about(
                        errors::DUPLICATE,
                        to,
                        "there is a folder of that name already",
                    ));
                }
                disk::copy_folder(host, from, &copy.location, overwrite)?;
            }
            false => disk::copy_file(from, copy.location.target()?, overwrite)?,
        }
        Ok(copy.into_value())
    }

    /// `.moveTo()`
    ///
    /// # Errors
    /// -120 without destination, -48 when something is there, -37 for a bad name.
    pub fn move_to(&self, host: &mut dyn Host, destination: &Rc<Object>, name: Option<&Text>) -> Res<Value> {
        let moved = self.within(destination, name)?;
        self.must_exist()?;
        disk::rename(host, self.location.entry()?, moved.location.entry()?)?;
        Ok(moved.into_value())
    }

    /// `.rename()`
    ///
    /// # Errors
    /// -48 when something is there, -37 for a bad name.
    pub fn rename(&self, host: &mut dyn Host, name: &Text) -> Res<Value> {
        let name = checked_name(name)?;
        self.must_exist()?;
        let path = self.location.path().with_file_name(name);
        let renamed = Item { location: self.location.with_path(path), is_folder: self.is_folder };
        disk::rename(host, self.location.entry()?, renamed.location.entry()?)?;
        Ok(renamed.into_value())
    }

    /// `.createAlias()`: a symbolic link.
    ///
    /// # Errors
    /// -120 without destination, -48 when something is there, -37 for a bad name.
    pub fn create_alias(&self, destination: &Rc<Object>, name: &Text) -> Res<Value> {
        let folder = existing_folder(destination)?;
        self.must_exist()?;
        let alias = folder.join(checked_name(name)?);
        disk::link(self.location.target()?, alias.entry()?)?;
        Ok(Item::file(alias).into_value())
    }
}

/// The place of a folder object whose folder exists.
///
/// # Errors
/// -120 when it does not.
pub fn existing_folder(object: &Rc<Object>) -> Res<&Location> {
    let item = Item::of(object)?;
    match item.location.target()?.is_dir() {
        true => Ok(&item.location),
        false => Err(errors::about(NO_FOLDER, item.location.path(), "the destination folder does not exist")),
    }
}

/// The arguments `{newName}{; option}`, either of which may be left out.
///
/// # Errors
/// 54 for values of other types.
pub fn name_and_option(first: Option<&Value>, second: Option<i32>) -> Res<(Option<&Text>, i32)> {
    match first {
        None => Ok((None, second.unwrap_or(0))),
        Some(Value::Text(name)) => Ok((Some(name), second.unwrap_or(0))),
        Some(other) => match other.as_number() {
            Some(option) => Ok((None, option as i32)),
            None => Err(Error::type_mismatch("a name or an option", other)),
        },
    }
}

/// `.getIcon()`: a picture of four's own for files or folders, the same whatever they are, as a server has no icons.
/// `size` is the side of its square in pixels, 32 when it is 0 or missing.
pub fn icon(is_folder: bool, size: Option<i32>) -> Value {
    let side = size.filter(|size| *size > 0).unwrap_or(32);
    let (outline, line) = match is_folder {
        true => ("M3 7h10l3 4h13v15H3z", "M3 14h26"),
        false => ("M7 2h12l6 6v22H7z", "M19 2v6h6"),
    };
    let drawn = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{side}\" height=\"{side}\" viewBox=\"0 0 32 32\" \
         fill=\"#fff\" stroke=\"#678\"><path d=\"{outline}\"/><path d=\"{line}\"/></svg>"
    );
    Picture::read(drawn.as_bytes()).map_or(Value::Unassigned, Picture::into_value)
}
