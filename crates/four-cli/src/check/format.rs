//! How messages are written: for people, as JSON lines, as annotations of GitHub's workflows.

use std::io::Write;

use clap::ValueEnum;
use four_syntax::{Diagnostic, Severity, Source};

use super::Totals;
use crate::report;

/// The formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Excerpts for people, on standard error
    Text,
    /// One JSON object a line
    Json,
    /// Annotations of GitHub's workflows
    Github,
}

/// Where messages go.
pub struct Output {
    format: Format,
}

impl Output {
    pub fn new(format: Format) -> Output {
        Output { format }
    }

    /// Writes the messages about one file.
    ///
    /// # Errors
    /// When standard output takes no more.
    pub fn file(&self, source: &Source, diagnostics: &[Diagnostic]) -> Result<(), String> {
        let mut lines = String::new();
        for diagnostic in diagnostics {
            match self.format {
                Format::Text => {}
                Format::Json => lines.push_str(&json_line(source, diagnostic)),
                Format::Github => lines.push_str(&annotation(source, diagnostic)),
            }
        }
        if self.format == Format::Text {
            let mut shown = four_syntax::render(diagnostics, source, report::colours(), report::WIDTH);
            shown.push('\n');
            std::io::stderr().write_all(shown.as_bytes()).map_err(|error| error.to_string())
        } else {
            std::io::stdout().write_all(lines.as_bytes()).map_err(|error| error.to_string())
        }
    }

    /// The summary for people.
    ///
    /// # Errors
    /// When standard error takes no more.
    pub fn finish(&self, totals: &Totals) -> Result<(), String> {
        if self.format != Format::Text {
            return Ok(());
        }
        let mut line = format!("{} checked: ", counted(totals.files, "file"));
        match (totals.errors, totals.warnings) {
            (0, 0) => line.push_str("nothing to report"),
            (errors, warnings) => {
                line.push_str(&format!("{}, {}", counted(errors, "error"), counted(warnings, "warning")));
            }
        }
        if totals.unshown > 0 {
            line.push_str(&format!(" ({} not shown: only the first of a file are)", totals.unshown));
        }
        line.push('\n');
        std::io::stderr().write_all(line.as_bytes()).map_err(|error| error.to_string())
    }
}

fn counted(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn json_line(source: &Source, diagnostic: &Diagnostic) -> String {
    let (start, end) = (source.location(diagnostic.span.start), source.location(diagnostic.span.end));
    let text = |text: &str| serde_json::Value::from(text).to_string();
    format!(
        "{{\"file\":{},\"line\":{},\"column\":{},\"endLine\":{},\"endColumn\":{},\"severity\":\"{}\",\"code\":\"{}\",\
         \"message\":{},\"help\":{}}}\n",
        text(source.name()),
        start.line,
        start.column,
        end.line,
        end.column,
        word(diagnostic.severity),
        diagnostic.code,
        text(&diagnostic.message),
        diagnostic.help.as_deref().map_or("null".to_owned(), text),
    )
}

fn annotation(source: &Source, diagnostic: &Diagnostic) -> String {
    let (start, end) = (source.location(diagnostic.span.start), source.location(diagnostic.span.end));
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let help = diagnostic.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
    format!(
        "::{} file={},line={},col={},endLine={},endColumn={},title={}::{}\n",
        word(diagnostic.severity),
        property(source.name()),
        start.line,
        start.column,
        end.line,
        end.column,
        property(diagnostic.code),
        data(&format!("{}{help}", diagnostic.message)),
    )
}
