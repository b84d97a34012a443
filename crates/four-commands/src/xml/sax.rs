//! What the theme XML SAX keeps of an open document: options, and how far it was written or read.
//!
//! A document is written as a stream, so only the names of the open elements are kept. One that is read is read whole, so
//! that what is no XML is noticed at the first event, and its nodes are then told one by one.

use std::fs::File;
use std::io::Write;

use four_runtime::{Error, Host, Res, Value};

use super::read::done;
use super::sax_read::Reading;
use super::sax_write::Writing;
use super::tree::{Options, Tree};
use super::{code, error};
use crate::args::Time;
use crate::files::packets;

/// What is done with a document.
#[derive(Default)]
pub enum Use {
    /// Nothing yet.
    #[default]
    None,
    /// It is written.
    Write(Writing),
    /// It is read.
    Read(Box<Reading>),
}

/// The state of a document.
pub struct Sax {
    /// What `XML SET OPTIONS` chose.
    pub options: Options,
    /// What is done.
    pub using: Use,
}

impl Default for Sax {
    fn default() -> Sax {
        Sax { options: Tree::new().options, using: Use::None }
    }
}

impl Sax {
    /// The end tags that are missing when the document is closed.
    pub fn close(&mut self, file: &mut File) -> std::io::Result<()> {
        match &mut self.using {
            Use::Write(writing) => {
                writing.close_all(&self.options);
                // All that is left are end tags of names that were written before.
                writing.take(&self.options).map_or(Ok(()), |end| file.write_all(&end))
            }
            Use::None | Use::Read(_) => Ok(()),
        }
    }
}

/// Writes to a document: `write` appends to what is written, and `OK` tells whether it went well.
pub fn write(
    host: &mut dyn Host,
    document: Time,
    write: impl FnOnce(&dyn Host, &mut Writing, &Options) -> Res<()>,
) -> Res<()> {
    host.set_variable("OK", Value::Int(0));
    packets::sax(document, |file, path, sax| {
        if matches!(sax.using, Use::None) {
            sax.using = Use::Write(Writing::default());
        }
        let Use::Write(writing) = &mut sax.using else {
            return Err(error(code::INVALID, "The document is being read, so nothing can be written to it."));
        };
        write(host, writing, &sax.options)?;
        let bytes = writing.take(&sax.options)?;
        file.write_all(&bytes).map_err(|error| Error::new(-36, format!("{}: {error}.", path.display())))
    })?;
    done(host);
    Ok(())
}

/// Reads from a document; `OK` tells whether it went well.
pub fn read<T>(host: &mut dyn Host, document: Time, read: impl FnOnce(&mut Reading) -> Res<T>) -> Res<T> {
    host.set_variable("OK", Value::Int(0));
    if !packets::sax(document, |_, _, sax| Ok(matches!(sax.using, Use::Read(_))))? {
        if packets::sax(document, |_, _, sax| Ok(matches!(sax.using, Use::Write(_))))? {
            return Err(error(code::INVALID, "The document is being written, so it cannot be read."));
        }
        let bytes = packets::rest(host, document)?;
        let reading = Reading::new(&bytes)?;
        packets::sax(document, |_, _, sax| {
            sax.using = Use::Read(Box::new(reading));
            Ok(())
        })?;
    }
    let found = packets::sax(document, |_, _, sax| match &mut sax.using {
        Use::Read(reading) => read(reading),
        Use::None | Use::Write(_) => Err(error(code::INVALID, "The document is not being read.")),
    })?;
    done(host);
    Ok(found)
}
