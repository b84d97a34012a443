//! ZIP Create archive (`commands/zip-create-archive`).
//!
//! The list of what goes in is made before the archive is begun, and the archive appears at its place when it is whole.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use four_runtime::{Error, Host, Object, Res, Text, Value, commands};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::disk;
use super::errors::{self, BAD_NAME};
use super::item::Item;
use super::paths::Location;

/// `ZIP Without enclosing folder`
const WITHOUT_ENCLOSING: i32 = 1;
/// `ZIP Ignore invisible files`
const IGNORE_INVISIBLE: i32 = 2;
/// `ZIP Compression none`, `ZIP Compression standard`
const COMPRESSION: [i32; 2] = [0, 8];
/// Files from this size on need entries of the large kind.
const LARGE: u64 = 0xf000_0000;

commands! { pub static COMMANDS: "File and Folder";
    /// Packs a file, a folder, or what an object describes (`files`, `compression`, `level`, `callback`) into a ZIP
    /// archive; gives an object with `success`, `status` and `statusText` (`commands/zip-create-archive`). Compression is
    /// deflate or none; LZMA, XZ and encryption are error 33. Symbolic links to files are packed as files, others left out.
    ///
    /// ```4d
    /// var $folder : 4D.Folder:=Folder("/PACKAGE/zip create archive")
    /// $folder.file("a/b.txt").setText("documented")
    /// var $zip : 4D.File:=File("/PACKAGE/zip create archive.zip")
    /// ASSERT(ZIP Create archive($folder; $zip; ZIP Without enclosing folder).success)
    /// ASSERT(ZIP Read archive($zip).root.folder("a").files()[0].fullName="b.txt")
    /// ASSERT(ZIP Create archive({files: [{source: $folder; destination: "x"}]}; $zip).success)
    /// ASSERT(ZIP Read archive($zip).root.file("x/a/b.txt").exists)
    /// ```
    "ZIP Create archive" 1640 fn zip_create_archive(
        host, to_zip: &Rc<Object>, destination: &Rc<Object>, options: Option<i32>
    ) -> Object {
        let target = Item::of(destination)?;
        let job = Job::of(host, to_zip, options.unwrap_or(0), target.location.target()?)?;
        if job.encrypted && job.password.is_empty() {
            return Ok(status(Some((-1, "Password is required for encryption".into()))));
        }
        if job.encrypted || !job.password.is_empty() {
            return Err(Error::new(33, "Encryption of ZIP archives is not available in four."));
        }
        let path = target.location.target()?.to_owned();
        let written = disk::make_parent(&path).map_err(Failure::Archive).and_then(|()| job.run(host, &path));
        match written {
            Ok(()) => Ok(status(None)),
            // What the callback raised, or an interruption, is not about the archive.
            Err(Failure::Raised(error)) => Err(error),
            Err(Failure::Archive(error)) => {
                Ok(status(Some((error.code, format!("Cannot create ZIP archive: {}", error.message)))))
            }
        }
    }
}

/// Why an archive was not made.
enum Failure {
    Archive(Box<Error>),
    Raised(Box<Error>),
}

impl From<Box<Error>> for Failure {
    fn from(error: Box<Error>) -> Failure {
        Failure::Archive(error)
    }
}

fn status(failure: Option<(i32, String)>) -> Object {
    let (code, text) = failure.clone().unwrap_or_default();
    Object::from_pairs([
        ("success", Value::Bool(failure.is_none())),
        ("status", Value::Int(code)),
        ("statusText", Value::from(text)),
    ])
}

/// Something that goes into the archive.
struct Entry {
    name: String,
    /// Where it is; none for a folder.
    source: Option<PathBuf>,
    modified: Option<DateTime>,
}

struct Job {
    entries: Vec<Entry>,
    method: CompressionMethod,
    level: Option<i64>,
    callback: Option<Value>,
    password: String,
    encrypted: bool,
}

impl Job {
    /// What the arguments of the command ask for.
    fn of(host: &mut dyn Host, source: &Rc<Object>, options: i32, target: &Path) -> Res<Job> {
        let mut job = Job {
            entries: Vec::new(),
            method: CompressionMethod::Deflated,
            level: None,
            callback: None,
            password: String::new(),
            encrypted: false,
        };
        if source.native_as::<Item>().is_some() {
            job.add(host, source, None, options, target)?;
            return Ok(job);
        }
        let option = |name: &str| match source.get_text(&Text::from(name)) {
            Value::Null => Value::Undefined,
            value => value,
        };
        let number = |name: &str| match option(name) {
            Value::Undefined => Ok(None),
            other => match other.as_number() {
                Some(number) => Ok(Some(number as i32)),
                None => Err(Error::type_mismatch(&format!("the property {name} (a number)"), &other)),
            },
        };
        match number("compression")? {
            None => {}
            Some(method) if method == COMPRESSION[0] => job.method = CompressionMethod::Stored,
            Some(method) if method == COMPRESSION[1] => {}
            Some(method) => {
                let message = format!("The ZIP compression {method} (LZMA, XZ) is not available in four.");
                return Err(Error::new(33, message).with_help("use ZIP Compression standard"));
            }
        }
        if let Some(level) = number("level")? {
            if !(1..=10).contains(&level) {
                return Err(Error::new(
                    54,
                    format!("The level {level} of a ZIP archive is not between 1 and 10."),
                ));
            }
            job.level = (job.method == CompressionMethod::Deflated).then_some(i64::from(level.min(9)));
        }
        job.encrypted = number("encryption")?.unwrap_or(0) != 0;
        if let Value::Text(password) = option("password") {
            job.password = password.to_string();
        }
        job.callback = match option("callback") {
            Value::Undefined => None,
            function @ Value::Function(_) => Some(function),
            other => return Err(Error::type_mismatch("the property callback (a function)", &other)),
        };
        let Value::Collection(files) = option("files") else {
            return Err(Error::type_mismatch("the property files (a collection)", &option("files")));
        };
        for file in files.snapshot() {
            let Value::Object(file) = &file else {
                return Err(Error::type_mismatch("a file, a folder or an object with a source", &file));
            };
            if file.native_as::<Item>().is_some() {
                job.add(host, file, None, 0, target)?;
                continue;
            }
            let property = |name: &str| file.get_text(&Text::from(name));
            let Value::Object(source) = property("source") else {
                return Err(Error::type_mismatch(
                    "the property source (a file or folder)",
                    &property("source"),
                ));
            };
            let destination = match property("destination") {
                Value::Text(path) if !path.is_empty() => Some(path.to_string()),
                _ => None,
            };
            let option = property("option").as_number().unwrap_or(0.0) as i32 & IGNORE_INVISIBLE;
            job.add(host, &source, destination, option, target)?;
        }
        Ok(job)
    }

    /// Adds a file, or a folder with all it contains.
    fn add(
        &mut self,
        host: &mut dyn Host,
        source: &Rc<Object>,
        destination: Option<String>,
        options: i32,
        target: &Path,
    ) -> Res<()> {
        let item = Item::of(source)?;
        item.must_exist()?;
        item.location.target()?;
        let name = match destination {
            // A destination that ends open is the folder that it goes into.
            Some(folder) if folder.ends_with('/') => format!("{folder}{}", item.location.full_name()),
            Some(path) => path,
            None if item.is_folder && options & WITHOUT_ENCLOSING != 0 => String::new(),
            None => item.location.full_name(),
        };
        let parts: Vec<&str> = name.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
        if parts.iter().any(|part| *part == ".." || part.contains(['\\', '\0'])) || name.starts_with('/') {
            return Err(Error::new(BAD_NAME, format!("\"{name}\" cannot be a path in a ZIP archive.")));
        }
        let name = parts.join("/");
        if !item.is_folder {
            self.file(host, name, &item.location, target);
            return Ok(());
        }
        if !name.is_empty() {
            self.folder(host, &name, item.location.path());
        }
        let mut open = vec![(item.location.clone(), name)];
        while let Some((folder, name)) = open.pop() {
            host.check_interrupt()?;
            let mut inner = Vec::new();
            for entry in disk::entries(folder.path())? {
                if options & IGNORE_INVISIBLE != 0 && disk::is_hidden(&entry.name) {
                    continue;
                }
                let own = entry.name.to_string_lossy();
                let name = if name.is_empty() { own.into_owned() } else { format!("{name}/{own}") };
                let place = folder.join(&entry.name);
                if entry.is_folder {
                    self.folder(host, &name, place.path());
                    inner.push((place, name));
                } else {
                    self.file(host, name, &place, target);
                }
            }
            open.extend(inner.into_iter().rev());
        }
        Ok(())
    }

    fn folder(&mut self, host: &dyn Host, name: &str, path: &Path) {
        self.entries.push(Entry { name: format!("{name}/"), source: None, modified: modified(host, path) });
    }

    fn file(&mut self, host: &dyn Host, name: String, place: &Location, target: &Path) {
        // A link that leads out of the file system is left out, as are links to folders, pipes and devices, which have no
        // content to pack. The archive does not contain itself.
        let Ok(path) = place.target() else { return };
        if path != target && fs::metadata(path).is_ok_and(|found| found.is_file()) {
            self.entries.push(Entry { name, source: Some(path.to_owned()), modified: modified(host, path) });
        }
    }

    /// Writes the archive.
    fn run(&self, host: &mut dyn Host, path: &Path) -> Result<(), Failure> {
        let mut failure = None;
        let written = disk::replace_with(path, &mut |file| {
            self.write(host, file).map_err(|error| {
                failure = Some(error);
                std::io::ErrorKind::Other.into()
            })
        });
        match failure {
            Some(failure) => Err(failure),
            None => written.map_err(Failure::Archive),
        }
    }

    fn write(&self, host: &mut dyn Host, file: &mut File) -> Result<(), Failure> {
        let failed = |name: &str, error: &dyn std::fmt::Display| {
            Failure::Archive(Error::new(-36, format!("{name}: {error}.")))
        };
        let mut zip = ZipWriter::new(file);
        let mut shown = None;
        let mut piece = vec![0; 256 << 10];
        for (number, entry) in self.entries.iter().enumerate() {
            self.progress(host, number * 100 / self.entries.len().max(1), &mut shown)?;
            let mut options =
                SimpleFileOptions::default().compression_method(self.method).compression_level(self.level);
            if let Some(modified) = entry.modified {
                options = options.last_modified_time(modified);
            }
            let Some(source) = &entry.source else {
                zip.add_directory(entry.name.as_str(), options)
                    .map_err(|error| failed(&entry.name, &error))?;
                continue;
            };
            let mut from = disk::open_to_read(source)?;
            let found = from.metadata().map_err(|error| errors::io(&error, source))?;
            options = options.large_file(found.len() >= LARGE);
            zip.start_file(entry.name.as_str(), options).map_err(|error| failed(&entry.name, &error))?;
            loop {
                host.check_interrupt().map_err(Failure::Raised)?;
                let count = from.read(&mut piece).map_err(|error| errors::io(&error, source))?;
                if count == 0 {
                    break;
                }
                zip.write_all(&piece[..count]).map_err(|error| failed(&entry.name, &error))?;
            }
        }
        zip.finish().map_err(|error| failed("the archive", &error))?;
        self.progress(host, 100, &mut shown)
    }

    /// Tells the callback how far it is, when that has changed.
    fn progress(
        &self,
        host: &mut dyn Host,
        percent: usize,
        shown: &mut Option<usize>,
    ) -> Result<(), Failure> {
        let Some(callback) = &self.callback else { return Ok(()) };
        if *shown == Some(percent) {
            return Ok(());
        }
        *shown = Some(percent);
        host.call(callback, &Value::Null, vec![Value::from(percent)]).map(drop).map_err(Failure::Raised)
    }
}

/// When something was changed, as archives write it; `None` before 1980.
fn modified(host: &dyn Host, path: &Path) -> Option<DateTime> {
    let (date, time) = disk::local(host, fs::metadata(path).and_then(|found| found.modified()));
    let (year, month, day) = date.ymd();
    let part = |number: i32| u8::try_from(number).ok();
    let year = u16::try_from(year).ok()?;
    DateTime::from_date_and_time(
        year,
        part(month)?,
        part(day)?,
        part(time / 3600)?,
        part(time / 60 % 60)?,
        part(time % 60)?,
    )
    .ok()
}

/// The names of what an archive of this would have in it.
#[cfg(test)]
pub fn names(host: &mut dyn Host, item: Item) -> Vec<String> {
    let Value::Object(item) = item.into_value() else { return Vec::new() };
    let job = Job::of(host, &item, 0, Path::new("")).expect("what goes in");
    job.entries.into_iter().map(|entry| entry.name).collect()
}
