//! The task of one connection: a hand-written future, so that a turn costs no more than its reads and writes.
//!
//! A turn takes what the driver asked for, reads what has arrived (unless the driver or the peer is behind), hands it
//! over as one batch, and writes everything queued. Times are kept by one sleeping timer that is only ever moved
//! forward when it fires, or back when something nearer comes up.

use super::codec::{Decoder, Frame, Violation};
use super::deflate::{Agreed, Deflater, Inflater};
use super::handle::{CloseRequest, Inbox, Output, Shared};
use super::socket::{ReadHalf, Socket};
use super::writer::{Round, Writer};
use super::{ConnectionSink, Incoming, Status};
use std::cell::Cell;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::ReadBuf;
use tokio::time::{Instant, Sleep, sleep_until};

/// Size of a thread's read buffer.
const SCRATCH: usize = 64 << 10;
/// Reads in a turn, so that one busy peer does not hold up the others.
const READS: usize = 4;
/// How long a socket is read on after its close frame, so that unread data does not turn the end into a reset.
const LINGER: Duration = Duration::from_secs(1);
/// Bytes read on at most.
const LINGER_BYTES: usize = 1 << 20;
/// How long the driver has to answer what came before a violation.
const LAST_ANSWERS: Duration = Duration::from_secs(1);
/// Far enough to mean never.
const NEVER: Duration = Duration::from_secs(86_400);

thread_local! {
    static READ: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Not accepted: nothing is read.
    Waiting,
    Open,
    /// The peer has broken the protocol: what it said before is answered first. Nothing more is read.
    Failing(Violation),
    /// We have asked to close; the peer's close frame is awaited.
    CloseSent,
    /// The last thing to be written is on its way; nothing more is read.
    LastWords,
    /// Reported closed; reading on to end TCP in good order.
    Lingering,
}

/// How a connection ended.
struct End {
    error: Option<(u16, String)>,
    code: u16,
    reason: Option<String>,
}

impl End {
    fn error(code: u16, message: &str) -> End {
        End { error: Some((code, message.to_owned())), code, reason: None }
    }
}

/// The task of a connection.
pub(crate) struct Connection {
    socket: ReadHalf,
    shared: Arc<Shared>,
    decoder: Decoder,
    sink: Option<Arc<dyn ConnectionSink>>,
    /// Bytes read and not decoded because the driver is behind.
    carry: Vec<u8>,
    phase: Phase,
    /// We started the close.
    ours: bool,
    end: Option<End>,
    timer: Pin<Box<Sleep>>,
    last_read: Instant,
    pinged: Option<Instant>,
    stalled: Option<Instant>,
    deadline: Option<Instant>,
    close_asked: Option<Instant>,
    paused: bool,
    lingered: usize,
    on_end: Option<Box<dyn FnOnce() + Send>>,
}

impl Connection {
    /// A connection whose handshake is complete; `early` is what the peer sent right behind it. `on_end` runs when
    /// its end has been reported.
    pub(crate) fn new(
        socket: Socket,
        early: Vec<u8>,
        shared: Arc<Shared>,
        on_end: Box<dyn FnOnce() + Send>,
    ) -> Connection {
        let now = Instant::now();
        let (socket, half) = socket.into_split();
        *shared.lock_output() = Some(Output { writer: Writer::new(shared.role), half });
        Connection {
            decoder: Decoder::new(shared.options.max_message, shared.options.max_fragments, shared.role),
            socket,
            shared,
            sink: None,
            carry: early,
            phase: Phase::Waiting,
            ours: false,
            end: None,
            timer: Box::pin(sleep_until(now + NEVER)),
            last_read: now,
            pinged: None,
            stalled: None,
            deadline: None,
            close_asked: None,
            paused: false,
            lingered: 0,
            on_end: Some(on_end),
        }
    }

    /// Compresses messages as agreed on.
    pub(crate) fn deflating(mut self, agreed: Agreed) -> Connection {
        let threshold = self.shared.options.deflate.map_or(0, |deflate| deflate.threshold);
        self.with_writer(|writer| writer.deflating(Deflater::new(agreed.outgoing, threshold)));
        self.decoder.inflating(Inflater::new(agreed.incoming));
        self
    }

    /// Takes what the driver asked for. Returns false when the connection is to be dropped.
    fn take_inbox(&mut self, cx: &Context<'_>) -> bool {
        let shared = self.shared.clone();
        let mut output = shared.lock_output();
        let mut inbox = shared.lock();
        inbox.scheduled = true;
        inbox.dirty = false;
        if !inbox.waker.as_ref().is_some_and(|w| w.will_wake(cx.waker())) {
            inbox.waker = Some(cx.waker().clone());
        }
        let Inbox { queue, sink, close, abort, overflow, .. } = &mut *inbox;
        if self.phase == Phase::Lingering {
            queue.clear();
            return !*abort;
        }
        let writer = output.as_mut().map(|o| &mut o.writer);
        let Some(writer) = writer else { return false };
        writer.push(queue);
        if queue.capacity() > 64 {
            *queue = Vec::new();
        }
        if self.sink.is_none() && sink.is_some() {
            self.sink = sink.take();
            if self.phase == Phase::Waiting {
                self.phase = Phase::Open;
                self.last_read = Instant::now();
            }
        }
        if *abort || *overflow {
            self.ours |= *abort;
            self.end = Some(self.vanished(if *overflow { self.shared.role.too_slow() } else { "aborted" }));
            return false;
        }
        if let Some(close) = close {
            let asked = *self.close_asked.get_or_insert_with(Instant::now);
            let limit = asked + close.timeout.unwrap_or(shared.options.close_timeout);
            if matches!(self.phase, Phase::Waiting | Phase::Open) {
                self.phase = Phase::CloseSent;
                self.ours = true;
                writer.close(close.clone());
            }
            self.deadline = Some(self.deadline.map_or(limit, |d| d.min(limit)));
        }
        true
    }

    /// The end of a connection whose peer is gone without a close frame.
    fn vanished(&self, message: &str) -> End {
        if self.ours {
            return End { error: None, code: 1006, reason: None };
        }
        End::error(1006, &format!("Abnormal closure: {message}"))
    }

    /// Reads and hands over. Returns false when the connection is to be dropped.
    fn read(&mut self, cx: &mut Context<'_>) -> bool {
        let mut batch = Vec::new();
        let mut going = true;
        let mut rounds = 0;
        while matches!(self.phase, Phase::Open | Phase::CloseSent) && self.may_read() {
            if rounds == READS {
                cx.waker().wake_by_ref();
                break;
            }
            rounds += 1;
            match self.read_once(cx, &mut batch) {
                Poll::Ready(Ok(())) => {}
                Poll::Ready(Err(message)) => {
                    self.end = Some(self.vanished(&message));
                    going = false;
                    break;
                }
                Poll::Pending => break,
            }
        }
        if let (Some(sink), false) = (&self.sink, batch.is_empty()) {
            sink.events(batch);
        }
        going
    }

    /// Whether driver and peer keep up. While they don't, the peer can't be blamed for silence.
    fn may_read(&mut self) -> bool {
        let behind = self.shared.pause_if_full() || self.peer_behind();
        if self.paused && !behind {
            self.last_read = Instant::now();
            self.pinged = None;
        }
        self.paused = behind;
        !behind
    }

    fn peer_behind(&self) -> bool {
        self.stalled.is_some() && self.shared.lock().bytes > self.shared.options.out_bytes / 2
    }

    /// One read, or the rest of an earlier one.
    fn read_once(&mut self, cx: &mut Context<'_>, batch: &mut Vec<Incoming>) -> Poll<Result<(), String>> {
        if !self.carry.is_empty() {
            let mut carry = std::mem::take(&mut self.carry);
            let used = self.decode(&mut carry, batch);
            carry.drain(..used);
            self.carry = carry;
            return Poll::Ready(Ok(()));
        }
        let mut scratch = READ.take();
        scratch.resize(SCRATCH, 0);
        let mut space = ReadBuf::new(&mut scratch);
        let read = self.socket.poll_read(cx, &mut space);
        let n = space.filled().len();
        let result = match read {
            Poll::Ready(Ok(())) if n == 0 => {
                Poll::Ready(Err("the connection ended without a close frame".to_owned()))
            }
            Poll::Ready(Ok(())) => {
                let used = self.decode(&mut scratch[..n], batch);
                if used < n {
                    self.carry = scratch[used..n].to_vec();
                }
                self.last_read = Instant::now();
                self.pinged = None;
                Poll::Ready(Ok(()))
            }
            Poll::Ready(Err(e)) => Poll::Ready(Err(e.to_string())),
            Poll::Pending => Poll::Pending,
        };
        READ.set(scratch);
        result
    }

    /// Decodes into `batch` as far as the driver has room; acts on control frames and violations.
    fn decode(&mut self, input: &mut [u8], batch: &mut Vec<Incoming>) -> usize {
        let (mut messages, mut bytes) = self.shared.room();
        let (mut count, mut total) = (0, 0);
        let mut closed = None;
        let mut pongs = Vec::new();
        let result = self.decoder.decode(input, |frame| {
            let message = match frame {
                Frame::Text(text) => Incoming::Text(text),
                Frame::Binary(data) => Incoming::Binary(data),
                Frame::Ping(data) => {
                    pongs.push(data);
                    return true;
                }
                Frame::Pong => return true,
                Frame::Close(close) => {
                    closed = Some(close);
                    return true;
                }
            };
            let size = message.size();
            batch.push(message);
            count += 1;
            total += size;
            messages = messages.saturating_sub(1);
            bytes = bytes.saturating_sub(size);
            messages > 0 && bytes > 0
        });
        if !pongs.is_empty() {
            self.with_writer(|writer| pongs.into_iter().for_each(|data| writer.pong(data)));
        }
        // No one takes (and consumes) the messages of a rejected connection.
        if self.sink.is_some() {
            self.shared.handed_over(count, total);
        } else {
            batch.clear();
        }
        if let Some(close) = closed {
            self.peer_closed(close);
        }
        result.unwrap_or_else(|violation| {
            // Not for one that we are closing: nothing more can be sent.
            if self.phase == Phase::Open && !self.shared.is_settled() {
                self.phase = Phase::Failing(violation);
                self.deadline = Some(Instant::now() + LAST_ANSWERS);
            } else {
                self.violated(violation);
            }
            input.len()
        })
    }

    fn peer_closed(&mut self, close: Option<(u16, String)>) {
        self.shared.set_status(Status::Closing);
        let (code, reason) = match close {
            Some((code, reason)) => (code, Some(reason).filter(|r| !r.is_empty())),
            None => (1005, None),
        };
        let error = (!self.ours && matches!(code, 1001..=1015) && code != 1005).then(|| {
            (code, format!("The {} closed the connection with code {code}", self.shared.role.peer()))
        });
        self.end = Some(End { error, code, reason });
        // Answered with the same code; ours is on its way already if we began.
        if !self.ours {
            self.with_writer(|w| w.close(CloseRequest { code, reason: String::new(), timeout: None }));
        }
        self.last_words();
    }

    fn violated(&mut self, violation: Violation) {
        self.shared.set_status(Status::Closing);
        self.end = Some(End::error(violation.code, violation.message));
        let reason = violation.message.to_owned();
        self.with_writer(|w| w.close(CloseRequest { code: violation.code, reason, timeout: None }));
        self.last_words();
    }

    /// Ends a peer that has broken the protocol, when the driver has answered what came before or its time is over.
    fn settle(&mut self) {
        if let Phase::Failing(violation) = self.phase
            && (self.shared.is_settled() || self.deadline.is_none_or(|at| at <= Instant::now()))
        {
            self.deadline = None;
            self.violated(violation);
        }
    }

    fn last_words(&mut self) {
        self.phase = Phase::LastWords;
        let limit = Instant::now() + self.shared.options.close_timeout;
        self.deadline = Some(self.deadline.map_or(limit, |d| d.min(limit)));
    }

    fn with_writer(&self, change: impl FnOnce(&mut Writer)) {
        if let Some(output) = self.shared.lock_output().as_mut() {
            change(&mut output.writer);
        }
    }

    /// Writes what is queued. Returns false when the connection is to be dropped.
    fn write(&mut self, cx: &mut Context<'_>, round: &mut Round) -> bool {
        let shared = self.shared.clone();
        let mut output = shared.lock_output();
        let Some(Output { writer, half }) = output.as_mut() else {
            return false;
        };
        // What the sink has sent at once goes out in this turn.
        writer.push(&mut shared.lock().queue);
        match writer.poll(half, cx, round) {
            Poll::Ready(Ok(())) => self.stalled = None,
            Poll::Ready(Err(e)) => {
                if self.end.is_none() {
                    self.end = Some(self.vanished(&e.to_string()));
                }
                return false;
            }
            Poll::Pending if writer.has_moved() => self.stalled = Some(Instant::now()),
            Poll::Pending => {
                self.stalled.get_or_insert_with(Instant::now);
            }
        }
        if self.phase == Phase::LastWords && writer.close_sent() {
            let _ = ready_or_ok(half.poll_shutdown(cx));
            *output = None;
            drop(output);
            self.report();
            self.phase = Phase::Lingering;
            self.deadline = Some(Instant::now() + LINGER);
        }
        true
    }

    /// Reads on after the end. `Ready` when TCP has ended.
    fn linger(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let mut scratch = [0; 4096];
        loop {
            let mut space = ReadBuf::new(&mut scratch);
            let result = ready!(self.socket.poll_read(cx, &mut space));
            self.lingered += space.filled().len();
            if result.is_err() || space.filled().is_empty() || self.lingered > LINGER_BYTES {
                return Poll::Ready(());
            }
        }
    }

    /// Looks at the times. Returns false when the connection is to be dropped, else arms the timer.
    fn times(&mut self, cx: &mut Context<'_>) -> bool {
        let options = self.shared.options.clone();
        loop {
            let mut next = self.deadline;
            let mut nearer = |at: Instant| next = Some(next.map_or(at, |n| n.min(at)));
            if let Some(since) = self.stalled {
                nearer(since + options.out_stall);
            }
            if self.phase == Phase::Open && !options.ping_interval.is_zero() {
                nearer(match (self.paused, self.pinged) {
                    (true, _) => Instant::now() + options.ping_interval,
                    (false, Some(at)) => at + options.ping_timeout,
                    (false, None) => self.last_read + options.ping_interval,
                });
            }
            let Some(next) = next else { return true };
            // Polled only to register it or to see it fire: the task's waker does not change.
            if next < self.timer.deadline() {
                self.timer.as_mut().reset(next);
            } else if !self.timer.is_elapsed() {
                return true;
            }
            if self.timer.as_mut().poll(cx).is_pending() {
                return true;
            }
            let now = Instant::now();
            if next > now {
                self.timer.as_mut().reset(next);
                if self.timer.as_mut().poll(cx).is_pending() {
                    return true;
                }
            }
            if self.deadline.is_some_and(|d| d <= now) {
                if matches!(self.phase, Phase::Failing(_)) {
                    self.settle();
                    cx.waker().wake_by_ref();
                    return true;
                }
                if self.end.is_none() {
                    self.end = Some(self.vanished("the closing handshake timed out"));
                }
                return false;
            }
            if self.stalled.is_some_and(|s| s + options.out_stall <= now) {
                // The driver's thread may have written in the meantime.
                let mut output = self.shared.lock_output();
                let writer = output.as_mut().map(|o| &mut o.writer);
                let (empty, moved) = writer.map_or((true, false), |w| (w.is_empty(), w.has_moved()));
                drop(output);
                if empty || moved {
                    self.stalled = moved.then_some(now).filter(|_| !empty);
                    continue;
                }
                if self.end.is_none() {
                    self.end = Some(self.vanished(self.shared.role.too_slow()));
                }
                return false;
            }
            if self.pinged.is_some() {
                self.end = Some(self.vanished("no answer to a ping"));
                return false;
            }
            self.pinged = Some(now);
            self.with_writer(Writer::ping);
            // The ping is written before the task sleeps.
            cx.waker().wake_by_ref();
        }
    }

    /// Reports the end, once.
    fn report(&mut self) {
        let Some(on_end) = self.on_end.take() else {
            return;
        };
        let end = self.end.take().unwrap_or_else(|| self.vanished("the connection was dropped"));
        let mut last = Vec::with_capacity(2);
        if let Some((code, message)) = end.error {
            last.push(Incoming::Error { code, message });
        }
        last.push(Incoming::Closed { code: end.code, reason: end.reason });
        self.shared.set_status(Status::Closed);
        let late = {
            let mut inbox = self.shared.lock();
            inbox.queue = Vec::new();
            inbox.bytes = 0;
            let sink = self.sink.take().or_else(|| inbox.sink.take());
            if sink.is_none() {
                inbox.ended = Some(std::mem::take(&mut last));
            }
            sink
        };
        if let Some(sink) = late {
            sink.events(last);
        }
        on_end();
    }

    /// Drops TCP; with a reset unless it is over anyway.
    fn drop_socket(&mut self) -> Poll<()> {
        if self.phase != Phase::Lingering {
            self.socket.reset_at_end();
        }
        self.close_output();
        self.report();
        Poll::Ready(())
    }
}

impl Connection {
    /// Lets go of the writing half, without a FIN of its own.
    fn close_output(&self) {
        if let Some(output) = self.shared.lock_output().take() {
            output.half.forget();
        }
    }
}

fn ready_or_ok(poll: Poll<io::Result<()>>) -> io::Result<()> {
    match poll {
        Poll::Ready(result) => result,
        Poll::Pending => Ok(()),
    }
}

impl Future for Connection {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = self.get_mut();
        loop {
            if !this.take_inbox(cx) {
                return this.drop_socket();
            }
            if this.phase == Phase::Lingering {
                if this.linger(cx).is_ready() || !this.times(cx) {
                    return Poll::Ready(());
                }
                return Poll::Pending;
            }
            if !this.read(cx) {
                return this.drop_socket();
            }
            this.settle();
            let mut round = Round::default();
            if !this.write(cx, &mut round) || !this.times(cx) {
                return this.drop_socket();
            }
            let mut inbox = this.shared.lock();
            inbox.bytes = inbox.bytes.saturating_sub(round.released);
            let news = inbox.dirty || !inbox.queue.is_empty();
            if !news && this.phase != Phase::Lingering {
                inbox.scheduled = false;
                return Poll::Pending;
            }
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        // The runtime is going down: the end is reported all the same.
        self.close_output();
        self.report();
    }
}
