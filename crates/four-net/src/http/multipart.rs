//! The parts of a `multipart/form-data` body (RFC 7578), found in place and limited in number.

use std::ops::Range;

/// Most parts that are read.
const MAX_PARTS: usize = 10_000;

/// One part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Name of the field.
    pub name: String,
    /// Name of the file, for files.
    pub file_name: String,
    /// Media type; empty when none is given.
    pub media_type: String,
    /// Where the content stands in the body.
    pub content: Range<usize>,
}

/// The parts of a body with this content type; none when it is no form.
pub fn parts(content_type: &str, body: &[u8]) -> Vec<Part> {
    let mut parameters = Parameters::of(content_type);
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    if !kind.to_ascii_lowercase().starts_with("multipart/") {
        return Vec::new();
    }
    let Some(boundary) = parameters.find(|(name, _)| name == "boundary").map(|(_, value)| value) else {
        return Vec::new();
    };
    if boundary.is_empty() || boundary.len() > 200 {
        return Vec::new();
    }
    let between = [b"\r\n--", boundary.as_bytes()].concat();
    // The first boundary may stand at the very beginning.
    let Some(mut at) = (if body.starts_with(&between[2..]) {
        Some(between.len() - 2)
    } else {
        find(body, &between).map(|found| found + between.len())
    }) else {
        return Vec::new();
    };
    let mut parts = Vec::new();
    while parts.len() < MAX_PARTS && !body[at..].starts_with(b"--") {
        let Some(line) = find(&body[at..], b"\r\n") else { break };
        let start = at + line;
        let Some(length) = find(&body[start..], &between) else { break };
        let end = start + length;
        // The blank line may come at once, when a part has no headers.
        let Some(head) = find(&body[start..end], b"\r\n\r\n") else { break };
        let mut part = part(&String::from_utf8_lossy(&body[start..start + head]));
        part.content = start + head + 4..end;
        parts.push(part);
        at = end + between.len();
    }
    parts
}

fn part(head: &str) -> Part {
    let mut part = Part::default();
    for line in head.lines() {
        let Some((name, value)) = line.split_once(':') else { continue };
        match name.trim().to_ascii_lowercase().as_str() {
            "content-type" => part.media_type = value.trim().to_owned(),
            "content-disposition" => {
                for (name, value) in Parameters::of(value) {
                    match name.as_str() {
                        "name" => part.name = value,
                        "filename" => part.file_name = value,
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    part
}

/// A parameter of a header's value: `boundary` of `multipart/mixed; boundary=x`.
pub(crate) fn parameter(value: &str, name: &str) -> Option<String> {
    Parameters::of(value).find(|(known, _)| known == name).map(|(_, value)| value)
}

/// The parameters after the first `;`: names in lower case, values without quotes.
struct Parameters<'a>(&'a str);

impl<'a> Parameters<'a> {
    fn of(value: &'a str) -> Parameters<'a> {
        Parameters(value.split_once(';').map_or("", |(_, rest)| rest))
    }
}

impl Iterator for Parameters<'_> {
    type Item = (String, String);

    fn next(&mut self) -> Option<(String, String)> {
        let (name, rest) = self.0.split_once('=')?;
        let name = name.trim_matches([' ', ';', '\t']).to_ascii_lowercase();
        let rest = rest.trim_start();
        let Some(quoted) = rest.strip_prefix('"') else {
            let (value, rest) = rest.split_once(';').unwrap_or((rest, ""));
            self.0 = rest;
            return Some((name, value.trim().to_owned()));
        };
        let (mut value, mut escaped) = (String::new(), false);
        self.0 = "";
        for (at, c) in quoted.char_indices() {
            match c {
                '"' if !escaped => {
                    self.0 = &quoted[at + 1..];
                    break;
                }
                // Browsers leave backslashes in file names alone; before a quote they escape.
                '\\' if !escaped && quoted[at + 1..].starts_with(['"', '\\']) => escaped = true,
                c => {
                    value.push(c);
                    escaped = false;
                }
            }
        }
        Some((name, value))
    }
}

/// Where some bytes stand, in linear time for the short needles used here.
fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
    let first = *needle.first()?;
    let mut from = 0;
    while let Some(at) = text.get(from..)?.iter().position(|b| *b == first) {
        let at = from + at;
        if text[at..].starts_with(needle) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_form() {
        let body = b"preamble\r\n--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n--XX\r\n\
            content-disposition: form-data; filename=\"x;\\\"y.png\"; name=f\r\nContent-Type: image/png\r\n\r\n\
            \x00\r\n--X\r\n\r\n--XX\r\n\r\nbare\r\n--XX--\r\nepilogue";
        let found = parts("Multipart/form-data; charset=x; boundary=\"XX\"", body);
        let content: Vec<&[u8]> = found.iter().map(|part| &body[part.content.clone()]).collect();
        assert_eq!(content, [&b"one"[..], b"\x00\r\n--X\r\n", b"bare"]);
        assert_eq!((found[0].name.as_str(), found[0].file_name.as_str()), ("a", ""));
        assert_eq!((found[1].name.as_str(), found[1].file_name.as_str()), ("f", "x;\"y.png"));
        assert_eq!(found[1].media_type, "image/png");
    }

    #[test]
    fn what_is_no_form_has_no_parts() {
        for (content_type, body) in [
            ("text/plain; boundary=X", &b"--X\r\n\r\na\r\n--X--"[..]),
            ("multipart/form-data", b"--X\r\n\r\na\r\n--X--"),
            ("multipart/form-data; boundary=", b"--\r\n\r\na\r\n----"),
            ("multipart/form-data; boundary=X", b""),
            ("multipart/form-data; boundary=X", b"--X"),
            ("multipart/form-data; boundary=X", b"--X--"),
            ("multipart/form-data; boundary=X", b"--X\r\nname: x"),
            ("multipart/form-data; boundary=X", b"--X\r\nname: x\r\n--X--"),
            ("multipart/form-data; boundary=\"X", b"--Y\r\n\r\na"),
        ] {
            assert_eq!(parts(content_type, body), [], "{content_type} {body:?}");
        }
    }
}
