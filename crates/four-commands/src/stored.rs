//! Variables in blobs and documents: `VARIABLE TO BLOB`, `SAVE VARIABLES` and back.
//!
//! The form is four's own (4D's is not documented): a byte for the type, then the content, lengths in 32 bits, all
//! little-endian. It is read as hostile input: lengths are those of bytes that are there, nesting has a limit.

use std::rc::Rc;

use four_runtime::array::Array;
use four_runtime::host::Settings;
use four_runtime::picture::Picture;
use four_runtime::registry::{InOut, Rest, Star};
use four_runtime::types::DeclaredType;
use four_runtime::{Collection, Error, Host, Object, Res, Text, Value, commands, memory};

use crate::args::{Bytes, check_size};
use crate::arrays::LONGINT;
use crate::blob;
use crate::files::{disk, documents, file, item::Item, paths::Location};

/// What blobs begin with that hold variables.
const MAGIC: &[u8] = b"4Vr1";
/// Deepest nesting of containers.
const MAX_DEPTH: usize = 200;
/// 4D's error for a blob that holds something else (`commands/blob-to-variable`).
const DAMAGED: i32 = -10600;

commands! { pub static BLOBS: "BLOB";
    /// Stores a variable in a blob: over its content, at an offset that moves on, or with `*` at its end. Objects and
    /// collections are stored with all they hold, files and folders as their paths, instances of other classes as plain
    /// objects (`commands/variable-to-blob`, `API/FolderClass`). Error 54 for functions and pointers.
    ///
    /// ```4d
    /// var $blob : Blob
    /// var $offset : Integer
    /// ARRAY TEXT($words; 1)
    /// $words{1}:="a"
    /// VARIABLE TO BLOB($words; $blob)
    /// VARIABLE TO BLOB({n: 1.5}; $blob; *)
    /// ARRAY TEXT($again; 0)
    /// BLOB TO VARIABLE($blob; $again; $offset)
    /// var $o : Object
    /// BLOB TO VARIABLE($blob; $o; $offset)
    /// ASSERT(($again{1}="a") & ($o.n=1.5) & ($offset=BLOB size($blob)))
    /// VARIABLE TO BLOB(Folder("/PACKAGE/pages"); $blob)
    /// BLOB TO VARIABLE($blob; $o)
    /// ASSERT(OB Instance of($o; 4D.Folder) & ($o.path="/PACKAGE/pages/"))
    /// ```
    "VARIABLE TO BLOB" 532 fn variable_to_blob(
        host, variable: &Value, blob: InOut, offset_at: Option<InOut>, star: Star
    ) {
        let bytes = packed(variable)?;
        check_size(host, bytes.len())?;
        blob::place(host, blob.0, offset_at, star, &bytes)
    }

    /// Reads a variable from a blob, from an offset on, which moves on. `OK` is 0 when there is none
    /// (`commands/blob-to-variable`). Error -10600 for a damaged blob.
    ///
    /// ```4d
    /// var $blob : Blob
    /// var $day : Date
    /// VARIABLE TO BLOB(!2026-01-31!; $blob)
    /// BLOB TO VARIABLE($blob; $day)
    /// ASSERT($day=!2026-01-31!)
    /// ```
    "BLOB TO VARIABLE" 533 fn blob_to_variable(host, blob: Bytes, variable: InOut, offset_at: Option<InOut>) {
        host.set_variable("OK", Value::Int(0));
        let start = match &offset_at {
            Some(offset) => offset.0.as_number().unwrap_or(0.0).max(0.0) as usize,
            None => 0,
        };
        let mut reader = Reader { bytes: blob.0, at: start, settings: file::settings(host, false) };
        *variable.0 = reader.variable()?;
        if let Some(offset) = offset_at {
            *offset.0 = Value::from(reader.at);
        }
        host.set_variable("OK", Value::Int(1));
        Ok(())
    }
}

commands! { pub static COMMANDS: "Variables";
    /// Stores variables in a document, whose old content is replaced at one stroke (`commands/save-variables`). `OK` is 1
    /// when they were stored.
    ///
    /// ```4d
    /// var $name : Text:="Ann"
    /// SAVE VARIABLES(Temporary folder+"four variables"; $name)
    /// $name:=""
    /// LOAD VARIABLES(Temporary folder+"four variables"; $name)
    /// ASSERT($name="Ann")
    /// DELETE DOCUMENT(Temporary folder+"four variables")
    /// ```
    "SAVE VARIABLES" 75 fn save_variables(host, document: &Text, variables: Rest) {
        documents::tell(host, |host| {
            let mut bytes = Vec::new();
            for variable in variables.0.iter() {
                bytes.extend(packed(variable)?);
                check_size(host, bytes.len())?;
            }
            let location = documents::document(host, document)?;
            disk::replace(location.path(), &bytes)
        })
    }

    /// Reads variables from a document that `SAVE VARIABLES` made, in the order in which they were stored
    /// (`commands/load-variables`). `OK` is 1 when they were read.
    ///
    /// ```4d
    /// var $a; $b : Integer
    /// $a:=1
    /// $b:=2
    /// SAVE VARIABLES(Temporary folder+"four variables"; $a; $b)
    /// LOAD VARIABLES(Temporary folder+"four variables"; $b; $a)
    /// ASSERT(($b=1) & ($a=2))
    /// DELETE DOCUMENT(Temporary folder+"four variables")
    /// ```
    "LOAD VARIABLES" 74 fn load_variables(host, document: &Text, variables: Rest) {
        documents::tell(host, |host| {
            let location = documents::document(host, document)?;
            let bytes = disk::read(host, location.path())?;
            let mut reader = Reader { bytes: &bytes, at: 0, settings: file::settings(host, false) };
            for variable in variables.0.iter_mut() {
                *variable = reader.variable()?;
            }
            Ok(())
        })
    }
}

/// A variable as bytes.
///
/// # Errors
/// 54 for functions, pointers and what is nested too deeply or holds itself.
pub fn packed(value: &Value) -> Res<Vec<u8>> {
    let mut bytes = MAGIC.to_vec();
    write(value, &mut bytes, 0)?;
    Ok(bytes)
}

/// The variable that [`packed`] made these bytes of.
///
/// # Errors
/// -10600 when they are something else.
pub fn unpacked(host: &dyn Host, bytes: &[u8]) -> Res<Value> {
    Reader { bytes, at: 0, settings: file::settings(host, false) }.variable()
}

fn write(value: &Value, out: &mut Vec<u8>, depth: usize) -> Res<()> {
    if depth > MAX_DEPTH {
        return Err(Error::new(54, "What is to be stored is nested too deeply, or holds itself."));
    }
    match value {
        Value::Undefined => out.push(0),
        Value::Null | Value::Unassigned => out.push(1),
        Value::Bool(value) => out.extend([2, u8::from(*value)]),
        Value::Int(value) => number(out, 3, value.to_le_bytes()),
        Value::Real(value) => number(out, 4, value.to_le_bytes()),
        Value::Date(value) => number(out, 5, value.to_le_bytes()),
        Value::Time(value) => number(out, 6, value.to_le_bytes()),
        Value::Text(text) => {
            out.push(7);
            text_bytes(text, out)?;
        }
        Value::Blob(bytes) => {
            out.push(8);
            length(bytes.len(), out)?;
            memory::reserve(bytes.len())?;
            out.extend(&**bytes);
        }
        Value::Object(object) if let Some(item) = object.native_as::<Item>() => {
            out.extend([12, u8::from(item.is_folder)]);
            text_bytes(&Text::from(item.location.posix_text(item.is_folder)), out)?;
        }
        Value::Object(object) if let Some(picture) = object.native_as::<Picture>() => {
            out.push(13);
            text_bytes(&Text::from(&*picture.codec), out)?;
            text_bytes(&Text::from(&*picture.name), out)?;
            length(picture.bytes.len(), out)?;
            memory::reserve(picture.bytes.len())?;
            out.extend(&*picture.bytes);
        }
        Value::Object(object) => {
            let entries = object.entries();
            out.push(9);
            length(entries.len(), out)?;
            for (name, value) in entries {
                text_bytes(&name, out)?;
                write(&value, out, depth + 1)?;
            }
        }
        Value::Collection(collection) => {
            let values = collection.snapshot();
            out.push(10);
            length(values.len(), out)?;
            values.iter().try_for_each(|value| write(value, out, depth + 1))?;
        }
        Value::Array(array) => {
            out.push(11);
            out.extend(array.type_code.to_le_bytes());
            out.extend(array.current().to_le_bytes());
            length(array.len(), out)?;
            for index in 0..=array.len() {
                write(&array.get(index).unwrap_or_default(), out, depth + 1)?;
            }
        }
        other => return Err(Error::type_mismatch("a value that can be stored", other)),
    }
    Ok(())
}

fn number<const N: usize>(out: &mut Vec<u8>, tag: u8, bytes: [u8; N]) {
    out.push(tag);
    out.extend(bytes);
}

fn text_bytes(text: &Text, out: &mut Vec<u8>) -> Res<()> {
    // Texts may hold single surrogates, which UTF-8 cannot.
    let units = text.units();
    length(units.len(), out)?;
    memory::reserve(units.len() * 2)?;
    out.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
    Ok(())
}

fn length(length: usize, out: &mut Vec<u8>) -> Res<()> {
    let length = u32::try_from(length).map_err(|_| memory::full())?;
    out.extend(length.to_le_bytes());
    Ok(())
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Where the file systems are that paths begin with.
    settings: &'a Settings,
}

impl Reader<'_> {
    fn variable(&mut self) -> Res<Value> {
        if self.take(MAGIC.len())? != MAGIC {
            return Err(damaged());
        }
        self.value(0)
    }

    fn take(&mut self, count: usize) -> Res<&[u8]> {
        let end = self.at.checked_add(count).ok_or_else(damaged)?;
        let part = self.bytes.get(self.at..end).ok_or_else(damaged)?;
        self.at = end;
        Ok(part)
    }

    fn array<const N: usize>(&mut self) -> Res<[u8; N]> {
        self.take(N)?.try_into().map_err(|_| damaged())
    }

    /// A number of parts, of which each has at least one byte.
    fn count(&mut self) -> Res<usize> {
        let count = u32::from_le_bytes(self.array()?) as usize;
        if count > self.bytes.len() - self.at {
            return Err(damaged());
        }
        memory::reserve(count.saturating_mul(size_of::<Value>()))?;
        Ok(count)
    }

    fn int(&mut self) -> Res<i32> {
        Ok(i32::from_le_bytes(self.array()?))
    }

    fn text(&mut self) -> Res<Text> {
        let count = self.count()?;
        let bytes = self.take(count.saturating_mul(2))?;
        let units = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
        Ok(Text::from_units(units.collect()))
    }

    fn value(&mut self, depth: usize) -> Res<Value> {
        if depth > MAX_DEPTH {
            return Err(damaged());
        }
        Ok(match self.array::<1>()?[0] {
            0 => Value::Undefined,
            1 => Value::Null,
            2 => Value::Bool(self.array::<1>()?[0] != 0),
            3 => Value::Int(self.int()?),
            4 => Value::Real(f64::from_le_bytes(self.array()?)),
            5 => Value::Date(self.int()?),
            6 => Value::Time(self.int()?),
            7 => Value::Text(self.text()?),
            8 => {
                let count = self.count()?;
                Value::Blob(Rc::new(self.take(count)?.to_vec()))
            }
            9 => {
                let object = Object::new();
                for _ in 0..self.count()? {
                    let name = self.text()?;
                    let value = self.value(depth + 1)?;
                    object.set_text(&name, value);
                }
                Value::from(object)
            }
            10 => {
                let count = self.count()?;
                let values = (0..count).map(|_| self.value(depth + 1)).collect::<Res<Vec<_>>>()?;
                Value::from(Collection::from(values))
            }
            11 => {
                let type_code = self.int()?;
                let element = element(type_code).ok_or_else(damaged)?;
                let current = self.int()?;
                let count = self.count()?;
                let array = Array::new(element.clone(), type_code, count);
                for index in 0..=count {
                    let value = match (self.value(depth + 1)?, type_code) {
                        (row @ Value::Array(_), 13) => row,
                        (_, 13) | (Value::Array(_), _) => return Err(damaged()),
                        (value, _) => element.convert(value)?,
                    };
                    array.set(index, value)?;
                }
                array.set_current(current);
                Value::Array(Rc::new(array))
            }
            12 => {
                let is_folder = self.array::<1>()?[0] != 0;
                let path = self.text()?;
                let location = Location::posix(self.settings, &path).map_err(|_| damaged())?;
                Item { location, is_folder }.into_value()
            }
            13 => {
                let (codec, name) = (self.text()?, self.text()?);
                let count = self.count()?;
                let bytes = self.take(count)?;
                let picture = Picture::read(bytes).unwrap_or_else(|| Picture::wrap(bytes, &codec.to_str()));
                Picture { name: name.to_str().as_ref().into(), ..picture }.into_value()
            }
            _ => return Err(damaged()),
        })
    }
}

/// Type of the elements of an array by the number that `Type` gives for it.
fn element(type_code: i32) -> Option<DeclaredType> {
    Some(match type_code {
        13 | crate::arrays::TEXT => DeclaredType::Text,
        14 => DeclaredType::Real,
        15 | LONGINT => DeclaredType::Integer,
        17 => DeclaredType::Date,
        22 => DeclaredType::Boolean,
        31 => DeclaredType::Blob,
        32 => DeclaredType::Time,
        39 => DeclaredType::Object,
        _ => return None,
    })
}

/// The error for bytes that hold no variable.
#[cold]
pub fn damaged() -> Box<Error> {
    Error::new(DAMAGED, "The blob or document holds no variable here, or is damaged.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_keep_their_bytes_and_their_name() {
        let picture =
            Picture { name: "logo".into(), ..Picture::read(b"<svg width='3'/>").expect("a picture") };
        let bytes = packed(&picture.clone().into_value()).expect("it can be stored");
        let settings = &Settings::default();
        let read = Reader { bytes: &bytes, at: 0, settings }.variable().expect("it can be read");
        let read = Picture::of(&read).expect("a picture");
        assert_eq!((&read.bytes, &read.name, &read.codec), (&picture.bytes, &picture.name, &picture.codec));
    }

    #[test]
    fn damaged_bytes_are_an_error_and_never_more() {
        let value = Value::from(vec![Value::Int(1), Value::from(Text::from("é")), Value::Real(0.5)]);
        let bytes = packed(&value).expect("it can be stored");
        let settings = &Settings::default();
        for end in 0..bytes.len() {
            assert!(Reader { bytes: &bytes[..end], at: 0, settings }.variable().is_err(), "{end}");
        }
        for place in 0..bytes.len() {
            for byte in [0, 1, 9, 10, 11, 127, 255] {
                let mut changed = bytes.clone();
                changed[place] = byte;
                let _ = Reader { bytes: &changed, at: 0, settings }.variable();
            }
        }
        assert!(Reader { bytes: &bytes, at: 0, settings }.variable().is_ok());
    }
}
