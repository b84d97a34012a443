//! Connections that the program makes to others: WebSockets and HTTP requests.
//!
//! Everything here runs in the network's tasks. The other side is not trusted: what it sends is bounded in size and
//! time, and certificates are checked.

mod dial;
mod websocket;

pub(crate) use dial::Failure;
pub(crate) use websocket::{Ask, connect};
