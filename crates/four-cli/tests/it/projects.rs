//! 4D projects: On Startup, startup methods, settings, and files that belong to a project.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

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

/// Packs a folder `Project` into a file, and removes it.
fn pack(project: &Path, file: &Path) {
    let mut zip = zip::ZipWriter::new(std::fs::File::create(file).expect("a file"));
    let mut open = vec![(project.to_owned(), "Project".to_owned())];
    while let Some((folder, name)) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry")) {
            let name = format!("{name}/{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                open.push((entry.path(), name));
            } else {
                zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("an entry");
                zip.write_all(&std::fs::read(entry.path()).expect("a file")).expect("room");
            }
        }
    }
    // Nothing leaves the folder that it is unpacked to.
    zip.start_file("../../outside.4dm", zip::write::SimpleFileOptions::default()).expect("an entry");
    zip.finish().expect("an archive");
    std::fs::remove_dir_all(project).expect("a folder");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").map(|entry| entry.expect("an entry")) {
        let to = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &to),
            false => drop(std::fs::copy(entry.path(), to).expect("a copy")),
        }
    }
}

#[tokio::test]
async fn packed_projects_and_components_run_like_unpacked_ones() {
    let top = tempfile::TempDir::new().expect("a folder");
    let all = top.path().join("all");
    copy(&project().join("../components"), &all);
    let (expected, ..) = run(&[], &all.join("app")).await;
    let alpha = all.join("app/Components/Alpha.4dbase");
    pack(&alpha.join("Project"), &alpha.join("Alpha.4DZ"));
    pack(&all.join("beta/Project"), &all.join("beta.4DZ"));
    pack(&all.join("app/Project"), &all.join("app/app.4DZ"));
    // Unpacked first, then found in the cache.
    for _ in 0..2 {
        let mut command = Command::new(env!("CARGO_BIN_EXE_four-run"));
        command.env("XDG_CACHE_HOME", top.path().join("cache")).arg(all.join("app/app.4DZ"));
        let mut four = Four::spawn(command);
        assert_eq!(four.rest().await, expected, "{}", four.errors());
        assert_eq!((four.exit().await, four.errors().as_str()), (0, ""));
    }
    let cached = std::fs::read_dir(top.path().join("cache/four/packed")).expect("a cache").count();
    assert_eq!(cached, 3);
    assert!(
        !top.path().join("cache/four/outside.4dm").exists() && !top.path().join("cache/outside.4dm").exists()
    );
}

#[tokio::test]
async fn packed_projects_without_sources_say_so() {
    let top = tempfile::TempDir::new().expect("a folder");
    std::fs::create_dir_all(top.path().join("Project/DerivedData")).expect("a folder");
    std::fs::write(top.path().join("Project/DerivedData/methodAttributes.json"), "{}").expect("a file");
    pack(&top.path().join("Project"), &top.path().join("compiled.4DZ"));
    std::fs::write(top.path().join("damaged.4DZ"), "PK\u{3}\u{4} and nothing more").expect("a file");
    for (name, said) in [("compiled", "holds no sources"), ("damaged", "cannot be read")] {
        let (lines, errors, status) = run(&[], &top.path().join(format!("{name}.4DZ"))).await;
        assert!(lines.is_empty() && status != 0 && errors.contains(said), "{status} {errors}");
    }
}
