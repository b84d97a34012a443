//! Starts the interpreter on one program and takes in what it writes, within bounds of time and memory.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::expectation::{Expectation, Outcome};

/// More output than this is cut off; the comparison then fails.
const MOST_BYTES: u64 = 16 << 20;

/// Runs `program` in its own folder. The error says that it could not be started or took too long.
pub fn run(four_run: &Path, program: &Path, expected: &Expectation) -> Result<Outcome, String> {
    let program = program.canonicalize().map_err(|error| format!("{}: {error}", program.display()))?;
    let (Some(folder), Some(file)) = (program.parent(), program.file_name()) else {
        return Err(format!("{}: not a file", program.display()));
    };
    // What the machine is set to must not show: the language of messages, the time zone, colours.
    let mut child = Command::new(four_run)
        .args(&expected.args)
        .arg(file)
        .current_dir(folder)
        .envs([("NO_COLOR", "1"), ("TZ", "UTC"), ("LC_ALL", "C.UTF-8"), ("COLUMNS", "100")])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{}: {error}", four_run.display()))?;
    let out = child.stdout.take().map(take_in);
    let err = child.stderr.take().map(take_in);

    let end = Instant::now() + Duration::from_secs(expected.timeout);
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break Some(status),
            Ok(None) if Instant::now() < end => thread::sleep(Duration::from_millis(2)),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                break None;
            }
        }
    };
    let text = |reader: Option<thread::JoinHandle<Vec<u8>>>| {
        let bytes = reader.and_then(|reader| reader.join().ok()).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let (out, err) = (text(out), text(err));
    let err = err.replace(&format!("{}/", folder.display()), "");
    match status {
        Some(status) => Ok(Outcome { exit: status.code().unwrap_or(-1), out, err }),
        None => Err(format!(
            "killed after {} s\nstandard output:\n{out}\nstandard error:\n{err}",
            expected.timeout
        )),
    }
}

fn take_in(stream: impl Read + Send + 'static) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = stream.take(MOST_BYTES).read_to_end(&mut bytes);
        bytes
    })
}
