//! One section of a page: read and checked here, run in a process of its own.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use four_eval::check::{Project, Surroundings, Text, TextKind};
use four_eval::cx::Cx;
use four_eval::program::{Input, InputKind};
use four_eval::session::{self, Outcome, Session};
use four_runtime::host::{App, Settings};
use four_runtime::{Value, memory};
use four_syntax::ast::{ExprKind, SourceFile, Stmt, StmtKind, VarKind};
use four_syntax::{FileKind, Names, Parsed, Severity};
use serde_json::json;

use super::Tally;
use super::claims::{self, Claim};
use crate::pages::{self, PageProgram};
use crate::repl::engine::{Engine, Unanswered};
use crate::repl::screen::Screen;
use crate::workspace::Workspace;
use crate::{catalog, child, report};

/// How many statements' time a section may take.
const STATEMENTS: u32 = 12;

/// Most memory that the code of a section may use, in bytes.
const MEMORY: u64 = 1 << 30;

/// Reads, checks and runs one section.
///
/// # Errors
/// A sentence, when no process can be started for it.
pub fn tally(page: &Path, number: usize, program: &PageProgram, limit: Duration) -> Result<Tally, String> {
    let mut tally = Tally { pieces: program.pieces.len(), ..Tally::default() };
    let names = catalog::catalog().names();
    let name = page.display().to_string();
    for piece in &program.pieces {
        let kind = match piece.kind {
            InputKind::Class(_) => FileKind::Class,
            _ => FileKind::Repl,
        };
        let source = pages::source(&name, &[piece]);
        let parsed = four_syntax::parse(source.text(), names, kind);
        if parsed.errors == 0 {
            tally.read += 1;
        } else {
            let shown = four_syntax::render(&parsed.diagnostics, &source, report::colours(), report::WIDTH);
            tally.notes.push(shown);
        }
    }
    remark(program, &mut tally);
    if program.has_main {
        tally.add_run(isolated(page, number, limit)?);
    }
    Ok(tally)
}

/// An empty folder that goes when it is no longer needed.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Scratch, String> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("four-doc-{}-{number}", std::process::id()));
        let made = std::fs::create_dir(&path).and_then(|()| std::fs::create_dir(path.join("page")));
        made.map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Scratch(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed is the system's to remove.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Runs the code of a section in a process of its own.
fn isolated(page: &Path, number: usize, limit: Duration) -> Result<Tally, String> {
    let scratch = Scratch::new()?;
    let report = scratch.0.join("report");
    let folder = scratch.0.join("page");
    let mut command = child::four()?;
    command.arg("doc").arg(page).args(["--section", &number.to_string(), "--report"]).arg(&report);
    command.args(["--timeout", &limit.as_secs().to_string()]);
    if report::colours() {
        command.arg("--colours");
    }
    // What the code finds by way of the environment is the empty folder too.
    for name in ["HOME", "USERPROFILE", "TMPDIR", "TMP", "TEMP", "XDG_CONFIG_HOME", "XDG_DATA_HOME"] {
        command.env(name, &folder);
    }
    let ran = child::watch(command, limit * STATEMENTS)?;
    let written = std::fs::read_to_string(&report).unwrap_or_default();
    if let Some(tally) = from_json(&written) {
        return Ok(tally);
    }
    let what = match ran.status {
        None => format!("the section did not end within {} s\n", (limit * STATEMENTS).as_secs()),
        Some(status) => format!("its process ended with status {status}\n{}", ran.err),
    };
    Ok(Tally { statements: 1, notes: vec![format!("{}: {what}", page.display())], ..Tally::default() })
}

fn to_json(tally: &Tally) -> String {
    let Tally { statements, ran, right, wrong, unclear, notes, .. } = tally;
    json!([statements, ran, right, wrong, unclear, notes]).to_string()
}

fn from_json(text: &str) -> Option<Tally> {
    let (statements, ran, right, wrong, unclear, notes) = serde_json::from_str(text).ok()?;
    Some(Tally { statements, ran, right, wrong, unclear, notes, ..Tally::default() })
}

/// Runs a section in this process, which is there for nothing else; its folder is the one of the report.
///
/// # Errors
/// A sentence, when the page cannot be read or the report not be written.
pub fn run_alone(page: &Path, number: usize, limit: Duration, to: &Path) -> Result<u8, String> {
    let programs = pages::programs_of(page, catalog::catalog().names())?;
    let program = programs.get(number).ok_or("the page has no such section")?;
    let failed = |error: std::io::Error| format!("{}: {error}", to.display());
    let folder = to.parent().unwrap_or(Path::new(".")).join("page");
    std::env::set_current_dir(&folder).map_err(failed)?;
    memory::set_budget(MEMORY);
    let tally = run(page, program, folder, limit)?;
    std::fs::write(to, to_json(&tally)).map_err(failed)?;
    // Processes that cannot be ended do not keep it from ending.
    std::process::exit(0);
}

fn run(page: &Path, program: &PageProgram, folder: PathBuf, limit: Duration) -> Result<Tally, String> {
    let mut tally = Tally::default();
    let Some(main) = program.inputs.iter().find(|input| input.kind == InputKind::Main) else {
        return Ok(tally);
    };
    let sources =
        program.inputs.iter().map(|input| Input { source: input.source.clone(), kind: input.kind.clone() });
    let workspace = Workspace::new(sources.collect());
    let snapshot = workspace.build();
    let name = page.display().to_string();
    let text = main.source.text().clone();
    let parsed = four_syntax::parse(&text, &snapshot.names, FileKind::Repl);
    let SourceFile::Method(tree) = &parsed.file else { return Ok(tally) };
    let settings = Settings {
        resources: folder.join("Resources"),
        web_folder: folder.join("WebFolder"),
        folder,
        port: Some(0),
        web_autostart: true,
        max_memory: memory::budget(),
        ..Settings::default()
    };
    let names = snapshot.names.clone();
    let screen = Arc::new(Screen::default());
    let said: Arc<Mutex<String>> = Arc::default();
    let kept = said.clone();
    screen.attach(Box::new(move |text| kept.lock().unwrap_or_else(PoisonError::into_inner).push_str(&text)));
    let engine = Engine::start(snapshot, settings, screen)?;
    tally.statements = tree.body.len();
    for (place, statement) in tree.body.iter().enumerate() {
        let end = tree.body.get(place + 1).map_or(text.len(), |next| next.span.start as usize);
        if !run_statement(&engine, &name, &text, &parsed, statement, end, &names, limit, &mut tally) {
            break;
        }
    }
    settle(&engine, limit);
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

/// Runs one statement, then looks at what the page says of its result. False when no other can follow it.
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
) -> bool {
    let start = statement.span.start as usize;
    let lines_before = text[..start].matches('\n').count();
    // The statement stands on its own line, so that messages point at the page.
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let code =
        format!("{}{}{}", "\n".repeat(lines_before), " ".repeat(start - line_start), &text[start..end]);
    let found = claims::of(text, statement, end, &parsed.comments, names);
    let target = target(text, statement);
    let (source, at) = (name.to_owned(), lines_before + 1);
    let work = move |session: &mut Session, cx: &mut Cx<'_>| {
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
                None if last.is_undefined() => {
                    // As after a command that gives nothing.
                    unclear += 1;
                    notes.push(format!(
                        "{source}:{at}: not checkable: nothing has the value that is stated\n"
                    ));
                    continue;
                }
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
    let name_at = format!("{name}:{at}");
    match engine.ask_within(limit, work) {
        Ok(_) if engine.app.life().is_stopping() => ended(tally, &name_at),
        Ok((ran, right, wrong, unclear, notes)) => {
            tally.ran += usize::from(ran);
            tally.right += right;
            tally.wrong += wrong;
            tally.unclear += unclear;
            tally.notes.extend(notes);
            true
        }
        Err(Unanswered::Interrupted) => {
            tally.notes.push(format!("{name_at}: did not end within {} s\n", limit.as_secs()));
            true
        }
        Err(Unanswered::Busy) => {
            let time = limit.as_secs();
            tally.notes.push(format!("{name_at}: did not end within {time} s; the rest is not run\n"));
            false
        }
        Err(Unanswered::Gone) => ended(tally, &name_at),
    }
}

/// A statement has ended the program, as QUIT 4D is there to do; no other can follow.
fn ended(tally: &mut Tally, at: &str) -> bool {
    tally.ran += 1;
    if tally.ran < tally.statements {
        tally.notes.push(format!("{at}: the program ends here; the rest is not run\n"));
    }
    false
}

/// Waits until the workers have done what they were called for.
fn settle(engine: &Engine, limit: Duration) {
    let end = Instant::now() + limit;
    for process in engine.app.processes().iter().filter(|process| process.is_worker) {
        let (done, wait) = std::sync::mpsc::channel::<()>();
        if session::post(process, move |_| drop(done)) {
            let _ = wait.recv_timeout(end.saturating_duration_since(Instant::now()));
        }
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
