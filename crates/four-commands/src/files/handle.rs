//! The class `4D.FileHandle`: reading and writing parts of a file (`API/FileHandleClass`).
//!
//! The offset counts bytes, but characters of the decoded text, line breaks converted, from the first `readText()` or
//! `readLine()` on: that is how 4D defines it. A write puts it back to bytes. Writes go to the file at once.

use std::any::Any;
use std::cell::RefCell;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::rc::Rc;

use four_runtime::class::native_class;
use four_runtime::native::Native;
use four_runtime::{Error, Host, Object, Res, Text, Value, native_class};

use super::disk::{self, Writer, Writes};
use super::errors;
use super::item::Item;
use super::texts::{self, Breaks, Coding};
use crate::args::{Bytes, check_size};
use crate::functions::OBJECT;

/// The native part of a file handle.
struct Handle {
    file: Rc<Object>,
    path: PathBuf,
    mode: Mode,
    charset: Text,
    coding: Coding,
    read_breaks: Breaks,
    write_breaks: Breaks,
    state: RefCell<State>,
    /// Keeps others from writing.
    _writer: Option<Writer>,
}

struct State {
    file: File,
    /// Bytes, or characters when `text` is there.
    offset: u64,
    /// The whole text, its line breaks converted, once a text was read.
    text: Option<Vec<u16>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Read,
    Write,
    Append,
}

impl Mode {
    fn of(word: &Text) -> Res<Mode> {
        Ok(match &*word.to_str() {
            "read" => Mode::Read,
            "write" => Mode::Write,
            "append" => Mode::Append,
            other => {
                let message = format!("There is no mode \"{other}\": use \"read\", \"write\" or \"append\".");
                return Err(Error::new(54, message));
            }
        })
    }

    fn name(self) -> &'static str {
        match self {
            Mode::Read => "read",
            Mode::Write => "write",
            Mode::Append => "append",
        }
    }
}

impl Native for Handle {
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&Value::Object(self.file.clone()));
    }
}

/// A mode for line breaks as an option gives it: a word or a number from 1 to 4.
fn breaks(value: &Value) -> Res<Breaks> {
    match value {
        Value::Undefined | Value::Null => Ok(Breaks::Native),
        Value::Text(word) => Ok(match &*word.to_str() {
            "native" => Breaks::Native,
            "crlf" => Breaks::CrLf,
            "cr" => Breaks::Cr,
            "lf" => Breaks::Lf,
            other => {
                let message = format!(
                    "There is no break mode \"{other}\": use \"native\", \"crlf\", \"cr\" or \"lf\"."
                );
                return Err(Error::new(54, message));
            }
        }),
        other => match other.as_number() {
            Some(number @ 1.0..=4.0) => Breaks::of(Some(number as i32)),
            _ => Err(Error::type_mismatch("a break mode (a word, or a number from 1 to 4)", other)),
        },
    }
}

fn breaks_name(breaks: Breaks) -> &'static str {
    match breaks {
        Breaks::CrLf => "crlf",
        Breaks::Cr => "cr",
        Breaks::Lf => "lf",
        Breaks::Native | Breaks::Unchanged => "native",
    }
}

/// `File.open()`: a handle on a file.
///
/// # Errors
/// -43 when a file to be read does not exist, -49 when it is open for writing already, 54 for bad options.
pub fn open(file: &Rc<Object>, mode_or_options: Option<&Value>) -> Res<Value> {
    let (mut mode, mut charset) = (Mode::Read, Value::Undefined);
    let (mut read_breaks, mut write_breaks) = (Breaks::Native, Breaks::Native);
    match mode_or_options {
        None | Some(Value::Null | Value::Unassigned) => {}
        Some(Value::Text(word)) => mode = Mode::of(word)?,
        Some(Value::Object(options)) => {
            let option = |name: &str| options.get_text(&Text::from(name));
            match option("mode") {
                Value::Undefined | Value::Null => {}
                Value::Text(word) => mode = Mode::of(&word)?,
                other => return Err(Error::type_mismatch("the option mode (a text)", &other)),
            }
            charset = option("charset");
            (read_breaks, write_breaks) =
                (breaks(&option("breakModeRead"))?, breaks(&option("breakModeWrite"))?);
        }
        Some(other) => return Err(Error::type_mismatch("a mode or an object of options", other)),
    }
    let coding = Coding::of(Some(&charset))?;
    let item = Item::of(file)?;
    let path = item.location.target()?.to_owned();
    let (opened, writer) = match mode {
        Mode::Read => (disk::open_to_read(&path)?, None),
        Mode::Write | Mode::Append => {
            disk::make_parent(&path)?;
            let options = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
            let opened = options.map_err(|error| errors::io(&error, &path))?;
            let writes = if matches!(mode, Mode::Append) { Writes::Append } else { Writes::Handle };
            (opened, Some(Writer::claim(&path, writes)?))
        }
    };
    let offset = match mode {
        Mode::Append => opened.metadata().map_err(|error| errors::io(&error, &path))?.len(),
        _ => 0,
    };
    let charset = match charset {
        Value::Text(name) => name,
        _ => Text::from("UTF-8"),
    };
    let handle = Handle {
        file: file.clone(),
        path,
        mode,
        charset,
        coding,
        read_breaks,
        write_breaks,
        state: RefCell::new(State { file: opened, offset, text: None }),
        _writer: writer,
    };
    Ok(Value::from(Rc::new(Object::native(native_class(&FILE_HANDLE), Rc::new(handle)))))
}

impl Handle {
    fn of(object: &Rc<Object>) -> Res<&Handle> {
        let wrong = || Error::type_mismatch("a 4D.FileHandle", &Value::Object(object.clone()));
        object.native_as::<Handle>().ok_or_else(wrong)
    }

    fn failed(&self, error: &std::io::Error) -> Box<Error> {
        errors::io(error, &self.path)
    }

    /// The handle, to be written to.
    fn writable(object: &Rc<Object>) -> Res<&Handle> {
        let handle = Handle::of(object)?;
        if handle.mode == Mode::Read {
            let error = errors::about(-61, &handle.path, "the handle was opened to read");
            return Err(error.with_help("open it with .open(\"write\") or .open(\"append\")"));
        }
        Ok(handle)
    }

    fn size(&self, state: &State) -> Res<u64> {
        state.file.metadata().map(|found| found.len()).map_err(|error| self.failed(&error))
    }

    /// The bytes from an offset on.
    fn bytes(&self, host: &dyn Host, state: &mut State, from: u64, count: u64) -> Res<Vec<u8>> {
        let left = self.size(state)?.saturating_sub(from).min(count);
        check_size(host, usize::try_from(left).unwrap_or(usize::MAX))?;
        let mut bytes = Vec::with_capacity(left as usize);
        let mut read = || {
            state.file.seek(SeekFrom::Start(from))?;
            (&mut state.file).take(left).read_to_end(&mut bytes)
        };
        read().map_err(|error| self.failed(&error))?;
        Ok(bytes)
    }

    /// Loads the text, if that has not been done.
    fn load(&self, host: &dyn Host, state: &mut State) -> Res<()> {
        if state.text.is_some() {
            return Ok(());
        }
        let bytes = self.bytes(host, state, 0, i32::MAX as u64)?;
        check_size(host, bytes.len().saturating_mul(2))?;
        state.text = Some(self.read_breaks.convert(self.coding.text(&bytes)).units().into_owned());
        Ok(())
    }

    /// Takes characters from the offset on: as many as `length` says of what is left, and skips some behind them.
    fn take_text(&self, host: &dyn Host, length: impl FnOnce(&[u16]) -> Option<(usize, usize)>) -> Res<Text> {
        let mut state = self.state.borrow_mut();
        self.load(host, &mut state)?;
        let Some(text) = &state.text else { return Ok(Text::EMPTY) };
        let start = usize::try_from(state.offset).unwrap_or(usize::MAX).min(text.len());
        let left = &text[start..];
        let Some((taken, skipped)) = length(left) else { return Ok(Text::EMPTY) };
        let result = Text::from_units(left[..taken].to_vec());
        state.offset = (start + taken + skipped) as u64;
        Ok(result)
    }

    /// The offset in bytes: one in characters is translated by the text up to it.
    fn byte_offset(&self, host: &dyn Host, state: &mut State) -> Res<u64> {
        let Some(text) = state.text.take() else { return Ok(state.offset.min(self.size(state)?)) };
        let chars = usize::try_from(state.offset).unwrap_or(usize::MAX).min(text.len());
        let bytes = self.bytes(host, state, 0, i32::MAX as u64)?;
        let mark = texts::sniff(&bytes).map_or(0, |(length, _)| length);
        let coding = self.coding.marked_by(&bytes);
        let original = coding.text(&bytes);
        let before = original_length(&original.units(), chars, self.read_breaks.text().len());
        Ok((mark + coding.bytes(&original.slice(0..before)).len()) as u64)
    }

    fn write(&self, host: &dyn Host, bytes: &[u8]) -> Res<()> {
        let mut state = self.state.borrow_mut();
        let at = self.byte_offset(host, &mut state)?;
        let mut write = || {
            state.file.seek(SeekFrom::Start(at))?;
            state.file.write_all(bytes)
        };
        write().map_err(|error| self.failed(&error))?;
        state.offset = at + bytes.len() as u64;
        Ok(())
    }
}

/// How many characters of a text become `converted` ones when each line break gets `width` of them.
fn original_length(text: &[u16], converted: usize, width: usize) -> usize {
    let (mut at, mut done) = (0, 0);
    while at < text.len() && done < converted {
        match text[at] {
            13 if text.get(at + 1) == Some(&10) => (at, done) = (at + 2, done + width),
            13 | 10 => (at, done) = (at + 1, done + width),
            _ => (at, done) = (at + 1, done + 1),
        }
    }
    at
}

native_class! {
    /// An open file, to be read and written in parts; closed when nothing refers to it any more.
    pub static FILE_HANDLE: "FileHandle" extends OBJECT;

    /// What line breaks become when reading: `native`, `crlf`, `cr` or `lf` (`API/FileHandleClass`).
    get breakModeRead(_host, this: &Rc<Object>) -> &'static str { Ok(breaks_name(Handle::of(this)?.read_breaks)) }

    /// What line breaks become when writing: `native`, `crlf`, `cr` or `lf` (`API/FileHandleClass`).
    get breakModeWrite(_host, this: &Rc<Object>) -> &'static str { Ok(breaks_name(Handle::of(this)?.write_breaks)) }

    /// The character set (`API/FileHandleClass`).
    get charset(_host, this: &Rc<Object>) -> Text { Ok(Handle::of(this)?.charset.clone()) }

    /// True when the offset has reached the end (`API/FileHandleClass`).
    get eof(_host, this: &Rc<Object>) -> bool {
        let handle = Handle::of(this)?;
        let state = handle.state.borrow();
        let end = match &state.text {
            Some(text) => text.len() as u64,
            None => handle.size(&state)?,
        };
        Ok(state.offset >= end)
    }

    /// The file (`API/FileHandleClass`).
    get file(_host, this: &Rc<Object>) -> Rc<Object> { Ok(Handle::of(this)?.file.clone()) }

    /// Size of the file in bytes (`API/FileHandleClass`).
    fn getSize(_host, this: &Rc<Object>) -> f64 {
        let handle = Handle::of(this)?;
        handle.size(&handle.state.borrow()).map(|size| size as f64)
    }

    /// `read`, `write` or `append` (`API/FileHandleClass`).
    get mode(_host, this: &Rc<Object>) -> &'static str { Ok(Handle::of(this)?.mode.name()) }

    /// The position in the file: in bytes, but in characters once a text was read (`API/FileHandleClass`).
    get offset(_host, this: &Rc<Object>) -> f64 { Ok(Handle::of(this)?.state.borrow().offset as f64) }

    /// Moves to a position; one before the start is the start, one behind the end the end (`API/FileHandleClass`).
    set offset(_host, this: &Rc<Object>, value: f64) {
        let handle = Handle::of(this)?;
        let mut state = handle.state.borrow_mut();
        let size = handle.size(&state)?;
        state.offset = if value >= size as f64 { size } else { value.max(0.0) as u64 };
        Ok(())
    }

    /// Reads bytes from the offset on, which is in bytes (`API/FileHandleClass`).
    ///
    /// ```4d
    /// var $file : 4D.File:=File("/PACKAGE/readBlob.txt")
    /// $file.setText("abcdef")
    /// var $handle : 4D.FileHandle:=$file.open()
    /// $handle.offset:=4
    /// ASSERT(($handle.readBlob(10).size=2) & $handle.eof)
    /// ```
    fn readBlob(host, this: &Rc<Object>, bytes: f64) -> Value {
        let handle = Handle::of(this)?;
        let mut state = handle.state.borrow_mut();
        state.text = None;
        let from = state.offset;
        let read = handle.bytes(host, &mut state, from, (bytes.max(0.0) as u64).min(i32::MAX as u64))?;
        state.offset = from + read.len() as u64;
        Ok(Value::Blob(Rc::new(read)))
    }

    /// Reads up to the next line break, which is skipped, or to the end (`API/FileHandleClass`).
    ///
    /// ```4d
    /// var $file : 4D.File:=File("/PACKAGE/readLine.txt")
    /// $file.setText("one\r\ntwo"; "UTF-8"; Document unchanged)
    /// var $handle : 4D.FileHandle:=$file.open("read")
    /// ASSERT($handle.readLine()="one")
    /// ASSERT(($handle.readLine()="two") & $handle.eof)
    /// ```
    fn readLine(host, this: &Rc<Object>) -> Text {
        let handle = Handle::of(this)?;
        let end: Vec<u16> = handle.read_breaks.text().encode_utf16().collect();
        handle.take_text(host, |left| match left.windows(end.len()).position(|part| part == end) {
            Some(at) => Some((at, end.len())),
            None => Some((left.len(), 0)),
        })
    }

    /// Reads text up to a stop text, which is skipped, or to the end without one. A stop text that does not come gives
    /// the empty text and leaves the offset (`API/FileHandleClass`).
    ///
    /// ```4d
    /// var $file : 4D.File:=File("/PACKAGE/readText.txt")
    /// $file.setText("one;two")
    /// var $handle : 4D.FileHandle:=$file.open("read")
    /// ASSERT($handle.readText(";")="one")
    /// ASSERT($handle.readText(";")="")
    /// ASSERT($handle.readText()="two")
    /// ```
    fn readText(host, this: &Rc<Object>, stop_char: Option<&Text>) -> Text {
        let stop: Vec<u16> = stop_char.map(|stop| stop.units().into_owned()).unwrap_or_default();
        Handle::of(this)?.take_text(host, |left| match stop.len() {
            0 => Some((left.len(), 0)),
            length => left.windows(length).position(|part| part == stop).map(|at| (at, length)),
        })
    }

    /// Cuts off or extends the file; new bytes are 0 (`API/FileHandleClass`).
    ///
    /// ```4d
    /// var $file : 4D.File:=File("/PACKAGE/setSize.txt")
    /// $file.setText("abcdef")
    /// $file.open("write").setSize(2)
    /// ASSERT($file.getText()="ab")
    /// ```
    fn setSize(_host, this: &Rc<Object>, size: f64) {
        let handle = Handle::writable(this)?;
        let mut state = handle.state.borrow_mut();
        let size = disk::file_size(size)?;
        state.file.set_len(size).map_err(|error| handle.failed(&error))?;
        if state.text.take().is_some() || state.offset > size {
            state.offset = state.offset.min(size);
        }
        Ok(())
    }

    /// Writes bytes at the offset (`API/FileHandleClass`).
    ///
    /// ```4d
    /// var $blob : Blob
    /// SET BLOB SIZE($blob; 3)
    /// var $file : 4D.File:=File("/PACKAGE/writeBlob.bin")
    /// var $handle : 4D.FileHandle:=$file.open("write")
    /// $handle.writeBlob($blob)
    /// ASSERT(($handle.offset=3) & ($file.size=3))
    /// ```
    fn writeBlob(host, this: &Rc<Object>, blob: Bytes) { Handle::writable(this)?.write(host, blob.0) }

    /// Writes a text and a line break at the offset (`API/FileHandleClass`).
    ///
    /// ```4d
    /// var $file : 4D.File:=File("/PACKAGE/writeLine.txt")
    /// $file.open({mode: "append"; breakModeWrite: "lf"}).writeLine("é")
    /// ASSERT($file.size=3)
    /// $file.delete()
    /// ```
    fn writeLine(host, this: &Rc<Object>, line_of_text: &Text) {
        let handle = Handle::writable(this)?;
        let mut text = handle.write_breaks.convert(line_of_text.clone());
        text.push(&Text::from(handle.write_breaks.text()));
        handle.write(host, &handle.coding.bytes(&text))
    }

    /// Writes a text at the offset (`API/FileHandleClass`).
    ///
    /// ```4d
    /// var $file : 4D.File:=File("/PACKAGE/writeText.txt")
    /// var $handle : 4D.FileHandle:=$file.open("write")
    /// $handle.writeText("Hello")
    /// $handle.writeText("!")
    /// ASSERT($file.getText()="Hello!")
    /// ```
    fn writeText(host, this: &Rc<Object>, text_to_write: &Text) {
        let handle = Handle::writable(this)?;
        let text = handle.write_breaks.convert(text_to_write.clone());
        handle.write(host, &handle.coding.bytes(&text))
    }
}

#[cfg(test)]
mod tests {
    use super::original_length;

    #[test]
    fn characters_before_a_place_are_counted_in_the_original() {
        let text: Vec<u16> = "a\r\nb\nc".encode_utf16().collect();
        assert_eq!(original_length(&text, 2, 1), 3);
        assert_eq!(original_length(&text, 3, 2), 3);
        assert_eq!(original_length(&text, 99, 1), text.len());
    }
}
