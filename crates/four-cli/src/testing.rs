//! `four-run test`: finds tests, runs each in a process of its own, and reports.
//!
//! Tests are project methods named `test_…`, functions named `test_…` of classes, programs named `test_….4dm`, and golden
//! programs: a `NAME.4dm` whose output stands in `NAME.out`.

mod case;
mod execute;
mod find;
mod format;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

pub use execute::REPORT;
use execute::Verdict;
use find::Case;

use crate::progress::Progress;

/// Run the tests of a project or folder.
///
/// A test is a method named test_…, a function test_… of a class (`setUp` and `tearDown` run around it), a program
/// test_….4dm, or a program NAME.4dm whose output stands in NAME.out. Each runs in a process of its own; it fails when an
/// error is not caught, an ASSERT above all.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Projects, folders or files [default: the current folder]
    pub paths: Vec<PathBuf>,

    /// Only tests whose name contains TEXT; may be given several times
    #[arg(long, short = 'f', value_name = "TEXT")]
    pub filter: Vec<String>,

    /// How results are written
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "text")]
    pub format: Format,

    /// Run N tests at a time; 0 takes as many as there are processors
    #[arg(long, short = 'j', value_name = "N", default_value = "1")]
    pub jobs: usize,

    /// A test that runs longer fails
    #[arg(long, value_name = "SECONDS", default_value = "60")]
    pub timeout: u64,

    /// Write the output of golden programs into their NAME.out
    #[arg(long)]
    pub update: bool,

    /// List the tests and run none
    #[arg(long)]
    pub list: bool,

    /// Show what tests print even when they pass
    #[arg(long)]
    pub show_output: bool,

    /// One test, in this process; what comes of it is written to `--report`
    #[arg(long, hide = true)]
    pub case: Option<String>,

    /// Where the result of `--case` goes
    #[arg(long, hide = true)]
    pub report: Option<PathBuf>,
}

/// How results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// JUnit XML, as build servers read it
    Junit,
    /// One JSON object
    Json,
    /// Test Anything Protocol 13
    Tap,
}

/// A test that has run.
pub struct Done {
    /// The test.
    pub case: Case,
    /// How it went.
    pub verdict: Verdict,
    /// What it printed, both streams.
    pub output: String,
    /// Assertions it checked.
    pub assertions: u64,
    /// How long it took, its process included.
    pub time: Duration,
}

/// Runs the tests.
///
/// # Errors
/// A sentence about wrong use or unreadable sources.
pub fn run(arguments: &Arguments) -> Result<u8, String> {
    if let (Some(case), Some(report)) = (&arguments.case, &arguments.report) {
        return case::run(&arguments.paths, case, report);
    }
    let mut cases = Vec::new();
    let here = [PathBuf::from(".")];
    let paths = if arguments.paths.is_empty() { &here[..] } else { &arguments.paths };
    for path in paths {
        find::collect(path, arguments.update, &mut cases)?;
    }
    let filters: Vec<String> = arguments.filter.iter().map(|text| text.to_lowercase()).collect();
    let wanted = |case: &Case| {
        let name = case.name.to_lowercase();
        filters.is_empty() || filters.iter().any(|filter| name.contains(filter))
    };
    let found = cases.len();
    cases.retain(wanted);
    if cases.is_empty() {
        return Err(match found {
            0 => "no tests found: a test is a method test_…, a class with Function test_…, or NAME.4dm with NAME.out"
                .into(),
            _ => format!("none of the {found} tests has a name with {}", arguments.filter.join(" or ")),
        });
    }
    if arguments.list {
        for case in &cases {
            crate::put(&format!("{}\n", case.name));
        }
        return Ok(0);
    }
    let start = Instant::now();
    let done = execute_all(cases, arguments);
    let failed = done.iter().any(|done| done.verdict.is_failure());
    crate::put(&format::report(&done, start.elapsed(), arguments));
    Ok(u8::from(failed))
}

fn execute_all(cases: Vec<Case>, arguments: &Arguments) -> Vec<Done> {
    let jobs = match arguments.jobs {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        jobs => jobs.min(64),
    };
    let total = cases.len();
    let queue: Mutex<VecDeque<(usize, Case)>> = Mutex::new(cases.into_iter().enumerate().collect());
    let results: Mutex<Vec<(usize, Done)>> = Mutex::default();
    let text = arguments.format == Format::Text;
    let progress = Mutex::new(Progress::new("tests", total, !text));
    std::thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                    let Some((number, case)) = next else { break };
                    let done = execute::execute(case, arguments);
                    let mut results = results.lock().unwrap_or_else(PoisonError::into_inner);
                    if text {
                        crate::put(&format::line(&done));
                    }
                    progress.lock().unwrap_or_else(PoisonError::into_inner).step();
                    results.push((number, done));
                }
            });
        }
    });
    progress.into_inner().unwrap_or_else(PoisonError::into_inner).clear();
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_by_key(|(number, _)| *number);
    results.into_iter().map(|(_, done)| done).collect()
}
