//! The README's tour does what the README says.

use std::fs;

use crate::ending::run;
use crate::server::{Four, top};
use crate::ws::Client;

/// The program of the tour, and the lines that it is said to print.
fn tour() -> (String, Vec<String>) {
    let readme = fs::read_to_string(top().join("README.md")).expect("README.md");
    let (_, rest) = readme.split_once("```4d\n").expect("a 4D block");
    let (program, rest) = rest.split_once("```").expect("its end");
    let (_, rest) = rest.split_once("\nprints\n\n").expect("what it prints");
    let lines = rest.lines().map_while(|line| line.strip_prefix("    "));
    (program.to_owned(), lines.map(str::to_owned).collect())
}

#[tokio::test]
async fn the_program_prints_what_is_shown() {
    let (program, lines) = tour();
    assert!(!lines.is_empty());
    assert_eq!(run(&[], &program).await, (0, lines, String::new()));
}

#[tokio::test]
async fn the_misspelt_program_runs_nothing_and_says_where() {
    let (program, _) = tour();
    let misspelt = program.replacen("ALERT", "ALRET", 1);
    let line = 1 + misspelt.lines().position(|line| line.contains("ALRET")).expect("the first ALERT");
    let (status, lines, errors) = run(&[], &misspelt).await;
    assert!(status == 1 || status == 2, "{status}");
    assert_eq!(lines, [""; 0], "it ran");
    assert!(errors.contains(&format!("main.4dm:{line}")) && errors.contains("ALRET"), "{errors}");
}

#[tokio::test]
async fn the_files_it_names_exist_and_the_servers_start() {
    let readme = fs::read_to_string(top().join("README.md")).expect("README.md");
    let mut started = 0;
    for line in readme.lines() {
        let Some(file) = line.trim().strip_prefix("cargo run --release -- examples/") else {
            continue;
        };
        let four = Four::serve(&top().join("examples").join(file)).await;
        Client::new(four.port).await;
        started += 1;
    }
    assert_eq!(started, 2);
    let targets = readme.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    for target in targets.filter(|target| !target.contains("://")) {
        assert!(top().join(target).exists(), "{target}");
    }
}
