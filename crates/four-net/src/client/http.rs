//! An HTTP request from its first connection to the end of its answer: redirections, authentication, decoding, limits.

use super::agent::Agent;
use super::decode::Decoder;
use super::dial::{Failure, basic};
use super::exchange::{Sent, broken, exchange, target};
use super::websocket::decoded;
use super::{Head, MAX_BODY, digest};
use crate::network::Network;
use crate::tls::{self, ClientTls};
use bytes::Bytes;
use http_body_util::BodyExt;
pub(crate) use hyper::Method;
use hyper::header;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::AbortHandle;
use tokio::time::timeout;
use url::Url;

/// Bytes of data that the program has not taken yet at which reading stops.
const AHEAD: usize = 1 << 20;

/// A name and password, and how to send them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Credentials {
    /// Name of the user.
    pub name: String,
    /// The password.
    pub password: String,
    /// True sends them with the first request; otherwise the server is asked first.
    pub basic: Option<bool>,
}

/// How `https` is spoken. Made when it is needed, for a redirection may come to need it.
pub(crate) struct Scheme {
    pub(super) asked: ClientTls,
    made: Mutex<Option<Arc<rustls::ClientConfig>>>,
}

impl Scheme {
    /// From what the program asked for.
    pub fn new(asked: ClientTls) -> Scheme {
        Scheme { asked, made: Mutex::new(None) }
    }

    /// TLS for an address; nothing for `http`.
    ///
    /// # Errors
    /// When certificates cannot be read.
    pub fn tls(&self, url: &Url) -> Result<Option<Arc<rustls::ClientConfig>>, Failure> {
        if url.scheme() != "https" {
            return Ok(None);
        }
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if made.is_none() {
            *made = Some(tls::client(&self.asked)?);
        }
        Ok(made.clone())
    }
}

/// What the program asks for.
pub(crate) struct HttpAsk {
    /// `http` or `https`.
    pub url: Url,
    /// The method.
    pub method: Method,
    /// Header lines; checked to be valid.
    pub headers: Vec<(String, String)>,
    /// The body; empty for none.
    pub body: Bytes,
    /// How TLS is spoken.
    pub scheme: Scheme,
    /// Whose connections are used.
    pub agent: Arc<Agent>,
    /// False for a connection of its own, which ends with the answer.
    pub keep_alive: bool,
    /// Redirections followed at most.
    pub redirections: usize,
    /// For servers that ask who is there.
    pub credentials: Option<Credentials>,
    /// Time for everything; none for no limit.
    pub timeout: Option<Duration>,
    /// Whether the server may compress the body.
    pub compressed: bool,
    /// Whether data is reported as it comes, and whether decoded.
    pub data: Option<bool>,
    /// Whether the body is kept.
    pub keep: bool,
}

/// Is told of the progress of a request. Called from network threads, in order: it must not block.
pub(crate) trait HttpSink: Send + Sync {
    /// The head of the answer has come.
    fn head(&self, head: Head);
    /// A part of the body has come; each of its bytes is to be given back to the semaphore when it was dealt with.
    fn data(&self, data: Bytes, room: Arc<Semaphore>);
    /// The answer is complete, or it failed. Called once, as the last.
    fn done(&self, result: Result<Bytes, Failure>);
}

/// Makes a request in the network's tasks. When it is aborted, nothing more is reported.
pub(crate) fn request(network: &Network, ask: HttpAsk, sink: Arc<dyn HttpSink>) -> AbortHandle {
    let task = async move {
        let limit = ask.timeout;
        let work = run(ask, &*sink);
        let result = match limit {
            None => work.await,
            Some(limit) => timeout(limit, work).await.unwrap_or_else(|_| {
                Err(Failure::timeout(format!("The server did not answer within {} s.", limit.as_secs_f64())))
            }),
        };
        sink.done(result);
    };
    network.handle().spawn(task).abort_handle()
}

async fn run(mut ask: HttpAsk, sink: &dyn HttpSink) -> Result<Bytes, Failure> {
    let credentials = in_address(&mut ask.url).or(ask.credentials.take());
    let own = given(&ask.headers, "authorization");
    if ask.compressed && !given(&ask.headers, "accept-encoding") {
        ask.headers.push(("Accept-Encoding".into(), "gzip, deflate".into()));
    }
    if !given(&ask.headers, "accept") {
        ask.headers.push(("Accept".into(), "*/*".into()));
    }
    let home = ask.url.origin();
    let mut authorization = credentials.as_ref().filter(|known| known.basic == Some(true) && !own);
    let mut line = authorization.take().map(|known| basic(&known.name, &known.password));
    let mut redirected = 0;
    let mut asked = own || line.is_some();
    loop {
        let mut headers = ask.headers.clone();
        let at_home = ask.url.origin() == home;
        if !at_home {
            headers.retain(|(name, _)| !is_private(name));
        } else if let Some(line) = line.take() {
            headers.push(("Authorization".into(), line));
        }
        let sent = Sent {
            url: &ask.url,
            method: &ask.method,
            headers: &headers,
            body: ask.body.clone(),
            close: !ask.keep_alive,
        };
        let mut answer = exchange(&ask.scheme, &ask.agent, sent).await?;
        if answer.head.status == 401
            && let Some(known) = credentials.as_ref().filter(|_| at_home && !asked)
        {
            asked = true;
            line = authorized(&answer.head, known, &ask);
            if line.is_some() {
                continue;
            }
        }
        if redirected < ask.redirections
            && let Some(next) = redirection(&answer.head, &ask.url)
        {
            redirected += 1;
            follow(&mut ask, answer.head.status, next);
            // The new place is asked anew.
            asked = own;
            line = credentials
                .as_ref()
                .filter(|known| known.basic == Some(true) && !own)
                .map(|known| basic(&known.name, &known.password));
            continue;
        }
        sink.head(answer.head.clone());
        let body = body(&mut answer.body, &answer.head, &ask, sink).await?;
        if ask.keep_alive {
            answer.done(&ask.agent).await;
        }
        return Ok(body);
    }
}

/// Name and password of an address, which are taken out of it.
fn in_address(url: &mut Url) -> Option<Credentials> {
    if url.username().is_empty() && url.password().is_none() {
        return None;
    }
    let (name, password) = (decoded(url.username()), decoded(url.password().unwrap_or_default()));
    // An address with a host can lose them.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    Some(Credentials { name, password, basic: Some(true) })
}

fn given(headers: &[(String, String)], name: &str) -> bool {
    headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
}

/// Headers that another server must not see.
fn is_private(name: &str) -> bool {
    ["authorization", "cookie", "proxy-authorization", "host"]
        .iter()
        .any(|own| name.eq_ignore_ascii_case(own))
}

/// The answer to a server that asks who is there.
fn authorized(head: &Head, known: &Credentials, ask: &HttpAsk) -> Option<String> {
    let challenge = |scheme| digest::challenge(head.all("www-authenticate"), scheme);
    if let Some(challenge) = challenge("digest").filter(|_| known.basic != Some(true)) {
        let (method, target, cnonce) = (ask.method.as_str(), target(&ask.url), digest::cnonce()?);
        return digest::answer(&challenge, &known.name, &known.password, method, &target, &cnonce);
    }
    // With "digest" alone the password is never sent as it is.
    (known.basic.is_none() && challenge("basic").is_some()).then(|| basic(&known.name, &known.password))
}

/// Where an answer redirects to, if it does so to an address of HTTP.
fn redirection(head: &Head, from: &Url) -> Option<Url> {
    if !matches!(head.status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let next = from.join(head.get("location")?).ok()?;
    matches!(next.scheme(), "http" | "https").then_some(next).filter(Url::has_host)
}

/// Turns the request to another address (RFC 9110 section 15.4).
fn follow(ask: &mut HttpAsk, status: u16, mut next: Url) {
    // A name in the address of a redirection is the server's idea, not the program's.
    let _ = next.set_username("");
    let _ = next.set_password(None);
    let becomes_get = match status {
        303 => ask.method != Method::HEAD,
        301 | 302 => ask.method == Method::POST,
        _ => false,
    };
    if becomes_get {
        ask.method = Method::GET;
        ask.body = Bytes::new();
        ask.headers.retain(|(name, _)| {
            let name = name.to_ascii_lowercase();
            !name.starts_with("content-") && name != header::TRANSFER_ENCODING.as_str()
        });
    }
    if next.origin() != ask.url.origin() {
        // The port or host has changed for good: what was meant for the first server does not come back later.
        ask.headers.retain(|(name, _)| !is_private(name));
    }
    ask.url = next;
}

/// Reads the body within its limits.
async fn body(
    body: &mut hyper::body::Incoming,
    head: &Head,
    ask: &HttpAsk,
    sink: &dyn HttpSink,
) -> Result<Bytes, Failure> {
    let announced = hyper::body::Body::size_hint(body).lower();
    if ask.keep && announced > MAX_BODY as u64 {
        return Err(Failure::too_large());
    }
    // A body that is coded in an unknown way is given as it is.
    let mut decoder = Decoder::new(head.get("content-encoding")).unwrap_or(Decoder::None);
    let room = Arc::new(Semaphore::new(AHEAD));
    let mut kept = Vec::new();
    let mut any = false;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|error| broken(&ask.url, &error))?.into_data() else { continue };
        any |= !data.is_empty();
        if ask.data == Some(false) {
            hand_over(sink, data.clone(), &room).await;
        }
        if !ask.keep && ask.data != Some(true) {
            continue;
        }
        for piece in data.chunks(4 << 10) {
            let part = decoded_part(&mut decoder, piece, ask, &mut kept)?;
            hand_over(sink, part, &room).await;
        }
    }
    // Answers without a body may name an encoding all the same.
    if any && (ask.keep || ask.data == Some(true)) {
        let mut last = Vec::new();
        decoder.finish(&mut taker(ask, &mut kept, &mut last))?;
        hand_over(sink, last.into(), &room).await;
    }
    Ok(kept.into())
}

/// Decodes a small piece; what is to be reported comes back, what is to be kept is appended.
fn decoded_part(
    decoder: &mut Decoder,
    piece: &[u8],
    ask: &HttpAsk,
    kept: &mut Vec<u8>,
) -> Result<Bytes, Failure> {
    let mut part = Vec::new();
    decoder.push(piece, &mut taker(ask, kept, &mut part))?;
    Ok(part.into())
}

/// Puts decoded bytes where they belong.
fn taker<'a>(
    ask: &'a HttpAsk,
    kept: &'a mut Vec<u8>,
    part: &'a mut Vec<u8>,
) -> impl FnMut(&[u8]) -> Result<(), Failure> + 'a {
    |bytes| {
        if ask.keep {
            if kept.len() + bytes.len() > MAX_BODY {
                return Err(Failure::too_large());
            }
            kept.extend_from_slice(bytes);
        }
        if ask.data == Some(true) {
            part.extend_from_slice(bytes);
        }
        Ok(())
    }
}

/// Reports data as soon as the program has room for it.
async fn hand_over(sink: &dyn HttpSink, mut data: Bytes, room: &Arc<Semaphore>) {
    while !data.is_empty() {
        let part = data.split_to(data.len().min(AHEAD / 4));
        if let Ok(permit) = room.acquire_many(part.len() as u32).await {
            permit.forget();
        }
        sink.data(part, room.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(status: u16, location: &str) -> Head {
        Head { status, reason: String::new(), headers: vec![("Location".into(), location.into())] }
    }

    #[test]
    fn redirections_lead_to_http_only() {
        let from = Url::parse("http://a.example/x/y?z").expect("valid");
        for (location, expected) in [
            ("/b", Some("http://a.example/b")),
            ("c?d", Some("http://a.example/x/c?d")),
            ("//b.example", Some("http://b.example/")),
            ("https://b.example:1/", Some("https://b.example:1/")),
            ("file:///etc/passwd", None),
            ("javascript:alert(1)", None),
            ("http://", None),
        ] {
            let found = redirection(&head(302, location), &from);
            assert_eq!(found.as_ref().map(Url::as_str), expected, "{location}");
        }
        assert_eq!(redirection(&head(200, "/b"), &from), None);
        assert_eq!(redirection(&head(304, "/b"), &from), None);
    }
}
