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

#[tokio::test]
async fn errors_of_components_are_for_their_methods_then_for_that_of_the_host() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    let shared = "//%attributes = {\"shared\":true}\n";
    write("Project/Host.4DProject", "{}");
    write("Project/Sources/Methods/Local.4dm", "ALERT(\"local \"+String(Error))\n");
    write("Project/Sources/Methods/OfComponents.4dm", "ALERT(\"of components \"+String(Error))\n");
    write("Components/Tool.4dbase/Project/Tool.4DProject", "{}");
    let methods = "Components/Tool.4dbase/Project/Sources/Methods";
    write(
        &format!("{methods}/Tool fails.4dm"),
        &format!("{shared}throw(1)\nALERT(\"next line of the component\")\n"),
    );
    write(
        &format!("{methods}/Tool caught.4dm"),
        &format!("{shared}ON ERR CALL(\"Own\")\nTool fails\nON ERR CALL(\"\")\n"),
    );
    write(&format!("{methods}/Own.4dm"), "ALERT(\"own \"+String(Error)+\" \"+Method called on error)\n");
    write(
        "Project/Sources/DatabaseMethods/onStartup.4dm",
        "ON ERR CALL(\"Local\")
Tool caught
Tool fails
ALERT(\"next line of the host\")
ON ERR CALL(\"OfComponents\"; ek errors from components)
Tool caught
Tool fails
throw(2)
ALERT(Method called on error+\" \"+Method called on error(ek errors from components))
",
    );
    let (lines, errors, status) = run(&[], folder.path()).await;
    let expected = [
        "own 1 Own",
        "next line of the component",
        "local 1",
        "next line of the host",
        "own 1 Own",
        "next line of the component",
        "of components 1",
        "next line of the component",
        "local 2",
        "Local OfComponents",
    ];
    assert_eq!(lines, expected, "{errors}");
    assert_eq!((errors.as_str(), status), ("", 0));
}
