//! The class `4D.SystemWorker` (`API/SystemWorkerClass`): external processes whose output comes in callbacks.
//!
//! Threads (`threads`) read the output and wait for the end; what they find comes through the mailbox of the 4D process
//! that made the worker, and is found there in a table of the thread. A reader waits while much is undelivered, so a
//! process that writes without end needs no memory without end. A running worker keeps the program alive. When its 4D
//! process ends, the external process runs on; when the program ends, it is killed.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use four_runtime::class::native_class;
use four_runtime::life::Hold;
use four_runtime::native::Native;
use four_runtime::process::{Event, at_end};
use four_runtime::{Error, Host, Object, Res, Symbol, Text, Value, native_class};

use crate::args::check_size;
use crate::compare::is_missing;
use crate::external::{Child, Launch, check_variable, start};
use crate::files::item::Item;
use crate::files::paths::Location;
use crate::files::texts::{Coding, Decoder};
use crate::functions::OBJECT;

mod threads;

use threads::{Gate, Threads};

/// Most bytes that wait to be read by the external process.
const MAX_INPUT: usize = 256 << 20;
/// Longest time limit, in seconds.
const MAX_SECONDS: f64 = 86_400.0 * 365.0;

/// The input of an external process: bytes on their way, counted.
struct Input {
    sender: Sender<Vec<u8>>,
    waiting: Arc<AtomicU64>,
}

/// The native part of a `4D.SystemWorker`.
struct SystemWorker {
    id: u64,
    command_line: Text,
    folder: Value,
    coding: Coding,
    encoding: Text,
    as_blob: bool,
    timeout: Option<f64>,
    hide_window: Cell<bool>,
    pid: u32,
    child: Child,
    input: RefCell<Option<Input>>,
    state: RefCell<State>,
    exit_code: Cell<Option<i32>>,
    terminated: Cell<bool>,
    /// True when `onTerminate` has run.
    done: Rc<Cell<bool>>,
    errors: RefCell<Vec<Value>>,
    /// True when the program killed the external process.
    killed: Cell<bool>,
}

/// What has come from the external process.
struct State {
    bytes: Rc<Vec<u8>>,
    text: Text,
    error: Text,
    decoder: Decoder,
    error_decoder: Decoder,
}

impl Native for SystemWorker {
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.folder);
        if let Ok(errors) = self.errors.try_borrow() {
            errors.iter().for_each(visit);
        }
    }
}

/// A worker of this process whose external process lives.
struct Live {
    object: Rc<Object>,
    options: Value,
    gate: Arc<Gate>,
    _hold: Hold,
}

thread_local! {
    static WORKERS: RefCell<Option<HashMap<u64, Live>>> = const { RefCell::new(None) };
}

static NEXT: AtomicU64 = AtomicU64::new(1);

/// Puts a worker into the table of this process, which is emptied when the process ends.
fn insert(id: u64, live: Live) {
    WORKERS.with_borrow_mut(|workers| {
        let workers = workers.get_or_insert_with(|| {
            at_end(|| {
                let left = WORKERS.with_borrow_mut(Option::take).unwrap_or_default();
                for live in left.values() {
                    live.gate.close();
                }
            });
            HashMap::new()
        });
        workers.insert(id, live);
    });
}

/// Object and options of a worker.
fn find(id: u64) -> Option<(Rc<Object>, Value)> {
    WORKERS.with_borrow(|workers| {
        let live = workers.as_ref()?.get(&id)?;
        Some((live.object.clone(), live.options.clone()))
    })
}

fn remove(id: u64) -> Option<Live> {
    WORKERS.with_borrow_mut(|workers| workers.as_mut()?.remove(&id))
}

fn of(object: &Rc<Object>) -> Res<&SystemWorker> {
    let wrong = || Error::type_mismatch("a 4D.SystemWorker", &Value::Object(object.clone()));
    object.native_as::<SystemWorker>().ok_or_else(wrong)
}

/// Output has arrived.
struct Arrived {
    id: u64,
    is_error: bool,
    bytes: Vec<u8>,
    gate: Arc<Gate>,
}

impl Drop for Arrived {
    fn drop(&mut self) {
        self.gate.leave(self.bytes.len());
    }
}

/// The external process and its output have ended.
struct Ended {
    id: u64,
    exit_code: Option<i32>,
    timed_out: bool,
}

/// Calls a callback of the options, if there is one; what it raises is reported.
fn call(host: &mut dyn Host, options: &Value, name: &str, worker: &Rc<Object>, info: Object) -> Res<()> {
    if is_missing(options) {
        return Ok(());
    }
    let result = match host.member(options, Symbol::intern(name)) {
        Ok(function @ Value::Function(_)) => {
            host.call(&function, options, vec![Value::Object(worker.clone()), Value::from(info)])
        }
        other => other,
    };
    match result {
        Err(error) if error.is_catchable() => {
            host.report(&error);
            Ok(())
        }
        other => other.map(drop),
    }
}

fn info(kind: &str, data: Option<Value>) -> Object {
    let data = data.map(|data| ("data", data));
    Object::from_pairs([("type", Value::from(kind))].into_iter().chain(data))
}

/// Records an error of the worker, kills the external process and calls `onError`.
fn fail(host: &mut dyn Host, options: &Value, object: &Rc<Object>, code: i32, message: &str) -> Res<()> {
    let worker = of(object)?;
    let error = Object::from_pairs([
        ("errorCode", Value::Int(code)),
        ("message", Value::from(message)),
        ("componentSignature", Value::from("4DRT")),
    ]);
    worker.errors.borrow_mut().push(Value::from(error));
    worker.child.kill();
    call(host, options, "onError", object, info("error", None))
}

impl SystemWorker {
    /// Takes output; gives what the callback is told, if anything is whole.
    fn take(&self, host: &dyn Host, bytes: &[u8], is_error: bool, last: bool) -> Res<Option<Value>> {
        let mut state = self.state.borrow_mut();
        let state = &mut *state;
        if is_error {
            check_size(host, state.error.len().saturating_add(bytes.len()).saturating_mul(2))?;
            let text = state.error_decoder.push(bytes, last);
            state.error.push(&text);
            return Ok((!text.is_empty()).then(|| Value::Text(text)));
        }
        if self.as_blob {
            check_size(host, state.bytes.len().saturating_add(bytes.len()))?;
            Rc::make_mut(&mut state.bytes).extend_from_slice(bytes);
            return Ok((!bytes.is_empty()).then(|| Value::Blob(Rc::new(bytes.to_vec()))));
        }
        check_size(host, state.text.len().saturating_add(bytes.len()).saturating_mul(2))?;
        let text = state.decoder.push(bytes, last);
        state.text.push(&text);
        Ok((!text.is_empty()).then(|| Value::Text(text)))
    }

    fn response(&self) -> Value {
        let state = self.state.borrow();
        if self.as_blob { Value::Blob(state.bytes.clone()) } else { Value::Text(state.text.clone()) }
    }
}

/// Takes output and calls `onData` or `onDataError`.
fn deliver(
    host: &mut dyn Host,
    object: &Rc<Object>,
    options: &Value,
    bytes: &[u8],
    is_error: bool,
    last: bool,
) -> Res<()> {
    let worker = of(object)?;
    let failed = !worker.errors.borrow().is_empty();
    if failed {
        return Ok(());
    }
    match worker.take(host, bytes, is_error, last) {
        Ok(None) => Ok(()),
        Ok(Some(data)) if is_error => call(host, options, "onDataError", object, info("error", Some(data))),
        Ok(Some(data)) => call(host, options, "onData", object, info("data", Some(data))),
        Err(error) => fail(host, options, object, error.code, &error.message),
    }
}

impl Event for Arrived {
    fn deliver(self: Box<Self>, host: &mut dyn Host) -> Res<()> {
        let Some((object, options)) = find(self.id) else { return Ok(()) };
        deliver(host, &object, &options, &self.bytes, self.is_error, false)
    }
}

impl Event for Ended {
    fn deliver(self: Box<Self>, host: &mut dyn Host) -> Res<()> {
        let Some((object, options)) = find(self.id) else { return Ok(()) };
        let worker = of(&object)?;
        deliver(host, &object, &options, &[], false, true)?;
        deliver(host, &object, &options, &[], true, true)?;
        worker.exit_code.set(self.exit_code);
        worker.terminated.set(true);
        worker.input.borrow_mut().take();
        let mut result = Ok(());
        if self.timed_out {
            let message = "The external process was killed, as its time was over.";
            result = fail(host, &options, &object, -10720, message);
        }
        let whole = worker.errors.borrow().is_empty() && !worker.killed.get();
        if result.is_ok() && whole {
            let response = worker.response();
            result = call(host, &options, "onResponse", &object, info("response", Some(response)));
        }
        if result.is_ok() {
            result = call(host, &options, "onTerminate", &object, info("termination", None));
        }
        worker.done.set(true);
        // The program may end when the worker is gone: not before the callbacks have run.
        drop(remove(self.id));
        result
    }
}

/// The options of `new()`.
struct Options {
    as_blob: bool,
    encoding: Text,
    coding: Coding,
    timeout: Option<f64>,
    folder: Value,
    variables: Vec<(String, String)>,
    hide_window: bool,
}

impl Options {
    fn of(host: &mut dyn Host, options: &Value) -> Res<Options> {
        let mut property = |name: &str| -> Res<Option<Value>> {
            if is_missing(options) {
                return Ok(None);
            }
            Ok(Some(host.member(options, Symbol::intern(name))?).filter(|value| !is_missing(value)))
        };
        let as_blob = match property("dataType")? {
            None => false,
            Some(Value::Text(word)) if &*word.to_str() == "text" => false,
            Some(Value::Text(word)) if &*word.to_str() == "blob" => true,
            Some(other) => {
                return Err(Error::type_mismatch("the option dataType (\"text\" or \"blob\")", &other));
            }
        };
        let encoding = match property("encoding")? {
            None => Text::from("UTF-8"),
            Some(Value::Text(name)) => name,
            Some(other) => return Err(Error::type_mismatch("the option encoding (a text)", &other)),
        };
        let coding = Coding::of(Some(&Value::Text(encoding.clone())))?;
        let timeout = match property("timeout")? {
            None => None,
            Some(value) => match value.as_number() {
                Some(seconds) => Some(seconds.clamp(0.0, MAX_SECONDS)),
                None => return Err(Error::type_mismatch("the option timeout (a number)", &value)),
            },
        };
        let folder = match property("currentDirectory")? {
            None => Item::folder(Location::on_disk(std::env::current_dir().unwrap_or_default())).into_value(),
            Some(folder @ Value::Object(_)) => folder,
            Some(other) => {
                return Err(Error::type_mismatch("the option currentDirectory (a 4D.Folder)", &other));
            }
        };
        let hide_window = !matches!(property("hideWindow")?, Some(Value::Bool(false)));
        let mut variables = Vec::new();
        if let Some(Value::Object(object)) = property("variables")? {
            for (name, value) in object.entries() {
                let value = match value {
                    Value::Text(text) => text.to_string(),
                    Value::Bool(flag) => flag.to_string(),
                    other => match other.as_number() {
                        Some(number) => four_runtime::json::number_text(number),
                        None => {
                            return Err(Error::type_mismatch("a variable that is a text or number", &other));
                        }
                    },
                };
                if value.contains('=') {
                    let message =
                        format!("The variable {name} of a system worker cannot have = in its value.");
                    return Err(Error::new(54, message));
                }
                check_variable(&name.to_str(), &value)?;
                variables.push((name.to_string(), value));
            }
        }
        Ok(Options { as_blob, encoding, coding, timeout, folder, variables, hide_window })
    }
}

native_class! {
    /// An external process, its output in callbacks: `onData`, `onDataError`, `onResponse`, `onError`, `onTerminate`, each
    /// called with the worker and an object that has `type` and `data`.
    pub static SYSTEM_WORKER: "SystemWorker" extends OBJECT;
    = new(host, command_line: &Text, options: Option<&Value>) -> Value {
        let given = match options {
            None => Value::Null,
            Some(value) if is_missing(value) => Value::Null,
            Some(value @ Value::Object(_)) => value.clone(),
            Some(other) => return Err(Error::type_mismatch("the options object of a system worker", other)),
        };
        let options = Options::of(host, &given)?;
        let folder = match &options.folder {
            Value::Object(folder) => Item::of(folder)?.location.target()?.to_owned(),
            _ => std::path::PathBuf::new(),
        };
        let launch = Launch {
            line: &command_line.to_str(),
            folder: Some(folder),
            variables: &options.variables,
            hides: options.hide_window,
        };
        let started = start(&launch)?;
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        let (process, gate) = (host.process().clone(), Arc::new(Gate::default()));
        let (sender, packets) = channel::<Vec<u8>>();
        let waiting = Arc::new(AtomicU64::new(0));
        let state = State {
            bytes: Rc::default(),
            text: Text::EMPTY,
            error: Text::EMPTY,
            decoder: Decoder::new(options.coding),
            error_decoder: Decoder::new(options.coding),
        };
        let worker = SystemWorker {
            id,
            command_line: command_line.clone(),
            folder: options.folder,
            coding: options.coding,
            encoding: options.encoding,
            as_blob: options.as_blob,
            timeout: options.timeout,
            hide_window: Cell::new(options.hide_window),
            pid: started.child.id(),
            child: started.child.clone(),
            input: RefCell::new(Some(Input { sender, waiting: waiting.clone() })),
            state: RefCell::new(state),
            exit_code: Cell::new(None),
            terminated: Cell::new(false),
            done: Rc::new(Cell::new(false)),
            errors: RefCell::default(),
            killed: Cell::new(false),
        };
        let object = Rc::new(Object::native(native_class(&SYSTEM_WORKER), Rc::new(worker)));
        let hold = host.app().life().hold();
        insert(id, Live { object: object.clone(), options: given, gate: gate.clone(), _hold: hold });

        let threads = Threads { id, process, gate, packets, waiting, limit: options.timeout };
        let child = started.child.clone();
        if let Err(error) = threads.start(started) {
            child.kill();
            child.forget();
            drop(remove(id));
            return Err(error);
        }
        Ok(Value::Object(object))
    }

    /// Closes the standard input of the external process (`API/SystemWorkerClass`).
    fn closeInput(_host, this: &Rc<Object>) {
        of(this)?.input.borrow_mut().take();
        Ok(())
    }

    /// The command line (`API/SystemWorkerClass`).
    get commandLine(_host, this: &Rc<Object>) -> Text { Ok(of(this)?.command_line.clone()) }

    /// The folder that the external process runs in (`API/SystemWorkerClass`).
    get currentDirectory(_host, this: &Rc<Object>) -> Value { Ok(of(this)?.folder.clone()) }

    /// `text` or `blob` (`API/SystemWorkerClass`).
    get dataType(_host, this: &Rc<Object>) -> &'static str { Ok(if of(this)?.as_blob { "blob" } else { "text" }) }

    /// The character set of the output; undefined for blobs (`API/SystemWorkerClass`).
    get encoding(_host, this: &Rc<Object>) -> Value {
        let worker = of(this)?;
        Ok(if worker.as_blob { Value::Undefined } else { Value::Text(worker.encoding.clone()) })
    }

    /// Errors of the worker itself, objects with `errorCode`, `message` and `componentSignature`; undefined without any
    /// (`API/SystemWorkerClass`).
    get errors(_host, this: &Rc<Object>) -> Value {
        let errors = of(this)?.errors.borrow().clone();
        Ok(if errors.is_empty() { Value::Undefined } else { Value::from(errors) })
    }

    /// What the external process returned; undefined before its end and when it was killed (`API/SystemWorkerClass`).
    get exitCode(_host, this: &Rc<Object>) -> Value { Ok(of(this)?.exit_code.get().map_or(Value::Undefined, Value::Int)) }

    /// True to hide the console window (Windows) (`API/SystemWorkerClass`).
    get hideWindow(_host, this: &Rc<Object>) -> bool { Ok(of(this)?.hide_window.get()) }

    /// Sets whether the window is hidden, which matters before the process starts only (`API/SystemWorkerClass`).
    set hideWindow(_host, this: &Rc<Object>, value: bool) {
        of(this)?.hide_window.set(value);
        Ok(())
    }

    /// Number of the external process in the system (`API/SystemWorkerClass`).
    get pid(_host, this: &Rc<Object>) -> f64 { Ok(f64::from(of(this)?.pid)) }

    /// Writes a text, in the worker's character set, or a blob to the standard input of the external process
    /// (`API/SystemWorkerClass`). Nothing happens after its end.
    ///
    /// ```4d
    /// var $worker : 4D.SystemWorker
    /// If (Not(Is Windows))
    ///     $worker:=4D.SystemWorker.new("sort")
    ///     $worker.postMessage("b\na\n")
    ///     $worker.closeInput()
    ///     ASSERT($worker.wait().response="a\nb\n")
    /// End if
    /// ```
    fn postMessage(_host, this: &Rc<Object>, message: &Value) {
        let worker = of(this)?;
        let bytes = match message {
            Value::Text(text) => worker.coding.bytes(text),
            Value::Blob(bytes) => bytes.to_vec(),
            other => return Err(Error::type_mismatch("a message (a text or blob)", other)),
        };
        if worker.terminated.get() {
            return Ok(());
        }
        let input = worker.input.borrow();
        let Some(input) = &*input else {
            return Err(Error::new(-38, "The input of the external process is closed."));
        };
        let count = bytes.len() as u64;
        if input.waiting.fetch_add(count, Ordering::Relaxed) + count > MAX_INPUT as u64 {
            input.waiting.fetch_sub(count, Ordering::Relaxed);
            return Err(Error::new(-10701, "The external process does not read its input: too much is waiting."));
        }
        // The thread that writes ends with the worker only.
        let _ = input.sender.send(bytes);
        Ok(())
    }

    /// All that the external process has written, as text or blob (`API/SystemWorkerClass`).
    ///
    /// ```4d
    /// If (Not(Is Windows))
    ///     ASSERT(4D.SystemWorker.new("echo documented").wait().response="documented\n")
    /// End if
    /// ```
    get response(_host, this: &Rc<Object>) -> Value { Ok(of(this)?.response()) }

    /// All that the external process has written to its error output (`API/SystemWorkerClass`).
    get responseError(_host, this: &Rc<Object>) -> Text { Ok(of(this)?.state.borrow().error.clone()) }

    /// Kills the external process (`API/SystemWorkerClass`).
    ///
    /// ```4d
    /// var $worker : 4D.SystemWorker
    /// If (Not(Is Windows))
    ///     $worker:=4D.SystemWorker.new("sleep 1000")
    ///     $worker.terminate()
    ///     ASSERT($worker.wait().terminated)
    /// End if
    /// ```
    fn terminate(_host, this: &Rc<Object>) {
        let worker = of(this)?;
        if !worker.terminated.get() {
            worker.killed.set(true);
            worker.child.kill();
        }
        Ok(())
    }

    /// True when the external process has ended (`API/SystemWorkerClass`).
    get terminated(_host, this: &Rc<Object>) -> bool { Ok(of(this)?.terminated.get()) }

    /// Seconds after which the external process is killed; undefined without (`API/SystemWorkerClass`).
    get timeout(_host, this: &Rc<Object>) -> Value { Ok(of(this)?.timeout.map_or(Value::Undefined, Value::number)) }

    /// Waits until the external process has ended and `onTerminate` has run, at most so many seconds; callbacks run
    /// meanwhile. Gives the worker (`API/SystemWorkerClass`).
    ///
    /// ```4d
    /// If (Not(Is Windows))
    ///     ASSERT(4D.SystemWorker.new("sh -c \"exit 3\"").wait().exitCode=3)
    /// End if
    /// ```
    fn wait(host, this: &Rc<Object>, timeout: Option<f64>) -> Value {
        let worker = of(this)?;
        let limit = timeout.map(|seconds| Duration::from_secs_f64(seconds.clamp(0.0, MAX_SECONDS)));
        let known = WORKERS.with_borrow(|workers| workers.as_ref().is_some_and(|all| all.contains_key(&worker.id)));
        if known || worker.done.get() {
            let done = worker.done.clone();
            host.pump(limit.map(|limit| Instant::now() + limit), &move || done.get())?;
        }
        Ok(Value::Object(this.clone()))
    }
}
