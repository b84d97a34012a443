//! A WebSocket client for tests. Every wait ends after [`PATIENCE`].

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use futures_util::{SinkExt, StreamExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::{Request, Response};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::server::PATIENCE;

/// A client's end of a connection.
pub struct Client(pub WebSocketStream<TcpStream>);

/// What arrives at a client; pings are answered and left out.
#[derive(Debug, PartialEq)]
pub enum Event {
    /// A text message.
    Text(String),
    /// A binary message.
    Binary(Vec<u8>),
    /// The answer to a ping.
    Pong(Vec<u8>),
    /// A close frame; code 1005 stands for none, as in browsers.
    Close(u16, String),
    /// The connection ended without a close frame; browsers call it 1006.
    Gone,
}

impl Client {
    /// Connects to `ws://127.0.0.1:PORT/`.
    pub async fn new(port: u16) -> Self {
        Self::at(port, "/").await
    }

    /// Connects to a path.
    pub async fn at(port: u16, path: &str) -> Self {
        Self::with(port, request(port, path)).await
    }

    /// Connects with a request of one's own.
    pub async fn with(port: u16, request: Request) -> Self {
        let (client, _) =
            Self::try_from(port, request, Ipv4Addr::LOCALHOST).await.expect("the server answers with 101");
        client
    }

    /// Connects from a chosen address of the loopback network; the error is the server's refusal.
    pub async fn try_from(port: u16, request: Request, from: Ipv4Addr) -> Result<(Self, Response), Error> {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind(SocketAddr::new(IpAddr::V4(from), 0)).expect("an address of this machine");
        let server = SocketAddr::from(([127, 0, 0, 1], port));
        let stream = timeout(PATIENCE, socket.connect(server)).await.expect("a connection in time")?;
        let (socket, response) =
            timeout(PATIENCE, client_async(request, stream)).await.expect("an answer in time")?;
        Ok((Self(socket), response))
    }

    /// Sends a text.
    pub async fn send(&mut self, text: &str) {
        self.0.send(Message::text(text)).await.expect("the connection is open");
    }

    /// Sends a text and gives the answer, which must be a text.
    pub async fn ask(&mut self, text: &str) -> String {
        self.send(text).await;
        self.text().await
    }

    /// The next event.
    pub async fn event(&mut self) -> Event {
        loop {
            return match timeout(PATIENCE, self.0.next()).await.expect("something arrives in time") {
                Some(Ok(Message::Text(text))) => Event::Text(text.to_string()),
                Some(Ok(Message::Binary(bytes))) => Event::Binary(bytes.to_vec()),
                Some(Ok(Message::Pong(bytes))) => Event::Pong(bytes.to_vec()),
                Some(Ok(Message::Close(Some(frame)))) => {
                    Event::Close(frame.code.into(), frame.reason.to_string())
                }
                Some(Ok(Message::Close(None))) => Event::Close(1005, String::new()),
                Some(Ok(_)) => continue,
                Some(Err(_)) | None => Event::Gone,
            };
        }
    }

    /// The next event, which must be a text.
    pub async fn text(&mut self) -> String {
        match self.event().await {
            Event::Text(text) => text,
            other => panic!("a text was expected, not {other:?}"),
        }
    }

    /// Asserts that the next texts are these.
    pub async fn hears(&mut self, texts: &[&str]) {
        for text in texts {
            assert_eq!(self.text().await, *text);
        }
    }

    /// Closes with a code and waits for the server's answer and the end of the stream.
    pub async fn close(mut self, code: u16, reason: &str) {
        let frame = CloseFrame { code: CloseCode::from(code), reason: reason.to_owned().into() };
        self.0.close(Some(frame)).await.expect("the connection is open");
        self.end().await;
    }

    /// Closes without a code.
    pub async fn close_silently(mut self) {
        self.0.close(None).await.expect("the connection is open");
        self.end().await;
    }

    /// Reads until the stream ends.
    pub async fn end(&mut self) {
        while !matches!(
            timeout(PATIENCE, self.0.next()).await.expect("the stream ends in time"),
            None | Some(Err(_))
        ) {}
    }

    /// Vanishes without a close frame: the peer sees a reset.
    pub fn reset(self) {
        let stream = self.0.get_ref();
        stream.set_zero_linger().expect("a socket");
    }
}

/// The upgrade request of an ordinary client, to be changed at will.
pub fn request(port: u16, path: &str) -> Request {
    format!("ws://127.0.0.1:{port}{path}").into_client_request().expect("a valid address")
}

/// The HTTP status of a refused upgrade.
pub async fn refused(port: u16, path: &str) -> u16 {
    match Client::try_from(port, request(port, path), Ipv4Addr::LOCALHOST).await {
        Err(Error::Http(response)) => response.status().as_u16(),
        Err(other) => panic!("a refusal by HTTP was expected, not {other}"),
        Ok(_) => panic!("the server accepted {path}"),
    }
}
