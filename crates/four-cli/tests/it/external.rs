//! External processes and the end of the program: what was started does not stay behind.

use std::fs;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::server::{Four, PATIENCE};

/// A program whose system worker tells the number of a process that it has started itself.
const SLEEPER: &str = "var $w : 4D.SystemWorker\n$w:=4D.SystemWorker.new(\"sh -c 'sleep 1000 & echo $!; wait'\"; {onData: Formula(ALERT(Replace string($2.data; \"\\n\"; \"\")))})\n";

/// Waits until a process has ended; one that nobody has asked for its status has ended, too.
#[cfg(target_os = "linux")]
fn ends(pid: &str) {
    let start = Instant::now();
    loop {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
        if !status.lines().any(|line| line.starts_with("State:") && !line.contains('Z')) {
            return;
        }
        assert!(start.elapsed() < PATIENCE, "process {pid} lives on");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[tokio::test]
#[cfg(target_os = "linux")]
async fn a_signal_ends_what_system_workers_have_started() {
    let folder = TempDir::new().expect("a temporary folder");
    let file = folder.path().join("main.4dm");
    fs::write(&file, SLEEPER).expect("a file");
    let mut four = Four::start(&[], &file);
    let pid = four.line().await;
    assert!(fs::metadata(format!("/proc/{pid}")).is_ok(), "process {pid} lives");
    four.signal("TERM");
    assert_eq!(four.exit().await, 143, "{}", four.errors());
    ends(&pid);
}

#[tokio::test]
#[cfg(target_os = "linux")]
async fn quit_4d_ends_what_system_workers_have_started() {
    let source = format!("{SLEEPER}While ($w.response=\"\")\n\t$w.wait(0.01)\nEnd while\nQUIT 4D\n");
    let (_, lines, errors) = crate::ending::run(&[], &source).await;
    let [pid] = &lines[..] else { panic!("one line: {lines:?} {errors}") };
    ends(pid);
}
