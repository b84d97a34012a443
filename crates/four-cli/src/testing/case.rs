//! One test, in a process of its own: set-up, test, tear-down; what comes of it goes to a file.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use clap::Parser;
use four_eval::app::AppState;
use four_eval::cx::Cx;
use four_eval::names::VariableNames;
use four_eval::process::Job;
use four_eval::program::Program;
use four_runtime::host::App;
use four_runtime::life::Life;
use four_runtime::{Error, Host, Res, Symbol, Text, Value};
use four_syntax::Source;

use crate::system::Machine;
use crate::{project, report, run, signals, workspace};

/// How long the end may take: open sockets are closed, callbacks run.
const GRACE: Duration = Duration::from_secs(5);

/// Names of the functions that run before and after each test of a class, without underscores and in lower case.
const SET_UP: [&str; 2] = ["setup", "beforeeach"];
const TEAR_DOWN: [&str; 2] = ["teardown", "aftereach"];

/// Runs the test; the exit status says whether that could be done at all.
///
/// # Errors
/// When there is no such test, or the report cannot be written.
pub fn run(paths: &[PathBuf], case: &str, to: &Path) -> Result<u8, String> {
    let root = paths.first().map_or(Path::new("."), PathBuf::as_path);
    let found = project::with_code(Source::new("(tests)", ""), root)?;
    let arguments = crate::arguments::Arguments::try_parse_from(["four-run", "--port", "0"]);
    let arguments = arguments.map_err(|error| error.to_string())?;
    let settings = run::settings(&arguments, &found)?;
    let program = Program::build(found.catalog, Arc::new(VariableNames::default()), found.inputs);
    let (class, function) = case.split_once('.').unwrap_or(("", case));
    let file = match class {
        "" => program.method_named(function).map(|method| method.file),
        class => program.class_named(class).map(|class| class.file),
    };
    let file = file.ok_or_else(|| format!("there is no test {case}"))?;
    let mut failures: Arc<Mutex<String>> = Arc::default();
    let mut assertions = 0;
    if workspace::is_broken(&program, file) {
        failures = Arc::new(Mutex::new(report::problems_of(&program, file)));
    } else {
        let kept = failures.clone();
        let reporter = move |error: &Error, program: &Program, process: &_| {
            let text = report::uncaught_text(error, program, process);
            kept.lock().unwrap_or_else(PoisonError::into_inner).push_str(&text);
        };
        let app = AppState::new(program, Box::new(Machine::new()), settings, Box::new(reporter));
        let _signals = signals::watch(app.life().clone())?;
        let end = End(app.life().clone());
        let (class, function) = (class.to_owned(), function.to_owned());
        let run = move |cx: &mut Cx<'_>| {
            for error in test(cx, &class, &function) {
                let (app, process) = (cx.app.clone(), cx.process.clone());
                app.report(&error, cx.program, &process);
            }
            drop(end);
        };
        let job = Job { run: Box::new(run), hold: app.life().hold() };
        app.start_main(job).map_err(|error| error.message.clone())?;
        app.wait();
        four_net::classes::shutdown(&*app, GRACE);
        app.end_processes(GRACE);
        assertions = app.assertions.load(Ordering::Relaxed);
    }
    let failures = std::mem::take(&mut *failures.lock().unwrap_or_else(PoisonError::into_inner));
    std::fs::write(to, format!("{assertions}\n{failures}"))
        .map_err(|error| format!("{}: {error}", to.display()))?;
    Ok(0)
}

/// Ends the program when the test is over, also by an error, although servers may be left.
struct End(Life);

impl Drop for End {
    fn drop(&mut self) {
        self.0.stop();
    }
}

/// Runs the test with what belongs around it; gives the errors that came out.
#[expect(clippy::vec_box, reason = "errors travel in boxes")]
fn test(cx: &mut Cx<'_>, class: &str, function: &str) -> Vec<Box<Error>> {
    if class.is_empty() {
        let method = cx.method(&Text::from(function)).unwrap_or_default();
        return cx.call(&method, &Value::Null, Vec::new()).err().into_iter().collect();
    }
    let object = match instance(cx, class) {
        Ok(object) => object,
        Err(error) => return vec![error],
    };
    let mut errors = Vec::new();
    match around(cx, class, &object, &SET_UP) {
        Ok(()) => errors.extend(call(cx, &object, function).err()),
        Err(error) => errors.push(error),
    }
    errors.extend(around(cx, class, &object, &TEAR_DOWN).err());
    errors
}

fn instance(cx: &mut Cx<'_>, class: &str) -> Res<Value> {
    let class = cx.program.class_named(class).map_or(Value::Undefined, |class| Value::Class(class.class));
    let new = cx.member(&class, Symbol::intern("new"))?;
    cx.call(&new, &class, Vec::new())
}

fn call(cx: &mut Cx<'_>, object: &Value, function: &str) -> Res<()> {
    let function = cx.member(object, Symbol::intern(function))?;
    cx.call(&function, object, Vec::new()).map(drop)
}

/// Calls the functions of a class, or of those above it, that have one of these names.
fn around(cx: &mut Cx<'_>, class: &str, object: &Value, names: &[&str]) -> Res<()> {
    let mut found: Option<String> = None;
    let mut next = cx.program.class_named(class);
    for _ in 0..100 {
        let Some(this) = next else { break };
        let functions = cx.program.function_names(this.class);
        found = functions
            .into_iter()
            .find(|function| names.contains(&function.replace('_', "").to_lowercase().as_str()));
        if found.is_some() {
            break;
        }
        next = cx.program.parent(this);
    }
    found.map_or(Ok(()), |function| call(cx, object, &function))
}
