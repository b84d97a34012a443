//! The file system: `4D.File`, `4D.Folder`, `4D.FileHandle`, archives, and the themes System Documents and File and Folder.
//!
//! `paths` knows how paths are written and which may not be left, `disk` does what is done on the disk, `texts` knows
//! character sets and line breaks. All else is members and commands over these three.

pub mod channel;
pub mod disk;
pub mod documents;
pub mod environment;
mod errors;
pub mod file;
pub mod folder;
pub mod handle;
pub mod item;
pub mod packets;
pub mod path_texts;
pub mod paths;
mod places;
mod plist;
pub mod texts;
pub mod zip_classes;
mod zip_read;
pub mod zip_write;

#[cfg(test)]
mod tests;
