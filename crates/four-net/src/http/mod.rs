//! HTTP/1.1 on the port shared with WebSockets: upgrades first, then what the program claims, then static files, then what
//! the program takes because no file answers ([`HttpProgram`]).

mod answer;
mod body;
mod compress;
pub mod files;
mod io;
pub(crate) mod message;
mod mime;
pub(crate) mod multipart;
pub mod rules;
mod service;
mod upgrade;
pub(crate) mod url;

pub use body::Body;
pub(crate) use io::{HttpIo, Permit};
pub(crate) use mime::of as media_type;
pub(crate) use service::serve;

use bytes::Bytes;
use hyper::{Response, StatusCode, header};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// A request that the program answers.
#[derive(Clone, Debug)]
pub struct HttpRequest {
    /// The method, such as `GET`.
    pub method: String,
    /// The request target as sent, query included.
    pub url: String,
    /// `HTTP/1.0` or `HTTP/1.1`.
    pub version: &'static str,
    /// Header lines in order.
    pub headers: Vec<(String, String)>,
    /// The pairs of the query, decoded, in order.
    pub query: Vec<(String, String)>,
    /// The whole body, at most `max_request_size` bytes.
    pub body: Bytes,
    /// The client's address.
    pub remote_addr: SocketAddr,
    /// The address that the client reached, where the system tells it.
    pub local_addr: Option<SocketAddr>,
    /// Whether it came over TLS.
    pub secured: bool,
}

/// The body of an [`HttpResponse`].
#[derive(Debug)]
pub enum Content {
    /// At hand as a whole.
    Full(Bytes),
    /// Comes in pieces until the sender is dropped; sent chunked. An error cuts the answer off.
    Stream(mpsc::Receiver<std::io::Result<Bytes>>),
}

impl Default for Content {
    fn default() -> Content {
        Content::Full(Bytes::new())
    }
}

impl<T: Into<Bytes>> From<T> for Content {
    fn from(bytes: T) -> Content {
        Content::Full(bytes.into())
    }
}

/// An answer to an [`HttpRequest`].
#[derive(Debug, Default)]
pub struct HttpResponse {
    /// Status code; out of 200..=599 it is sent as 500.
    pub status: u16,
    /// Header lines; invalid ones, and those that frame the message, are left out.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Content,
}

/// What becomes of a request that was handed to the program.
#[derive(Debug)]
enum Outcome {
    Answered(HttpResponse),
    Declined,
    /// More than can be handled at present.
    Busy,
    /// A file is to be sent, with this status and additional header lines.
    File(PathBuf, Option<u16>, Vec<(String, String)>),
}

/// Where the answer to a request goes, from any thread. Dropped unanswered it sends 500.
#[derive(Debug)]
pub struct Reply(oneshot::Sender<Outcome>);

impl Reply {
    /// Answers. False when the client is gone or has been told that it took too long.
    pub fn send(self, response: HttpResponse) -> bool {
        self.0.send(Outcome::Answered(response)).is_ok()
    }

    /// Leaves the request unanswered: the client gets 404, or 405 when it was no GET or HEAD.
    pub fn decline(self) {
        let _ = self.0.send(Outcome::Declined);
    }

    /// Answers 503: too much is going on.
    pub fn busy(self) {
        let _ = self.0.send(Outcome::Busy);
    }

    /// Answers with a file (ranges, tags and compression included), with additional header lines; `status` replaces 200.
    pub fn file(self, path: PathBuf, status: Option<u16>, headers: Vec<(String, String)>) {
        let _ = self.0.send(Outcome::File(path, status, headers));
    }

    /// False when nobody waits for the answer any more.
    pub fn is_wanted(&self) -> bool {
        !self.0.is_closed()
    }
}

/// When the program is asked about a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Before files are looked for.
    First,
    /// No file answers.
    Rest,
}

/// What the program wants of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// Nothing.
    Pass,
    /// To answer it; the number is handed back with the request.
    Take(usize),
    /// To refuse it with 405; these are the methods that are allowed.
    Refuse(Vec<String>),
}

/// The program behind the server. Called from network threads: it must not block, but hand requests on.
pub trait HttpProgram: Send + Sync {
    /// Whether the program answers a request with this method and target (query included).
    fn route(&self, method: &str, target: &str, stage: Stage) -> Route;

    /// Takes a request that [`route`](HttpProgram::route) wanted.
    fn handle(&self, route: usize, request: HttpRequest, reply: Reply);
}

/// A request and its answer, for logs.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The client's address.
    pub remote: SocketAddr,
    /// The method.
    pub method: String,
    /// The request target.
    pub url: String,
    /// `HTTP/1.0` or `HTTP/1.1`.
    pub version: &'static str,
    /// Header lines of the request.
    pub request: Vec<(String, String)>,
    /// The body of the request, where the program got it.
    pub received: Option<Bytes>,
    /// Status of the answer.
    pub status: u16,
    /// Header lines of the answer, without those that the connection adds.
    pub response: Vec<(String, String)>,
    /// The body of the answer, where it is at hand.
    pub sent: Option<Bytes>,
    /// Bytes of the body, where they are known.
    pub length: Option<u64>,
}

/// Is told of every answer but the handshakes of WebSockets. Called from network threads: it must not block.
pub trait Witness: Send + Sync + std::fmt::Debug {
    /// A request was answered.
    fn saw(&self, exchange: Exchange);
}

/// How the server answers, beside its limits (`WebServerClass`).
#[derive(Clone, Debug)]
pub struct Answering {
    /// gzip level from 1 (fast) to 9, or -1 for a compromise (`HTTPCompressionLevel`).
    pub compression_level: i32,
    /// Size in bytes from which answers are compressed (`HTTPCompressionThreshold`).
    pub compression_threshold: u64,
    /// Whether TRACE is answered (`HTTPTrace`).
    pub trace: bool,
    /// Time that the program has to begin its answer; then the client gets 503.
    pub patience: Duration,
    /// Seconds for which clients are told, over HTTPS, to use nothing else (`HSTSEnabled`, `HSTSMaxAge`).
    pub hsts: Option<i32>,
    /// Who may ask from other sites (`CORSSettings`); `None` when CORS is off.
    pub cors: Option<Vec<CorsRule>>,
    /// What changes answers by their URL (`rules`).
    pub rules: std::sync::Arc<Vec<rules::Rule>>,
}

impl Default for Answering {
    fn default() -> Answering {
        Answering {
            compression_level: 1,
            compression_threshold: 1024,
            trace: false,
            patience: Duration::from_secs(120),
            hsts: None,
            cors: None,
            rules: Default::default(),
        }
    }
}

/// An entry of `CORSSettings`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorsRule {
    /// A host with optional scheme and port; `*` stands for anything.
    pub host: String,
    /// Methods in upper case; empty for all.
    pub methods: Vec<String>,
}

/// A short answer in plain text.
pub(crate) fn plain(status: StatusCode) -> Response<Body> {
    let text = format!("{} {}\n", status.as_u16(), status.canonical_reason().unwrap_or_default());
    let mut response = Response::new(Body::full(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("text/plain; charset=utf-8"));
    response.extensions_mut().insert(Plain);
    response
}

/// Marks an answer of the server's own, which a page of the site may stand for.
#[derive(Clone, Copy)]
struct Plain;
