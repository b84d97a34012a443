//! One request and the head of its answer, by hyper, on a new or a kept connection. The head is also kept as sent: hyper
//! knows names in lower case only.

use super::agent::{Agent, Key, Permit, key};
use super::dial::{Failure, authority, dial};
use super::{Head, Scheme};
use crate::ws::Socket;
use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use std::error::Error as _;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::task::AbortHandle;
use tokio::time::{Instant, timeout};
use url::Url;

/// Most bytes before the head of the answer is complete, `100 Continue` and its like included.
const MAX_HEAD: usize = 256 << 10;
/// Most header lines.
const MAX_HEADERS: usize = 128;
/// Longest time to connect, if the program sets none.
const CONNECT: Duration = Duration::from_secs(120);

/// How long a connection may take after an answer to be ready for another request.
const SETTLE: Duration = Duration::from_millis(100);

/// What is sent.
pub(super) struct Sent<'a> {
    pub url: &'a Url,
    pub method: &'a hyper::Method,
    pub headers: &'a [(String, String)],
    pub body: Bytes,
    /// Neither a kept connection nor one to be kept.
    pub close: bool,
}

/// An answer whose body is still to be read. When it is dropped, the connection ends.
pub(super) struct Answer {
    pub head: Head,
    pub body: Incoming,
    connection: Connection,
    key: Key,
    _permit: Permit,
}

impl Answer {
    /// The body has been read to its end: the connection may serve another request, unless it is busy still.
    pub async fn done(self, agent: &Arc<Agent>) {
        let Answer { mut connection, key, .. } = self;
        if let Ok(Ok(())) = timeout(SETTLE, connection.sender.ready()).await {
            agent.put(key, connection);
        }
    }
}

/// A connection to a web server.
#[derive(Debug)]
pub(super) struct Connection {
    sender: http1::SendRequest<Full<Bytes>>,
    seen: Arc<Mutex<Seen>>,
    _task: Ending,
}

impl Connection {
    /// Whether the server has not ended it.
    pub fn is_open(&self) -> bool {
        !self.sender.is_closed()
    }

    async fn open(scheme: &Scheme, url: &Url) -> Result<Connection, Failure> {
        let socket = dial(url, scheme.tls(url)?.as_ref(), Instant::now() + CONNECT).await?;
        let seen = Arc::new(Mutex::new(Seen { bytes: Vec::new(), keep: true }));
        let io = TokioIo::new(Tap { socket, seen: seen.clone() });
        let mut builder = http1::Builder::new();
        builder.title_case_headers(true).max_headers(MAX_HEADERS).max_buf_size(MAX_HEAD);
        let (sender, connection) =
            builder.handshake::<_, Full<Bytes>>(io).await.map_err(|error| broken(url, &error))?;
        let task = tokio::spawn(async move { drop(connection.await) });
        Ok(Connection { sender, seen, _task: Ending(task.abort_handle()) })
    }
}

/// Ends the task of a connection.
#[derive(Debug)]
struct Ending(AbortHandle);

impl Drop for Ending {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The target of a request: path and query.
pub(super) fn target(url: &Url) -> String {
    match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    }
}

/// Sends the request and waits for the head of the answer.
///
/// # Errors
/// When the server cannot be reached or does not answer in HTTP.
pub(super) async fn exchange(scheme: &Scheme, agent: &Arc<Agent>, sent: Sent<'_>) -> Result<Answer, Failure> {
    let key = key(sent.url, &scheme.asked);
    let permit =
        agent.enter(&key).await.ok_or_else(|| Failure::unreachable("The agent takes no more requests."))?;
    let keep = agent.settings.keep_alive && !sent.close;
    let request = request(&sent, keep)?;
    loop {
        // What must not be done twice gets a new connection, which cannot have been ended by the server unnoticed.
        let kept = if keep && sent.method.is_idempotent() { agent.take(&key) } else { None };
        let again = kept.is_some();
        let mut connection = match kept {
            Some(connection) => connection,
            None => Connection::open(scheme, sent.url).await?,
        };
        *lock(&connection.seen) = Seen { bytes: Vec::new(), keep: true };
        let answer = match connection.sender.send_request(request.clone()).await {
            Ok(answer) => answer,
            // The server had ended the kept connection.
            Err(_) if again => continue,
            Err(error) => return Err(broken(sent.url, &error)),
        };
        let bytes = {
            let mut seen = lock(&connection.seen);
            seen.keep = false;
            std::mem::take(&mut seen.bytes)
        };
        let lines = answer.headers().iter();
        let head = head(&bytes).unwrap_or_else(|| Head {
            status: answer.status().as_u16(),
            reason: answer.status().canonical_reason().unwrap_or_default().to_owned(),
            headers: lines.map(|(name, value)| (name.to_string(), text(value.as_bytes()))).collect(),
        });
        return Ok(Answer { head, body: answer.into_body(), connection, key, _permit: permit });
    }
}

fn request(sent: &Sent<'_>, keep: bool) -> Result<hyper::Request<Full<Bytes>>, Failure> {
    let mut request = hyper::Request::builder().method(sent.method).uri(target(sent.url));
    let given = |name: &str| sent.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
    if !given("host") {
        request = request.header("host", authority(sent.url));
    }
    for (name, value) in sent.headers {
        // How the body is framed is said by the body; a length of the program's own would break the connection.
        if !name.eq_ignore_ascii_case("content-length") && !name.eq_ignore_ascii_case("transfer-encoding") {
            request = request.header(name.as_str(), value.as_bytes());
        }
    }
    // RFC 9110 section 8.6: where a body is expected, its absence is said.
    if sent.body.is_empty()
        && matches!(*sent.method, hyper::Method::POST | hyper::Method::PUT | hyper::Method::PATCH)
    {
        request = request.header("content-length", "0");
    }
    if !keep && !given("connection") {
        request = request.header("connection", "close");
    }
    request
        .body(Full::new(sent.body.clone()))
        .map_err(|error| Failure::request(format!("The request cannot be sent: {error}.")))
}

/// Why an exchange or the reading of a body failed.
pub(super) fn broken(url: &Url, error: &hyper::Error) -> Failure {
    let cause = error.source().map(|cause| format!(" ({cause})")).unwrap_or_default();
    if error.is_parse() || error.is_parse_too_large() {
        return Failure::answer(format!(
            "{} does not answer in proper HTTP: {error}{cause}.",
            authority(url)
        ));
    }
    let inner = error.source().and_then(|cause| cause.downcast_ref::<io::Error>());
    match inner.map(io::Error::kind) {
        Some(io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput) => {
            Failure::answer(format!("{} does not answer in proper HTTP: {error}{cause}.", authority(url)))
        }
        _ => Failure::unreachable(format!("{} broke the connection off: {error}{cause}.", authority(url))),
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}

/// The last head in the bytes; others before it are `100 Continue` and its like.
fn head(bytes: &[u8]) -> Option<Head> {
    let mut rest = bytes;
    loop {
        let mut lines = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let mut answer = httparse::Response::new(&mut lines);
        let Ok(httparse::Status::Complete(length)) = answer.parse(rest) else { return None };
        let status = answer.code?;
        if !(100..200).contains(&status) || status == 101 {
            let lines = answer.headers.iter();
            let headers = lines.map(|line| (line.name.to_owned(), text(line.value))).collect();
            return Some(Head { status, reason: answer.reason.unwrap_or_default().to_owned(), headers });
        }
        rest = &rest[length..];
    }
}

/// What was read until the head is complete.
#[derive(Debug)]
struct Seen {
    bytes: Vec<u8>,
    keep: bool,
}

fn lock(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A socket that keeps what is read up to the end of the head, and gives up when that does not come.
struct Tap {
    socket: Socket,
    seen: Arc<Mutex<Seen>>,
}

impl AsyncRead for Tap {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let had = buf.filled().len();
        let result = Pin::new(&mut this.socket).poll_read(cx, buf);
        let mut seen = lock(&this.seen);
        if seen.keep {
            seen.bytes.extend_from_slice(&buf.filled()[had..]);
            if seen.bytes.len() > MAX_HEAD + (512 << 10) {
                return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, "the head is too long")));
            }
        }
        result
    }
}

impl AsyncWrite for Tap {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().socket).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().socket).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().socket).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().socket).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_as_sent() {
        let bytes = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Nicht da\r\nX-ODD: 1\r\nx-odd: 2\r\n\r\nbody";
        let head = head(bytes).expect("it is there");
        assert_eq!((head.status, head.reason.as_str()), (404, "Nicht da"));
        assert_eq!(head.headers, [("X-ODD".into(), "1".into()), ("x-odd".into(), "2".into())]);
        assert_eq!(head.all("X-Odd").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(super::head(b"HTTP/1.1 100 Continue\r\n\r\n"), None);
    }
}
