//! 4D projects: On Startup, startup methods, settings, and files that belong to a project.

use std::path::{Path, PathBuf};

use crate::server::{Four, program};

/// Runs a program to its end: its lines, what was said on standard error, the exit status.
async fn run(options: &[&str], file: &Path) -> (Vec<String>, String, i32) {
    let mut four = Four::start(options, file);
    let lines = four.rest().await;
    let status = four.exit().await;
    (lines, four.errors(), status)
}

fn project() -> PathBuf {
    program("project").parent().expect("a folder").to_owned()
}

#[tokio::test]
async fn a_project_runs_on_startup_and_on_exit() {
    for path in [project(), project().join("Project"), project().join("Project/sample.4DProject")] {
        let (lines, errors, status) = run(&[], &path).await;
        assert_eq!(lines, ["On Startup", "On Exit"], "{path:?}: {errors}");
        assert_eq!((errors.as_str(), status), ("", 0), "{path:?}");
    }
}

#[tokio::test]
async fn a_startup_method_runs_between_the_two() {
    let options = ["--startup-method", "Say hello", "--user-param", "Ann"];
    let (lines, errors, status) = run(&options, &project()).await;
    assert_eq!(lines, ["On Startup", "method: hello Ann", "On Exit"], "{errors}");
    assert_eq!(status, 0);
}

#[tokio::test]
async fn skip_onstartup_leaves_both_out() {
    let options = ["--skip-onstartup", "--startup-method=say hello", "--user-param=Bob"];
    let (lines, errors, _) = run(&options, &project()).await;
    assert_eq!(lines, ["method: hello Bob"], "{errors}");
}

#[tokio::test]
async fn a_file_of_a_project_sees_its_classes_and_settings() {
    let methods = project().join("Project/Sources/Methods");
    let (lines, errors, _) = run(&["--user-param", "Cleo"], &methods.join("Say hello.4dm")).await;
    assert_eq!(lines, ["method: hello Cleo"], "{errors}");
    let (lines, errors, _) = run(&[], &methods.join("port.4dm")).await;
    assert_eq!(lines, ["port 48123"], "{errors}");
    let (lines, errors, _) = run(&["--port", "1234"], &methods.join("port.4dm")).await;
    assert_eq!(lines, ["port 1234"], "{errors}");
}

#[tokio::test]
async fn a_method_that_does_not_exist_is_wrong_use() {
    let (_, errors, status) = run(&["--startup-method", "Say helo"], &project()).await;
    assert_eq!(status, 2);
    assert!(errors.contains("Say helo"), "{errors}");
}

#[tokio::test]
async fn components_have_names_of_their_own() {
    let components = project().join("../components/app");
    let (lines, errors, status) = run(&[], &components).await;
    let expected = [
        "host and I am Ann",
        "Person",
        "10",
        "20",
        "1",
        "hidden of the host",
        "hidden of Alpha and hidden of Alpha, secret of Alpha, secret of Alpha, hidden of the host",
        "a note of Alpha False",
        "Person",
        "secret of Alpha later",
        "tool of beta",
        "Person,Alpha,beta",
        "Alpha,beta",
        "44",
        "from a worker: I am Bob",
    ];
    assert_eq!(lines, expected, "{errors}");
    assert_eq!((errors.as_str(), status), ("", 0));
}

#[tokio::test]
async fn check_knows_the_components() {
    let components = project().join("../components/app");
    let (lines, errors, _) = run(&["check"], &components).await;
    // `secret` is not shared: it cannot be called from outside.
    assert!(errors.contains("secret"), "{lines:?} {errors}");
    assert!(!errors.contains("cs.Alpha") && !errors.contains("cs.beta"), "{errors}");
    assert!(!errors.contains("alpha count"), "{errors}");
}
