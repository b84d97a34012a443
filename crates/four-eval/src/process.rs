//! The thread of a 4D process: takes messages from its mailbox and runs them, one after the other.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::JoinHandle;

use four_runtime::Value;
use four_runtime::error::Error;
use four_runtime::life::Hold;
use four_runtime::process::{Call, CallTarget, Message, ProcessHandle, flags, run_cleanups, set_current};

use crate::app::AppState;
use crate::cx::Cx;
use crate::nodes::arguments::Given;
use crate::nodes::call::call_value;
use crate::program::Program;

/// What the main process runs first; the hold keeps the program alive until it is done.
pub struct Job {
    /// Runs in the main process.
    pub run: Box<dyn FnOnce(&mut Cx<'_>) + Send>,
    /// Given up when the job is done.
    pub hold: Hold,
}

/// Native stack of a process, in bytes. Pages are used only when touched.
const STACK: usize = 256 << 20;

/// Starts the thread of a process.
///
/// # Errors
/// When the system starts no more threads.
pub fn start(
    app: Arc<AppState>,
    handle: Arc<ProcessHandle>,
    job: Option<Job>,
) -> std::io::Result<JoinHandle<()>> {
    // The system shows at most 15 characters of a thread's name; a zero byte is not allowed.
    let name: String = handle.name.chars().filter(|c| *c != '\0').take(15).collect();
    std::thread::Builder::new().name(name).stack_size(STACK).spawn(move || {
        set_current(&handle);
        let run = AssertUnwindSafe(|| run(&app, &handle, job));
        if catch_unwind(run).is_err() {
            let program = app.program();
            let error = Error::new(-1, "Internal error of four: this process ended.")
                .with_help("please report it, with the program that shows it");
            app.report(&error, &program, &handle);
        }
        run_cleanups();
        app.ended(&handle);
    })
}

fn run(app: &Arc<AppState>, handle: &Arc<ProcessHandle>, job: Option<Job>) {
    let first = app.program();
    let mut parked = Cx::new(&first, app.clone(), handle.clone(), STACK).park();
    if let Some(job) = job {
        let program = app.program();
        let mut cx = parked.resume(&program);
        (job.run)(&mut cx);
        parked = cx.park();
        drop(job.hold);
        if !handle.is_worker {
            return;
        }
    }
    loop {
        let raised = handle.flags.load(Ordering::Relaxed);
        if raised & (flags::END | flags::QUIT) != 0 {
            return;
        }
        handle.flags.fetch_and(!flags::ABORT, Ordering::Relaxed);
        if raised & flags::ASKED != 0 {
            let program = app.program();
            let mut cx = parked.resume(&program);
            crate::questions::answer(&mut cx);
            parked = cx.park();
        }
        let Some(message) = handle.receive(None, &|| false) else { continue };
        let program = app.program();
        let mut cx = parked.resume(&program);
        cx.handle(message);
        parked = cx.park();
    }
}

/// A process between two messages.
pub struct Parked(Cx<'static>);

impl Cx<'_> {
    /// Puts the process aside until its next message.
    pub fn park(self) -> Parked {
        Parked(self.with_program(Program::none()))
    }

    /// Handles one message; an error that nothing took is reported, and the process goes on.
    pub fn handle(&mut self, message: Message) {
        let result = match message {
            Message::Call(call) => self.run_call(call),
            Message::Event(event) => event.deliver(self),
            Message::Work(work) => {
                crate::session::run_work(work, self);
                Ok(())
            }
        };
        self.reset();
        if let Err(error) = result {
            let app = self.app.clone();
            let process = self.process.clone();
            app.report(&error, self.program, &process);
        }
    }

    fn run_call(&mut self, call: Call) -> Result<(), Box<Error>> {
        let mut values = call.args.unpack();
        let result = match call.target {
            CallTarget::Method(name) => match self.program.method_named(&name.to_str()) {
                Some(method) => {
                    method.body(self.program).call(self, (0, 0), Value::Null, Given::values(values))
                }
                None => {
                    return Err(Error::new(44, format!("There is no method {name} for the worker to run.")));
                }
            },
            CallTarget::Function if values.is_empty() => return Ok(()),
            CallTarget::Function => {
                let function = values.remove(0);
                call_value(self, &function, Value::Null, Given::values(values), (0, 0), None)
            }
        };
        let result = result.map(drop).map_err(|raised| self.take_error(raised));
        drop(call.hold);
        result
    }

    /// Forgets what a message may have left behind.
    pub fn reset(&mut self) {
        if self.pumping == 0 {
            self.calls.clear();
            self.this = Value::Null;
            self.constructing.clear();
            self.errors.tries = 0;
            self.errors.handling = false;
            self.has_returned = false;
            self.returned = Value::Undefined;
            self.deferred.clear();
            self.errors.deferred.clear();
            self.has_endings = false;
        }
    }
}

impl Parked {
    /// Takes the process up again, with a snapshot of the program.
    pub fn resume(self, program: &Program) -> Cx<'_> {
        self.0.with_program(program)
    }
}
