//! An XML document in memory: nodes in one vector, linked to their parent and neighbours.
//!
//! A place in the vector that is used again has another generation, so an old reference is noticed. The document node is
//! number 0. Depth and number of nodes are limited, so walks may recurse and memory stays bounded.

use four_runtime::Res;

use super::{code, error};

/// Deepest nesting of elements.
pub const MAX_DEPTH: usize = 400;
/// Most nodes of a document.
const MAX_NODES: usize = 20_000_000;

/// Number of a node in its document.
pub type NodeId = u32;
/// The document node.
pub const DOCUMENT: NodeId = 0;

/// What a node is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The document itself, parent of the root element.
    Document,
    /// An element with its attributes in the order of the source.
    Element {
        /// Name with prefix.
        name: String,
        /// Names and values.
        attributes: Vec<(String, String)>,
    },
    /// Characters.
    Text(String),
    /// Characters of a CDATA section.
    Cdata(String),
    /// A comment.
    Comment(String),
    /// A processing instruction, target and content.
    Instruction(String),
    /// What stands between `<!DOCTYPE` and `>`.
    Doctype(String),
}

struct Node {
    kind: Kind,
    generation: u32,
    parent: Option<NodeId>,
    first: Option<NodeId>,
    last: Option<NodeId>,
    previous: Option<NodeId>,
    next: Option<NodeId>,
}

/// What `DOM SET XML DECLARATION` and the source say of a document.
#[derive(Clone, Debug)]
pub struct Declaration {
    /// XML version.
    pub version: String,
    /// Character set to write.
    pub encoding: String,
    /// True when the document needs nothing else.
    pub standalone: bool,
}

/// What `XML SET OPTIONS` chose, by the values of its constants.
#[derive(Clone, Debug)]
pub struct Options {
    /// `XML string encoding`: 1 escaped, 2 raw.
    pub string_encoding: i32,
    /// `XML date encoding`.
    pub date_encoding: i32,
    /// `XML time encoding`.
    pub time_encoding: i32,
    /// `XML indentation`: 1 with, 2 without.
    pub indentation: i32,
    /// `XML binary encoding`: 1 Base64, 2 data URI.
    pub binary_encoding: i32,
    /// `XML picture encoding`.
    pub picture_encoding: i32,
    /// `XML DOM case sensitivity`: 1 sensitive, 2 not.
    pub case_sensitivity: i32,
    /// `XML BOM`: 0 default, 1 with, 2 without.
    pub bom: i32,
    /// `XML line ending`: 0 default, 1 LF, 2 CR, 3 CRLF.
    pub line_ending: i32,
}

/// A document.
pub struct Tree {
    nodes: Vec<Option<Node>>,
    free: Vec<NodeId>,
    generations: u32,
    /// Its declaration.
    pub declaration: Declaration,
    /// Its options.
    pub options: Options,
}

impl Tree {
    /// A document without a root element.
    pub fn new() -> Tree {
        let mut tree = Tree {
            nodes: Vec::new(),
            free: Vec::new(),
            generations: 0,
            declaration: Declaration { version: "1.0".into(), encoding: "UTF-8".into(), standalone: false },
            options: Options {
                string_encoding: 1,
                date_encoding: super::options::DATE_ISO,
                time_encoding: super::options::TIME_ABSOLUTE,
                indentation: 1,
                binary_encoding: 1,
                picture_encoding: 1,
                case_sensitivity: 1,
                bom: 0,
                line_ending: 0,
            },
        };
        tree.nodes.push(Some(Node::new(Kind::Document, 0)));
        tree
    }

    fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id as usize)?.as_ref()
    }

    fn node_mut(&mut self, id: NodeId) -> Option<&mut Node> {
        self.nodes.get_mut(id as usize)?.as_mut()
    }

    /// The generation of a node that exists.
    pub fn generation(&self, id: NodeId) -> Option<u32> {
        self.node(id).map(|node| node.generation)
    }

    /// What a node is; the document for one that does not exist.
    pub fn kind(&self, id: NodeId) -> &Kind {
        self.node(id).map_or(&Kind::Document, |node| &node.kind)
    }

    /// The kind of a node, to be changed.
    pub fn kind_mut(&mut self, id: NodeId) -> Option<&mut Kind> {
        self.node_mut(id).map(|node| &mut node.kind)
    }

    /// Name of an element.
    pub fn name(&self, id: NodeId) -> Option<&str> {
        match self.kind(id) {
            Kind::Element { name, .. } => Some(name),
            _ => None,
        }
    }

    /// Attributes of an element.
    pub fn attributes(&self, id: NodeId) -> &[(String, String)] {
        match self.kind(id) {
            Kind::Element { attributes, .. } => attributes,
            _ => &[],
        }
    }

    /// Value of an attribute.
    pub fn attribute(&self, id: NodeId, name: &str) -> Option<&str> {
        self.attributes(id).iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The parent.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.node(id)?.parent
    }

    /// The first child.
    pub fn first(&self, id: NodeId) -> Option<NodeId> {
        self.node(id)?.first
    }

    /// The last child.
    pub fn last(&self, id: NodeId) -> Option<NodeId> {
        self.node(id)?.last
    }

    /// The next sibling.
    pub fn next(&self, id: NodeId) -> Option<NodeId> {
        self.node(id)?.next
    }

    /// The previous sibling.
    pub fn previous(&self, id: NodeId) -> Option<NodeId> {
        self.node(id)?.previous
    }

    /// The children in order.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.first(id), |child| self.next(*child))
    }

    /// The children that are elements.
    pub fn elements(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.children(id).filter(|child| self.is_element(*child))
    }

    /// True for an element.
    pub fn is_element(&self, id: NodeId) -> bool {
        matches!(self.kind(id), Kind::Element { .. })
    }

    /// The root element.
    pub fn root(&self) -> Option<NodeId> {
        self.elements(DOCUMENT).next()
    }

    /// The node that follows in document order, within `top`.
    pub fn following(&self, id: NodeId, top: NodeId) -> Option<NodeId> {
        if let Some(child) = self.first(id) {
            return Some(child);
        }
        let mut at = id;
        while at != top {
            if let Some(next) = self.next(at) {
                return Some(next);
            }
            at = self.parent(at)?;
        }
        None
    }

    /// A node and all below it, in document order.
    pub fn descendants(&self, top: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(Some(top), move |at| self.following(*at, top))
    }

    /// How many nodes lie above a node.
    pub fn depth(&self, id: NodeId) -> usize {
        std::iter::successors(self.parent(id), |at| self.parent(*at)).count()
    }

    /// The characters of a node: its own, or those of all texts below it.
    pub fn string_value(&self, id: NodeId) -> String {
        match self.kind(id) {
            Kind::Text(text) | Kind::Cdata(text) | Kind::Comment(text) | Kind::Instruction(text) => {
                text.clone()
            }
            Kind::Doctype(_) => String::new(),
            Kind::Document | Kind::Element { .. } => {
                let mut all = String::new();
                for node in self.descendants(id) {
                    if let Kind::Text(text) | Kind::Cdata(text) = self.kind(node) {
                        all.push_str(text);
                    }
                }
                all
            }
        }
    }

    /// Makes a node that stands nowhere yet.
    ///
    /// # Errors
    /// When the document has too many nodes.
    pub fn create(&mut self, kind: Kind) -> Res<NodeId> {
        if self.nodes.len() - self.free.len() >= MAX_NODES {
            return Err(error(code::LIMIT, format!("An XML document holds at most {MAX_NODES} nodes.")));
        }
        self.generations = self.generations.wrapping_add(1);
        let node = Node::new(kind, self.generations);
        if let Some(id) = self.free.pop() {
            self.nodes[id as usize] = Some(node);
            return Ok(id);
        }
        self.nodes.push(Some(node));
        Ok((self.nodes.len() - 1) as NodeId)
    }

    /// Puts a node that stands nowhere among the children of `parent`, before `before` or at the end.
    ///
    /// # Errors
    /// When the document becomes too deep; the node is removed then.
    pub fn insert(&mut self, parent: NodeId, id: NodeId, before: Option<NodeId>) -> Res<()> {
        if self.depth(parent) >= MAX_DEPTH {
            self.remove(id);
            return Err(error(code::LIMIT, format!("XML elements are nested deeper than {MAX_DEPTH}.")));
        }
        let previous = match before {
            Some(before) => self.previous(before),
            None => self.last(parent),
        };
        if let Some(node) = self.node_mut(id) {
            (node.parent, node.previous, node.next) = (Some(parent), previous, before);
        }
        match previous {
            Some(previous) => {
                if let Some(node) = self.node_mut(previous) {
                    node.next = Some(id);
                }
            }
            None => {
                if let Some(node) = self.node_mut(parent) {
                    node.first = Some(id);
                }
            }
        }
        let back = before.unwrap_or(parent);
        if let Some(node) = self.node_mut(back) {
            match before {
                Some(_) => node.previous = Some(id),
                None => node.last = Some(id),
            }
        }
        Ok(())
    }

    /// Makes a node and puts it among the children of `parent`.
    ///
    /// # Errors
    /// When the document becomes too large.
    pub fn append(&mut self, parent: NodeId, kind: Kind) -> Res<NodeId> {
        let id = self.create(kind)?;
        self.insert(parent, id, None)?;
        Ok(id)
    }

    /// Takes a node out of its place and forgets it with all below it.
    pub fn remove(&mut self, id: NodeId) {
        if id == DOCUMENT {
            return;
        }
        let Some(node) = self.node(id) else { return };
        let (parent, previous, next) = (node.parent, node.previous, node.next);
        match (previous, parent) {
            (Some(previous), _) => {
                if let Some(node) = self.node_mut(previous) {
                    node.next = next;
                }
            }
            (None, Some(parent)) => {
                if let Some(node) = self.node_mut(parent) {
                    node.first = next;
                }
            }
            (None, None) => {}
        }
        match (next, parent) {
            (Some(next), _) => {
                if let Some(node) = self.node_mut(next) {
                    node.previous = previous;
                }
            }
            (None, Some(parent)) => {
                if let Some(node) = self.node_mut(parent) {
                    node.last = previous;
                }
            }
            (None, None) => {}
        }
        if let Some(node) = self.node_mut(id) {
            (node.parent, node.previous, node.next) = (None, None, None);
        }
        let gone: Vec<NodeId> = self.descendants(id).collect();
        for id in gone {
            self.nodes[id as usize] = None;
            self.free.push(id);
        }
    }

    /// Copies a node of another document, or of this one, with all below it; the copy stands nowhere.
    ///
    /// # Errors
    /// When the document becomes too large.
    pub fn graft(&mut self, branch: &Branch) -> Res<NodeId> {
        let mut ids = Vec::with_capacity(branch.nodes.len());
        for (parent, kind) in &branch.nodes {
            let id = self.create(kind.clone())?;
            if let Some(parent) = parent.and_then(|at| ids.get(at)) {
                self.insert(*parent, id, None)?;
            }
            ids.push(id);
        }
        ids.first().copied().ok_or_else(|| error(code::REFERENCE, "There is nothing to copy."))
    }

    /// A copy of a node and all below it, outside of any document.
    pub fn branch(&self, top: NodeId) -> Branch {
        let mut places = std::collections::HashMap::new();
        let mut nodes = Vec::new();
        for id in self.descendants(top) {
            places.insert(id, nodes.len());
            let parent = if id == top {
                None
            } else {
                self.parent(id).and_then(|parent| places.get(&parent).copied())
            };
            nodes.push((parent, self.kind(id).clone()));
        }
        Branch { nodes }
    }
}

/// A part of a document, to be put into another: nodes in document order with the place of their parent.
pub struct Branch {
    nodes: Vec<(Option<usize>, Kind)>,
}

impl Branch {
    /// How many levels it has.
    pub fn height(&self) -> usize {
        let mut levels: Vec<usize> = Vec::with_capacity(self.nodes.len());
        for (parent, _) in &self.nodes {
            levels.push(parent.and_then(|at| levels.get(at)).map_or(1, |level| level + 1));
        }
        levels.into_iter().max().unwrap_or(0)
    }
}

impl Node {
    fn new(kind: Kind, generation: u32) -> Node {
        Node { kind, generation, parent: None, first: None, last: None, previous: None, next: None }
    }
}

/// True for a name that XML allows, with at most one prefix (XML 1.0, section 2.3; Namespaces in XML, section 3).
pub fn is_name(name: &str) -> bool {
    let part = |part: &str| {
        let mut chars = part.chars();
        chars.next().is_some_and(|c| c.is_alphabetic() || c == '_')
            && chars.all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '\u{b7}'))
    };
    match name.split_once(':') {
        Some((prefix, local)) => part(prefix) && part(local),
        None => part(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(name: &str) -> Kind {
        Kind::Element { name: name.into(), attributes: Vec::new() }
    }

    #[test]
    fn nodes_keep_their_order_when_some_come_and_go() {
        let mut tree = Tree::new();
        let root = tree.append(DOCUMENT, element("r")).expect("root");
        let [a, b, c] = ["a", "b", "c"].map(|name| tree.append(root, element(name)).expect("child"));
        let generation = tree.generation(b);
        tree.remove(b);
        assert_eq!(tree.children(root).collect::<Vec<_>>(), [a, c]);
        let d = tree.create(element("d")).expect("a node");
        assert_eq!(d, b);
        assert_ne!(tree.generation(d), generation);
        tree.insert(root, d, Some(a)).expect("a place");
        assert_eq!(tree.children(root).collect::<Vec<_>>(), [d, a, c]);
        assert_eq!((tree.previous(a), tree.next(d), tree.last(root)), (Some(d), Some(a), Some(c)));
        tree.remove(root);
        assert_eq!((tree.root(), tree.first(DOCUMENT), tree.last(DOCUMENT)), (None, None, None));
    }

    #[test]
    fn nesting_is_limited() {
        let mut tree = Tree::new();
        let mut at = DOCUMENT;
        let refused = (0..=MAX_DEPTH + 1).find(|_| match tree.append(at, element("x")) {
            Ok(child) => {
                at = child;
                false
            }
            Err(_) => true,
        });
        assert_eq!(refused, Some(MAX_DEPTH));
    }

    #[test]
    fn names_follow_xml() {
        for name in ["a", "_x", "svg:g", "é-1", "a.b"] {
            assert!(is_name(name), "{name}");
        }
        for name in ["", "1a", "a b", "a:b:c", "<", "a/b", "-a"] {
            assert!(!is_name(name), "{name}");
        }
    }
}
