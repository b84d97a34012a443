//! Programs with faults: a status that is not 0, a message with file, line and excerpt, and never a panic.

use crate::ending::run;

/// Asserts that `source` fails and that the report shows line `line`, which holds `excerpt`.
async fn fails(source: &str, line: usize, excerpt: &str) -> String {
    let (status, _, errors) = run(&[], source).await;
    assert!(status == 1 || status == 2, "status {status}\n{errors}");
    assert!(errors.contains(&format!("main.4dm:{line}")), "line {line} is not named:\n{errors}");
    assert!(errors.contains(excerpt), "`{excerpt}` is not shown:\n{errors}");
    assert!(!errors.contains("panicked"), "{errors}");
    errors
}

#[tokio::test]
async fn a_syntax_error() {
    let errors = fails("var $a : Integer\n$a:=(1+\nALERT(\"x\")\n", 2, "$a:=(1+").await;
    assert!(!errors.contains("expected one of"), "{errors}");
}

#[tokio::test]
async fn several_syntax_errors_are_all_reported() {
    let errors = fails("$a:=1+\n$b:=2\n$c:=*3\n", 1, "$a:=1+").await;
    assert!(errors.contains("$c:=*3"), "{errors}");
}

#[tokio::test]
async fn a_structure_that_is_not_closed() {
    fails("If (True)\n\tALERT(\"x\")\n", 1, "If (True)").await;
}

#[tokio::test]
async fn an_unknown_command() {
    fails("ALERT(\"x\")\nNo such command(1)\n", 2, "No such command(1)").await;
}

#[tokio::test]
async fn an_unknown_class() {
    let errors = fails("var $x : Object\n$x:=cs.Missing.new()\n", 2, "cs.Missing.new()").await;
    assert!(errors.contains("Missing"), "{errors}");
}

#[tokio::test]
async fn an_argument_of_the_wrong_type() {
    let errors = fails("\n\nALERT(Uppercase([1; 2]))\n", 3, "Uppercase([1; 2])").await;
    assert!(errors.contains("Uppercase"), "{errors}");
}

#[tokio::test]
async fn an_endless_recursion() {
    fails("var $f : Object\n$f:={go: Formula(This.go())}\n$f.go()\n", 3, "$f.go()").await;
}

#[tokio::test]
async fn deep_nesting() {
    for (open, close) in [("(", ")"), ("[", "]"), ("{a: ", "}"), ("-", "")] {
        let source = format!("$a:={}1{}\n", open.repeat(200_000), close.repeat(200_000));
        let (status, _, errors) = run(&[], &source).await;
        assert!(status == 0 || status == 1 || status == 2, "{open}: status {status}");
        assert!(!errors.contains("panicked"), "{open}");
    }
}

#[tokio::test]
async fn bytes_that_are_no_text() {
    let source = "\u{0}\u{1}\u{feff}\u{2028} \"\n\t/* /* */ \u{fffd}";
    let (status, _, errors) = run(&[], source).await;
    assert!(status == 1 || status == 2, "status {status}");
    assert!(errors.contains("main.4dm") && !errors.contains("panicked"), "{errors}");
}
