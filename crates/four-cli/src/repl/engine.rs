//! The program behind the prompt: one main process that runs each line as a message, between all others.

use std::cell::RefCell;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Once, mpsc};
use std::time::{Duration, Instant};

use four_eval::app::AppState;
use four_eval::cx::Cx;
use four_eval::process::Job;
use four_eval::program::Program;
use four_eval::session::{self, Outcome, Session};
use four_runtime::host::{App, Settings};
use four_runtime::life::Hold;
use four_runtime::process::{ProcessHandle, at_end, flags};
use four_runtime::{Value, memory};

use super::screen::{Screen, ScreenMachine};
use super::show;
use crate::system::Machine;
use crate::{allocator, report};

/// How long the end of a session may take: open sockets are closed, callbacks run.
const GRACE: Duration = Duration::from_secs(5);

/// How long a question about live values may wait while the process is busy.
const SOON: Duration = Duration::from_millis(80);

thread_local! {
    /// The variables of the prompt, in the main process; absent while a line runs.
    static SESSION: RefCell<Option<Session>> = const { RefCell::new(None) };
}

/// How a line ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ran {
    /// Without error.
    Well,
    /// With an error, which was shown.
    Badly,
    /// The main process has ended.
    Gone,
}

/// Why the main process gave no answer in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unanswered {
    /// It was interrupted, and goes on.
    Interrupted,
    /// It cannot be interrupted.
    Busy,
    /// It has ended.
    Gone,
}

/// What the main process does for the prompt, shared with the watcher of signals.
#[derive(Clone)]
pub struct Interrupter {
    main: Arc<ProcessHandle>,
    app: Arc<AppState>,
    /// 0 while nothing runs, else 1 and the number of interruptions so far.
    running: Arc<AtomicU32>,
}

impl Interrupter {
    /// Interrupts the running line; the second time everything that runs; the third time the session, in case some
    /// command cannot be interrupted, which is false. None when nothing runs.
    pub fn interrupt(&self) -> Option<bool> {
        let before = self.running.load(Ordering::SeqCst);
        if before == 0 {
            return None;
        }
        self.running.store(before + 1, Ordering::SeqCst);
        if before == 1 {
            self.main.raise(flags::ABORT);
        } else if before > 2 {
            return Some(false);
        } else {
            self.app.processes().iter().for_each(|process| process.raise(flags::ABORT));
        }
        Some(true)
    }
}

/// The program behind the prompt.
pub struct Engine {
    /// What its processes share.
    pub app: Arc<AppState>,
    /// Where it writes.
    pub screen: Arc<Screen>,
    main: Arc<ProcessHandle>,
    running: Arc<AtomicU32>,
    ending: Once,
    _hold: Hold,
}

impl Engine {
    /// Starts the main process.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(program: Program, settings: Settings, screen: Arc<Screen>) -> Result<Engine, String> {
        let machine = ScreenMachine { machine: Machine::new(), screen: screen.clone() };
        let reporter = {
            let screen = screen.clone();
            Box::new(move |error: &_, program: &_, process: &_| {
                screen.say(&report::uncaught_text(error, program, process));
            })
        };
        let app = AppState::new(program, Box::new(machine), settings, reporter);
        let hold = app.life().hold();
        let run = |_: &mut Cx<'_>| {
            SESSION.set(Some(Session::default()));
            at_end(|| drop(SESSION.take()));
        };
        let job = Job { run: Box::new(run), hold: app.life().hold() };
        memory::set_give_back(allocator::give_back);
        app.start_main(job).map_err(|error| error.message.clone())?;
        let main = app.find(|process| process.number == 1).ok_or("the main process has ended")?;
        Ok(Engine { app, screen, main, running: Arc::default(), ending: Once::new(), _hold: hold })
    }

    /// What interrupts the running line.
    pub fn interrupter(&self) -> Interrupter {
        Interrupter { main: self.main.clone(), app: self.app.clone(), running: self.running.clone() }
    }

    /// Lets the main process do something with the variables of the prompt; none when it has ended.
    pub fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Session, &mut Cx<'_>) -> T + Send + 'static,
    ) -> Option<T> {
        self.running.store(1, Ordering::SeqCst);
        let result = self.begin(work)?.recv().ok();
        self.running.store(0, Ordering::SeqCst);
        result
    }

    /// The same within a time; what runs longer is interrupted.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn ask_within<T: Send + 'static>(
        &self,
        limit: Duration,
        work: impl FnOnce(&mut Session, &mut Cx<'_>) -> T + Send + 'static,
    ) -> Result<T, Unanswered> {
        let receive = self.begin(work).ok_or(Unanswered::Gone)?;
        match receive.recv_timeout(limit) {
            Ok(result) => Ok(result),
            Err(mpsc::RecvTimeoutError::Disconnected) => Err(Unanswered::Gone),
            Err(mpsc::RecvTimeoutError::Timeout) => {
                self.main.raise(flags::ABORT);
                match receive.recv_timeout(GRACE) {
                    Err(mpsc::RecvTimeoutError::Timeout) => Err(Unanswered::Busy),
                    _ => Err(Unanswered::Interrupted),
                }
            }
        }
    }

    /// The same, unless the process is busy.
    pub fn ask_soon<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Session, &mut Cx<'_>) -> T + Send + 'static,
    ) -> Option<T> {
        self.begin(work)?.recv_timeout(SOON).ok()
    }

    fn begin<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Session, &mut Cx<'_>) -> T + Send + 'static,
    ) -> Option<mpsc::Receiver<T>> {
        let (send, receive) = mpsc::channel();
        let posted = session::post(&self.main, move |cx| {
            let Some(mut session) = SESSION.take() else { return };
            let result = work(&mut session, cx);
            SESSION.set(Some(session));
            // Whoever asked may have stopped waiting.
            let _ = send.send(result);
        });
        posted.then_some(receive)
    }

    /// Runs a line and shows what it gives.
    pub fn line(&self, text: &str) -> Ran {
        let screen = self.screen.clone();
        let text = text.to_owned();
        let ran = self.ask(move |session, cx| {
            let outcome = session.run(cx, "prompt", &text);
            settle(cx, &screen, outcome, |cx, value| screen.out(&format!("{}\n", show::show(cx, &value))))
        });
        ran.unwrap_or(Ran::Gone)
    }

    /// Evaluates an expression and hands its value to `use_value`, whose text is shown.
    pub fn value(
        &self,
        text: &str,
        use_value: impl FnOnce(&mut Cx<'_>, Value, Duration) -> String + Send + 'static,
    ) -> Ran {
        let (screen, text) = (self.screen.clone(), text.to_owned());
        let ran = self.ask(move |session, cx| {
            let start = Instant::now();
            let outcome = match session.run(cx, "prompt", &text) {
                Outcome::Done => Outcome::Value(Value::Undefined),
                other => other,
            };
            let time = start.elapsed();
            settle(cx, &screen, outcome, |cx, value| screen.out(&format!("{}\n", use_value(cx, value, time))))
        });
        ran.unwrap_or(Ran::Gone)
    }

    /// Ends the session, once: sockets are closed in good order, their callbacks run.
    pub fn end(&self) {
        self.ending.call_once(|| {
            four_net::classes::shutdown(&*self.app, GRACE);
            self.app.end_processes(GRACE);
        });
    }
}

/// Shows how a line ended.
pub fn settle(
    cx: &mut Cx<'_>,
    screen: &Screen,
    outcome: Outcome,
    shows: impl FnOnce(&mut Cx<'_>, Value),
) -> Ran {
    match outcome {
        Outcome::Done => Ran::Well,
        Outcome::Value(value) => {
            shows(cx, value);
            Ran::Well
        }
        Outcome::Unreadable(diagnostics, source) => {
            screen.say(&four_syntax::render(&diagnostics, &source, report::colours(), report::WIDTH));
            Ran::Badly
        }
        Outcome::Raised(error) => {
            if error.is_catchable() {
                let (app, process) = (cx.app.clone(), cx.process.clone());
                app.report(&error, cx.program, &process);
            } else if !cx.app.life().is_stopping() {
                screen.say("interrupted\n");
            }
            Ran::Badly
        }
    }
}
