//! Commands of the theme BLOB: bytes, numbers and texts in blobs (`Concepts/blob`).
//!
//! A blob variable is changed in place when nothing else holds its bytes. Offsets are counted from 0; one outside the
//! blob is error -111, as are places that would need a blob beyond 2 GB.

use std::rc::Rc;

use four_runtime::registry::{InOut, Star};
use four_runtime::rules::number;
use four_runtime::{Error, Host, Res, Text, Value, commands};

use crate::args::{Bytes, check_size};
use crate::compare::is_missing;

/// Largest scalar blob, in bytes.
const MAX_SIZE: usize = i32::MAX as usize;

commands! { pub static COMMANDS: "BLOB";
    /// Number of bytes (`commands/blob-size`).
    ///
    /// ```4d
    /// var $blob : Blob
    /// ASSERT(BLOB size($blob)=0)
    /// ```
    "BLOB size" 605 fn blob_size(_host, blob: &Value) -> usize {
        match blob {
            Value::Blob(bytes) => Ok(bytes.len()),
            other if is_missing(other) => Ok(0),
            other => Err(Error::type_mismatch("a blob", other)),
        }
    }

    /// Cuts off or extends a blob; new bytes are `filler`, else 0 (`commands/set-blob-size`).
    ///
    /// ```4d
    /// var $blob : Blob
    /// SET BLOB SIZE($blob; 4; 0xFF)
    /// ASSERT($blob{3}=255)
    /// ```
    "SET BLOB SIZE" 606 fn set_blob_size(host, blob: InOut, size: i32, filler: Option<i32>) {
        let size = usize::try_from(size).unwrap_or(0);
        check_size(host, size)?;
        bytes_mut(blob.0)?.resize(size, filler.unwrap_or(0) as u8);
        Ok(())
    }

    /// Copies bytes of a blob into another, which grows as needed (`commands/copy-blob`).
    ///
    /// ```4d
    /// var $a; $b : Blob
    /// SET BLOB SIZE($a; 3; 7)
    /// COPY BLOB($a; $b; 0; 2; 3)
    /// ASSERT((BLOB size($b)=5) & ($b{4}=7))
    /// ```
    "COPY BLOB" 558 fn copy_blob(
        host, source: Bytes, destination: InOut, source_offset: i32, destination_offset: i32, length: i32
    ) {
        let from = offset(source_offset)?;
        let part = source.0.get(from..).unwrap_or_default();
        let part = part.get(..usize::try_from(length).unwrap_or(0).min(part.len())).unwrap_or_default().to_vec();
        let at = offset(destination_offset)?;
        write(host, destination.0, at, &part)
    }

    /// Inserts bytes, 0 or `filler`, before an offset (`commands/insert-in-blob`).
    ///
    /// ```4d
    /// var $blob : Blob
    /// SET BLOB SIZE($blob; 2; 1)
    /// INSERT IN BLOB($blob; 1; 3; 9)
    /// ASSERT((BLOB size($blob)=5) & ($blob{1}=9) & ($blob{4}=1))
    /// ```
    "INSERT IN BLOB" 559 fn insert_in_blob(host, blob: InOut, position: i32, count: i32, filler: Option<i32>) {
        let (at, count) = (offset(position)?, usize::try_from(count).unwrap_or(0));
        let bytes = bytes_mut(blob.0)?;
        let len = grown(host, bytes.len(), count)?;
        let tail = bytes.split_off(at.min(bytes.len()));
        bytes.resize(len - tail.len(), filler.unwrap_or(0) as u8);
        bytes.extend(tail);
        Ok(())
    }

    /// Removes bytes from an offset on (`commands/delete-from-blob`).
    ///
    /// ```4d
    /// var $blob : Blob
    /// SET BLOB SIZE($blob; 5)
    /// DELETE FROM BLOB($blob; 1; 3)
    /// ASSERT(BLOB size($blob)=2)
    /// ```
    "DELETE FROM BLOB" 560 fn delete_from_blob(_host, blob: InOut, position: i32, count: i32) {
        let at = offset(position)?;
        let bytes = bytes_mut(blob.0)?;
        let start = at.min(bytes.len());
        let end = start.saturating_add(usize::try_from(count).unwrap_or(0)).min(bytes.len());
        bytes.drain(start..end);
        Ok(())
    }

    /// Writes a text into a blob (`commands/text-to-blob`): over its content, at an offset that moves on, or with `*` at
    /// its end. Formats: `Mac C string` (the default) and its like, `UTF8 C string` and its like.
    ///
    /// ```4d
    /// var $blob : Blob
    /// TEXT TO BLOB("é"; $blob; UTF8 text without length)
    /// ASSERT(BLOB size($blob)=2)
    /// TEXT TO BLOB("x"; $blob; UTF8 text without length; *)
    /// ASSERT(BLOB to text($blob; UTF8 text without length)="éx")
    /// ```
    "TEXT TO BLOB" 554 fn text_to_blob(
        host, text: &Text, blob: InOut, format: Option<i32>, offset_at: Option<InOut>, star: Star
    ) {
        let bytes = crate::encoding::framed(text, format.unwrap_or(0))?;
        place(host, blob.0, offset_at, star, &bytes)
    }

    /// Reads a text from a blob, from an offset on, which moves on, at most `length` bytes (`commands/blob-to-text`).
    ///
    /// ```4d
    /// var $blob : Blob
    /// TEXT TO BLOB("abc"; $blob; UTF8 C string)
    /// ASSERT(BLOB to text($blob; UTF8 C string)="abc")
    /// ```
    "BLOB to text" 555 fn blob_to_text(
        _host, blob: Bytes, format: i32, offset_at: Option<InOut>, length: Option<i32>
    ) -> Text {
        let start = match &offset_at {
            Some(place) if !place.0.is_undefined() => offset(place.0.as_number().unwrap_or(0.0) as i32)?,
            _ => 0,
        };
        let rest = blob.0.get(start..).ok_or_else(outside)?;
        let limit = length.and_then(|length| usize::try_from(length).ok()).unwrap_or(rest.len()).min(rest.len());
        let (text, read) = crate::encoding::unframed(rest.get(..limit).unwrap_or(rest), format)?;
        if let Some(place) = offset_at {
            *place.0 = Value::from(start + read);
        }
        Ok(text)
    }

    /// Writes a 16-bit integer into a blob (`commands/integer-to-blob`).
    ///
    /// ```4d
    /// var $blob : Blob
    /// INTEGER TO BLOB(0x0206; $blob; Macintosh byte ordering)
    /// ASSERT(($blob{0}=2) & ($blob{1}=6))
    /// ```
    "INTEGER TO BLOB" 548 fn integer_to_blob(
        host, integer: i32, blob: InOut, order: Option<i32>, offset_at: Option<InOut>, star: Star
    ) {
        place(host, blob.0, offset_at, star, &ordered((integer as i16).to_le_bytes(), order.unwrap_or(0)))
    }

    /// Reads a 16-bit integer from a blob (`commands/blob-to-integer`).
    ///
    /// ```4d
    /// var $blob : Blob
    /// INTEGER TO BLOB(-2; $blob; PC byte ordering)
    /// ASSERT(BLOB to integer($blob; PC byte ordering)=-2)
    /// ```
    "BLOB to integer" 549 fn blob_to_integer(_host, blob: Bytes, order: Option<i32>, offset_at: Option<InOut>) -> i32 {
        Ok(i32::from(i16::from_le_bytes(ordered(take(blob.0, offset_at)?, order.unwrap_or(0)))))
    }

    /// Writes a 32-bit integer into a blob (`commands/longint-to-blob`).
    ///
    /// ```4d
    /// var $blob : Blob
    /// LONGINT TO BLOB(1; $blob; Macintosh byte ordering)
    /// ASSERT((BLOB size($blob)=4) & ($blob{3}=1))
    /// ```
    "LONGINT TO BLOB" 550 fn longint_to_blob(
        host, integer: i32, blob: InOut, order: Option<i32>, offset_at: Option<InOut>, star: Star
    ) {
        place(host, blob.0, offset_at, star, &ordered(integer.to_le_bytes(), order.unwrap_or(0)))
    }

    /// Reads a 32-bit integer from a blob (`commands/blob-to-longint`).
    ///
    /// ```4d
    /// var $blob : Blob
    /// LONGINT TO BLOB(-70000; $blob; PC byte ordering)
    /// ASSERT(BLOB to longint($blob; PC byte ordering)=-70000)
    /// ```
    "BLOB to longint" 551 fn blob_to_longint(_host, blob: Bytes, order: Option<i32>, offset_at: Option<InOut>) -> i32 {
        Ok(i32::from_le_bytes(ordered(take(blob.0, offset_at)?, order.unwrap_or(0))))
    }

    /// Writes a real of 8 bytes into a blob (`commands/real-to-blob`). Error 54 for the extended formats.
    ///
    /// ```4d
    /// var $blob : Blob
    /// REAL TO BLOB(1.5; $blob; PC double real format)
    /// ASSERT(BLOB to real($blob; PC double real format)=1.5)
    /// ```
    "REAL TO BLOB" 552 fn real_to_blob(
        host, real: f64, blob: InOut, format: i32, offset_at: Option<InOut>, star: Star
    ) {
        place(host, blob.0, offset_at, star, &ordered(real.to_le_bytes(), real_order(format)?))
    }

    /// Reads a real of 8 bytes from a blob (`commands/blob-to-real`).
    ///
    /// ```4d
    /// var $blob : Blob
    /// REAL TO BLOB(-2.25; $blob; Macintosh double real format)
    /// ASSERT(BLOB to real($blob; Macintosh double real format)=-2.25)
    /// ```
    "BLOB to real" 553 fn blob_to_real(_host, blob: Bytes, format: i32, offset_at: Option<InOut>) -> f64 {
        let order = real_order(format)?;
        Ok(f64::from_le_bytes(ordered(take(blob.0, offset_at)?, order)))
    }
}

#[cold]
fn outside() -> Box<Error> {
    Error::new(-111, "The offset lies outside the blob.")
}

fn offset(given: i32) -> Res<usize> {
    usize::try_from(given).map_err(|_| outside())
}

/// The bytes of a blob variable, its own from now on.
pub fn bytes_mut(place: &mut Value) -> Res<&mut Vec<u8>> {
    if is_missing(place) {
        *place = Value::Blob(Rc::default());
    }
    match place {
        Value::Blob(bytes) => Ok(Rc::make_mut(bytes)),
        other => Err(Error::type_mismatch("a blob", other)),
    }
}

fn grown(host: &dyn Host, len: usize, more: usize) -> Res<usize> {
    let len = len.saturating_add(more);
    check_size(host, len)?;
    if len > MAX_SIZE { Err(outside()) } else { Ok(len) }
}

/// Writes bytes at an offset; the blob grows as needed.
fn write(host: &dyn Host, blob: &mut Value, at: usize, part: &[u8]) -> Res<()> {
    let end = grown(host, at, part.len())?;
    let bytes = bytes_mut(blob)?;
    if bytes.len() < end {
        bytes.resize(end, 0);
    }
    bytes[at..end].copy_from_slice(part);
    Ok(())
}

/// Writes bytes where the arguments say: at an offset that moves on, at the end with `*`, or over everything.
/// Writes bytes into a blob: over its content, at an offset that moves on, or with `*` at its end.
///
/// # Errors
/// 54 when the place holds no blob; -10701 when it becomes too large.
pub fn place(
    host: &dyn Host,
    blob: &mut Value,
    offset_at: Option<InOut>,
    star: Star,
    part: &[u8],
) -> Res<()> {
    if star.0 {
        let end = bytes_mut(blob)?.len();
        return write(host, blob, end, part);
    }
    match offset_at {
        Some(variable) if !variable.0.is_undefined() => {
            let at = offset(variable.0.as_number().map_or(0, number::to_longint))?;
            write(host, blob, at, part)?;
            *variable.0 = Value::from(at + part.len());
            Ok(())
        }
        _ => {
            grown(host, 0, part.len())?;
            *bytes_mut(blob)? = part.to_vec();
            Ok(())
        }
    }
}

/// The next bytes of a blob; the offset moves on.
fn take<const N: usize>(bytes: &[u8], offset_at: Option<InOut>) -> Res<[u8; N]> {
    let start = match &offset_at {
        Some(variable) if !variable.0.is_undefined() => {
            offset(variable.0.as_number().map_or(0, number::to_longint))?
        }
        _ => 0,
    };
    let part = bytes.get(start..start.saturating_add(N)).ok_or_else(outside)?;
    let mut taken = [0; N];
    taken.copy_from_slice(part);
    if let Some(variable) = offset_at {
        *variable.0 = Value::from(start + N);
    }
    Ok(taken)
}

/// Little-endian bytes in the order asked for, and back: 1 is Macintosh (big-endian), others are PC.
fn ordered<const N: usize>(mut bytes: [u8; N], order: i32) -> [u8; N] {
    if order == 1 {
        bytes.reverse();
    }
    bytes
}

/// The byte order of a real format: native 0, Macintosh double 2, PC double 3 (`commands/real-to-blob`).
fn real_order(format: i32) -> Res<i32> {
    match format {
        0 | 3 => Ok(2),
        2 => Ok(1),
        other => Err(Error::new(54, format!("The real format {other} is not available in four."))),
    }
}
