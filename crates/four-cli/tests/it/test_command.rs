//! `four-run test`: what it finds, how tests run, what it reports.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// Runs `four-run test` in a folder: standard output, standard error, exit status.
fn test(folder: &Path, options: &[&str]) -> (String, String, i32) {
    let ended = Command::new(env!("CARGO_BIN_EXE_four-run"))
        .arg("test")
        .args(options)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .expect("four-run starts");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    (text(&ended.stdout), text(&ended.stderr), ended.status.code().unwrap_or(-1))
}

/// A folder with files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

const CALCULATOR: &str = "\
property log : Collection
Function setUp()
\tThis.log:=[\"set up\"]
Function tearDown()
\tALERT(This.log.join(\", \")+\", torn down\")
Function test_adds()
\tThis.log.push(\"adds\")
\tASSERT(1+1=2)
\tASSERT(2+2=4)
Function test_fails()
\tThis.log.push(\"fails\")
\tvar $sum : Integer:=20
\tASSERT($sum*2=41; \"the sum\")
Function helper()
\tASSERT(False)
";

fn calculator() -> TempDir {
    folder(&[
        ("Classes/Calculator.4dm", CALCULATOR),
        ("Methods/test_method.4dm", "ASSERT(Uppercase(\"a\")=\"A\")\n"),
        ("Methods/other.4dm", "ASSERT(False)\n"),
    ])
}

#[test]
fn tests_of_components_are_not_those_of_the_host() {
    let shared = "//%attributes = {\"shared\":true}\nASSERT(False)\n";
    let folder = folder(&[
        ("Project/Host.4DProject", "{}"),
        ("Project/Sources/Methods/test_host.4dm", "ASSERT(True)\n"),
        ("Components/Tool.4dbase/Project/Tool.4DProject", "{}"),
        ("Components/Tool.4dbase/Project/Sources/Methods/test_tool.4dm", shared),
        ("Components/Tool.4dbase/Project/Sources/Classes/Tests.4dm", "Function test_it()\nASSERT(False)\n"),
    ]);
    let (out, err, status) = test(folder.path(), &[]);
    assert_eq!(status, 0, "{out}{err}");
    assert!(out.contains("1 passed, 1 assertion"), "{out}");
}

#[test]
fn methods_and_functions_named_test_are_run_and_counted() {
    let folder = calculator();
    let (out, err, status) = test(folder.path(), &[]);
    assert_eq!(status, 1, "{out}{err}");
    let lines: Vec<&str> = out.lines().map(|line| line.split(" (").next().unwrap_or(line)).collect();
    assert_eq!(
        lines[..3],
        ["Calculator.test_adds … ok", "Calculator.test_fails … FAILED", "test_method … ok"],
        "{out}"
    );
    assert!(out.contains("2 passed, 1 failed, 4 assertions"), "{out}");
}

#[test]
fn a_failed_assertion_shows_both_values_and_its_place() {
    let folder = calculator();
    let (out, ..) = test(folder.path(), &["--filter", "fails"]);
    assert!(out.contains("Assert failed: the sum") && out.contains("left is 40, right is 41"), "{out}");
    assert!(out.contains("Calculator.4dm:13") && out.contains("ASSERT($sum*2=41"), "{out}");
}

#[test]
fn set_up_and_tear_down_run_around_each_test_even_a_failed_one() {
    let folder = calculator();
    let (out, ..) = test(folder.path(), &["--show-output"]);
    assert!(out.contains("set up, adds, torn down"), "{out}");
    assert!(out.contains("set up, fails, torn down"), "{out}");
}

#[test]
fn each_test_has_a_process_of_its_own() {
    let folder = folder(&[
        ("Methods/test_a.4dm", "ASSERT(counter=0)\ncounter:=1\nASSERT(Current process=1)\n"),
        ("Methods/test_b.4dm", "ASSERT(counter=0)\ncounter:=1\nASSERT(Current process=1)\n"),
    ]);
    let methods = ["Methods/test_a.4dm", "Methods/test_b.4dm"];
    for name in methods {
        let path = folder.path().join(name);
        let text = fs::read_to_string(&path).expect("a file");
        fs::write(&path, format!("C_LONGINT(counter)\n{text}")).expect("a file");
    }
    let (out, err, status) = test(folder.path(), &["-j", "2"]);
    assert_eq!(status, 0, "{out}{err}");
    assert!(out.contains("2 passed, 4 assertions"), "{out}");
}

#[test]
fn a_test_that_does_not_end_is_ended_and_an_error_in_a_worker_counts() {
    let folder = folder(&[
        ("Methods/test_endless.4dm", "While (True)\nEnd while\n"),
        ("Methods/test_worker.4dm", "CALL WORKER(\"w\"; \"Fails\")\nDELAY PROCESS(Current process; 60)\n"),
        ("Methods/Fails.4dm", "ASSERT(False)\n"),
        ("Methods/test_unreadable.4dm", "If (\n"),
    ]);
    let (out, _, status) = test(folder.path(), &["-j", "0", "--timeout", "5"]);
    assert_eq!(status, 1);
    assert!(out.contains("still running after 5 s") && out.contains("3 failed"), "{out}");
    assert!(out.contains("in process 2 “w”") && out.contains("test_unreadable.4dm:1"), "{out}");
}

#[test]
fn golden_programs_are_compared_and_updated() {
    let folder = folder(&[
        ("a/hello.4dm", "ALERT(\"hello\")\nASSERT(True)\n"),
        ("a/hello.out", "hi\n"),
        ("a/test_program.4dm", "ASSERT(True)\n"),
        ("a/other.4dm", "ASSERT(False)\n"),
    ]);
    let (out, _, status) = test(folder.path(), &[]);
    assert_eq!(status, 1);
    assert!(out.contains("  - hi\n  + hello\n") && out.contains("1 passed, 1 failed, 2 assertions"), "{out}");
    let (out, _, status) = test(folder.path(), &["--update"]);
    assert_eq!(status, 0, "{out}");
    assert!(out.contains("a/hello … updated"), "{out}");
    assert_eq!(fs::read_to_string(folder.path().join("a/hello.out")).expect("a file"), "hello\n");
    let (out, ..) = test(folder.path(), &[]);
    assert!(out.contains("2 passed, 2 assertions"), "{out}");
}

#[test]
fn a_project_is_tested_and_a_single_file_of_it() {
    let folder = folder(&[
        ("Project/p.4DProject", "{}"),
        ("Project/Sources/Methods/test_one.4dm", "ASSERT(Two()=2)\n"),
        ("Project/Sources/Methods/Two.4dm", "return 2\n"),
        ("Project/Sources/Classes/C.4dm", "Function test_two()\n\tASSERT(Two()=2)\n"),
    ]);
    let (out, err, _) = test(folder.path(), &[]);
    assert!(out.contains("2 passed, 2 assertions"), "{out}{err}");
    let (out, err, _) = test(folder.path(), &["Project/Sources/Classes/C.4dm"]);
    assert!(out.contains("C.test_two … ok") && out.contains("1 passed"), "{out}{err}");
}

#[test]
fn results_are_written_for_other_programs() {
    let folder = calculator();
    let (json, ..) = test(folder.path(), &["--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((&json["passed"], &json["failed"], &json["assertions"]), (&2.into(), &1.into(), &4.into()));
    assert_eq!(json["tests"][1]["name"], "Calculator.test_fails");
    let (tap, ..) = test(folder.path(), &["--format", "tap"]);
    assert!(tap.starts_with("TAP version 13\n1..3\nok 1 - Calculator.test_adds\nnot ok 2"), "{tap}");
    let (junit, _, status) = test(folder.path(), &["--format", "junit"]);
    assert!(junit.contains("<testsuites tests=\"3\" failures=\"1\""), "{junit}");
    assert!(junit.contains("classname=\"Calculator\" name=\"test_fails\" assertions=\"1\""), "{junit}");
    assert!(junit.contains("Assert failed: the sum"), "{junit}");
    assert_eq!(status, 1);
}

#[test]
fn finding_nothing_is_wrong_use() {
    let folder = calculator();
    let (_, err, status) = test(folder.path(), &["--filter", "nothing"]);
    assert!(err.contains("none of the 3 tests") && status == 2, "{err}");
    let (out, ..) = test(folder.path(), &["--list"]);
    assert_eq!(out, "Calculator.test_adds\nCalculator.test_fails\ntest_method\n");
    let empty = TempDir::new().expect("a folder");
    let (_, err, status) = test(empty.path(), &[]);
    assert!(err.contains("a test is") && status == 2, "{err}");
}
