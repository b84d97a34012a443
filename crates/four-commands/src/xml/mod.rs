//! The themes XML and XML DOM: documents as trees, found by references of 32 characters.
//!
//! Documents belong to the process that made them, as in 4D's preemptive processes (`Develop/preemptive`). Nothing is
//! ever read from outside of a document: external entities are an error, document types are kept but not followed.

mod convert;
pub mod edit;
pub mod navigate;
pub mod options;
mod parse;
mod path;
pub mod read;
mod references;
mod tree;
pub mod write;
mod xpath;

use four_runtime::Error;

/// Codes of the errors of these themes, with the signature `xmlc`; 4D does not document its own.
mod code {
    /// A text is no XML.
    pub const UNREADABLE: i32 = 1;
    /// A reference stands for nothing, or for a node of another kind.
    pub const REFERENCE: i32 = 2;
    /// There is no such element, attribute or child.
    pub const MISSING: i32 = 3;
    /// A name, value or path that XML does not allow.
    pub const INVALID: i32 = 4;
    /// A document would become too large, or too deep.
    pub const LIMIT: i32 = 5;
}

/// An error of these themes.
#[cold]
fn error(code: i32, message: impl Into<String>) -> Box<Error> {
    Error::with_signature(code, message, "xmlc")
}
