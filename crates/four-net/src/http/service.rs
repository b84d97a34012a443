//! One HTTP connection: its requests in turn, until one of them becomes a WebSocket.

use super::answer::Asked;
use super::upgrade::Accepted;
use super::{Body, HttpIo, io::Watch, plain, upgrade, url};
use crate::network::Network;
use crate::server::{Mounted, Refused, ServerState, Stop};
use crate::ws::deflate::Agreed;
use crate::ws::{Connection, ConnectionHandle, Handshake, Shared, Socket};
use bytes::Bytes;
use hyper::body::{Body as _, Incoming};
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode, Version};
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::sync::watch;

/// What the requests of one connection have in common.
pub(super) struct Peer {
    pub server: Arc<ServerState>,
    network: Network,
    pub remote: SocketAddr,
    pub local: Option<SocketAddr>,
    pub secured: bool,
    watch: Arc<Watch>,
    refused: Option<u16>,
}

/// Serves one connection until it ends or becomes a WebSocket.
pub(crate) async fn serve(
    server: Arc<ServerState>,
    network: Network,
    io: HttpIo,
    remote: SocketAddr,
    mut stopping: watch::Receiver<Stop>,
) {
    let refused = io.permit.as_ref().and_then(|p| p.refused);
    let (local, secured) = (io.socket.local_addr().ok(), io.socket.is_secure());
    let peer = Arc::new(Peer { server, network, remote, local, secured, watch: io.watch.clone(), refused });
    let limits = &peer.server.limits;
    let mut http = http1::Builder::new();
    http.max_headers(limits.max_headers).max_buf_size(limits.max_head.max(8192));
    let service = service_fn(|request| {
        let peer = peer.clone();
        async move { Ok::<_, Infallible>(peer.answer(request).await) }
    });
    let mut connection = pin!(http.serve_connection(TokioIo::new(io), service).with_upgrades());
    let stopped = tokio::select! {
        _ = connection.as_mut() => false,
        _ = stopping.wait_for(|stop| *stop >= Stop::Gently) => true,
    };
    // A request under way is answered first.
    if stopped && peer.watch.has_begun() {
        connection.as_mut().graceful_shutdown();
        tokio::select! {
            _ = connection => {}
            _ = stopping.wait_for(|stop| *stop == Stop::Now) => {}
        }
    }
}

impl Peer {
    async fn answer(&self, mut request: Request<Incoming>) -> Response<Body> {
        let (number, head) = self.watch.request();
        self.server.requests.fetch_add(1, Ordering::Relaxed);
        let limits = &self.server.limits;
        let asked = Asked::of(&request, &self.server.answering.rules);
        let witness = self.server.witness().map(|witness| (witness, self.exchange(&request, &head)));
        let mut last = number >= limits.max_requests || self.server.is_stopping();
        let mut response = if let Some(status) = self.refused {
            last = true;
            *later(StatusCode::from_u16(status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE))
        } else if let Some(status) = self.unacceptable(&request) {
            last = true;
            plain(status)
        } else if upgrade::is_asked(&request) {
            match self.upgrade(&mut request, &head) {
                Ok(response) => return response,
                Err(response) => {
                    last |= upgrade::has_more(&head);
                    *response
                }
            }
        } else {
            self.http(request, &head, &asked, &mut last).await
        };
        response = self.finished(&asked, response).await;
        if let (true, Some(age)) = (self.secured, self.server.answering.hsts)
            && let Ok(value) = HeaderValue::try_from(format!("max-age={age}"))
        {
            // RFC 6797: over TLS only.
            response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, value);
        }
        if let Some((witness, exchange)) = witness {
            witness.saw(asked.seen(exchange, &response));
        }
        response = self.packed(&asked, response).await;
        if last {
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response.map(|body| body.watched(self.watch.clone()))
    }

    /// The status for a request that asks for a tunnel, whose head is too long or has not the one `Host` that it needs
    /// (RFC 9112, 3.2).
    fn unacceptable(&self, request: &Request<Incoming>) -> Option<StatusCode> {
        if request.method() == Method::CONNECT {
            return Some(StatusCode::NOT_IMPLEMENTED);
        }
        let hosts = request.headers().get_all(header::HOST).iter().count();
        if hosts > 1 || (hosts == 0 && request.version() == Version::HTTP_11) {
            return Some(StatusCode::BAD_REQUEST);
        }
        let max = self.server.limits.max_line;
        // Method, blanks and version count for the line too.
        if target(request).len() + request.method().as_str().len() + 12 > max {
            return Some(StatusCode::URI_TOO_LONG);
        }
        let long = |(name, value): (&HeaderName, &HeaderValue)| name.as_str().len() + value.len() + 4 > max;
        request.headers().iter().any(long).then_some(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE)
    }

    fn upgrade(
        &self,
        request: &mut Request<Incoming>,
        head: &[u8],
    ) -> Result<Response<Body>, Box<Response<Body>>> {
        if self.server.is_stopping() {
            return Err(Box::new(plain(StatusCode::SERVICE_UNAVAILABLE)));
        }
        let not_found = || Box::new(plain(StatusCode::NOT_FOUND));
        let mounted = self.server.mounts.find(request.uri().path()).ok_or_else(not_found)?;
        if !request.body().is_end_stream() || upgrade::has_more(head) {
            return Err(Box::new(plain(StatusCode::BAD_REQUEST)));
        }
        let Accepted { response, deflate, protocol } = upgrade::check(request, &mounted.options)?;
        let shared = mounted.enter(self.remote, self.network.kicks()).map_err(|refused| match refused {
            Refused::Closing => not_found(),
            Refused::TooManyOfIp => later(StatusCode::TOO_MANY_REQUESTS),
            Refused::TooMany => later(StatusCode::SERVICE_UNAVAILABLE),
        })?;
        let target = target(request);
        let handshake = Handshake {
            query: url::query(&target),
            url: target,
            headers: headers(request, head),
            protocol,
            remote_addr: self.remote,
        };
        let upgraded = hyper::upgrade::on(request);
        let entered = Entered { mounted, shared: Some(shared) };
        let network = self.network.clone();
        self.network.handle().spawn(async move {
            // On failure `entered` leaves the mount again.
            let Ok(upgraded) = upgraded.await else { return };
            let Ok(parts) = upgraded.downcast::<TokioIo<HttpIo>>() else {
                return;
            };
            let HttpIo { socket, permit, .. } = parts.io.into_inner();
            entered.begin(handshake, socket, parts.read_buf, deflate, Box::new(permit), &network);
        });
        Ok(response)
    }
}

/// The answer to a client that comes when there are too many.
fn later(status: StatusCode) -> Box<Response<Body>> {
    let mut response = plain(status);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    Box::new(response)
}

/// A connection entered in its mount; leaves it when it comes to nothing.
struct Entered {
    mounted: Arc<Mounted>,
    shared: Option<Arc<Shared>>,
}

impl Entered {
    fn begin(
        mut self,
        handshake: Handshake,
        socket: Socket,
        early: Bytes,
        deflate: Option<Agreed>,
        keep: Box<dyn std::any::Any + Send>,
        network: &Network,
    ) {
        let Some(shared) = self.shared.take() else {
            return;
        };
        let (mounted, handle) = (self.mounted.clone(), ConnectionHandle(shared.clone()));
        let id = handle.id();
        let leave = {
            let mounted = mounted.clone();
            Box::new(move || {
                mounted.leave(id);
                drop(keep);
            })
        };
        let mut connection = Connection::new(socket, early.to_vec(), shared, leave);
        if let Some(agreed) = deflate {
            connection = connection.deflating(agreed);
        }
        if !early.is_empty() {
            // Frames before the 101, behind another request than the first.
            handle.reject(1002);
        }
        // A mount that is closing by now has ended the connection already; no one waits for the news.
        if handle.status() == crate::ws::Status::Connected {
            mounted.sink.connect(handshake, handle);
        }
        network.handle().spawn(connection);
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        if let Some(shared) = self.shared.take() {
            self.mounted.leave(ConnectionHandle(shared).id());
        }
    }
}

/// The request target as text.
pub(super) fn target<B>(request: &Request<B>) -> String {
    request.uri().path_and_query().map_or_else(|| request.uri().path().to_owned(), |t| t.as_str().to_owned())
}

/// Header lines, from the bytes of the head where they are at hand: hyper knows names in lower case only.
pub(super) fn headers(request: &Request<Incoming>, head: &[u8]) -> Vec<(String, String)> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    let mut found = Vec::with_capacity(request.headers().len());
    let mut lines = head.split(|b| *b == b'\n').map(<[u8]>::trim_ascii_end);
    // Blank lines may come before the request line.
    let first = lines.find(|line| !line.is_empty());
    if first.is_some() {
        for line in lines.take_while(|line| !line.is_empty()) {
            if let Some(colon) = line.iter().position(|b| *b == b':') {
                found.push((text(&line[..colon]), text(&line[colon + 1..])));
            }
        }
    }
    if found.len() == request.headers().len() {
        return found;
    }
    request.headers().iter().map(|(name, value)| (name.as_str().to_owned(), text(value.as_bytes()))).collect()
}
