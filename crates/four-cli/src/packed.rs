//! Projects that are packed into one file, `NAME.4DZ`: a ZIP archive with the folder `Project` in it
//! (`Desktop/building`, `Project/components`).
//!
//! Such a file is unpacked once into a folder of the user's cache, named after what the file holds. It is read as
//! hostile input: names that lead out are left out, links too, and what it may hold has limits.

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use zip::read::ZipArchive;

/// Largest file, in bytes.
const MAX_FILE: u64 = 512 << 20;
/// Most bytes that come out of it.
const MAX_UNPACKED: u64 = 1 << 30;
/// Most entries.
const MAX_ENTRIES: usize = 100_000;

/// Whether a path names such a file.
pub fn is_packed(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("4DZ")) && path.is_file()
}

/// The folder with what the file holds.
///
/// # Errors
/// A sentence that says why it cannot be unpacked, or that it holds no sources: compiled code cannot be run.
pub fn unpacked(file: &Path) -> Result<PathBuf, String> {
    let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
    let length = fs::metadata(file).map_err(|error| failed(&error))?.len();
    if length > MAX_FILE {
        return Err(failed(&"this packed project is too large"));
    }
    let archive = File::open(file).map_err(|error| failed(&error))?;
    let mut zip = ZipArchive::new(BufReader::new(archive)).map_err(|error| failed(&said(&error)))?;
    if zip.len() > MAX_ENTRIES {
        return Err(failed(&said(&"it has too many entries")));
    }
    let is_source =
        |name: &str| name.starts_with("Project/Sources/") && name.to_lowercase().ends_with(".4dm");
    if !zip.file_names().any(|name| name.is_ok_and(|name| is_source(&name))) {
        return Err(failed(&"this packed project holds no sources; compiled code cannot be run by four"));
    }
    let mut hash = Sha256::new();
    let mut source = File::open(file).map_err(|error| failed(&error))?;
    let mut piece = vec![0; 64 << 10];
    loop {
        match source.read(&mut piece).map_err(|error| failed(&error))? {
            0 => break,
            count => hash.update(&piece[..count]),
        }
    }
    let hash: String = hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let cache = cache().map_err(|error| failed(&error))?;
    let folder = cache.join(&hash);
    if !folder.is_dir() {
        // Unpacked beside its place and renamed: nobody sees half of it.
        let new =
            tempfile::Builder::new().prefix("new-").tempdir_in(&cache).map_err(|error| failed(&error))?;
        extract(&mut zip, new.path()).map_err(|error| failed(&error))?;
        let new = new.keep();
        if fs::rename(&new, &folder).is_err() {
            // Another process was faster.
            let _ = fs::remove_dir_all(&new);
        }
    }
    Ok(folder)
}

/// The folder of the user's cache for packed projects, which nobody else can write to.
fn cache() -> io::Result<PathBuf> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = if cfg!(windows) {
        absolute("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        absolute("HOME").map(|home| home.join("Library/Caches"))
    } else {
        absolute("XDG_CACHE_HOME").or_else(|| absolute("HOME").map(|home| home.join(".cache")))
    };
    if let Some(base) = base {
        let folder = base.join("four").join("packed");
        if private(&folder).is_ok() {
            return Ok(folder);
        }
    }
    // Without a home, a folder of its own for each run.
    Ok(tempfile::Builder::new().prefix("four-packed-").tempdir()?.keep())
}

fn private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn said(error: &dyn std::fmt::Display) -> String {
    format!("this packed project cannot be read: {error}")
}

fn extract(zip: &mut ZipArchive<BufReader<File>>, folder: &Path) -> Result<(), String> {
    let mut room = MAX_UNPACKED;
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).map_err(|error| said(&error))?;
        let Some(name) = entry.enclosed_name().filter(|_| !entry.is_symlink()) else { continue };
        let place = folder.join(name);
        if entry.is_dir() {
            fs::create_dir_all(&place).map_err(|error| said(&error))?;
            continue;
        }
        if let Some(parent) = place.parent() {
            fs::create_dir_all(parent).map_err(|error| said(&error))?;
        }
        let mut out = File::create(&place).map_err(|error| said(&error))?;
        let written = io::copy(&mut (&mut entry).take(room + 1), &mut out).map_err(|error| said(&error))?;
        room = room.checked_sub(written).ok_or_else(|| said(&"it holds too much"))?;
        out.flush().map_err(|error| said(&error))?;
    }
    Ok(())
}
