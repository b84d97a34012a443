//! The web processes: 4D processes named `Web Process` that answer requests, one at a time each.
//!
//! Network threads hand requests over and never wait. There are as many processes as requests run at the same time, up
//! to a limit; beyond it requests queue, up to a limit again, and what comes then is answered with 503. The process that
//! was busy last is taken first, so that a quiet server uses one process.

use std::collections::VecDeque;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use four_runtime::host::{App, Settings};
use four_runtime::process::{Event, Message, ProcessHandle, flags};
use four_runtime::{Host, Res};

use super::handlers::Handlers;
use super::web_sessions::WebSessions;
use super::web_turn;
use crate::http::{HttpProgram, HttpRequest, HttpResponse, Reply, Route, Stage, files, url};

/// Name of the processes.
const NAME: &str = "Web Process";

/// The route of requests that the database methods answer.
const DATABASE_METHODS: usize = usize::MAX;
/// The route of requests for `/4DACTION`.
const ACTION: usize = usize::MAX - 1;

/// The route of requests for pages with 4D tags.
const PAGE: usize = usize::MAX - 2;

/// What is to run.
pub enum Task {
    /// The HTTP handler of this number.
    Handler(usize),
    /// On Web Authentication and On Web Connection.
    DatabaseMethods,
    /// A project method with its parameter (`/4DACTION/Method/Parameter`).
    Action(String, String),
    /// A page with 4D tags, if it is there.
    Page,
}

/// A request on its way to a process.
pub struct Job {
    /// What is to run.
    pub task: Task,
    /// The request.
    pub request: HttpRequest,
    /// Where the answer goes.
    pub reply: Reply,
}

#[derive(Default)]
struct State {
    /// Processes that wait, the one busy last at the end.
    idle: Vec<Arc<ProcessHandle>>,
    /// All processes.
    count: usize,
    waiting: VecDeque<Job>,
    closed: bool,
}

/// What a running web server shares with the processes that answer for it.
pub struct WebProgram {
    /// The HTTP request handlers.
    pub handlers: Handlers,
    /// Whether there is a database method On Web Connection.
    pub connection: bool,
    /// Whether there is a database method On Web Authentication.
    pub authentication: bool,
    /// Project methods that web clients may run.
    methods: Vec<String>,
    /// Whether folders have a home page with 4D tags.
    page_at_home: bool,
    /// The sessions of the clients, where they are wanted.
    pub sessions: Option<WebSessions>,
    app: Weak<dyn App>,
    /// Most processes (`maxConcurrentProcesses`), and most requests that wait for one.
    most: usize,
    state: Mutex<State>,
    me: Weak<WebProgram>,
}

impl WebProgram {
    /// A program that nothing was asked of yet.
    pub fn new(
        app: Weak<dyn App>,
        handlers: Handlers,
        settings: &Settings,
        most: usize,
        page_at_home: bool,
        sessions: Option<WebSessions>,
    ) -> Arc<WebProgram> {
        let has = |name: &str| settings.database_methods.iter().any(|known| known.eq_ignore_ascii_case(name));
        let (connection, authentication) = (has("onWebConnection"), has("onWebAuthentication"));
        Arc::new_cyclic(|me| WebProgram {
            handlers,
            connection,
            authentication,
            methods: settings.web_methods.clone(),
            page_at_home,
            sessions,
            app,
            most,
            state: Mutex::default(),
            me: me.clone(),
        })
    }

    /// True when requests can reach 4D code: the server then keeps the program alive.
    pub fn is_used(&self) -> bool {
        !self.handlers.is_empty() || self.connection || self.authentication || !self.methods.is_empty()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a URL may mean a page with 4D tags; its process finds out.
    fn is_page(&self, target: &str) -> bool {
        let path = url::path_of(target);
        files::is_page(&path) || self.page_at_home && path.ends_with('/')
    }

    /// Whether web clients may run a project method by URL or tag.
    pub fn publishes(&self, method: &str) -> bool {
        self.methods.iter().any(|known| same_name(known, method))
    }

    fn submit(&self, job: Job) {
        let (Some(me), Some(app)) = (self.me.upgrade(), self.app.upgrade()) else {
            return job.reply.busy();
        };
        let mut state = self.lock();
        if state.closed {
            drop(state);
            return job.reply.busy();
        }
        if state.idle.is_empty() && state.count >= self.most {
            if state.waiting.len() >= self.most {
                drop(state);
                return job.reply.busy();
            }
            state.waiting.push_back(job);
            return;
        }
        let found = state.idle.pop();
        if found.is_none() {
            state.count += 1;
        }
        drop(state);
        let Some(mut process) = found.or_else(|| app.start_serving(NAME).ok()) else {
            self.left();
            return job.reply.busy();
        };
        let mut message = Message::Event(Box::new(Turn { program: me, job: Some(job), seat: None }));
        while let Err(back) = process.post(message) {
            // The process has just ended: another takes its seat. Without one the turn is dropped, which gives up the
            // seat and answers 500.
            message = back;
            let Ok(next) = app.start_serving(NAME) else { return };
            process = next;
        }
    }

    /// A process is gone. Without any, nobody would take what waits.
    fn left(&self) {
        let waiting = {
            let mut state = self.lock();
            state.count -= 1;
            if state.count > 0 { VecDeque::new() } else { std::mem::take(&mut state.waiting) }
        };
        waiting.into_iter().for_each(|job| job.reply.busy());
    }

    /// A process is done with a request: it takes the next, or waits for one.
    fn done(self: &Arc<Self>, process: &Arc<ProcessHandle>) {
        let mut state = self.lock();
        if std::thread::panicking() || process.flags.load(Ordering::Relaxed) & (flags::END | flags::QUIT) != 0
        {
            drop(state);
            return self.left();
        }
        while let Some(job) = state.waiting.pop_front() {
            if job.reply.is_wanted() {
                drop(state);
                let turn = Turn { program: self.clone(), job: Some(job), seat: None };
                // Posted to this very process, which lives.
                let _ = process.post(Message::Event(Box::new(turn)));
                return;
            }
        }
        if state.closed {
            state.count -= 1;
            drop(state);
            process.raise(flags::END);
        } else {
            state.idle.push(process.clone());
        }
    }

    /// Takes no more requests, and ends the processes when they are done.
    pub fn close(&self) {
        let (idle, waiting) = {
            let mut state = self.lock();
            state.closed = true;
            let idle = std::mem::take(&mut state.idle);
            state.count -= idle.len();
            (idle, std::mem::take(&mut state.waiting))
        };
        waiting.into_iter().for_each(|job| job.reply.busy());
        idle.iter().for_each(|process| process.raise(flags::END));
    }
}

impl HttpProgram for WebProgram {
    fn route(&self, method: &str, target: &str, stage: Stage) -> Route {
        match stage {
            Stage::First if action(target).is_some() => Route::Take(ACTION),
            Stage::First => match self.handlers.route(method, target) {
                Route::Pass if self.is_page(target) => Route::Take(PAGE),
                route => route,
            },
            Stage::Rest if self.connection || self.authentication => Route::Take(DATABASE_METHODS),
            Stage::Rest => Route::Pass,
        }
    }

    fn handle(&self, route: usize, request: HttpRequest, reply: Reply) {
        let task = match route {
            DATABASE_METHODS => Task::DatabaseMethods,
            ACTION => {
                let (method, parameter) = action(&request.url).unwrap_or_default();
                let Some(known) = self.methods.iter().find(|known| same_name(known, &method)) else {
                    let body = "403 Forbidden\n".into();
                    reply.send(HttpResponse { status: 403, headers: Vec::new(), body });
                    return;
                };
                Task::Action(known.clone(), parameter)
            }
            PAGE => Task::Page,
            handler => Task::Handler(handler),
        };
        self.submit(Job { task, request, reply });
    }
}

/// Method and parameter of a request for `/4DACTION/Method/Parameter`, decoded.
fn action(target: &str) -> Option<(String, String)> {
    let path = url::path_of(target);
    let (first, rest) = path[1..].split_once('/')?;
    let (method, parameter) = rest.split_once('/').unwrap_or((rest, ""));
    first.eq_ignore_ascii_case("4DACTION").then(|| (method.to_owned(), parameter.to_owned()))
}

/// Names of methods do not depend on case.
fn same_name(left: &str, right: &str) -> bool {
    left.to_lowercase() == right.to_lowercase()
}

/// A request in the mailbox of a web process.
struct Turn {
    program: Arc<WebProgram>,
    job: Option<Job>,
    /// The process, once it has begun.
    seat: Option<Arc<ProcessHandle>>,
}

impl Event for Turn {
    fn deliver(mut self: Box<Self>, host: &mut dyn Host) -> Res<()> {
        self.seat = Some(host.process().clone());
        match self.job.take() {
            Some(job) if job.reply.is_wanted() => web_turn::serve(host, &self.program, job),
            _ => Ok(()),
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        // Also when 4D code brings a process down. A turn that was never delivered has no seat: its process ended first.
        match self.seat.take() {
            Some(process) => self.program.done(&process),
            None if self.job.is_some() => self.program.left(),
            None => {}
        }
    }
}
