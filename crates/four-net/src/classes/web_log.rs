//! The logs of the web server: requests for statistics in `logweb.txt` (`logRecording`), whole requests and answers in
//! `HTTPDebugLog_nn.txt` (`debugLog`), both in the folder `Logs` (`WebServer/webServerAdmin`).
//!
//! Network threads only queue lines; a thread of the log writes them. When it cannot keep up, lines are left out, and the
//! log says how many.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::Weak;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use four_runtime::host::App;
use four_runtime::rules::date::DateValue;
use four_runtime::{Error, Res};

use super::service::HTTP;
use crate::http::{Exchange, Witness};

/// Bytes that may wait to be written.
const WAITING: usize = 16 << 20;
/// Bytes of a body that are logged.
const BODY: usize = 256 << 10;

/// Entries that wait, counted.
#[derive(Default)]
struct Queue {
    bytes: AtomicUsize,
    left_out: AtomicU64,
}

enum Entry {
    Access(String),
    Debug(Vec<u8>),
}

impl Entry {
    fn bytes(&self) -> &[u8] {
        match self {
            Entry::Access(line) => line.as_bytes(),
            Entry::Debug(text) => text,
        }
    }
}

/// The logs of a running server.
pub struct WebLog {
    recording: i32,
    debug: i32,
    app: Weak<dyn App>,
    entries: Sender<Entry>,
    queue: Arc<Queue>,
    sequence: AtomicU64,
}

impl fmt::Debug for WebLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebLog").field("recording", &self.recording).finish_non_exhaustive()
    }
}

impl WebLog {
    /// Opens the logs that the two settings ask for; none when they ask for none.
    ///
    /// # Errors
    /// When a format is not available, or a file cannot be opened.
    pub fn open(app: &dyn App, recording: i32, debug: i32) -> Res<Option<Arc<WebLog>>> {
        if recording > 2 {
            let message =
                "The web server cannot record requests in the formats ELF and WLF yet (logRecording).";
            return Err(Error::with_signature(-10754, message, HTTP).with_help("use 1 for CLF or 2 for DLF"));
        }
        if recording == 0 && debug == 0 {
            return Ok(None);
        }
        let folder = app.settings().folder.join("Logs");
        let opened = std::fs::create_dir_all(&folder).and_then(|()| {
            let access = (recording > 0).then(|| appended(&folder.join("logweb.txt"))).transpose()?;
            let debug = (debug & 1 == 1).then(|| numbered(&folder)).transpose()?;
            Ok((access, debug))
        });
        let failed = |error: io::Error| {
            Error::with_signature(
                -10761,
                format!("The log of the web server cannot be written: {error}."),
                HTTP,
            )
        };
        let (access, debug_file) = opened.map_err(failed)?;
        let (entries, receiver) = channel();
        let queue = Arc::new(Queue::default());
        let counted = queue.clone();
        std::thread::Builder::new()
            .name("web log".into())
            .spawn(move || write(&receiver, &counted, access, debug_file))
            .map_err(failed)?;
        let sequence = AtomicU64::new(0);
        Ok(Some(Arc::new(WebLog { recording, debug, app: app.weak(), entries, queue, sequence })))
    }

    fn add(&self, entry: Entry) {
        let size = entry.bytes().len() + 64;
        if self.queue.bytes.fetch_add(size, Ordering::Relaxed) + size > WAITING {
            self.queue.bytes.fetch_sub(size, Ordering::Relaxed);
            self.queue.left_out.fetch_add(1, Ordering::Relaxed);
        } else {
            // The thread reads as long as this log exists.
            let _ = self.entries.send(entry);
        }
    }

    /// A line in CLF, or in DLF with referer and browser.
    fn line(&self, seen: &Exchange) -> String {
        let header = |name: &str| {
            let found = seen.request.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
            found.map(|(_, value)| quoted(value)).unwrap_or_else(|| "-".into())
        };
        let time = self.app.upgrade().map(|app| {
            let (now, _) = app.system().now();
            local_time(now + i64::from(app.system().utc_offset(now)))
        });
        let (length, user) = (seen.length.unwrap_or(0), user(seen));
        let mut line = format!(
            "{} - {user} [{}] \"{} {} {}\" {} {length}",
            seen.remote.ip(),
            time.unwrap_or_default(),
            quoted(&seen.method),
            quoted(&seen.url),
            seen.version,
            seen.status,
        );
        if self.recording == 2 {
            line.push_str(&format!(" \"{}\" \"{}\"", header("referer"), header("user-agent")));
        }
        line.push('\n');
        line
    }

    /// Request and answer as they were, bodies as the setting says.
    fn whole(&self, seen: &Exchange) -> Vec<u8> {
        let number = self.sequence.fetch_add(2, Ordering::Relaxed);
        let ticks = self.app.upgrade().map_or(0, |app| app.system().ticks().as_millis());
        let mark = |what: &str, number: u64| {
            let (ip, port) = (seen.remote.ip(), seen.remote.port());
            format!(
                "# {what}\n# PeerIP: {ip}\n# PeerPort: {port}\n# TimeStamp: {ticks}\n# SequenceNumber: {number}\n"
            )
        };
        let mut text = mark("REQUEST", number + 1).into_bytes();
        let mut part =
            |first: String, lines: &[(String, String)], body: Option<&[u8]>, length: Option<u64>| {
                text.extend_from_slice(first.as_bytes());
                for (name, value) in lines {
                    text.extend_from_slice(format!("{name}: {value}\n").as_bytes());
                }
                text.push(b'\n');
                match (body, length) {
                    (Some(body), _) => text.extend_from_slice(&body[..body.len().min(BODY)]),
                    (None, Some(length)) => {
                        text.extend_from_slice(format!("[body of {length} bytes]").as_bytes())
                    }
                    (None, None) => text.extend_from_slice(b"[body of unknown size]"),
                }
                text.extend_from_slice(b"\n\n");
            };
        let received = seen.received.as_deref();
        let body = received.filter(|_| self.debug & 4 == 4);
        let length = Some(received.map_or(0, <[u8]>::len) as u64);
        part(format!("{} {} {}\n", seen.method, seen.url, seen.version), &seen.request, body, length);
        let body = seen.sent.as_deref().filter(|_| self.debug & 2 == 2);
        let first = format!("{}{} {}\n", mark("RESPONSE", number + 2), seen.version, seen.status);
        part(first, &seen.response, body, seen.length);
        text
    }
}

impl Witness for WebLog {
    fn saw(&self, seen: Exchange) {
        if self.recording > 0 {
            self.add(Entry::Access(self.line(&seen)));
        }
        if self.debug & 1 == 1 {
            self.add(Entry::Debug(self.whole(&seen)));
        }
    }
}

/// Text for between quotes: what would end the quotes or the line is replaced.
fn quoted(text: &str) -> String {
    text.chars().map(|c| if c == '"' || c.is_control() { '_' } else { c }).collect()
}

/// The user of Basic authentication, blanks replaced; `-` without one.
fn user(seen: &Exchange) -> String {
    let header = seen.request.iter().find(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    let packed = header.and_then(|(_, value)| value.split_once(' ')).map(|(_, packed)| packed.trim());
    let bytes = packed.and_then(|packed| BASE64_STANDARD.decode(packed).ok()).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let user = quoted(text.split(':').next().unwrap_or_default()).replace(' ', "_");
    if user.is_empty() { "-".into() } else { user }
}

/// `DD/MMM/YYYY:HH:MM:SS` of local seconds since 1970.
fn local_time(seconds: i64) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (date, second) = DateValue::from_unix_seconds(seconds);
    let (year, month, day) = date.ymd();
    let month = usize::try_from(month - 1).ok().and_then(|month| MONTHS.get(month)).unwrap_or(&"-");
    format!("{day:02}/{month}/{year:04}:{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)
}

fn appended(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).open(path)
}

/// A new `HTTPDebugLog_nn.txt` with the next free number.
fn numbered(folder: &Path) -> io::Result<File> {
    for number in 1..100_000 {
        let path = folder.join(format!("HTTPDebugLog_{number}.txt"));
        match OpenOptions::new().create_new(true).write(true).open(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            opened => return opened,
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// Writes entries until the log is closed.
fn write(entries: &Receiver<Entry>, queue: &Queue, access: Option<File>, debug: Option<File>) {
    let (mut access, mut debug) = (access.map(BufWriter::new), debug.map(BufWriter::new));
    while let Ok(first) = entries.recv() {
        // What has come meanwhile is written together.
        for entry in std::iter::once(first).chain(entries.try_iter()) {
            queue.bytes.fetch_sub(entry.bytes().len() + 64, Ordering::Relaxed);
            let file = if matches!(entry, Entry::Access(_)) { &mut access } else { &mut debug };
            if let Some(file) = file {
                let _ = file.write_all(entry.bytes());
                let left_out = queue.left_out.swap(0, Ordering::Relaxed);
                if left_out > 0 {
                    let _ = writeln!(file, "# {left_out} entries were left out");
                }
            }
        }
        for file in [&mut access, &mut debug].into_iter().flatten() {
            // A full disk must not stop the server.
            let _ = file.flush();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_the_log() {
        assert_eq!(local_time(0), "01/Jan/1970:00:00:00");
        assert_eq!(local_time(1_709_210_096), "29/Feb/2024:12:34:56");
    }

    #[test]
    fn nothing_breaks_out_of_a_line() {
        assert_eq!(quoted("a\" 200 1\nfake"), "a_ 200 1_fake");
    }
}
