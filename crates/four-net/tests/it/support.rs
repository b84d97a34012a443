//! A server with a recording endpoint, a raw client that writes its own frames, and a client of tungstenite.

use four_net::{
    ConnectionHandle, ConnectionSink, Endpoint, EndpointOptions, EndpointSink, Handshake, HttpServer,
    Incoming, Mount, Settings,
};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tungstenite::WebSocket;

/// Nothing that is expected takes longer.
pub const LIMIT: Duration = Duration::from_secs(10);

/// What a connect tells.
pub type Connect = (Handshake, ConnectionHandle);

pub struct Hub(Mutex<(Sender<Connect>, Sender<()>)>);

impl EndpointSink for Hub {
    fn connect(&self, handshake: Handshake, connection: ConnectionHandle) {
        let _ = self.0.lock().unwrap().0.send((handshake, connection));
    }

    fn mount_closed(&self) {
        let _ = self.0.lock().unwrap().1.send(());
    }
}

/// Passes events on; consumes messages at once if told so.
pub struct Recorder {
    events: Mutex<Sender<Incoming>>,
    consume: Option<ConnectionHandle>,
}

impl ConnectionSink for Recorder {
    fn events(&self, batch: Vec<Incoming>) {
        for event in batch {
            if let (Some(connection), true) = (&self.consume, event.is_message()) {
                connection.consumed(1, event.size());
            }
            let _ = self.events.lock().unwrap().send(event);
        }
    }
}

pub struct Test {
    pub server: Arc<HttpServer>,
    pub mount: Mount,
    pub connects: Receiver<Connect>,
    pub closed: Receiver<()>,
}

impl Drop for Test {
    fn drop(&mut self) {
        self.server.stop(Duration::ZERO);
    }
}

pub fn endpoint(options: EndpointOptions) -> (Endpoint, Receiver<Connect>, Receiver<()>) {
    let ((connect, connects), (close, closed)) = (channel(), channel());
    (Endpoint { sink: Arc::new(Hub(Mutex::new((connect, close)))), options }, connects, closed)
}

pub fn serve(settings: Settings, options: EndpointOptions) -> Test {
    let server = HttpServer::start(Settings { port: 0, ..settings }).unwrap();
    let (endpoint, connects, closed) = endpoint(options);
    let mount = server.mount(Some("/ws".into()), endpoint).unwrap();
    Test { server, mount, connects, closed }
}

pub fn start() -> Test {
    serve(Settings::default(), EndpointOptions::default())
}

impl Test {
    pub fn tcp(&self) -> TcpStream {
        tcp(&self.server)
    }

    /// A raw client past the handshake and the connection, not accepted yet.
    pub fn raw(&self) -> (Raw, ConnectionHandle) {
        let mut raw = Raw(self.tcp());
        raw.handshake("/ws");
        let mine = raw.0.local_addr().unwrap();
        let connection = self.connect_of(mine);
        (raw, connection)
    }

    /// The connection of the client at this address. Clients that have left may be announced late: their connections are
    /// ended.
    pub fn connect_of(&self, client: SocketAddr) -> ConnectionHandle {
        loop {
            let (handshake, connection) = self.connects.recv_timeout(LIMIT).unwrap();
            if handshake.remote_addr == client {
                return connection;
            }
            connection.abort();
        }
    }

    /// A raw client, accepted, and its events; messages are consumed as they come.
    pub fn accepted(&self) -> (Raw, ConnectionHandle, Receiver<Incoming>) {
        let (raw, connection) = self.raw();
        let events = accept(&connection, true);
        (raw, connection, events)
    }

    /// A client of tungstenite, accepted.
    pub fn client(&self) -> (WebSocket<TcpStream>, ConnectionHandle, Receiver<Incoming>) {
        let (client, _) = tungstenite::client("ws://localhost/ws", self.tcp()).unwrap();
        let connection = self.connect_of(client.get_ref().local_addr().unwrap());
        let events = accept(&connection, true);
        (client, connection, events)
    }
}

pub fn tcp(server: &HttpServer) -> TcpStream {
    let tcp = TcpStream::connect(server.local_addr()).unwrap();
    tcp.set_read_timeout(Some(LIMIT)).unwrap();
    tcp.set_nodelay(true).unwrap();
    tcp
}

pub fn accept(connection: &ConnectionHandle, consume: bool) -> Receiver<Incoming> {
    let (sender, events) = channel();
    let consume = consume.then(|| connection.clone());
    connection.accept(Arc::new(Recorder { events: Mutex::new(sender), consume }));
    events
}

/// All events to the end; fails unless `Closed` comes once, last.
pub fn to_end(events: &Receiver<Incoming>) -> Vec<Incoming> {
    let mut all = Vec::new();
    loop {
        match events.recv_timeout(LIMIT) {
            Ok(event) => all.push(event),
            Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => break,
            Err(e) => panic!("{e} after {all:?}"),
        }
    }
    let closed = |e: &Incoming| matches!(e, Incoming::Closed { .. });
    assert_eq!(all.iter().filter(|e| closed(e)).count(), 1, "{all:?}");
    assert!(closed(all.last().unwrap()), "{all:?}");
    all
}

/// The end without an error.
pub fn closed(code: u16, reason: Option<&str>) -> Vec<Incoming> {
    vec![Incoming::Closed { code, reason: reason.map(str::to_owned) }]
}

/// Fails unless the events are an error and the end, both with `code`.
pub fn assert_failed(events: &[Incoming], code: u16) {
    match events {
        [Incoming::Error { code: a, message }, Incoming::Closed { code: b, .. }] => {
            assert_eq!((*a, *b), (code, code), "{message}");
        }
        other => panic!("{other:?}"),
    }
}

/// A client that writes bytes.
pub struct Raw(pub TcpStream);

impl Raw {
    pub fn handshake(&mut self, path: &str) {
        let answer = request(&mut self.0, &format!("GET {path} HTTP/1.1\r\n{UPGRADE}\r\n"));
        assert!(answer.starts_with("HTTP/1.1 101 "), "{answer}");
    }

    pub fn send(&mut self, first: u8, payload: &[u8]) {
        self.0.write_all(&frame(first, payload)).unwrap();
    }

    /// The next frame: first byte and payload; `None` at the end of the stream.
    pub fn frame(&mut self) -> Option<(u8, Vec<u8>)> {
        let mut head = [0; 2];
        match self.0.read_exact(&mut head) {
            Ok(()) => {}
            Err(e)
                if matches!(
                    e.kind(),
                    std::io::ErrorKind::UnexpectedEof | std::io::ErrorKind::ConnectionReset
                ) =>
            {
                return None;
            }
            Err(e) => panic!("{e}"),
        }
        assert_eq!(head[1] & 0x80, 0, "server frames are not masked");
        let mut extended = [0; 8];
        let len = match head[1] {
            126 => {
                self.0.read_exact(&mut extended[6..]).unwrap();
                u64::from_be_bytes(extended)
            }
            127 => {
                self.0.read_exact(&mut extended).unwrap();
                u64::from_be_bytes(extended)
            }
            n => u64::from(n),
        };
        let mut payload = vec![0; len as usize];
        self.0.read_exact(&mut payload).unwrap();
        Some((head[0], payload))
    }

    /// Fails unless the next frame is a close with this code.
    pub fn expect_close_frame(&mut self, code: u16) {
        let (first, payload) = self.frame().expect("a close frame");
        assert_eq!((first, &payload[..2]), (0x88, &code.to_be_bytes()[..]));
    }

    /// Fails unless the next frame is a close with this code, and the last.
    pub fn expect_close(&mut self, code: u16) {
        self.expect_close_frame(code);
        assert_eq!(self.frame(), None);
    }
}

pub const UPGRADE: &str = "Host: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";

pub fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut f = vec![first];
    match payload.len() {
        n @ 0..=125 => f.push(0x80 | n as u8),
        n @ 126..=65_535 => {
            f.push(0x80 | 126);
            f.extend((n as u16).to_be_bytes());
        }
        n => {
            f.push(0x80 | 127);
            f.extend((n as u64).to_be_bytes());
        }
    }
    let mask = [0x37, 0xfa, 0x21, 0x3d];
    f.extend(mask);
    f.extend(payload.iter().zip(mask.iter().cycle()).map(|(b, m)| b ^ m));
    f
}

/// Sends a request and reads the head of the answer.
pub fn request(tcp: &mut TcpStream, request: &str) -> String {
    tcp.write_all(request.as_bytes()).unwrap();
    head(tcp)
}

/// Reads a head, or what comes before the end of the stream.
pub fn head(tcp: &mut TcpStream) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && matches!(tcp.read(&mut byte), Ok(1)) {
        head.push(byte[0]);
    }
    String::from_utf8(head).unwrap()
}

/// A request on a connection of its own: head and body.
pub fn fetch(server: &HttpServer, text: &str) -> (String, Vec<u8>) {
    let mut tcp = tcp(server);
    let head = request(&mut tcp, text);
    let length =
        head.lines().find_map(|l| l.to_ascii_lowercase().strip_prefix("content-length: ").map(str::to_owned));
    let mut body = vec![0; length.map_or(0, |l| l.parse().unwrap())];
    if !text.starts_with("HEAD") {
        tcp.read_exact(&mut body).unwrap();
    }
    (head, body)
}

pub fn get(server: &HttpServer, path: &str) -> (String, Vec<u8>) {
    fetch(server, &format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n"))
}

pub fn status(head: &str) -> u16 {
    head.get(9..12).and_then(|s| s.parse().ok()).unwrap_or_else(|| panic!("no answer: {head:?}"))
}
