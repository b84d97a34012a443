//! ZIP archives as they are read: a view of the entries, and their contents (`commands/zip-read-archive`).
//!
//! What an archive says is not trusted. Names that lead out of it (`..`, absolute ones, drive letters) are left out of the
//! view, symbolic links are plain files, an entry never gives more bytes than it declares, and archives that declare more
//! than deflate can pack, or whose entries share bytes, are refused.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::path::{Path, PathBuf};

use four_runtime::rules::date::DateValue;
use four_runtime::{Error, Host, Res};
use zip::CompressionMethod;
use zip::read::ZipArchive;
use zip::result::ZipError;

use super::errors::{self, NO_FILE};
use super::paths::Location;
use super::{disk, texts};
use crate::args::check_size;

/// Most entries of an archive.
const MAX_ENTRIES: usize = 1 << 20;
/// How many times its size deflated data can become at most (zlib's technical details), rounded up.
const MAX_RATIO: u64 = 1040;
/// Bytes that are read between two looks at interruptions.
const PIECE: usize = 256 << 10;

/// A file or folder in an archive.
#[derive(Clone, Debug)]
pub struct Entry {
    index: Option<usize>,
    /// True for folders, those that only other names tell of included.
    pub is_folder: bool,
    /// Declared size in bytes.
    pub size: u64,
    /// Date and time of the last change; `None` for folders without an entry of their own.
    pub modified: Option<(DateValue, i32)>,
}

/// An archive that is open.
pub struct Archive {
    /// Its file.
    pub path: PathBuf,
    zip: RefCell<ZipArchive<BufReader<File>>>,
    password: Option<String>,
    entries: BTreeMap<String, Entry>,
}

/// An error about an archive.
#[cold]
fn bad(path: &Path, said: &str) -> Box<Error> {
    Error::new(-36, format!("{}: the ZIP archive cannot be read: {said}.", path.display()))
}

#[cold]
fn failed(path: &Path, error: &ZipError) -> Box<Error> {
    match error {
        ZipError::Io(error) if error.get_ref().is_none() => errors::io(error, path),
        ZipError::InvalidPassword => bad(path, "the password is wrong"),
        ZipError::UnsupportedArchive(what) => Error::new(
            33,
            format!("{}: this kind of ZIP archive is not available in four: {what}.", path.display()),
        ),
        ZipError::CompressionMethodNotSupported(method) => Error::new(
            33,
            format!("{}: the compression method {method} is not available in four.", path.display()),
        ),
        other => bad(path, &other.to_string()),
    }
}

/// A name as the view has it: parts joined by `/`; `None` for one that leads out of the archive.
fn clean(name: &str) -> Option<String> {
    let name = name.replace('\\', "/");
    if name.starts_with('/') || name.contains('\0') || name.get(1..2) == Some(":") {
        return None;
    }
    let parts: Vec<&str> = name.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    if parts.is_empty() || parts.iter().any(|part| *part == ".." || (cfg!(windows) && part.contains(':'))) {
        return None;
    }
    Some(parts.join("/"))
}

impl Archive {
    /// Opens an archive.
    ///
    /// # Errors
    /// -43 when there is no such file; -36 when it is no archive, cannot be trusted, or needs a password.
    pub fn open(path: &Path, password: Option<String>) -> Res<Archive> {
        let file = disk::open_to_read(path)?;
        let length = file.metadata().map_err(|error| errors::io(&error, path))?.len();
        let mut zip = ZipArchive::new(BufReader::new(file)).map_err(|error| failed(path, &error))?;
        if zip.len() > MAX_ENTRIES {
            return Err(bad(path, "it has too many entries"));
        }
        if zip.has_overlapping_files().map_err(|error| failed(path, &error))? {
            return Err(bad(path, "its entries share bytes"));
        }
        let mut entries = BTreeMap::new();
        let mut total: u64 = 0;
        for index in 0..zip.len() {
            let entry = zip.by_index_data(index).map_err(|error| failed(path, &error))?;
            total = total.saturating_add(entry.size());
            if entry.encrypted() && password.is_none() {
                return Err(bad(path, "a password is required"));
            }
            let Some(name) = entry.name().ok().and_then(|name| clean(&name)) else { continue };
            let modified = entry.last_modified().and_then(|time| {
                let day = DateValue::from_ymd(time.year().into(), time.month().into(), time.day().into())?;
                let seconds = u32::from(time.hour()) * 3600 + u32::from(time.minute()) * 60;
                Some((day, (seconds + u32::from(time.second())) as i32))
            });
            let is_folder = entry.is_dir();
            for (at, _) in name.match_indices('/') {
                let above = Entry { index: None, is_folder: true, size: 0, modified: None };
                entries.entry(name[..at].to_owned()).or_insert(above);
            }
            let found = Entry { index: Some(index), is_folder, size: entry.size(), modified };
            match entries.get(&name) {
                // A folder keeps its content, whatever else has its name.
                Some(known) if known.is_folder && !is_folder => {}
                _ => {
                    entries.insert(name, found);
                }
            }
        }
        if total > length.saturating_mul(MAX_RATIO) {
            return Err(bad(path, "it declares more content than it can hold"));
        }
        Ok(Archive { path: path.to_owned(), zip: RefCell::new(zip), password, entries })
    }

    /// The entry of a name; the empty name is the root.
    pub fn entry(&self, name: &str) -> Option<Entry> {
        match name {
            "" => Some(Entry { index: None, is_folder: true, size: 0, modified: None }),
            name => self.entries.get(name).cloned(),
        }
    }

    /// Names below a folder, folders before their content; only those in the folder itself unless `deep`.
    pub fn below(&self, folder: &str, deep: bool) -> Vec<(String, Entry)> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        self.entries
            .range(prefix.clone()..)
            .take_while(|(name, _)| name.starts_with(&prefix))
            .filter(|(name, _)| deep || !name[prefix.len()..].contains('/'))
            .map(|(name, entry)| (name.clone(), entry.clone()))
            .collect()
    }

    /// Writes the content of a file in the archive.
    ///
    /// # Errors
    /// -43 when there is no such file; -36 when its data is damaged; those of the operating system.
    pub fn extract(&self, host: &mut dyn Host, name: &str, out: &mut dyn Write) -> Res<()> {
        let entry = self.entry(name).filter(|entry| !entry.is_folder);
        let Some((index, declared)) = entry.and_then(|entry| Some((entry.index?, entry.size))) else {
            return Err(errors::about(
                NO_FILE,
                &self.path.join(name),
                "there is no such file in the archive",
            ));
        };
        let mut zip = self.zip.borrow_mut();
        let method = zip.by_index_data(index).map(|entry| entry.compression());
        if let Ok(method) = method
            && !matches!(method, CompressionMethod::Stored | CompressionMethod::Deflated)
        {
            let message = format!("{name}: the compression method {method} is not available in four.");
            return Err(Error::new(33, message));
        }
        let file = match &self.password {
            Some(password) => zip.by_index_decrypt(index, password.as_bytes()),
            None => zip.by_index(index),
        };
        let mut file = file.map_err(|error| failed(&self.path, &error))?;
        let mut piece = vec![0; PIECE];
        let mut done: u64 = 0;
        loop {
            host.check_interrupt()?;
            let count =
                file.read(&mut piece).map_err(|error| bad(&self.path, &format!("{name}: {error}")))?;
            if count == 0 {
                return Ok(());
            }
            done += count as u64;
            if done > declared {
                return Err(bad(&self.path, &format!("{name} is larger than it declares")));
            }
            out.write_all(&piece[..count]).map_err(|error| errors::io(&error, Path::new(name)))?;
        }
    }

    /// The content of a file in the archive.
    ///
    /// # Errors
    /// Those of [`Archive::extract`]; -10701 when it is too large.
    pub fn content(&self, host: &mut dyn Host, name: &str) -> Res<Vec<u8>> {
        let size = self.entry(name).map_or(0, |entry| entry.size);
        check_size(host, usize::try_from(size).unwrap_or(usize::MAX))?;
        if size > i32::MAX as u64 {
            return Err(Error::new(-10701, format!("{name}: the file is larger than 2 GB.")));
        }
        // The declared size is not trusted with memory before the bytes are there.
        let mut bytes = Vec::with_capacity((size as usize).min(PIECE));
        self.extract(host, name, &mut bytes)?;
        Ok(bytes)
    }

    /// Copies a file out of the archive.
    ///
    /// # Errors
    /// Those of [`Archive::extract`]; -48 when something is there and `overwrite` is false.
    pub fn copy_file(&self, host: &mut dyn Host, name: &str, to: &Path, overwrite: bool) -> Res<()> {
        if std::fs::symlink_metadata(to).is_ok() && (!overwrite || to.is_dir()) {
            return Err(errors::about(errors::DUPLICATE, to, "there is something of that name already"));
        }
        let mut failure = None;
        let written = disk::replace_with(to, &mut |file| {
            self.extract(host, name, file).map_err(|error| {
                failure = Some(error);
                std::io::ErrorKind::Other.into()
            })
        });
        match failure {
            Some(failure) => Err(failure),
            None => written,
        }
    }

    /// Copies what a folder of the archive contains into a folder on the disk, which is created.
    ///
    /// # Errors
    /// Those of [`Archive::copy_file`]; without `overwrite` nothing is copied when a file is there already; -120 when a
    /// link in an existing folder leads out of its file system.
    pub fn copy_folder(&self, host: &mut dyn Host, name: &str, to: &Location, overwrite: bool) -> Res<()> {
        let prefix = if name.is_empty() { 0 } else { name.len() + 1 };
        let all = self.below(name, true);
        let below = |inner: &str| to.join(inner[prefix..].split('/').collect::<PathBuf>());
        let to = to.target()?;
        let place = |inner: &str| below(inner).path().to_owned();
        for (inner, _) in &all {
            below(inner).target()?;
        }
        if !overwrite {
            let mut files = all.iter().filter(|(_, entry)| !entry.is_folder).map(|(inner, _)| place(inner));
            if let Some(taken) = files.find(|file| std::fs::symlink_metadata(file).is_ok()) {
                return Err(errors::about(
                    errors::DUPLICATE,
                    &taken,
                    "there is something of that name already",
                ));
            }
        }
        std::fs::create_dir_all(to).map_err(|error| errors::io(&error, to))?;
        for (inner, entry) in &all {
            let path = place(inner);
            if entry.is_folder {
                std::fs::create_dir_all(&path).map_err(|error| errors::io(&error, &path))?;
            } else {
                self.copy_file(host, inner, &path, overwrite)?;
            }
        }
        Ok(())
    }

    /// The content of a file in the archive as text.
    ///
    /// # Errors
    /// Those of [`Archive::content`].
    pub fn text(
        &self,
        host: &mut dyn Host,
        name: &str,
        coding: texts::Coding,
        breaks: texts::Breaks,
    ) -> Res<four_runtime::Text> {
        Ok(breaks.convert(coding.text(&self.content(host, name)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn names_that_lead_out_are_left_out() {
        assert_eq!(clean("a/./b//c").as_deref(), Some("a/b/c"));
        assert_eq!(clean("a\\b").as_deref(), Some("a/b"));
        for name in [
            "../a",
            "a/../../b",
            "/etc/passwd",
            "\\\\server\\x",
            "C:\\x",
            "a\0b",
            "",
            "/",
            "..",
            "a\\..\\..\\b",
        ] {
            assert_eq!(clean(name), None, "{name:?}");
        }
    }
}
