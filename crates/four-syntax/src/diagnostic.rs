//! Messages about a source text, and how they are shown.
//!
//! A message says in one phrase what is wrong, points at the place, names the other place it has to do with, and tells how
//! to mend it. Codes are stable: `syntax/…` for text that cannot be read, `semantic/…` for what reads but cannot work; other
//! crates use the same type.

use std::fmt;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};

use crate::ast::Span;
use crate::source::Source;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Severity {
    /// The line cannot be used.
    Error,
    /// The line works, but surely not as meant.
    Warning,
}

/// One message.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// A stable code such as `syntax/unclosed-block`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, as a phrase without full stop.
    pub message: String,
    /// The place.
    pub span: Span,
    /// Words beside the place; may be empty.
    pub label: String,
    /// How to mend it.
    pub help: Option<String>,
    /// Other places it has to do with.
    pub related: Vec<(Span, String)>,
}

impl Diagnostic {
    /// An error.
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            severity: Severity::Error,
            message: message.into(),
            span,
            label: String::new(),
            help: None,
            related: Vec::new(),
        }
    }

    /// The same as a warning.
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Diagnostic { severity: Severity::Warning, ..Self::error(code, span, message) }
    }

    /// With words beside the place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// With advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With another place.
    #[must_use]
    pub fn also(mut self, span: Span, words: impl Into<String>) -> Self {
        self.related.push((span, words.into()));
        self
    }
}

/// Shows messages with excerpts of the source; `width` in columns, at least 40.
pub fn render(diagnostics: &[Diagnostic], source: &Source, color: bool, width: usize) -> String {
    let theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(width.max(40)).with_links(false);
    let mut out = String::new();
    for diagnostic in diagnostics {
        if !out.is_empty() {
            out.push('\n');
        }
        // Writing to a String fails only if miette itself fails; then the plain message still shows.
        if handler.render_report(&mut out, &Report { diagnostic, source }).is_err() {
            out.push_str(&plain(diagnostic, source));
        }
    }
    out
}

/// One message on one line: `name:line:column: message`.
pub fn plain(diagnostic: &Diagnostic, source: &Source) -> String {
    let at = source.location(diagnostic.span.start);
    let mut line = format!("{}:{}:{}: {}", source.name(), at.line, at.column, diagnostic.message);
    if let Some(help) = &diagnostic.help {
        line.push_str(&format!(" ({help})"));
    }
    line.push('\n');
    line
}

/// A message beside its source, as miette wants it.
#[derive(Debug)]
struct Report<'a> {
    diagnostic: &'a Diagnostic,
    source: &'a Source,
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.diagnostic.message)
    }
}

impl std::error::Error for Report<'_> {}

impl miette::Diagnostic for Report<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.diagnostic.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.diagnostic.help.as_ref().map(|h| Box::new(h) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let words = |words: &str| (!words.is_empty()).then(|| words.to_owned());
        let range = |span: Span| (span.start as usize, span.len());
        let first = &self.diagnostic;
        // The line in the head of the excerpt is that of the place, wherever the others stand.
        let first = LabeledSpan::new_primary_with_span(words(&first.label), range(first.span));
        let others = self.diagnostic.related.iter();
        let others = others.map(move |(span, label)| LabeledSpan::new_with_span(words(label), range(*span)));
        Some(Box::new(std::iter::once(first).chain(others)))
    }
}

impl SourceCode for Report<'_> {
    fn read_span<'a>(
        &'a self,
        span: &miette::SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn miette::SpanContents<'a> + 'a>, miette::MietteError> {
        let inner = SourceCode::read_span(&**self.source.text(), span, before, after)?;
        let contents = miette::MietteSpanContents::new_named(
            self.source.name().to_owned(),
            inner.data(),
            *inner.span(),
            inner.line(),
            inner.column(),
            inner.line_count(),
        );
        Ok(Box::new(contents))
    }
}
