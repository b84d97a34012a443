//! A web site to test: files in a temporary project, `four-run` serving it, and a client that speaks HTTP byte by byte.

use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};

use crate::server::{Four, PATIENCE};

/// A served project.
pub struct Site {
    /// The process.
    pub four: Four,
    folder: TempDir,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Status line and header lines.
    pub head: String,
    /// The body, chunks put together.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(':'));
        let mut found =
            lines.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim());
        found.next()
    }
}

/// A folder of files; those without a known top folder go below `Project/Sources`.
pub fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    for (name, text) in files {
        let top =
            ["WebFolder/", "Resources/", "Settings/", "Project/"].iter().any(|top| name.starts_with(top));
        let base = if top { folder.path().to_owned() } else { folder.path().join("Project/Sources") };
        let path = base.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    folder
}

impl Site {
    /// Serves a project of these files whose On Startup starts the web server with the port that is free.
    pub async fn serve(files: &[(&str, &str)]) -> Site {
        let startup = ("DatabaseMethods/onStartup.4dm", "WEB START SERVER\n");
        let mut all = files.to_vec();
        if !files.iter().any(|(name, _)| *name == startup.0) {
            all.push(startup);
        }
        let folder = folder(&all);
        let four = Four::start(&["--port", "0"], folder.path());
        let mut site = Site { four, folder };
        site.listening().await;
        site
    }

    /// Waits until the server says where it listens.
    pub async fn listening(&mut self) {
        let end = Instant::now() + PATIENCE;
        loop {
            let errors = self.four.errors();
            let said = errors.split_once("http://").and_then(|(_, rest)| rest.split_once('/'));
            if let Some(port) = said.and_then(|(place, _)| place.rsplit(':').next()?.parse().ok()) {
                self.four.port = port;
                return;
            }
            assert!(Instant::now() < end, "the web server does not start:\n{errors}");
            sleep(std::time::Duration::from_millis(5)).await;
        }
    }

    /// Waits until a file of the project's folder holds `text`; gives all of it.
    pub async fn file_with(&self, name: &str, text: &str) -> String {
        let end = Instant::now() + PATIENCE;
        loop {
            let found = std::fs::read_to_string(self.folder.path().join(name)).unwrap_or_default();
            if found.contains(text) {
                return found;
            }
            assert!(Instant::now() < end, "`{text}` is missing in {name}:\n{found}");
            sleep(std::time::Duration::from_millis(5)).await;
        }
    }

    /// `GET`.
    pub async fn get(&self, target: &str) -> Answer {
        self.ask("GET", target, &[], b"").await
    }

    /// A request with a body on a connection of its own.
    pub async fn ask(&self, verb: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut request = format!("{verb} {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n");
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        if !body.is_empty() {
            request.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        request.push_str("\r\n");
        let mut bytes = request.into_bytes();
        bytes.extend_from_slice(body);
        self.send(&bytes).await
    }

    /// Raw bytes on a connection of its own; reads until the server closes.
    pub async fn send(&self, bytes: &[u8]) -> Answer {
        let exchange = async {
            let mut stream = TcpStream::connect(("127.0.0.1", self.four.port)).await.expect("a connection");
            // A server that refuses a body need not read it.
            let _ = stream.write_all(bytes).await;
            let mut answer = Vec::new();
            let _ = stream.read_to_end(&mut answer).await;
            answer
        };
        let answer = timeout(PATIENCE, exchange).await.expect("an answer in time");
        parsed(&answer)
    }
}

fn parsed(answer: &[u8]) -> Answer {
    let end = answer.windows(4).position(|w| w == b"\r\n\r\n");
    let end = end.unwrap_or_else(|| panic!("no HTTP answer: {:?}", String::from_utf8_lossy(answer)));
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    let mut answer = Answer { status, head, body: answer[end + 4..].to_vec() };
    if answer.header("transfer-encoding") == Some("chunked") {
        answer.body = unchunked(&answer.body);
    }
    answer
}

fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|w| w == b"\r\n") {
        let size = std::str::from_utf8(&rest[..end]).ok().and_then(|s| usize::from_str_radix(s, 16).ok());
        let size = size.expect("the size of a chunk");
        if size == 0 {
            return body;
        }
        body.extend_from_slice(&rest[end + 2..end + 2 + size]);
        rest = &rest[end + 4 + size..];
    }
    panic!("the last chunk is missing")
}
