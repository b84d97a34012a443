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
use four_runtime::host::Finding;
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
    deep(move || {
        let output = Output::new(arguments.format);
        let mut show = |source: &Source, found: &[Diagnostic]| output.file(source, found);
        let totals = check(&arguments.paths, true, &mut show)?;
        output.finish(&totals)?;
        Ok(u8::from(totals.errors > 0))
    })
}

/// What is wrong with the sources that a path means: a project, a folder or a file (`commands/compile-project`).
///
/// # Errors
/// A sentence when there are none.
pub fn findings(path: PathBuf) -> Result<Vec<Finding>, String> {
    deep(move || {
        let mut found = Vec::new();
        check(&[path], false, &mut |source, diagnostics| {
            found.extend(diagnostics.iter().map(|diagnostic| finding(source, diagnostic)));
            Ok(())
        })?;
        Ok(found)
    })
}

fn finding(source: &Source, diagnostic: &Diagnostic) -> Finding {
    let at = diagnostic.span.start;
    let before = source.text().get(..at as usize).unwrap_or_default();
    Finding {
        file: PathBuf::from(source.name()),
        is_error: diagnostic.severity == Severity::Error,
        message: diagnostic.message.clone(),
        line: source.location(at).line,
        function: before.lines().zip(1..).filter_map(|(line, number)| Some((function(line)?, number))).last(),
    }
}

/// The name of the function of a class that begins in this line.
fn function(line: &str) -> Option<String> {
    let mut words = line.split_whitespace().skip_while(|word| {
        ["local", "server", "exposed", "shared", "onHTTPGet", "session", "singleton"]
            .iter()
            .any(|modifier| modifier.eq_ignore_ascii_case(word))
    });
    let (first, second) = (words.next()?, words.next()?);
    let is = |word: &str, keyword: &str| word.eq_ignore_ascii_case(keyword);
    let named = match is(first, "Function") {
        true if ["get", "set", "query", "orderBy"].iter().any(|kind| is(second, kind)) => words.next()?,
        true => second,
        false if is(first, "Class") && is(second.split('(').next()?, "constructor") => "constructor",
        false => return None,
    };
    named.split('(').next().map(str::to_owned)
}

/// Runs the checking of sources where its recursion has room.
fn deep<T: Send + 'static>(work: impl FnOnce() -> Result<T, String> + Send + 'static) -> Result<T, String> {
    let checking = std::thread::Builder::new().name("check".into()).stack_size(STACK);
    let thread = checking.spawn(work).map_err(|error| error.to_string())?;
    thread.join().map_err(|_| "checking ended with an internal error; please report it".to_owned())?
}

/// Takes what was found in a source.
type Show<'a> = &'a mut dyn FnMut(&Source, &[Diagnostic]) -> Result<(), String>;

fn check(paths: &[PathBuf], shows_progress: bool, show: Show<'_>) -> Result<Totals, String> {
    let groups = find::groups(paths)?;
    let total = groups.iter().map(|group| group.items.iter().filter(|item| item.wanted).count()).sum();
    let progress = Progress::new("files", total, shows_progress);
    let mut run = Run { show, totals: Totals::default(), progress };
    for group in groups {
        run.group(group)?;
    }
    run.progress.clear();
    Ok(run.totals)
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

struct Run<'a> {
    show: Show<'a>,
    totals: Totals,
    progress: Progress,
}

impl Run<'_> {
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
            (self.show)(&source, &checked.diagnostics)?;
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
