//! Writing documents as text (`commands/dom-export-to-var`, `commands/xml-set-options`).

use std::rc::Rc;

use four_runtime::registry::InOut;
use four_runtime::{Error, Res, Text, Value, commands};

use super::read::done;
use super::references::{self, Place};
use super::tree::{DOCUMENT, Kind, NodeId, Options, Tree};
use crate::encoding::{charset, encode};
use crate::files::{disk, documents};

commands! { pub static COMMANDS: "XML DOM";
    /// Says which character set a document is written in, and whether it stands alone
    /// (`commands/dom-set-xml-declaration`). An unknown character set means UTF-8.
    ///
    /// ```4d
    /// var $root; $text : Text
    /// $root:=DOM Create XML Ref("a")
    /// DOM SET XML DECLARATION($root; "ISO-8859-1"; True)
    /// DOM EXPORT TO VAR($root; $text)
    /// ASSERT(Position("encoding=\"ISO-8859-1\" standalone=\"yes\""; $text)>0)
    /// DOM CLOSE XML($root)
    /// ```
    "DOM SET XML DECLARATION" 859 fn set_declaration(
        _host, reference: &Text, encoding: &Text, standalone: Option<bool>, indentation: Option<bool>
    ) {
        let place = references::find(reference)?;
        let mut tree = place.tree.borrow_mut();
        let known = charset(&Value::Text(encoding.clone())).is_ok();
        tree.declaration.encoding = if known { encoding.to_string() } else { "UTF-8".into() };
        tree.declaration.standalone = standalone.unwrap_or(false);
        if let Some(indentation) = indentation {
            tree.options.indentation = if indentation { 1 } else { 2 };
        }
        Ok(())
    }

    /// Writes a document into a text or blob variable: from the root element all of it, from another element that
    /// element (`commands/dom-export-to-var`).
    ///
    /// ```4d
    /// var $root; $text; $head : Text
    /// $root:=DOM Parse XML variable("<a><b>x</b></a>")
    /// DOM EXPORT TO VAR($root; $text)
    /// $head:="<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\" ?>"
    /// ASSERT($text=($head+"\n<a>\n  <b>x</b>\n</a>\n"))
    /// DOM CLOSE XML($root)
    /// ```
    "DOM EXPORT TO VAR" 863 fn export_to_var(host, reference: &Text, variable: InOut) {
        host.set_variable("OK", Value::Int(0));
        let place = references::find(reference)?;
        *variable.0 = match variable.0 {
            Value::Blob(_) => Value::Blob(Rc::new(bytes(&place)?)),
            _ => Value::from(text(&place.tree.borrow(), place.node, "\n")),
        };
        done(host);
        Ok(())
    }

    /// Writes a document into a file; a path that is not absolute starts in the folder of the program
    /// (`commands/dom-export-to-file`).
    ///
    /// ```4d
    /// var $root : Text
    /// $root:=DOM Create XML Ref("a")
    /// DOM EXPORT TO FILE($root; "a.xml")
    /// DOM CLOSE XML($root)
    /// $root:=DOM Parse XML source("a.xml")
    /// ASSERT(OK=1)
    /// DOM CLOSE XML($root)
    /// ```
    "DOM EXPORT TO FILE" 862 fn export_to_file(host, reference: &Text, path: &Text) {
        host.set_variable("OK", Value::Int(0));
        let place = references::find(reference)?;
        if path.is_empty() {
            return Err(Error::new(33, "DOM EXPORT TO FILE needs a path: four has no dialog to choose a file."));
        }
        let bytes = bytes(&place)?;
        let location = documents::document(host, path)?;
        disk::replace(location.path(), &bytes)?;
        done(host);
        Ok(())
    }
}

/// The document as bytes of its character set.
pub fn bytes(place: &Place) -> Res<Vec<u8>> {
    tree_bytes(&place.tree.borrow(), place.node)
}

/// A document, or an element of it, as bytes of its character set.
pub fn tree_bytes(tree: &Tree, node: NodeId) -> Res<Vec<u8>> {
    let ends = line_end(&tree.options);
    let set = charset(&Value::from(tree.declaration.encoding.as_str()))?;
    let mut bytes = Vec::new();
    if tree.options.bom == 1 || tree.declaration.encoding.eq_ignore_ascii_case("UTF-16") {
        bytes = encode(&Text::from("\u{feff}"), set);
    }
    bytes.extend(encode(&Text::from(text(tree, node, ends)), set));
    Ok(bytes)
}

/// The line ends that options ask for.
pub fn line_end(options: &Options) -> &'static str {
    match options.line_ending {
        2 => "\r",
        3 => "\r\n",
        1 => "\n",
        _ if cfg!(windows) => "\r\n",
        _ => "\n",
    }
}

/// The document as text, with these line ends.
fn text(tree: &Tree, node: NodeId, ends: &str) -> String {
    let declaration = &tree.declaration;
    let mut out = String::from("<?xml version=\"");
    out.push_str(&declaration.version);
    out.push_str("\" encoding=\"");
    out.push_str(&declaration.encoding);
    out.push_str("\" standalone=\"");
    out.push_str(if declaration.standalone { "yes" } else { "no" });
    out.push_str("\" ?>");
    let indented = tree.options.indentation != 2;
    let mut writer = Writer { tree, out, indented };
    let top = if tree.root() == Some(node) { DOCUMENT } else { node };
    if top == DOCUMENT {
        for child in tree.children(DOCUMENT) {
            // The declaration stands on a line of its own, also without indentation.
            writer.out.push('\n');
            writer.node(child, 0);
        }
    } else {
        writer.out.push('\n');
        writer.node(top, 0);
    }
    if indented {
        // Programs count on it when they cut what they exported.
        writer.out.push('\n');
    }
    match ends {
        "\n" => writer.out,
        other => writer.out.replace('\n', other),
    }
}

struct Writer<'a> {
    tree: &'a Tree,
    out: String,
    indented: bool,
}

impl Writer<'_> {
    /// Writes a node; documents are at most as deep as [`super::tree::MAX_DEPTH`].
    fn node(&mut self, id: NodeId, level: usize) {
        match self.tree.kind(id) {
            Kind::Element { name, attributes } => {
                self.out.push('<');
                self.out.push_str(name);
                for (name, value) in attributes {
                    self.out.push(' ');
                    self.out.push_str(name);
                    self.out.push_str("=\"");
                    escape(&mut self.out, value, true);
                    self.out.push('"');
                }
                if self.tree.first(id).is_none() {
                    self.out.push_str("/>");
                    return;
                }
                self.out.push('>');
                self.children(id, level);
                self.out.push_str("</");
                self.out.push_str(name);
                self.out.push('>');
            }
            Kind::Text(text) => escape(&mut self.out, text, false),
            Kind::Cdata(text) => {
                self.out.push_str("<![CDATA[");
                // A section cannot hold its own end.
                self.out.push_str(&text.replace("]]>", "]]]]><![CDATA[>"));
                self.out.push_str("]]>");
            }
            Kind::Comment(text) => self.marked("<!--", text, "-->"),
            Kind::Instruction(text) => self.marked("<?", text, "?>"),
            Kind::Doctype(text) => self.marked("<!DOCTYPE ", text, ">"),
            Kind::Document => {}
        }
    }

    fn marked(&mut self, before: &str, text: &str, after: &str) {
        self.out.push_str(before);
        self.out.push_str(text);
        self.out.push_str(after);
    }

    /// Children are indented unless text stands between them; white space between elements is then not kept.
    fn children(&mut self, id: NodeId, level: usize) {
        let blank =
            |child: NodeId| matches!(self.tree.kind(child), Kind::Text(text) if text.trim().is_empty());
        let text = |child: NodeId| matches!(self.tree.kind(child), Kind::Text(_) | Kind::Cdata(_));
        let only_blank = self.tree.children(id).all(blank);
        let mixed = only_blank || self.tree.children(id).any(|child| text(child) && !blank(child));
        let indented = self.indented && !mixed;
        let children: Vec<NodeId> =
            self.tree.children(id).filter(|child| !indented || !blank(*child)).collect();
        for child in children {
            if indented {
                self.line(level + 1);
            }
            self.node(child, level + 1);
        }
        if indented {
            self.line(level);
        }
    }

    fn line(&mut self, level: usize) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n("  ", level));
    }
}

/// Writes characters with references for those that mean something in XML; those that XML forbids are left out.
pub fn escape(out: &mut String, text: &str, attribute: bool) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            // As Xerces writes it: only texts need it.
            '>' if !attribute => out.push_str("&gt;"),
            '"' if attribute => out.push_str("&quot;"),
            '\t' | '\n' if attribute => out.push_str(&format!("&#x{:X};", u32::from(c))),
            '\r' => out.push_str("&#xD;"),
            '\t' | '\n' => out.push(c),
            c if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
}
