//! The network: a WebSocket and HTTP/1.1 server on one port, and clients of both, driven from ordinary threads.
//!
//! Sockets live in the tasks of one small tokio runtime ([`Network`]). Everything that crosses between a task and the
//! thread that drives it is queued, batched and bounded: neither side ever waits for the other.

pub mod classes;
mod client;
pub mod http;
pub mod network;
pub mod server;
pub mod settings;
pub mod tls;
pub mod ws;

pub use network::{Cork, Network};
pub use server::{CloseHow, HttpServer, Mount, MountError, StartError};
pub use settings::{Deflate, EndpointOptions, Https, Limits, Log, Settings};
pub use ws::{
    ConnectionHandle, ConnectionSink, Endpoint, EndpointSink, Handshake, Incoming, Outgoing, Status,
};
