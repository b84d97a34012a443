//! The opening handshake of a client (RFC 6455 section 4.1). What comes out is an ordinary connection that waits, unread,
//! to be accepted.

use super::dial::{Failure, authority, basic, dial};
use crate::network::Network;
use crate::server::next_connection_id;
use crate::settings::{Deflate, EndpointOptions};
use crate::ws::deflate::Agreed;
use crate::ws::extension;
use crate::ws::{Connection, ConnectionHandle, Role, Shared, Socket};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{Instant, timeout_at};
use tungstenite::handshake::derive_accept_key;
use url::Url;

/// Most bytes of the answer's head.
const MAX_HEAD: usize = 64 << 10;
/// Most header lines of the answer.
const MAX_HEADERS: usize = 128;
/// Headers that belong to the handshake itself.
const OURS: [&str; 7] = [
    "upgrade",
    "connection",
    "sec-websocket-key",
    "sec-websocket-version",
    "sec-websocket-extensions",
    "content-length",
    "transfer-encoding",
];

/// What a client asks for.
pub(crate) struct Ask {
    /// `ws` or `wss`.
    pub url: Url,
    /// Further headers; checked to be valid lines.
    pub headers: Vec<(String, String)>,
    /// How to speak TLS; for `wss`.
    pub tls: Option<Arc<rustls::ClientConfig>>,
    /// Limits and times of the connection.
    pub options: EndpointOptions,
    /// Time for everything up to the answer.
    pub timeout: Duration,
}

/// Connects in the network's tasks. `done` is called there, once; `ended` when the connection is over.
pub(crate) fn connect(
    network: &Network,
    ask: Ask,
    done: impl FnOnce(Result<ConnectionHandle, Failure>) + Send + 'static,
    ended: impl FnOnce() + Send + 'static,
) {
    let network = network.clone();
    network.handle().clone().spawn(async move {
        let (socket, early, agreed) = match handshake(&ask).await {
            Ok(opened) => opened,
            Err(failure) => return done(Err(failure)),
        };
        let remote = match socket.peer_addr() {
            Ok(remote) => remote,
            Err(error) => {
                return done(Err(Failure::unreachable(format!("The connection is gone: {error}."))));
            }
        };
        let options = Arc::new(ask.options);
        let shared =
            Shared::new(next_connection_id(), remote, Role::Client, options, network.kicks().clone());
        let handle = ConnectionHandle(shared.clone());
        let mut connection = Connection::new(socket, early, shared, Box::new(ended));
        if let Some(agreed) = agreed {
            connection = connection.deflating(agreed);
        }
        done(Ok(handle));
        connection.await;
    });
}

/// Sends the request and reads the answer; gives the socket, what came behind the answer, and the compression agreed on.
async fn handshake(ask: &Ask) -> Result<(Socket, Vec<u8>, Option<Agreed>), Failure> {
    let deadline = Instant::now() + ask.timeout;
    let mut socket = dial(&ask.url, ask.tls.as_ref(), deadline).await?;
    let mut random = [0; 16];
    getrandom::fill(&mut random)
        .map_err(|error| Failure::unreachable(format!("The system has no random numbers: {error}.")))?;
    let key = STANDARD.encode(random);
    let talk = async {
        let gone = |why: std::io::Error| {
            Failure::unreachable(format!("{} broke the connection off: {why}.", authority(&ask.url)))
        };
        socket.write_all(request(ask, &key).as_bytes()).await.map_err(gone)?;
        socket.flush().await.map_err(gone)?;
        let mut head = Vec::with_capacity(1024);
        loop {
            if head.len() >= MAX_HEAD {
                return Err(Failure::answer("The head of the server's answer is too long."));
            }
            let room = MAX_HEAD - head.len();
            let read = (&mut socket).take(room.min(4096) as u64).read_buf(&mut head).await.map_err(gone)?;
            if read == 0 {
                return Err(Failure::unreachable("The server ended the connection without an answer."));
            }
            // Nothing can be complete without a line end; a head in crumbs is not parsed for each of them.
            if head[head.len() - read..].contains(&b'\n')
                && let Some((length, agreed)) =
                    check(&head, &key, &ask.headers, ask.options.deflate.as_ref())?
            {
                return Ok((head.split_off(length), agreed));
            }
        }
    };
    let (early, agreed) = timeout_at(deadline, talk)
        .await
        .map_err(|_| Failure::timeout(format!("{} did not answer in time.", authority(&ask.url))))??;
    Ok((socket, early, agreed))
}

fn request(ask: &Ask, key: &str) -> String {
    let mut target = ask.url.path().to_owned();
    if let Some(query) = ask.url.query() {
        let _ = write!(target, "?{query}");
    }
    let given = |name: &str| ask.headers.iter().any(|(given, _)| given.eq_ignore_ascii_case(name));
    let mut text = format!("GET {target} HTTP/1.1\r\n");
    let mut line = |name: &str, value: &str| text.push_str(&format!("{name}: {value}\r\n"));
    if !given("host") {
        line("Host", &authority(&ask.url));
    }
    line("Upgrade", "websocket");
    line("Connection", "Upgrade");
    line("Sec-WebSocket-Key", key);
    line("Sec-WebSocket-Version", "13");
    if let Some(deflate) = &ask.options.deflate {
        line("Sec-WebSocket-Extensions", &extension::offer(deflate));
    }
    if !ask.url.username().is_empty() && !given("authorization") {
        line(
            "Authorization",
            &basic(&decoded(ask.url.username()), &decoded(ask.url.password().unwrap_or(""))),
        );
    }
    for (name, value) in &ask.headers {
        if !OURS.contains(&name.to_ascii_lowercase().as_str()) {
            line(name, value);
        }
    }
    text.push_str("\r\n");
    text
}

/// A part of an address without its `%` escapes.
pub(crate) fn decoded(part: &str) -> String {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = |at: usize| after.get(at).and_then(|digit| char::from(*digit).to_digit(16));
        match (first, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = &after[2..];
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Checks the answer; gives the length of its head and the compression agreed on, or nothing when it is not all there.
fn check(
    head: &[u8],
    key: &str,
    asked: &[(String, String)],
    deflate: Option<&Deflate>,
) -> Result<Option<(usize, Option<Agreed>)>, Failure> {
    let mut lines = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut answer = httparse::Response::new(&mut lines);
    let length = match answer.parse(head) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(error) => return Err(Failure::answer(format!("The server does not answer in HTTP: {error}."))),
    };
    let status = answer.code.unwrap_or(0);
    if status != 101 {
        let reason = answer.reason.unwrap_or_default();
        let message = format!("The server refused the WebSocket with status {status} {reason}");
        return Err(Failure::answer(format!("{}.", message.trim_end())));
    }
    let values = |name: &'static str| {
        let named = answer.headers.iter().filter(move |line| line.name.eq_ignore_ascii_case(name));
        named.map(|line| String::from_utf8_lossy(line.value).trim().to_owned())
    };
    let lists = |name, token: &str| {
        values(name).any(|value| value.split(',').any(|item| item.trim().eq_ignore_ascii_case(token)))
    };
    let accept: Vec<String> = values("sec-websocket-accept").collect();
    if !lists("upgrade", "websocket")
        || !lists("connection", "upgrade")
        || accept != [derive_accept_key(key.as_bytes())]
    {
        return Err(Failure::answer("The server's answer is no WebSocket handshake."));
    }
    let extensions: Vec<String> =
        values("sec-websocket-extensions").filter(|value| !value.is_empty()).collect();
    let agreed = match (extensions.is_empty(), deflate) {
        (true, _) => None,
        (false, Some(ours)) => extension::accepted(&extensions.join(", "), ours)
            .map(Some)
            .ok_or_else(|| Failure::answer("The server wants a compression that was not offered."))?,
        (false, None) => {
            return Err(Failure::answer("The server wants an extension that was not offered."));
        }
    };
    let offered = |protocol: &str| {
        asked
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case("sec-websocket-protocol"))
            .any(|(_, value)| value.split(',').any(|item| item.trim() == protocol))
    };
    if values("sec-websocket-protocol").any(|protocol| !offered(&protocol)) {
        return Err(Failure::answer("The server wants a subprotocol that was not offered."));
    }
    Ok(Some((length, agreed)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";
    const GOOD: &str = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n\
        Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n";

    #[test]
    fn the_answer_of_the_rfc_is_accepted_whole_only() {
        let answer = format!("{GOOD}\r\nrest");
        let length = |head: &[u8]| check(head, KEY, &[], None).map(|found| found.map(|(length, _)| length));
        assert_eq!(length(answer.as_bytes()), Ok(Some(answer.len() - 4)));
        for cut in 0..answer.len() - 4 {
            assert_eq!(length(&answer.as_bytes()[..cut]), Ok(None), "{cut}");
        }
    }

    #[test]
    fn other_answers_are_refused() {
        for (from, to) in [
            ("101", "200"),
            ("WebSocket", "h2c"),
            ("keep-alive, Upgrade", "close"),
            ("s3pP", "s3pp"),
            ("Upgrade:", "Sec-WebSocket-Extensions: permessage-deflate\r\nUpgrade:"),
            ("Upgrade:", "Sec-WebSocket-Protocol: soap\r\nUpgrade:"),
            ("HTTP/1.1", "SSH-2.0"),
        ] {
            let answer = format!("{}\r\n", GOOD.replacen(from, to, 1));
            assert!(check(answer.as_bytes(), KEY, &[], None).is_err(), "{answer}");
        }
    }

    #[test]
    fn escapes_are_decoded() {
        assert_eq!(decoded("a%20b%C3%A9%zz%"), "a bé%zz%");
    }
}
