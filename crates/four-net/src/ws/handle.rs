//! The driving side of a connection: what a thread holds and what it shares with the connection's task.
//!
//! Locks are held for a push or a swap only. The task is woken when it was idle, once, however much is queued.

use super::socket::WriteHalf;
use super::writer::{Round, Writer};
use super::{ConnectionSink, Incoming, Outgoing, Role, Status};
use crate::network::{Kicks, kick};
use crate::settings::EndpointOptions;
use std::fmt;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// What a queued message costs besides its bytes, so that empty ones are bounded too.
const OVERHEAD: usize = 32;

/// Bytes a message counts for in the outgoing bound.
pub(super) fn weight(message: &Outgoing) -> usize {
    message.len() + OVERHEAD
}

/// A close asked for by this side.
#[derive(Clone, Debug)]
pub(super) struct CloseRequest {
    pub code: u16,
    pub reason: String,
    /// Time for the handshake, if other than the endpoint's.
    pub timeout: Option<Duration>,
}

/// What the driver asked for and the task has not yet seen.
#[derive(Default)]
pub(super) struct Inbox {
    pub queue: Vec<Outgoing>,
    /// Weight of everything sent and not yet written.
    pub bytes: usize,
    pub sink: Option<Arc<dyn ConnectionSink>>,
    pub close: Option<CloseRequest>,
    pub abort: bool,
    pub overflow: bool,
    /// Something other than `queue` has changed since the task last looked.
    pub dirty: bool,
    /// The task is running, or woken, and will look here again before it sleeps.
    pub scheduled: bool,
    pub waker: Option<Waker>,
    /// The last events of a connection that ended before it was accepted.
    pub ended: Option<Vec<Incoming>>,
}

/// The writing half of a live connection. Locked before the inbox; whoever holds it moves the queue into the writer, so
/// that messages keep their order.
pub(super) struct Output {
    pub writer: Writer,
    pub half: WriteHalf,
}

/// What handle and task share.
pub(crate) struct Shared {
    pub(super) id: u64,
    pub(super) remote: SocketAddr,
    pub(super) role: Role,
    pub(super) options: Arc<EndpointOptions>,
    pub(super) inbox: Mutex<Inbox>,
    /// `None` before the connection begins and after it has ended.
    pub(super) output: Mutex<Option<Output>>,
    status: AtomicU8,
    in_messages: AtomicUsize,
    in_bytes: AtomicUsize,
    paused: AtomicBool,
    /// The task waits until all that was handed over is consumed.
    settling: AtomicBool,
    pub(crate) kicks: Arc<Kicks>,
}

impl Shared {
    pub(crate) fn new(
        id: u64,
        remote: SocketAddr,
        role: Role,
        options: Arc<EndpointOptions>,
        kicks: Arc<Kicks>,
    ) -> Arc<Shared> {
        Arc::new(Shared {
            id,
            remote,
            role,
            options,
            // Its task starts by looking here.
            inbox: Mutex::new(Inbox { scheduled: true, ..Inbox::default() }),
            output: Mutex::new(None),
            status: AtomicU8::new(0),
            in_messages: AtomicUsize::new(0),
            in_bytes: AtomicUsize::new(0),
            paused: AtomicBool::new(false),
            settling: AtomicBool::new(false),
            kicks,
        })
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Inbox> {
        self.inbox.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn lock_output(&self) -> MutexGuard<'_, Option<Output>> {
        self.output.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes what is queued from the calling thread, which spares two changes of thread. The task is woken only if
    /// something is left: the socket is full or broken, or other things than messages are asked for.
    pub(crate) fn write_now(&self) {
        if !self.try_write() {
            self.wake();
        }
    }

    /// Whether all is done.
    fn try_write(&self) -> bool {
        let Ok(mut output) = self.output.try_lock() else {
            return false;
        };
        let Some(Output { writer, half }) = output.as_mut() else {
            return false;
        };
        {
            let mut inbox = self.lock();
            if inbox.dirty {
                return false;
            }
            writer.push(&mut inbox.queue);
        }
        let mut round = Round::default();
        let wrote = writer.poll(half, &mut Context::from_waker(Waker::noop()), &mut round);
        let mut inbox = self.lock();
        // So much was waiting that the task may have stopped reading.
        let resume = inbox.bytes > self.options.out_bytes / 2;
        inbox.bytes = inbox.bytes.saturating_sub(round.released);
        if resume || !matches!(wrote, Poll::Ready(Ok(()))) || inbox.dirty || !inbox.queue.is_empty() {
            return false;
        }
        inbox.scheduled = false;
        true
    }

    /// Wakes the task.
    pub(crate) fn wake(&self) {
        let waker = self.lock().waker.clone();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    pub(super) fn set_status(&self, status: Status) {
        self.status.fetch_max(status as u8, Ordering::SeqCst);
    }

    /// Whether the driver has fallen behind; if so the task is woken when it catches up.
    pub(super) fn pause_if_full(&self) -> bool {
        if !self.is_full() {
            return false;
        }
        self.paused.store(true, Ordering::SeqCst);
        if self.is_full() {
            return true;
        }
        self.paused.store(false, Ordering::SeqCst);
        false
    }

    pub(super) fn is_full(&self) -> bool {
        self.in_messages.load(Ordering::SeqCst) >= self.options.in_messages
            || self.in_bytes.load(Ordering::SeqCst) >= self.options.in_bytes
    }

    /// Whether the driver has consumed all messages; if not the task is woken when it has.
    pub(super) fn is_settled(&self) -> bool {
        self.settling.store(true, Ordering::SeqCst);
        self.in_messages.load(Ordering::SeqCst) == 0
    }

    pub(super) fn handed_over(&self, messages: usize, bytes: usize) {
        self.in_messages.fetch_add(messages, Ordering::SeqCst);
        self.in_bytes.fetch_add(bytes, Ordering::SeqCst);
    }

    /// Messages that may still be handed over.
    pub(super) fn room(&self) -> (usize, usize) {
        (
            self.options.in_messages.saturating_sub(self.in_messages.load(Ordering::SeqCst)),
            self.options.in_bytes.saturating_sub(self.in_bytes.load(Ordering::SeqCst)),
        )
    }
}

/// Drives one connection, from any thread, never waiting. Cheap to clone.
#[derive(Clone)]
pub struct ConnectionHandle(pub(crate) Arc<Shared>);

impl ConnectionHandle {
    /// 1, 2, 3…, never used twice in a run.
    pub fn id(&self) -> u64 {
        self.0.id
    }

    /// The client's address.
    pub fn remote_addr(&self) -> SocketAddr {
        self.0.remote
    }

    /// Starts reading; events go to `sink` from now on. The first accept or reject counts.
    pub fn accept(&self, sink: Arc<dyn ConnectionSink>) {
        let mut late = None;
        self.update(|inbox| match inbox.ended.take() {
            Some(last) => late = Some((sink, last)),
            None => {
                inbox.sink.get_or_insert(sink);
            }
        });
        if let Some((sink, last)) = late {
            sink.events(last);
        }
    }

    /// Closes a connection that was not accepted, usually with 1008; no data frame is sent, no event reported.
    pub fn reject(&self, code: u16) {
        self.close(code, "");
    }

    /// Queues a message; ignored when the connection is closing or closed. A peer that lets too much pile up loses its
    /// connection (see [`EndpointOptions::out_bytes`]).
    pub fn send(&self, message: Outgoing) {
        if self.status() != Status::Connected {
            return;
        }
        let weight = weight(&message);
        let idle = {
            let mut inbox = self.0.lock();
            if inbox.close.is_some() || inbox.abort || inbox.overflow {
                return;
            }
            if inbox.bytes > 0 && inbox.bytes + weight > self.0.options.out_bytes {
                inbox.overflow = true;
                inbox.dirty = true;
                inbox.queue = Vec::new();
            } else {
                inbox.bytes += weight;
                inbox.queue.push(message);
            }
            !std::mem::replace(&mut inbox.scheduled, true)
        };
        if idle {
            kick(&self.0);
        }
    }

    /// Starts the closing handshake after what was sent before; the peer's answer or the close timeout ends it. The
    /// first close counts.
    pub fn close(&self, code: u16, reason: &str) {
        self.close_within(code, reason, None);
    }

    /// As [`close`](Self::close) with a time limit of its own; a later call may shorten the time, not the code.
    pub fn close_within(&self, code: u16, reason: &str, timeout: Option<Duration>) {
        self.0.set_status(Status::Closing);
        self.update(|inbox| match &mut inbox.close {
            Some(first) => {
                if let Some(new) = timeout {
                    first.timeout = Some(first.timeout.map_or(new, |old| old.min(new)));
                }
            }
            None => inbox.close = Some(CloseRequest { code, reason: reason.to_owned(), timeout }),
        });
    }

    /// Drops the TCP connection at once, without a close frame.
    pub fn abort(&self) {
        self.0.set_status(Status::Closing);
        self.update(|inbox| inbox.abort = true);
    }

    /// Tells that messages reported by the sink have been dealt with: how many, and the sum of their
    /// [`size`](super::Incoming::size).
    pub fn consumed(&self, messages: usize, bytes: usize) {
        let shared = &self.0;
        // More than was handed over would wrap around.
        let less = |counter: &AtomicUsize, n: usize| {
            let _ =
                counter.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |had| Some(had.saturating_sub(n)));
        };
        less(&shared.in_messages, messages);
        less(&shared.in_bytes, bytes);
        let settled =
            shared.settling.load(Ordering::SeqCst) && shared.in_messages.load(Ordering::SeqCst) == 0;
        if settled && shared.settling.swap(false, Ordering::SeqCst) {
            self.update(|_| ());
        }
        // Resume at half, for batches worth a wake-up.
        if shared.paused.load(Ordering::SeqCst)
            && shared.in_messages.load(Ordering::SeqCst) <= shared.options.in_messages / 2
            && shared.in_bytes.load(Ordering::SeqCst) <= shared.options.in_bytes / 2
            && shared.paused.swap(false, Ordering::SeqCst)
        {
            self.update(|_| ());
        }
    }

    /// Where the connection stands.
    pub fn status(&self) -> Status {
        match self.0.status.load(Ordering::SeqCst) {
            0 => Status::Connected,
            1 => Status::Closing,
            _ => Status::Closed,
        }
    }

    /// Bytes sent and not yet written to the socket, with a small allowance for each message.
    pub fn buffered_amount(&self) -> usize {
        self.0.lock().bytes
    }

    fn update(&self, change: impl FnOnce(&mut Inbox)) {
        let idle = {
            let mut inbox = self.0.lock();
            change(&mut inbox);
            inbox.dirty = true;
            !std::mem::replace(&mut inbox.scheduled, true)
        };
        if idle {
            kick(&self.0);
        }
    }
}

impl fmt::Debug for ConnectionHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectionHandle").field("id", &self.id()).field("status", &self.status()).finish()
    }
}
