//! `four-run`: runs 4D programs from the shell.
//!
//! Standard output belongs to the program; everything that four itself says goes to standard error. Exit statuses: 0 fine,
//! 1 an uncaught error, 2 wrong use or unreadable source, 130 and 143 after SIGINT and SIGTERM.

mod allocator;
mod arguments;
mod catalog;
mod check;
mod child;
mod commands;
mod completions;
mod components;
mod constants;
mod doc;
mod log;
mod packed;
mod pages;
mod progress;
mod project;
mod reload;
mod repl;
mod report;
mod run;
mod settings_file;
mod signals;
mod system;
mod testing;
mod watch;
mod workspace;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    allocator::start_small();
    let given = arguments::normalised(std::env::args_os());
    let arguments = match arguments::Arguments::of_one_method(&given) {
        Some(arguments) => arguments,
        None => match arguments::Arguments::try_parse_from(&given) {
            Ok(arguments) => arguments,
            Err(error) => return refused(&error, &given),
        },
    };
    log::start(arguments.verbose);
    let result = match &arguments.mode {
        Some(arguments::Mode::Check(arguments)) => check::run(arguments),
        Some(arguments::Mode::Commands(arguments)) => commands::run(arguments),
        Some(arguments::Mode::Repl(arguments)) => repl::run(arguments),
        Some(arguments::Mode::Doc(arguments)) => doc::run(arguments),
        Some(arguments::Mode::Test(arguments)) => testing::run(arguments),
        Some(arguments::Mode::Completions { shell }) => {
            put(&completions::script(*shell));
            Ok(0)
        }
        None if arguments.wants_prompt() => repl::run(&arguments.for_prompt()),
        None => run::run(&arguments),
    };
    match result {
        Ok(status) => ExitCode::from(status),
        Err(message) => {
            eprintln!("four: {message}");
            ExitCode::from(2)
        }
    }
}

/// Tells what is wrong with a command line, or the help that it asks for. Help and version go to standard output with
/// status 0, wrong use to standard error with status 2.
fn refused(error: &clap::Error, given: &[OsString]) -> ExitCode {
    if let Some(message) = arguments::explained(error, given) {
        eprintln!("four: {message}; four-run --help tells more");
        return ExitCode::from(2);
    }
    let _ = error.print();
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

/// True when a stream shows colours: a terminal, and no `NO_COLOR`.
fn colours_on(stream: &impl std::io::IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Writes to standard output. A reader that has gone away is no reason to complain.
fn put(text: &str) {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
