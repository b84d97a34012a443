//! One conversation in lines with a mail server, over TCP or TLS, with a deadline and interruptible waiting.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use four_net::tls;
use four_runtime::Host;
use rustls::pki_types::ServerName;
use rustls::{ClientConnection, StreamOwned};

use crate::options::Server;
use crate::status::Failure;

/// How often a waiting conversation looks for an interruption.
const GLANCE: Duration = Duration::from_millis(50);

/// Longest line that a server may send, in bytes: RFC 5321 allows 512; some greet at length.
const LONGEST_LINE: usize = 64 * 1024;

enum Stream {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ClientConnection, TcpStream>>),
    /// While TLS begins.
    None,
}

/// A connection to a mail server.
pub struct Wire {
    stream: Stream,
    received: Vec<u8>,
    deadline: Instant,
    log: Option<File>,
}

impl Wire {
    /// Connects, with TLS from the first byte if `secure`.
    ///
    /// # Errors
    /// When the name is unknown, nothing answers in time, or TLS does not come about.
    pub fn connect(
        host: &mut dyn Host,
        server: &Server,
        secure: bool,
        log: Option<&Path>,
    ) -> Result<Wire, Failure> {
        let deadline = Instant::now() + server.patience();
        let (sender, receiver) = mpsc::channel();
        let (name, port, patience) = (server.host.clone(), server.port, server.patience());
        // Looking a name up cannot be interrupted: it happens in a thread that is left behind when nobody waits any more.
        std::thread::Builder::new().name("four-mail".into()).spawn(move || {
            let _ = sender.send(dial(&name, port, patience));
        })?;
        let socket = loop {
            host.check_interrupt().map_err(Failure::Interrupted)?;
            match receiver.recv_timeout(GLANCE) {
                Ok(socket) => break socket.map_err(Failure::Broken)?,
                Err(_) if Instant::now() > deadline => {
                    return Err(Failure::Broken(format!(
                        "{}:{} did not answer within {} seconds.",
                        server.host, server.port, server.connection_timeout
                    )));
                }
                Err(_) => {}
            }
        };
        socket.set_read_timeout(Some(GLANCE))?;
        socket.set_write_timeout(Some(GLANCE))?;
        socket.set_nodelay(true)?;
        let log = log.map(|path| OpenOptions::new().create(true).append(true).open(path)).transpose()?;
        let mut wire = Wire { stream: Stream::Plain(socket), received: Vec::new(), deadline, log };
        if secure {
            wire.start_tls(host, &server.host)?;
        }
        Ok(wire)
    }

    /// How long the next exchanges may take together.
    pub fn allow(&mut self, time: Duration) {
        self.deadline = Instant::now() + time;
    }

    /// True over TLS.
    pub fn is_secure(&self) -> bool {
        matches!(self.stream, Stream::Tls(_))
    }

    /// Goes on over TLS; what came unencrypted before is forgotten, so that nobody can slip answers in.
    ///
    /// # Errors
    /// When the certificate is not trusted or the handshake fails.
    pub fn start_tls(&mut self, host: &mut dyn Host, name: &str) -> Result<(), Failure> {
        self.received.clear();
        let config = tls::client_config().map_err(Failure::Broken)?;
        let server = ServerName::try_from(name.to_string())
            .map_err(|_| Failure::Broken(format!("\"{name}\" is no name that a certificate could have.")))?;
        let connection =
            ClientConnection::new(config, server).map_err(|error| Failure::Broken(error.to_string()))?;
        let Stream::Plain(socket) = std::mem::replace(&mut self.stream, Stream::None) else {
            return Err(Failure::Broken("The connection is encrypted already.".into()));
        };
        let mut stream = StreamOwned::new(connection, socket);
        while stream.conn.is_handshaking() {
            self.patience(host)?;
            match stream.conn.complete_io(&mut stream.sock) {
                Ok(_) => {}
                Err(error) if waits(&error) => {}
                Err(error) => return Err(Failure::Broken(format!("TLS with {name} failed: {error}."))),
            }
        }
        self.stream = Stream::Tls(Box::new(stream));
        Ok(())
    }

    /// Sends bytes; `shown` stands in the log instead of a secret.
    ///
    /// # Errors
    /// When the connection breaks or the deadline passes.
    pub fn send(&mut self, host: &mut dyn Host, bytes: &[u8], shown: Option<&str>) -> Result<(), Failure> {
        self.note("> ", shown.map_or(bytes, str::as_bytes));
        let mut rest = bytes;
        while !rest.is_empty() {
            self.patience(host)?;
            let written = match &mut self.stream {
                Stream::Plain(stream) => stream.write(rest),
                Stream::Tls(stream) => stream.write(rest),
                Stream::None => return Err(Failure::Broken("The connection is closed.".into())),
            };
            match written {
                Ok(0) => return Err(Failure::Broken("The server closed the connection.".into())),
                Ok(count) => rest = &rest[count..],
                Err(error) if waits(&error) => {}
                Err(error) => return Err(error.into()),
            }
        }
        loop {
            self.patience(host)?;
            let flushed = match &mut self.stream {
                Stream::Plain(stream) => stream.flush(),
                Stream::Tls(stream) => stream.flush(),
                Stream::None => Ok(()),
            };
            match flushed {
                Ok(()) => return Ok(()),
                Err(error) if waits(&error) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// The next line without its end.
    ///
    /// # Errors
    /// When the connection ends or breaks, the deadline passes, or the line is too long.
    pub fn line(&mut self, host: &mut dyn Host) -> Result<String, Failure> {
        let mut looked = 0;
        loop {
            if let Some(at) = self.received[looked..].iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.received.drain(..=looked + at).collect();
                self.note("< ", &line);
                return Ok(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_string());
            }
            looked = self.received.len();
            if looked > LONGEST_LINE {
                return Err(Failure::Broken(format!(
                    "The server sent a line of more than {LONGEST_LINE} bytes."
                )));
            }
            self.patience(host)?;
            let mut chunk = [0; 4096];
            let read = match &mut self.stream {
                Stream::Plain(stream) => stream.read(&mut chunk),
                Stream::Tls(stream) => stream.read(&mut chunk),
                Stream::None => Ok(0),
            };
            match read {
                Ok(0) => return Err(Failure::Broken("The server closed the connection.".into())),
                Ok(count) => self.received.extend_from_slice(&chunk[..count]),
                Err(error) if waits(&error) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn patience(&self, host: &mut dyn Host) -> Result<(), Failure> {
        host.check_interrupt().map_err(Failure::Interrupted)?;
        match Instant::now() > self.deadline {
            true => Err(Failure::Broken("The server did not answer in time.".into())),
            false => Ok(()),
        }
    }

    fn note(&mut self, direction: &str, bytes: &[u8]) {
        if let Some(log) = &mut self.log {
            // A log that cannot be written must not stop the mail.
            let text = String::from_utf8_lossy(bytes);
            let _ = writeln!(log, "{direction}{}", text.trim_end());
        }
    }
}

fn waits(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted)
}

fn dial(name: &str, port: u16, patience: Duration) -> Result<TcpStream, String> {
    let addresses = (name, port)
        .to_socket_addrs()
        .map_err(|error| format!("The host \"{name}\" is not found: {error}."))?;
    let mut last = format!("The host \"{name}\" has no address.");
    for address in addresses {
        match TcpStream::connect_timeout(&address, patience) {
            Ok(socket) => return Ok(socket),
            Err(error) => last = format!("{name}:{port} cannot be reached: {error}."),
        }
    }
    Err(last)
}
