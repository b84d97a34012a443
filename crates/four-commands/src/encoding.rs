//! Texts as bytes: character sets, Base64, digests, and the frames of `TEXT TO BLOB`.
//!
//! Character sets go by IANA name or MIBEnum and come from `encoding_rs`; UTF-16, UTF-32, ISO 8859-1, US-ASCII and
//! MacRoman are done or named here. What a set lacks becomes `?`.

use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use encoding_rs::{Encoding, MACINTOSH};
use four_runtime::registry::{InOut, Star};
use four_runtime::{Error, Res, Text, Value, commands};

use crate::args::Bytes;
use crate::blob::bytes_mut;
use crate::compare::is_missing;

commands! { pub static COMMANDS: "Text and bytes";
    /// A text as bytes of a character set, by name or MIBEnum number (`commands/convert-from-text`). `OK` is 1, or 0
    /// when the set is not known, which is error 54.
    ///
    /// ```4d
    /// var $blob : Blob
    /// CONVERT FROM TEXT("é"; "UTF-8"; $blob)
    /// ASSERT(BLOB size($blob)=2)
    /// CONVERT FROM TEXT("é"; "ISO-8859-1"; $blob)
    /// ASSERT(BLOB size($blob)=1)
    /// ```
    "CONVERT FROM TEXT" 1011 fn convert_from_text(host, text: &Text, char_set: &Value, blob: InOut) {
        host.set_variable("OK", Value::Int(0));
        let bytes = encode(text, charset(char_set)?);
        *bytes_mut(blob.0)? = bytes;
        host.set_variable("OK", Value::Int(1));
        Ok(())
    }

    /// Bytes of a character set as text (`commands/convert-to-text`). A byte order mark of Unicode is removed, and decides.
    ///
    /// ```4d
    /// var $blob : Blob
    /// CONVERT FROM TEXT("naïve"; "windows-1252"; $blob)
    /// ASSERT(Convert to text($blob; "windows-1252")="naïve")
    /// ```
    "Convert to text" 1012 fn convert_to_text(host, blob: Bytes, char_set: &Value) -> Text {
        host.set_variable("OK", Value::Int(0));
        let text = decode(blob.0, charset(char_set)?);
        host.set_variable("OK", Value::Int(1));
        Ok(text)
    }

    /// Encodes a text (as UTF-8) or blob in Base64, in place or into another variable; with `*` as Base64URL
    /// (`commands/base64-encode`).
    ///
    /// ```4d
    /// var $text : Text:="Hello"
    /// BASE64 ENCODE($text)
    /// ASSERT($text="SGVsbG8=")
    /// ```
    "BASE64 ENCODE" 895 fn base64_encode(_host, to_encode: InOut, encoded: Option<InOut>, url: Star) {
        let bytes = data(to_encode.0)?;
        let alphabet = if url.0 { &base64::alphabet::URL_SAFE } else { &base64::alphabet::STANDARD };
        let config = GeneralPurposeConfig::new().with_encode_padding(!url.0);
        let text = GeneralPurpose::new(alphabet, config).encode(bytes);
        give(to_encode, encoded, text.into_bytes())
    }

    /// Decodes Base64, in place or into another variable; with `*` Base64URL (`commands/base64-decode`). What is no
    /// Base64 gives an empty result.
    ///
    /// ```4d
    /// var $text : Text:="SGVsbG8="
    /// BASE64 DECODE($text)
    /// ASSERT($text="Hello")
    /// ```
    "BASE64 DECODE" 896 fn base64_decode(_host, to_decode: InOut, decoded: Option<InOut>, url: Star) {
        let mut bytes = data(to_decode.0)?;
        bytes.retain(|byte| !byte.is_ascii_whitespace());
        let alphabet = if url.0 { &base64::alphabet::URL_SAFE } else { &base64::alphabet::STANDARD };
        let config = GeneralPurposeConfig::new()
            .with_decode_padding_mode(DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true);
        let plain = GeneralPurpose::new(alphabet, config).decode(bytes).unwrap_or_default();
        give(to_decode, decoded, plain)
    }

    /// The digest of a text (as UTF-8) or blob in hexadecimal, with `*` in Base64URL (`commands/generate-digest`).
    /// Algorithms: `MD5 digest`, `SHA1 digest`, `SHA256 digest`, `SHA512 digest`.
    ///
    /// ```4d
    /// ASSERT(Generate digest("abc"; MD5 digest)="900150983cd24fb0d6963f7d28e17f72")
    /// ASSERT(Length(Generate digest("abc"; SHA512 digest))=128)
    /// ```
    "Generate digest" 1147 fn generate_digest(_host, value: &Value, algorithm: i32, url: Star) -> String {
        use sha2::Digest;
        let bytes = data(value)?;
        let digest = match algorithm {
            0 => md5::Md5::digest(&bytes).to_vec(),
            1 => sha1::Sha1::digest(&bytes).to_vec(),
            3 => sha2::Sha256::digest(&bytes).to_vec(),
            4 => sha2::Sha512::digest(&bytes).to_vec(),
            other => return Err(Error::new(54, format!("The digest algorithm {other} is not available in four."))),
        };
        if url.0 {
            return Ok(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(digest));
        }
        Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// The bytes of a text or blob.
fn data(value: &Value) -> Res<Vec<u8>> {
    match value {
        Value::Text(text) => Ok(text.to_str().into_owned().into_bytes()),
        Value::Blob(bytes) => Ok(bytes.to_vec()),
        other if is_missing(other) => Ok(Vec::new()),
        other => Err(Error::type_mismatch("a text or blob", other)),
    }
}

/// Stores bytes as what the receiving variable holds: a text or a blob.
fn give(from: InOut, to: Option<InOut>, bytes: Vec<u8>) -> Res<()> {
    let as_blob = |value: &Value| matches!(value, Value::Blob(_));
    let (place, blob) = match to {
        Some(to) if !to.0.is_undefined() => {
            let blob = as_blob(to.0);
            (to.0, blob)
        }
        Some(to) => (to.0, as_blob(from.0)),
        None => {
            let blob = as_blob(from.0);
            (from.0, blob)
        }
    };
    *place = match blob {
        true => Value::Blob(std::rc::Rc::new(bytes)),
        false => Value::from(String::from_utf8_lossy(&bytes).into_owned()),
    };
    Ok(())
}

/// A character set.
#[derive(Clone, Copy)]
pub enum Charset {
    /// One that `encoding_rs` has.
    Known(&'static Encoding),
    /// ISO 8859-1.
    Latin1,
    /// US-ASCII.
    Ascii,
    /// Width in bytes, and whether the highest byte comes first; `None` means by mark, else first.
    Unicode(usize, Option<bool>),
}

/// The character set that a name or MIBEnum number means.
///
/// # Errors
/// 54 when it is not known.
pub fn charset(value: &Value) -> Res<Charset> {
    let name = match value {
        Value::Text(name) => name.to_string(),
        other => match other.as_number() {
            Some(number) => match mib_name(number as i32) {
                "" => format!("with the number {number}"),
                name => name.to_owned(),
            },
            None => return Err(Error::type_mismatch("a character set", other)),
        },
    };
    Ok(match name.to_ascii_uppercase().replace('_', "-").as_str() {
        "ISO-8859-1" | "LATIN1" | "ISO8859-1" => Charset::Latin1,
        "US-ASCII" | "ASCII" => Charset::Ascii,
        "UTF-16" => Charset::Unicode(2, None),
        "UTF-16LE" => Charset::Unicode(2, Some(false)),
        "UTF-16BE" => Charset::Unicode(2, Some(true)),
        "UTF-32" => Charset::Unicode(4, None),
        "UTF-32LE" => Charset::Unicode(4, Some(false)),
        "UTF-32BE" => Charset::Unicode(4, Some(true)),
        "MACROMAN" | "X-MAC-ROMAN" => Charset::Known(MACINTOSH),
        upper => match Encoding::for_label(upper.as_bytes()) {
            Some(encoding) => Charset::Known(encoding),
            None => return Err(Error::new(54, format!("The character set {name} is not known."))),
        },
    })
}

/// Name of a character set by its MIBEnum (IANA, Character Sets).
fn mib_name(number: i32) -> &'static str {
    match number {
        3 => "US-ASCII",
        4 => "ISO-8859-1",
        5 => "ISO-8859-2",
        6 => "ISO-8859-3",
        7 => "ISO-8859-4",
        8 => "ISO-8859-5",
        9 => "ISO-8859-6",
        10 => "ISO-8859-7",
        11 => "ISO-8859-8",
        12 => "ISO-8859-9",
        13 => "ISO-8859-10",
        17 => "Shift_JIS",
        18 => "EUC-JP",
        38 => "EUC-KR",
        39 => "ISO-2022-JP",
        106 => "UTF-8",
        109 => "ISO-8859-13",
        111 => "ISO-8859-15",
        1013 => "UTF-16BE",
        1014 => "UTF-16LE",
        1015 => "UTF-16",
        1017 => "UTF-32",
        1018 => "UTF-32BE",
        1019 => "UTF-32LE",
        2025 => "GB2312",
        2026 => "Big5",
        2027 => "macintosh",
        2084 => "KOI8-R",
        2250..=2258 => {
            const WINDOWS: [&str; 9] = [
                "windows-1250",
                "windows-1251",
                "windows-1252",
                "windows-1253",
                "windows-1254",
                "windows-1255",
                "windows-1256",
                "windows-1257",
                "windows-1258",
            ];
            WINDOWS[(number - 2250) as usize]
        }
        _ => "",
    }
}

/// A text in a character set, without byte order mark.
pub fn encode(text: &Text, charset: Charset) -> Vec<u8> {
    let whole = text.to_str();
    let narrow =
        |limit: u32| whole.chars().map(|c| if u32::from(c) < limit { c as u8 } else { b'?' }).collect();
    match charset {
        Charset::Latin1 => narrow(256),
        Charset::Ascii => narrow(128),
        Charset::Unicode(width, big) => {
            let big = big.unwrap_or(false);
            let pair = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
            let wide = |c: char| if big { u32::from(c).to_be_bytes() } else { u32::from(c).to_le_bytes() };
            match width {
                2 => text.units().iter().flat_map(|unit| pair(*unit)).collect(),
                _ => whole.chars().flat_map(wide).collect(),
            }
        }
        Charset::Known(encoding) => {
            let (bytes, _, lacking) = encoding.encode(&whole);
            if !lacking {
                return bytes.into_owned();
            }
            // The library writes references for what is lacking; 4D writes question marks.
            let mut out = Vec::with_capacity(whole.len());
            let mut buffer = [0; 4];
            for c in whole.chars() {
                let (bytes, _, lacking) = encoding.encode(c.encode_utf8(&mut buffer));
                if lacking { out.push(b'?') } else { out.extend_from_slice(&bytes) }
            }
            out
        }
    }
}

/// Bytes of a character set as a text.
pub fn decode(bytes: &[u8], charset: Charset) -> Text {
    match charset {
        Charset::Latin1 => Text::from_units(bytes.iter().map(|byte| u16::from(*byte)).collect()),
        Charset::Ascii => Text::from_units(bytes.iter().map(|byte| u16::from(*byte & 0x7f)).collect()),
        Charset::Known(encoding) => Text::from(encoding.decode(bytes).0.into_owned()),
        Charset::Unicode(2, big) => {
            let (bytes, big) = match bytes {
                [0xff, 0xfe, rest @ ..] => (rest, false),
                [0xfe, 0xff, rest @ ..] => (rest, true),
                _ => (bytes, big.unwrap_or(false)),
            };
            let unit =
                |pair: &[u8; 2]| if big { u16::from_be_bytes(*pair) } else { u16::from_le_bytes(*pair) };
            Text::from_units(bytes.as_chunks::<2>().0.iter().map(unit).collect())
        }
        Charset::Unicode(_, big) => {
            let (bytes, big) = match bytes {
                [0xff, 0xfe, 0, 0, rest @ ..] => (rest, false),
                [0, 0, 0xfe, 0xff, rest @ ..] => (rest, true),
                _ => (bytes, big.unwrap_or(false)),
            };
            let code =
                |four: &[u8; 4]| if big { u32::from_be_bytes(*four) } else { u32::from_le_bytes(*four) };
            let read = |four| char::from_u32(code(four)).unwrap_or(char::REPLACEMENT_CHARACTER);
            Text::from(bytes.as_chunks::<4>().0.iter().map(read).collect::<String>())
        }
    }
}

/// A text in one of the formats of `TEXT TO BLOB`.
///
/// # Errors
/// 54 for an unknown format.
pub fn framed(text: &Text, format: i32) -> Res<Vec<u8>> {
    let mut bytes = match format {
        0..=3 => encode(text, Charset::Known(MACINTOSH)),
        4..=6 => text.to_str().into_owned().into_bytes(),
        other => return Err(Error::new(54, format!("The text format {other} is not known."))),
    };
    match format {
        0 | 4 => bytes.push(0),
        1 => {
            bytes.truncate(255);
            bytes.insert(0, bytes.len() as u8);
        }
        2 => {
            bytes.truncate(usize::from(u16::MAX));
            let length = (bytes.len() as u16).to_be_bytes();
            bytes.splice(0..0, length);
        }
        5 => {
            let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes();
            bytes.splice(0..0, length);
        }
        _ => {}
    }
    Ok(bytes)
}

/// A text in one of the formats of `BLOB to text`, and how many bytes it took.
///
/// # Errors
/// 54 for an unknown format.
pub fn unframed(bytes: &[u8], format: i32) -> Res<(Text, usize)> {
    let ending = |bytes: &[u8]| bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    let (start, length): (usize, usize) = match (format, bytes) {
        (0 | 4, _) => (0, ending(bytes)),
        (3 | 6, _) => (0, bytes.len()),
        (1, [length, ..]) => (1, usize::from(*length)),
        (2, [a, b, ..]) => (2, usize::from(u16::from_be_bytes([*a, *b]))),
        (5, [a, b, c, d, ..]) => (4, u32::from_be_bytes([*a, *b, *c, *d]) as usize),
        (1 | 2 | 5, _) => (0, 0),
        (other, _) => return Err(Error::new(54, format!("The text format {other} is not known."))),
    };
    let end = start.saturating_add(length).min(bytes.len());
    let part = bytes.get(start..end).unwrap_or_default();
    let text = match format {
        0..=3 => decode(part, Charset::Known(MACINTOSH)),
        _ => Text::from(String::from_utf8_lossy(part).into_owned()),
    };
    let closing = usize::from(matches!(format, 0 | 4) && end < bytes.len());
    Ok((text, end + closing))
}
