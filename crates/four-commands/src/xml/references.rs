//! References: 32 characters that stand for a node of a document of this process.
//!
//! They hold the numbers of document and node and the generation of the node, so that a reference to something that was
//! closed or removed is an error and never another node.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};

use four_runtime::{Res, Text};

use super::tree::{NodeId, Tree};
use super::{code, error};

/// The reference that stands for nothing.
pub const NONE: &str = "00000000000000000000000000000000";
/// Most documents that may be open in a process.
const MAX_OPEN: usize = 10_000;

type Shared = Rc<RefCell<Tree>>;

thread_local! {
    static OPEN: RefCell<HashMap<u32, Shared>> = RefCell::new(HashMap::new());
}

/// A node of an open document.
pub struct Place {
    document: u32,
    /// The document.
    pub tree: Shared,
    /// The node.
    pub node: NodeId,
}

impl Place {
    /// The reference of a node of the same document.
    pub fn reference(&self, node: NodeId) -> String {
        reference(self.document, &self.tree.borrow(), node)
    }
}

fn reference(document: u32, tree: &Tree, node: NodeId) -> String {
    let generation = tree.generation(node).unwrap_or(0);
    format!("{document:08X}{node:08X}{generation:08X}{:08X}", check(document, node, generation))
}

/// Makes it unlikely that a text that is no reference passes for one.
fn check(document: u32, node: NodeId, generation: u32) -> u32 {
    let mixed = document.rotate_left(7) ^ node.rotate_left(16) ^ generation.rotate_left(25) ^ 0x4d58_4c21;
    mixed.wrapping_mul(0x9e37_79b1)
}

/// Opens a document; gives the reference of its root element.
///
/// # Errors
/// When too many documents are open.
pub fn open(tree: Tree) -> Res<String> {
    static NUMBERS: AtomicU32 = AtomicU32::new(1);
    OPEN.with_borrow_mut(|open| {
        if open.len() >= MAX_OPEN {
            let message = format!("{MAX_OPEN} XML documents are open: close them with DOM CLOSE XML.");
            return Err(error(code::LIMIT, message));
        }
        let number = NUMBERS.fetch_add(1, Ordering::Relaxed);
        let text = reference(number, &tree, tree.root().unwrap_or(super::tree::DOCUMENT));
        open.insert(number, Rc::new(RefCell::new(tree)));
        Ok(text)
    })
}

/// The node that a reference stands for.
///
/// # Errors
/// When it stands for nothing.
pub fn find(text: &Text) -> Res<Place> {
    let parse = || {
        let ascii = std::str::from_utf8(text.ascii_bytes()?).ok()?;
        if ascii.len() != NONE.len() {
            return None;
        }
        let part = |at: usize| u32::from_str_radix(ascii.get(at..at + 8)?, 16).ok();
        let (document, node, generation) = (part(0)?, part(8)?, part(16)?);
        if part(24)? != check(document, node, generation) {
            return None;
        }
        let tree = OPEN.with_borrow(|open| open.get(&document).cloned())?;
        let known = tree.borrow().generation(node) == Some(generation);
        known.then_some(Place { document, tree, node })
    };
    parse().ok_or_else(|| {
        let message = match text.to_str().as_ref() {
            NONE | "" => "The XML reference is null: what it was taken from was not found.".to_owned(),
            _ => {
                "The XML reference is not valid: its document is closed, or its node was removed.".to_owned()
            }
        };
        error(code::REFERENCE, message)
    })
}

/// The element that a reference stands for.
///
/// # Errors
/// When it stands for nothing, or for another kind of node.
pub fn element(text: &Text) -> Res<Place> {
    let place = find(text)?;
    if place.tree.borrow().is_element(place.node) {
        return Ok(place);
    }
    Err(error(code::REFERENCE, "The XML reference does not stand for an element."))
}

/// Closes a document.
pub fn close(place: &Place) {
    let closed = OPEN.with_borrow_mut(|open| open.remove(&place.document));
    drop(closed);
}
