//! `:ws`: a WebSocket client beside the prompt, with a thread of its own.
//!
//! What arrives is shown as it comes. `:ws wait` waits for what has not been shown since the last `:ws send`.

use std::net::SocketAddr;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::screen::Screen;
use super::show::{clip, quoted};

/// How long one thing that must happen may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// What has happened on the connection.
#[derive(Default)]
struct State {
    /// Messages shown since the last order.
    arrived: usize,
    /// True when nothing can arrive any more.
    ended: bool,
}

type Shared = Arc<(Mutex<State>, Condvar)>;

/// A connection.
pub struct Client {
    orders: UnboundedSender<Message>,
    state: Shared,
}

impl Client {
    /// Opens a connection to a path of the server in this session, or to an address, and waits until it is open.
    ///
    /// # Errors
    /// A sentence that says why there is no connection.
    pub fn connect(place: &str, here: Option<SocketAddr>, screen: Arc<Screen>) -> Result<Client, String> {
        let url = match (place, here) {
            (url, _) if url.starts_with("ws://") => url.to_owned(),
            (url, _) if url.starts_with("wss://") => {
                return Err("only ws:// addresses can be reached from here".into());
            }
            (path, Some(address)) => format!("ws://{}/{}", reachable(address), path.trim_start_matches('/')),
            (_, None) => {
                return Err(
                    "no server runs here; start one, as in $wss:=4D.WebSocketServer.new($handler)".into()
                );
            }
        };
        let (orders, taken) = unbounded_channel();
        let state = Shared::default();
        let (tell, told) = std::sync::mpsc::channel();
        let (shared, address) = (state.clone(), url.clone());
        let run = move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let runtime = match runtime {
                Ok(runtime) => runtime,
                Err(error) => return drop(tell.send(Err(error.to_string()))),
            };
            runtime.block_on(async {
                match tokio::time::timeout(PATIENCE, open(&address)).await {
                    Ok(Ok(socket)) => {
                        let _ = tell.send(Ok(()));
                        talk(socket, taken, &shared, &screen).await;
                    }
                    Ok(Err(message)) => drop(tell.send(Err(message))),
                    Err(_) => drop(tell.send(Err("the server does not answer".into()))),
                }
            });
            end(&shared);
        };
        std::thread::Builder::new()
            .name("four-client".into())
            .spawn(run)
            .map_err(|error| error.to_string())?;
        match told.recv() {
            Ok(Ok(())) => Ok(Client { orders, state }),
            Ok(Err(message)) => Err(format!("{url}: {message}")),
            Err(_) => Err(format!("{url}: the client has ended")),
        }
    }

    /// Sends a text.
    ///
    /// # Errors
    /// When the connection is closed.
    pub fn send(&mut self, text: &str) -> Result<(), String> {
        self.order(Message::text(text))
    }

    /// Starts to close: nothing, a code, or a code and a reason.
    ///
    /// # Errors
    /// When the code is no number from 1000 to 4999, or the connection is closed already.
    pub fn close(&mut self, text: &str) -> Result<(), String> {
        let (code, reason) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let frame = match code {
            "" => None,
            code => match code.parse::<u16>() {
                Ok(code @ 1000..=4999) => {
                    Some(CloseFrame { code: code.into(), reason: clipped(reason.trim()).into() })
                }
                _ => return Err("a close code is a number from 1000 to 4999".into()),
            },
        };
        self.order(Message::Close(frame))?;
        self.until(|state| state.ended)
    }

    /// Waits until so many messages have come since the last order, or the connection has ended.
    ///
    /// # Errors
    /// When they do not come.
    pub fn wait(&mut self, count: usize) -> Result<(), String> {
        self.until(|state| state.arrived >= count || state.ended)
    }

    fn order(&mut self, message: Message) -> Result<(), String> {
        let mut state = lock(&self.state);
        if state.ended || self.orders.send(message).is_err() {
            return Err("the connection is closed; :ws connect opens another".into());
        }
        state.arrived = 0;
        Ok(())
    }

    fn until(&self, done: impl Fn(&State) -> bool) -> Result<(), String> {
        let limit = Instant::now() + PATIENCE;
        let mut state = lock(&self.state);
        while !done(&state) {
            let left = limit.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err("nothing has come within ten seconds".into());
            }
            state = self.state.1.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        Ok(())
    }
}

fn lock(shared: &Shared) -> std::sync::MutexGuard<'_, State> {
    shared.0.lock().unwrap_or_else(PoisonError::into_inner)
}

fn end(shared: &Shared) {
    lock(shared).ended = true;
    shared.1.notify_all();
}

/// An address that stands for all is reached through the local one.
fn reachable(address: SocketAddr) -> SocketAddr {
    match address.ip() {
        ip if !ip.is_unspecified() => address,
        std::net::IpAddr::V4(_) => SocketAddr::from(([127, 0, 0, 1], address.port())),
        std::net::IpAddr::V6(_) => SocketAddr::from((std::net::Ipv6Addr::LOCALHOST, address.port())),
    }
}

/// A close reason that fits its frame: 123 bytes of UTF-8 (RFC 6455 §5.5).
fn clipped(reason: &str) -> &str {
    let mut end = reason.len().min(123);
    while !reason.is_char_boundary(end) {
        end -= 1;
    }
    &reason[..end]
}

async fn open(url: &str) -> Result<WebSocketStream<TcpStream>, String> {
    let authority = url["ws://".len()..].split(['/', '?']).next().unwrap_or_default();
    let port = if authority.contains(':') && !authority.ends_with(']') { "" } else { ":80" };
    let stream = TcpStream::connect(format!("{authority}{port}")).await.map_err(|error| error.to_string())?;
    match tokio_tungstenite::client_async(url, stream).await {
        Ok((socket, _)) => Ok(socket),
        Err(Error::Http(answer)) => Err(format!("the server answers {}", answer.status())),
        Err(error) => Err(error.to_string()),
    }
}

/// Carries out orders and shows what arrives until the connection ends.
async fn talk(
    mut socket: WebSocketStream<TcpStream>,
    mut orders: UnboundedReceiver<Message>,
    shared: &Shared,
    screen: &Screen,
) {
    let mut reason = String::new();
    loop {
        tokio::select! {
            order = orders.recv() => {
                let sent = match order {
                    Some(message) => socket.send(message).await,
                    // Another connection takes this one's place, or the session ends.
                    None => socket.close(None).await,
                };
                if let Err(error) = sent {
                    reason = format!(" ({error})");
                    break;
                }
            }
            arrived = socket.next() => {
                let text = match arrived {
                    Some(Ok(Message::Text(text))) => quoted(&text),
                    Some(Ok(Message::Binary(bytes))) => format!("{} bytes", bytes.len()),
                    Some(Ok(Message::Close(frame))) => {
                        if let Some(frame) = frame {
                            reason = format!(" {} {}", u16::from(frame.code), clip(&frame.reason, 123));
                        }
                        continue;
                    }
                    Some(Ok(_)) => continue,
                    Some(Err(Error::ConnectionClosed)) | None => break,
                    Some(Err(error)) => {
                        reason = format!(" ({error})");
                        break;
                    }
                };
                screen.out(&format!("ws ← {text}\n"));
                lock(shared).arrived += 1;
                shared.1.notify_all();
            }
        }
    }
    screen.out(&format!("ws closed{}\n", reason.trim_end()));
}
