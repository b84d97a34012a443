//! What is done on the disk: reading whole files, replacing them at one stroke, copying, moving, deleting, listing.
//!
//! A file that is written whole is written beside its place and then renamed, so that a crash leaves the old or the new
//! content. Trees are walked with a list of folders instead of recursion, and symbolic links in them are not followed.

use std::collections::HashSet;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use four_runtime::rules::date::DateValue;
use four_runtime::{Error, Host, Res};

use super::errors::{self, DUPLICATE, NO_FILE, NO_FOLDER, NOT_EMPTY, OPEN};
use super::paths::Location;
use crate::args::check_size;

/// Most bytes that a text or blob takes.
const MAX_CONTENT: u64 = i32::MAX as u64;

/// Files that are open for writing, by their real path.
static WRITERS: LazyLock<Mutex<HashSet<(PathBuf, Writes)>>> = LazyLock::new(Mutex::default);

/// How an open file is written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Writes {
    /// By the one handle that writes (`API/FileClass`, open()).
    Handle,
    /// By the one handle that appends; it may stand beside one that writes.
    Append,
    /// By a document reference, which tolerates no other.
    Document,
}

impl Writes {
    const ALL: [Writes; 3] = [Writes::Handle, Writes::Append, Writes::Document];

    fn bars(self, other: Writes) -> bool {
        self == other || self == Writes::Document || other == Writes::Document
    }
}

/// Marks a file as open for writing as long as it exists.
pub struct Writer((PathBuf, Writes));

impl Writer {
    /// Claims a file that exists.
    ///
    /// # Errors
    /// -49 when it is open for such writing already.
    pub fn claim(path: &Path, writes: Writes) -> Res<Writer> {
        let real = fs::canonicalize(path).map_err(|error| errors::io(&error, path))?;
        let mut writers = WRITERS.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = |other: &Writes| other.bars(writes) && writers.contains(&(real.clone(), *other));
        if Writes::ALL.iter().any(taken) {
            return Err(errors::about(OPEN, path, "the file is open for writing already"));
        }
        writers.insert((real.clone(), writes));
        Ok(Writer((real, writes)))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        WRITERS.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.0);
    }
}

fn not_open(real: &Path) -> Res<()> {
    let writers = WRITERS.lock().unwrap_or_else(PoisonError::into_inner);
    match Writes::ALL.iter().any(|writes| writers.contains(&(real.to_owned(), *writes))) {
        true => Err(errors::about(OPEN, real, "the file is open for writing")),
        false => Ok(()),
    }
}

/// The whole content of a file.
///
/// # Errors
/// -43 when there is no such file, -10701 when it is too large for the program's memory.
pub fn read(host: &dyn Host, path: &Path) -> Res<Vec<u8>> {
    let mut file = open_to_read(path)?;
    let size = file.metadata().map_err(|error| errors::io(&error, path))?.len();
    check_size(host, usize::try_from(size).unwrap_or(usize::MAX))?;
    if size > MAX_CONTENT {
        return Err(Error::new(-10701, format!("{}: the file is larger than 2 GB.", path.display())));
    }
    let mut bytes = Vec::with_capacity(size as usize);
    // What is no ordinary file has no size and may never end.
    let limit = if size == 0 { 1 << 30 } else { MAX_CONTENT };
    (&mut file).take(limit + 1).read_to_end(&mut bytes).map_err(|error| errors::io(&error, path))?;
    if bytes.len() as u64 > limit {
        return Err(Error::new(-10701, format!("{}: the file is too large.", path.display())));
    }
    Ok(bytes)
}

/// Opens a file; folders are refused.
///
/// # Errors
/// -43 when there is no such file.
pub fn open_to_read(path: &Path) -> Res<File> {
    let found = fs::metadata(path).map_err(|error| errors::io(&error, path))?;
    no_pipe(&found, path)?;
    let file = File::open(path).map_err(|error| errors::io(&error, path))?;
    match file.metadata() {
        Ok(found) if found.is_dir() => Err(errors::about(NO_FILE, path, "this is a folder, not a file")),
        Ok(_) => Ok(file),
        Err(error) => Err(errors::io(&error, path)),
    }
}

/// Refuses pipes: opening one would wait for somebody at its other end, where no interruption is seen.
fn no_pipe(found: &Metadata, path: &Path) -> Res<()> {
    #[cfg(unix)]
    if std::os::unix::fs::FileTypeExt::is_fifo(&found.file_type()) {
        return Err(errors::about(NO_FILE, path, "this is a pipe, not a file"));
    }
    let _ = (found, path);
    Ok(())
}

/// A number as the size of a file; below 0 it is 0.
///
/// # Errors
/// 54 when no file can have it.
pub fn file_size(size: f64) -> Res<u64> {
    match size.is_nan() || size >= i64::MAX as f64 {
        true => Err(Error::new(54, format!("A file cannot have the size {size}."))),
        false => Ok(size.max(0.0) as u64),
    }
}

/// Makes the folder that a file is to be in.
///
/// # Errors
/// Those of the operating system.
pub fn make_parent(path: &Path) -> Res<()> {
    match path.parent() {
        Some(parent) => fs::create_dir_all(parent).map_err(|error| errors::io(&error, parent)),
        None => Ok(()),
    }
}

/// A path beside another one that nothing has.
fn beside(path: &Path) -> PathBuf {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = format!(".four-{}-{number}.tmp", std::process::id());
    path.parent().unwrap_or(Path::new("")).join(name)
}

/// Replaces the content of a file at one stroke, or creates it. A symbolic link stays, and what it leads to is replaced.
///
/// # Errors
/// -49 when the file is open for writing; those of the operating system.
pub fn replace(path: &Path, bytes: &[u8]) -> Res<()> {
    replace_with(path, &mut |file| file.write_all(bytes))
}

/// The same for content that is written bit by bit.
///
/// # Errors
/// As [`replace`].
pub fn replace_with(path: &Path, write: &mut dyn FnMut(&mut File) -> std::io::Result<()>) -> Res<()> {
    let failed = |error: &std::io::Error| errors::io(error, path);
    let (place, old) = match fs::canonicalize(path) {
        Ok(real) => {
            let old = fs::metadata(&real).map_err(|error| failed(&error))?;
            (real, Some(old))
        }
        Err(_) => (path.to_owned(), None),
    };
    if let Some(old) = &old {
        not_open(&place)?;
        if old.permissions().readonly() {
            return Err(errors::io(&ErrorKind::PermissionDenied.into(), path));
        }
        if !old.is_file() {
            no_pipe(old, path)?;
            // Devices are written to as they are; folders refuse.
            let mut file = OpenOptions::new().write(true).open(&place).map_err(|error| failed(&error))?;
            return write(&mut file).map_err(|error| failed(&error));
        }
        // Whoever may not write the file must not replace it either, though the folder would allow that.
        OpenOptions::new().append(true).open(&place).map_err(|error| failed(&error))?;
    }
    let new = beside(&place);
    let mut file = match OpenOptions::new().write(true).create_new(true).open(&new) {
        Ok(file) => file,
        // The file may be written although its folder may not: in place then.
        Err(error) if error.kind() == ErrorKind::PermissionDenied && old.is_some() => {
            let mut file = File::create(&place).map_err(|error| failed(&error))?;
            return write(&mut file).map_err(|error| failed(&error));
        }
        Err(error) => return Err(failed(&error)),
    };
    let result = write(&mut file).and_then(|()| match &old {
        // The old content must not be lost to a power cut before the new one is on the disk.
        Some(old) => {
            fs::set_permissions(&new, old.permissions())?;
            file.sync_data()
        }
        None => Ok(()),
    });
    drop(file);
    result.and_then(|()| fs::rename(&new, &place)).map_err(|error| {
        let _ = fs::remove_file(&new);
        failed(&error)
    })
}

/// Copies a file at one stroke.
///
/// # Errors
/// -48 when something is there and `overwrite` is false; those of the operating system.
pub fn copy_file(from: &Path, to: &Path, overwrite: bool) -> Res<()> {
    if fs::symlink_metadata(to).is_ok() {
        if !overwrite || to.is_dir() {
            return Err(errors::about(DUPLICATE, to, "there is something of that name already"));
        }
        if let (Ok(one), Ok(other)) = (fs::canonicalize(from), fs::canonicalize(to))
            && one == other
        {
            return Ok(());
        }
    }
    let found = fs::symlink_metadata(from).map_err(|error| errors::io(&error, from))?;
    if found.is_symlink() && from.is_dir() {
        return copy_link(from, to);
    }
    let mut source = open_to_read(from)?;
    let permissions = fs::metadata(from).map(|found| found.permissions());
    replace_with(to, &mut |file| std::io::copy(&mut source, file).map(drop))?;
    if let Ok(permissions) = permissions {
        // A copy that has other permissions is still a copy.
        let _ = fs::set_permissions(to, permissions);
    }
    Ok(())
}

#[cfg(unix)]
fn copy_link(from: &Path, to: &Path) -> Res<()> {
    let target = fs::read_link(from).map_err(|error| errors::io(&error, from))?;
    let new = beside(to);
    std::os::unix::fs::symlink(target, &new)
        .and_then(|()| fs::rename(&new, to))
        .map_err(|error| errors::io(&error, to))
}

#[cfg(not(unix))]
fn copy_link(from: &Path, _to: &Path) -> Res<()> {
    Err(errors::about(-36, from, "links to folders cannot be copied on this system"))
}

/// Copies a folder with all it contains; symbolic links are copied as links. An existing folder is added to: without
/// `overwrite` that is an error when a file of it would be replaced, before anything is copied.
///
/// # Errors
/// -48 when a file is there already; -37 for a folder that is to be copied into itself; -120 when a link in an existing
/// folder leads out of its file system; those of the operating system.
pub fn copy_folder(host: &mut dyn Host, from: &Path, place: &Location, overwrite: bool) -> Res<()> {
    let to = place.target()?;
    let real = fs::canonicalize(from).map_err(|error| errors::io(&error, from))?;
    let parent = to.parent().unwrap_or(to);
    let real_to = fs::canonicalize(parent).unwrap_or_else(|_| parent.to_owned());
    if real_to.starts_with(&real) {
        return Err(errors::about(errors::BAD_NAME, from, "a folder cannot be copied into itself"));
    }
    if to.is_file() {
        return Err(errors::about(DUPLICATE, to, "there is a file of that name already"));
    }
    let (folders, files) = tree(host, from)?;
    if !overwrite && to.exists() {
        let taken = files.iter().map(|file| to.join(file)).find(|file| fs::symlink_metadata(file).is_ok());
        if let Some(taken) = taken {
            return Err(errors::about(DUPLICATE, &taken, "there is a file of that name already"));
        }
    }
    // What is there already may hold links; nothing is written through one that leads out.
    for inner in &folders {
        place.join(inner).target()?;
    }
    for inner in &files {
        let is_link = fs::symlink_metadata(from.join(inner)).is_ok_and(|found| found.is_symlink());
        let new = place.join(inner);
        if is_link {
            new.entry()?
        } else {
            new.target()?
        };
    }
    fs::create_dir_all(to).map_err(|error| errors::io(&error, to))?;
    for folder in folders {
        let new = to.join(folder);
        fs::create_dir_all(&new).map_err(|error| errors::io(&error, &new))?;
    }
    for file in files {
        host.check_interrupt()?;
        let (source, new) = (from.join(&file), to.join(&file));
        match fs::symlink_metadata(&source) {
            Ok(found) if found.is_symlink() => {
                if new.is_dir() && fs::symlink_metadata(&new).is_ok_and(|found| found.is_dir()) {
                    return Err(errors::about(DUPLICATE, &new, "there is a folder of that name already"));
                }
                copy_link(&source, &new)?;
            }
            _ => copy_file(&source, &new, overwrite)?,
        }
    }
    Ok(())
}

/// Folders and files below a folder, as paths relative to it, folders before what is in them.
fn tree(host: &mut dyn Host, top: &Path) -> Res<(Vec<PathBuf>, Vec<PathBuf>)> {
    let (mut folders, mut files) = (Vec::new(), Vec::new());
    let mut open = vec![PathBuf::new()];
    while let Some(folder) = open.pop() {
        host.check_interrupt()?;
        for entry in entries(&top.join(&folder))? {
            let path = folder.join(&entry.name);
            if entry.is_folder {
                folders.push(path.clone());
                open.push(path);
            } else {
                files.push(path);
            }
        }
    }
    Ok((folders, files))
}

/// Moves a file or folder; between volumes by copying.
///
/// # Errors
/// -48 when something is there; those of the operating system.
pub fn rename(host: &mut dyn Host, from: &Path, to: &Path) -> Res<()> {
    let found = fs::symlink_metadata(from).map_err(|error| errors::io(&error, from))?;
    if let Ok(there) = fs::symlink_metadata(to) {
        // On disks that ignore case, a name that differs in case only is the same file.
        if !same(&found, &there) || from == to {
            return if from == to {
                Ok(())
            } else {
                Err(errors::about(DUPLICATE, to, "there is something of that name already"))
            };
        }
    }
    match fs::rename(from, to) {
        Err(error) if error.kind() == ErrorKind::CrossesDevices => {
            if found.is_dir() {
                copy_folder(host, from, &Location::on_disk(to.to_owned()), false)?;
                fs::remove_dir_all(from).map_err(|error| errors::io(&error, from))
            } else {
                copy_file(from, to, false)?;
                fs::remove_file(from).map_err(|error| errors::io(&error, from))
            }
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Err(errors::about(NO_FOLDER, to, "the folder of the new place does not exist"))
        }
        other => other.map_err(|error| errors::io(&error, from)),
    }
}

#[cfg(unix)]
fn same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    one.dev() == other.dev() && one.ino() == other.ino() && one.nlink() == 1
}

#[cfg(not(unix))]
fn same(_one: &Metadata, _other: &Metadata) -> bool {
    false
}

/// Deletes a folder, with its content when `whole`.
///
/// # Errors
/// -120 when an empty folder is to be deleted that is not there, -47 when it is not empty, -45 (-54 on Windows) when
/// something in it cannot be deleted.
pub fn delete_folder(path: &Path, whole: bool) -> Res<()> {
    let found = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound && whole => return Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(errors::about(NO_FOLDER, path, "there is no such folder"));
        }
        other => other.map_err(|error| errors::io(&error, path))?,
    };
    if !found.is_dir() {
        return Err(errors::about(NO_FOLDER, path, "this is no folder"));
    }
    if !whole {
        return fs::remove_dir(path).map_err(|error| match error.kind() {
            ErrorKind::DirectoryNotEmpty => errors::about(NOT_EMPTY, path, "the folder is not empty"),
            _ => errors::io(&error, path),
        });
    }
    fs::remove_dir_all(path).map_err(|error| match error.kind() {
        ErrorKind::PermissionDenied => {
            let code = if cfg!(windows) { -54 } else { -45 };
            errors::about(code, path, "something in it is locked and cannot be deleted")
        }
        _ => errors::io(&error, path),
    })
}

/// An entry of a folder.
pub struct Entry {
    /// Its name.
    pub name: std::ffi::OsString,
    /// True for folders, but not for links to them.
    pub is_folder: bool,
}

/// The entries of a folder in the order of their names.
///
/// # Errors
/// -120 when there is no such folder.
pub fn entries(folder: &Path) -> Res<Vec<Entry>> {
    let failed = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => errors::about(NO_FOLDER, folder, "there is no such folder"),
        _ => errors::io(&error, folder),
    };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        found.push(Entry { name: entry.file_name(), is_folder });
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(found)
}

/// True for what the system hides: names that begin with a dot.
pub fn is_hidden(name: &std::ffi::OsStr) -> bool {
    name.as_encoded_bytes().first() == Some(&b'.')
}

/// Date and time of day of an instant, in local time; null and midnight when it is not known.
pub fn local(host: &dyn Host, time: std::io::Result<SystemTime>) -> (DateValue, i32) {
    let Ok(time) = time else { return (DateValue(0), 0) };
    let seconds = match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_secs()).unwrap_or(0),
        Err(before) => -i64::try_from(before.duration().as_secs()).unwrap_or(0),
    };
    let offset = i64::from(host.app().system().utc_offset(seconds));
    DateValue::from_unix_seconds(seconds.saturating_add(offset))
}

/// Makes a symbolic link at `link` to `target`.
///
/// # Errors
/// -48 when something is there; those of the operating system.
pub fn link(target: &Path, link: &Path) -> Res<()> {
    #[cfg(unix)]
    let made = std::os::unix::fs::symlink(target, link);
    #[cfg(windows)]
    let made = match target.is_dir() {
        true => std::os::windows::fs::symlink_dir(target, link),
        false => std::os::windows::fs::symlink_file(target, link),
    };
    made.map_err(|error| match error.kind() {
        ErrorKind::NotFound => errors::about(NO_FOLDER, link, "the folder of the alias does not exist"),
        _ => errors::io(&error, link),
    })
}
