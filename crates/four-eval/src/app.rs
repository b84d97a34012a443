//! What all processes of a running program share, and the processes themselves.

use std::any::Any;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};
use std::time::{Duration, Instant};

use four_runtime::host::{App, DesignObject, Settings, System};
use four_runtime::life::Life;
use four_runtime::memory;
use four_runtime::process::{ProcessHandle, flags};
use four_runtime::shared::SharedObject;
use four_runtime::{Error, Res};
use four_syntax::Source;

use crate::interprocess::Interprocess;
use crate::names::VariableNames;
use crate::process;
use crate::program::{InputKind, Program, fold};
use crate::shared::SharedState;

/// Shows an error that nothing handled.
pub type Reporter = Box<dyn Fn(&Error, &Program, &ProcessHandle) + Send + Sync>;

/// Reads the sources again and puts them into the place of the program.
pub type Reload = Box<dyn Fn(&AppState) -> Result<(), String> + Send + Sync>;

/// Most processes that may exist at a time.
const MAX_PROCESSES: usize = 4000;

/// What all processes of a running program share.
pub struct AppState {
    program: RwLock<Arc<Program>>,
    /// True once the program has changed its own source.
    edited: AtomicBool,
    /// Held while a source is taken over.
    editing: Mutex<()>,
    system: Box<dyn System>,
    settings: Settings,
    life: Life,
    /// Numbers of variable names.
    pub names: Arc<VariableNames>,
    /// Interprocess variables.
    pub interprocess: Interprocess,
    /// `Storage`, shared singletons, properties of classes.
    pub shared: SharedState,
    processes: Mutex<Vec<Arc<ProcessHandle>>>,
    threads: Mutex<Vec<std::thread::JoinHandle<()>>>,
    next_number: AtomicI32,
    services: Mutex<HashMap<&'static str, Arc<dyn Any + Send + Sync>>>,
    failed: AtomicBool,
    asserts: AtomicBool,
    error_handlers: Mutex<ErrorHandlers>,
    /// How many assertions were checked.
    pub assertions: AtomicU64,
    reporter: Reporter,
    reload: OnceLock<Reload>,
    me: std::sync::Weak<AppState>,
}

/// Methods called on errors of all processes (`Concepts/error-handling`, scope and components). Each project has its own:
/// that of the host is named by the empty text, a component by its namespace.
#[derive(Default)]
pub struct ErrorHandlers {
    /// `ek global`, by project.
    pub global: HashMap<String, String>,
    /// `ek errors from components`.
    pub components: Option<String>,
}

impl ErrorHandlers {
    /// The method for an error in the code of a project that has none for its process.
    pub fn of(&self, project: &str) -> Option<String> {
        let components = if project.is_empty() { &None } else { &self.components };
        self.global.get(project).or(components.as_ref()).cloned()
    }
}

impl AppState {
    /// A program that is not started yet.
    pub fn new(
        program: Program,
        system: Box<dyn System>,
        settings: Settings,
        reporter: Reporter,
    ) -> Arc<AppState> {
        Arc::new_cyclic(|me| AppState {
            names: program.variable_names.clone(),
            program: RwLock::new(Arc::new(program)),
            edited: AtomicBool::new(false),
            editing: Mutex::default(),
            system,
            settings,
            life: Life::default(),
            interprocess: Interprocess::default(),
            shared: SharedState::default(),
            processes: Mutex::default(),
            threads: Mutex::default(),
            next_number: AtomicI32::new(1),
            services: Mutex::default(),
            failed: AtomicBool::new(false),
            asserts: AtomicBool::new(true),
            error_handlers: Default::default(),
            assertions: AtomicU64::new(0),
            reporter,
            reload: OnceLock::new(),
            me: me.clone(),
        })
    }

    /// Tells how the sources are read again.
    pub fn reloads_by(&self, reload: Reload) {
        let _ = self.reload.set(reload);
    }

    /// The newest snapshot of the program.
    pub fn program(&self) -> Arc<Program> {
        self.program.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The newest snapshot, if the program has changed its own source and the given one is older.
    pub fn newer_than(&self, program: &Program) -> Option<Arc<Program>> {
        if !self.edited.load(Ordering::Relaxed) {
            return None;
        }
        Some(self.program()).filter(|newest| !std::ptr::eq(&**newest, program))
    }

    /// Replaces the program; processes take it up with their next message.
    pub fn replace_program(&self, program: Program) {
        tracing::info!(sources = program.sources.len(), "program replaced");
        *self.program.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(program);
    }

    /// True when an error was not handled by the program.
    pub fn has_failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }

    /// Shows an error that nothing handled, and remembers that there was one.
    pub fn report(&self, error: &Error, program: &Program, process: &ProcessHandle) {
        if !error.is_catchable() {
            return;
        }
        self.failed.store(true, Ordering::Relaxed);
        (self.reporter)(error, program, process);
    }

    /// Starts the main process: it runs the job, then handles its messages. The hold inside the job keeps the program
    /// alive until the job is done.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn start_main(&self, job: process::Job) -> Res<()> {
        self.spawn("Main process", true, Some(job)).map(drop)
    }

    /// Starts a process that runs a job and is no worker; gives its number.
    ///
    /// # Errors
    /// When no process can be started.
    pub fn start_process(&self, name: &str, job: process::Job) -> Res<i32> {
        self.spawn(name, false, Some(job)).map(|process| process.number)
    }

    /// The worker of this name, started if it does not exist.
    ///
    /// # Errors
    /// When no process can be started.
    pub fn worker(&self, name: &str) -> Res<Arc<ProcessHandle>> {
        if let Some(found) = self.find(|process| process.is_worker && process.name == name) {
            return Ok(found);
        }
        self.spawn(name, true, None)
    }

    /// The methods called on errors of all processes.
    pub fn error_handlers(&self) -> MutexGuard<'_, ErrorHandlers> {
        self.error_handlers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// True when `ASSERT` checks in this process.
    pub fn asserts_enabled(&self, process: &ProcessHandle) -> bool {
        self.asserts.load(Ordering::Relaxed) && process.asserts.load(Ordering::Relaxed)
    }

    /// The first live process that fits.
    pub fn find(&self, fits: impl Fn(&ProcessHandle) -> bool) -> Option<Arc<ProcessHandle>> {
        self.lock_processes().iter().find(|process| fits(process)).cloned()
    }

    fn spawn(&self, name: &str, is_worker: bool, job: Option<process::Job>) -> Res<Arc<ProcessHandle>> {
        let mut processes = self.lock_processes();
        // Another process may have started the same worker meanwhile.
        if job.is_none()
            && is_worker
            && let Some(found) = processes.iter().find(|process| process.is_worker && process.name == name)
        {
            return Ok(found.clone());
        }
        if processes.len() >= MAX_PROCESSES {
            return Err(Error::new(
                -10714,
                format!("No more than {MAX_PROCESSES} processes can run at a time."),
            ));
        }
        let number = self.next_number.fetch_add(1, Ordering::Relaxed);
        let handle = ProcessHandle::new(number, name.to_owned(), is_worker);
        let Some(app) = self.me.upgrade() else {
            return Err(Error::quit());
        };
        // Before it starts, so that what it says comes after.
        tracing::debug!(number, name, "process starts");
        let thread = process::start(app, handle.clone(), job)
            .map_err(|error| Error::new(-10714, format!("No process can be started: {error}.")))?;
        processes.push(handle.clone());
        drop(processes);
        let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        threads.retain(|thread| !thread.is_finished());
        threads.push(thread);
        Ok(handle)
    }

    /// A process has ended: a message that came too late starts a new one of the same name.
    pub(crate) fn ended(&self, handle: &Arc<ProcessHandle>) {
        self.lock_processes().retain(|process| !Arc::ptr_eq(process, handle));
        tracing::debug!(number = handle.number, name = handle.name, "process ended");
        let left = handle.close();
        if self.life.is_stopping() || !handle.is_worker {
            return;
        }
        for message in left {
            if let Ok(successor) = self.worker(&handle.name) {
                // A process that was just started takes messages.
                let _ = successor.post(message);
            }
        }
    }

    /// Waits until nothing keeps the program alive or it is asked to stop, and looks after its memory meanwhile.
    pub fn wait(&self) {
        let mut turn = 0;
        while !self.life.wait(memory::next_look(turn)) {
            turn = turn.saturating_add(1);
            self.look_at_memory();
        }
    }

    /// Interrupts the processes if they use more memory than they may; to be called now and then while the program runs,
    /// unless someone [waits](AppState::wait). Large values are checked when they are made.
    pub fn look_at_memory(&self) {
        if memory::is_over() {
            for process in self.lock_processes().iter() {
                process.flags.fetch_or(flags::MEMORY, Ordering::Relaxed);
            }
        }
    }

    /// Ends all processes and waits for them, at most `limit`. True when all have ended.
    pub fn end_processes(&self, limit: Duration) -> bool {
        self.life.stop();
        for process in self.lock_processes().iter() {
            process.raise(flags::QUIT);
        }
        let end = Instant::now() + limit;
        loop {
            let all_done =
                self.threads.lock().unwrap_or_else(PoisonError::into_inner).iter().all(|t| t.is_finished());
            if all_done || Instant::now() >= end {
                return all_done;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    fn lock_processes(&self) -> std::sync::MutexGuard<'_, Vec<Arc<ProcessHandle>>> {
        self.processes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl App for AppState {
    fn system(&self) -> &dyn System {
        &*self.system
    }

    fn life(&self) -> &Life {
        &self.life
    }

    fn processes(&self) -> Vec<Arc<ProcessHandle>> {
        self.lock_processes().clone()
    }

    fn kill(&self, number: i32) {
        if let Some(process) = self.find(|process| process.number == number && process.is_worker) {
            process.clear();
            // The main process only empties its mailbox (`commands/kill-worker`).
            if number != 1 {
                process.raise(flags::END);
                // One that stands still would never end.
                process.resume();
            }
        }
    }

    fn start_serving(&self, name: &str) -> Res<Arc<ProcessHandle>> {
        self.spawn(name, false, None)
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn service(
        &self,
        key: &'static str,
        create: &dyn Fn() -> Arc<dyn Any + Send + Sync>,
    ) -> Arc<dyn Any + Send + Sync> {
        let mut services = self.services.lock().unwrap_or_else(PoisonError::into_inner);
        services.entry(key).or_insert_with(create).clone()
    }

    fn service_in_use(&self, key: &str) -> Option<Arc<dyn Any + Send + Sync>> {
        self.services.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    fn set_asserts(&self, enabled: bool) {
        self.asserts.store(enabled, Ordering::Relaxed);
    }

    fn asserts(&self) -> bool {
        self.asserts.load(Ordering::Relaxed)
    }

    fn storage(&self) -> Arc<SharedObject> {
        self.shared.storage.clone()
    }

    fn weak(&self) -> std::sync::Weak<dyn App> {
        self.me.clone()
    }

    fn quit(&self) {
        self.life.stop();
    }

    fn design(&self) -> Vec<DesignObject> {
        self.program().design()
    }

    fn set_code(&self, object: &DesignObject, text: String) -> bool {
        let name = object.name.clone();
        let kind = match object.kind {
            1 => InputKind::Method(name),
            2 => InputKind::DatabaseMethod(name),
            32 => InputKind::Class(name),
            _ => return false,
        };
        let _editing = self.editing.lock().unwrap_or_else(PoisonError::into_inner);
        let source = Arc::new(Source::new(object.file.to_string_lossy().into_owned(), text));
        self.replace_program(self.program().with_source(kind, source));
        self.edited.store(true, Ordering::Relaxed);
        true
    }

    fn reload(&self) -> Result<(), String> {
        let _editing = self.editing.lock().unwrap_or_else(PoisonError::into_inner);
        match self.reload.get() {
            Some(reload) => {
                reload(self)?;
                self.edited.store(true, Ordering::Relaxed);
                Ok(())
            }
            None => Err("this program has no sources that could be read again".into()),
        }
    }

    fn code(&self, path: &str) -> Option<String> {
        let program = self.program();
        let wanted = fold(path);
        let file = program.design_files().find(|(other, _)| fold(&other.path) == wanted)?.1;
        Some(program.sources.get(file as usize)?.text().to_string())
    }
}
