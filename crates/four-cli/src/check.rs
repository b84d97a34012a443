//! `four-run check`: says what is wrong with sources without running them.
//!
//! Messages for people go to standard error with an excerpt and end with a summary; `--format json` and `--format github`
//! write one line a message to standard output. Exit statuses: 0 no errors (warnings are allowed), 1 errors, 2 wrong use.

mod find;
mod format;
mod markdown;

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use four_eval::check::{Checked, Project, Text, TextKind};
use four_syntax::{Diagnostic, Severity, Source};

use crate::progress::Progress;
use find::{Group, Item};
use format::{Format, Output};

/// Stack of the thread that checks: trees may be a thousand nodes deep.
const STACK: usize = 256 << 20;

/// Reports what is wrong with 4D sources without running them
#[derive(Clone, Debug, Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    /// Files (.4dm), folders, projects, or Markdown pages with ```4d blocks
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// How messages are written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

const AFTER: &str = "\
A project is checked as a whole. A file outside of a project is checked by itself, with the Classes/ and Methods/ next to
it; so is each file of a folder that holds no project. Each ```4d block of a Markdown page is checked by itself, with the
names of the project around it.

Exit status: 0 no errors (warnings are allowed), 1 errors were found, 2 wrong use or nothing to check.";

/// Checks what the command line names; gives the exit status.
///
/// # Errors
/// A sentence about wrong use.
pub fn run(arguments: &Arguments) -> Result<u8, String> {
    let arguments = arguments.clone();
    let checking = std::thread::Builder::new().name("check".into()).stack_size(STACK);
    let thread = checking.spawn(move || check(&arguments)).map_err(|error| error.to_string())?;
    thread.join().map_err(|_| "checking ended with an internal error; please report it".to_owned())?
}

fn check(arguments: &Arguments) -> Result<u8, String> {
    let groups = find::groups(&arguments.paths)?;
    let total = groups.iter().map(|group| group.items.iter().filter(|item| item.wanted).count()).sum();
    let mut run = Run {
        output: Output::new(arguments.format),
        totals: Totals::default(),
        progress: Progress::new("files", total, true),
    };
    for group in groups {
        run.group(group)?;
    }
    run.progress.clear();
    run.output.finish(&run.totals)?;
    Ok(u8::from(run.totals.errors > 0))
}

/// What was found so far.
#[derive(Default)]
struct Totals {
    files: usize,
    errors: usize,
    warnings: usize,
    /// Errors past the number of messages that are kept for a file.
    unshown: usize,
}

struct Run {
    output: Output,
    totals: Totals,
    progress: Progress,
}

impl Run {
    fn group(&mut self, group: Group) -> Result<(), String> {
        // Files that are part of the program, then those that only use it.
        let (named, others): (Vec<Item>, Vec<Item>) =
            group.items.into_iter().partition(|item| item.is_named());
        let mut wanted = Vec::new();
        let mut texts = Vec::new();
        for item in named {
            match item.read() {
                Ok(source) => {
                    wanted.push(item.wanted);
                    texts.push(Text { source, kind: item.kind });
                }
                Err(unreadable) if item.wanted => self.report(unreadable.0, &unreadable.1)?,
                Err(_) => {}
            }
        }
        let project = Project::read(group.catalog, &texts, group.around);
        for (number, text) in texts.iter().enumerate() {
            if wanted[number] {
                let checked = project.check(number, &text.source);
                self.report(text.source.clone(), &checked)?;
            }
        }
        for item in others {
            match item.read() {
                Err((source, checked)) => self.report(source, &checked)?,
                Ok(source) if item.is_page => {
                    let checked = page(&project, &source);
                    self.report(source, &checked)?;
                }
                Ok(source) => {
                    let text = Text { source, kind: item.kind };
                    let checked = project.check_other(&text);
                    self.report(text.source, &checked)?;
                }
            }
        }
        Ok(())
    }

    fn report(&mut self, source: Arc<Source>, checked: &Checked) -> Result<(), String> {
        let count =
            |severity| checked.diagnostics.iter().filter(|message| message.severity == severity).count();
        let shown = count(Severity::Error);
        self.totals.files += 1;
        self.totals.errors += checked.errors.max(shown);
        self.totals.warnings += count(Severity::Warning);
        self.totals.unshown += checked.errors.saturating_sub(shown);
        if !checked.diagnostics.is_empty() {
            self.progress.clear();
            self.output.file(&source, &checked.diagnostics)?;
        }
        self.progress.step();
        Ok(())
    }
}

/// Checks the blocks of a Markdown page, each by itself.
fn page(project: &Project<'_>, page: &Source) -> Checked {
    let mut whole = Checked { diagnostics: Vec::new(), errors: 0 };
    for block in markdown::blocks(page.text()) {
        let text = &page.text()[block.clone()];
        let source = Arc::new(Source::new(page.name(), text));
        let checked = project.check_other(&Text { source, kind: TextKind::Guess(String::new()) });
        whole.errors += checked.errors;
        whole
            .diagnostics
            .extend(checked.diagnostics.into_iter().map(|message| moved(message, block.start as u32)));
    }
    whole
}

/// The message for a text that starts further down in its file.
fn moved(mut message: Diagnostic, by: u32) -> Diagnostic {
    let related = message.related.iter_mut().map(|(span, _)| span);
    for span in related.chain([&mut message.span]) {
        span.start += by;
        span.end += by;
    }
    message
}
