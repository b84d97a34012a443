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
pub mod sax;
pub mod sax_read;
pub mod sax_write;
pub mod svg;
mod tree;
pub mod write;
mod xpath;

use four_runtime::{Error, Res, Text};

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

/// The document or element of a reference, written as `DOM EXPORT TO FILE` writes it.
pub fn document_bytes(reference: &Text) -> Res<Vec<u8>> {
    write::bytes(&references::find(reference)?)
}

/// Closes the document of a reference.
pub fn close(reference: &Text) -> Res<()> {
    references::close(&references::find(reference)?);
    Ok(())
}

/// The texts of an XLIFF file by `resname`: the target, or the source where a unit has no target. What is no XML has none.
pub fn xliff_texts(source: &str, into: &mut std::collections::HashMap<String, String>) {
    let Ok(tree) = parse::document(source) else { return };
    for node in tree.descendants(tree::DOCUMENT) {
        if tree.name(node) != Some("trans-unit") {
            continue;
        }
        let Some(name) = tree.attribute(node, "resname") else { continue };
        let part = |part: &str| {
            let child = tree.elements(node).find(|child| tree.name(*child) == Some(part))?;
            Some(tree.string_value(child)).filter(|text| !text.is_empty())
        };
        if let Some(text) = part("target").or_else(|| part("source")) {
            into.entry(name.to_owned()).or_insert(text);
        }
    }
}

pub use parse::decoded;

/// An element of a file that other themes read.
pub struct Item {
    /// Its name.
    pub name: String,
    /// How many elements stand above it.
    pub level: usize,
    attributes: Vec<(String, String)>,
}

impl Item {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

/// All elements of a text in order; none when it is no XML.
pub fn items(source: &str) -> Vec<Item> {
    let Ok(tree) = parse::document(source) else { return Vec::new() };
    let elements = tree.descendants(tree::DOCUMENT).filter(|node| tree.is_element(*node));
    elements
        .map(|node| Item {
            name: tree.name(node).unwrap_or_default().to_owned(),
            level: tree.depth(node).saturating_sub(1),
            attributes: tree.attributes(node).to_vec(),
        })
        .collect()
}
