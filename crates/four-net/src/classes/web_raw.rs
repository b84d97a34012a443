//! What a method sends: the last word counts, but for the pieces of `WEB SEND RAW DATA`, which make up one answer.

use bytes::Bytes;
use four_runtime::{Error, Res};

use super::outgoing::check_header;
use super::service::HTTP;
use super::web_turn::{Sent, Turn};
use crate::http::{Content, HttpResponse};

/// Pieces of a stream that may wait for a slow client.
const PIECES: usize = 16;
/// Most bytes of an answer that is put together of several pieces.
const MAX_RAW: usize = 256 << 20;

/// Replaces what the method has sent so far; a redirection stays (`commands/web-send-http-redirect`).
///
/// # Errors
/// When a stream has begun.
pub fn send(turn: &Turn, what: Sent) -> Res<()> {
    let mut sent = turn.sent.borrow_mut();
    match &*sent {
        Sent::Stream(_) => {
            let message = "The answer is being sent in pieces: only WEB SEND RAW DATA can go on.";
            Err(Error::with_signature(-10757, message, HTTP))
        }
        Sent::Redirect(_) if !matches!(what, Sent::Redirect(_)) => Ok(()),
        _ => {
            *sent = what;
            Ok(())
        }
    }
}

/// Header lines of raw data.
type Lines = Vec<(String, String)>;

/// The head of raw data (status and header lines), and where the body begins; `None` when the data has no head.
fn raw_head(data: &[u8]) -> Option<(Option<u16>, Lines, usize)> {
    let blank = |separator: &[u8]| {
        data.windows(separator.len()).position(|w| w == separator).map(|at| (at, at + separator.len()))
    };
    let end = [blank(b"\r\n\r\n"), blank(b"\n\n"), blank(b"\r\r")];
    let (head, body) = end.into_iter().flatten().min().unwrap_or((data.len(), data.len()));
    let head = std::str::from_utf8(&data[..head]).ok().filter(|head| !head.is_empty())?;
    let (mut status, mut headers) = (None, Vec::new());
    for (number, line) in head.split(['\r', '\n']).filter(|line| !line.is_empty()).enumerate() {
        if number == 0 && line.starts_with("HTTP/") {
            status = line.split_whitespace().nth(1).and_then(|status| status.parse().ok());
            continue;
        }
        let (name, value) = line.split_once(':')?;
        check_header(name.trim(), value.trim()).ok()?;
        headers.push((name.trim().to_owned(), value.trim().to_owned()));
    }
    (status.is_some() || !headers.is_empty()).then_some((status, headers, body))
}

/// The answer that raw data begins: what is missing in its head is added.
fn raw(data: &[u8]) -> (HttpResponse, Bytes) {
    let (status, headers, body) = raw_head(data).unwrap_or((None, Vec::new(), 0));
    let moved = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("location"));
    let status = status.unwrap_or(if moved { 302 } else { 200 });
    let answer = HttpResponse { status, headers, body: Content::default() };
    (answer, Bytes::copy_from_slice(&data[body..]))
}

/// Sends a piece of a stream; waits while the client reads slowly.
fn piece(pieces: &tokio::sync::mpsc::Sender<std::io::Result<Bytes>>, data: Bytes) -> Res<()> {
    if data.is_empty() {
        return Ok(());
    }
    four_runtime::process::waits();
    pieces.blocking_send(Ok(data)).map_err(|_| {
        Error::with_signature(-10759, "The web client is gone: the rest of the answer cannot be sent.", HTTP)
    })
}

/// Sends raw data, as a whole answer or a piece of one.
///
/// # Errors
/// When the client is gone, or the answer grows too large.
pub fn send_raw(turn: &Turn, data: &[u8], chunked: bool) -> Res<()> {
    let stream = match &*turn.sent.borrow() {
        Sent::Stream(pieces) => Some(pieces.clone()),
        _ => None,
    };
    if let Some(pieces) = stream {
        return piece(&pieces, Bytes::copy_from_slice(data));
    }
    if chunked {
        let (mut answer, first) = raw(data);
        let (pieces, receiver) = tokio::sync::mpsc::channel(PIECES);
        answer.body = Content::Stream(receiver);
        send(turn, Sent::Stream(pieces.clone()))?;
        turn.answer(answer);
        return piece(&pieces, first);
    }
    if let Sent::Raw(HttpResponse { body: Content::Full(body), .. }) = &mut *turn.sent.borrow_mut() {
        if body.len() + data.len() > MAX_RAW {
            let message = format!("The answer is larger than {MAX_RAW} bytes; send it in pieces, with *.");
            return Err(Error::with_signature(-10757, message, HTTP));
        }
        *body = [&body[..], data].concat().into();
        return Ok(());
    }
    let (mut answer, body) = raw(data);
    answer.body = Content::Full(body);
    send(turn, Sent::Raw(answer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_of_raw_data() {
        let head = |data: &str| {
            let (answer, body) = raw(data.as_bytes());
            (answer.status, answer.headers.len(), String::from_utf8_lossy(&body).into_owned())
        };
        assert_eq!(head("HTTP/1.1 302\r\nLocation: http://a\r\n\r\n"), (302, 1, String::new()));
        assert_eq!(head("Location: http://a"), (302, 1, String::new()));
        assert_eq!(head("HTTP/1.0 404 Not found\nA: b\n\nbody"), (404, 1, "body".into()));
        assert_eq!(head("[1]"), (200, 0, "[1]".into()));
        assert_eq!(head("some text\r\n\r\nmore"), (200, 0, "some text\r\n\r\nmore".into()));
        assert_eq!(head(""), (200, 0, String::new()));
    }
}
