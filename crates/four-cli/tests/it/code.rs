//! Code from other places than a file: the command line, standard input, scripts.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

fn four(folder: &Path, arguments: &[&str], input: &str) -> (String, String, i32) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_four-run"))
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("four-run starts");
    // It may end without reading.
    let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
    parts(child.wait_with_output().expect("it ends"))
}

fn parts(ended: Output) -> (String, String, i32) {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (text(ended.stdout), text(ended.stderr), ended.status.code().unwrap_or(-1))
}

fn folder() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    fs::create_dir(folder.path().join("Methods")).expect("a folder");
    fs::write(folder.path().join("Methods/Twice.4dm"), "#DECLARE($x : Real) : Real\nreturn $x*2\n")
        .expect("a file");
    folder
}

#[test]
fn code_on_the_command_line_sees_the_methods_of_the_folder() {
    let folder = folder();
    let (out, err, status) = four(folder.path(), &["-e", "ALERT(String(Twice(21)))"], "");
    assert_eq!((out.as_str(), err.as_str(), status), ("42\n", "", 0));
    let (_, err, status) = four(folder.path(), &["-e", "$x:=1/\"a\""], "");
    assert!(err.contains("[-e:1:5]") && status == 1, "{err}");
    let (_, err, status) = four(folder.path(), &["-e", "If ("], "");
    assert!(err.contains("[-e:1:4]") && status == 2, "{err}");
}

#[test]
fn code_on_the_command_line_may_use_another_project() {
    let project = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/programs/project");
    let elsewhere = TempDir::new().expect("a folder");
    let code = "EXECUTE METHOD(\"Say hello\")";
    let (out, err, status) = four(elsewhere.path(), &["-e", code, project], "");
    assert_eq!((out.as_str(), status), ("method: hello \n", 0), "{err}");
}

#[test]
fn standard_input_is_a_program() {
    let folder = folder();
    let (out, err, status) = four(folder.path(), &["-"], "ALERT(String(Twice(4)))\nASSERT(False)\n");
    assert_eq!((out.as_str(), status), ("8\n", 1));
    assert!(err.contains("<stdin>:2"), "{err}");
}

#[cfg(unix)]
#[test]
fn a_script_runs_by_its_name() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let script = folder.path().join("greet");
    let line = format!("#!{}\n", env!("CARGO_BIN_EXE_four-run"));
    fs::write(&script, format!("{line}ALERT(String(Twice(5)))\nASSERT(False)\n")).expect("a file");
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).expect("a mode");
    let (out, err, status) = parts(Command::new(&script).env("NO_COLOR", "1").output().expect("it starts"));
    assert_eq!((out.as_str(), status), ("10\n", 1), "{err}");
    // The first line counts.
    assert!(err.contains("greet:3"), "{err}");
}

#[test]
fn other_files_are_no_programs() {
    let folder = folder();
    fs::write(folder.path().join("note.txt"), "hello").expect("a file");
    let (_, err, status) = four(folder.path(), &["note.txt"], "");
    assert!(err.contains("a .4dm file") && status == 2, "{err}");
}

#[test]
fn what_four_does_is_told_on_request() {
    let folder = folder();
    let quiet = four(folder.path(), &["-e", "CALL WORKER(\"w\"; Formula(ALERT(\"x\")))"], "");
    assert_eq!((quiet.0.as_str(), quiet.1.as_str()), ("x\n", ""));
    let (out, err, _) = four(folder.path(), &["-vv", "-e", "CALL WORKER(\"w\"; Formula(ALERT(\"x\")))"], "");
    assert_eq!(out, "x\n");
    assert!(err.contains("process starts number=2 name=\"w\""), "{err}");
}

#[test]
fn help_teaches_and_shells_complete() {
    let folder = folder();
    let (out, err, status) = four(folder.path(), &["--help"], "");
    assert!(out.contains("Examples:") && out.contains("four-run test my-project") && status == 0, "{err}");
    for mode in ["repl", "test", "doc"] {
        let (out, err, status) = four(folder.path(), &[mode, "--help"], "");
        assert!(out.contains("Usage:") && status == 0, "{mode}: {err}");
    }
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let (out, err, status) = four(folder.path(), &["completions", shell], "");
        assert!(out.contains("--watch") || out.contains("watch"), "{shell}: {err}");
        assert_eq!(status, 0, "{shell}: {err}");
    }
}
