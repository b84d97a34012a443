//! Writing: everything queued goes out as few, large writes. Small messages are gathered in a buffer of the thread,
//! large ones are written from where they lie. What the socket does not take is kept and goes first next time.

use super::codec;
use super::handle::weight;
use super::{Outgoing, handle::CloseRequest};
use bytes::Bytes;
use std::cell::Cell;
use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::AsyncWrite;
use tokio::net::tcp::OwnedWriteHalf;

/// Messages up to this size are copied into the gathering buffer.
const GATHER: usize = 8 << 10;
/// Size at which the gathering buffer is written.
const FULL: usize = 64 << 10;
/// Pongs that wait for the socket; of more pings only the latest are answered (RFC 6455 section 5.5.3).
const PONGS: usize = 64;

thread_local! {
    static GATHERED: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// What one connection has to write.
#[derive(Default)]
pub(super) struct Writer {
    queue: VecDeque<Outgoing>,
    /// Encoded bytes the socket did not take, and how many of them it took since.
    tail: Vec<u8>,
    tail_at: usize,
    /// A large payload whose header is at the end of `tail`, and how much of it is written.
    big: Option<(Bytes, usize)>,
    /// Weight of what is in `tail` and `big`.
    owed: usize,
    pongs: VecDeque<Bytes>,
    ping: bool,
    close: Option<CloseRequest>,
    close_written: bool,
    /// The socket has taken something, from whichever thread, since the task last asked.
    moved: bool,
}

/// What a round of writing did.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Round {
    /// Weight of the messages that are written now.
    pub released: usize,
}

impl Writer {
    /// Queues messages in order.
    pub fn push(&mut self, messages: &mut Vec<Outgoing>) {
        self.queue.extend(messages.drain(..));
    }

    pub fn pong(&mut self, data: Bytes) {
        if self.pongs.len() >= PONGS {
            self.pongs.pop_front();
        }
        self.pongs.push_back(data);
    }

    pub fn ping(&mut self) {
        self.ping = true;
    }

    /// Queues the close frame behind all messages; nothing follows it.
    pub fn close(&mut self, request: CloseRequest) {
        self.close.get_or_insert(request);
    }

    /// Drops messages that have not begun to be written.
    pub fn drop_queue(&mut self) {
        self.queue = VecDeque::new();
    }

    /// Whether the socket has taken something since the last call.
    pub fn has_moved(&mut self) -> bool {
        std::mem::take(&mut self.moved)
    }

    pub fn is_empty(&self) -> bool {
        self.queue.is_empty()
            && self.tail.is_empty()
            && self.big.is_none()
            && self.pongs.is_empty()
            && !self.ping
            && self.close.is_none()
    }

    /// Whether the close frame has left.
    pub fn close_sent(&self) -> bool {
        self.close_written && self.tail.is_empty()
    }

    /// Writes until all is written (`Ready(Ok)`) or the socket is full (`Pending`).
    pub fn poll(
        &mut self,
        socket: &mut OwnedWriteHalf,
        cx: &mut Context<'_>,
        round: &mut Round,
    ) -> Poll<io::Result<()>> {
        if self.is_empty() {
            return Poll::Ready(Ok(()));
        }
        let mut buffer = GATHERED.take();
        let result = self.write(socket, cx, round, &mut buffer);
        buffer.clear();
        GATHERED.set(buffer);
        result
    }

    fn write(
        &mut self,
        socket: &mut OwnedWriteHalf,
        cx: &mut Context<'_>,
        round: &mut Round,
        buffer: &mut Vec<u8>,
    ) -> Poll<io::Result<()>> {
        loop {
            let kept = !self.tail.is_empty();
            if !kept && self.big.is_none() {
                self.gather(buffer);
                if buffer.is_empty() {
                    return Poll::Ready(Ok(()));
                }
            }
            let head: &[u8] = if kept { &self.tail[self.tail_at..] } else { buffer };
            let body: &[u8] = self.big.as_ref().map_or(&[], |(data, at)| &data[*at..]);
            let pinned = Pin::new(&mut *socket);
            let wrote = if body.is_empty() {
                pinned.poll_write(cx, head)
            } else {
                pinned.poll_write_vectored(cx, &[IoSlice::new(head), IoSlice::new(body)])
            };
            let n = match wrote {
                Poll::Ready(Ok(0)) => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                Poll::Ready(Ok(n)) => n,
                Poll::Ready(Err(e)) => return Poll::Ready(Err(e)),
                Poll::Pending => 0,
            };
            self.moved |= n > 0;
            let (of_head, of_body) = (n.min(head.len()), n.saturating_sub(head.len()));
            if of_head == head.len() {
                self.tail.clear();
                self.tail.shrink_to(1 << 10);
                self.tail_at = 0;
                buffer.clear();
            } else if kept {
                self.tail_at += of_head;
            } else {
                self.tail.extend_from_slice(&buffer[of_head..]);
                buffer.clear();
            }
            if let Some((data, at)) = &mut self.big {
                *at += of_body;
                if *at == data.len() {
                    self.big = None;
                }
            }
            if self.tail.is_empty() && self.big.is_none() {
                round.released += std::mem::take(&mut self.owed);
            } else if wrote.is_pending() {
                return Poll::Pending;
            }
        }
    }

    /// Encodes what comes next: control frames first, then messages, up to a large one.
    fn gather(&mut self, buffer: &mut Vec<u8>) {
        if self.close_written {
            self.pongs.clear();
            self.ping = false;
            return;
        }
        for data in self.pongs.drain(..) {
            codec::put_pong(buffer, &data);
        }
        if std::mem::take(&mut self.ping) {
            codec::put_ping(buffer);
        }
        while buffer.len() < FULL {
            let Some(message) = self.queue.pop_front() else {
                break;
            };
            self.owed += weight(&message);
            codec::put_message_header(buffer, matches!(message, Outgoing::Text(_)), message.len());
            let data: Bytes = match message {
                Outgoing::Text(text) => text.into(),
                Outgoing::Binary(data) => data,
            };
            if data.len() > GATHER {
                self.big = Some((data, 0));
                return;
            }
            buffer.extend_from_slice(&data);
        }
        if self.queue.is_empty() {
            if self.queue.capacity() > 64 {
                self.queue = VecDeque::new();
            }
            if let Some(close) = self.close.take() {
                codec::put_close(buffer, close.code, &close.reason);
                self.close_written = true;
            }
        }
    }
}
