//! Exit statuses, and which stream says what.

use std::fs;

use tempfile::TempDir;

use crate::server::Four;

/// Runs a program given as text; the folder must live as long as the run.
pub async fn run(options: &[&str], source: &str) -> (i32, Vec<String>, String) {
    let folder = TempDir::new().expect("a temporary folder");
    let file = folder.path().join("main.4dm");
    fs::write(&file, source).expect("a file");
    let mut four = Four::start(options, &file);
    let lines = four.rest().await;
    (four.exit().await, lines, four.errors())
}

#[tokio::test]
async fn a_program_without_errors_gives_0_and_says_nothing_else() {
    let (status, lines, errors) = run(&[], "ALERT(\"hello\")\n").await;
    assert_eq!((status, lines, errors.as_str()), (0, vec!["hello".to_owned()], ""));
}

#[tokio::test]
async fn an_uncaught_error_gives_1_at_the_end() {
    let source = "CALL WORKER(\"w\"; Formula(ASSERT(False; \"in the worker\")))\nALERT(\"main goes on\")\n";
    let (status, lines, errors) = run(&[], source).await;
    assert_eq!((status, lines), (1, vec!["main goes on".to_owned()]), "{errors}");
    assert!(errors.contains("in the worker"), "{errors}");
}

#[tokio::test]
async fn an_error_that_is_caught_gives_0() {
    let source = "Try\n\tthrow(5; \"caught\")\nCatch\n\tALERT(Last errors.first().message)\nEnd try\n";
    assert_eq!(run(&[], source).await, (0, vec!["caught".to_owned()], String::new()));
}

#[tokio::test]
async fn a_file_that_cannot_be_read_gives_2() {
    let folder = TempDir::new().expect("a temporary folder");
    let mut four = Four::start(&[], &folder.path().join("absent.4dm"));
    assert_eq!(four.exit().await, 2);
    assert!(four.errors().contains("absent.4dm"), "{}", four.errors());
    assert_eq!(four.rest().await, [""; 0]);
}

#[tokio::test]
async fn wrong_use_gives_2() {
    let (status, lines, errors) = run(&["--no-such-option"], "ALERT(\"x\")\n").await;
    assert_eq!((status, lines), (2, vec![]));
    assert!(errors.contains("--no-such-option"), "{errors}");
}
