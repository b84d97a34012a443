//! The theme Design Object Access: programs that change their own source (`commands/method-set-code`).

use std::fs;
use std::path::Path;

use crate::server::Four;

/// Writes a project whose On Startup is this, and two methods.
fn project(folder: &Path, startup: &str) {
    let sources = folder.join("Project/Sources");
    let files = [
        ("Project/app.4DProject", "{}"),
        ("Project/Sources/DatabaseMethods/onStartup.4dm", startup),
        ("Project/Sources/Methods/greet.4dm", "//%attributes = {\"shared\":true}\r\nreturn \"old\"\r\n"),
        ("Project/Sources/Methods/caller.4dm", "return greet"),
        ("Project/Sources/Classes/Pet.4dm", "Function name() : Text\n\treturn \"pet\"\n"),
        (
            "Project/Sources/folders.json",
            "{\"tools\": {\"methods\": [\"greet\"]}, \"rest\": {\"methods\": []}}",
        ),
    ];
    for (file, text) in files {
        let file = folder.join(file);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, text).expect("a file");
    }
    assert!(sources.is_dir());
}

async fn run(folder: &Path) -> Vec<String> {
    let mut four = Four::start(&[], folder);
    let lines = four.rest().await;
    assert_eq!((four.exit().await, four.errors().as_str()), (0, ""), "{lines:?}");
    lines
}

#[tokio::test]
async fn a_program_changes_its_methods() {
    let folder = tempfile::tempdir().expect("a folder");
    let startup = r#"
var $result : Text
EXECUTE METHOD("greet"; $result)
ALERT($result)
// By name, the new code runs at once, and so does what it calls; the running snapshot stays.
METHOD SET CODE("greet"; "// new\rreturn \"new\"")
EXECUTE METHOD("greet"; $result)
ALERT($result+", "+greet)
EXECUTE METHOD("caller"; $result)
ALERT($result)
// A method that did not exist; arrays; attributes and folder in the first line.
ARRAY TEXT($paths; 2)
ARRAY TEXT($codes; 2)
$paths{1}:="made"
$codes{1}:="//%attributes = {\"invisible\":true,\"folder\":\"rest\"}\r#DECLARE($a : Integer; $b : Integer) : Integer\rreturn $a+$b+add"
$paths{2}:="add"
$codes{2}:="return 100"
METHOD SET CODE($paths; $codes)
var $sum : Integer
EXECUTE METHOD("made"; $sum; 1; 2)
ALERT(String($sum))
ALERT(String(METHOD Get attribute("made"; Attribute invisible))+" "+METHOD Get attribute("made"; Attribute folder name))
// The attributes were reset by the new code; the folder stays.
ALERT(String(METHOD Get attribute("greet"; Attribute shared))+" "+METHOD Get attribute("greet"; Attribute folder name))
METHOD SET ATTRIBUTE("greet"; Attribute shared; True; Attribute folder name; "rest"; *)
ALERT(String(METHOD Get attribute("greet"; Attribute shared))+" "+METHOD Get attribute("greet"; Attribute folder name))
// Classes can be changed, not made; a path that cannot be does nothing.
METHOD SET CODE("[class]/Pet"; "Function name() : Text\rreturn \"cat\"")
METHOD SET CODE("[class]/None"; "Function name()")
METHOD SET CODE("../outside"; "return")
METHOD SET CODE("[databaseMethod]/onNothing"; "return")
// Errors in new code come when it runs.
METHOD SET CODE("wrong"; "return 1+")
ALERT(String(Undefined(Try(EXECUTE METHOD("wrong"; $result)))))
Try(METHOD SET ATTRIBUTE("nothing"; Attribute shared; True))
ALERT(String(Last errors[0].errCode))
// A new process and a worker run the new code.
METHOD SET CODE("inWorker"; "ALERT(cs.Pet.new().name()+\" \"+greet)")
CALL WORKER("w"; "inWorker")
"#;
    project(folder.path(), startup);
    let lines = run(folder.path()).await;
    let expected = [
        "old",
        "new, old",
        "new",
        "103",
        "True rest",
        "False tools",
        "True rest",
        "True",
        "-9768",
        "cat new",
    ];
    assert_eq!(lines, expected);
    let sources = folder.path().join("Project/Sources");
    let text = |file: &str| fs::read_to_string(sources.join(file)).unwrap_or_default();
    // Files keep their line ends.
    assert_eq!(text("Methods/greet.4dm"), "//%attributes = {\"shared\":true}\r\n// new\r\nreturn \"new\"");
    assert_eq!(text("Methods/add.4dm"), "return 100");
    assert!(!folder.path().join("Project/Sources/outside.4dm").exists());
    assert!(!sources.join("Classes/None.4dm").exists());
    // The next start runs what was written.
    fs::remove_file(sources.join("Methods/wrong.4dm")).expect("a file");
    fs::write(sources.join("DatabaseMethods/onStartup.4dm"), "ALERT(greet+String(made(1; 2)))")
        .expect("a file");
    assert_eq!(run(folder.path()).await, ["new103"]);
}

#[tokio::test]
async fn a_program_reads_its_sources_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let startup = r#"
var $result : Text
var $file : 4D.File:=File("/SOURCES/Methods/greet.4dm")
EXECUTE METHOD("greet"; $result)
ALERT($result)
$file.setText("return \"pulled\"")
File("/SOURCES/Methods/added.4dm").setText("return greet+\"!\"")
RELOAD PROJECT
EXECUTE METHOD("greet"; $result)
ALERT($result)
EXECUTE METHOD("added"; $result)
ALERT($result)
File("/SOURCES/Methods/added.4dm").delete()
RELOAD PROJECT
Try(EXECUTE METHOD("added"; $result))
ALERT(String(Last errors[0].errCode))
QUIT 4D
"#;
    project(folder.path(), startup);
    assert_eq!(run(folder.path()).await, ["old", "pulled", "pulled!", "44"]);
}

#[tokio::test]
async fn sources_with_errors_are_not_taken() {
    let folder = tempfile::tempdir().expect("a folder");
    let startup = r#"
var $result : Text
File("/SOURCES/Methods/greet.4dm").setText("If (True")
RELOAD PROJECT
EXECUTE METHOD("greet"; $result)
ALERT($result)
QUIT 4D
"#;
    project(folder.path(), startup);
    let mut four = Four::start(&[], folder.path());
    assert_eq!(four.rest().await, ["old"]);
    assert_eq!(four.exit().await, 0);
    let told = four.errors();
    assert!(told.contains("greet.4dm:1") && told.contains("the old code goes on"), "{told}");
}
