//! Percent-encoding of request targets.

/// Decodes `%xx` once; `None` when an escape is malformed.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(b) = bytes.next() {
        if b == b'%' {
            let digit = |b: Option<u8>| b.and_then(|b| char::from(b).to_digit(16));
            let (high, low) = (digit(bytes.next())?, digit(bytes.next())?);
            out.push((high * 16 + low) as u8);
        } else {
            out.push(b);
        }
    }
    Some(out)
}

/// Encodes one path segment.
pub(crate) fn encode_segment(segment: &str) -> String {
    let mut out = String::with_capacity(segment.len());
    for b in segment.bytes() {
        if b.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=@".contains(&b) {
            out.push(char::from(b));
        } else {
            out.push_str(&format!("%{b:02X}"));
        }
    }
    out
}

/// Encodes what a URL must not hold as it is: blanks, control characters, quotes, brackets, and all but ASCII. Escapes
/// that are there stay.
pub(crate) fn encode_url(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for b in url.bytes() {
        if b.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&b) {
            out.push(char::from(b));
        } else {
            out.push_str(&format!("%{b:02X}"));
        }
    }
    out
}

/// The path of a request target, decoded, with one slash at the beginning.
pub(crate) fn path_of(target: &str) -> String {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let decoded = decode(path).and_then(|bytes| String::from_utf8(bytes).ok());
    let path = decoded.as_deref().unwrap_or(path);
    format!("/{}", path.trim_start_matches('/'))
}

/// The pairs of the query of `url`, in order: `+` is a blank, a malformed escape stays as it is, bytes that are not
/// UTF-8 are replaced.
pub(crate) fn query(url: &str) -> Vec<(String, String)> {
    let Some((_, query)) = url.split_once('?') else {
        return Vec::new();
    };
    let text = |part: &str| {
        let part = part.replace('+', " ");
        match decode(&part) {
            Some(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            None => part,
        }
    };
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (text(key), text(value))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(
            query("/a?x=1&y=a+b%20c&&z&%zz=%ff"),
            [pair("x", "1"), pair("y", "a b c"), pair("z", ""), pair("%zz", "\u{fffd}"),]
        );
        assert!(query("/a").is_empty());
    }

    #[test]
    fn escapes() {
        assert_eq!(decode("a%20b").as_deref(), Some(&b"a b"[..]));
        assert_eq!(decode("%252e").as_deref(), Some(&b"%2e"[..]));
        assert_eq!(decode("%2"), None);
        assert_eq!(encode_url("http://a/é b?x=%20&y"), "http://a/%C3%A9%20b?x=%20&y");
        assert_eq!(encode_segment("a b/é"), "a%20b%2F%C3%A9");
    }
}
