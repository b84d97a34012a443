//! Errors of the operating system as 4D's file errors.
//!
//! 4D has kept the numbers of the classic file manager: -43 is a file that is not there, -48 one that is there already.

use std::io::{Error as IoError, ErrorKind};
use std::path::Path;

use four_runtime::Error;

/// The folder is not there (a path leads through something that does not exist).
pub const NO_FOLDER: i32 = -120;
/// The file is not there.
pub const NO_FILE: i32 = -43;
/// Something of that name is there already.
pub const DUPLICATE: i32 = -48;
/// The folder is not empty.
pub const NOT_EMPTY: i32 = -47;
/// The name or path cannot be used.
pub const BAD_NAME: i32 = -37;
/// The file is locked, or the program may not touch it.
pub const LOCKED: i32 = -54;
/// The file is open for writing already.
pub const OPEN: i32 = -49;

/// The 4D error for what the operating system said about a path.
#[cold]
pub fn io(error: &IoError, path: &Path) -> Box<Error> {
    let (code, said) = match error.kind() {
        ErrorKind::NotFound => (NO_FILE, "there is no such file or folder"),
        ErrorKind::PermissionDenied => (LOCKED, "it is locked, or the program may not do this to it"),
        ErrorKind::AlreadyExists => (DUPLICATE, "there is something of that name already"),
        ErrorKind::DirectoryNotEmpty => (NOT_EMPTY, "the folder is not empty"),
        ErrorKind::NotADirectory => (NO_FOLDER, "a part of the path is no folder"),
        ErrorKind::IsADirectory => (NO_FILE, "this is a folder, not a file"),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => (-34, "the disk is full"),
        ErrorKind::ReadOnlyFilesystem => (-44, "the volume is locked"),
        ErrorKind::InvalidFilename | ErrorKind::InvalidInput => (BAD_NAME, "the name cannot be used"),
        ErrorKind::UnexpectedEof => (-39, "the file ends too early"),
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => (NOT_EMPTY, "it is in use"),
        _ => return Error::new(-36, format!("{}: {error}.", path.display())),
    };
    Error::new(code, format!("{}: {said}.", path.display()))
}

/// An error about a path, in words of our own.
#[cold]
pub fn about(code: i32, path: &Path, said: &str) -> Box<Error> {
    Error::new(code, format!("{}: {said}.", path.display()))
}
