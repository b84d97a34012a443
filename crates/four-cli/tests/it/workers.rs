//! `CALL WORKER`, `KILL WORKER` and `Formula`, a row of the requirements each. The programs run as they would from a shell;
//! each line they print is compared. A worker waits for the main process, or the other way round, by a signal.

use std::fs;

use tempfile::TempDir;

use crate::ending;
use crate::server::Four;

/// The lines of a program that ends without errors.
async fn lines(source: &str) -> Vec<String> {
    let (status, lines, errors) = ending::run(&[], source).await;
    assert_eq!((status, errors.as_str()), (0, ""), "{lines:?}");
    lines
}

/// The lines of a project of several files.
async fn project(files: &[(&str, &str)]) -> Vec<String> {
    let folder = TempDir::new().expect("a temporary folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    let mut four = Four::start(&[], &folder.path().join("main.4dm"));
    let lines = four.rest().await;
    assert_eq!((four.exit().await, four.errors().as_str()), (0, ""), "{lines:?}");
    lines
}

#[tokio::test]
async fn cw_01_by_name_or_number_with_a_formula_or_a_method() {
    let main = "CALL WORKER(\"w\"; Formula(ALERT(\"formula \"+Current process name)))\n\
        CALL WORKER(\"w\"; \"Tell\"; \"method\")\n\
        CALL WORKER(1; Formula(ALERT(\"number \"+String(Current process))))\n";
    let tell = "#DECLARE($text : Text)\nALERT($text+\" \"+Current process name)\n";
    let mut found = project(&[("main.4dm", main), ("Methods/Tell.4dm", tell)]).await;
    found.sort();
    assert_eq!(found, ["formula w", "method w", "number 1"]);
}

#[tokio::test]
async fn cw_02_returns_at_once_and_messages_run_in_order() {
    let source = "var $go; $done : 4D.Signal\n\
        $go:=New signal\n$done:=New signal\n\
        CALL WORKER(\"w\"; Formula($go.wait()))\n\
        For ($i; 1; 3)\n\
        \tCALL WORKER(\"w\"; Formula(ALERT(String($1))); $i)\n\
        End for\n\
        CALL WORKER(\"w\"; Formula($done.trigger()))\n\
        ALERT(\"all posted\")\n\
        $go.trigger()\n\
        $done.wait()\n";
    assert_eq!(lines(source).await, ["all posted", "1", "2", "3"]);
}

#[tokio::test]
async fn cw_03_an_unknown_name_makes_a_worker_and_an_unknown_number_nothing() {
    let source = "ALERT(String(Process number(\"new\")))\n\
        CALL WORKER(\"new\"; Formula(1))\n\
        ALERT(String(Process number(\"new\")>0))\n\
        CALL WORKER(4711; Formula(ALERT(\"never\")))\n";
    assert_eq!(lines(source).await, ["0", "True"]);
}

#[tokio::test]
async fn cw_04_names_tell_case_and_the_main_process_is_worker_1() {
    let source = "CALL WORKER(\"w\"; Formula(seen:=\"small\"))\n\
        CALL WORKER(\"W\"; Formula(seen:=\"large\"))\n\
        ALERT(String(Process number(\"w\")#Process number(\"W\")))\n\
        CALL WORKER(1; Formula(ALERT(String(Current process))))\n";
    assert_eq!(lines(source).await, ["True", "1"]);
}

#[tokio::test]
async fn cw_05_a_worker_keeps_its_variables_and_its_error_method() {
    let main = "CALL WORKER(\"w\"; Formula(count:=1))\n\
        CALL WORKER(\"w\"; \"Install\")\n\
        CALL WORKER(\"w\"; Formula(count:=count+1))\n\
        CALL WORKER(\"w\"; \"Fail\")\n\
        CALL WORKER(\"w\"; Formula(ALERT(\"count \"+String(count))))\n";
    let found = project(&[
        ("main.4dm", main),
        ("Methods/Install.4dm", "ON ERR CALL(\"Handle\")\n"),
        ("Methods/Handle.4dm", "ALERT(\"handled \"+String(Error))\n"),
        ("Methods/Fail.4dm", "throw(77; \"oops\")\n"),
    ])
    .await;
    assert_eq!(found, ["handled 77", "count 2"]);
}

#[tokio::test]
async fn cw_06_an_empty_formula_runs_the_first_method_again() {
    let main = "CALL WORKER(\"w\"; \"Begin\")\nCALL WORKER(\"w\"; \"\")\nCALL WORKER(1; \"\")\n";
    let begin = "var runs : Integer\nruns:=runs+1\nALERT(\"begin \"+String(runs))\n";
    assert_eq!(project(&[("main.4dm", main), ("Methods/Begin.4dm", begin)]).await, ["begin 1", "begin 2"]);
}

#[tokio::test]
async fn cw_07_objects_are_copied_and_shared_ones_passed_by_reference() {
    let source = "var $plain; $shared : Object\nvar $go; $done : 4D.Signal\n\
        $go:=New signal\n$done:=New signal\n\
        $plain:={name: \"before\"}\n$shared:=New shared object(\"name\"; \"before\")\n\
        CALL WORKER(\"w\"; Formula($go.wait()))\n\
        CALL WORKER(\"w\"; Formula(ALERT($1.name+\" \"+$2.name)); $plain; $shared)\n\
        CALL WORKER(\"w\"; Formula($done.trigger()))\n\
        $plain.name:=\"after\"\n\
        Use ($shared)\n\t$shared.name:=\"after\"\nEnd use\n\
        $go.trigger()\n$done.wait()\n";
    assert_eq!(lines(source).await, ["before after"]);
}

#[tokio::test]
async fn cw_08_a_captured_instance_keeps_its_class() {
    let main = "var $handler : cs.Handler\n$handler:=cs.Handler.new()\n\
        CALL WORKER(\"w\"; Formula($handler.greet(\"you\")))\n\
        CALL WORKER(\"w\"; Formula($1.greet(\"them\")); $handler)\n";
    let class = "Function greet($whom : Text)\n\tALERT(OB Class(This).name+\" greets \"+$whom)\n";
    assert_eq!(
        project(&[("main.4dm", main), ("Classes/Handler.4dm", class)]).await,
        ["Handler greets you", "Handler greets them"]
    );
}

#[tokio::test]
async fn cw_09_the_mailbox_outlives_a_process_that_died() {
    let main = "CALL WORKER(\"w\"; Formula(count:=1))\n\
        CALL WORKER(\"w\"; \"Die\")\n\
        CALL WORKER(\"w\"; Formula(ALERT(\"again, \"+String(Undefined(count)))))\n";
    assert_eq!(
        project(&[("main.4dm", main), ("Methods/Die.4dm", "ALERT(\"dies\")\nKILL WORKER\n")]).await[0],
        "dies"
    );
    // What is sent after its end starts it anew, without the variables of before.
    let main = "var $dead : 4D.Signal\n$dead:=New signal\n\
        CALL WORKER(\"w\"; Formula(count:=1))\n\
        CALL WORKER(\"w\"; \"Die\"; $dead)\n\
        $dead.wait()\n\
        While (Process number(\"w\")>0)\n\tDELAY PROCESS(Current process; 1)\nEnd while\n\
        CALL WORKER(\"w\"; Formula(ALERT(\"again \"+String(Undefined(count)))))\n";
    let die = "#DECLARE($dead : 4D.Signal)\nKILL WORKER\n$dead.trigger()\n";
    assert_eq!(project(&[("main.4dm", main), ("Methods/Die.4dm", die)]).await, ["again True"]);
}

#[tokio::test]
async fn cw_10_kill_worker_drops_what_waits() {
    let main = "var $go : 4D.Signal\n$go:=New signal\n\
        CALL WORKER(\"w\"; \"Busy\"; $go)\n\
        CALL WORKER(\"w\"; Formula(ALERT(\"never\")))\n\
        KILL WORKER(\"w\")\n\
        KILL WORKER(\"nobody\")\n\
        KILL WORKER(1)\n\
        $go.trigger()\n\
        ALERT(\"main goes on\")\n";
    let busy = "#DECLARE($go : 4D.Signal)\n$go.wait()\n";
    assert_eq!(project(&[("main.4dm", main), ("Methods/Busy.4dm", busy)]).await, ["main goes on"]);
}

#[tokio::test]
async fn cw_11_process_number_tells_whether_a_worker_exists() {
    let source = "If (Process number(\"w\")>0)\n\tALERT(\"wrong\")\nEnd if\n\
        CALL WORKER(\"w\"; Formula(1))\n\
        If (Process number(\"w\")>0)\n\tALERT(\"there\")\nEnd if\n";
    assert_eq!(lines(source).await, ["there"]);
}

#[tokio::test]
async fn fm_01_a_formula_may_assign_to_a_process_variable() {
    let source = "CALL WORKER(\"w\"; Formula(answer:=42))\n\
        CALL WORKER(\"w\"; Formula(ALERT(String(answer))))\n\
        Formula(mine:=7).call()\nALERT(String(mine))\n";
    let mut found = lines(source).await;
    found.sort();
    assert_eq!(found, ["42", "7"]);
}

#[tokio::test]
async fn fm_02_local_variables_are_captured_by_value() {
    let source = "var $n : Integer\nvar $f : 4D.Function\n$n:=1\n$f:=Formula($n+10)\n$n:=2\nALERT(String($f.call()))\n";
    assert_eq!(lines(source).await, ["11"]);
}

#[tokio::test]
async fn fm_03_formulas_are_called_in_three_ways() {
    let main = "var $o : Object\nvar $f : 4D.Function\n\
        $o:={name: \"object\"; sum: Formula($1+$2); who: Formula(This.name)}\n\
        ALERT(String($o.sum(1; 2))+\" \"+$o.who())\n\
        $f:=Formula($1*$2)\n\
        ALERT(String($f.call(Null; 3; 4))+\" \"+String($f.apply(Null; [5; 6])))\n\
        ALERT(Formula(This.name).call({name: \"called\"}))\n\
        $f:=Formula(Twice)\nALERT(String($f.call(Null; 21)))\n";
    let twice = "#DECLARE($n : Integer) : Integer\nreturn $n*2\n";
    assert_eq!(
        project(&[("main.4dm", main), ("Methods/Twice.4dm", twice)]).await,
        ["3 object", "12 30", "called", "42"]
    );
}

#[tokio::test]
async fn fm_04_a_formula_is_evaluated_where_it_was_made() {
    let folder = TempDir::new().expect("a temporary folder");
    for (name, text) in [
        ("Project/app.4DProject", "{}"),
        ("Project/Sources/DatabaseMethods/onStartup.4dm", "ALERT(tl_formula.call())\n"),
        ("Components/tools.4dbase/Project/tools.4DProject", "{}"),
        (
            "Components/tools.4dbase/Project/Sources/Methods/tl_formula.4dm",
            "//%attributes = {\"shared\":true}\n#DECLARE() : 4D.Function\nreturn Formula(hidden)\n",
        ),
        (
            "Components/tools.4dbase/Project/Sources/Methods/hidden.4dm",
            "#DECLARE() : Text\nreturn \"inside\"\n",
        ),
    ] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    let mut four = Four::start(&["--no-web-autostart"], folder.path());
    assert_eq!(four.rest().await, ["inside"], "{}", four.errors());
}

#[tokio::test]
async fn fm_05_a_variable_that_a_formula_assigns_is_the_workers() {
    let source = "CALL WORKER(\"w\"; Formula(held:=New object(\"n\"; 5)))\n\
        CALL WORKER(\"w\"; Formula(ALERT(\"worker \"+String(held.n))))\n\
        ALERT(\"main \"+String(Undefined(held)))\n";
    let mut found = lines(source).await;
    found.sort();
    assert_eq!(found, ["main True", "worker 5"]);
}

#[tokio::test]
async fn fm_06_async_classes_take_formulas_as_callbacks() {
    let source = "var $options : Object\nvar $worker : 4D.SystemWorker\n\
        $options:={onResponse: Formula(ALERT(\"response \"+Split string($1.response; \"\\n\"; sk trim spaces).first())); onTerminate: Formula(ALERT(\"end\"))}\n\
        $worker:=4D.SystemWorker.new(\"echo hello\"; $options)\n\
        $worker.wait(30)\n";
    assert_eq!(lines(source).await, ["response hello", "end"]);
}
