//! The socket under hyper: enforces the times that hyper does not know, sees crumb attacks, and keeps the first
//! request's head, whose header names hyper would give in lower case only.

use crate::settings::Limits;
use crate::ws::Socket;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

/// Counts a connection while it lives.
pub(crate) struct Permit {
    pub ip: IpAddr,
    /// Set when a limit is exceeded: the status that every request gets.
    pub refused: Option<u16>,
    pub release: Arc<dyn Fn(IpAddr) + Send + Sync>,
}

impl Drop for Permit {
    fn drop(&mut self) {
        (self.release)(self.ip);
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// A request's head has begun (or is awaited on a new connection).
    Head,
    /// A request is being answered.
    Busy,
    /// Between two requests.
    Idle,
}

/// What service and socket share about one HTTP connection.
#[derive(Debug)]
pub(crate) struct Watch(Mutex<State>);

#[derive(Debug)]
struct State {
    phase: Phase,
    since: Instant,
    head: Vec<u8>,
    keep_head: bool,
    requests: usize,
    /// The connection's task, which must look at its times when a response is done with.
    task: Option<Waker>,
}

impl Watch {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A request's head is complete: its number, from 1, and the bytes of it if it is the first.
    pub fn request(&self) -> (usize, Vec<u8>) {
        let mut state = self.lock();
        state.phase = Phase::Busy;
        state.requests += 1;
        state.keep_head = false;
        (state.requests, std::mem::take(&mut state.head))
    }

    /// Whether any request has been made.
    pub fn has_begun(&self) -> bool {
        self.lock().requests > 0
    }

    /// A response is done with.
    pub fn answered(&self) {
        let task = {
            let mut state = self.lock();
            state.phase = Phase::Idle;
            state.since = Instant::now();
            state.task.clone()
        };
        if let Some(task) = task {
            task.wake();
        }
    }
}

/// A socket under watch.
pub(crate) struct HttpIo {
    pub socket: Socket,
    pub permit: Option<Permit>,
    pub watch: Arc<Watch>,
    limits: Arc<Limits>,
    reads: usize,
    bytes: usize,
    timer: Option<Pin<Box<Sleep>>>,
    blocked: Option<Instant>,
}

impl HttpIo {
    pub fn new(socket: impl Into<Socket>, permit: Permit, limits: Arc<Limits>) -> HttpIo {
        let state = State {
            phase: Phase::Head,
            since: Instant::now(),
            head: Vec::new(),
            keep_head: true,
            requests: 0,
            task: None,
        };
        HttpIo {
            socket: socket.into(),
            permit: Some(permit),
            watch: Arc::new(Watch(Mutex::new(state))),
            limits,
            reads: 0,
            bytes: 0,
            timer: None,
            blocked: None,
        }
    }

    /// Waits for the nearest deadline; an error when it has passed.
    fn in_time(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        let (phase, since) = {
            let mut state = self.watch.lock();
            if !state.task.as_ref().is_some_and(|task| task.will_wake(cx.waker())) {
                state.task = Some(cx.waker().clone());
            }
            (state.phase, state.since)
        };
        let reading = match phase {
            Phase::Head => Some(since + self.limits.head_timeout),
            Phase::Idle => Some(since + self.limits.keep_alive),
            Phase::Busy => None,
        };
        let writing = self.blocked.map(|since| since + self.limits.write_timeout);
        let Some(at) = [reading, writing].into_iter().flatten().min() else {
            return Ok(());
        };
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep_until(at)));
        if timer.deadline() != at {
            timer.as_mut().reset(at);
        }
        match timer.as_mut().poll(cx) {
            Poll::Ready(()) => Err(io::ErrorKind::TimedOut.into()),
            Poll::Pending => Ok(()),
        }
    }

    fn arrived(&mut self, data: &[u8]) -> io::Result<()> {
        let mut state = self.watch.lock();
        if state.phase == Phase::Idle {
            state.phase = Phase::Head;
            state.since = Instant::now();
            (self.reads, self.bytes) = (0, 0);
        }
        if state.phase == Phase::Head {
            self.reads += 1;
            self.bytes += data.len();
            if self.reads > self.limits.max_crumbs && self.bytes < self.reads * 128 {
                return Err(io::Error::other("the request comes in crumbs"));
            }
        }
        if state.keep_head {
            if state.head.len() + data.len() > self.limits.max_head {
                state.keep_head = false;
                state.head = Vec::new();
            } else {
                state.head.extend_from_slice(data);
            }
        }
        Ok(())
    }

    fn written(&mut self, cx: &mut Context<'_>, result: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if result.is_pending() {
            self.blocked.get_or_insert_with(Instant::now);
            self.in_time(cx)?;
        } else {
            self.blocked = None;
        }
        result
    }
}

impl AsyncRead for HttpIo {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let had = buf.filled().len();
        match Pin::new(&mut this.socket).poll_read(cx, buf) {
            Poll::Pending => {
                this.in_time(cx)?;
                Poll::Pending
            }
            Poll::Ready(Ok(())) => {
                // A peer that sends its head byte by byte does not gain time.
                this.in_time(cx)?;
                if buf.filled().len() > had {
                    this.arrived(&buf.filled()[had..])?;
                }
                Poll::Ready(Ok(()))
            }
            failed => failed,
        }
    }
}

impl AsyncWrite for HttpIo {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let result = Pin::new(&mut this.socket).poll_write(cx, buf);
        this.written(cx, result)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let result = Pin::new(&mut this.socket).poll_write_vectored(cx, bufs);
        this.written(cx, result)
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().socket).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().socket).poll_shutdown(cx)
    }
}
