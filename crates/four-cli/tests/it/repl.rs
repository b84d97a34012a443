//! The prompt with a pipe: what is typed, what it answers. On a terminal it does the same (`repl_terminal`).

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// Types lines at a prompt in a folder: what stands on standard output and standard error in the end.
pub fn typed_in(folder: &Path, options: &[&str], lines: impl AsRef<[u8]>) -> (String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_four-run"))
        .arg("repl")
        .args(options)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("four-run starts");
    child.stdin.take().expect("a pipe").write_all(lines.as_ref()).expect("it reads");
    let ended = child.wait_with_output().expect("it ends");
    assert!(ended.status.success(), "{:?}", ended.status);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (text(ended.stdout), text(ended.stderr))
}

fn typed(lines: impl AsRef<[u8]>) -> (String, String) {
    typed_in(&std::env::temp_dir(), &["--port", "0"], lines)
}

/// Asserts what is answered when nothing goes wrong.
fn answers(lines: &str, expected: &str) {
    let (out, err) = typed(lines);
    assert_eq!(out, expected, "standard error:\n{err}");
}

#[test]
fn expressions_show_their_value_and_variables_stay() {
    answers("$a:=3\n$a*2\n$t:=\"x\"+String($a)\n$t\n", "6\n\"x3\"\n");
}

#[test]
fn values_are_written_as_the_language_writes_them() {
    answers(
        "[1; 2.5; \"a\\tb\"; !2024-02-29!; ?10:30:00?; True; Null]\n{a: {b: []}}\n$o:={}\n$o.missing\nFormula($a+1)\n",
        "[1; 2.5; \"a\\tb\"; !2024-02-29!; 37800; True; Null]\n{a: {b: []}}\nundefined\nFormula($a+1)\n",
    );
}

#[test]
fn what_is_shown_is_bounded() {
    let (out, _) =
        typed("$c:=[]\nFor ($i; 1; 100000)\n$c.push($i)\nEnd for\n$c\n\"x\"*100000\n$o:={}\n$o.o:=$o\n$o\n");
    assert!(out.len() < 4000, "{} characters", out.len());
    assert!(out.contains("… 99960 more") && out.contains("(100000 characters)"), "{out}");
    assert!(out.contains("(contains itself)"), "{out}");
}

#[test]
fn an_open_block_goes_on_to_the_next_line() {
    answers(
        "For ($i; 1; 2)\n  If ($i=2)\n    ALERT(\"two\")\n  End if\nEnd for\n\"a\"+\\\n\"b\"\n",
        "two\n\"ab\"\n",
    );
}

#[test]
fn an_error_is_shown_with_its_place_and_the_session_goes_on() {
    let (out, err) = typed("$a:=1\nALRET(\"x\")\n$a:=$a+\n$a\n");
    assert_eq!(out, "1\n");
    assert!(err.contains("did you mean ALERT?") && err.contains("prompt:1"), "{err}");
    assert_eq!(err.matches('×').count(), 2, "{err}");
}

#[test]
fn a_declaration_gives_a_variable_its_type_and_a_new_one_another() {
    answers(
        "var $n : Integer\n$n\n$n:=7\nvar $n : Integer\n$n\nvar $n : Text\n$n\n:type $n\n",
        "0\n7\n\"\"\nText of 0 (declared as Text)\n",
    );
}

#[test]
fn pointers_reach_the_variables_of_the_prompt() {
    answers("$n:=1\n$p:=->$n\n$p->:=5\n$n\n$n:=6\n$p->\n$p\n", "5\n6\n->$n\n");
}

#[test]
fn classes_are_defined_and_redefined_under_living_objects() {
    let lines = "\
// Dog class
property name : Text
Class constructor($name : Text)
  This.name:=$name
Function speak() : Text
  return This.name+\" barks\"
:end
$d:=cs.Dog.new(\"Rex\")
$d.speak()
:function Dog.speak() : Text
  return This.name+\" sleeps\"
:end
$d.speak()
:function Dog.age() : Integer
  return 3
:end
$d.age()
$d
";
    answers(lines, "\"Rex barks\"\n\"Rex sleeps\"\n3\ncs.Dog {name: \"Rex\"}\n");
}

#[test]
fn a_definition_with_an_error_leaves_the_old_one() {
    let lines = ":method Twice\n#DECLARE($x : Real) : Real\nreturn $x*2\n:end\nTwice(4)\n:method Twice\nIf (\n:end\nTwice(5)\n";
    let (out, err) = typed(lines);
    assert_eq!(out, "8\n10\n", "{err}");
    assert!(err.contains("the old code goes on"), "{err}");
}

#[test]
fn formulas_of_earlier_lines_survive_new_definitions() {
    answers(
        ":method A\nreturn 1\n:end\n$f:=Formula(A())\n:method B\nreturn 2\n:end\n:method A\nreturn 3\n:end\n$f.call()\n",
        "3\n",
    );
}

const HANDLER: &str = "\
:class Handler
Function onConnection($wss : 4D.WebSocketServer; $event : Object) : Object
  return This
Function onMessage($ws : 4D.WebSocketConnection; $message : Object)
  $ws.send(Uppercase($message.data))
Function onTerminate($ws : Object; $event : Object)
  ALERT($event.type+\" \"+String($event.code))
:end
$h:=cs.Handler.new()
";

#[test]
fn callbacks_are_tried_with_a_client_in_the_same_session() {
    let lines = format!(
        "{HANDLER}$wss:=4D.WebSocketServer.new($h; {{path: \"/chat\"}})
:ws connect /chat
:ws send hello
:ws wait
$wss.connections.length
:ws close 4000 bye
$wss.terminate()
"
    );
    let (out, err) = typed(&lines);
    assert_eq!(out.lines().take(2).collect::<Vec<_>>(), ["ws ← \"HELLO\"", "1"], "standard error:\n{err}");
    // The two ends of a connection tell of its end in any order.
    assert!(out.contains("\nterminate 4000\n") && out.contains("\nws closed 4000\n"), "{out}");
    assert!(out.ends_with("terminate \n"), "{out}");
    assert!(err.contains("listening on ws://127.0.0.1:"), "{err}");
}

#[test]
fn new_code_of_a_handler_serves_the_open_connection() {
    let lines = format!(
        "{HANDLER}$wss:=4D.WebSocketServer.new($h)
:ws connect
:function Handler.onMessage($ws : 4D.WebSocketConnection; $message : Object)
  $ws.send(\"new \"+$message.data)
:end
:ws send x
:ws wait
"
    );
    let (out, err) = typed(&lines);
    assert!(out.starts_with("ws ← \"new x\"\n"), "{out}\n{err}");
}

#[test]
fn a_callback_is_fired_with_a_connection_that_records() {
    let lines = format!(
        "{HANDLER}:fire $h onMessage {{data: \"x\"}}
:fire $h onTerminate {{code: 1001}}
:fire $h onConnection
:fire $h onSomething
"
    );
    let (out, err) = typed(&lines);
    assert_eq!(out, "sent \"X\"\nterminate 1001\nnothing was sent\nreturned cs.Handler {}\n");
    assert!(err.contains("no function onSomething"), "{err}");
}

#[test]
fn a_client_needs_a_server() {
    let (_, err) = typed(":ws connect /\n:ws send x\n");
    assert!(err.contains("no server runs here") && err.contains(":ws connect"), "{err}");
}

#[test]
fn help_has_documentation_and_suggestions() {
    let (out, err) = typed(
        ":help\n:help Uppercase\n:help 4D.WebSocketServer\n:help Collection.push\n:help Uppercsae\n:hlep\n",
    );
    assert!(out.contains(":ws connect") && out.contains("Uppercase(") && out.contains("```4d"), "{out}");
    assert!(out.contains(".terminate(") && out.contains(".push("), "{out}");
    assert!(out.contains("did you mean Uppercase?"), "{out}");
    assert!(err.contains("did you mean :help?"), "{err}");
}

#[test]
fn a_file_is_loaded_changed_and_reloaded() {
    let folder = TempDir::new().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("Methods")).expect("a folder");
    fs::write(at("Methods/Edition.4dm"), "return 1\n").expect("a file");
    fs::write(at("main.4dm"), "$started:=Edition()\nALERT(\"started\")\n").expect("a file");
    let (out, err) = typed_in(folder.path(), &["main.4dm"], "$started\nEdition()\n");
    assert_eq!(out, "started\n1\n1\n", "{err}");
    let lines = "TEXT TO DOCUMENT(\"x\"; \"\")\n:load Methods/Edition.4dm\nEdition()\n:list\n:source Edition\n:reload\n";
    let (out, err) = typed_in(folder.path(), &[], lines);
    assert!(out.contains("1\nmethod Edition\nreturn 1\n"), "{out}\n{err}");
    assert!(err.contains("no changes"), "{err}");
}

#[test]
fn what_ran_well_is_saved_and_runs_again() {
    let folder = TempDir::new().expect("a folder");
    let lines = ":method Twice\n#DECLARE($x : Real) : Real\nreturn $x*2\n:end\n$a:=Twice(21)\n$a\nALRET(1)\nALERT(String($a))\n:save all\n";
    let (out, err) = typed_in(folder.path(), &[], lines);
    assert_eq!(out, "42\n42\n", "{err}");
    let ran = Command::new(env!("CARGO_BIN_EXE_four-run")).arg(folder.path().join("all.4dm")).output();
    let ran = ran.expect("four-run starts");
    assert_eq!(String::from_utf8_lossy(&ran.stdout), "42\n", "{}", String::from_utf8_lossy(&ran.stderr));
    let (_, err) = typed_in(folder.path(), &[], "$a:=1\n:save all\n");
    assert!(err.contains("exists already"), "{err}");
}

#[test]
fn quit_ends_the_session() {
    answers("ALERT(\"1\")\nQUIT 4D\nALERT(\"2\")\n", "1\n");
    answers("ALERT(\"1\")\n:quit\nALERT(\"2\")\n", "1\n");
}

#[test]
fn broken_utf8_is_an_error_of_its_line() {
    let (out, err) = typed(b"\xff\xfe\n6*7\n\"\xe9\"\n");
    assert_eq!(out, "42\n\"\u{fffd}\"\n");
    assert!(err.contains("cannot be read as 4D code"), "{err}");
}
