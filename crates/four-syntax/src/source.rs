//! A source text with its name, and the way from byte offsets to lines and columns.
//!
//! Lines end with LF, CR or CRLF. Line starts are found on first use, since only messages need them.

use std::sync::{Arc, OnceLock};

use crate::ast::Span;

/// A named source text, shared by everything that reports places in it.
#[derive(Clone, Debug)]
pub struct Source {
    name: Arc<str>,
    text: Arc<str>,
    lines: OnceLock<Vec<u32>>,
}

/// A place as people count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Location {
    /// Physical line of the file, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl Source {
    /// A text and the name to show for it (usually a path).
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Source { name: name.into(), text: text.into(), lines: OnceLock::new() }
    }

    /// The name to show.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// The text of a span; empty if it does not lie in this source.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    fn starts(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let bytes = self.text.as_bytes();
            let mut starts = vec![0];
            for (i, b) in bytes.iter().enumerate() {
                if *b == b'\n' || (*b == b'\r' && bytes.get(i + 1) != Some(&b'\n')) {
                    starts.push(i as u32 + 1);
                }
            }
            starts
        })
    }

    /// Number of physical lines.
    pub fn line_count(&self) -> u32 {
        self.starts().len() as u32
    }

    /// Line and column of a byte offset; offsets past the end give the end.
    pub fn location(&self, offset: u32) -> Location {
        let offset = offset.min(self.text.len() as u32);
        let line = self.starts().partition_point(|s| *s <= offset).max(1);
        let start = self.starts()[line - 1] as usize;
        let mut end = offset as usize;
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let column = self.text.get(start..end).map_or(0, |t| t.chars().count());
        Location { line: line as u32, column: column as u32 + 1 }
    }

    /// The line as 4D counts it for `Error line` and `Call chain`: after the `//%attributes` header.
    pub fn method_line(&self, offset: u32) -> u32 {
        let line = self.location(offset).line;
        if attributes_header(&self.text).is_some() { line.saturating_sub(1) } else { line }
    }
}

/// The JSON of a leading `//%attributes = {…}` line (`commands/method-get-code`).
pub(crate) fn attributes_header(text: &str) -> Option<Span> {
    let line = text.split(['\n', '\r']).next().unwrap_or("");
    let rest = line.trim_start_matches('\u{feff}').trim_start().strip_prefix("//")?.trim_start();
    let json = rest.strip_prefix("%attributes")?.trim_start().strip_prefix('=')?.trim();
    let start = json.as_ptr() as usize - text.as_ptr() as usize;
    Some(Span::new(start as u32, (start + json.len()) as u32))
}
