//! Is a request a WebSocket handshake, and a valid one (RFC 6455 section 4.2)? What do both sides agree on?

use super::{Body, plain};
use crate::settings::EndpointOptions;
use crate::ws::{deflate::Agreed, extension};
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Request, Response, StatusCode, Version};
use tungstenite::handshake::derive_accept_key;

/// Whether a header, over all its lines, lists a token (without case).
fn lists(headers: &HeaderMap, name: HeaderName, token: &str) -> bool {
    let lines = headers.get_all(name);
    lines
        .iter()
        .filter_map(|v| v.to_str().ok())
        .any(|line| line.split(',').any(|t| t.trim().eq_ignore_ascii_case(token)))
}

/// Whether the request asks for a WebSocket.
pub(super) fn is_asked<B>(request: &Request<B>) -> bool {
    lists(request.headers(), header::UPGRADE, "websocket")
}

/// Whether `key` is the base64 of 16 bytes.
fn is_key(key: &[u8]) -> bool {
    let base64 = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/');
    key.len() == 24 && key.ends_with(b"==") && key[..22].iter().all(base64)
}

/// Whether bytes follow a request's head: a client has to wait for the 101 before it sends frames.
pub(super) fn has_more(head: &[u8]) -> bool {
    // Blank lines may come before the request line.
    let begin = head.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let head = &head[begin..];
    let ends = (0..head.len()).find_map(|at| match &head[at..] {
        [b'\n', b'\n', ..] => Some(at + 2),
        [b'\n', b'\r', b'\n', ..] => Some(at + 3),
        _ => None,
    });
    ends.is_some_and(|end| end < head.len())
}

/// The subprotocol to agree on: the first of the client's that is known. An error for what is no list of tokens.
fn protocol(headers: &HeaderMap, known: &[String]) -> Result<Option<String>, ()> {
    let mut asked: Vec<&str> = Vec::new();
    for line in headers.get_all(header::SEC_WEBSOCKET_PROTOCOL) {
        for name in line.to_str().map_err(|_| ())?.split(',').map(str::trim) {
            if name.is_empty() || !name.bytes().all(extension::is_token) {
                return Err(());
            }
            asked.push(name);
        }
    }
    Ok(asked.into_iter().find(|name| known.iter().any(|known| known == name)).map(str::to_owned))
}

/// A handshake that is accepted.
pub(super) struct Accepted {
    /// The 101.
    pub response: Response<Body>,
    pub deflate: Option<Agreed>,
    pub protocol: Option<String>,
}

/// Checks the handshake; gives the answer that refuses it when it is not in order.
pub(super) fn check<B>(
    request: &Request<B>,
    options: &EndpointOptions,
) -> Result<Accepted, Box<Response<Body>>> {
    let headers = request.headers();
    let refuse = |status| Box::new(plain(status));
    if request.method() != Method::GET {
        let mut response = refuse(StatusCode::METHOD_NOT_ALLOWED);
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET"));
        return Err(response);
    }
    if request.version() != Version::HTTP_11 || !lists(headers, header::CONNECTION, "upgrade") {
        return Err(refuse(StatusCode::BAD_REQUEST));
    }
    let single = |name: HeaderName| {
        let mut lines = headers.get_all(name).iter();
        lines.next().filter(|_| lines.next().is_none()).map(HeaderValue::as_bytes)
    };
    if single(header::SEC_WEBSOCKET_VERSION).map(<[u8]>::trim_ascii) != Some(b"13") {
        let mut response = refuse(StatusCode::UPGRADE_REQUIRED);
        let headers = response.headers_mut();
        headers.insert(header::SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
        headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
        headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
        return Err(response);
    }
    let key = single(header::SEC_WEBSOCKET_KEY).map(<[u8]>::trim_ascii).filter(|key| is_key(key));
    let Some(accept) = key.and_then(|key| HeaderValue::from_str(&derive_accept_key(key)).ok()) else {
        return Err(refuse(StatusCode::BAD_REQUEST));
    };
    if !options.origins.is_empty() {
        let known = |origin: &HeaderValue| {
            origin.to_str().is_ok_and(|o| options.origins.iter().any(|known| known.eq_ignore_ascii_case(o)))
        };
        if !headers.get_all(header::ORIGIN).iter().all(known) {
            return Err(refuse(StatusCode::FORBIDDEN));
        }
    }
    let protocol = match &options.protocols[..] {
        [] => None,
        known => protocol(headers, known).map_err(|()| refuse(StatusCode::BAD_REQUEST))?,
    };
    let agreed = match &options.deflate {
        Some(deflate) => {
            let offered = headers.get_all(header::SEC_WEBSOCKET_EXTENSIONS).iter().map(HeaderValue::as_bytes);
            extension::negotiate(offered, deflate).map_err(|_| refuse(StatusCode::BAD_REQUEST))?
        }
        None => None,
    };
    let mut response = Response::new(Body::full(""));
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    if let Some(value) = protocol.as_ref().and_then(|name| HeaderValue::from_str(name).ok()) {
        headers.insert(header::SEC_WEBSOCKET_PROTOCOL, value);
    }
    let deflate = agreed.map(|(agreed, answer)| {
        if let Ok(answer) = HeaderValue::try_from(answer) {
            headers.insert(header::SEC_WEBSOCKET_EXTENSIONS, answer);
        }
        agreed
    });
    Ok(Accepted { response, deflate, protocol })
}
