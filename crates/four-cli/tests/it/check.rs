//! `four-run check`: what is checked together, the formats, the exit statuses. What the messages say stands in
//! `tests/golden/check`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

/// Runs `four-run check` in a folder.
fn check(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_four-run"))
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .arg("check")
        .args(arguments)
        .output()
        .expect("four-run")
}

/// The messages as objects, with the exit status.
fn json(folder: &Path, paths: &[&str]) -> (Vec<Value>, i32) {
    let output = check(folder, &[&["--format", "json"], paths].concat());
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let messages = text.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    (messages, output.status.code().expect("an exit status"))
}

/// Codes with file and line, as `code file:line`.
fn found(folder: &Path, paths: &[&str]) -> Vec<String> {
    let text = |message: &Value, key: &str| message[key].as_str().expect(key).to_owned();
    let (messages, _) = json(folder, paths);
    let place = |message: &Value| {
        let file = text(message, "file").replace('\\', "/");
        format!("{} {file}:{}", text(message, "code"), message["line"])
    };
    messages.iter().map(place).collect()
}

#[test]
fn a_clean_file_gives_0_and_a_summary() {
    let folder = folder(&[("main.4dm", "ALERT(\"hello\")\n")]);
    let output = check(folder.path(), &["main.4dm"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stdout.is_empty());
    assert_eq!(String::from_utf8_lossy(&output.stderr), "1 file checked: nothing to report\n");
}

#[test]
fn nothing_is_run() {
    let folder = folder(&[("main.4dm", "ALERT(\"hello\")\n")]);
    let (messages, status) = json(folder.path(), &["main.4dm"]);
    assert_eq!((messages, status), (vec![], 0));
}

#[test]
fn errors_give_1_and_warnings_0() {
    let folder = folder(&[("bad.4dm", "$a:=(1\n"), ("odd.4dm", "OPEN WINDOW(1; 2; 3; 4)\n")]);
    assert_eq!(json(folder.path(), &["bad.4dm"]).1, 1);
    assert_eq!(json(folder.path(), &["odd.4dm"]).1, 0);
    assert_eq!(json(folder.path(), &["odd.4dm", "bad.4dm"]).1, 1);
}

#[test]
fn wrong_use_gives_2_and_says_why() {
    let folder = folder(&[("a.txt", "x"), ("empty/b.txt", "x")]);
    for (arguments, words) in [
        (&[][..], "PATH"),
        (&["absent.4dm"][..], "absent.4dm: there is no such file or folder"),
        (&["a.txt"][..], "a.txt: a .4dm file, a folder, a project or a Markdown page (.md) is expected"),
        (&["empty"][..], "empty: there is no 4D source in this folder"),
        (&["--format", "xml", "a.4dm"][..], "xml"),
    ] {
        let output = check(folder.path(), arguments);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {errors}");
        assert!(errors.contains(words), "{arguments:?}: {errors}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn a_json_line_has_place_severity_code_message_and_help() {
    let folder = folder(&[("main.4dm", "// é\n\tALRET(\"é\"; \\\n\t\t1)\n")]);
    let (messages, status) = json(folder.path(), &["main.4dm"]);
    assert_eq!(status, 1);
    let expected = serde_json::json!([{
        "file": "main.4dm", "line": 2, "column": 2, "endLine": 2, "endColumn": 7,
        "severity": "error", "code": "semantic/unknown-method",
        "message": "there is no method or command `ALRET`", "help": "did you mean `ALERT`?",
    }]);
    assert_eq!(Value::Array(messages), expected);
}

#[test]
fn annotations_for_github_escape_what_would_end_them() {
    let folder = folder(&[("50%, a.4dm", "ALRET(1)\nOPEN WINDOW(1; 2; 3; 4)\n")]);
    let output = check(folder.path(), &["--format", "github", "50%, a.4dm"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "::error file=50%25%2C a.4dm,line=1,col=1,endLine=1,endColumn=6,title=semantic/unknown-method::\
         there is no method or command `ALRET` (did you mean `ALERT`?)\n\
         ::warning file=50%25%2C a.4dm,line=2,col=1,endLine=2,endColumn=12,title=semantic/unavailable-command::\
         the command `Open window` is not available in four (the line raises error 33 when it runs)\n"
    );
}

#[test]
fn excerpts_go_to_standard_error_with_a_summary_at_the_end() {
    let folder = folder(&[("main.4dm", "ALRET(1)\n")]);
    let output = check(folder.path(), &["main.4dm"]);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.stdout.is_empty());
    assert!(errors.contains("main.4dm:1:1") && errors.contains("help: did you mean `ALERT`?"), "{errors}");
    assert!(errors.ends_with("1 file checked: 1 error, 0 warnings\n"), "{errors}");
}

/// A project whose files need each other, its structure and its neighbours.
fn project() -> TempDir {
    folder(&[
        ("app/Project/app.4DProject", "{}"),
        ("app/Project/Sources/Methods/Say hello.4dm", "#DECLARE($name : Text)\nALERT($name)\n"),
        ("app/Project/Sources/Methods/a%2Fb.4dm", "Say hello(\"x\")\n[Invoices]\n"),
        ("app/Project/Sources/Classes/Greeter.4dm", "Class extends Base\n\nFunction go()\n\tThis.base()\n"),
        ("app/Project/Sources/Classes/Base.4dm", "Function base()\n\tsay helo(\"x\")\n"),
        ("app/Project/Sources/DatabaseMethods/onStartup.4dm", "cs.Greeter.new().go()\nnothing(1)\n"),
        ("app/Project/Sources/Forms/F/ObjectMethods/b.4dm", "cs.InvoicesEntity.new()\nmissing(1)\n"),
        (
            "app/Project/Sources/catalog.4DCatalog",
            "<?xml version=\"1.0\"?>\n<!DOCTYPE base SYSTEM \"http://www.4d.com/dtd/2007/base.dtd\" >\n\
             <base><table name=\"Invoices\" id=\"1\"/></base>",
        ),
        ("app/Documentation/page.md", "```4d\n$a:=(1\n```\n"),
    ])
}

const PROBLEMS: [&str; 5] = [
    "semantic/unknown-method app/Project/Sources/Classes/Base.4dm:2",
    "semantic/no-database app/Project/Sources/Methods/a%2Fb.4dm:2",
    "semantic/unknown-method app/Project/Sources/DatabaseMethods/onStartup.4dm:2",
    "semantic/unavailable-class app/Project/Sources/Forms/F/ObjectMethods/b.4dm:1",
    "semantic/unknown-method app/Project/Sources/Forms/F/ObjectMethods/b.4dm:2",
];

#[test]
fn a_project_is_checked_as_a_whole() {
    let folder = project();
    for path in ["app", "app/Project", "app/Project/app.4DProject"] {
        assert_eq!(found(folder.path(), &[path]), PROBLEMS, "{path}");
    }
}

#[test]
fn a_file_of_a_project_is_checked_with_its_project() {
    let folder = project();
    assert_eq!(found(folder.path(), &["app/Project/Sources/DatabaseMethods/onStartup.4dm"]), [PROBLEMS[2]]);
    assert_eq!(found(folder.path(), &["app/Project/Sources/Classes"]), [PROBLEMS[0]]);
    assert_eq!(found(folder.path(), &["app/Project/Sources/Classes/Greeter.4dm"]), [""; 0]);
}

#[test]
fn a_folder_around_projects_holds_projects_files_and_pages() {
    let folder = project();
    fs::write(folder.path().join("loose.4dm"), "Say hello(\"x\")\n").expect("a file");
    let problems = found(folder.path(), &["."]);
    let with_dot = |problem: &str| problem.replacen(' ', " ./", 1);
    assert!(problems.contains(&with_dot("semantic/unknown-method loose.4dm:1")), "{problems:?}");
    assert!(problems.contains(&with_dot("syntax/brackets app/Documentation/page.md:2")), "{problems:?}");
    // The project is named as it is found from the current folder.
    assert!(problems.iter().any(|problem| problem.ends_with("Classes/Base.4dm:2")), "{problems:?}");
    assert_eq!(problems.len(), PROBLEMS.len() + 2, "{problems:?}");
}

#[test]
fn components_and_plugins_may_have_what_is_unknown() {
    let folder = project();
    let path = folder.path().join("app/Project/Sources/dependencies.json");
    fs::write(path, "{\"dependencies\": {\"Helpers\": {\"version\": \"*\"}}}").expect("a file");
    let (messages, status) = json(folder.path(), &["app"]);
    assert_eq!(messages.len(), PROBLEMS.len());
    let helps = |severity: &str| {
        let unknown = messages.iter().filter(|message| message["code"] == "semantic/unknown-method");
        let of_severity = unknown.filter(|message| message["severity"] == severity);
        of_severity.map(|message| message["help"].to_string()).collect::<Vec<_>>()
    };
    let warnings = helps("warning");
    assert_eq!(warnings.len(), 2, "{messages:?}");
    assert!(warnings.iter().all(|help| help.contains("it may belong to `Helpers`")), "{warnings:?}");
    // A slip in the name of a method of the project is one, whatever is absent.
    assert_eq!(helps("error"), ["\"did you mean `Say hello`?\""]);
    assert_eq!(status, 1);
}

#[test]
fn a_dependency_whose_sources_are_here_hides_nothing() {
    let folder = project();
    let path = folder.path().join("app/Project/Sources/dependencies.json");
    fs::write(path, "{\"dependencies\": {\"Helpers\": {\"version\": \"*\"}}}").expect("a file");
    let methods = folder.path().join("app/Components/Helpers/Project/Sources/Methods");
    fs::create_dir_all(&methods).expect("a folder");
    fs::write(methods.join("help.4dm"), "//%attributes = {\"shared\":true}\n").expect("a file");
    let (messages, status) = json(folder.path(), &["app"]);
    assert_eq!(status, 1, "{messages:?}");
}

#[test]
fn a_file_by_itself_is_a_class_if_it_reads_as_one() {
    let folder = folder(&[
        ("Thing.4dm", "property a : Text\n\nFunction f()\n\tThis.f()\n\tcs.Thing.new()\n"),
        ("notes.4dm", "Thing.a:=1\nSuper()\n"),
    ]);
    assert_eq!(found(folder.path(), &["Thing.4dm"]), [""; 0]);
    assert_eq!(found(folder.path(), &["notes.4dm"]), ["semantic/super-outside-class notes.4dm:2"]);
}

#[test]
fn a_file_by_itself_knows_the_classes_and_methods_beside_it() {
    let folder = folder(&[
        ("main.4dm", "greet(\"x\")\ncs.Thing.new()\n"),
        ("Methods/greet.4dm", "#DECLARE($name : Text)\nother\n"),
        ("Methods/other.4dm", "greet(\"x\")\nunknown\n"),
        ("Classes/Thing.4dm", "Function f()\n\tgreet(\"x\")\n"),
    ]);
    assert_eq!(found(folder.path(), &["main.4dm", "Classes/Thing.4dm"]), [""; 0]);
    assert_eq!(found(folder.path(), &["."]), ["semantic/unknown-method ./Methods/other.4dm:2"]);
}

#[test]
fn each_block_of_a_page_stands_alone_and_keeps_its_place() {
    let page = "# A page\n\n```4d\n$a:=1\nALRET($a)\n```\n\n- a list\n\n  ```4D\n  Function f()\n  \tSuper()\n  ```\n\n\
                ```js\nlet broken = (;\n```\n\n~~~4d title\n$b:=(1\n~~~\n";
    let folder = folder(&[("page.md", page)]);
    assert_eq!(
        found(folder.path(), &["page.md"]),
        ["semantic/unknown-method page.md:5", "syntax/brackets page.md:20"]
    );
}

#[test]
fn a_file_that_is_no_text_is_reported_and_the_others_are_checked() {
    let folder = folder(&[("b.4dm", "ALRET(1)\n")]);
    fs::write(folder.path().join("a.4dm"), b"$a:=1\n$b:=\"\xff\"\n").expect("a file");
    let problems = found(folder.path(), &["a.4dm", "b.4dm"]);
    assert_eq!(problems, ["syntax/unreadable-file a.4dm:2", "semantic/unknown-method b.4dm:1"]);
}

#[test]
fn a_file_of_that_name_can_still_be_run() {
    let folder = folder(&[("check/main.4dm", "ALERT(\"ran\")\n")]);
    let run = |path: &str| {
        let four = Command::new(env!("CARGO_BIN_EXE_four-run")).current_dir(folder.path()).arg(path).output();
        four.expect("four-run")
    };
    assert_eq!(String::from_utf8_lossy(&run("check/main.4dm").stdout), "ran\n");
    assert!(String::from_utf8_lossy(&run("./check").stderr).contains("no 4D project"));
}

#[test]
fn a_file_with_very_many_faults_is_cut_short_and_counted() {
    let unknown: String = (0..5000).map(|number| format!("strange{number}(1)\n")).collect();
    let folder = folder(&[("a.4dm", unknown.as_str()), ("b.4dm", &"$a:=(1\n".repeat(5000))]);
    let (messages, status) = json(folder.path(), &["a.4dm"]);
    assert_eq!((messages.len(), status), (200, 1));
    let errors = check(folder.path(), &["b.4dm"]).stderr;
    let errors = String::from_utf8_lossy(&errors).into_owned();
    assert!(errors.contains("5000 errors") && errors.contains("4980 not shown"), "{errors}");
}

/// The codes in the sources of a crate.
fn codes(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            codes(&path, found);
            continue;
        }
        let text = fs::read_to_string(&path).unwrap_or_default();
        for part in text.split('"') {
            let name = part.strip_prefix("syntax/").or_else(|| part.strip_prefix("semantic/"));
            if name.is_some_and(|name| {
                !name.is_empty() && name.bytes().all(|b| b == b'-' || b.is_ascii_lowercase())
            }) {
                found.insert(part.to_owned());
            }
        }
    }
}

#[test]
fn every_code_has_a_golden_program() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut all = BTreeSet::new();
    for sources in ["four-syntax/src", "four-eval/src", "four-cli/src"] {
        codes(&root.join("crates").join(sources), &mut all);
    }
    assert!(all.len() > 60, "{all:?}");
    // A source of 2 GB, a formula text (`four-syntax/tests/it/messages.rs`) and bytes that are no text (above).
    for elsewhere in ["syntax/too-large", "syntax/formula", "syntax/unreadable-file"] {
        assert!(all.remove(elsewhere), "{elsewhere}");
    }
    let golden = root.join("tests/golden/check");
    let shows = |code: &String| {
        let file = golden.join(format!("{code}.4dm"));
        let program = if file.is_file() { file } else { golden.join(code).join("main.4dm") };
        let text = fs::read_to_string(program).unwrap_or_default();
        text.contains(&format!("// err: {code}\n")) || text.contains(&format!("// stderr: {code}\n"))
    };
    let missing: Vec<&String> = all.iter().filter(|code| !shows(code)).collect();
    assert!(missing.is_empty(), "no golden program shows {missing:?}");
}
