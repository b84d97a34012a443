//! Writing documents of XML as a stream: the writing half of the theme XML SAX.

use four_runtime::registry::{Rest, Star};
use four_runtime::{Error, Host, Res, Text, Value, commands};

use super::convert::to_xml;
use super::sax::write;
use super::tree::{MAX_DEPTH, Options, is_name};
use super::write::{escape, line_end};
use super::{code, error};
use crate::args::Time;
use crate::encoding::{Charset, charset, encode};

/// How far a document is written.
#[derive(Default)]
pub struct Writing {
    /// What is not in the file yet.
    out: String,
    /// Open elements, and whether each holds something besides text, or text.
    open: Vec<Element>,
    /// True while the `>` of the innermost start tag is missing.
    in_tag: bool,
    /// True when the root element was written.
    rooted: bool,
    /// The character set, once the declaration was written.
    declared: Option<Charset>,
    /// True before anything was put into the file.
    fresh: bool,
}

struct Element {
    name: String,
    has_children: bool,
    has_text: bool,
}

impl Writing {
    /// What is to be appended to the file.
    ///
    /// # Errors
    /// Never for what was written through the functions below.
    pub fn take(&mut self, options: &Options) -> Res<Vec<u8>> {
        let ends = line_end(options);
        let text = std::mem::take(&mut self.out);
        let text = if ends == "\n" { text } else { text.replace('\n', ends) };
        let set = match self.declared {
            Some(set) => set,
            None => charset(&Value::from("UTF-8"))?,
        };
        let mut bytes = Vec::new();
        if std::mem::take(&mut self.fresh) {
            bytes = encode(&Text::from("\u{feff}"), set);
        }
        bytes.extend(encode(&Text::from(text), set));
        Ok(bytes)
    }

    fn declare(&mut self, encoding: &str, standalone: bool, options: &Options) -> Res<()> {
        self.declared = Some(charset(&Value::from(encoding))?);
        self.fresh = options.bom == 1 || encoding.eq_ignore_ascii_case("UTF-16");
        let standalone = if standalone { "yes" } else { "no" };
        self.out = format!("<?xml version=\"1.0\" encoding=\"{encoding}\" standalone=\"{standalone}\"?>");
        Ok(())
    }

    /// Writes the declaration if it is missing, and the `>` of the start tag.
    fn begin(&mut self, options: &Options) -> Res<()> {
        if self.declared.is_none() {
            self.declare("UTF-8", false, options)?;
        }
        if std::mem::take(&mut self.in_tag) {
            self.out.push('>');
        }
        Ok(())
    }

    /// Begins a child of the innermost element: on a line of its own, unless text stands beside it.
    fn begin_child(&mut self, options: &Options) -> Res<()> {
        self.begin(options)?;
        let level = self.open.len();
        match self.open.last_mut() {
            // The declaration stands on a line of its own, also without indentation.
            None => self.out.push('\n'),
            Some(parent) => {
                parent.has_children = true;
                if options.indentation != 2 && !parent.has_text {
                    self.line(level);
                }
            }
        }
        Ok(())
    }

    fn line(&mut self, level: usize) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n("  ", level));
    }

    fn open(&mut self, name: &str, attributes: Vec<(String, String)>, options: &Options) -> Res<()> {
        if self.rooted && self.open.is_empty() {
            return Err(error(code::INVALID, "A document of XML has one root element, which is closed."));
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(error(code::LIMIT, format!("Elements are nested at most {MAX_DEPTH} deep.")));
        }
        let names = std::iter::once(name).chain(attributes.iter().map(|(name, _)| name.as_str()));
        if let Some(wrong) = names.into_iter().find(|name| !is_name(name)) {
            return Err(error(code::INVALID, format!("“{wrong}” is no name that XML allows.")));
        }
        for (at, (name, _)) in attributes.iter().enumerate() {
            if attributes[..at].iter().any(|(other, _)| other == name) {
                return Err(error(code::INVALID, format!("The attribute {name} is given twice.")));
            }
        }
        self.begin_child(options)?;
        self.out.push('<');
        self.out.push_str(name);
        for (name, value) in attributes {
            self.out.push(' ');
            self.out.push_str(&name);
            self.out.push_str("=\"");
            escape(&mut self.out, &value, true);
            self.out.push('"');
        }
        self.in_tag = true;
        self.rooted = true;
        self.open.push(Element { name: name.to_owned(), has_children: false, has_text: false });
        Ok(())
    }

    fn close(&mut self, options: &Options) -> Res<()> {
        let Some(element) = self.open.pop() else { return Err(no_element()) };
        if std::mem::take(&mut self.in_tag) {
            self.out.push_str("/>");
            return Ok(());
        }
        if element.has_children && !element.has_text && options.indentation != 2 {
            self.line(self.open.len());
        }
        self.out.push_str("</");
        self.out.push_str(&element.name);
        self.out.push('>');
        Ok(())
    }

    /// Closes all elements.
    pub fn close_all(&mut self, options: &Options) {
        while self.close(options).is_ok() {}
    }

    /// Begins text in the innermost element.
    fn begin_text(&mut self, options: &Options) -> Res<()> {
        if self.open.is_empty() {
            return Err(no_element());
        }
        self.begin(options)?;
        if let Some(parent) = self.open.last_mut() {
            parent.has_text = true;
        }
        Ok(())
    }

    fn marked(&mut self, before: &str, text: &str, after: &str, options: &Options) -> Res<()> {
        self.begin_child(options)?;
        self.out.push_str(before);
        self.out.push_str(&plain(text));
        self.out.push_str(after);
        Ok(())
    }
}

#[cold]
fn no_element() -> Box<Error> {
    let error = error(code::INVALID, "No element is open in the document.");
    error.with_help("open one with SAX OPEN XML ELEMENT")
}

/// Text without the characters that XML forbids, lines ending in line feeds.
fn plain(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|c| *c >= ' ' || matches!(c, '\t' | '\n')).collect()
}

/// Attributes given in pairs of values.
fn pairs(host: &dyn Host, given: &[Value], options: &Options) -> Res<Vec<(String, String)>> {
    let mut attributes = Vec::with_capacity(given.len() / 2);
    for pair in given.chunks(2) {
        let [Value::Text(name), value] = pair else {
            return Err(Error::new(59, "Attributes are given in pairs of a name and a value."));
        };
        attributes.push((name.to_string(), to_xml(host, value, options)?));
    }
    Ok(attributes)
}

commands! { pub static COMMANDS: "XML SAX";
    /// Sets the character set of the document, UTF-8 for one that is not known, and whether it stands alone. It comes
    /// before anything else is written, and once (`commands/sax-set-xml-declaration`).
    ///
    /// ```4d
    /// var $doc : Time:=Create document("sax declaration.xml")
    /// SAX SET XML DECLARATION($doc; "ISO-8859-1"; True)
    /// SAX OPEN XML ELEMENT($doc; "a")
    /// CLOSE DOCUMENT($doc)
    /// var $head : Text:="<?xml version=\"1.0\" encoding=\"ISO-8859-1\" standalone=\"yes\"?>"
    /// ASSERT(Document to text("sax declaration.xml")=($head+"\n<a/>"))
    /// ```
    "SAX SET XML DECLARATION" 858 fn set_declaration(
        host, document: Time, encoding: &Text, standalone: Option<bool>, _indentation: Option<bool>
    ) {
        write(host, document, |_, writing, options| {
            if writing.declared.is_some() {
                return Err(error(code::INVALID, "The declaration comes first, and once in a document."));
            }
            let known = charset(&Value::Text(encoding.clone())).is_ok() && !encoding.is_empty();
            let encoding = if known { encoding.to_string() } else { "UTF-8".to_owned() };
            writing.declare(&encoding, standalone.unwrap_or(false), options)
        })
    }

    /// Writes `<!DOCTYPE …>`, before the root element (`commands/sax-add-xml-doctype`).
    ///
    /// ```4d
    /// var $doc : Time:=Create document("sax doctype.xml")
    /// SAX ADD XML DOCTYPE($doc; "Books SYSTEM \"Book.DTD\"")
    /// SAX OPEN XML ELEMENT($doc; "Books")
    /// CLOSE DOCUMENT($doc)
    /// ASSERT(Position("<!DOCTYPE Books SYSTEM \"Book.DTD\">\n<Books/>"; Document to text("sax doctype.xml"))>0)
    /// ```
    "SAX ADD XML DOCTYPE" 851 fn add_doctype(host, document: Time, doc_type: &Text) {
        write(host, document, |_, writing, options| {
            if writing.rooted {
                return Err(error(code::INVALID, "A document type stands before the root element."));
            }
            writing.marked("<!DOCTYPE ", &doc_type.to_str(), ">", options)
        })
    }

    /// Opens an element, with attributes in pairs of name and value. It is closed by `SAX CLOSE XML ELEMENT` or at the end of
    /// the document (`commands/sax-open-xml-element`). Error 4 (`xmlc`) for a name that XML does not allow.
    ///
    /// ```4d
    /// var $doc : Time:=Create document("sax open.xml")
    /// SAX OPEN XML ELEMENT($doc; "Book"; "Title"; "<4D>"; "Pages"; 100)
    /// SAX OPEN XML ELEMENT($doc; "Author")
    /// CLOSE DOCUMENT($doc)
    /// var $wanted : Text:="<Book Title=\"&lt;4D>\" Pages=\"100\">\n  <Author/>\n</Book>"
    /// ASSERT(Position($wanted; Document to text("sax open.xml"))>0)
    /// ```
    "SAX OPEN XML ELEMENT" 853 fn open_element(host, document: Time, tag: &Text, attributes: Rest) {
        write(host, document, |host, writing, options| {
            let attributes = pairs(host, attributes.0, options)?;
            writing.open(&tag.to_str(), attributes, options)
        })
    }

    /// As `SAX OPEN XML ELEMENT`, with names and values of attributes in arrays, which may come in several pairs
    /// (`commands/sax-open-xml-element-arrays`).
    ///
    /// ```4d
    /// ARRAY TEXT($names; 2)
    /// ARRAY LONGINT($values; 2)
    /// $names{1}:="x"
    /// $names{2}:="y"
    /// $values{2}:=5
    /// var $doc : Time:=Create document("sax arrays.xml")
    /// SAX OPEN XML ELEMENT ARRAYS($doc; "point"; $names; $values)
    /// CLOSE DOCUMENT($doc)
    /// ASSERT(Position("<point x=\"0\" y=\"5\"/>"; Document to text("sax arrays.xml"))>0)
    /// ```
    "SAX OPEN XML ELEMENT ARRAYS" 921 fn open_element_arrays(host, document: Time, tag: &Text, attributes: Rest) {
        write(host, document, |host, writing, options| {
            let mut all = Vec::new();
            for pair in attributes.0.chunks(2) {
                match pair {
                    [Value::Array(names), Value::Array(values)] => {
                        for (name, value) in names.values_from(1).into_iter().zip(values.values_from(1)) {
                            all.extend(pairs(host, &[name, value], options)?);
                        }
                    }
                    pair => all.extend(pairs(host, pair, options)?),
                }
            }
            writing.open(&tag.to_str(), all, options)
        })
    }

    /// Closes the element that was opened last (`commands/sax-close-xml-element`). Error 4 (`xmlc`) when none is open.
    ///
    /// ```4d
    /// var $doc : Time:=Create document("sax close.xml")
    /// SAX OPEN XML ELEMENT($doc; "a")
    /// SAX OPEN XML ELEMENT($doc; "b")
    /// SAX CLOSE XML ELEMENT($doc)
    /// SAX OPEN XML ELEMENT($doc; "c")
    /// CLOSE DOCUMENT($doc)
    /// ASSERT(Position("<a>\n  <b/>\n  <c/>\n</a>"; Document to text("sax close.xml"))>0)
    /// ```
    "SAX CLOSE XML ELEMENT" 854 fn close_element(host, document: Time) {
        write(host, document, |_, writing, options| writing.close(options))
    }

    /// Writes a value into the open element: a text with references for special characters, unless `XML SET OPTIONS` asks
    /// for raw data and `*` is not given; other values as the options say (`commands/sax-add-xml-element-value`). Error 4
    /// (`xmlc`) when no element is open.
    ///
    /// ```4d
    /// var $doc : Time:=Create document("sax value.xml")
    /// SAX OPEN XML ELEMENT($doc; "a")
    /// SAX ADD XML ELEMENT VALUE($doc; "1 < 2, ")
    /// SAX ADD XML ELEMENT VALUE($doc; !2024-05-06!)
    /// XML SET OPTIONS($doc; XML string encoding; XML raw data)
    /// SAX ADD XML ELEMENT VALUE($doc; "<b/>")
    /// SAX ADD XML ELEMENT VALUE($doc; "&"; *)
    /// CLOSE DOCUMENT($doc)
    /// ASSERT(Position("<a>1 &lt; 2, 2024-05-06<b/>&amp;</a>"; Document to text("sax value.xml"))>0)
    /// ```
    "SAX ADD XML ELEMENT VALUE" 855 fn add_value(host, document: Time, data: &Value, escaped: Star) {
        write(host, document, |host, writing, options| {
            let text = to_xml(host, data, options)?;
            writing.begin_text(options)?;
            let raw = options.string_encoding == 2 && !escaped.0 && matches!(data, Value::Text(_));
            match raw {
                true => writing.out.push_str(&text),
                false => escape(&mut writing.out, &text, false),
            }
            Ok(())
        })
    }

    /// Writes a section `<![CDATA[…]]>` of a text or the bytes of a blob, in UTF-8, into the open element
    /// (`commands/sax-add-xml-cdata`). Error 4 (`xmlc`) when no element is open.
    ///
    /// ```4d
    /// var $doc : Time:=Create document("sax cdata.xml")
    /// SAX OPEN XML ELEMENT($doc; "a")
    /// SAX ADD XML CDATA($doc; "if (a < b)")
    /// CLOSE DOCUMENT($doc)
    /// ASSERT(Position("<a><![CDATA[if (a < b)]]></a>"; Document to text("sax cdata.xml"))>0)
    /// ```
    "SAX ADD XML CDATA" 856 fn add_cdata(host, document: Time, data: &Value) {
        let text = match data {
            Value::Text(text) => text.to_string(),
            Value::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            other => return Err(Error::type_mismatch("a text or a blob", other)),
        };
        write(host, document, |_, writing, options| {
            writing.begin_text(options)?;
            // A section cannot hold its own end.
            let text = plain(&text).replace("]]>", "]]]]><![CDATA[>");
            writing.out.push_str("<![CDATA[");
            writing.out.push_str(&text);
            writing.out.push_str("]]>");
            Ok(())
        })
    }

    /// Writes a comment (`commands/sax-add-xml-comment`). Error 4 (`xmlc`) for a text with `--`, which ends comments.
    ///
    /// ```4d
    /// var $doc : Time:=Create document("sax comment.xml")
    /// SAX ADD XML COMMENT($doc; "Created by 4D")
    /// SAX OPEN XML ELEMENT($doc; "a")
    /// CLOSE DOCUMENT($doc)
    /// ASSERT(Position("<!--Created by 4D-->\n<a/>"; Document to text("sax comment.xml"))>0)
    /// ```
    "SAX ADD XML COMMENT" 852 fn add_comment(host, document: Time, comment: &Text) {
        write(host, document, |_, writing, options| {
            let text = comment.to_str();
            if text.contains("--") || text.ends_with('-') {
                return Err(error(code::INVALID, "A comment of XML does not hold -- and does not end in -."));
            }
            writing.marked("<!--", &text, "-->", options)
        })
    }

    /// Writes a processing instruction (`commands/sax-add-processing-instruction`). Error 4 (`xmlc`) for a text with `?>`.
    ///
    /// ```4d
    /// var $doc : Time:=Create document("sax instruction.xml")
    /// SAX ADD PROCESSING INSTRUCTION($doc; "xml-stylesheet type=\"text/xsl\" href=\"style.xsl\"")
    /// SAX OPEN XML ELEMENT($doc; "a")
    /// CLOSE DOCUMENT($doc)
    /// var $wanted : Text:="<?xml-stylesheet type=\"text/xsl\" href=\"style.xsl\"?>\n<a/>"
    /// ASSERT(Position($wanted; Document to text("sax instruction.xml"))>0)
    /// ```
    "SAX ADD PROCESSING INSTRUCTION" 857 fn add_instruction(host, document: Time, statement: &Text) {
        write(host, document, |_, writing, options| {
            let text = statement.to_str();
            if text.trim().is_empty() || text.contains("?>") {
                return Err(error(code::INVALID, "An instruction of XML has a name and does not hold ?>."));
            }
            writing.marked("<?", &text, "?>", options)
        })
    }
}
