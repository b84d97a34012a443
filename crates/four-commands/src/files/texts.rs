//! Texts in files: byte order marks, character sets with `-no-bom`, line breaks (`API/FileClass`, `.getText`, `.setText`).

use four_runtime::{Error, Res, Text, Value};

use crate::encoding::{self, Charset};

/// What line breaks become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breaks {
    /// They stay.
    Unchanged,
    /// Those of the system: CRLF on Windows, LF elsewhere.
    Native,
    /// CR and LF.
    CrLf,
    /// CR.
    Cr,
    /// LF.
    Lf,
}

impl Breaks {
    /// The mode of a constant such as `Document with LF`.
    ///
    /// # Errors
    /// 54 for another number.
    pub fn of(mode: Option<i32>) -> Res<Breaks> {
        Ok(match mode {
            Some(0) => Breaks::Unchanged,
            None | Some(1) => Breaks::Native,
            Some(2) => Breaks::CrLf,
            Some(3) => Breaks::Cr,
            Some(4) => Breaks::Lf,
            Some(other) => return Err(Error::new(54, format!("There is no mode {other} for line breaks."))),
        })
    }

    /// The line break itself; LF where they stay.
    pub fn text(self) -> &'static str {
        match self {
            Breaks::Native if cfg!(windows) => "\r\n",
            Breaks::CrLf => "\r\n",
            Breaks::Cr => "\r",
            Breaks::Native | Breaks::Lf | Breaks::Unchanged => "\n",
        }
    }

    /// A text with all its line breaks (CR, LF, CRLF) replaced.
    pub fn convert(self, text: Text) -> Text {
        if self == Breaks::Unchanged {
            return text;
        }
        let wanted: Vec<u16> = self.text().encode_utf16().collect();
        let units = text.units();
        let is_break = |unit: &u16| *unit == 13 || *unit == 10;
        if !units.iter().any(is_break) || (wanted == [10] && !units.contains(&13)) {
            return text.clone();
        }
        let mut out = Vec::with_capacity(units.len() + 16);
        let mut rest = &units[..];
        while let Some(at) = rest.iter().position(is_break) {
            out.extend_from_slice(&rest[..at]);
            out.extend_from_slice(&wanted);
            let both = rest[at] == 13 && rest.get(at + 1) == Some(&10);
            rest = &rest[at + 1 + usize::from(both)..];
        }
        out.extend_from_slice(rest);
        Text::from_units(out)
    }
}

/// A character set as a parameter names it.
#[derive(Clone, Copy)]
pub struct Coding {
    charset: Charset,
    /// True when a byte order mark is to be written.
    mark: bool,
}

/// UTF-8 without a byte order mark, the default.
pub const UTF8: Coding = Coding { charset: Charset::Known(encoding_rs::UTF_8), mark: false };

impl Coding {
    /// The character set of an optional argument, by name (with or without `-no-bom`) or MIBEnum.
    ///
    /// # Errors
    /// 54 when it is not known.
    pub fn of(value: Option<&Value>) -> Res<Coding> {
        match value {
            None | Some(Value::Undefined | Value::Null | Value::Unassigned) => Ok(UTF8),
            Some(Value::Text(name)) => {
                let whole = name.to_string();
                let cut = whole.len().saturating_sub("-no-bom".len());
                match whole.get(cut..) {
                    Some(end) if end.eq_ignore_ascii_case("-no-bom") => {
                        let name = Value::from(&whole[..cut]);
                        Ok(Coding { charset: encoding::charset(&name)?, mark: false })
                    }
                    _ => Ok(Coding { charset: encoding::charset(&Value::Text(name.clone()))?, mark: true }),
                }
            }
            Some(number) => Ok(Coding { charset: encoding::charset(number)?, mark: true }),
        }
    }

    /// The byte order mark that is written at the start of a file.
    pub fn mark(self) -> &'static [u8] {
        if !self.mark {
            return &[];
        }
        match self.charset {
            Charset::Known(set) if set == encoding_rs::UTF_8 => &[0xef, 0xbb, 0xbf],
            Charset::Unicode(2, Some(true)) => &[0xfe, 0xff],
            Charset::Unicode(2, _) => &[0xff, 0xfe],
            Charset::Unicode(_, Some(true)) => &[0, 0, 0xfe, 0xff],
            Charset::Unicode(..) => &[0xff, 0xfe, 0, 0],
            _ => &[],
        }
    }

    /// True for UTF-8.
    pub fn is_utf8(self) -> bool {
        matches!(self.charset, Charset::Known(set) if set == encoding_rs::UTF_8)
    }

    /// The bytes of a text, without the mark.
    pub fn bytes(self, text: &Text) -> Vec<u8> {
        match (self.charset, text.ascii_bytes()) {
            (Charset::Known(set), Some(bytes)) if set == encoding_rs::UTF_8 => bytes.to_vec(),
            _ => encoding::encode(text, self.charset),
        }
    }

    /// The text of a file's bytes; a byte order mark is removed, and decides.
    pub fn text(self, bytes: &[u8]) -> Text {
        let marked = sniff(bytes);
        let (bytes, charset) = match marked {
            Some((length, charset)) => (&bytes[length..], charset),
            None => (bytes, self.charset),
        };
        encoding::decode(bytes, charset)
    }

    /// The text of bytes from within a file: nothing is taken for a byte order mark.
    pub fn plain_text(self, bytes: &[u8]) -> Text {
        match self.charset {
            Charset::Known(set) => Text::from(set.decode_without_bom_handling(bytes).0.into_owned()),
            other => encoding::decode(bytes, other),
        }
    }

    /// Bytes of the smallest character.
    pub fn width(self) -> usize {
        match self.charset {
            Charset::Unicode(width, _) => width,
            _ => 1,
        }
    }

    /// The character set of a file whose first bytes are these: that of its byte order mark, else this one.
    pub fn marked_by(self, bytes: &[u8]) -> Coding {
        match sniff(bytes) {
            Some((_, charset)) => Coding { charset, mark: self.mark },
            None => self,
        }
    }
}

/// Bytes that arrive in pieces as text: what belongs to a character is kept until it is whole.
pub enum Decoder {
    /// A character set of `encoding_rs`, which keeps track itself.
    Known(encoding_rs::Decoder),
    /// Another one, and the bytes of a character that is not whole yet.
    Wide(Coding, Vec<u8>),
}

impl Decoder {
    /// A decoder at the start of a stream.
    pub fn new(coding: Coding) -> Decoder {
        match coding.charset {
            Charset::Known(set) => Decoder::Known(set.new_decoder_without_bom_handling()),
            _ => Decoder::Wide(coding, Vec::new()),
        }
    }

    /// The text of the next bytes; `last` gives what is left of an unfinished character, too.
    pub fn push(&mut self, bytes: &[u8], last: bool) -> Text {
        match self {
            Decoder::Known(decoder) => {
                let size =
                    decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len().saturating_mul(4));
                let mut text = String::with_capacity(size);
                // The room is enough for all of it.
                let _ = decoder.decode_to_string(bytes, &mut text, last);
                Text::from(text)
            }
            Decoder::Wide(coding, kept) => {
                kept.extend_from_slice(bytes);
                let whole = if last { kept.len() } else { kept.len() - kept.len() % coding.width() };
                let text = coding.plain_text(&kept[..whole]);
                kept.drain(..whole);
                text
            }
        }
    }
}

/// Length and character set of a byte order mark.
pub fn sniff(bytes: &[u8]) -> Option<(usize, Charset)> {
    Some(match bytes {
        [0xef, 0xbb, 0xbf, ..] => (3, Charset::Known(encoding_rs::UTF_8)),
        [0xff, 0xfe, 0, 0, ..] => (4, Charset::Unicode(4, Some(false))),
        [0, 0, 0xfe, 0xff, ..] => (4, Charset::Unicode(4, Some(true))),
        [0xff, 0xfe, ..] => (2, Charset::Unicode(2, Some(false))),
        [0xfe, 0xff, ..] => (2, Charset::Unicode(2, Some(true))),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_line_break_becomes_the_wanted_one() {
        let text = || Text::from("a\r\nb\rc\nd\n\re");
        assert_eq!(Breaks::Lf.convert(text()).to_string(), "a\nb\nc\nd\n\ne");
        assert_eq!(Breaks::CrLf.convert(text()).to_string(), "a\r\nb\r\nc\r\nd\r\n\r\ne");
        assert_eq!(Breaks::Cr.convert(text()).to_string(), "a\rb\rc\rd\r\re");
        assert_eq!(Breaks::Unchanged.convert(text()).to_string(), "a\r\nb\rc\nd\n\re");
    }

    #[test]
    fn a_mark_decides_and_is_removed() {
        let latin = Coding::of(Some(&Value::from("ISO-8859-1"))).unwrap_or(UTF8);
        assert_eq!(latin.text(b"\xe9").to_string(), "é");
        assert_eq!(latin.text(b"\xef\xbb\xbf\xc3\xa9").to_string(), "é");
        assert_eq!(latin.text(b"\xfe\xff\0\xe9").to_string(), "é");
        assert_eq!(UTF8.text(b"\xff\xfe\0\0\xe9\0\0\0").to_string(), "é");
        assert_eq!(UTF8.text(b"\xef\xbb").to_string(), "\u{fffd}");
    }

    #[test]
    fn characters_may_arrive_in_pieces() {
        let mut decoder = Decoder::new(UTF8);
        let pieces = [&b"a\xc3"[..], b"\xa9\xf0\x9f", b"\x98\x80"];
        let text: String = pieces.iter().map(|piece| decoder.push(piece, false).to_string()).collect();
        assert_eq!(text + &decoder.push(b"\xc3", true).to_string(), "aé😀\u{fffd}");
    }

    #[test]
    fn marks_are_written_unless_the_set_says_no() {
        let mark = |name: &str| Coding::of(Some(&Value::from(name))).map_or(&[0u8][..], Coding::mark);
        assert_eq!(mark("UTF-8"), b"\xef\xbb\xbf");
        assert_eq!(mark("utf-8-NO-BOM"), b"");
        assert_eq!(mark("UTF-16BE"), b"\xfe\xff");
        assert_eq!(mark("windows-1252"), b"");
        assert_eq!(UTF8.mark(), b"");
        assert!(Coding::of(Some(&Value::from("klingon"))).is_err());
        assert!(Coding::of(Some(&Value::from("é-no-bom"))).is_err());
    }
}
