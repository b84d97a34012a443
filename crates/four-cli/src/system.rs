//! The real world outside: clock, streams, environment.

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use four_runtime::host::{Finding, System};

/// The machine that four runs on.
pub struct Machine {
    started: Instant,
}

impl Machine {
    /// The machine; its ticks count from now.
    pub fn new() -> Machine {
        Machine { started: Instant::now() }
    }
}

impl System for Machine {
    fn write_out(&self, text: &str) {
        let mut out = std::io::stdout().lock();
        // A reader that has gone away is no reason to stop the program.
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }

    fn write_error(&self, text: &str) {
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
    }

    fn now(&self) -> (i64, u32) {
        match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(time) => (i64::try_from(time.as_secs()).unwrap_or(i64::MAX), time.subsec_nanos()),
            Err(before) => (-i64::try_from(before.duration().as_secs()).unwrap_or(0), 0),
        }
    }

    fn check(&self, project: &Path) -> Result<Vec<Finding>, String> {
        crate::check::findings(project.to_owned())
    }

    fn ask(&self, question: &str) -> Option<String> {
        use std::io::{BufRead, IsTerminal, Read};
        let stdin = std::io::stdin();
        if !stdin.is_terminal() {
            return None;
        }
        self.write_error(question);
        let mut line = String::new();
        // A line from a terminal is short; what is longer is cut off.
        match stdin.lock().take(1 << 20).read_line(&mut line) {
            Ok(length) if length > 0 => Some(line.trim_end_matches(['\r', '\n']).to_owned()),
            _ => None,
        }
    }

    fn ticks(&self) -> Duration {
        self.started.elapsed()
    }

    fn utc_offset(&self, seconds: i64) -> i32 {
        let time = jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        jiff::tz::TimeZone::system().to_offset(time).seconds()
    }

    fn environment(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }

    fn random(&self) -> u64 {
        use std::hash::{BuildHasher, Hasher};
        std::collections::hash_map::RandomState::new().build_hasher().finish()
    }
}
