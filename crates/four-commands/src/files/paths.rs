//! Paths as 4D writes them: file systems such as `/PACKAGE`, POSIX paths, platform paths (`Concepts/paths`).
//!
//! A [`Location`] is absolute and has no `.` or `..` in it: paths are resolved as texts, so `/a/b/../c` is `/a/c` whatever
//! `/a/b` is. One that was reached through a file system stays inside it: no `..` leads above its root, and no symbolic
//! link on the way may lead out of it ([`Location::target`], [`Location::entry`]). Names that are no UTF-8 are kept as
//! they are and shown with replacement characters.

use std::fs;
use std::path::{Component, Path, PathBuf};

use four_runtime::host::Settings;
use four_runtime::{Error, Res, Text};

use super::errors::{self, BAD_NAME, NO_FOLDER};

/// 4D's file systems.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileSystem {
    /// `/DATA`: the folder of the data file.
    Data,
    /// `/LOGS`
    Logs,
    /// `/PACKAGE`: the folder of the project, or of the started file.
    Package,
    /// `/PROJECT`: the folder `Project`.
    Project,
    /// `/RESOURCES`
    Resources,
    /// `/SOURCES`: the folder `Project/Sources`.
    Sources,
}

impl FileSystem {
    const ALL: [FileSystem; 6] = [
        FileSystem::Data,
        FileSystem::Logs,
        FileSystem::Package,
        FileSystem::Project,
        FileSystem::Resources,
        FileSystem::Sources,
    ];

    /// The name that paths begin with, behind the slash.
    fn name(self) -> &'static str {
        match self {
            FileSystem::Data => "DATA",
            FileSystem::Logs => "LOGS",
            FileSystem::Package => "PACKAGE",
            FileSystem::Project => "PROJECT",
            FileSystem::Resources => "RESOURCES",
            FileSystem::Sources => "SOURCES",
        }
    }

    /// Its folder on the disk.
    pub fn folder(self, settings: &Settings) -> PathBuf {
        let package = absolute(&settings.folder);
        match self {
            FileSystem::Data => match settings.data.as_deref().and_then(Path::parent) {
                Some(folder) => absolute(folder),
                None => package.join("Data"),
            },
            FileSystem::Logs => FileSystem::Data.folder(settings).join("Logs"),
            FileSystem::Package => package,
            FileSystem::Project => package.join("Project"),
            FileSystem::Resources => absolute(&settings.resources),
            FileSystem::Sources => package.join("Project").join("Sources"),
        }
    }
}

/// An absolute path without `.` and `..`.
pub fn absolute(path: &Path) -> PathBuf {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut plain = PathBuf::new();
    for part in whole.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

/// Where a file or folder is, or would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    path: PathBuf,
    root: Option<(FileSystem, PathBuf)>,
}

#[cold]
fn bad_path(text: &str, said: &str) -> Box<Error> {
    Error::new(BAD_NAME, format!("The path \"{text}\" cannot be used: {said}."))
}

impl Location {
    /// A path in POSIX syntax, absolute or beginning with a file system.
    ///
    /// # Errors
    /// -37 for a relative path, for one that leads above its root, and for one with a NUL in it.
    pub fn posix(settings: &Settings, text: &Text) -> Res<Location> {
        let text = text.to_str();
        let Some(inner) = text.strip_prefix('/') else {
            let error = bad_path(&text, "it is relative");
            return Err(error.with_help("begin with / or with a file system such as /PACKAGE/"));
        };
        let (first, rest) = inner.split_once('/').unwrap_or((inner, ""));
        let base = match FileSystem::ALL.into_iter().find(|system| system.name() == first) {
            Some(system) => return Location::system(settings, system).child(rest, &text),
            None => Location { path: PathBuf::from(std::path::MAIN_SEPARATOR_STR), root: None },
        };
        base.child(inner, &text)
    }

    /// An absolute path in the syntax of the operating system.
    ///
    /// # Errors
    /// -37 for a relative path and one with a NUL in it.
    pub fn platform(text: &Text) -> Res<Location> {
        let text = text.to_str();
        if text.contains('\0') {
            return Err(bad_path(&text, "it has a NUL character in it"));
        }
        if !Path::new(&*text).is_absolute() {
            return Err(bad_path(&text, "it is relative, or in the syntax of another system"));
        }
        Ok(Location { path: absolute(Path::new(&*text)), root: None })
    }

    /// The content of the file there.
    ///
    /// # Errors
    /// -43 when there is none, and what reading raises; 64 for more than the memory budget.
    pub fn content(&self, host: &dyn four_runtime::Host) -> Res<Vec<u8>> {
        super::disk::read(host, self.target()?)
    }

    /// The path of a document as the System Documents commands take it: in the syntax of the operating system, relative
    /// to the folder of the program.
    ///
    /// # Errors
    /// -37 for an empty path and one with a NUL in it.
    pub fn document(settings: &Settings, text: &Text) -> Res<Location> {
        let text = text.to_str();
        match &*text {
            "" => Err(bad_path(&text, "it is empty")),
            path if path.contains('\0') => Err(bad_path(&text, "it has a NUL character in it")),
            path => Ok(Location { path: absolute(&absolute(&settings.folder).join(path)), root: None }),
        }
    }

    /// A folder that 4D has a name for.
    pub fn system(settings: &Settings, system: FileSystem) -> Location {
        let folder = system.folder(settings);
        Location { path: folder.clone(), root: Some((system, folder)) }
    }

    /// A path on the disk as the operating system gave it.
    pub fn on_disk(path: PathBuf) -> Location {
        Location { path: absolute(&path), root: None }
    }

    /// The path as it is, not looked at.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What a relative POSIX path means below this folder; `..` goes up, but not above the root.
    ///
    /// # Errors
    /// -37 for an absolute path, one that leads too far up, and one with a NUL in it; `whole` is shown in the message.
    pub fn child(&self, relative: &str, whole: &str) -> Res<Location> {
        if relative.contains('\0') {
            return Err(bad_path(whole, "it has a NUL character in it"));
        }
        let mut path = self.path.clone();
        for part in relative.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    if self.root.as_ref().is_some_and(|(_, root)| *root == path) || !path.pop() {
                        return Err(bad_path(whole, "it leads above its root"));
                    }
                }
                name if cfg!(windows) && name.contains(['\\', ':']) => {
                    return Err(bad_path(whole, "a name has \\ or : in it"));
                }
                name => path.push(name),
            }
        }
        Ok(Location { path, root: self.root.clone() })
    }

    /// The entry of this name in this folder.
    pub fn join(&self, name: impl AsRef<Path>) -> Location {
        Location { path: self.path.join(name), root: self.root.clone() }
    }

    /// The same place under another path below the same root, if it is below it.
    pub fn with_path(&self, path: PathBuf) -> Location {
        let root = self.root.clone().filter(|(_, root)| path.starts_with(root));
        Location { path, root }
    }

    /// The folder above; a file system's root gives itself, the root of the disk nothing.
    pub fn parent(&self) -> Option<Location> {
        if self.root.as_ref().is_some_and(|(_, root)| *root == self.path) {
            return Some(self.clone());
        }
        Some(Location { path: self.path.parent()?.to_owned(), root: self.root.clone() })
    }

    /// Last part of the path, with its extension.
    pub fn full_name(&self) -> String {
        self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// The path in POSIX syntax, with its file system; folders end with `/`.
    pub fn posix_text(&self, folder: bool) -> String {
        let mut text = match &self.root {
            Some((system, root)) => {
                let below = self.path.strip_prefix(root).unwrap_or(Path::new(""));
                let mut text = format!("/{}", system.name());
                for part in below {
                    text.push('/');
                    text.push_str(&part.to_string_lossy());
                }
                text
            }
            None => slashed(&self.path),
        };
        if folder && !text.ends_with('/') {
            text.push('/');
        }
        text
    }

    /// The path in the syntax of the operating system; folders end with the separator.
    pub fn platform_text(&self, folder: bool) -> String {
        let mut text = self.path.to_string_lossy().into_owned();
        if folder && !text.ends_with(std::path::MAIN_SEPARATOR) {
            text.push(std::path::MAIN_SEPARATOR);
        }
        text
    }

    /// The path, to do something to the entry itself (delete, rename, look at a link).
    ///
    /// # Errors
    /// -120 when a symbolic link on the way leads out of the file system.
    pub fn entry(&self) -> Res<&Path> {
        match &self.root {
            Some((_, root)) if self.path != *root => {
                inside(root, self.path.parent().unwrap_or(root), &self.path)?;
            }
            _ => {}
        }
        Ok(&self.path)
    }

    /// The path, to get at the content: a symbolic link at its end is followed.
    ///
    /// # Errors
    /// -120 when a symbolic link leads out of the file system.
    pub fn target(&self) -> Res<&Path> {
        if let Some((_, root)) = &self.root
            && self.path != *root
        {
            inside(root, &self.path, &self.path)?;
        }
        Ok(&self.path)
    }
}

/// A path with slashes.
fn slashed(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) {
        format!("/{}", text.replace('\\', "/").trim_start_matches('/'))
    } else {
        text.into_owned()
    }
}

/// Checks that what is there of a path, its links followed, lies below a root.
fn inside(root: &Path, path: &Path, shown: &Path) -> Res<()> {
    let Ok(real_root) = fs::canonicalize(root) else {
        // Without the root nothing is below it.
        return Ok(());
    };
    let mut part = path;
    loop {
        match fs::canonicalize(part) {
            Ok(real) if real.starts_with(&real_root) => return Ok(()),
            Ok(_) => break,
            // A link that leads nowhere could be made to lead anywhere.
            Err(_) if fs::symlink_metadata(part).is_ok_and(|found| found.is_symlink()) => break,
            Err(_) => match part.parent() {
                Some(parent) if parent.starts_with(root) => part = parent,
                _ => return Ok(()),
            },
        }
    }
    Err(errors::about(
        NO_FOLDER,
        shown,
        "a symbolic link leads out of the folder that the path may not leave",
    ))
}

/// A new name for a file or folder: no path.
///
/// # Errors
/// -37 when it is empty, a path, or has a character in it that 4D does not allow in names.
pub fn checked_name(name: &Text) -> Res<String> {
    let text = name.to_str();
    let bad = matches!(&*text, "" | "." | "..")
        || text.contains(['/', ':', '\0'])
        || (cfg!(windows) && text.contains(['\\', '*', '?', '"', '<', '>', '|']));
    match bad {
        true => Err(Error::new(BAD_NAME, format!("\"{text}\" is no name for a file or folder."))),
        false => Ok(text.into_owned()),
    }
}

/// A full name as name and extension; the extension begins with its dot.
pub fn split_name(full: &str) -> (&str, &str) {
    match full.rfind('.') {
        Some(dot) if dot > 0 => full.split_at(dot),
        _ => (full, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings {
        Settings { folder: "/proj".into(), resources: "/proj/Resources".into(), ..Settings::default() }
    }

    fn posix(text: &str) -> Result<String, i32> {
        let found = Location::posix(&settings(), &Text::from(text));
        found.map(|found| found.posix_text(false)).map_err(|error| error.code)
    }

    #[test]
    #[cfg(unix)]
    fn paths_are_resolved_as_texts_and_stay_below_their_root() {
        assert_eq!(posix("/a//b/./c/../d").as_deref(), Ok("/a/b/d"));
        assert_eq!(posix("/PACKAGE/a/../b").as_deref(), Ok("/PACKAGE/b"));
        assert_eq!(posix("/PACKAGE").as_deref(), Ok("/PACKAGE"));
        for bad in ["a/b", "", "/..", "/PACKAGE/../x", "/RESOURCES/a/../../x", "/a\0b"] {
            assert_eq!(posix(bad), Err(BAD_NAME), "{bad:?}");
        }
    }

    #[test]
    fn names_have_their_extension_behind_the_last_dot() {
        assert_eq!(split_name("a.tar.gz"), ("a.tar", ".gz"));
        assert_eq!(split_name(".hidden"), (".hidden", ""));
        assert_eq!(split_name("plain"), ("plain", ""));
    }
}
