//! What can be set: the server, its limits, and each WebSocket endpoint. Every limit has a default that is safe for a
//! server open to the Internet; `None` or 0 switches a limit off only where the comment says so.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Receives notices for the operator (one line, no newline). Called from network threads: it must not block.
pub type Log = Arc<dyn Fn(&str) + Send + Sync>;

/// How an [`HttpServer`](crate::HttpServer) is started (`WebServerClass`).
#[derive(Clone)]
pub struct Settings {
    /// Address or host name to listen on; `0.0.0.0` for all.
    pub host: String,
    /// TCP port; 0 takes any free one.
    pub port: u16,
    /// False listens for HTTPS only (`HTTPEnabled`).
    pub http: bool,
    /// Listen for HTTPS too; mounts and files are the same.
    pub https: Option<Https>,
    /// Folder of the static files; `None` serves none.
    pub root_folder: Option<PathBuf>,
    /// File served for a folder; empty for none (`defaultHomepage`).
    pub default_homepage: String,
    /// Largest request body in bytes (`maxRequestSize`); more is answered with 413.
    pub max_request_size: usize,
    /// Limits against misuse.
    pub limits: Limits,
    /// Where notices go.
    pub log: Log,
    /// The program that answers some of the requests.
    pub program: Option<Arc<dyn crate::http::HttpProgram>>,
    /// How requests are answered.
    pub answering: crate::http::Answering,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            host: "127.0.0.1".into(),
            port: 8080,
            http: true,
            https: None,
            root_folder: None,
            default_homepage: "index.html".into(),
            max_request_size: 2_000_000,
            limits: Limits::default(),
            log: Arc::new(|_| ()),
            program: None,
            answering: crate::http::Answering::default(),
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

/// How a server listens for HTTPS.
#[derive(Clone)]
pub struct Https {
    /// TCP port; 0 takes any free one.
    pub port: u16,
    /// Certificate and versions ([`tls::server`](crate::tls::server)).
    pub config: Arc<rustls::ServerConfig>,
}

/// Limits of a server.
#[derive(Clone, Debug)]
pub struct Limits {
    /// From the connection (or the last answer) to the end of a request's head once it has begun.
    pub head_timeout: Duration,
    /// Most header lines in a request; more is 431.
    pub max_headers: usize,
    /// Longest request line (else 414) or header line (else 431), in bytes.
    pub max_line: usize,
    /// Longest request head in bytes; more is 431.
    pub max_head: usize,
    /// Reads after which a head that came in crumbs (below 128 bytes each on average) is given up.
    pub max_crumbs: usize,
    /// How long an HTTP connection may be idle between two requests.
    pub keep_alive: Duration,
    /// Requests answered on one HTTP connection.
    pub max_requests: usize,
    /// How long a response may make no progress because the peer does not read.
    pub write_timeout: Duration,
    /// Time for a whole request body.
    pub body_timeout: Duration,
    /// Connections (HTTP and WebSocket) in total; more are answered with 503. `None`: no limit.
    pub max_connections: Option<usize>,
    /// Connections for each client address; more are answered with 429. `None`: no limit.
    pub max_per_ip: Option<usize>,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            head_timeout: Duration::from_secs(10),
            max_headers: 128,
            max_line: 8 << 10,
            max_head: 64 << 10,
            max_crumbs: 64,
            keep_alive: Duration::from_secs(15),
            max_requests: 100,
            write_timeout: Duration::from_secs(30),
            body_timeout: Duration::from_secs(60),
            max_connections: None,
            max_per_ip: None,
        }
    }
}

/// Compression of messages (permessage-deflate, RFC 7692), for clients that offer it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deflate {
    /// Messages may refer to earlier ones: they get smaller, but each connection then holds up to 310 KiB.
    pub context_takeover: bool,
    /// Base-2 logarithm of the largest window, 9 to 15; smaller ones take less memory.
    pub window_bits: u8,
    /// Messages with fewer bytes are sent as they are.
    pub threshold: usize,
}

impl Default for Deflate {
    fn default() -> Self {
        Deflate { context_takeover: false, window_bits: 15, threshold: 1024 }
    }
}

/// Options of one WebSocket endpoint.
#[derive(Clone, Debug)]
pub struct EndpointOptions {
    /// Largest message in bytes, over all its fragments; a bigger one closes with 1009.
    pub max_message: usize,
    /// Most fragments of one message; more close with 1009.
    pub max_fragments: u32,
    /// Silence after which a ping is sent; zero switches pings off.
    pub ping_interval: Duration,
    /// Time the peer has to show life after a ping.
    pub ping_timeout: Duration,
    /// Messages handed over and not yet consumed at which reading stops.
    pub in_messages: usize,
    /// Bytes handed over and not yet consumed at which reading stops (one bigger message still passes).
    pub in_bytes: usize,
    /// Bytes waiting to be sent at which the peer counts as too slow (one bigger message still passes).
    pub out_bytes: usize,
    /// Time without progress, with something to send, at which the peer counts as too slow.
    pub out_stall: Duration,
    /// Time for the closing handshake before the connection is dropped.
    pub close_timeout: Duration,
    /// Subprotocols that can be spoken: the first one in the client's list that is here is agreed on.
    pub protocols: Vec<String>,
    /// Connections at a time; more are answered with 503. `None`: no limit.
    pub max_connections: Option<usize>,
    /// Connections at a time for each client address; more are answered with 429. `None`: no limit.
    pub max_per_ip: Option<usize>,
    /// Values of `Origin` that are let in (compared without case); empty lets all in, a missing `Origin` is always let in.
    pub origins: Vec<String>,
    /// Compression of messages; `None` does not offer it. [`max_message`](Self::max_message) bounds what is inflated.
    pub deflate: Option<Deflate>,
}

impl Default for EndpointOptions {
    fn default() -> Self {
        EndpointOptions {
            max_message: 16 << 20,
            max_fragments: 131_072,
            ping_interval: Duration::from_secs(20),
            ping_timeout: Duration::from_secs(20),
            in_messages: 64,
            in_bytes: 4 << 20,
            out_bytes: 4 << 20,
            out_stall: Duration::from_secs(10),
            close_timeout: Duration::from_secs(10),
            protocols: Vec::new(),
            max_connections: None,
            max_per_ip: None,
            origins: Vec::new(),
            deflate: None,
        }
    }
}
