//! `--watch`: a program follows its sources, and connections survive new code.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::server::Four;
use crate::ws::Client;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for (name, text) in files {
        write(folder.path(), name, text);
    }
    folder
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    fs::write(path, text).expect("a file");
}

const SERVER: &str = "$wss:=4D.WebSocketServer.new(cs.Handler.new())\n";

fn handler(answer: &str) -> String {
    format!(
        "Function onConnection($wss : Object; $event : Object) : Object\n\treturn This\n\
         Function onMessage($ws : Object; $event : Object)\n\t$ws.send({answer})\n"
    )
}

#[tokio::test]
async fn a_program_that_has_ended_runs_again_after_a_change() {
    let folder = folder(&[("main.4dm", "ALERT(\"one\")\n")]);
    let mut four = Four::start(&["--watch"], &folder.path().join("main.4dm"));
    four.says(&["one"]).await;
    four.complains("ended fine; waiting for changes").await;
    write(folder.path(), "main.4dm", "ALERT(\"number two\")\n");
    four.says(&["number two"]).await;
    write(folder.path(), "main.4dm", "ALERT(\"three\"\n");
    four.complains("is not closed").await;
    four.complains("waiting for changes").await;
    write(folder.path(), "main.4dm", "ALERT(Four())\n");
    write(folder.path(), "Methods/Four.4dm", "return \"four\"\n");
    while four.line().await != "four" {}
    four.signal("INT");
    assert_eq!(four.exit().await, 130);
}

#[tokio::test]
async fn new_messages_of_an_open_connection_run_the_new_code() {
    let folder = folder(&[("main.4dm", SERVER), ("Classes/Handler.4dm", &handler("\"old \"+$event.data"))]);
    let mut four = Four::start(&["--watch", "--port", "0"], &folder.path().join("main.4dm"));
    four.listening().await;
    let mut client = Client::new(four.port).await;
    assert_eq!(client.ask("a").await, "old a");
    write(folder.path(), "Classes/Handler.4dm", &handler("\"brand new \"+$event.data"));
    four.complains("new code from").await;
    assert_eq!(client.ask("b").await, "brand new b");
    four.signal("INT");
    assert_eq!(four.exit().await, 130);
}

#[tokio::test]
async fn the_old_code_goes_on_while_the_new_has_errors() {
    let folder = folder(&[("main.4dm", SERVER), ("Classes/Handler.4dm", &handler("\"old\""))]);
    let mut four = Four::start(&["--watch", "--port", "0"], &folder.path().join("main.4dm"));
    four.listening().await;
    let mut client = Client::new(four.port).await;
    assert_eq!(client.ask("a").await, "old");
    write(folder.path(), "Classes/Handler.4dm", &handler("(\"broken\""));
    four.complains("the old code goes on").await;
    assert!(four.errors().contains("Handler.4dm:4"), "{}", four.errors());
    assert_eq!(client.ask("b").await, "old");
    write(folder.path(), "Classes/Handler.4dm", &handler("Word()"));
    write(folder.path(), "Methods/Word.4dm", "return \"mended\"\n");
    // The two files may be seen one after the other.
    four.complains("Handler.4dm").await;
    four.complains("Word.4dm").await;
    assert_eq!(client.ask("c").await, "mended");
}

#[tokio::test]
async fn a_change_of_the_starting_code_is_told() {
    let folder = folder(&[("main.4dm", SERVER), ("Classes/Handler.4dm", &handler("\"x\""))]);
    let mut four = Four::start(&["--watch", "--port", "0"], &folder.path().join("main.4dm"));
    four.listening().await;
    write(folder.path(), "main.4dm", &format!("ALERT(\"again\")\n{SERVER}"));
    four.complains("is not run again").await;
    four.signal("INT");
    assert_eq!(four.exit().await, 130);
    assert_eq!(four.rest().await, [""; 0]);
}

#[tokio::test]
async fn a_class_that_goes_is_told_and_may_come_back() {
    let folder = folder(&[("main.4dm", SERVER), ("Classes/Handler.4dm", &handler("\"old\""))]);
    let mut four = Four::start(&["--watch", "--port", "0"], &folder.path().join("main.4dm"));
    four.listening().await;
    let mut client = Client::new(four.port).await;
    let (class, other) = (folder.path().join("Classes/Handler.4dm"), folder.path().join("Classes/Other.4dm"));
    // As some editors save: the old file goes aside, the new one is written a little later.
    fs::rename(&class, folder.path().join("Classes/Handler.bak")).expect("a file");
    write(folder.path(), "Classes/Handler.4dm", &handler("\"saved aside\""));
    four.complains("new code from").await;
    assert_eq!(client.ask("a").await, "saved aside");
    assert!(!four.errors().contains("no longer there"), "{}", four.errors());
    fs::rename(&class, &other).expect("a file");
    four.complains("no longer there: class Handler").await;
    fs::rename(&other, &class).expect("a file");
    four.complains("no longer there: class Other").await;
    assert_eq!(client.ask("b").await, "saved aside");
}
