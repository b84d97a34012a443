//! Every built-in command, constant and data class of four: one theme a file, one item a command.
//!
//! Each item carries its number, documentation, parameters, body and an example that is run as a test. The rest of the
//! program gets them as the tables of this module and knows no second list.

pub mod args;
mod arrays;
pub mod availability;
mod blob;
mod collection;
mod compare;
mod compile;
mod convert;
mod crypto_key;
pub mod data;
mod date_time;
mod design;
mod design_set;
mod desktop;
mod encoding;
mod environment;
pub mod external;
mod facts;
mod files;
mod formulas;
mod functions;
mod icu_pattern;
mod json;
mod json_places;
mod json_pointers;
mod json_schema;
mod language;
mod localization;
pub mod machine;
mod math;
mod messages;
mod objects;
mod pasteboard;
mod pictures;
mod process;
mod regex;
mod secrets;
mod semaphores;
mod series;
mod signal;
mod stored;
mod string;
mod structure;
mod system;
mod system_worker;
mod template;
mod tools;
mod users;
mod xml;

pub use files::paths::{FileSystem, Location};
use four_runtime::registry::{Command, NativeClass};

/// The commands, one table a theme.
pub static ALL: &[&[Command]] = &[
    string::COMMANDS,
    convert::COMMANDS,
    date_time::COMMANDS,
    math::COMMANDS,
    math::BOOLEANS,
    language::COMMANDS,
    formulas::COMMANDS,
    process::COMMANDS,
    process::VARIABLES,
    semaphores::COMMANDS,
    signal::COMMANDS,
    system::COMMANDS,
    desktop::COMMANDS,
    desktop::PROCESSES,
    messages::COMMANDS,
    objects::COMMANDS,
    pasteboard::COMMANDS,
    pictures::files::COMMANDS,
    pictures::change::COMMANDS,
    pictures::files::SVG,
    json::COMMANDS,
    json_schema::COMMANDS,
    json_pointers::COMMANDS,
    arrays::COMMANDS,
    regex::COMMANDS,
    environment::COMMANDS,
    series::COMMANDS,
    template::COMMANDS,
    tools::COMMANDS,
    users::COMMANDS,
    encoding::COMMANDS,
    blob::COMMANDS,
    stored::BLOBS,
    stored::COMMANDS,
    files::file::COMMANDS,
    files::folder::COMMANDS,
    files::environment::COMMANDS,
    files::path_texts::COMMANDS,
    files::documents::COMMANDS,
    files::packets::COMMANDS,
    files::packets::CHARACTER_SETS,
    files::channel::COMMANDS,
    files::zip_classes::COMMANDS,
    files::zip_write::COMMANDS,
    external::COMMANDS,
    compile::COMMANDS,
    design::COMMANDS,
    design_set::COMMANDS,
    facts::COMMANDS,
    localization::COMMANDS,
    machine::COMMANDS,
    secrets::COMMANDS,
    crypto_key::commands::PROTOCOL,
    crypto_key::commands::BLOBS,
    structure::COMMANDS,
    xml::read::COMMANDS,
    xml::navigate::COMMANDS,
    xml::edit::COMMANDS,
    xml::write::COMMANDS,
    xml::options::COMMANDS,
    xml::sax_read::COMMANDS,
    xml::sax_write::COMMANDS,
    xml::svg::COMMANDS,
];
/// 4D's classes of this crate.
pub static CLASSES: &[&NativeClass] = &[
    &functions::OBJECT,
    &functions::FUNCTION,
    &functions::FORMULA,
    &functions::METHOD,
    &functions::CLASS,
    &functions::BLOB,
    &signal::SIGNAL,
    &crypto_key::CRYPTO_KEY,
    &collection::COLLECTION,
    &files::file::DOCUMENT,
    &files::file::FILE,
    &files::folder::DIRECTORY,
    &files::folder::FOLDER,
    &files::handle::FILE_HANDLE,
    &files::zip_classes::ZIP_ARCHIVE,
    &files::zip_classes::ZIP_FILE,
    &files::zip_classes::ZIP_FOLDER,
    &system_worker::SYSTEM_WORKER,
];

#[cfg(test)]
mod test_host;
#[cfg(test)]
mod tests;
