//! Reads XML into a tree: `quick-xml` finds the marks, this file sees to what makes a document.
//!
//! Entities that the document type declares are replaced when they are plain text, at most [`MAX_EXPANDED`] bytes of
//! them; external entities are an error (`commands/xml-set-options`).

use std::collections::HashMap;

use four_runtime::{Res, Value};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::tree::{DOCUMENT, Kind, NodeId, Tree};
use super::{code, error};
use crate::encoding::{charset, decode};

/// Most bytes that declared entities may add to a document.
const MAX_EXPANDED: usize = 1 << 20;

/// A place in a source, from 1, and what is wrong there.
#[derive(Clone, Debug, Default)]
pub struct Problem {
    /// The message.
    pub message: String,
    /// Line.
    pub row: usize,
    /// Character of the line.
    pub column: usize,
}

/// Reads a document.
///
/// # Errors
/// When the text is no XML; the problem names the place.
pub fn document(source: &str) -> Result<Tree, Problem> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let mut tree = Tree::new();
    let mut building = Building::new(&mut tree, DOCUMENT);
    building.read(source)?;
    if tree.root().is_none() {
        return Err(problem(source, source.len(), "the document has no root element"));
    }
    Ok(tree)
}

/// Reads a fragment into the children of a node.
///
/// # Errors
/// When the text is no XML.
pub fn fragment(tree: &mut Tree, parent: NodeId, source: &str) -> Result<(), Problem> {
    Building::new(tree, parent).read(source)
}

/// The error for a problem.
pub fn unreadable(problem: &Problem) -> Box<four_runtime::Error> {
    let Problem { message, row, column } = problem;
    error(code::UNREADABLE, format!("This is no XML: {message} (line {row}, character {column})."))
}

fn problem(source: &str, at: usize, message: impl Into<String>) -> Problem {
    let mut end = at.min(source.len());
    while !source.is_char_boundary(end) {
        end -= 1;
    }
    let before = &source[..end];
    let row = 1 + before.matches('\n').count();
    let column = 1 + before.rsplit('\n').next().unwrap_or("").chars().count();
    Problem { message: message.into(), row, column }
}

/// The entities of an internal document type, names and values; none where it cannot be read.
pub fn entities_of(doctype: &str) -> Vec<(String, String)> {
    let mut tree = Tree::new();
    let mut building = Building::new(&mut tree, DOCUMENT);
    match building.declare(doctype) {
        Ok(()) => building.declared,
        Err(_) => Vec::new(),
    }
}

struct Building<'a> {
    tree: &'a mut Tree,
    top: NodeId,
    open: NodeId,
    text: String,
    entities: HashMap<String, String>,
    /// The same in their order.
    declared: Vec<(String, String)>,
    expanded: usize,
}

impl<'a> Building<'a> {
    fn new(tree: &'a mut Tree, top: NodeId) -> Building<'a> {
        Building {
            tree,
            top,
            open: top,
            text: String::new(),
            entities: HashMap::new(),
            declared: Vec::new(),
            expanded: 0,
        }
    }

    fn read(&mut self, source: &str) -> Result<(), Problem> {
        let mut reader = Reader::from_str(source);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_comments = true;
        loop {
            let start = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            let event = reader.read_event().map_err(|error| {
                let at = usize::try_from(reader.error_position()).unwrap_or(usize::MAX);
                problem(source, at, error.to_string())
            })?;
            if matches!(event, Event::Eof) {
                break;
            }
            self.event(event, start == 0).map_err(|message| problem(source, start, message))?;
        }
        let end = |message: String| problem(source, source.len(), message);
        self.flush().map_err(end)?;
        if self.open != self.top {
            let name = self.tree.name(self.open).unwrap_or_default();
            return Err(end(format!("the element {name} is not closed")));
        }
        Ok(())
    }

    fn event(&mut self, event: Event<'_>, first: bool) -> Result<(), String> {
        match event {
            Event::Text(text) => self.text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let replaced = match reference.resolve_char_ref().map_err(|error| error.to_string())? {
                    Some(c) => c.to_string(),
                    None => self.entity(&reference.xml10_content())?,
                };
                self.text.push_str(&replaced);
            }
            Event::CData(data) => {
                self.flush()?;
                let text = data.xml10_content().into_owned();
                self.inside_root("CDATA")?;
                self.append(Kind::Cdata(text))?;
            }
            Event::Start(start) => self.start(&start)?,
            Event::End(_) => {
                self.flush()?;
                self.open = self.tree.parent(self.open).unwrap_or(self.top);
            }
            Event::Comment(comment) => {
                self.flush()?;
                self.append(Kind::Comment(comment.xml10_content().into_owned()))?;
            }
            Event::PI(instruction) => {
                self.flush()?;
                self.append(Kind::Instruction(instruction.into_inner().trim_end().to_owned()))?;
            }
            Event::DocType(doctype) => {
                let text = doctype.xml10_content().trim().to_owned();
                if self.open != DOCUMENT || self.tree.root().is_some() {
                    return Err("a document type stands before the root element".into());
                }
                self.declare(&text)?;
                self.append(Kind::Doctype(text))?;
            }
            Event::Decl(declaration) => {
                if !first || self.top != DOCUMENT {
                    return Err("the XML declaration stands at the very beginning".into());
                }
                let kept = &mut self.tree.declaration;
                if let Ok(version) = declaration.version() {
                    kept.version = version.into_owned();
                }
                if let Some(Ok(encoding)) = declaration.encoding() {
                    kept.encoding = encoding.into_owned();
                }
                if let Some(Ok(standalone)) = declaration.standalone() {
                    kept.standalone = standalone == "yes";
                }
            }
            Event::Empty(_) | Event::Eof => {}
        }
        Ok(())
    }

    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), String> {
        self.flush()?;
        if self.open == DOCUMENT && self.tree.root().is_some() {
            return Err("a document has one root element".into());
        }
        let name = start.name().0.to_owned();
        if !super::tree::is_name(&name) {
            return Err(format!("{name} is no name of an element"));
        }
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| error.to_string())?;
            let value = self.attribute_value(&attribute.value)?;
            attributes.push((attribute.key.0.to_owned(), value));
        }
        self.open = self.append(Kind::Element { name, attributes })?;
        Ok(())
    }

    /// The value of an attribute: references replaced, white space as blanks (XML 1.0, section 3.3.3).
    fn attribute_value(&mut self, raw: &str) -> Result<String, String> {
        if raw.contains('<') {
            return Err("an attribute holds no <".into());
        }
        let normal = raw.replace("\r\n", "\n").replace(['\t', '\n', '\r'], " ");
        if !normal.contains('&') {
            return Ok(normal);
        }
        let mut value = String::with_capacity(normal.len());
        let mut rest = normal.as_str();
        while let Some(at) = rest.find('&') {
            value.push_str(&rest[..at]);
            let end = rest[at..].find(';').ok_or("an & begins no reference: write &amp;")?;
            value.push_str(&self.reference(&rest[at + 1..at + end])?);
            rest = &rest[at + end + 1..];
        }
        value.push_str(rest);
        Ok(value)
    }

    /// What stands for the name between `&` and `;`.
    fn reference(&mut self, name: &str) -> Result<String, String> {
        let Some(number) = name.strip_prefix('#') else { return self.entity(name) };
        let number = match number.strip_prefix('x') {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        let c = number.ok().and_then(char::from_u32).filter(|c| *c >= ' ' || matches!(c, '\t' | '\n' | '\r'));
        c.map(String::from).ok_or_else(|| format!("&{name}; is no character"))
    }

    fn entity(&mut self, name: &str) -> Result<String, String> {
        if let Some(text) = quick_xml::escape::resolve_predefined_entity(name) {
            return Ok(text.to_owned());
        }
        let Some(text) = self.entities.get(name) else {
            return Err(format!("the entity {name} is not declared"));
        };
        self.expanded += text.len();
        if self.expanded > MAX_EXPANDED {
            return Err(format!("the entities of the document add more than {MAX_EXPANDED} bytes"));
        }
        Ok(text.clone())
    }

    /// Takes the entities of an internal document type.
    fn declare(&mut self, doctype: &str) -> Result<(), String> {
        for declaration in doctype.split("<!ENTITY").skip(1) {
            let declaration = declaration.trim_start();
            if declaration.starts_with('%') {
                return Err("parameter entities are not allowed".into());
            }
            let (name, rest) = declaration.split_once(char::is_whitespace).unwrap_or((declaration, ""));
            let rest = rest.trim_start();
            let quoted = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
            let Some(quote) = quoted else {
                return Err(format!("the external entity {name} is not allowed"));
            };
            let Some((raw, _)) = rest[1..].split_once(quote) else {
                return Err(format!("the entity {name} is not closed"));
            };
            if raw.contains('<') {
                return Err(format!("the entity {name} holds elements, which four does not read"));
            }
            let value = self.attribute_value(raw)?;
            self.declared.push((name.to_owned(), value.clone()));
            self.entities.insert(name.to_owned(), value);
        }
        Ok(())
    }

    fn append(&mut self, kind: Kind) -> Result<NodeId, String> {
        self.tree.append(self.open, kind).map_err(|error| error.message.trim_end_matches('.').to_owned())
    }

    fn inside_root(&self, what: &str) -> Result<(), String> {
        match self.open == DOCUMENT {
            true => Err(format!("{what} stands outside of the root element")),
            false => Ok(()),
        }
    }

    /// Makes a node of the characters read so far.
    fn flush(&mut self) -> Result<(), String> {
        if self.text.is_empty() {
            return Ok(());
        }
        let text = std::mem::take(&mut self.text);
        if self.open == DOCUMENT {
            return match text.trim().is_empty() {
                true => Ok(()),
                false => Err("there is text outside of the root element".into()),
            };
        }
        self.append(Kind::Text(text)).map(drop)
    }
}

/// The text of bytes: in the character set of the mark at the beginning, of the declaration, or in UTF-8.
///
/// # Errors
/// When the declaration names a character set that is not known.
pub fn decoded(bytes: &[u8]) -> Res<String> {
    let unicode = match bytes {
        [0xff, 0xfe, ..] | [b'<', 0, ..] => Some("UTF-16LE"),
        [0xfe, 0xff, ..] | [0, b'<', ..] => Some("UTF-16BE"),
        _ => None,
    };
    let name = match unicode {
        Some(name) => name.to_owned(),
        None => declared_encoding(bytes).unwrap_or_else(|| "UTF-8".to_owned()),
    };
    let charset = charset(&Value::from(name.as_str()))
        .map_err(|_| error(code::UNREADABLE, format!("The character set {name} of the XML is not known.")))?;
    Ok(decode(bytes, charset).to_str().into_owned())
}

/// The `encoding` of an XML declaration.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(200))?).into_owned();
    let declaration =
        head.trim_start_matches('\u{feff}').strip_prefix("<?xml")?.split("?>").next()?.to_owned();
    let rest = declaration.split("encoding").nth(1)?.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest[1..].split(quote).next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_read_with_all_kinds_of_nodes() {
        let source = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\" standalone=\"yes\"?>\n<!DOCTYPE r [<!ENTITY e \"E&amp;\">]>\n\
            <?go now?><r a='1 &lt; 2'>x&e;<![CDATA[<y>]]><!--c--><b/></r>";
        let tree = document(source).expect("XML");
        let root = tree.root().expect("a root");
        assert_eq!(tree.attribute(root, "a"), Some("1 < 2"));
        assert_eq!(tree.string_value(root), "xE&<y>");
        let kinds: Vec<&Kind> = tree.children(root).map(|child| tree.kind(child)).collect();
        assert!(matches!(kinds[..], [Kind::Text(_), Kind::Cdata(_), Kind::Comment(_), Kind::Element { .. }]));
        assert!(tree.declaration.standalone && tree.declaration.encoding == "ISO-8859-1");
    }

    #[test]
    fn what_is_no_xml_is_refused_with_its_place() {
        for source in [
            "",
            "x",
            "<a>",
            "<a></b>",
            "<a/><b/>",
            "<a b=1/>",
            "<a b='1' b='2'/>",
            "<a>&no;</a>",
            "<1/>",
            "<a b='<'/>",
            "<a>&#0;</a>",
            " <?xml version='1.0'?><a/>",
            "<a/>tail",
            "<a b='&x'/>",
            "<!DOCTYPE a SYSTEM",
        ] {
            assert!(document(source).is_err(), "{source}");
        }
        let wrong = document("<a>\n  <b></c>\n</a>").err().expect("an error");
        assert_eq!(wrong.row, 2, "{wrong:?}");
    }

    #[test]
    fn hostile_documents_end_in_errors() {
        let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
        assert!(document(&deep).is_err());
        let mut laughs = String::from("<!DOCTYPE a [<!ENTITY l0 \"lol lol lol lol\">");
        for level in 1..40 {
            laughs.push_str(&format!("<!ENTITY l{level} \"{}\">", format!("&l{};", level - 1).repeat(10)));
        }
        laughs.push_str("]><a>&l39;</a>");
        assert!(document(&laughs).err().expect("an error").message.contains("more than"));
        for external in ["<!ENTITY x SYSTEM \"file:///etc/passwd\">", "<!ENTITY % p \"x\">"] {
            assert!(document(&format!("<!DOCTYPE a [{external}]><a>&x;</a>")).is_err());
        }
    }

    #[test]
    fn bytes_are_read_in_their_character_set() {
        let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>";
        assert!(decoded(latin).expect("text").contains('é'));
        let mut utf16 = vec![0xff, 0xfe];
        utf16.extend("<a>é</a>".encode_utf16().flat_map(u16::to_le_bytes));
        assert!(decoded(&utf16).expect("text").ends_with("<a>é</a>"));
        assert!(decoded(b"<?xml version='1.0' encoding='klingon'?><a/>").is_err());
    }
}
