//! A line that counts while long work goes on: on standard error, on a terminal only.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// Work that takes less time needs no such line.
const SOON: Duration = Duration::from_millis(700);
/// How often the line is written anew.
const OFTEN: Duration = Duration::from_millis(100);

/// Counts what is done.
pub struct Progress {
    what: &'static str,
    total: usize,
    done: usize,
    next: Option<Instant>,
    visible: bool,
}

impl Progress {
    /// Work on so many `what`; with `shows` false, or without a terminal, nothing is written.
    pub fn new(what: &'static str, total: usize, shows: bool) -> Progress {
        let next = (shows && std::io::stderr().is_terminal()).then(|| Instant::now() + SOON);
        Progress { what, total, done: 0, next, visible: false }
    }

    /// One more is done.
    pub fn step(&mut self) {
        self.done += 1;
        if self.next.is_some_and(|next| Instant::now() >= next) {
            self.next = Some(Instant::now() + OFTEN);
            self.visible = true;
            eprint!("\r{} of {} {}", self.done, self.total, self.what);
            let _ = std::io::stderr().flush();
        }
    }

    /// Takes the line away, before something else is written.
    pub fn clear(&mut self) {
        if std::mem::take(&mut self.visible) {
            eprint!("\r\x1b[K");
        }
    }
}
