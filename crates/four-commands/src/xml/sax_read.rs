//! Reading documents of XML event by event: the reading half of the theme XML SAX.

use std::rc::Rc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use four_runtime::registry::InOut;
use four_runtime::{Res, Value, commands};

use super::options::remember;
use super::parse::{decoded, document, entities_of, unreadable};
use super::sax::read;
use super::tree::{DOCUMENT, Declaration, Kind, NodeId, Tree};
use super::{code, error};
use crate::args::Time;
use crate::arrays;

// The events, by the constants of the theme XML.
const START_DOCUMENT: i32 = 1;
const COMMENT: i32 = 2;
const INSTRUCTION: i32 = 3;
const START_ELEMENT: i32 = 4;
const END_ELEMENT: i32 = 5;
const DATA: i32 = 6;
const CDATA: i32 = 7;
const ENTITY: i32 = 8;
const END_DOCUMENT: i32 = 9;

/// Where the reading of a document stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    /// Before the first event.
    Nothing,
    /// At the beginning.
    Start,
    /// At a node that begins.
    Node(NodeId),
    /// At an entity that the document type declares, by number.
    Entity(NodeId, usize),
    /// At an element that ends.
    EndOf(NodeId),
    /// At the end.
    End,
}

/// A document that is read.
pub struct Reading {
    tree: Tree,
    entities: Vec<(String, String)>,
    at: At,
}

impl Reading {
    /// Takes a document from its bytes.
    ///
    /// # Errors
    /// When they are no XML; `XML GET ERROR` tells where.
    pub fn new(bytes: &[u8]) -> Res<Reading> {
        let tree = document(&decoded(bytes)?).map_err(|problem| {
            let error = unreadable(&problem);
            remember(problem);
            error
        })?;
        Ok(Reading { tree, entities: Vec::new(), at: At::Nothing })
    }

    /// Goes to the next event and gives its number. The end stays the end.
    fn next(&mut self) -> i32 {
        loop {
            self.at = match self.at {
                At::Nothing => At::Start,
                At::Start => self.tree.first(DOCUMENT).map_or(At::End, At::Node),
                At::Node(node) => match self.tree.kind(node) {
                    Kind::Element { .. } => self.tree.first(node).map_or(At::EndOf(node), At::Node),
                    Kind::Doctype(text) => {
                        self.entities = entities_of(text);
                        At::Entity(node, 0)
                    }
                    _ => self.after(node),
                },
                At::Entity(node, number) => At::Entity(node, number + 1),
                At::EndOf(node) => self.after(node),
                At::End => At::End,
            };
            if let At::Entity(node, number) = self.at
                && number >= self.entities.len()
            {
                self.at = self.after(node);
            }
            if let Some(event) = self.event() {
                return event;
            }
        }
    }

    fn after(&self, node: NodeId) -> At {
        match (self.tree.next(node), self.tree.parent(node)) {
            (Some(next), _) => At::Node(next),
            (None, None | Some(DOCUMENT)) => At::End,
            (None, Some(parent)) => At::EndOf(parent),
        }
    }

    /// Number of the event; nothing for a node that is none, the document type.
    fn event(&self) -> Option<i32> {
        Some(match self.at {
            At::Nothing => return None,
            At::Start => START_DOCUMENT,
            At::Entity(..) => ENTITY,
            At::EndOf(_) => END_ELEMENT,
            At::End => END_DOCUMENT,
            At::Node(node) => match self.tree.kind(node) {
                Kind::Element { .. } => START_ELEMENT,
                Kind::Text(_) => DATA,
                Kind::Cdata(_) => CDATA,
                Kind::Comment(_) => COMMENT,
                Kind::Instruction(_) => INSTRUCTION,
                Kind::Document | Kind::Doctype(_) => return None,
            },
        })
    }

    /// What `pick` finds at the current event.
    fn pick<T>(&self, wanted: &str, pick: impl FnOnce(&Reading, &Kind) -> Option<T>) -> Res<T> {
        let kind = match self.at {
            At::Node(node) | At::EndOf(node) | At::Entity(node, _) => self.tree.kind(node),
            At::Nothing | At::Start | At::End => &Kind::Document,
        };
        pick(self, kind).ok_or_else(|| {
            let error = error(code::INVALID, format!("The document is not at an event {wanted}."));
            error.with_help("call SAX Get XML node first, and look at the event that it gives")
        })
    }

    fn text(&self, event: i32, wanted: &str) -> Res<String> {
        self.pick(wanted, |reading, kind| match kind {
            _ if reading.event() != Some(event) => None,
            Kind::Text(text) | Kind::Cdata(text) | Kind::Comment(text) | Kind::Instruction(text) => {
                Some(text.clone())
            }
            _ => None,
        })
    }
}

/// Puts characters into a variable; into a blob decoded when they are base64, else as UTF-8.
fn give(place: &mut Value, text: String) {
    *place = match place {
        Value::Blob(_) => {
            let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            let bytes = if plain.is_empty() { None } else { STANDARD.decode(plain).ok() };
            Value::Blob(Rc::new(bytes.unwrap_or_else(|| text.into_bytes())))
        }
        _ => Value::from(text),
    };
}

commands! { pub static COMMANDS: "XML SAX";
    /// Reads an open document of XML up to the next event and gives it: `XML Start Document`, `XML Start Element`,
    /// `XML DATA` … up to `XML End Document`, which stays (`commands/sax-get-xml-node`). Error 1 (`xmlc`) when the document is
    /// no XML.
    ///
    /// ```4d
    /// TEXT TO DOCUMENT("sax node.xml"; "<a>x<b/></a>")
    /// var $doc : Time:=Open document("sax node.xml"; Read Mode)
    /// var $events : Collection:=[]
    /// Repeat
    ///     $events.push(SAX Get XML node($doc))
    /// Until ($events.last()=XML End Document)
    /// CLOSE DOCUMENT($doc)
    /// ASSERT($events.join(",")="1,4,6,4,5,5,9")
    /// ```
    "SAX Get XML node" 860 fn get_node(host, document: Time) -> i32 {
        read(host, document, |reading| Ok(reading.next()))
    }

    /// Character set, version and `standalone` of a document, at `XML Start Document`
    /// (`commands/sax-get-xml-document-values`).
    ///
    /// ```4d
    /// TEXT TO DOCUMENT("sax values.xml"; "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><a/>")
    /// var $doc : Time:=Open document("sax values.xml"; Read Mode)
    /// var $encoding; $version : Text
    /// var $standalone : Boolean
    /// ASSERT(SAX Get XML node($doc)=XML Start Document)
    /// SAX GET XML DOCUMENT VALUES($doc; $encoding; $version; $standalone)
    /// CLOSE DOCUMENT($doc)
    /// ASSERT(($encoding="UTF-8") & ($version="1.0") & $standalone)
    /// ```
    "SAX GET XML DOCUMENT VALUES" 873 fn get_document_values(
        host, document: Time, encoding: InOut, version: InOut, standalone: InOut
    ) {
        let found: Declaration = read(host, document, |reading| {
            let start = reading.at == At::Start;
            reading.pick("XML Start Document", |reading, _| start.then(|| reading.tree.declaration.clone()))
        })?;
        *encoding.0 = Value::from(found.encoding);
        *version.0 = Value::from(found.version);
        *standalone.0 = Value::Bool(found.standalone);
        Ok(())
    }

    /// Name, prefix and attributes of an element, at `XML Start Element` and `XML End Element`; there are no attributes at
    /// the end (`commands/sax-get-xml-element`).
    ///
    /// ```4d
    /// TEXT TO DOCUMENT("sax element.xml"; "<s:a xmlns:s=\"urn:s\" x=\"1\"/>")
    /// var $doc : Time:=Open document("sax element.xml"; Read Mode)
    /// var $name; $prefix : Text
    /// ARRAY TEXT($names; 0)
    /// ARRAY TEXT($values; 0)
    /// ASSERT(SAX Get XML node($doc)=XML Start Document)
    /// ASSERT(SAX Get XML node($doc)=XML Start Element)
    /// SAX GET XML ELEMENT($doc; $name; $prefix; $names; $values)
    /// CLOSE DOCUMENT($doc)
    /// ASSERT(($name="a") & ($prefix="s") & ($names{2}="x") & ($values{2}="1"))
    /// ```
    "SAX GET XML ELEMENT" 876 fn get_element(
        host, document: Time, name: InOut, prefix: InOut, attr_names: InOut, attr_values: InOut
    ) {
        let (found, attributes) = read(host, document, |reading| {
            reading.pick("XML Start Element or XML End Element", |reading, kind| match kind {
                Kind::Element { name, attributes } => {
                    let starts = matches!(reading.at, At::Node(_));
                    Some((name.clone(), if starts { attributes.clone() } else { Vec::new() }))
                }
                _ => None,
            })
        })?;
        let (before, local) = found.split_once(':').unwrap_or(("", &found));
        *name.0 = Value::from(local);
        *prefix.0 = Value::from(before);
        let (names, values) = attributes.into_iter().map(|(name, value)| (Value::from(name), Value::from(value))).unzip();
        arrays::fill(attr_names.0, names)?;
        arrays::fill(attr_values.0, values)
    }

    /// The characters at `XML DATA`: a text, or for a blob variable the bytes that they are in base64
    /// (`commands/sax-get-xml-element-value`).
    ///
    /// ```4d
    /// TEXT TO DOCUMENT("sax get value.xml"; "<a>1 &lt; 2</a>")
    /// var $doc : Time:=Open document("sax get value.xml"; Read Mode)
    /// var $text : Text
    /// While (SAX Get XML node($doc)#XML DATA)
    /// End while
    /// SAX GET XML ELEMENT VALUE($doc; $text)
    /// CLOSE DOCUMENT($doc)
    /// ASSERT($text="1 < 2")
    /// ```
    "SAX GET XML ELEMENT VALUE" 877 fn get_value(host, document: Time, value: InOut) {
        give(value.0, read(host, document, |reading| reading.text(DATA, "XML DATA"))?);
        Ok(())
    }

    /// The characters of a section at `XML CDATA`: a text, or for a blob variable the bytes that they are in base64, else
    /// in UTF-8 (`commands/sax-get-xml-cdata`).
    ///
    /// ```4d
    /// TEXT TO DOCUMENT("sax get cdata.xml"; "<a>MyText<![CDATA[MyCData]]></a>")
    /// var $doc : Time:=Open document("sax get cdata.xml"; Read Mode)
    /// var $blob : Blob
    /// While (SAX Get XML node($doc)#XML CDATA)
    /// End while
    /// SAX GET XML CDATA($doc; $blob)
    /// CLOSE DOCUMENT($doc)
    /// ASSERT(BLOB to text($blob; UTF8 text without length)="MyCData")
    /// ```
    "SAX GET XML CDATA" 878 fn get_cdata(host, document: Time, value: InOut) {
        give(value.0, read(host, document, |reading| reading.text(CDATA, "XML CDATA"))?);
        Ok(())
    }

    /// The comment at `XML Comment` (`commands/sax-get-xml-comment`).
    ///
    /// ```4d
    /// TEXT TO DOCUMENT("sax get comment.xml"; "<a><!--hello--></a>")
    /// var $doc : Time:=Open document("sax get comment.xml"; Read Mode)
    /// var $comment : Text
    /// While (SAX Get XML node($doc)#XML Comment)
    /// End while
    /// SAX GET XML COMMENT($doc; $comment)
    /// CLOSE DOCUMENT($doc)
    /// ASSERT($comment="hello")
    /// ```
    "SAX GET XML COMMENT" 874 fn get_comment(host, document: Time, comment: InOut) {
        *comment.0 = Value::from(read(host, document, |reading| reading.text(COMMENT, "XML Comment"))?);
        Ok(())
    }

    /// Name and value of the instruction at `XML Processing Instruction`
    /// (`commands/sax-get-xml-processing-instruction`).
    ///
    /// ```4d
    /// TEXT TO DOCUMENT("sax get instruction.xml"; "<?PI TextProcess?><a/>")
    /// var $doc : Time:=Open document("sax get instruction.xml"; Read Mode)
    /// var $name; $value : Text
    /// While (SAX Get XML node($doc)#XML Processing Instruction)
    /// End while
    /// SAX GET XML PROCESSING INSTRUCTION($doc; $name; $value)
    /// CLOSE DOCUMENT($doc)
    /// ASSERT(($name="PI") & ($value="TextProcess"))
    /// ```
    "SAX GET XML PROCESSING INSTRUCTION" 875 fn get_instruction(host, document: Time, name: InOut, value: InOut) {
        let text = read(host, document, |reading| reading.text(INSTRUCTION, "XML Processing Instruction"))?;
        let (target, content) = text.split_once(char::is_whitespace).unwrap_or((&text, ""));
        *name.0 = Value::from(target);
        *value.0 = Value::from(content.trim_start());
        Ok(())
    }

    /// Name and value of an entity at `XML Entity`: such an event comes for each one that the document type declares
    /// (`commands/sax-get-xml-entity`).
    ///
    /// ```4d
    /// TEXT TO DOCUMENT("sax get entity.xml"; "<!DOCTYPE a [<!ENTITY name \"Replacement\">]><a>by &name;</a>")
    /// var $doc : Time:=Open document("sax get entity.xml"; Read Mode)
    /// var $name; $value : Text
    /// While (SAX Get XML node($doc)#XML Entity)
    /// End while
    /// SAX GET XML ENTITY($doc; $name; $value)
    /// CLOSE DOCUMENT($doc)
    /// ASSERT(($name="name") & ($value="Replacement"))
    /// ```
    "SAX GET XML ENTITY" 879 fn get_entity(host, document: Time, name: InOut, value: InOut) {
        let (found, content) = read(host, document, |reading| {
            reading.pick("XML Entity", |reading, _| match reading.at {
                At::Entity(_, number) => reading.entities.get(number).cloned(),
                _ => None,
            })
        })?;
        *name.0 = Value::from(found);
        *value.0 = Value::from(content);
        Ok(())
    }
}
