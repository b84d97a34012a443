//! `four-run doc`: runs the code of pages of documentation and compares with the results that the pages state.

mod claims;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use four_eval::check::{Project, Surroundings, Text, TextKind};
use four_eval::program::{Input, InputKind};
use four_eval::session::Outcome;
use four_runtime::Value;
use four_runtime::host::Settings;
use four_syntax::ast::{ExprKind, SourceFile, Stmt, StmtKind, VarKind};
use four_syntax::{FileKind, Names, Parsed, Severity};

use crate::pages::{self, PageProgram};
use crate::repl::engine::Engine;
use crate::repl::screen::Screen;
use crate::workspace::Workspace;
use crate::{catalog, report};
use claims::Claim;

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

    /// Time that one statement may take
    #[arg(long, value_name = "SECONDS", default_value = "5")]
    pub timeout: u64,
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
    let limit = Duration::from_secs(arguments.timeout);
    for page in &pages {
        let programs = pages::programs_of(page, names)?;
        for program in programs {
            let tally = section(page, &program, limit)?;
            total.add(&tally);
            let title = if program.title.is_empty() { "(beginning)" } else { &program.title };
            rows.push((format!("{}:{} {title}", page.display(), program.line), tally));
        }
    }
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

/// Reads and runs one section.
fn section(page: &Path, program: &PageProgram, limit: Duration) -> Result<Tally, String> {
    let mut tally = Tally { pieces: program.pieces.len(), ..Tally::default() };
    let sources =
        program.inputs.iter().map(|input| Input { source: input.source.clone(), kind: input.kind.clone() });
    let workspace = Workspace::new(sources.collect());
    let snapshot = workspace.build();
    let name = page.display().to_string();
    for piece in &program.pieces {
        let kind = match piece.kind {
            InputKind::Class(_) => FileKind::Class,
            _ => FileKind::Repl,
        };
        let source = pages::source(&name, &[piece]);
        let parsed = four_syntax::parse(source.text(), &snapshot.names, kind);
        if parsed.errors == 0 {
            tally.read += 1;
        } else {
            let shown = four_syntax::render(&parsed.diagnostics, &source, report::colours(), report::WIDTH);
            tally.notes.push(shown);
        }
    }
    remark(program, &mut tally);
    let main = program.inputs.iter().find(|input| program.has_main && input.kind == InputKind::Main);
    let Some(main) = main else { return Ok(tally) };
    let text = main.source.text().clone();
    let parsed = four_syntax::parse(&text, &snapshot.names, FileKind::Repl);
    let SourceFile::Method(tree) = &parsed.file else { return Ok(tally) };
    let folder = crate::project::here(page.parent().unwrap_or(Path::new("")));
    let settings = Settings {
        resources: folder.join("Resources"),
        web_folder: folder.join("WebFolder"),
        folder,
        port: Some(0),
        web_autostart: true,
        max_memory: four_runtime::memory::budget(),
        ..Settings::default()
    };
    let names = snapshot.names.clone();
    let screen = Arc::new(Screen::default());
    let said: Arc<Mutex<String>> = Arc::default();
    let kept = said.clone();
    screen.attach(Box::new(move |text| kept.lock().unwrap_or_else(PoisonError::into_inner).push_str(&text)));
    let engine = Engine::start(snapshot, settings, screen)?;
    for (place, statement) in tree.body.iter().enumerate() {
        let end = tree.body.get(place + 1).map_or(text.len(), |next| next.span.start as usize);
        tally.statements += 1;
        run_statement(&engine, &name, &text, &parsed, statement, end, &names, limit, &mut tally);
    }
    engine.end();
    if engine.app.has_failed() && tally.ran == tally.statements {
        // A callback or worker has failed.
        tally.ran -= 1;
        tally.notes.push(std::mem::take(&mut *said.lock().unwrap_or_else(PoisonError::into_inner)));
    }
    Ok(tally)
}

/// Checks the sources of a section without running them. A page shows parts of programs, so this alone is no failure.
fn remark(program: &PageProgram, tally: &mut Tally) {
    let texts: Vec<Text> = program
        .inputs
        .iter()
        .map(|input| Text {
            source: input.source.clone(),
            kind: match &input.kind {
                InputKind::Class(name) => TextKind::Class(name.clone()),
                InputKind::Method(name) => TextKind::Method(name.clone()),
                _ => TextKind::Nameless,
            },
        })
        .collect();
    let project = Project::read(catalog::catalog(), &texts, Surroundings::default());
    for (number, input) in program.inputs.iter().enumerate() {
        let own = program
            .pieces
            .iter()
            .any(|piece| piece.kind == input.kind && (piece.kind != InputKind::Main || program.has_main));
        if !own {
            continue;
        }
        let found = project.check(number, &input.source).diagnostics;
        let found: Vec<_> = found
            .into_iter()
            .filter(|found| found.severity == Severity::Error && found.code.starts_with("semantic/"))
            .collect();
        tally.remarks += found.len();
        tally.notes.push(four_syntax::render(&found, &input.source, report::colours(), report::WIDTH));
    }
}

/// Runs one statement, then looks at what the page says of its result.
#[allow(
    clippy::too_many_arguments,
    reason = "all of it is the one place where statement, page and session meet"
)]
fn run_statement(
    engine: &Engine,
    name: &str,
    text: &str,
    parsed: &Parsed,
    statement: &Stmt,
    end: usize,
    names: &Names,
    limit: Duration,
    tally: &mut Tally,
) {
    let start = statement.span.start as usize;
    let lines_before = text[..start].matches('\n').count();
    // The statement stands on its own line, so that messages point at the page.
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let code =
        format!("{}{}{}", "\n".repeat(lines_before), " ".repeat(start - line_start), &text[start..end]);
    let found = claims::of(text, statement, end, &parsed.comments, names);
    let target = target(text, statement);
    let (source, at) = (name.to_owned(), lines_before + 1);
    let work = move |session: &mut four_eval::session::Session, cx: &mut four_eval::cx::Cx<'_>| {
        let mut notes = Vec::new();
        let last = match session.run(cx, &source, &code) {
            Outcome::Done => Value::Undefined,
            Outcome::Value(value) => value,
            Outcome::Unreadable(..) => return (false, 0, 0, 0, notes),
            Outcome::Raised(error) => {
                let process = cx.process.clone();
                notes.push(report::uncaught_text(&error, cx.program, &process));
                return (false, 0, 0, 0, notes);
            }
        };
        let (mut right, mut wrong, mut unclear) = (0, 0, 0);
        for claim in found {
            let (of, stated) = match claim {
                Claim::Value { of, stated } => (of.or_else(|| target.clone()), stated),
                Claim::Unclear(text) => {
                    unclear += 1;
                    notes.push(format!("{source}:{at}: not checkable: {text}\n"));
                    continue;
                }
            };
            let found = match of {
                Some(of) => match session.run(cx, &source, &of) {
                    Outcome::Value(value) => value,
                    _ => Value::Undefined,
                },
                None => last.clone(),
            };
            match claims::compare(cx, session, &found, &stated) {
                None => right += 1,
                Some(difference) => {
                    wrong += 1;
                    notes.push(format!("{source}:{at}: {difference}\n"));
                }
            }
        }
        (true, right, wrong, unclear, notes)
    };
    match engine.ask_within(limit, work) {
        Some((ran, right, wrong, unclear, notes)) => {
            tally.ran += usize::from(ran);
            tally.right += right;
            tally.wrong += wrong;
            tally.unclear += unclear;
            tally.notes.extend(notes);
        }
        None => tally.notes.push(format!("{name}:{at}: did not end within {} s\n", limit.as_secs())),
    }
}

/// The place that a statement assigns to, as code.
fn target(text: &str, statement: &Stmt) -> Option<String> {
    match &statement.kind {
        StmtKind::Assign { target, .. } => text.get(target.span.range()).map(str::to_owned),
        StmtKind::Expr(expr) => match &expr.kind {
            ExprKind::Assign { target, .. } => text.get(target.span.range()).map(str::to_owned),
            _ => None,
        },
        StmtKind::Var(groups) => {
            match groups.iter().rev().find(|group| group.init.is_some())?.names.last()?.kind {
                VarKind::Local(ref name) => Some(format!("${name}")),
                _ => None,
            }
        }
        _ => None,
    }
}
