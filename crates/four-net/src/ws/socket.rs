//! A TCP socket, plain or under TLS, whole (for HTTP) or in halves (for WebSockets).
//!
//! Under TLS both halves share one state behind a lock that is held for one poll only. Written data may stay in the TLS
//! layer until it is flushed.

use std::io::{self, IoSlice};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio_rustls::TlsStream;

/// A connected socket.
pub(crate) enum Socket {
    /// TCP alone.
    Plain(TcpStream),
    /// TLS over TCP, its handshake done.
    Tls(Box<TlsStream<TcpStream>>),
}

impl From<TcpStream> for Socket {
    fn from(socket: TcpStream) -> Socket {
        Socket::Plain(socket)
    }
}

macro_rules! either {
    ($this:expr, $socket:ident => $run:expr) => {
        match $this.get_mut() {
            Socket::Plain($socket) => $run,
            Socket::Tls($socket) => $run,
        }
    };
}

impl AsyncRead for Socket {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        either!(self, socket => Pin::new(socket).poll_read(cx, buf))
    }
}

impl AsyncWrite for Socket {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        either!(self, socket => Pin::new(socket).poll_write(cx, buf))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        either!(self, socket => Pin::new(socket).poll_write_vectored(cx, bufs))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        either!(self, socket => Pin::new(socket).poll_flush(cx))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        either!(self, socket => Pin::new(socket).poll_shutdown(cx))
    }
}

impl Socket {
    /// The two halves, each for a task or thread of its own.
    pub(super) fn into_split(self) -> (ReadHalf, WriteHalf) {
        match self {
            Socket::Plain(socket) => {
                let (read, write) = socket.into_split();
                (ReadHalf::Plain(read), WriteHalf::Plain(write))
            }
            tls @ Socket::Tls(_) => {
                let both = Arc::new(Mutex::new(tls));
                (ReadHalf::Tls(both.clone()), WriteHalf::Tls(both))
            }
        }
    }

    /// Where the other end is.
    pub fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.tcp().peer_addr()
    }

    /// Where this end is.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.tcp().local_addr()
    }

    /// Whether it speaks TLS.
    pub fn is_secure(&self) -> bool {
        matches!(self, Socket::Tls(_))
    }

    fn tcp(&self) -> &TcpStream {
        match self {
            Socket::Plain(socket) => socket,
            Socket::Tls(socket) => socket.get_ref().0,
        }
    }
}

fn lock(both: &Mutex<Socket>) -> MutexGuard<'_, Socket> {
    both.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The half that reads.
pub(super) enum ReadHalf {
    Plain(OwnedReadHalf),
    Tls(Arc<Mutex<Socket>>),
}

impl ReadHalf {
    /// Lets the end of the socket be a reset, whatever is still to be written.
    pub fn reset_at_end(&self) {
        let set = |tcp: &TcpStream| socket2::SockRef::from(tcp).set_linger(Some(Duration::ZERO));
        // A socket that is broken already needs no reset.
        let _ = match self {
            ReadHalf::Plain(half) => set(half.as_ref()),
            ReadHalf::Tls(both) => set(lock(both).tcp()),
        };
    }

    pub fn poll_read(&mut self, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self {
            ReadHalf::Plain(half) => Pin::new(half).poll_read(cx, buf),
            ReadHalf::Tls(both) => Pin::new(&mut *lock(both)).poll_read(cx, buf),
        }
    }
}

/// The half that writes.
pub(super) enum WriteHalf {
    Plain(OwnedWriteHalf),
    Tls(Arc<Mutex<Socket>>),
}

impl WriteHalf {
    /// Lets go without a FIN of its own.
    pub fn forget(self) {
        if let WriteHalf::Plain(half) = self {
            half.forget();
        }
    }

    pub fn poll_write(&mut self, cx: &mut Context<'_>, bufs: &[IoSlice<'_>]) -> Poll<io::Result<usize>> {
        match self {
            WriteHalf::Plain(half) => match bufs {
                [one] => Pin::new(half).poll_write(cx, one),
                _ => Pin::new(half).poll_write_vectored(cx, bufs),
            },
            WriteHalf::Tls(both) => Pin::new(&mut *lock(both)).poll_write_vectored(cx, bufs),
        }
    }

    /// Moves on what the TLS layer holds; nothing to do without TLS.
    pub fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            WriteHalf::Plain(_) => Poll::Ready(Ok(())),
            WriteHalf::Tls(both) => Pin::new(&mut *lock(both)).poll_flush(cx),
        }
    }

    /// Ends the outgoing direction.
    pub fn poll_shutdown(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            WriteHalf::Plain(half) => Pin::new(half).poll_shutdown(cx),
            WriteHalf::Tls(both) => Pin::new(&mut *lock(both)).poll_shutdown(cx),
        }
    }
}
