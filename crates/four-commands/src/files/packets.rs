//! Documents that are open: Create, Open and Append document, SEND PACKET, RECEIVE PACKET and their like (theme System
//! Documents).
//!
//! A reference is a number that belongs to the process; its documents are closed when it ends. Texts are UTF-8 unless the
//! document begins with another byte order mark. Writes go to the file at once.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use four_runtime::registry::{Rest, Star};
use four_runtime::{Error, Host, Res, Text, Value, commands};

use super::disk::{self, Writer, Writes};
use super::documents::{document, nobody, tell};
use super::errors::{self, NO_FILE};
use super::texts::{self, Coding};
use crate::args::{Time, check_size};
use crate::xml::sax::Sax;

/// Most documents that a process may have open.
const MAX_OPEN: usize = 1024;

/// An open document.
struct Open {
    file: File,
    path: PathBuf,
    coding: Coding,
    /// Keeps others from writing; none when the document was opened to read.
    writer: Option<Writer>,
    /// How far its XML was written or read.
    sax: Box<Sax>,
}

impl Open {
    /// Writes what a document of XML still lacks.
    fn finish(&mut self) -> Res<()> {
        self.sax.close(&mut self.file).map_err(|error| errors::io(&error, &self.path))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        // The end of a process closes its documents; nobody is left to tell an error.
        let _ = self.finish();
    }
}

#[derive(Default)]
struct Table {
    last: i32,
    open: HashMap<i32, Open>,
    /// The document that SET CHANNEL opened.
    channel: Option<i32>,
    /// The character sets of USE CHARACTER SET, for texts that are sent and received.
    sent: Option<Coding>,
    received: Option<Coding>,
}

thread_local! {
    static DOCUMENTS: RefCell<Table> = RefCell::default();
}

commands! { pub static COMMANDS: "System Documents";
    /// Creates a document, over an existing one, and opens it; gives its reference (`commands/create-document`). `Document`
    /// holds its path. The type of the file is not looked at.
    ///
    /// ```4d
    /// var $doc : Time:=Create document("create document.txt")
    /// SEND PACKET($doc; "Hello")
    /// CLOSE DOCUMENT($doc)
    /// ASSERT((OK=1) & (Document to text(Document)="Hello"))
    /// ```
    "Create document" 266 fn create_document(host, path: &Text, _file_type: Option<&Text>) -> Time {
        if path.is_empty() {
            nobody(host, "Create document", Text::EMPTY);
            return Ok(Time(0));
        }
        tell(host, |host| open(host, path, Way::Create))
    }

    /// Opens an existing document; gives its reference (`commands/open-document`). Modes: `Read and Write` (the default),
    /// `Write Mode`, `Read Mode`; `Get Pathname` only sets `Document` to the path. The type of the file is not looked at.
    ///
    /// ```4d
    /// var $doc : Time
    /// var $text : Text
    /// TEXT TO DOCUMENT("open document.txt"; "one,two")
    /// $doc:=Open document("open document.txt"; Read Mode)
    /// RECEIVE PACKET($doc; $text; ",")
    /// ASSERT($text="one")
    /// CLOSE DOCUMENT($doc)
    /// ```
    "Open document" 264 fn open_document(
        host, path: &Text, type_or_mode: Option<&Value>, mode: Option<i32>
    ) -> Time {
        let mode = match type_or_mode {
            Some(Value::Text(_)) | None => mode.unwrap_or(0),
            Some(other) => match other.as_number() {
                Some(mode) => mode as i32,
                None => return Err(Error::type_mismatch("a file type or mode", other)),
            },
        };
        if path.is_empty() {
            nobody(host, "Open document", Text::EMPTY);
            return Ok(Time(0));
        }
        let way = match mode {
            0 | 1 => Way::Write,
            2 => Way::Read,
            3 => Way::Name,
            other => return Err(Error::new(54, format!("Open document has no mode {other}."))),
        };
        tell(host, |host| open(host, path, way))
    }

    /// Opens an existing document, its position at the end; gives its reference (`commands/append-document`).
    ///
    /// ```4d
    /// var $doc : Time
    /// TEXT TO DOCUMENT("append document.txt"; "Good-bye")
    /// $doc:=Append document("append document.txt")
    /// SEND PACKET($doc; " and so long")
    /// CLOSE DOCUMENT($doc)
    /// ASSERT(Document to text("append document.txt")="Good-bye and so long")
    /// ```
    "Append document" 265 fn append_document(host, path: &Text, _file_type: Option<&Text>) -> Time {
        if path.is_empty() {
            nobody(host, "Append document", Text::EMPTY);
            return Ok(Time(0));
        }
        tell(host, |host| {
            let reference = open(host, path, Way::Write)?;
            with(reference.0, |open| open.file.seek(SeekFrom::End(0)).map(drop))?;
            Ok(reference)
        })
    }

    /// Closes a document (`commands/close-document`).
    ///
    /// ```4d
    /// CLOSE DOCUMENT(Create document("close document.txt"))
    /// ASSERT(OK=1)
    /// ```
    "CLOSE DOCUMENT" 267 fn close_document(_host, doc_ref: Time) {
        let closed = DOCUMENTS.with_borrow_mut(|table| table.open.remove(&number(doc_ref.0)));
        closed.ok_or_else(bad_reference)?.finish()
    }

    /// Writes a text (as UTF-8) or a blob at the position of a document, which moves on (`commands/send-packet`). Without a
    /// reference the document is that of `SET CHANNEL`.
    ///
    /// ```4d
    /// var $doc : Time:=Create document("send packet.txt")
    /// SEND PACKET($doc; "é")
    /// ASSERT(Get document position($doc)=2)
    /// CLOSE DOCUMENT($doc)
    /// ```
    "SEND PACKET" 103 fn send_packet(_host, doc_ref: &Value, packet: Option<&Value>) {
        let (reference, packet) = match packet {
            Some(packet) => (reference(doc_ref)?, packet),
            None => (channel()?, doc_ref),
        };
        if DOCUMENTS.with_borrow(|table| table.open.get(&reference).is_some_and(|open| open.writer.is_none())) {
            return Err(Error::new(-61, "The document was opened to read only."));
        }
        let coding = DOCUMENTS.with_borrow(|table| table.sent);
        with(reference, |open| match packet {
            Value::Text(text) => open.file.write_all(&coding.unwrap_or(open.coding).bytes(text)),
            Value::Blob(bytes) => open.file.write_all(bytes),
            _ => Err(std::io::ErrorKind::InvalidData.into()),
        })
        .map_err(|error| match packet {
            Value::Text(_) | Value::Blob(_) => error,
            other => Error::type_mismatch("a packet (a text or blob)", other),
        })
    }

    /// Reads from the position of a document, which moves on: up to a stop text, which is not returned, or a number of
    /// characters (bytes for a blob variable), at most to the end (`commands/receive-packet`). `OK` is 0 when there was
    /// nothing left to read. Without a reference the document is that of `SET CHANNEL`.
    ///
    /// ```4d
    /// var $doc : Time
    /// var $text : Text
    /// TEXT TO DOCUMENT("receive packet.txt"; "éa\nbc")
    /// $doc:=Open document("receive packet.txt"; Read Mode)
    /// RECEIVE PACKET($doc; $text; 1)
    /// ASSERT($text="é")
    /// RECEIVE PACKET($doc; $text; "\n")
    /// ASSERT($text="a")
    /// RECEIVE PACKET($doc; $text; 99)
    /// ASSERT(($text="bc") & (OK=1))
    /// RECEIVE PACKET($doc; $text; 99)
    /// ASSERT(($text="") & (OK=0))
    /// CLOSE DOCUMENT($doc)
    /// ```
    "RECEIVE PACKET" 104 fn receive_packet(host, doc_ref_and_variables: Rest) {
        host.set_variable("OK", Value::Int(0));
        let (reference, receive_var, limit) = match doc_ref_and_variables.0 {
            [doc_ref, variable, limit] => (reference(doc_ref)?, variable, &*limit),
            [variable, limit] => (channel()?, variable, &*limit),
            _ => return Err(Error::new(59, "RECEIVE PACKET needs a variable, and a stop text or a number of characters.")),
        };
        let limit = match (limit, limit.as_number()) {
            (Value::Text(stop), _) => Limit::Stop(stop.clone()),
            (_, Some(count)) => Limit::Count(count.max(0.0) as u64),
            (other, _) => return Err(Error::type_mismatch("a stop text or a number of bytes", other)),
        };
        let mut open = take(reference)?;
        let as_blob = matches!(receive_var, Value::Blob(_));
        let read = if as_blob { receive_bytes(host, &mut open, limit).map(Packet::Bytes) } else { receive_text(host, &mut open, limit).map(Packet::Text) };
        DOCUMENTS.with_borrow_mut(|table| table.open.insert(reference, open));
        let (value, any) = match read? {
            Packet::Bytes((bytes, any)) => (Value::Blob(std::rc::Rc::new(bytes)), any),
            Packet::Text((text, any)) => (Value::Text(text), any),
        };
        *receive_var = value;
        host.set_variable("OK", Value::Int(i32::from(any)));
        Ok(())
    }

    /// The position in an open document where the next packet is read or written, in bytes
    /// (`commands/get-document-position`).
    ///
    /// ```4d
    /// var $doc : Time:=Create document("get document position.txt")
    /// ASSERT(Get document position($doc)=0)
    /// CLOSE DOCUMENT($doc)
    /// ```
    "Get document position" 481 fn get_document_position(_host, doc_ref: Time) -> f64 {
        with(doc_ref.0, |open| open.file.stream_position()).map(|position| position as f64)
    }

    /// Moves the position in an open document: relative to its start (1, the default), its end (2) or the position (3)
    /// (`commands/set-document-position`). Error -40 before the start, -39 behind the end.
    ///
    /// ```4d
    /// var $doc : Time:=Create document("set document position.txt")
    /// SEND PACKET($doc; "abc")
    /// SET DOCUMENT POSITION($doc; -1; 2)
    /// ASSERT(Get document position($doc)=2)
    /// CLOSE DOCUMENT($doc)
    /// ```
    "SET DOCUMENT POSITION" 482 fn set_document_position(_host, doc_ref: Time, offset: f64, anchor: Option<i32>) {
        let reference = doc_ref.0;
        let size = with(reference, |open| open.file.metadata())?.len() as f64;
        let base = match anchor.unwrap_or(1) {
            1 => 0.0,
            2 => size,
            3 => with(reference, |open| open.file.stream_position())? as f64,
            other => return Err(Error::new(54, format!("There is no anchor {other}: it is 1, 2 or 3."))),
        };
        let wanted = (base + offset).trunc();
        with(reference, |open| open.file.seek(SeekFrom::Start(wanted.clamp(0.0, size) as u64)))?;
        match wanted {
            wanted if wanted < 0.0 => Err(Error::new(-40, "The position would lie before the start of the document.")),
            wanted if wanted > size => Err(Error::new(-39, "The position would lie behind the end of the document.")),
            _ => Ok(()),
        }
    }

    /// The size of a document in bytes, by its path or, if it is open, its reference (`commands/get-document-size`).
    ///
    /// ```4d
    /// TEXT TO DOCUMENT("get document size.txt"; "abc")
    /// ASSERT(Get document size("get document size.txt")=3)
    /// ```
    "Get document size" 479 fn get_document_size(host, document_or_ref: &Value, _resource_fork: Star) -> f64 {
        if let Value::Text(path) = document_or_ref {
            let location = document(host, path)?;
            let found = disk::open_to_read(location.path())?.metadata();
            return found.map(|found| found.len() as f64).map_err(|error| errors::io(&error, location.path()));
        }
        with(reference(document_or_ref)?, |open| open.file.metadata()).map(|found| found.len() as f64)
    }

    /// Cuts off or extends an open document; new bytes are 0 (`commands/set-document-size`).
    ///
    /// ```4d
    /// var $doc : Time:=Create document("set document size.txt")
    /// SET DOCUMENT SIZE($doc; 10)
    /// ASSERT(Get document size($doc)=10)
    /// CLOSE DOCUMENT($doc)
    /// ```
    "SET DOCUMENT SIZE" 480 fn set_document_size(_host, doc_ref: Time, size: f64) {
        let size = disk::file_size(size)?;
        with(doc_ref.0, |open| {
            open.file.set_len(size)?;
            let position = open.file.stream_position()?;
            open.file.seek(SeekFrom::Start(position.min(size))).map(drop)
        })
    }
}

commands! { pub static CHARACTER_SETS: "Communications";
    /// The character set, by its IANA name, of the texts that SEND PACKET writes (`0`, the default) or RECEIVE PACKET reads
    /// (`1`) in this process; `*` goes back to that of the document (`commands/use-character-set`). `OK` is 0 for a name that
    /// is not known. A number of characters to read counts bytes in character sets that are neither UTF-8, -16 nor -32.
    ///
    /// ```4d
    /// var $doc : Time
    /// USE CHARACTER SET("iso-8859-1"; 0)
    /// $doc:=Create document("use character set.txt")
    /// SEND PACKET($doc; "é")
    /// ASSERT(Get document position($doc)=1)
    /// USE CHARACTER SET(*; 0)
    /// SEND PACKET($doc; "é")
    /// ASSERT(Get document position($doc)=3)
    /// CLOSE DOCUMENT($doc)
    /// ```
    "USE CHARACTER SET" 205 fn use_character_set(host, back: Star, map: Option<&Value>, map_in_out: Option<i32>) {
        host.set_variable("OK", Value::Int(0));
        let (name, way) = match (back.0, map) {
            (true, way) => (None, way.and_then(Value::as_number).map(|way| way as i32)),
            (false, Some(name @ Value::Text(_))) => (Some(name), map_in_out),
            (false, other) => return Err(Error::type_mismatch("the name of a character set, or *", other.unwrap_or(&Value::Undefined))),
        };
        let coding = match name.map(|name| Coding::of(Some(name))) {
            Some(Err(_)) => return Ok(()),
            Some(Ok(coding)) => Some(coding),
            None => None,
        };
        DOCUMENTS.with_borrow_mut(|table| match way.unwrap_or(0) {
            0 => table.sent = coding,
            _ => table.received = coding,
        });
        host.set_variable("OK", Value::Int(1));
        Ok(())
    }
}

/// How a document is opened.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// To write, empty.
    Create,
    /// To read and write.
    Write,
    /// To read only.
    Read,
    /// Not at all: only its path is wanted.
    Name,
}

/// How much a packet takes.
enum Limit {
    Stop(Text),
    Count(u64),
}

enum Packet {
    Bytes((Vec<u8>, bool)),
    Text((Text, bool)),
}

#[cold]
fn bad_reference() -> Box<Error> {
    let error = Error::new(-51, "There is no open document of this reference in this process.");
    error.with_help("use the reference that Open document, Create document or Append document gave")
}

/// The document of SET CHANNEL.
///
/// # Errors
/// -51 when none is open.
pub fn channel() -> Res<i32> {
    DOCUMENTS.with_borrow(|table| table.channel).ok_or_else(|| {
        let error = Error::new(-51, "No document was opened by SET CHANNEL in this process.");
        error.with_help(
            "give the reference of a document as first argument, or call SET CHANNEL(10; path) before",
        )
    })
}

/// Makes a document that [`open`] gave the one of SET CHANNEL, or none; closes the one before.
///
/// # Errors
/// Those of closing it.
pub fn set_channel(document: Option<Time>) -> Res<()> {
    let closed = DOCUMENTS.with_borrow_mut(|table| {
        let before = std::mem::replace(&mut table.channel, document.map(|document| number(document.0)));
        before.and_then(|before| table.open.remove(&before))
    });
    closed.map_or(Ok(()), |mut open| open.finish())
}

/// Writes at the position of an open document.
///
/// # Errors
/// -51 when no document has this reference; those of the file.
pub fn send(reference: i32, bytes: &[u8]) -> Res<()> {
    with(reference, |open| open.file.write_all(bytes))
}

/// Up to so many bytes of an open document from its position on.
///
/// # Errors
/// -51 when no document has this reference; those of the file; when it is more than the program's memory.
pub fn receive(host: &dyn Host, reference: i32, count: u64) -> Res<Vec<u8>> {
    let mut open = take(reference)?;
    let read = bytes(host, &mut open, count).map(|(read, _)| read);
    DOCUMENTS.with_borrow_mut(|table| table.open.insert(reference, open));
    read
}

fn number(reference: i64) -> i32 {
    i32::try_from(reference).unwrap_or(0)
}

/// The number of a reference in a variable of any type.
fn reference(value: &Value) -> Res<i32> {
    match value.as_number() {
        Some(reference) => Ok(reference as i32),
        None => Err(Error::type_mismatch("a document reference", value)),
    }
}

/// Does something with an open document.
fn with<T>(reference: impl Into<i64>, run: impl FnOnce(&mut Open) -> std::io::Result<T>) -> Res<T> {
    DOCUMENTS.with_borrow_mut(|table| {
        let open = table.open.get_mut(&number(reference.into())).ok_or_else(bad_reference)?;
        run(open).map_err(|error| errors::io(&error, &open.path))
    })
}

/// Does something with an open document and the state of its XML.
///
/// # Errors
/// Those of what is done; -51 when no document has this reference.
pub fn sax<T>(document: Time, run: impl FnOnce(&mut File, &Path, &mut Sax) -> Res<T>) -> Res<T> {
    DOCUMENTS.with_borrow_mut(|table| {
        let open = table.open.get_mut(&number(document.0)).ok_or_else(bad_reference)?;
        run(&mut open.file, &open.path, &mut open.sax)
    })
}

/// The bytes of an open document from its position to its end.
///
/// # Errors
/// -51 when no document has this reference; those of the file; when there is more than the program's memory.
pub fn rest(host: &dyn Host, document: Time) -> Res<Vec<u8>> {
    receive(host, number(document.0), u64::MAX)
}

fn take(reference: i32) -> Res<Open> {
    DOCUMENTS.with_borrow_mut(|table| table.open.remove(&reference)).ok_or_else(bad_reference)
}

/// Opens a document and sets `Document`.
///
/// # Errors
/// Those of the file; -42 when too many documents are open.
pub fn open(host: &mut dyn Host, path: &Text, way: Way) -> Res<Time> {
    let location = document(host, path)?;
    let path = location.path();
    let failed = |error: std::io::Error| errors::io(&error, path);
    if path.is_dir() {
        return Err(errors::about(NO_FILE, path, "this is a folder, not a document"));
    }
    if DOCUMENTS.with_borrow(|table| table.open.len()) >= MAX_OPEN {
        return Err(Error::new(-42, "Too many documents are open; close some with CLOSE DOCUMENT."));
    }
    let (file, writer) = match way {
        Way::Name | Way::Read => (disk::open_to_read(path)?, None),
        Way::Create | Way::Write => {
            let mut options = OpenOptions::new();
            options.read(true).write(true).create(way == Way::Create);
            let file = options.open(path).map_err(failed)?;
            // The documentation gives -43 for a document that is open for writing already.
            let writer = Writer::claim(path, Writes::Document).map_err(|mut error| {
                error.code = NO_FILE;
                error
            })?;
            if way == Way::Create {
                file.set_len(0).map_err(failed)?;
            }
            (file, Some(writer))
        }
    };
    host.set_variable("Document", Value::from(location.platform_text(false)));
    if way == Way::Name {
        return Ok(Time(0));
    }
    let open = Open { file, path: path.to_owned(), coding: texts::UTF8, writer, sax: Box::default() };
    DOCUMENTS.with_borrow_mut(|table| {
        // Numbers are used again after a long time only, and never while they stand for a document.
        loop {
            table.last = table.last.checked_add(1).unwrap_or(1);
            if !table.open.contains_key(&table.last) {
                break;
            }
        }
        table.open.insert(table.last, open);
        Ok(Time(i64::from(table.last)))
    })
}

/// Bytes up to the limit, and whether there were any left.
fn receive_bytes(host: &dyn Host, open: &mut Open, limit: Limit) -> Res<(Vec<u8>, bool)> {
    match limit {
        Limit::Stop(stop) => until(host, open, &stop.to_str().into_owned().into_bytes(), 1),
        Limit::Count(count) => bytes(host, open, count),
    }
}

/// At most so many bytes.
fn bytes(host: &dyn Host, open: &mut Open, count: u64) -> Res<(Vec<u8>, bool)> {
    let failed = |error: std::io::Error| errors::io(&error, &open.path);
    let position = open.file.stream_position().map_err(failed)?;
    let left = open.file.metadata().map_err(failed)?.len().saturating_sub(position);
    let count = count.min(left).min(i32::MAX as u64);
    check_size(host, usize::try_from(count).unwrap_or(usize::MAX))?;
    let mut read = Vec::with_capacity(count as usize);
    (&mut open.file).take(count).read_to_end(&mut read).map_err(failed)?;
    Ok((read, left > 0))
}

/// Bytes up to a stop sequence at a multiple of `width` bytes, which is skipped, or to the end.
fn until(host: &dyn Host, open: &mut Open, stop: &[u8], width: usize) -> Res<(Vec<u8>, bool)> {
    // Short packets read little ahead, long ones are read in large pieces.
    let mut chunk = 256;
    let failed = |error: std::io::Error, path: &PathBuf| errors::io(&error, path);
    let start = open.file.stream_position().map_err(|error| failed(error, &open.path))?;
    let mut read = Vec::new();
    let mut searched = 0;
    loop {
        let count =
            (&mut open.file).take(chunk).read_to_end(&mut read).map_err(|error| failed(error, &open.path))?;
        check_size(host, read.len())?;
        let found = (searched..read.len())
            .step_by(width)
            .find(|at| !stop.is_empty() && read[*at..].starts_with(stop));
        if let Some(at) = found {
            let end = start + (at + stop.len()) as u64;
            open.file.seek(SeekFrom::Start(end)).map_err(|error| failed(error, &open.path))?;
            read.truncate(at);
            return Ok((read, true));
        }
        if count == 0 {
            let any = !read.is_empty();
            return Ok((read, any));
        }
        chunk = (chunk * 2).min(256 << 10);
        // The stop may begin in this chunk and end in the next.
        let kept = read.len().saturating_sub(stop.len().max(1) - 1);
        searched = searched.max(kept - kept % width);
    }
}

/// Text up to the limit, and whether there was any left.
fn receive_text(host: &dyn Host, open: &mut Open, limit: Limit) -> Res<(Text, bool)> {
    let failed = |error: std::io::Error, path: &PathBuf| errors::io(&error, path);
    let position = open.file.stream_position().map_err(|error| failed(error, &open.path))?;
    if position == 0 {
        let mut first = Vec::new();
        (&mut open.file).take(4).read_to_end(&mut first).map_err(|error| failed(error, &open.path))?;
        open.coding = texts::UTF8.marked_by(&first);
        let mark = texts::sniff(&first).map_or(0, |(length, _)| length);
        open.file.seek(SeekFrom::Start(mark as u64)).map_err(|error| failed(error, &open.path))?;
    }
    let coding = DOCUMENTS.with_borrow(|table| table.received).unwrap_or(open.coding);
    let width = coding.width();
    let (read, any) = match limit {
        Limit::Stop(stop) => until(host, open, &coding.bytes(&stop), width)?,
        Limit::Count(count) if !coding.is_utf8() => bytes(host, open, count.saturating_mul(width as u64))?,
        Limit::Count(count) => {
            let start = open.file.stream_position().map_err(|error| failed(error, &open.path))?;
            let (mut read, any) = bytes(host, open, count.saturating_mul(4))?;
            // Every byte that does not continue a character begins one.
            let begins = |(_, byte): &(usize, &u8)| **byte & 0xc0 != 0x80;
            let count = usize::try_from(count).unwrap_or(usize::MAX);
            let end = read.iter().enumerate().filter(begins).nth(count).map_or(read.len(), |(at, _)| at);
            read.truncate(end);
            let position = SeekFrom::Start(start + end as u64);
            open.file.seek(position).map_err(|error| failed(error, &open.path))?;
            (read, any)
        }
    };
    Ok((coding.plain_text(&read), any))
}
