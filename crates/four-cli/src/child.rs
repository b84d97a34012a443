//! Runs four itself as a process of its own, within bounds of time and output: for tests and for documentation.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

/// More output than this is cut off.
const MOST_BYTES: u64 = 4 << 20;

/// How long output is waited for when the process has ended: one that it started may still hold the stream open.
const LAST: Duration = Duration::from_secs(2);

/// What a process gave.
pub struct Ran {
    /// Its standard output.
    pub out: String,
    /// Its standard error.
    pub err: String,
    /// Its exit status, -1 after a signal; none when it had to be ended.
    pub status: Option<i32>,
}

/// This program again, to be given arguments.
///
/// # Errors
/// A sentence, when the system does not tell where it is.
pub fn four() -> Result<Command, String> {
    let path = std::env::current_exe().map_err(|error| format!("four-run is not found: {error}"))?;
    Ok(Command::new(path))
}

/// Runs a process without input, for as long as `limit`.
///
/// # Errors
/// A sentence, when it cannot be started.
pub fn watch(mut command: Command, limit: Duration) -> Result<Ran, String> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| format!("four-run cannot be started: {error}"))?;
    let out = child.stdout.take().map(Taken::from);
    let err = child.stderr.take().map(Taken::from);
    let status = wait(&mut child, Instant::now() + limit);
    let text = |taken: Option<Taken>| taken.map(Taken::text).unwrap_or_default();
    Ok(Ran { out: text(out), err: text(err), status })
}

fn wait(child: &mut Child, end: Instant) -> Option<i32> {
    let mut pause = Duration::from_micros(500);
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status.code().unwrap_or(-1)),
            Ok(None) if Instant::now() < end => {
                thread::sleep(pause);
                pause = (pause * 2).min(Duration::from_millis(10));
            }
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                return None;
            }
        }
    }
}

/// What a stream has given so far.
struct Taken {
    bytes: Arc<Mutex<Vec<u8>>>,
    end: mpsc::Receiver<()>,
}

impl Taken {
    fn from(mut stream: impl Read + Send + 'static) -> Taken {
        let bytes: Arc<Mutex<Vec<u8>>> = Arc::default();
        let (done, end) = mpsc::channel::<()>();
        let kept = bytes.clone();
        thread::spawn(move || {
            let mut part = [0; 8192];
            while let Ok(length @ 1..) = stream.read(&mut part) {
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                // What is too much is read and dropped, so that the process can go on.
                if (kept.len() as u64) < MOST_BYTES {
                    kept.extend_from_slice(&part[..length]);
                }
            }
            drop(done);
        });
        Taken { bytes, end }
    }

    fn text(self) -> String {
        // The sender goes away when the stream ends.
        let _ = self.end.recv_timeout(LAST);
        String::from_utf8_lossy(&self.bytes.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_process_that_goes_on_is_ended() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo begun; sleep 60 & sleep 60"]);
        let ran = watch(command, Duration::from_millis(300)).expect("a shell");
        assert_eq!((ran.out.as_str(), ran.status), ("begun\n", None));
    }

    #[test]
    fn output_without_end_is_cut_off() {
        let mut command = Command::new("sh");
        command.args(["-c", "yes | head -c 9000000; exit 3"]);
        let ran = watch(command, Duration::from_secs(60)).expect("a shell");
        assert_eq!(ran.status, Some(3));
        assert!(ran.out.len() as u64 <= MOST_BYTES + 8192);
    }
}
