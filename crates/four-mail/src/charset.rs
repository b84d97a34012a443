//! The charsets and encodings of headers and bodies (constants of the theme Mail).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use four_runtime::{Error, Host, Res, Value};

use crate::options::text_option;

/// How characters beyond ASCII are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// `mail mode UTF8`.
    #[default]
    Utf8Quoted,
    /// `mail mode UTF8 in base64`.
    Utf8Base64,
    /// `mail mode ISO88591`; UTF-8 where that lacks a character.
    Latin1,
    /// `mail mode ISO2022JP`; UTF-8 where that lacks a character.
    Iso2022Jp,
}

impl Mode {
    /// The value of the constant.
    pub fn name(self) -> &'static str {
        match self {
            Mode::Utf8Quoted => "US-ASCII_UTF8_QP",
            Mode::Utf8Base64 => "US-ASCII_UTF8_B64",
            Mode::Latin1 => "ISO-8859-1",
            Mode::Iso2022Jp => "US-ASCII_ISO-2022-JP_UTF8_QP",
        }
    }

    fn named(name: &str) -> Option<Mode> {
        [Mode::Utf8Quoted, Mode::Utf8Base64, Mode::Latin1, Mode::Iso2022Jp]
            .into_iter()
            .find(|mode| mode.name().eq_ignore_ascii_case(name))
    }
}

/// How a message is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Modes {
    /// Subject, names of people and of attachments.
    pub header: Mode,
    /// Texts of the body.
    pub body: Mode,
}

impl Modes {
    /// `headerCharset` and `bodyCharset` of an options object.
    ///
    /// # Errors
    /// 54 for what is not one of the constants.
    pub fn of(host: &mut dyn Host, options: &Value) -> Res<Modes> {
        let mut mode = |name: &str| match text_option(host, options, name)? {
            None => Ok(Mode::default()),
            Some(given) => Mode::named(&given).ok_or_else(|| {
                let known =
                    [Mode::Utf8Quoted, Mode::Utf8Base64, Mode::Latin1, Mode::Iso2022Jp].map(Mode::name);
                Error::new(54, format!("The option {name} is \"{given}\"; use one of {}.", known.join(", ")))
            }),
        };
        Ok(Modes { header: mode("headerCharset")?, body: mode("bodyCharset")? })
    }
}

/// A text in bytes, with the name of its charset.
pub struct Encoded {
    /// As in `charset=`.
    pub charset: &'static str,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Whether base64 rather than quoted-printable fits it.
    pub base64: bool,
}

/// A text in the charset of a mode, or UTF-8 where that lacks a character.
pub fn encoded(text: &str, mode: Mode) -> Encoded {
    let narrow = match mode {
        Mode::Latin1 => {
            let latin = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect::<Option<Vec<u8>>>();
            latin.map(|bytes| ("ISO-8859-1", bytes))
        }
        Mode::Iso2022Jp if text.is_ascii() => Some(("US-ASCII", text.as_bytes().to_vec())),
        Mode::Iso2022Jp => {
            let (bytes, _, lossy) = encoding_rs::ISO_2022_JP.encode(text);
            (!lossy).then(|| ("ISO-2022-JP", bytes.into_owned()))
        }
        _ => None,
    };
    let (charset, bytes) = narrow.unwrap_or_else(|| ("UTF-8", text.as_bytes().to_vec()));
    Encoded { charset, bytes, base64: mode == Mode::Utf8Base64 }
}

/// Longest encoded word (RFC 2047 §2).
const LONGEST_WORD: usize = 75;

/// The value of a header, with encoded words where it is not ASCII (RFC 2047). Control characters become spaces, so a value
/// never starts a header of its own.
pub fn header_text(text: &str, mode: Mode) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let clean = clean.trim();
    if clean.is_ascii() && !clean.contains("=?") {
        return clean.to_string();
    }
    let mut words = Vec::new();
    let mut rest = clean;
    while !rest.is_empty() {
        let mut end = rest.len();
        // The longest piece whose word fits; pieces end between characters.
        let word = loop {
            let word = encoded_word(&rest[..end], mode);
            let first = rest.chars().next().map_or(1, char::len_utf8);
            if word.len() <= LONGEST_WORD || end <= first {
                break word;
            }
            let fits = (end * LONGEST_WORD / word.len()).clamp(first, end - 1);
            end = (first..=fits).rev().find(|at| rest.is_char_boundary(*at)).unwrap_or(first);
        };
        words.push(word);
        rest = &rest[end..];
    }
    words.join("\r\n ")
}

fn encoded_word(text: &str, mode: Mode) -> String {
    let Encoded { charset, bytes, base64 } = encoded(text, mode);
    if base64 {
        return format!("=?{charset}?B?{}?=", STANDARD.encode(bytes));
    }
    let mut word = format!("=?{charset}?Q?");
    for byte in bytes {
        match byte {
            b' ' => word.push('_'),
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'!' | b'*' | b'+' | b'-' | b'/' => {
                word.push(char::from(byte))
            }
            _ => word.push_str(&format!("={byte:02X}")),
        }
    }
    word + "?="
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_encoded_where_they_must_be() {
        assert_eq!(header_text("Hello", Mode::Utf8Quoted), "Hello");
        assert_eq!(header_text("Caf\u{e9} au lait", Mode::Utf8Quoted), "=?UTF-8?Q?Caf=C3=A9_au_lait?=");
        assert_eq!(header_text("Caf\u{e9}", Mode::Utf8Base64), "=?UTF-8?B?Q2Fmw6k=?=");
        assert_eq!(header_text("Caf\u{e9}", Mode::Latin1), "=?ISO-8859-1?Q?Caf=E9?=");
        assert_eq!(header_text("\u{20ac}", Mode::Latin1), "=?UTF-8?Q?=E2=82=AC?=");
        assert_eq!(
            header_text("\u{65e5}\u{672c}", Mode::Iso2022Jp),
            "=?ISO-2022-JP?Q?=1B=24BF=7CK=5C=1B=28B?="
        );
    }

    #[test]
    fn no_value_starts_a_header_and_no_word_is_too_long() {
        assert_eq!(header_text("a\r\nBcc: x@y.z", Mode::Utf8Quoted), "a  Bcc: x@y.z");
        for mode in [Mode::Utf8Quoted, Mode::Utf8Base64, Mode::Latin1, Mode::Iso2022Jp] {
            let long = "\u{e9}\u{65e5}x".repeat(100);
            let text = header_text(&long, mode);
            assert!(text.split("\r\n ").all(|word| word.len() <= LONGEST_WORD), "{text}");
        }
    }
}
