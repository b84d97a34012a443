//! Hashes of passwords, and compressed blobs.

use std::io::{Read, Write};

use four_runtime::host::Host;
use four_runtime::registry::InOut;
use four_runtime::{Error, Object, Res, Text, Value, commands};

use crate::args::{Bytes, check_size};
use crate::blob::bytes_mut;

/// Blobs below this many bytes are not compressed (`commands/compress-blob`).
const SMALLEST: usize = 255;
/// What a blob begins with that is compressed in a form of our own: then come the mode and the size.
const MARK: &[u8; 8] = b"four\x00zip";
/// Bytes of mark, mode and size.
const HEAD: usize = 13;

commands! { pub static COMMANDS: "Tools";
    /// A hash of a password by bcrypt, of its first 72 bytes; each call gives another. `options.cost` goes from 4 to 31
    /// (default 10). Errors 850 and 852 (`commands/generate-password-hash`).
    ///
    /// ```4d
    /// var $hash : Text
    /// $hash:=Generate password hash("secret"; {cost: 4})
    /// ASSERT(Verify password hash("secret"; $hash))
    /// ASSERT(Not(Verify password hash("Secret"; $hash)))
    /// ```
    "Generate password hash" 1533 fn generate_password_hash(_host, password: &Text, options: Option<&std::rc::Rc<Object>>) -> String {
        let option = |name: &str| options.map(|options| options.get_text(&Text::from(name))).unwrap_or_default();
        match option("algorithm") {
            Value::Undefined => {}
            Value::Text(name) if name.to_str() == "bcrypt" => {}
            _ => return Err(unsupported()),
        }
        let cost = match option("cost") {
            Value::Undefined => 10.0,
            other => other.as_number().unwrap_or(0.0),
        };
        if !(4.0..=31.0).contains(&cost) {
            let message = "Password-hash: Unavailable bcrypt cost parameter, please provide a value between 4 and 31.";
            return Err(Error::new(852, message));
        }
        bcrypt::hash(password.to_str().as_bytes(), cost as u32)
            .map_err(|error| Error::new(851, format!("Password-hash: {error}.")))
    }

    /// True when a hash of `Generate password hash` belongs to a password. Errors 850 and 851
    /// (`commands/verify-password-hash`).
    ///
    /// ```4d
    /// Try(Verify password hash("secret"; "no hash"))
    /// ASSERT(Last errors[0].errCode=850)
    /// ```
    "Verify password hash" 1534 fn verify_password_hash(_host, password: &Text, hash: &Text) -> bool {
        let hash = hash.to_str();
        if !hash.starts_with("$2") {
            return Err(unsupported());
        }
        bcrypt::verify(password.to_str().as_bytes(), &hash)
            .map_err(|_| Error::new(851, "Password-hash: Consistency check failure."))
    }

    /// Compresses a blob of 255 bytes or more: `GZIP best compression mode` and `GZIP fast compression mode` as GZIP, else
    /// in a form of four's own, which 4D cannot expand. `OK` is 0 when it stays as it is (`commands/compress-blob`).
    ///
    /// ```4d
    /// var $blob : Blob
    /// SET BLOB SIZE($blob; 1000; 7)
    /// COMPRESS BLOB($blob; GZIP best compression mode)
    /// ASSERT((OK=1) & (BLOB size($blob)<100))
    /// EXPAND BLOB($blob)
    /// ASSERT(BLOB size($blob)=1000)
    /// ```
    "COMPRESS BLOB" 534 fn compress_blob(host, blob: InOut, compression: Option<i32>) {
        let bytes = bytes_mut(blob.0)?;
        if bytes.len() < SMALLEST || mode_of(bytes).0 != 0 {
            host.set_variable("OK", Value::Int(0));
            return Ok(());
        }
        let compression = compression.unwrap_or(1);
        let level = if matches!(compression, 2 | -2) { flate2::Compression::fast() } else { flate2::Compression::best() };
        let failed = |error: std::io::Error| Error::new(-36, format!("The blob cannot be compressed: {error}."));
        let packed = match compression {
            -1 | -2 => {
                let mut encoder = flate2::write::GzEncoder::new(Vec::new(), level);
                encoder.write_all(bytes).map_err(failed)?;
                encoder.finish().map_err(failed)?
            }
            _ => {
                let mut packed = MARK.to_vec();
                packed.push(if compression == 2 { 2 } else { 1 });
                packed.extend(u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
                let mut encoder = flate2::write::DeflateEncoder::new(packed, level);
                encoder.write_all(bytes).map_err(failed)?;
                encoder.finish().map_err(failed)?
            }
        };
        *bytes = packed;
        host.set_variable("OK", Value::Int(1));
        Ok(())
    }

    /// Expands a blob that `COMPRESS BLOB` or GZIP has compressed; `OK` is 0, and the blob as it was, when it is not
    /// compressed or damaged (`commands/expand-blob`).
    ///
    /// ```4d
    /// var $blob : Blob
    /// SET BLOB SIZE($blob; 500; 1)
    /// EXPAND BLOB($blob)
    /// ASSERT((OK=0) & (BLOB size($blob)=500))
    /// ```
    "EXPAND BLOB" 535 fn expand_blob(host, blob: InOut) {
        let bytes = bytes_mut(blob.0)?;
        let expanded = expand(host, bytes)?;
        host.set_variable("OK", Value::Int(i32::from(expanded.is_some())));
        if let Some(expanded) = expanded {
            *bytes = expanded;
        }
        Ok(())
    }

    /// How a blob is compressed (`Is not compressed`, `Compact compression mode` …), its expanded and its present size
    /// (`commands/blob-properties`).
    ///
    /// ```4d
    /// var $blob : Blob
    /// var $how; $expanded; $now : Integer
    /// SET BLOB SIZE($blob; 1000; 7)
    /// COMPRESS BLOB($blob)
    /// BLOB PROPERTIES($blob; $how; $expanded; $now)
    /// ASSERT(($how=Compact compression mode) & ($expanded=1000) & ($now=BLOB size($blob)))
    /// ```
    "BLOB PROPERTIES" 536 fn blob_properties(
        _host, blob: Bytes, compressed: InOut, expanded: Option<InOut>, current: Option<InOut>
    ) {
        let (mode, size) = mode_of(blob.0);
        *compressed.0 = Value::Int(mode);
        if let Some(expanded) = expanded {
            *expanded.0 = Value::from(size);
        }
        if let Some(current) = current {
            *current.0 = Value::from(blob.0.len());
        }
        Ok(())
    }
}

#[cold]
fn unsupported() -> Box<Error> {
    Error::new(850, "Password-hash: Unsupported algorithm.")
}

/// The mode of compression, 0 for none, and the size when expanded.
fn mode_of(bytes: &[u8]) -> (i32, usize) {
    let size = |at: usize| {
        let four = bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map(u32::from_le_bytes);
        four.and_then(|size| usize::try_from(size).ok()).unwrap_or(0)
    };
    match bytes {
        [0x1f, 0x8b, 8, ..] if bytes.len() >= 18 => {
            (if bytes[8] == 4 { -2 } else { -1 }, size(bytes.len() - 4))
        }
        _ if bytes.len() >= HEAD && bytes.starts_with(MARK) => (i32::from(bytes[8]), size(9)),
        _ => (0, bytes.len()),
    }
}

/// The expanded bytes; `None` when they are not compressed or damaged.
fn expand(host: &dyn Host, bytes: &[u8]) -> Res<Option<Vec<u8>>> {
    let reader: Box<dyn Read + '_> = match mode_of(bytes).0 {
        0 => return Ok(None),
        -1 | -2 => Box::new(flate2::read::MultiGzDecoder::new(bytes)),
        _ => Box::new(flate2::read::DeflateDecoder::new(&bytes[HEAD..])),
    };
    // The size that is written down may lie, so the memory is checked while it grows.
    let mut expanded = Vec::new();
    let mut reader = reader;
    loop {
        let before = expanded.len();
        match reader.by_ref().take(1 << 20).read_to_end(&mut expanded) {
            Ok(0) => return Ok(Some(expanded)),
            Ok(_) => check_size(host, expanded.len().saturating_add(before))?,
            Err(_) => return Ok(None),
        }
    }
}
