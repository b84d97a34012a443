//! Tests over real sockets, one binary, each test named by the row of the specification that it checks. Every wait has
//! a limit ([`support::LIMIT`]); servers take free ports.

mod client_tls;
mod conformance;
mod deflate;
mod faults;
mod handshake;
mod http;
mod lifecycle;
mod limits;
mod protocol;
mod support;
