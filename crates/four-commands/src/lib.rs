//! Every built-in command, constant and data class of four: one theme a file, one item a command.
//!
//! Each item carries its number, documentation, parameters, body and an example that is run as a test. The rest of the
//! program gets them as the tables of this module and knows no second list.

pub mod args;
mod collection;
mod compare;
mod convert;
mod date_time;
pub mod data;
mod functions;
mod objects;
mod json;
mod arrays;
mod regex;
mod language;
mod process;
mod system;
mod math;
mod string;
mod tools;
mod encoding;
mod blob;

use four_runtime::registry::{Command, NativeClass};

/// The commands, one table a theme.
pub static ALL: &[&[Command]] = &[string::COMMANDS, convert::COMMANDS, date_time::COMMANDS, math::COMMANDS, math::BOOLEANS,
    language::COMMANDS, process::COMMANDS, system::COMMANDS, objects::COMMANDS, json::COMMANDS, arrays::COMMANDS, regex::COMMANDS, tools::COMMANDS, encoding::COMMANDS, blob::COMMANDS];
/// 4D's classes of this crate.
pub static CLASSES: &[&NativeClass] = &[
    &functions::OBJECT, &functions::FUNCTION, &functions::FORMULA, &functions::METHOD, &functions::CLASS, &functions::BLOB,
    &collection::COLLECTION,
];

#[cfg(test)]
mod test_host;
#[cfg(test)]
mod tests;
