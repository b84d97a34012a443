//! `four-run doc`: runs the code of pages of documentation and compares with the results that the pages state.
//!
//! The code of each section runs in a process of its own, in an empty folder that is its home as well, without input and
//! for a limited time: pages show how files are deleted, programs ended and loops written.

mod claims;
mod section;

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::catalog;
use crate::pages;
use crate::progress::Progress;

/// Run the code of documentation and check the results it states.
///
/// The ```4d blocks of each section are one program; a block that begins with a comment naming a class (// NAME class) is
/// that class. A comment after an assignment that is a value ($v:=… // "hello") is compared with what came out.
/// A block marked ```4d no-run is only read.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Pages (.md) or folders of them
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,

    /// Say what goes wrong in each section, not only that something does
    #[arg(long, short = 'v')]
    pub verbose: bool,

    /// Time that one statement may take; a section may take twelve times as long
    #[arg(long, value_name = "SECONDS", default_value = "5", value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub timeout: u64,

    /// Run the section with this number, in this process; what comes of it is written to `--report`
    #[arg(long, hide = true)]
    pub section: Option<usize>,

    /// Where the result of `--section` goes
    #[arg(long, hide = true)]
    pub report: Option<PathBuf>,

    /// Messages are for a terminal
    #[arg(long, hide = true)]
    pub colours: bool,
}

/// Deepest nesting of folders that is looked into.
const DEPTH: usize = 20;

/// How a section did.
#[derive(Default)]
struct Tally {
    /// Pieces and those that can be read.
    pieces: usize,
    read: usize,
    /// What checking without running has to say.
    remarks: usize,
    /// Statements and those that ran without error.
    statements: usize,
    ran: usize,
    right: usize,
    wrong: usize,
    unclear: usize,
    /// What went wrong.
    notes: Vec<String>,
}

impl Tally {
    fn is_fine(&self) -> bool {
        self.pieces == self.read && self.statements == self.ran && self.wrong == 0
    }

    fn add(&mut self, other: &Tally) {
        self.pieces += other.pieces;
        self.read += other.read;
        self.remarks += other.remarks;
        self.statements += other.statements;
        self.ran += other.ran;
        self.right += other.right;
        self.wrong += other.wrong;
        self.unclear += other.unclear;
    }

    /// Takes over what came of running it.
    fn add_run(&mut self, ran: Tally) {
        self.add(&ran);
        self.notes.extend(ran.notes);
    }

    /// The columns of the table.
    fn columns(&self) -> [String; 6] {
        let of = |part: usize, whole: usize| match whole {
            0 => "–".to_owned(),
            _ if part == whole => part.to_string(),
            _ => format!("{part} of {whole}"),
        };
        let count = |count: usize| if count == 0 { "–".to_owned() } else { count.to_string() };
        [
            of(self.read, self.pieces),
            count(self.remarks),
            of(self.ran, self.statements),
            count(self.right),
            count(self.wrong),
            count(self.unclear),
        ]
    }
}

/// Runs the pages; status 1 when something cannot be read, fails, or gives another result than stated.
///
/// # Errors
/// A sentence about pages that cannot be found or read.
pub fn run(arguments: &Arguments) -> Result<u8, String> {
    let limit = Duration::from_secs(arguments.timeout);
    if let ([page], Some(number), Some(report)) = (&arguments.paths[..], arguments.section, &arguments.report)
    {
        crate::report::force_colours(arguments.colours);
        return section::run_alone(page, number, limit, report);
    }
    let mut pages = Vec::new();
    for path in &arguments.paths {
        collect(path, 0, &mut pages)?;
    }
    if pages.is_empty() {
        return Err("no pages found: a page ends with .md".into());
    }
    let names = catalog::catalog().names();
    let mut rows: Vec<(String, Tally)> = Vec::new();
    let mut total = Tally::default();
    let mut progress = Progress::new("pages", pages.len(), true);
    for page in &pages {
        for (number, program) in pages::programs_of(page, names)?.iter().enumerate() {
            let tally = section::tally(page, number, program, limit)?;
            total.add(&tally);
            let title = if program.title.is_empty() { "(beginning)" } else { &program.title };
            rows.push((format!("{}:{} {title}", page.display(), program.line), tally));
        }
        progress.step();
    }
    progress.clear();
    crate::put(&table(&rows, &total));
    if arguments.verbose || rows.len() == 1 {
        for (name, tally) in rows.iter().filter(|(_, tally)| tally.notes.iter().any(|note| !note.is_empty()))
        {
            crate::put(&format!("\n── {name}\n{}\n", tally.notes.concat().trim_end()));
        }
    } else if !total.is_fine() {
        crate::put("\n-v says what is wrong\n");
    }
    Ok(u8::from(!total.is_fine()))
}

fn collect(path: &Path, depth: usize, pages: &mut Vec<PathBuf>) -> Result<(), String> {
    if !path.is_dir() {
        pages.push(path.to_owned());
        return Ok(());
    }
    let entries = std::fs::read_dir(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut entries: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for entry in entries {
        let hidden = entry.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if entry.is_dir() && !hidden && depth < DEPTH {
            collect(&entry, depth + 1, pages)?;
        } else if entry.extension().is_some_and(|extension| extension == "md") {
            pages.push(entry);
        }
    }
    Ok(())
}

fn table(rows: &[(String, Tally)], total: &Tally) -> String {
    let heads = ["read", "remarks", "ran", "right", "wrong", "unclear"].map(str::to_owned);
    let sum = (format!("{} sections", rows.len()), total.columns());
    let mut all = vec![("section".to_owned(), heads)];
    all.extend(rows.iter().map(|(name, tally)| (crate::repl::show::clip(name, 70), tally.columns())));
    all.push(sum);
    let width = |column: usize| all.iter().map(|(_, row)| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..6).map(width).collect();
    let first = all.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for (name, row) in &all {
        text.push_str(&format!("{name:<first$}"));
        for (column, width) in row.iter().zip(&widths) {
            text.push_str(&format!("  {column:>width$}"));
        }
        text.push('\n');
    }
    text
}
