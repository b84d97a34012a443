//! HTTP/1.1 on the port shared with WebSockets: upgrades first, then static files, then the [`HttpFallback`].

mod body;
pub mod files;
mod io;
mod mime;
mod service;
mod upgrade;
mod url;

pub use body::Body;
pub(crate) use io::{HttpIo, Permit};
pub(crate) use service::serve;

use bytes::Bytes;
use hyper::{Response, StatusCode, header};
use std::net::SocketAddr;
use tokio::sync::oneshot;

/// A request that no file answers.
#[derive(Clone, Debug)]
pub struct HttpRequest {
    /// The method, such as `GET`.
    pub method: String,
    /// The request target as sent, query included.
    pub url: String,
    /// Header lines in order.
    pub headers: Vec<(String, String)>,
    /// The pairs of the query, decoded, in order.
    pub query: Vec<(String, String)>,
    /// The whole body, at most `max_request_size` bytes.
    pub body: Bytes,
    /// The client's address.
    pub remote_addr: SocketAddr,
}

/// An answer to an [`HttpRequest`].
#[derive(Clone, Debug, Default)]
pub struct HttpResponse {
    /// Status code; out of 200..=599 it is sent as 500.
    pub status: u16,
    /// Header lines; invalid ones, and those that frame the message, are left out.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
}

/// Where the answer to a request goes, from any thread. Dropped unanswered it sends 500.
#[derive(Debug)]
pub struct Reply(oneshot::Sender<Option<HttpResponse>>);

impl Reply {
    /// Answers.
    pub fn send(self, response: HttpResponse) {
        let _ = self.0.send(Some(response));
    }

    /// Leaves the request unanswered: the client gets 404, or 405 when it was no GET or HEAD.
    pub fn decline(self) {
        let _ = self.0.send(None);
    }
}

/// Answers requests that no file does. Called from network threads: it must not block, but hand the request on.
pub trait HttpFallback: Send + Sync {
    /// Takes a request.
    fn handle(&self, request: HttpRequest, reply: Reply);
}

/// A short answer in plain text.
pub(crate) fn plain(status: StatusCode) -> Response<Body> {
    let text = format!("{} {}\n", status.as_u16(), status.canonical_reason().unwrap_or_default());
    let mut response = Response::new(Body::full(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}
