//! WebSocket connections (RFC 6455) of servers and clients: what a driving thread sees of them.
//!
//! A connection reports through its [`ConnectionSink`] in batches and is driven through its [`ConnectionHandle`].
//! Invariants: nothing is read before [`ConnectionHandle::accept`]; `Closed` is reported exactly once, as the last
//! event; what is reported and not yet [consumed](ConnectionHandle::consumed) is bounded, what is sent and not yet
//! written is bounded.

pub mod codec;
pub mod deflate;
pub mod extension;
mod handle;
mod role;
mod socket;
mod task;
mod writer;

pub use handle::ConnectionHandle;
pub(crate) use handle::Shared;
pub use role::Role;
pub(crate) use socket::Socket;
pub(crate) use task::Connection;

use crate::settings::EndpointOptions;
use bytes::Bytes;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use tungstenite::Utf8Bytes;

/// One event of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Incoming {
    /// A complete text message.
    Text(Utf8Bytes),
    /// A complete binary message.
    Binary(Bytes),
    /// Something went wrong; `Closed` follows.
    Error {
        /// The close code that stands for it, such as 1006.
        code: u16,
        /// A sentence in English.
        message: String,
    },
    /// The connection is gone.
    Closed {
        /// The code received, 1005 when there was none, 1006 after an abnormal end.
        code: u16,
        /// The peer's reason, if it gave one.
        reason: Option<String>,
    },
}

impl Incoming {
    /// Payload bytes of a message, 0 for other events: what [`ConnectionHandle::consumed`] wants.
    pub fn size(&self) -> usize {
        match self {
            Incoming::Text(text) => text.len(),
            Incoming::Binary(data) => data.len(),
            _ => 0,
        }
    }

    /// Whether it is a message.
    pub fn is_message(&self) -> bool {
        matches!(self, Incoming::Text(_) | Incoming::Binary(_))
    }
}

/// A message to send. Clones share their bytes, so that a broadcast costs no copy for each receiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outgoing {
    /// A text frame.
    Text(Utf8Bytes),
    /// A binary frame.
    Binary(Bytes),
}

impl Outgoing {
    pub(crate) fn len(&self) -> usize {
        match self {
            Outgoing::Text(text) => text.len(),
            Outgoing::Binary(data) => data.len(),
        }
    }
}

/// Where a connection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Messages can be sent.
    Connected,
    /// A close is under way.
    Closing,
    /// It is gone.
    Closed,
}

/// What is known of a client when its handshake is complete.
#[derive(Clone, Debug)]
pub struct Handshake {
    /// The request target as sent, query included.
    pub url: String,
    /// Header lines in the order and case they were sent in (values that are not UTF-8 are repaired).
    pub headers: Vec<(String, String)>,
    /// The pairs of the query, decoded, in order.
    pub query: Vec<(String, String)>,
    /// The subprotocol agreed on, if any.
    pub protocol: Option<String>,
    /// The client's address; an IPv4 address mapped into IPv6 is shown as IPv4.
    pub remote_addr: SocketAddr,
}

/// A WebSocket endpoint to be mounted on a server.
#[derive(Clone)]
pub struct Endpoint {
    /// Who is told of new connections.
    pub sink: Arc<dyn EndpointSink>,
    /// Limits and times.
    pub options: EndpointOptions,
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint").field("options", &self.options).finish_non_exhaustive()
    }
}

/// Is told of new connections. Called from network threads: it must not block.
pub trait EndpointSink: Send + Sync {
    /// A handshake is complete (the 101 is sent). The connection waits, unread, until it is
    /// [accepted](ConnectionHandle::accept) or [rejected](ConnectionHandle::reject).
    fn connect(&self, handshake: Handshake, connection: ConnectionHandle);
    /// The mount is closed and all its connections have reported their end. Called once.
    fn mount_closed(&self);
}

/// Receives the events of one connection. Called from network threads, in order, never twice at a time: it must not
/// block.
pub trait ConnectionSink: Send + Sync {
    /// Everything that has arrived since the last call.
    fn events(&self, batch: Vec<Incoming>);
}
