//! The prompt in a real pseudo-terminal: editing, completion, history, interruption, texts above the line.

use std::io::{Read, Write};
use std::path::Path;
use std::process::Child;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::server::PATIENCE;
use crate::ws::Client;

/// A prompt on a terminal; it is killed when the test ends.
struct Terminal {
    child: Child,
    pty: Arc<pty_process::blocking::Pty>,
    shown: Arc<Mutex<String>>,
    /// Up to where the screen was looked at.
    seen: usize,
}

impl Terminal {
    fn start(folder: &Path) -> Terminal {
        let (pty, pts) = pty_process::blocking::open().expect("a terminal");
        pty.resize(pty_process::Size::new(40, 120)).expect("a size");
        let child = pty_process::blocking::Command::new(env!("CARGO_BIN_EXE_four-run"))
            .args(["repl", "--port", "0"])
            .current_dir(folder)
            .env("TERM", "xterm")
            .env("NO_COLOR", "1")
            .env("FOUR_HISTORY", folder.join("history"))
            .spawn(pts)
            .expect("four-run starts");
        let pty = Arc::new(pty);
        let reader = Arc::clone(&pty);
        let shown = Arc::new(Mutex::new(String::new()));
        let kept = Arc::clone(&shown);
        std::thread::spawn(move || {
            let mut part = [0; 4096];
            while let Ok(n @ 1..) = (&*reader).read(&mut part) {
                kept.lock().expect("no panic").push_str(&String::from_utf8_lossy(&part[..n]));
            }
        });
        let mut terminal = Terminal { child, pty, shown, seen: 0 };
        terminal.shows("4D> ");
        terminal
    }

    fn keys(&mut self, keys: &str) {
        (&*self.pty).write_all(keys.as_bytes()).expect("it reads");
    }

    /// Waits until the text appears after what was looked at before.
    fn shows(&mut self, text: &str) {
        let end = Instant::now() + PATIENCE;
        loop {
            let shown = self.shown.lock().expect("no panic").clone();
            if let Some(at) = shown[self.seen..].find(text) {
                self.seen += at + text.len();
                return;
            }
            assert!(Instant::now() < end, "`{text}` does not appear:\n{:?}", &shown[self.seen..]);
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Ctrl-D at the next prompt; gives the exit status.
    fn leave(&mut self) -> i32 {
        self.shows("4D> ");
        self.keys("\x04");
        self.ends()
    }

    fn ends(&mut self) -> i32 {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status.code().unwrap_or(-1);
            }
            assert!(Instant::now() < end, "it does not end:\n{:?}", self.shown.lock().expect("no panic"));
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn folder() -> TempDir {
    TempDir::new().expect("a folder")
}

#[test]
fn a_line_is_edited_and_run() {
    let folder = folder();
    let mut terminal = Terminal::start(folder.path());
    // The second digit is taken back.
    terminal.keys("6*79\x7f\r");
    terminal.shows("\n42");
    assert_eq!(terminal.leave(), 0);
}

#[test]
fn tab_completes_commands_variables_and_members_of_living_values() {
    let folder = folder();
    let mut terminal = Terminal::start(folder.path());
    terminal.keys("$person:={firstName: \"Ada\"}\r");
    terminal.shows("4D> ");
    terminal.keys("$per\t.fir\t\r");
    terminal.shows("\n\"Ada\"");
    terminal.keys("JSON Stringi\t([1])\r");
    terminal.shows("\n\"[1]\"");
    terminal.keys("cs.\t\x15:he\t Uppercase\r");
    terminal.shows("Uppercase(");
}

#[test]
fn a_parenthesis_shows_the_parameters() {
    let folder = folder();
    let mut terminal = Terminal::start(folder.path());
    terminal.keys("Position(");
    terminal.shows("find : Text");
}

#[test]
fn functions_and_methods_of_the_session_show_theirs_too() {
    let folder = folder();
    let mut terminal = Terminal::start(folder.path());
    terminal.keys(":class A\rClass constructor($first : Integer)\rFunction go($speed : Real)\r:end\r");
    terminal.shows("class A defined");
    terminal.keys(":method Twice\r#DECLARE($howMany : Integer) : Integer\rreturn $howMany*2\r:end\r");
    terminal.shows("method Twice defined");
    terminal.keys("$a:=cs.A.new(");
    terminal.shows("$first : Integer)");
    terminal.keys("1)\r$a.go(");
    terminal.shows("$speed : Real)");
    terminal.keys("1)\rTwice(");
    terminal.shows("$howMany : Integer) : Integer");
    terminal.keys("21)\r");
    terminal.shows("\n42");
}

#[test]
fn ctrl_c_between_lines_does_not_end_the_session() {
    let folder = folder();
    let mut terminal = Terminal::start(folder.path());
    for _ in 0..20 {
        terminal.keys("1\r");
        let interrupt = format!("kill -INT {}", terminal.child.id());
        std::process::Command::new("sh").args(["-c", &interrupt]).status().expect("a shell");
    }
    terminal.keys("\r40+2\r");
    terminal.shows("\n42");
}

#[test]
fn tab_completes_words_after_a_blank_and_paths() {
    let folder = folder();
    std::fs::create_dir(folder.path().join("Methods")).expect("a folder");
    std::fs::write(folder.path().join("Methods/Four.4dm"), "return 4\n").expect("a file");
    let mut terminal = Terminal::start(folder.path());
    terminal.keys("JSON \t\t");
    terminal.shows("JSON Stringify array");
    terminal.keys("\x15:load Meth\tFo\t\r");
    terminal.shows("loaded: Methods/Four.4dm");
}

#[test]
fn an_open_block_goes_on_in_the_same_input() {
    let folder = folder();
    let mut terminal = Terminal::start(folder.path());
    terminal.keys("If (True)\rALERT(\"yes\")\rEnd if\r");
    terminal.shows("\nyes");
}

#[test]
fn the_history_is_kept_between_sessions() {
    let folder = folder();
    let mut first = Terminal::start(folder.path());
    first.keys("40+2\r");
    first.shows("\n42");
    assert_eq!(first.leave(), 0);
    let mut second = Terminal::start(folder.path());
    second.keys("\x1b[A\r");
    second.shows("\n42");
}

#[test]
fn ctrl_c_interrupts_the_running_code_only() {
    let folder = folder();
    let mut terminal = Terminal::start(folder.path());
    terminal.keys("$a:=7\r");
    terminal.shows("4D> ");
    terminal.keys("ALERT(\"running\")\r");
    terminal.shows("\nrunning");
    terminal.keys("ALERT(\"off\"+\"we\") \\\r\r");
    terminal.shows("\noffwe");
    terminal.keys("While (True)\rEnd while\r");
    // The editor has given the terminal back as soon as it shows the next line's start.
    terminal.shows("End while");
    let end = Instant::now() + PATIENCE;
    let interrupted = |terminal: &Terminal| {
        terminal.shown.lock().expect("no panic")[terminal.seen..].contains("interrupted")
    };
    while !interrupted(&terminal) {
        assert!(Instant::now() < end, "it is not interrupted");
        terminal.keys("\x03");
        std::thread::sleep(Duration::from_millis(50));
    }
    terminal.shows("4D> ");
    terminal.keys("$a\r");
    terminal.shows("\n7");
}

#[tokio::test]
async fn events_appear_above_the_line_being_typed() {
    let folder = folder();
    let mut terminal = Terminal::start(folder.path());
    terminal.keys(":class H\rFunction onConnection($s; $e) : Object\rreturn This\r");
    terminal.keys("Function onMessage($c; $e)\rALERT(\"got \"+$e.data)\r:end\r");
    terminal.shows("class H defined");
    terminal.keys("$wss:=4D.WebSocketServer.new(cs.H.new())\r");
    terminal.shows("listening on ws://127.0.0.1:");
    let shown = terminal.shown.lock().expect("no panic")[terminal.seen..].to_owned();
    let port: String = shown.chars().take_while(char::is_ascii_digit).collect();
    let mut client = Client::new(port.parse().expect("a port")).await;
    terminal.keys("$half:=");
    terminal.shows("$half:=");
    client.send("x").await;
    terminal.shows("got x");
    // The line is shown again, and goes on.
    terminal.shows("$half:=");
    terminal.keys("5\r$half\r");
    terminal.shows("\n5");
}

#[test]
fn sigterm_ends_it_while_a_line_is_typed() {
    let folder = folder();
    let mut terminal = Terminal::start(folder.path());
    terminal.keys("$half:=");
    terminal.shows("$half:=");
    let kill = format!("kill -TERM {}", terminal.child.id());
    std::process::Command::new("sh").args(["-c", &kill]).status().expect("a shell");
    assert_eq!(terminal.ends(), 143);
}
