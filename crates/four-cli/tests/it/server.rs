//! `four-run` as a process on a free port. Invariant: the process does not outlive the value.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::{Instant, sleep, timeout};

/// How long a test waits for one thing that must happen.
pub const PATIENCE: Duration = Duration::from_secs(15);

/// A running `four-run`.
pub struct Four {
    child: Child,
    out: UnboundedReceiver<String>,
    err: Arc<Mutex<String>>,
    err_reader: Option<thread::JoinHandle<()>>,
    /// The port it listens on; 0 until [`Four::listening`] found it.
    pub port: u16,
}

/// The top of the repository.
pub fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A program of `tests/programs`.
pub fn program(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs").join(name).join("main.4dm")
}

impl Four {
    /// Starts `tests/programs/NAME/main.4dm` and waits until it listens.
    pub async fn program(name: &str) -> Self {
        Self::serve(&program(name)).await
    }

    /// Starts the program on a free port and waits until it listens.
    pub async fn serve(file: &Path) -> Self {
        let mut four = Self::start(&["--port", "0"], file);
        four.listening().await;
        four
    }

    /// Starts `four-run OPTIONS FILE`.
    pub fn start(options: &[&str], file: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_four-run"));
        command.args(options).arg(file);
        Self::spawn(command)
    }

    /// Starts any command line.
    pub fn spawn(mut command: Command) -> Self {
        let mut child = command
            .env("NO_COLOR", "1")
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("four-run starts");
        let (send, out) = unbounded_channel();
        let stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        thread::spawn(move || stdout.lines().map_while(Result::ok).all(|line| send.send(line).is_ok()));
        let err = Arc::new(Mutex::new(String::new()));
        let (mut stderr, kept) = (child.stderr.take().expect("a pipe"), Arc::clone(&err));
        let err_reader = thread::spawn(move || {
            let mut part = [0; 4096];
            while let Ok(n @ 1..) = stderr.read(&mut part) {
                kept.lock().expect("no panic").push_str(&String::from_utf8_lossy(&part[..n]));
            }
        });
        Self { child, out, err, err_reader: Some(err_reader), port: 0 }
    }

    /// Waits for `ws://127.0.0.1:PORT/` on standard error.
    pub async fn listening(&mut self) {
        let end = Instant::now() + PATIENCE;
        self.port = loop {
            let errors = self.errors();
            let said = errors.split_once("ws://").and_then(|(_, rest)| rest.split_once(['/', '\n', ' ']));
            if let Some(port) = said.and_then(|(place, _)| place.rsplit(':').next()?.parse().ok()) {
                break port;
            }
            let status = self.child.try_wait().expect("a child");
            assert!(status.is_none(), "four-run ended ({status:?}) without listening:\n{errors}");
            assert!(Instant::now() < end, "four-run does not say where it listens:\n{errors}");
            sleep(Duration::from_millis(5)).await;
        };
    }

    /// What stands on standard error by now.
    pub fn errors(&self) -> String {
        self.err.lock().expect("no panic").clone()
    }

    /// Waits until standard error contains `text`.
    pub async fn complains(&self, text: &str) {
        let end = Instant::now() + PATIENCE;
        while !self.errors().contains(text) {
            assert!(Instant::now() < end, "`{text}` is missing on standard error:\n{}", self.errors());
            sleep(Duration::from_millis(5)).await;
        }
    }

    /// The next line of standard output.
    pub async fn line(&mut self) -> String {
        match timeout(PATIENCE, self.out.recv()).await {
            Ok(Some(line)) => line,
            Ok(None) => panic!("standard output ended; standard error:\n{}", self.errors()),
            Err(_) => panic!("no further line on standard output; standard error:\n{}", self.errors()),
        }
    }

    /// Asserts that standard output goes on with exactly these lines.
    pub async fn says(&mut self, lines: &[&str]) {
        for expected in lines {
            assert_eq!(self.line().await, *expected, "standard error:\n{}", self.errors());
        }
    }

    /// Sends a signal by name, such as `INT`. The shell's own `kill` exists on every Unix.
    pub fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.child.id());
        let status = Command::new("sh").args(["-c", &kill]).status().expect("a shell");
        assert!(status.success(), "{kill}");
    }

    /// The number of the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for the end and gives the exit status; -1 when a signal ended the process.
    pub async fn exit(&mut self) -> i32 {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                // What it said last may still be on its way.
                if let Some(reader) = self.err_reader.take() {
                    reader.join().expect("no panic");
                }
                return status.code().unwrap_or(-1);
            }
            assert!(Instant::now() < end, "four-run does not end; standard error:\n{}", self.errors());
            sleep(Duration::from_millis(5)).await;
        }
    }

    /// A line of standard output that has come already.
    pub fn said(&mut self) -> Option<String> {
        self.out.try_recv().ok()
    }

    /// All lines until standard output ends.
    pub async fn rest(&mut self) -> Vec<String> {
        let mut lines = Vec::new();
        while let Some(line) = timeout(PATIENCE, self.out.recv()).await.expect("standard output ends") {
            lines.push(line);
        }
        lines
    }

    /// Asserts that it is still running.
    pub fn is_alive(&mut self) {
        let status = self.child.try_wait().expect("a child");
        assert!(status.is_none(), "four-run ended ({status:?}):\n{}", self.errors());
    }
}

impl Drop for Four {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
