//! The command line.

use std::net::TcpListener;
use std::process::Command;

use crate::ending::run;
use crate::server::{Four, top};
use crate::ws::Client;

fn four_run(arguments: &[&str]) -> Four {
    let mut command = Command::new(env!("CARGO_BIN_EXE_four-run"));
    command.args(arguments);
    Four::spawn(command)
}

#[tokio::test]
async fn options_may_stand_after_the_file() {
    let example = top().join("examples/websocket-echo/example.4dm");
    let mut four = four_run(&[&example.to_string_lossy(), "--host", "127.0.0.1", "--port", "0"]);
    four.listening().await;
    assert_eq!(Client::new(four.port).await.ask("x").await, "X");
}

#[tokio::test]
async fn a_port_that_is_taken_is_reported() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let mut four = Four::start(&["--port", &port], &top().join("examples/websocket-echo/example.4dm"));
    let status = four.exit().await;
    assert!(status == 1 || status == 2, "{status}");
    let errors = four.errors();
    assert!(errors.contains(&port) && !errors.contains("panicked"), "{errors}");
    assert!(!errors.contains("ws://"), "it says that it listens:\n{errors}");
    drop(taken);
}

#[tokio::test]
async fn version_and_help_go_to_standard_output() {
    for (option, expected) in [("--version", env!("CARGO_PKG_VERSION")), ("--help", "--port")] {
        let mut four = four_run(&[option]);
        let lines = four.rest().await;
        assert_eq!((four.exit().await, four.errors().as_str()), (0, ""), "{option}");
        assert!(lines.iter().any(|line| line.contains(expected)), "{option}: {lines:?}");
    }
}

#[tokio::test]
async fn options_without_a_meaning_here_are_accepted() {
    let options =
        ["--headless", "--dataless", "--create-data", "--opening-mode", "interpreted", "--data", "x.4dd"];
    assert_eq!(run(&options, "ALERT(\"x\")\n").await, (0, vec!["x".to_owned()], String::new()));
}

#[tokio::test]
async fn the_user_parameter_reaches_the_program() {
    let source = "var $text : Text\nvar $n : Real\n$n:=Get database parameter(User param value; $text)\nALERT($text)\n";
    let expected = (0, vec!["a b".to_owned()], String::new());
    assert_eq!(run(&["--user-param", "a b"], source).await, expected);
}

#[tokio::test]
async fn wrong_use_is_explained() {
    let example = top().join("examples/websocket-echo/example.4dm");
    let example = example.to_string_lossy();
    for (given, expected) in [
        (&["tst"][..], "did you mean four-run test?"),
        (&["chek", "a.4dm"], "did you mean four-run check?"),
        (&["--wach", "a.4dm"], "'--watch'"),
        (&[&example, "more"], "more is no option of four-run"),
        (&["--port", "x", "a.4dm"], "a port is a number from 0 to 65535"),
        (&["doc", "none.md"], "there is no such file or folder"),
    ] {
        let mut four = four_run(given);
        assert_eq!(four.exit().await, 2, "{given:?}");
        let errors = four.errors();
        assert!(errors.contains(expected), "{given:?}: {errors}");
    }
}

#[test]
#[cfg(unix)]
fn bash_completes_modes_and_their_options() {
    let four = env!("CARGO_BIN_EXE_four-run");
    for (words, expected) in [
        ("four-run che", "check"),
        ("four-run --no-w", "--no-web-autostart"),
        ("four-run test --form", "--format"),
        ("four-run test --format js", "json"),
        // Hidden ones are not offered.
        ("four-run test --cas", ""),
    ] {
        let script = format!(
            "source <('{four}' completions bash); COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}}-1)); \
             _four__run four-run \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD-1]}}\"; echo \"${{COMPREPLY[*]}}\""
        );
        let ended = Command::new("bash").args(["--norc", "-c", &script]).output().expect("bash");
        assert_eq!(String::from_utf8_lossy(&ended.stdout).trim(), expected, "{words}: {ended:?}");
    }
}
