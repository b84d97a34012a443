//! One request in a web process: the function of a handler, or the database methods On Web Authentication and On Web
//! Connection. What the WEB commands see and send meanwhile is kept here.

use std::cell::{Cell, RefCell};
use std::net::IpAddr;
use std::rc::Rc;
use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use four_runtime::class::user_class;
use four_runtime::host::App;
use four_runtime::{Error, Host, Res, Symbol, Text, Value};

use super::incoming::{self, incoming};
use super::outgoing;
use super::service::HTTP;
use super::web_page;
use super::web_processes::{Job, Task, WebProgram};
use super::web_sessions::WebSession;
use crate::http::{Content, HttpRequest, HttpResponse, Reply};

/// Bytes of head and body that the database methods get as a text (`WebServer/httpRequests`).
const SHOWN: usize = 32 << 10;

/// The request that this process answers.
pub struct Turn {
    /// What was asked.
    pub request: Rc<HttpRequest>,
    /// The server that was asked.
    pub program: Arc<WebProgram>,
    /// Where the answer goes, as long as it has not begun.
    pub reply: RefCell<Option<Reply>>,
    /// Status set by `WEB SET HTTP HEADER`.
    pub status: Cell<Option<u16>>,
    /// Header lines set by `WEB SET HTTP HEADER`.
    pub headers: RefCell<Vec<(String, String)>>,
    /// What will be sent when the method is done.
    pub sent: RefCell<Sent>,
    /// The client's session, once it was asked for.
    session: RefCell<Option<Arc<WebSession>>>,
    /// The session that the answer tells the client of.
    cookie: RefCell<Option<String>>,
    app: std::sync::Weak<dyn App>,
}

/// What the method has sent.
#[derive(Default)]
pub enum Sent {
    /// Nothing.
    #[default]
    Nothing,
    /// A body with its media type, empty for none.
    Body(Vec<u8>, String),
    /// A file.
    File(std::path::PathBuf),
    /// A redirection.
    Redirect(String),
    /// A whole answer, head included.
    Raw(HttpResponse),
    /// A stream of pieces has begun.
    Stream(tokio::sync::mpsc::Sender<std::io::Result<bytes::Bytes>>),
}

thread_local! {
    static CURRENT: RefCell<Option<Rc<Turn>>> = const { RefCell::new(None) };
}

/// The request that this process answers, if it is a web process at work.
pub fn current() -> Option<Rc<Turn>> {
    CURRENT.with_borrow(Clone::clone)
}

/// Answers one request.
///
/// # Errors
/// What the 4D code raised; the client has got 500 then.
pub fn serve(host: &mut dyn Host, program: &Arc<WebProgram>, job: Job) -> Res<()> {
    let turn = Rc::new(Turn {
        request: Rc::new(job.request),
        program: program.clone(),
        reply: RefCell::new(Some(job.reply)),
        status: Cell::new(None),
        headers: RefCell::default(),
        sent: RefCell::default(),
        session: RefCell::default(),
        cookie: RefCell::default(),
        app: host.app().weak(),
    });
    if let Some(sessions) = &program.sessions {
        super::session::announce();
        let known = incoming::header(&turn.request, "cookie").and_then(|cookies| sessions.find(&cookies));
        turn.session.replace(known);
        // A passcode in the URL leads to its session (`WebServer/sessions`).
        let code = turn.request.query.iter().find(|(name, _)| name == "$4DSID").map(|(_, code)| code.clone());
        if let Some(code) = code {
            turn.restore(&code);
        }
    }
    CURRENT.set(Some(turn.clone()));
    let result = match &job.task {
        Task::Handler(number) => by_handler(host, &turn, *number),
        Task::DatabaseMethods => by_methods(host, &turn),
        Task::Action(method, parameter) => by_action(host, &turn, method, parameter),
        Task::Page => web_page::answer(host, &turn),
    };
    CURRENT.set(None);
    super::session::forget_promoted();
    match result {
        Ok(()) => {
            turn.finish();
            Ok(())
        }
        Err(error) => {
            turn.fail();
            Err(error)
        }
    }
}

/// Runs the function of a handler; what it returns is the answer.
fn by_handler(host: &mut dyn Host, turn: &Turn, number: usize) -> Res<()> {
    let Some(handler) = turn.program.handlers.get(number) else { return Ok(()) };
    let class = Value::Class(user_class(&handler.class));
    let mut is = |what| -> Res<bool> { Ok(host.member(&class, Symbol::intern(what))?.is_truthy()) };
    if !(is("isSingleton")? && is("isShared")? || is("isSessionSingleton")?) {
        let message = format!("Cannot find singleton {}.", handler.class);
        let help = "an HTTP handler names a class of the project with a shared singleton constructor";
        return Err(Error::with_signature(-10752, message, HTTP).with_help(help));
    }
    let singleton = host.member(&class, Symbol::intern("me"))?;
    let function = host.member(&singleton, Symbol::intern(&handler.method))?;
    if !matches!(function, Value::Function(_)) {
        let message = format!("Cannot find singleton function {}.{}.", handler.class, handler.method);
        return Err(Error::with_signature(-10753, message, HTTP));
    }
    let returned = host.call(&function, &singleton, vec![incoming(turn.request.clone())])?;
    if returned.is_undefined() && !matches!(*turn.sent.borrow(), Sent::Nothing) {
        return Ok(());
    }
    let response = outgoing::response(&returned)?;
    turn.answer(response);
    Ok(())
}

/// Runs On Web Authentication, then On Web Connection.
pub fn by_methods(host: &mut dyn Host, turn: &Turn) -> Res<()> {
    if is_accepted(host, turn)? && turn.program.connection {
        run(host, "onWebConnection", turn)?;
    }
    Ok(())
}

/// Runs On Web Authentication, then a project method; a method that sends nothing gives an empty page.
fn by_action(host: &mut dyn Host, turn: &Turn, method: &str, parameter: &str) -> Res<()> {
    if !is_accepted(host, turn)? {
        return Ok(());
    }
    let Some(function) = host.method(&Text::from(method)) else { return Ok(()) };
    host.call(&function, &Value::Null, vec![Value::from(parameter)])?;
    if matches!(*turn.sent.borrow(), Sent::Nothing) {
        turn.answer(HttpResponse { status: 200, ..HttpResponse::default() });
    }
    Ok(())
}

/// Whether On Web Authentication lets the request in; a method that returns nothing does.
pub fn authenticates(host: &mut dyn Host, turn: &Turn) -> Res<bool> {
    if !turn.program.authentication {
        return Ok(true);
    }
    Ok(match run(host, "onWebAuthentication", turn)? {
        Value::Undefined => true,
        other => other.is_truthy(),
    })
}

/// As [`authenticates`]; a client that is not let in is told.
fn is_accepted(host: &mut dyn Host, turn: &Turn) -> Res<bool> {
    let accepted = authenticates(host, turn)?;
    if !accepted {
        let headers = vec![("WWW-Authenticate".into(), "Basic realm=\"4D\", charset=\"UTF-8\"".into())];
        turn.status.set(None);
        turn.answer(HttpResponse { status: 401, headers, body: "401 Unauthorized\n".into() });
    }
    Ok(accepted)
}

fn run(host: &mut dyn Host, method: &str, turn: &Turn) -> Res<Value> {
    let Some(function) = host.method(&Text::from(method)) else { return Ok(Value::Undefined) };
    let request = &turn.request;
    let address = |ip: Option<IpAddr>| {
        let text = match ip {
            Some(IpAddr::V4(ip)) => format!("::ffff:{ip}"),
            Some(IpAddr::V6(ip)) => ip.to_string(),
            None => String::new(),
        };
        Value::from(text)
    };
    let mut shown = head(request).into_bytes();
    shown.extend_from_slice(b"\r\n");
    let room = SHOWN.saturating_sub(shown.len());
    shown.extend_from_slice(&request.body[..request.body.len().min(room)]);
    shown.truncate(SHOWN);
    let (user, password) = credentials(request);
    let arguments = vec![
        Value::from(request.url.as_str()),
        Value::from(String::from_utf8_lossy(&shown).into_owned()),
        address(Some(request.remote_addr.ip())),
        address(request.local_addr.map(|local| local.ip().to_canonical())),
        Value::from(user),
        Value::from(password),
    ];
    host.call(&function, &Value::Null, arguments)
}

/// The request line and the header lines, each ended by CR and LF.
pub fn head(request: &HttpRequest) -> String {
    let mut head = format!("{} {} {}\r\n", request.method, request.url, request.version);
    for (name, value) in &request.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head
}

/// User and password of Basic authentication; empty without it.
fn credentials(request: &HttpRequest) -> (String, String) {
    let header = incoming::header(request, "authorization").unwrap_or_default();
    let (scheme, rest) = header.split_once(' ').unwrap_or_default();
    if !scheme.eq_ignore_ascii_case("basic") {
        return Default::default();
    }
    let Ok(bytes) = BASE64_STANDARD.decode(rest.trim()) else { return Default::default() };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (user, password) = text.split_once(':').unwrap_or((&text, ""));
    (user.to_owned(), password.to_owned())
}

impl Turn {
    /// The client's session, which begins now if there is none. `None` without sessions.
    pub fn session(&self) -> Option<Arc<WebSession>> {
        let sessions = self.program.sessions.as_ref()?;
        if let Some(session) = &*self.session.borrow() {
            return Some(session.clone());
        }
        let app = self.app.upgrade()?;
        let session = sessions.begin(&*app, self.request.remote_addr.ip().to_canonical().to_string());
        self.take(&session);
        Some(session)
    }

    /// Goes on with the session of a passcode. False when the code is not good.
    pub fn restore(&self, code: &str) -> bool {
        let found = self.program.sessions.as_ref().and_then(|sessions| sessions.redeem(code));
        found.map(|session| self.take(&session)).is_some()
    }

    fn take(&self, session: &Arc<WebSession>) {
        let cookie = self.program.sessions.as_ref().map(|sessions| &sessions.cookie);
        self.cookie.replace(cookie.map(|cookie| cookie.line(session, self.request.secured)));
        self.session.replace(Some(session.clone()));
    }

    /// The header lines set so far, and the cookie of a new session.
    pub fn take_headers(&self) -> Vec<(String, String)> {
        let mut headers = self.headers.take();
        headers.extend(self.cookie.take().map(|cookie| ("Set-Cookie".to_owned(), cookie)));
        headers
    }

    /// Sends an answer, with the header lines set so far.
    pub fn answer(&self, mut response: HttpResponse) {
        let Some(reply) = self.reply.take() else { return };
        response.headers.extend(self.take_headers());
        if let Some(status) = self.status.get() {
            response.status = status;
        }
        reply.send(response);
    }

    /// The method is done: what it has sent goes out.
    fn finish(&self) {
        let body = |status, headers, body: Content| HttpResponse { status, headers, body };
        match self.sent.take() {
            // The end of a stream is that its sender is dropped.
            Sent::Stream(_) => {}
            Sent::Nothing if self.status.get().is_some() || !self.headers.borrow().is_empty() => {
                self.answer(body(200, Vec::new(), Content::default()));
            }
            Sent::Nothing => {
                if let Some(reply) = self.reply.take() {
                    reply.decline();
                }
            }
            Sent::Body(bytes, media_type) => {
                let headers = (!media_type.is_empty()).then(|| ("Content-Type".to_owned(), media_type));
                self.answer(body(200, headers.into_iter().collect(), bytes.into()));
            }
            Sent::File(path) => {
                if let Some(reply) = self.reply.take() {
                    reply.file(path, self.status.get(), self.take_headers());
                }
            }
            Sent::Redirect(url) => {
                self.answer(body(302, vec![("Location".into(), url)], Content::default()));
            }
            Sent::Raw(response) => self.answer(response),
        }
    }

    /// The method failed: 500, without what it had prepared. A stream that has begun is cut off.
    fn fail(&self) {
        if let Sent::Stream(pieces) = self.sent.take() {
            let _ = pieces.blocking_send(Err(std::io::ErrorKind::ConnectionAborted.into()));
        }
        drop(self.reply.take());
    }
}
