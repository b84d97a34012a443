//! A message into MIME.

use std::fmt::Write;
use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{Address, Attachment, Email, Part};
use crate::charset::{Encoded, Mode, Modes, encoded, header_text};

/// Width of lines in base64 (RFC 2045 §6.8).
const BASE64_LINE: usize = 76;

/// Header fields that email objects have properties for, or that tell how the body is written.
pub(super) fn has_property(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    matches!(
        name.as_str(),
        "from"
            | "sender"
            | "to"
            | "cc"
            | "bcc"
            | "reply-to"
            | "subject"
            | "comments"
            | "message-id"
            | "in-reply-to"
            | "references"
            | "keywords"
            | "date"
            | "mime-version"
    ) || name.starts_with("content-")
}

impl Email {
    /// The message in MIME with lines that end with CRLF; `hidden` recipients stand in it only if asked for.
    pub fn to_mime(&self, modes: Modes, hidden: bool) -> Vec<u8> {
        let mut out = Vec::new();
        let mut field = |name: &str, value: &str| {
            if !value.is_empty() {
                out.extend_from_slice(folded(name, value).as_bytes());
            }
        };
        field("MIME-Version", "1.0");
        let at = match self.sent_at {
            Some(at) => SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(at).unwrap_or_default()),
            None => SystemTime::now(),
        };
        field("Date", &httpdate::fmt_http_date(at));
        field("Message-ID", &self.message_id_or_new());
        let sender =
            if self.sender.is_empty() { self.from.get(..1).unwrap_or_default() } else { &self.sender };
        field("Sender", &list(sender, modes.header));
        field("From", &list(&self.from, modes.header));
        field("To", &list(&self.to, modes.header));
        field("Cc", &list(&self.cc, modes.header));
        if hidden {
            field("Bcc", &list(&self.bcc, modes.header));
        }
        field("Reply-To", &list(&self.reply_to, modes.header));
        field("In-Reply-To", &header_text(&self.in_reply_to, modes.header));
        field("References", &header_text(&self.references.join(" "), modes.header));
        field("Keywords", &header_text(&self.keywords.join(", "), modes.header));
        field("Comments", &header_text(&self.comments, modes.header));
        field("Subject", &header_text(&self.subject, modes.header));
        for (name, value) in &self.headers {
            // Names are printable ASCII without a colon (RFC 5322 §2.2).
            if !has_property(name)
                && !name.is_empty()
                && name.bytes().all(|b| (33..=126).contains(&b) && b != b':')
            {
                field(name, &header_text(value, modes.header));
            }
        }
        self.body(modes).write(&mut out);
        out
    }

    fn message_id_or_new(&self) -> String {
        let id = header_text(self.message_id.trim(), Mode::Utf8Quoted);
        if id.is_empty() {
            let domain = self
                .from
                .first()
                .and_then(|from| from.email.rsplit_once('@'))
                .map_or("localhost", |(_, d)| d);
            let domain: String =
                domain.chars().filter(|c| c.is_ascii_graphic() && !"<>()@".contains(*c)).collect();
            return format!("<{}@{domain}>", random_hex());
        }
        if id.starts_with('<') { id } else { format!("<{id}>") }
    }

    fn body(&self, modes: Modes) -> Node {
        let (inline, files): (Vec<&Attachment>, Vec<&Attachment>) = self
            .attachments
            .iter()
            .partition(|attachment| attachment.disposition == "inline" && !attachment.cid.is_empty());
        let attached = |attachments: Vec<&Attachment>| -> Vec<Node> {
            attachments.into_iter().map(|attachment| file(attachment, modes.header)).collect()
        };
        if let Some(structure) = &self.structure {
            let mut root = of_part(structure, modes.body, 0);
            let mut rest: Vec<Node> = attached(self.attachments.iter().collect());
            if rest.is_empty() {
                return root;
            }
            if let Content::Parts(parts) = &mut root.content
                && (root.media_type == "multipart/mixed" || root.media_type == "multipart/related")
            {
                parts.append(&mut rest);
                return root;
            }
            rest.insert(0, root);
            return Node::multipart("mixed", rest);
        }
        let text = self.text.as_ref().map(|text| Node::text("plain", text, modes.body));
        let html = self.html.as_ref().map(|html| {
            let html = Node::text("html", html, modes.body);
            match inline.is_empty() {
                true => html,
                false => {
                    Node::multipart("related", [html].into_iter().chain(attached(inline.clone())).collect())
                }
            }
        });
        let files = match self.html {
            Some(_) => files,
            None => self.attachments.iter().collect(),
        };
        let body = match (text, html) {
            (Some(text), Some(html)) => Node::multipart("alternative", vec![text, html]),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => Node::text("plain", "", modes.body),
        };
        if files.is_empty() {
            return body;
        }
        Node::multipart("mixed", [body].into_iter().chain(attached(files)).collect())
    }
}

/// 32 hexadecimal digits that nobody else has.
pub fn random_hex() -> String {
    let mut bytes = [0; 16];
    // Without random numbers the time has to do: an identifier is no secret.
    if getrandom::fill(&mut bytes).is_err() {
        let time = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        bytes = time.as_nanos().to_be_bytes();
    }
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02X}");
        hex
    })
}

fn list(addresses: &[Address], mode: Mode) -> String {
    addresses.iter().map(|address| mailbox(address, mode)).collect::<Vec<_>>().join(", ")
}

fn mailbox(address: &Address, mode: Mode) -> String {
    let email = clean(&address.email).replace(['<', '>', ',', ' '], "");
    let name = header_text(&address.name, mode);
    match name.as_str() {
        "" => email,
        _ if !name.starts_with("=?")
            && name.contains(|c: char| !(c.is_ascii_alphanumeric() || " -_'.".contains(c))) =>
        {
            format!("\"{}\" <{email}>", name.replace('\\', "\\\\").replace('"', "\\\""))
        }
        _ => format!("{name} <{email}>"),
    }
}

fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect::<String>().trim().to_string()
}

/// A header field, folded at spaces so that no line is longer than 78 characters where that can be had (RFC 5322 §2.1.1).
fn folded(name: &str, value: &str) -> String {
    let mut out = format!("{name}:");
    let mut width = out.len();
    for (at, word) in value.split(' ').enumerate() {
        // What comes before is not left alone, except before an encoded word, which may not be long with it (RFC 2047 §2).
        if (at > 0 || word.starts_with("=?")) && width + 1 + first_line(word) > 78 && !word.is_empty() {
            out.push_str("\r\n ");
            width = 1;
        } else {
            out.push(' ');
            width += 1;
        }
        out.push_str(word);
        width = word.rsplit_once('\n').map_or(width + word.len(), |(_, last)| last.len());
    }
    out + "\r\n"
}

fn first_line(word: &str) -> usize {
    word.find('\r').unwrap_or(word.len())
}

/// A part that is ready to be written.
struct Node {
    media_type: String,
    fields: Vec<(&'static str, String)>,
    content: Content,
}

enum Content {
    Bytes(Vec<u8>),
    Parts(Vec<Node>),
}

impl Node {
    fn multipart(kind: &str, parts: Vec<Node>) -> Node {
        Node { media_type: format!("multipart/{kind}"), fields: Vec::new(), content: Content::Parts(parts) }
    }

    fn text(kind: &str, text: &str, mode: Mode) -> Node {
        // Line ends are those of mail.
        let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\r\n");
        let Encoded { charset, bytes, base64 } = encoded(&text, mode);
        let narrow = charset != "UTF-8" && lines_fit(&bytes);
        let (encoding, bytes) = match (narrow, charset) {
            (true, "ISO-8859-1") => ("8bit", bytes),
            (true, _) => ("7bit", bytes),
            (false, _) if base64 => ("base64", in_lines(&bytes)),
            (false, _) => ("quoted-printable", quoted_printable::encode(bytes)),
        };
        Node {
            media_type: format!("text/{kind}"),
            fields: vec![
                ("Content-Type", format!("text/{kind}; charset=\"{charset}\"")),
                ("Content-Transfer-Encoding", encoding.to_string()),
            ],
            content: Content::Bytes(bytes),
        }
    }

    fn write(&self, out: &mut Vec<u8>) {
        match &self.content {
            Content::Bytes(bytes) => {
                self.write_fields(out, None);
                out.extend_from_slice(bytes);
            }
            Content::Parts(parts) => {
                let boundary = random_hex();
                self.write_fields(out, Some(&boundary));
                for part in parts {
                    out.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
                    part.write(out);
                    out.extend_from_slice(b"\r\n");
                }
                out.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
            }
        }
    }

    fn write_fields(&self, out: &mut Vec<u8>, boundary: Option<&str>) {
        if let Some(boundary) = boundary {
            let field = folded("Content-Type", &format!("{}; boundary=\"{boundary}\"", self.media_type));
            out.extend_from_slice(field.as_bytes());
        }
        for (name, value) in &self.fields {
            out.extend_from_slice(folded(name, value).as_bytes());
        }
        out.extend_from_slice(b"\r\n");
    }
}

/// Lines of at most 998 bytes, as mail may have them without encoding (RFC 5322 §2.1.1).
fn lines_fit(bytes: &[u8]) -> bool {
    bytes.split(|byte| *byte == b'\n').all(|line| line.len() <= 998 && !line.contains(&0))
}

fn in_lines(bytes: &[u8]) -> Vec<u8> {
    STANDARD.encode(bytes).as_bytes().chunks(BASE64_LINE).collect::<Vec<_>>().join(&b"\r\n"[..])
}

fn of_part(part: &Part, mode: Mode, depth: usize) -> Node {
    if depth < 32 && (part.media_type.starts_with("multipart/") || !part.parts.is_empty()) {
        let kind = part.media_type.strip_prefix("multipart/").map_or("mixed".to_string(), token);
        return Node::multipart(
            &kind,
            part.parts.iter().map(|part| of_part(part, mode, depth + 1)).collect(),
        );
    }
    let kind = part.media_type.strip_prefix("text/").map_or("plain".to_string(), token);
    let mut node = Node::text(&kind, &part.value, mode);
    let extras = [
        ("Content-Disposition", token(&part.disposition)),
        ("Content-Language", part.languages.iter().map(|l| token(l)).collect::<Vec<_>>().join(", ")),
        ("Content-Location", clean(&part.location).replace(' ', "%20")),
    ];
    node.fields.extend(extras.into_iter().filter(|(_, value)| !value.is_empty()));
    node
}

/// Only what a token may have (RFC 2045 §5.1).
fn token(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric() || "!#$&-^_.+".contains(*c)).collect()
}

/// A media type with its parameters, without what would break the line.
fn media_type(text: &str) -> String {
    let clean = clean(text);
    let fits = clean.is_ascii() && clean.contains('/');
    if fits { clean } else { "application/octet-stream".to_string() }
}

fn file(attachment: &Attachment, mode: Mode) -> Node {
    let name = clean(&attachment.name);
    let mut kind = media_type(&attachment.media_type);
    let disposition = match token(&attachment.disposition) {
        empty if empty.is_empty() => "attachment".to_string(),
        given => given,
    };
    let mut disposed = disposition;
    if name.is_ascii() {
        let quoted = name.replace('\\', "\\\\").replace('"', "\\\"");
        let _ = write!(kind, "; name=\"{quoted}\"");
        let _ = write!(disposed, "; filename=\"{quoted}\"");
    } else {
        // For old programs the name is an encoded word, for others as RFC 2231 has it.
        let _ = write!(kind, "; name=\"{}\"", header_text(&name, mode));
        let _ = write!(disposed, "; filename*=UTF-8''{}", percent(&name));
    }
    let mut fields = vec![
        ("Content-Type", kind),
        ("Content-Transfer-Encoding", "base64".to_string()),
        ("Content-Disposition", disposed),
    ];
    let cid = clean(&attachment.cid).replace(['<', '>', ' '], "");
    if !cid.is_empty() {
        fields.push(("Content-ID", format!("<{cid}>")));
    }
    Node { media_type: String::new(), fields, content: Content::Bytes(in_lines(&attachment.content)) }
}

fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        match byte {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'-' | b'.' | b'_' => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
        out
    })
}
