//! A whole HTTP message that stands in a text or file, taken apart: first line, headers and parts (RFC 9112, RFC 2046).
//!
//! Nothing is copied: all is ranges of the message. Time is linear, and headers and parts are limited in number. Lines may
//! end with LF alone, as those of files that were edited do.

use std::ops::Range;

/// Most header lines of a message or part.
const MAX_HEADERS: usize = 1000;
/// Most parts of a message.
const MAX_PARTS: usize = 10_000;

/// Names and values, as they stand in the message.
pub(crate) type Headers = Vec<(String, String)>;

/// A message, or a part of one.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Message {
    /// The request line or status line; empty when the message begins with its headers, and in parts.
    pub first: String,
    pub headers: Headers,
    /// What comes after the blank line.
    pub content: Range<usize>,
}

/// Why a message is not read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooMany(pub &'static str, pub usize);

/// The value of the first header of this name.
pub(crate) fn header<'a>(headers: &'a Headers, name: &str) -> Option<&'a str> {
    headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// Takes first line and headers off a message. A message that begins with a boundary has neither.
///
/// # Errors
/// When there are too many headers.
pub(crate) fn head(data: &[u8]) -> Result<Message, TooMany> {
    // Blank lines before the first one are passed over (RFC 9112 section 2.2).
    let blank = data.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    if data[blank..].starts_with(b"--") {
        return Ok(Message { content: blank..data.len(), ..Message::default() });
    }
    let mut message = Message::default();
    let mut at = blank;
    let line = line_at(data, at);
    if field(&data[line.clone()]).is_none() {
        message.first = String::from_utf8_lossy(&data[line.clone()]).trim().to_owned();
        at = next(data, line.end);
    }
    (message.headers, at) = fields(data, at..data.len())?;
    message.content = at..data.len();
    Ok(message)
}

/// The boundary of the parts: that of the content type, or the first line of a body without one.
pub(crate) fn boundary(message: &Message, data: &[u8]) -> Option<Vec<u8>> {
    match header(&message.headers, "content-type") {
        Some(kind) if kind.get(..10).is_some_and(|kind| kind.eq_ignore_ascii_case("multipart/")) => {
            super::multipart::parameter(kind, "boundary").map(String::into_bytes)
        }
        Some(_) => None,
        None => {
            let line = line_at(data, message.content.start);
            Some(data[line].strip_prefix(b"--")?.trim_ascii_end().to_vec())
        }
    }
    .filter(|boundary| !boundary.is_empty() && boundary.len() <= 200)
}

/// The parts between lines of a boundary. The last one may lack its end, when the message was cut off.
///
/// # Errors
/// When there are too many of them, or of the headers of one.
pub(crate) fn parts(data: &[u8], body: Range<usize>, boundary: &[u8]) -> Result<Vec<Message>, TooMany> {
    let mut parts = Vec::new();
    let (mut at, mut start) = (body.start, None);
    while at < body.end {
        let line = line_at(data, at);
        let after = next(data, line.end);
        let found = data[line].strip_prefix(b"--").and_then(|line| line.strip_prefix(boundary));
        let (delimits, ends) = match found.map(<[u8]>::trim_ascii_end) {
            Some(b"") => (true, false),
            Some(b"--") => (true, true),
            _ => (false, false),
        };
        if delimits {
            if let Some(start) = start {
                add(&mut parts, data, start..before_break(data, start, at))?;
            }
            if ends {
                return Ok(parts);
            }
            start = Some(after);
        }
        at = after;
    }
    if let Some(start) = start.filter(|start| *start < body.end) {
        add(&mut parts, data, start..body.end)?;
    }
    Ok(parts)
}

fn add(parts: &mut Vec<Message>, data: &[u8], part: Range<usize>) -> Result<(), TooMany> {
    if parts.len() == MAX_PARTS {
        return Err(TooMany("parts", MAX_PARTS));
    }
    let (headers, at) = fields(data, part.clone())?;
    parts.push(Message { first: String::new(), headers, content: at.min(part.end)..part.end });
    Ok(())
}

/// Header lines up to a blank line, and where the content begins.
fn fields(data: &[u8], range: Range<usize>) -> Result<(Headers, usize), TooMany> {
    let mut headers = Headers::new();
    let mut at = range.start;
    while at < range.end {
        let line = line_at(&data[..range.end], at);
        at = next(&data[..range.end], line.end);
        let line = &data[line];
        if line.is_empty() {
            break;
        }
        if let (true, Some((_, value))) = (line[0] == b' ' || line[0] == b'\t', headers.last_mut()) {
            // A value went on in the next line (RFC 9112 section 5.2).
            value.push(' ');
            value.push_str(String::from_utf8_lossy(line).trim());
        } else if let Some(field) = field(line) {
            if headers.len() == MAX_HEADERS {
                return Err(TooMany("header lines", MAX_HEADERS));
            }
            headers.push(field);
        }
    }
    Ok((headers, at))
}

/// A header line; nothing when the line is none.
fn field(line: &[u8]) -> Option<(String, String)> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    let name = &line[..colon];
    let token = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    if name.is_empty() || !name.iter().all(token) {
        return None;
    }
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    Some((text(name), text(&line[colon + 1..])))
}

/// The line that begins here, without its end. A CR alone ends no line.
fn line_at(data: &[u8], at: usize) -> Range<usize> {
    match data[at..].iter().position(|byte| *byte == b'\n') {
        Some(length) if data[at..at + length].ends_with(b"\r") => at..at + length - 1,
        Some(length) => at..at + length,
        None => at..data.len(),
    }
}

/// Where the line after the end of one begins.
fn next(data: &[u8], end: usize) -> usize {
    let skip = match &data[end..] {
        [b'\r', b'\n', ..] => 2,
        [b'\n', ..] => 1,
        _ => 0,
    };
    end + skip
}

/// The end of what stands before a boundary: the line break belongs to the boundary.
fn before_break(data: &[u8], start: usize, at: usize) -> usize {
    let part = &data[start..at];
    start + part.strip_suffix(b"\r\n").or_else(|| part.strip_suffix(b"\n")).unwrap_or(part).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contents(data: &str) -> Vec<String> {
        let message = head(data.as_bytes()).expect("few headers");
        let Some(boundary) = boundary(&message, data.as_bytes()) else { return Vec::new() };
        let parts = parts(data.as_bytes(), message.content, &boundary).expect("few parts");
        parts.into_iter().map(|part| data[part.content].to_owned()).collect()
    }

    #[test]
    fn parts_with_both_ends_of_lines() {
        for end in ["\n", "\r\n"] {
            let data = "POST / HTTP/1.1\nContent-Type: multipart/mixed;\n boundary=\"b c\"\n\npreamble\n--b c\nA: 1\n\n\
                        one\n\n--b c  \n\ntwo\n--b cd\n--b c--\nepilogue"
                .replace('\n', end);
            let expected = [format!("one{end}"), format!("two{end}--b cd")];
            assert_eq!(contents(&data), expected);
        }
    }

    #[test]
    fn damaged_messages_are_read_as_far_as_they_go() {
        assert_eq!(contents("--x\n\none"), ["one"]);
        assert_eq!(contents("--x"), [""; 0]);
        assert_eq!(contents("--x\r"), [""; 0]);
        assert_eq!(contents("--x\nA: 1"), [""]);
        assert_eq!(contents("--x\n--x--"), [""]);
        assert_eq!(contents("--\n\none\n--"), [""; 0]);
        assert_eq!(contents("Content-Type: multipart/mixed\n\n--x\n\none\n--x--"), [""; 0]);
        assert_eq!(contents("Content-Type: multipart/é; boundary=x\n\n--x\n\none\n--x--"), ["one"]);
        for data in ["", "\n", "\r", ":", " : ", "a", "\r\n\r\n", "a:\r\n b", "\n a"] {
            assert_eq!(head(data.as_bytes()).expect("short").content.end, data.len(), "{data:?}");
        }
    }

    #[test]
    fn headers_and_parts_are_limited() {
        let many = "a: b\n".repeat(MAX_HEADERS + 1);
        assert_eq!(head(many.as_bytes()), Err(TooMany("header lines", MAX_HEADERS)));
        let many = "--x\n".repeat(MAX_PARTS + 2);
        assert_eq!(parts(many.as_bytes(), 0..many.len(), b"x"), Err(TooMany("parts", MAX_PARTS)));
    }
}
