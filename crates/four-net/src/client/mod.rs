//! Connections that the program makes to others: WebSockets and HTTP requests.
//!
//! Everything here runs in the network's tasks. The other side is not trusted: what it sends is bounded in size and
//! time, and certificates are checked.

mod agent;
mod charset;
mod decode;
mod dial;
mod digest;
mod exchange;
mod http;
mod websocket;

pub(crate) use agent::{Agent, AgentSettings, MAX_SOCKETS};
pub(crate) use charset::{Content, content, decode, encode};
pub(crate) use dial::Failure;
pub(crate) use http::{Credentials, HttpAsk, HttpSink, Method, Scheme, request};
pub(crate) use websocket::{Ask, connect};

/// Most bytes of a body that is kept for the program, compressed or not.
pub(crate) const MAX_BODY: usize = 256 << 20;

/// What an answer begins with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Head {
    /// Status code.
    pub status: u16,
    /// What the server says about it.
    pub reason: String,
    /// Header lines in order, names as sent.
    pub headers: Vec<(String, String)>,
}

impl Head {
    /// The value of a header, the first of several.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// All values of a header.
    pub fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        let named = self.headers.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_str())
    }
}
