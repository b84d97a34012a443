//! Runs one test as a process, within bounds of time and output.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use super::find::{Case, Kind};
use super::{Arguments, Done};
use crate::child::{self, Ran};

/// Name of the environment variable that asks a program to write down how many assertions it checked.
pub const REPORT: &str = "FOUR_TEST_REPORT";

/// How a test went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As it should.
    Passed,
    /// The output of a golden program was written.
    Updated,
    /// It failed, with what people need to know.
    Failed(String),
}

impl Verdict {
    /// True for a failed test.
    pub fn is_failure(&self) -> bool {
        matches!(self, Verdict::Failed(_))
    }
}

/// Runs one test.
pub fn execute(case: Case, arguments: &Arguments) -> Done {
    let start = Instant::now();
    let (verdict, output, assertions) = match attempt(&case, arguments) {
        Ok(result) => result,
        Err(message) => (Verdict::Failed(message), String::new(), 0),
    };
    Done { case, verdict, output, assertions, time: start.elapsed() }
}

fn attempt(case: &Case, arguments: &Arguments) -> Result<(Verdict, String, u64), String> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let report = std::env::temp_dir().join(format!("four-test-{}-{number}", std::process::id()));
    let mut command = child::four()?;
    match &case.kind {
        Kind::Method { root, method } => {
            command.arg("test").arg(root).args(["--case", method, "--report"]).arg(&report);
        }
        Kind::Function { root, class, function } => {
            let name = format!("{class}.{function}");
            command.arg("test").arg(root).args(["--case", &name, "--report"]).arg(&report);
        }
        Kind::Program { file } | Kind::Golden { file, .. } => {
            let folder = crate::project::here(file.parent().unwrap_or(Path::new("")));
            command.args(["--port", "0"]).arg(file.file_name().unwrap_or_default());
            command.current_dir(folder).env(REPORT, &report);
        }
    }
    let ran = child::watch(command, Duration::from_secs(arguments.timeout));
    let written = fs::read_to_string(&report).unwrap_or_default();
    let _ = fs::remove_file(&report);
    let Ran { out, err, status } = ran?;
    let (assertions, failures) = written.split_once('\n').unwrap_or(("0", ""));
    let assertions = assertions.parse().unwrap_or(0);
    let both = format!("{out}{err}");
    let Some(status) = status else {
        let message = format!("it was still running after {} s and was ended\n", arguments.timeout);
        return Ok((Verdict::Failed(message), both, assertions));
    };
    let verdict = match &case.kind {
        Kind::Method { .. } | Kind::Function { .. } => match (status, failures) {
            (0, "") => Verdict::Passed,
            (0, failures) => Verdict::Failed(failures.to_owned()),
            (status, failures) => {
                Verdict::Failed(format!("{failures}its process ended with status {status}\n"))
            }
        },
        Kind::Program { .. } if status == 0 => Verdict::Passed,
        Kind::Program { .. } => Verdict::Failed(format!("{err}it ended with status {status}\n")),
        Kind::Golden { out: file, .. } if arguments.update && status == 0 => {
            let old = fs::read_to_string(file).ok();
            if old.as_ref() == Some(&out) {
                Verdict::Passed
            } else {
                fs::write(file, &out).map_err(|error| format!("{}: {error}", file.display()))?;
                Verdict::Updated
            }
        }
        Kind::Golden { out: file, .. } => {
            let expected =
                fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
            match (expected == out, status) {
                (true, 0) => Verdict::Passed,
                (true, status) => Verdict::Failed(format!("{err}it ended with status {status}\n")),
                (false, _) => Verdict::Failed(format!("{}{err}", difference(&expected, &out))),
            }
        }
    };
    Ok((verdict, both, assertions))
}

/// The first lines that differ.
fn difference(expected: &str, found: &str) -> String {
    let (left, right): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), found.lines().collect());
    let same = left.iter().zip(&right).take_while(|(left, right)| left == right).count();
    let mut text = format!("the output differs from line {} on\n", same + 1);
    let lines = |mark: char, lines: &[&str]| {
        let rest = &lines[same.min(lines.len())..];
        let mut text: String = rest.iter().take(8).map(|line| format!("  {mark} {line}\n")).collect();
        if rest.len() > 8 {
            text.push_str(&format!("  {mark} … {} more lines\n", rest.len() - 8));
        }
        text
    };
    for line in &left[same.saturating_sub(2)..same] {
        text.push_str(&format!("    {line}\n"));
    }
    text.push_str(&lines('-', &left));
    text.push_str(&lines('+', &right));
    if left == right {
        text.push_str("  only the end of the last line differs\n");
    }
    text.push_str("  (- expected, + found; --update takes the new output over)\n");
    text
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn a_difference_shows_where_it_begins() {
        let text = difference("a\nb\nc\n", "a\nx\nc\n");
        assert!(text.contains("from line 2 on\n    a\n  - b\n  - c\n  + x\n  + c\n"), "{text}");
    }
}
