//! From the bytes of an answer to text: the character set is named in the header or the document, or found out.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// Bytes of a document that are looked at for a character set.
const LOOK: usize = 2048;

/// The character set that a content type names.
fn named(content_type: &str) -> Option<&'static Encoding> {
    let parameter = content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"').to_owned())
    })?;
    Encoding::for_label(parameter.as_bytes())
}

/// The character set that an HTML or XML document names in its first lines.
fn in_document(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(LOOK)]).to_ascii_lowercase();
    let name = |after: &str| {
        let value = start.split_once(after)?.1.trim_start_matches(['"', '\'', ' ']);
        let end = value.find(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c))?;
        Encoding::for_label(&value.as_bytes()[..end])
    };
    if start.trim_start().starts_with("<?xml") {
        return name("encoding=");
    }
    if start.contains("<meta") { name("charset=") } else { None }
}

/// Decodes: by the content type, a byte order mark, the document itself, as UTF-8 if it is valid, else as Windows-1252.
pub(crate) fn decode(bytes: &[u8], content_type: &str) -> String {
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let encoding = named(content_type)
        .or(marked)
        .or_else(|| in_document(bytes))
        .unwrap_or_else(|| if std::str::from_utf8(bytes).is_ok() { UTF_8 } else { WINDOWS_1252 });
    encoding.decode(bytes).0.into_owned()
}

/// Encodes a text; nothing when the character set is not known.
pub(crate) fn encode(text: &str, name: &str) -> Option<Vec<u8>> {
    match name.to_ascii_lowercase().as_str() {
        "" | "utf-8" | "utf8" => Some(text.as_bytes().to_vec()),
        // The web's encoders never write UTF-16.
        "utf-16" | "utf-16le" => Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        "utf-16be" => Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        // In this set, what is missing becomes a question mark rather than an HTML entity.
        other => {
            let encoding = Encoding::for_label(other.as_bytes())?;
            let mut bytes = Vec::with_capacity(text.len());
            let mut letter = [0; 4];
            for c in text.chars() {
                let (encoded, _, missing) = encoding.encode(c.encode_utf8(&mut letter));
                if missing { bytes.push(b'?') } else { bytes.extend_from_slice(&encoded) }
            }
            Some(bytes)
        }
    }
}

/// What the body of an answer is, by its content type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// JSON.
    Json,
    /// Text of any kind.
    Text,
    /// Anything else.
    Binary,
}

/// What a content type stands for (`API/HTTPRequestClass`, `dataType` "auto").
pub(crate) fn content(content_type: &str) -> Content {
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let (first, second) = kind.split_once('/').unwrap_or((&kind, ""));
    match (first, second) {
        ("application" | "text", "json") => Content::Json,
        (_, second) if second.ends_with("+json") => Content::Json,
        ("text", _) | ("message", "http") => Content::Text,
        (_, second) if second.ends_with("+xml") => Content::Text,
        ("application", "javascript" | "ecmascript" | "xml" | "x-www-form-urlencoded") => Content::Text,
        _ => Content::Binary,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_character_set_is_found() {
        for (bytes, content_type, expected) in [
            (&b"h\xc3\xa9"[..], "text/plain", "hé"),
            (b"h\xe9", "text/plain", "hé"),
            (b"h\xe9", "text/plain; charset=\"ISO-8859-1\"", "hé"),
            (b"\xef\xbb\xbfh\xc3\xa9", "text/plain", "hé"),
            (b"\xff\xfeh\x00\xe9\x00", "text/plain", "hé"),
            (b"<meta charset='koi8-r'>\xc8", "text/html", "<meta charset='koi8-r'>х"),
            (
                b"<?xml version='1.0' encoding='iso-8859-2'?>\xb1",
                "text/xml",
                "<?xml version='1.0' encoding='iso-8859-2'?>ą",
            ),
            (b"h\xc3\xa9", "text/plain; charset=nonsense", "hé"),
        ] {
            assert_eq!(decode(bytes, content_type), expected, "{content_type}");
        }
    }

    #[test]
    fn texts_are_encoded() {
        assert_eq!(encode("é", "UTF-8").expect("known"), [0xc3, 0xa9]);
        assert_eq!(encode("é☃", "ISO-8859-1").expect("known"), [0xe9, b'?']);
        assert_eq!(encode("é", "utf-16be").expect("known"), [0, 0xe9]);
        assert_eq!(encode("é", "nonsense"), None);
    }

    #[test]
    fn contents_are_told_apart() {
        assert_eq!(content("application/json; charset=utf-8"), Content::Json);
        assert_eq!(content("application/problem+JSON"), Content::Json);
        assert_eq!(content("text/html"), Content::Text);
        assert_eq!(content("image/svg+xml"), Content::Text);
        assert_eq!(content("image/png"), Content::Binary);
        assert_eq!(content(""), Content::Binary);
    }
}
