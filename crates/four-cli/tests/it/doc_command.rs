//! `four-run doc` and `four-run PAGE.md`: pages of documentation as programs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::server::{Four, top};
use crate::ws::Client;

/// A page in a folder of its own.
fn page(text: &str) -> (TempDir, PathBuf) {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("page.md");
    fs::write(&path, text).expect("a file");
    (folder, path)
}

/// Runs `four-run doc OPTIONS PATH`: standard output and exit status.
fn doc(options: &[&str], path: &Path) -> (String, i32) {
    let ended = Command::new(env!("CARGO_BIN_EXE_four-run"))
        .arg("doc")
        .args(options)
        .arg(path)
        .env("NO_COLOR", "1")
        .output()
        .expect("four-run starts");
    let text = String::from_utf8(ended.stdout).expect("UTF-8") + &String::from_utf8_lossy(&ended.stderr);
    (text, ended.status.code().unwrap_or(-1))
}

/// The columns read, ran, right, wrong, unclear of the row with this text; that of the remarks is left out.
fn row(table: &str, text: &str) -> Vec<String> {
    let line = table.lines().find(|line| line.contains(text)).unwrap_or_else(|| panic!("{text}:\n{table}"));
    let columns: Vec<&str> = line.split("  ").map(str::trim).filter(|column| !column.is_empty()).collect();
    let columns = &columns[columns.len() - 6..];
    columns[..1].iter().chain(&columns[2..]).map(|column| (*column).to_owned()).collect()
}

#[test]
fn stated_results_are_compared() {
    let (_folder, path) = page(
        "# Right\n\n```4d\nvar $t : Text\n$t:=Uppercase(\"hello\") // \"HELLO\"\n$n:=10/3 // 3.33\n$c:=[1; 2]\n// [1;2]\n\
         $o:={a: [1; \"x\"]} // $o = {\"a\": [1, \"x\"]}\n$b:=(1=1) // True\n$x:=1 // the first\n```\n\n\
         # Wrong\n\n```4d\n$a:=1+1 // 3\n$d:=[1] // [1, …]\n```\n",
    );
    let (out, status) = doc(&["-v"], &path);
    assert_eq!(row(&out, "Right"), ["1", "7", "5", "–", "–"], "{out}");
    assert_eq!(row(&out, "Wrong"), ["1", "2", "–", "1", "1"], "{out}");
    assert!(out.contains("page.md:17: the page states 3, it is 2"), "{out}");
    assert_eq!(status, 1);
}

#[test]
fn what_checking_finds_is_a_remark() {
    let (_folder, path) = page("# Parts\n```4d\n// Log class\nFunction f()\n\tLogFile(\"x\")\n```\n");
    let (out, status) = doc(&[], &path);
    assert!(out.contains("LogFile") && out.contains("page.md:5"), "{out}");
    assert_eq!(status, 0, "{out}");
}

#[test]
fn classes_of_a_page_serve_all_sections_and_own_ones_come_first() {
    let (_folder, path) = page(
        "# A\n```4d\n$v:=cs.One.new().f() // 1\n```\n```4d\n// One class\nFunction f() : Integer\n\treturn 1\n```\n\
         # B\n```4d\n$v:=cs.One.new().f() // 1\n```\n\
         # C\n```4d\n$v:=cs.One.new().f() // 2\n//Classe One\nFunction f() : Integer\n\treturn 2\n```\n",
    );
    let (out, status) = doc(&[], &path);
    assert_eq!(status, 0, "{out}");
    assert_eq!(row(&out, "3 sections"), ["5", "3", "3", "–", "–"], "{out}");
}

#[test]
fn what_cannot_be_read_fails_or_does_not_end_is_told_with_its_line() {
    let (_folder, path) = page(
        "# Unreadable\n```4d\n$a:=(1\n```\n# Fails\n```4d\n$a:=1\n$b:=1/\"x\"\n$c:=2 // 2\n```\n\
         # Endless\n```4d\nWhile (True)\nEnd while\n```\n# Only read\n```4d no-run\nWhile (True)\nEnd while\n```\n",
    );
    let (out, status) = doc(&["-v", "--timeout", "1"], &path);
    assert_eq!(row(&out, "Unreadable")[0], "0 of 1", "{out}");
    assert_eq!(row(&out, "Fails"), ["1", "2 of 3", "1", "–", "–"], "{out}");
    assert_eq!(row(&out, "Endless")[1], "0 of 1", "{out}");
    assert_eq!(row(&out, "Only read"), ["1", "–", "–", "–", "–"], "{out}");
    assert!(out.contains("page.md:8:5") && out.contains("page.md:13: did not end within 1 s"), "{out}");
    assert_eq!(status, 1);
}

const ECHO: &str = "# Echo\n\n```4d\n$handler:=cs.Handler.new()\nCALL WORKER(\"s\"; Formula(wss:=4D.WebSocketServer.new($handler)))\n```\n\n\
    ```4d\n// Classe Handler\nFunction onConnection($wss : Object; $event : Object) : Object\n\treturn cs.Answer.new()\n```\n\n\
    ```4d\n//Answer class\nFunction onMessage($ws : 4D.WebSocketConnection; $message : Object)\n\t$ws.send(Uppercase($message.data))\n```\n\n\
    ## Backwards\n\n```4d\n//Answer class\nFunction onMessage($ws : 4D.WebSocketConnection; $message : Object)\n\t$ws.send(\"<\"+$message.data)\n```\n";

#[tokio::test]
async fn a_page_is_served_and_a_section_picked() {
    for (options, answer) in
        [(&["--port", "0"][..], "HELLO"), (&["--port", "0", "--section", "backw"], "<hello")]
    {
        let (_folder, path) = page(ECHO);
        let mut four = Four::start(options, &path);
        four.listening().await;
        let mut client = Client::new(four.port).await;
        client.send("hello").await;
        assert_eq!(client.text().await, answer);
    }
}

#[test]
fn a_page_without_code_and_a_wrong_section_say_so() {
    let (_folder, path) = page(ECHO);
    let run = |options: &[&str], path: &Path| {
        let ended = Command::new(env!("CARGO_BIN_EXE_four-run")).args(options).arg(path).output();
        String::from_utf8(ended.expect("four-run starts").stderr).expect("UTF-8")
    };
    let errors = run(&["--section", "nowhere"], &path);
    assert!(errors.contains("“Echo”, “Backwards”"), "{errors}");
    let (_folder, empty) = page("# Nothing\n");
    assert!(run(&[], &empty).contains("no ```4d blocks"));
}

#[test]
fn the_documentation_of_four_is_right() {
    // The examples write files beside their page.
    let folder = TempDir::new().expect("a folder");
    let mut pages = pages_below(&top().join("docs"));
    pages.push(top().join("README.md"));
    for page in pages {
        let copy = folder.path().join(page.strip_prefix(top()).expect("below the top"));
        fs::create_dir_all(copy.parent().expect("a folder")).expect("a folder");
        fs::copy(&page, &copy).expect("a copy");
    }
    let (out, status) = doc(&["-v", "--timeout", "20"], folder.path());
    assert_eq!(status, 0, "{out}");
}

fn pages_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let nested = entries.flat_map(|path| if path.is_dir() { pages_below(&path) } else { vec![path] });
    nested.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect()
}

#[test]
fn what_a_page_does_harms_nobody_and_ends() {
    let (folder, path) = page(
        "# Loops\n```4d\n$a:=1 // 1\nWhile (True)\nEnd while\n$b:=2 // 2\n```\n\
         # Asks\n```4d\n$t:=Request(\"name?\")\n$b:=2 // 2\n```\n\
         # Quits\n```4d\n$a:=1 // 1\nQUIT 4D\n$b:=2 // 3\n```\n\
         # Deletes\n```4d\nDELETE DOCUMENT(\"page.md\")\n```\n\
         # Home\n```4d\nFolder(fk home folder).file(\"left.txt\").setText(\"x\")\n\
         Folder(fk home folder).delete(fk recursive)\n```\n\
         # Worker\n```4d\nCALL WORKER(\"w\"; Formula(ALERT(String(1/\"x\"))))\n```\n",
    );
    let (out, status) = doc(&["-v", "--timeout", "2"], &path);
    assert_eq!(row(&out, "Loops"), ["1", "2 of 3", "2", "–", "–"], "{out}");
    assert!(out.contains("did not end within 2 s"), "{out}");
    assert_eq!(row(&out, "Asks"), ["1", "2", "1", "–", "–"], "{out}");
    assert_eq!(row(&out, "Quits"), ["1", "2 of 3", "1", "–", "–"], "{out}");
    assert!(out.contains("the program ends here"), "{out}");
    // The page is not in the folder that its code sees, and what is there is gone afterwards.
    assert_eq!(row(&out, "Deletes")[1], "0 of 1", "{out}");
    assert_eq!(row(&out, "Home")[1], "2", "{out}");
    assert_eq!(row(&out, "Worker")[1], "0 of 1", "{out}");
    assert_eq!(status, 1);
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
}

#[test]
fn texts_may_be_shown_as_what_is_in_them() {
    let (_folder, path) = page(
        "# Texts\n```4d\n$t:=JSON Stringify({a: 1}) // {\"a\":1}\n$q:=JSON Stringify(\"x\") // \"x\"\n\
         ALERT(\"Beer\") // \"Beer\"\n```\n",
    );
    let (out, status) = doc(&["-v"], &path);
    assert_eq!(row(&out, "Texts"), ["1", "3", "2", "–", "1"], "{out}");
    assert_eq!(status, 0, "{out}");
}
