//! How errors are shown to people: syntax errors with their excerpt, run-time errors with excerpt and call chain.

use std::sync::atomic::{AtomicBool, Ordering};

use four_eval::program::Program;
use four_runtime::Error;
use four_runtime::process::ProcessHandle;
use four_syntax::ast::Span;
use four_syntax::{Diagnostic, Severity};

/// Columns of a report.
pub const WIDTH: usize = 110;

/// True in a process that writes for another one which shows colours.
static FORCED: AtomicBool = AtomicBool::new(false);

/// Says that reports have colours though standard error is no terminal.
pub fn force_colours(forced: bool) {
    FORCED.store(forced, Ordering::Relaxed);
}

/// True when reports have colours: standard error is a terminal, and there is no `NO_COLOR`.
pub fn colours() -> bool {
    FORCED.load(Ordering::Relaxed) || crate::colours_on(&std::io::stderr())
}

/// Shows what is wrong with the sources. True when a file with this number cannot be run.
pub fn problems(program: &Program, started: Option<u32>) -> bool {
    let mut broken = false;
    for (number, source) in program.sources.iter().enumerate() {
        let of_file = program.problems.iter().filter(|problem| problem.file as usize == number);
        let diagnostics: Vec<Diagnostic> = of_file.map(|problem| problem.diagnostic.clone()).collect();
        if diagnostics.is_empty() {
            continue;
        }
        let errors = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
        broken |= errors && started == Some(number as u32);
        eprint!("{}", four_syntax::render(&diagnostics, source, colours(), WIDTH));
    }
    broken
}

/// Shows an error that nothing handled.
pub fn uncaught(error: &Error, program: &Program, process: &ProcessHandle) {
    eprint!("{}", uncaught_text(error, program, process));
}

/// An error that nothing handled, with its excerpt and call chain.
pub fn uncaught_text(error: &Error, program: &Program, process: &ProcessHandle) -> String {
    let mut text = String::new();
    for error in std::iter::once(error).chain(&error.others) {
        text.push_str(&excerpt(error, program));
        text.push_str(&chain(error, program, process));
    }
    text
}

/// What is wrong with the sources.
pub fn problems_text(program: &Program) -> String {
    (0..program.sources.len() as u32).map(|number| problems_of(program, number)).collect()
}

/// What is wrong with one source.
pub fn problems_of(program: &Program, number: u32) -> String {
    let of_file = program.problems.iter().filter(|problem| problem.file == number);
    let diagnostics: Vec<Diagnostic> = of_file.map(|problem| problem.diagnostic.clone()).collect();
    match program.source(number) {
        Some(source) if !diagnostics.is_empty() => {
            four_syntax::render(&diagnostics, &source, colours(), WIDTH)
        }
        _ => String::new(),
    }
}

fn headline(error: &Error) -> String {
    format!("Error {} ({}): {}", error.code, error.signature, error.message.trim_end_matches('.'))
}

fn excerpt(error: &Error, program: &Program) -> String {
    // A call from outside, such as a callback, has no place of its own: the first place with source is shown.
    let site = error.chain.iter().find_map(|site| {
        (site.span != (0, 0)).then(|| program.source(site.file)).flatten().map(|source| (site, source))
    });
    let Some((site, source)) = site else {
        let help = error.help.as_ref().map(|help| format!("  help: {help}\n")).unwrap_or_default();
        return format!("  × {}\n{help}", headline(error));
    };
    let mut diagnostic =
        Diagnostic::error("runtime/error", Span::new(site.span.0, site.span.1), headline(error));
    if let Some(help) = &error.help {
        diagnostic = diagnostic.help(help.clone());
    }
    four_syntax::render(&[diagnostic], &source, colours(), WIDTH)
}

/// The call chain, innermost first; the line that the excerpt shows stands first in it.
fn chain(error: &Error, program: &Program, process: &ProcessHandle) -> String {
    let mut lines: Vec<(String, usize)> = Vec::new();
    for site in &error.chain {
        let place = match program.source(site.file) {
            Some(source) if site.span != (0, 0) => {
                format!("{}:{}", source.name(), source.location(site.span.0).line)
            }
            Some(source) => source.name().to_owned(),
            None => continue,
        };
        let line = format!("    in {} ({place})", site.name);
        match lines.last_mut() {
            // A method that calls itself is one line.
            Some((last, times)) if *last == line => *times += 1,
            _ => lines.push((line, 1)),
        }
    }
    let mut text = String::new();
    for (line, times) in lines {
        let times = if times > 1 { format!(", {times} times") } else { String::new() };
        text.push_str(&format!("{line}{times}\n"));
    }
    if process.number != 1 {
        text.push_str(&format!("    in process {} “{}”\n", process.number, process.name));
    }
    text
}
