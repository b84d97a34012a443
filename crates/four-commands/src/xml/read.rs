//! Reading documents, and what an element says of itself: name, value, attributes.

use four_runtime::registry::InOut;
use four_runtime::{Error, Host, Res, Text, Value, commands};

use super::parse::{self, Problem};
use super::references::{self, Place};
use super::tree::{Kind, NodeId, Tree};
use super::{code, convert, error, options};
use crate::args::check_size;
use crate::files::{disk, documents};

commands! { pub static COMMANDS: "XML DOM";
    /// Reads the XML of a text or blob; gives the reference of the root element, 32 characters. The document stays open
    /// until `DOM CLOSE XML`. Nothing outside of it is read: external entities are an error, and four does not validate
    /// (`commands/dom-parse-xml-variable`).
    ///
    /// ```4d
    /// var $root; $name : Text
    /// $root:=DOM Parse XML variable("<a><b/></a>")
    /// DOM GET XML ELEMENT NAME($root; $name)
    /// ASSERT(($name="a") & (Length($root)=32))
    /// DOM CLOSE XML($root)
    /// ```
    "DOM Parse XML variable" 720 fn parse_variable(
        host, variable: &Value, validation: Option<bool>, _schema: Option<&Text>
    ) -> String {
        host.set_variable("OK", Value::Int(0));
        no_validation(validation)?;
        let source = match variable {
            Value::Text(text) => text.to_string(),
            Value::Blob(bytes) => parse::decoded(bytes)?,
            other => return Err(Error::type_mismatch("a text or blob", other)),
        };
        open(host, &source)
    }

    /// Reads the XML of a document on disk; gives the reference of the root element (`commands/dom-parse-xml-source`). A
    /// path that is not absolute starts in the folder of the program. Network addresses are not available.
    ///
    /// ```4d
    /// Try(DOM Parse XML source("no such file.xml"))
    /// ASSERT((OK=0) & (Last errors.length>0))
    /// ```
    "DOM Parse XML source" 719 fn parse_source(
        host, document: &Text, validation: Option<bool>, _schema: Option<&Text>
    ) -> String {
        host.set_variable("OK", Value::Int(0));
        no_validation(validation)?;
        let bytes = file(host, document)?;
        open(host, &parse::decoded(&bytes)?)
    }

    /// Closes a document by the reference of its root element; its references are no longer valid
    /// (`commands/dom-close-xml`).
    ///
    /// ```4d
    /// var $root : Text
    /// $root:=DOM Create XML Ref("a")
    /// DOM CLOSE XML($root)
    /// ASSERT(OK=1)
    /// Try(DOM CLOSE XML($root))
    /// ASSERT(OK=0)
    /// ```
    "DOM CLOSE XML" 722 fn close_xml(host, reference: &Text) {
        host.set_variable("OK", Value::Int(0));
        let place = references::find(reference)?;
        let tree = place.tree.borrow();
        if tree.root() != Some(place.node) && place.node != super::tree::DOCUMENT {
            return Err(error(code::REFERENCE, "DOM CLOSE XML takes the reference of the root element."));
        }
        drop(tree);
        references::close(&place);
        done(host);
        Ok(())
    }

    /// Facts about a document: `Version`, `Encoding`, `DOCTYPE Name`, `PUBLIC ID`, `SYSTEM ID`, `Document URI`
    /// (`commands/dom-get-xml-information`).
    ///
    /// ```4d
    /// var $root : Text
    /// $root:=DOM Parse XML variable("<!DOCTYPE a PUBLIC 'p' 's'><a/>")
    /// ASSERT(DOM Get XML information($root; Encoding)="UTF-8")
    /// ASSERT(DOM Get XML information($root; SYSTEM ID)="s")
    /// DOM CLOSE XML($root)
    /// ```
    "DOM Get XML information" 721 fn get_information(_host, reference: &Text, what: i32) -> String {
        let place = references::find(reference)?;
        let tree = place.tree.borrow();
        let doctype = tree.children(super::tree::DOCUMENT).find_map(|child| match tree.kind(child) {
            Kind::Doctype(text) => Some(text.as_str()),
            _ => None,
        });
        let doctype = Doctype::of(doctype.unwrap_or_default());
        Ok(match what {
            1 => doctype.public,
            2 | 6 => doctype.system,
            3 => doctype.name,
            4 => tree.declaration.encoding.clone(),
            5 => tree.declaration.version.clone(),
            other => return Err(error(code::INVALID, format!("There is no XML information {other}."))),
        })
    }

    /// The name of an element, with its prefix (`commands/dom-get-xml-element-name`).
    ///
    /// ```4d
    /// var $root; $name : Text
    /// $root:=DOM Create XML Ref("svg")
    /// DOM GET XML ELEMENT NAME($root; $name)
    /// ASSERT($name="svg")
    /// DOM CLOSE XML($root)
    /// ```
    "DOM GET XML ELEMENT NAME" 730 fn get_element_name(host, reference: &Text, name: InOut) {
        host.set_variable("OK", Value::Int(0));
        let place = references::find(reference)?;
        *name.0 = Value::from(node_name(&place.tree.borrow(), place.node));
        done(host);
        Ok(())
    }

    /// The value of an element: its own characters, converted into the type of the variable. `cdata` receives those of
    /// CDATA sections (`commands/dom-get-xml-element-value`).
    ///
    /// ```4d
    /// var $root : Text
    /// var $price : Real
    /// $root:=DOM Parse XML variable("<price>8.5</price>")
    /// DOM GET XML ELEMENT VALUE($root; $price)
    /// ASSERT($price=8.5)
    /// DOM CLOSE XML($root)
    /// ```
    "DOM GET XML ELEMENT VALUE" 731 fn get_element_value(host, reference: &Text, value: InOut, cdata: Option<InOut>) {
        host.set_variable("OK", Value::Int(0));
        let place = references::find(reference)?;
        let (text, section) = own_text(&place.tree.borrow(), place.node);
        convert::give(host, value.0, text);
        if let Some(cdata) = cdata {
            convert::give(host, cdata.0, section);
        }
        done(host);
        Ok(())
    }

    /// How many attributes an element has (`commands/dom-count-xml-attributes`).
    ///
    /// ```4d
    /// var $root : Text
    /// $root:=DOM Parse XML variable("<a x='1' y='2'/>")
    /// ASSERT(DOM Count XML attributes($root)=2)
    /// DOM CLOSE XML($root)
    /// ```
    "DOM Count XML attributes" 727 fn count_attributes(host, reference: &Text) -> usize {
        host.set_variable("OK", Value::Int(0));
        let place = references::element(reference)?;
        let count = place.tree.borrow().attributes(place.node).len();
        done(host);
        Ok(count)
    }

    /// The value of an attribute, converted into the type of the variable; an error when there is none
    /// (`commands/dom-get-xml-attribute-by-name`).
    ///
    /// ```4d
    /// var $root : Text
    /// var $n : Integer
    /// $root:=DOM Parse XML variable("<a n='3'/>")
    /// DOM GET XML ATTRIBUTE BY NAME($root; "n"; $n)
    /// ASSERT($n=3)
    /// DOM CLOSE XML($root)
    /// ```
    "DOM GET XML ATTRIBUTE BY NAME" 728 fn get_attribute_by_name(host, reference: &Text, name: &Text, value: InOut) {
        host.set_variable("OK", Value::Int(0));
        let place = references::element(reference)?;
        let found = place.tree.borrow().attribute(place.node, &name.to_str()).map(str::to_owned);
        let text = found.ok_or_else(|| no_attribute(&place, name))?;
        convert::give(host, value.0, text);
        done(host);
        Ok(())
    }

    /// Name and value of an attribute by its place from 1, in alphabetical order of the names
    /// (`commands/dom-get-xml-attribute-by-index`).
    ///
    /// ```4d
    /// var $root; $name; $value : Text
    /// $root:=DOM Parse XML variable("<a y='2' x='1'/>")
    /// DOM GET XML ATTRIBUTE BY INDEX($root; 1; $name; $value)
    /// ASSERT(($name="x") & ($value="1"))
    /// DOM CLOSE XML($root)
    /// ```
    "DOM GET XML ATTRIBUTE BY INDEX" 729 fn get_attribute_by_index(
        host, reference: &Text, index: i32, name: InOut, value: InOut
    ) {
        host.set_variable("OK", Value::Int(0));
        let place = references::element(reference)?;
        let mut attributes = place.tree.borrow().attributes(place.node).to_vec();
        attributes.sort();
        let found = usize::try_from(index).ok().and_then(|index| attributes.get(index.checked_sub(1)?).cloned());
        let Some((found, text)) = found else {
            let message = format!("The element has {} attributes; there is no number {index}.", attributes.len());
            return Err(error(code::MISSING, message));
        };
        *name.0 = Value::from(found);
        convert::give(host, value.0, text);
        done(host);
        Ok(())
    }
}

/// `OK` becomes 1: a command has done what it was asked.
pub fn done(host: &mut dyn Host) {
    host.set_variable("OK", Value::Int(1));
}

/// The error for an attribute that an element does not have.
#[cold]
pub fn no_attribute(place: &Place, name: &Text) -> Box<Error> {
    let tree = place.tree.borrow();
    let element = tree.name(place.node).unwrap_or_default();
    error(code::MISSING, format!("The element {element} has no attribute {name}."))
}

/// Name of a node as DOM calls it.
pub fn node_name(tree: &Tree, node: NodeId) -> String {
    match tree.kind(node) {
        Kind::Element { name, .. } => name.clone(),
        Kind::Document => "#document".into(),
        Kind::Text(_) => "#text".into(),
        Kind::Cdata(_) => "#cdata-section".into(),
        Kind::Comment(_) => "#comment".into(),
        Kind::Instruction(text) => text.split_whitespace().next().unwrap_or_default().to_owned(),
        Kind::Doctype(text) => Doctype::of(text).name,
    }
}

/// The characters that stand directly in an element: plain, and in CDATA sections. For other nodes their own.
pub fn own_text(tree: &Tree, node: NodeId) -> (String, String) {
    if !tree.is_element(node) {
        return match tree.kind(node) {
            Kind::Cdata(text) => (String::new(), text.clone()),
            Kind::Document => Default::default(),
            _ => (tree.string_value(node), String::new()),
        };
    }
    let (mut plain, mut section) = (String::new(), String::new());
    for child in tree.children(node) {
        match tree.kind(child) {
            Kind::Text(text) => plain.push_str(text),
            Kind::Cdata(text) => section.push_str(text),
            _ => {}
        }
    }
    (plain, section)
}

fn open(host: &mut dyn Host, source: &str) -> Res<String> {
    // Nodes take a multiple of their source.
    check_size(host, source.len().saturating_mul(8))?;
    let tree = parse::document(source).map_err(|problem| {
        let error = parse::unreadable(&problem);
        options::remember(problem);
        error
    })?;
    options::remember(Problem::default());
    let reference = references::open(tree)?;
    done(host);
    Ok(reference)
}

fn no_validation(wanted: Option<bool>) -> Res<()> {
    match wanted {
        Some(true) => Err(Error::new(33, "The validation of XML is not available in four: pass False.")),
        _ => Ok(()),
    }
}

fn file(host: &dyn Host, document: &Text) -> Res<Vec<u8>> {
    let text = document.to_str();
    if text.is_empty() {
        return Err(Error::new(
            33,
            "DOM Parse XML source needs a path: four has no dialog to choose a file.",
        ));
    }
    if text.starts_with("http://") || text.starts_with("https://") || text.starts_with("ftp://") {
        return Err(Error::new(
            33,
            "DOM Parse XML source does not read from the network in four: fetch it first.",
        ));
    }
    disk::read(host, documents::document(host, document)?.path())
}

/// The parts of a document type declaration.
struct Doctype {
    name: String,
    public: String,
    system: String,
}

impl Doctype {
    fn of(text: &str) -> Doctype {
        let head = text.split('[').next().unwrap_or_default();
        let mut quoted = Vec::new();
        let mut rest = head;
        while let Some(at) = rest.find(['"', '\'']) {
            let quote = &rest[at..=at];
            let Some(end) = rest[at + 1..].find(quote) else { break };
            quoted.push(rest[at + 1..at + 1 + end].to_owned());
            rest = &rest[at + end + 2..];
        }
        let mut quoted = quoted.into_iter();
        let mut words = head.split_whitespace();
        let name = words.next().unwrap_or_default().to_owned();
        let public =
            if words.next() == Some("PUBLIC") { quoted.next().unwrap_or_default() } else { String::new() };
        Doctype { name, public, system: quoted.next().unwrap_or_default() }
    }
}
