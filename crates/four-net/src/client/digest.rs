//! Digest authentication (RFC 7616), with MD5 and SHA-256, for `auth` or no quality of protection.

use md5::Digest;
use std::fmt::Write;

/// The parameters of a challenge of the wanted scheme in `WWW-Authenticate` values, names in lower case.
pub(super) fn challenge<'a>(
    values: impl Iterator<Item = &'a str>,
    scheme: &str,
) -> Option<Vec<(String, String)>> {
    for value in values {
        let mut rest = value.trim();
        let mut found: Option<Vec<(String, String)>> = None;
        // A value may hold several challenges; a word that no `=` follows begins one.
        while !rest.is_empty() {
            rest = rest.trim_start_matches([',', ' ', '\t']);
            let end = rest.find([' ', '=', ',']).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            let after = after.trim_start();
            if let Some(given) = after.strip_prefix('=') {
                let (value, left) = quoted(given.trim_start());
                if let Some(parameters) = &mut found {
                    parameters.push((word.to_ascii_lowercase(), value));
                }
                rest = left;
            } else {
                if found.is_some() {
                    return found;
                }
                if word.eq_ignore_ascii_case(scheme) {
                    found = Some(Vec::new());
                }
                if word.is_empty() && after.len() == rest.len() {
                    break;
                }
                rest = after;
            }
        }
        if found.is_some() {
            return found;
        }
    }
    None
}

/// A token or quoted string, and what follows.
fn quoted(text: &str) -> (String, &str) {
    let Some(inner) = text.strip_prefix('"') else {
        let end = text.find([',', ' ']).unwrap_or(text.len());
        return (text[..end].to_owned(), &text[end..]);
    };
    let mut value = String::new();
    let mut letters = inner.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return (value, &inner[at + 1..]),
            '\\' => value.extend(letters.next().map(|(_, letter)| letter)),
            other => value.push(other),
        }
    }
    (value, "")
}

/// The `Authorization` that answers a digest challenge; nothing when it asks for what is not known.
pub(super) fn answer(
    challenge: &[(String, String)],
    name: &str,
    password: &str,
    method: &str,
    target: &str,
    cnonce: &str,
) -> Option<String> {
    let get = |name: &str| challenge.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let (realm, nonce) = (get("realm")?, get("nonce")?);
    let algorithm = get("algorithm").unwrap_or("MD5");
    let (hash, session): (fn(&str) -> String, bool) = match algorithm.to_ascii_uppercase().as_str() {
        "MD5" => (md5, false),
        "MD5-SESS" => (md5, true),
        "SHA-256" => (sha256, false),
        "SHA-256-SESS" => (sha256, true),
        _ => return None,
    };
    let qop = match get("qop") {
        None => None,
        Some(offered) => {
            Some(offered.split(',').map(str::trim).find(|qop| qop.eq_ignore_ascii_case("auth"))?)
        }
    };
    let mut first = hash(&format!("{name}:{realm}:{password}"));
    if session {
        first = hash(&format!("{first}:{nonce}:{cnonce}"));
    }
    let second = hash(&format!("{method}:{target}"));
    let response = match qop {
        Some(qop) => hash(&format!("{first}:{nonce}:00000001:{cnonce}:{qop}:{second}")),
        None => hash(&format!("{first}:{nonce}:{second}")),
    };
    let escaped = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
    let mut line = format!(
        "Digest username=\"{}\", realm=\"{}\", nonce=\"{}\", uri=\"{}\", response=\"{response}\", algorithm={algorithm}",
        escaped(name),
        escaped(realm),
        escaped(nonce),
        escaped(target),
    );
    if let Some(qop) = qop {
        let _ = write!(line, ", qop={qop}, nc=00000001, cnonce=\"{cnonce}\"");
    }
    if let Some(opaque) = get("opaque") {
        let _ = write!(line, ", opaque=\"{}\"", escaped(opaque));
    }
    // A hostile realm must not add lines.
    (!line.contains(['\r', '\n'])).then_some(line)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn md5(text: &str) -> String {
    hex(&md5::Md5::digest(text.as_bytes()))
}

fn sha256(text: &str) -> String {
    hex(&sha2::Sha256::digest(text.as_bytes()))
}

/// A random word for the client's part of a digest.
pub(super) fn cnonce() -> Option<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).ok()?;
    Some(hex(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 7616 section 3.9.1.
    #[test]
    fn the_examples_of_the_rfc() {
        for (algorithm, expected) in [
            ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
            ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
        ] {
            let header = format!(
                "Basic realm=\"x, y=z\", Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", \
                 algorithm={algorithm}, nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", \
                 opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""
            );
            let challenge = challenge([header.as_str()].into_iter(), "digest").expect("it is there");
            let cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
            let line = answer(&challenge, "Mufasa", "Circle of Life", "GET", "/dir/index.html", cnonce);
            assert!(line.expect("it is known").contains(expected));
        }
    }

    #[test]
    fn challenges_of_any_form_end() {
        for value in [
            "",
            ",",
            "=",
            "= =",
            "Digest",
            "Digest =",
            "Digest a",
            "Digest a=\"b",
            "Basic,Digest ,,a=1",
            "\"",
            "é=é é",
        ] {
            let _ = challenge([value].into_iter(), "digest");
        }
        assert_eq!(challenge(["Basic realm=x"].into_iter(), "digest"), None);
        assert_eq!(challenge(["Basic"].into_iter(), "basic"), Some(vec![]));
    }
}
