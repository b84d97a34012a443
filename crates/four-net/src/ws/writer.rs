//! Writing: everything queued goes out as few, large writes. Small messages are gathered in a buffer of the thread,
//! large ones are written from where they lie. What the socket does not take is kept and goes first next time.

use super::codec;
use super::deflate::Deflater;
use super::handle::weight;
use super::role::{Masks, Role};
use super::socket::WriteHalf;
use super::{Outgoing, handle::CloseRequest};
use bytes::Bytes;
use std::cell::Cell;
use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::task::{Context, Poll};

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
    /// Something is written that the TLS layer may hold still.
    unflushed: bool,
    /// Masks of a client's frames.
    masks: Option<Masks>,
    deflater: Option<Box<Deflater>>,
}

/// What a round of writing did.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Round {
    /// Weight of the messages that are written now.
    pub released: usize,
}

impl Writer {
    /// A writer with nothing to write.
    pub fn new(role: Role) -> Writer {
        Writer { masks: (role == Role::Client).then(Masks::default), ..Writer::default() }
    }

    /// Compresses messages.
    pub fn deflating(&mut self, deflater: Deflater) {
        self.deflater = Some(Box::new(deflater));
    }

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
            && !self.unflushed
    }

    /// Whether the close frame has left.
    pub fn close_sent(&self) -> bool {
        self.close_written && self.tail.is_empty() && !self.unflushed
    }

    /// Writes until all is written (`Ready(Ok)`) or the socket is full (`Pending`).
    pub fn poll(
        &mut self,
        socket: &mut WriteHalf,
        cx: &mut Context<'_>,
        round: &mut Round,
    ) -> Poll<io::Result<()>> {
        if self.is_empty() {
            return Poll::Ready(Ok(()));
        }
        let mut buffer = GATHERED.take();
        let result = self.write(socket, cx, round, &mut buffer);
        buffer.clear();
        buffer.shrink_to(4 * FULL);
        GATHERED.set(buffer);
        result
    }

    fn write(
        &mut self,
        socket: &mut WriteHalf,
        cx: &mut Context<'_>,
        round: &mut Round,
        buffer: &mut Vec<u8>,
    ) -> Poll<io::Result<()>> {
        loop {
            let kept = !self.tail.is_empty();
            if !kept && self.big.is_none() {
                self.gather(buffer)?;
                if buffer.is_empty() {
                    let flushed = socket.poll_flush(cx);
                    self.unflushed = flushed.is_pending();
                    return flushed;
                }
            }
            let head: &[u8] = if kept { &self.tail[self.tail_at..] } else { buffer };
            let body: &[u8] = self.big.as_ref().map_or(&[], |(data, at)| &data[*at..]);
            let wrote = if body.is_empty() {
                socket.poll_write(cx, &[IoSlice::new(head)])
            } else {
                socket.poll_write(cx, &[IoSlice::new(head), IoSlice::new(body)])
            };
            let n = match wrote {
                Poll::Ready(Ok(0)) => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                Poll::Ready(Ok(n)) => n,
                Poll::Ready(Err(e)) => return Poll::Ready(Err(e)),
                Poll::Pending => 0,
            };
            self.moved |= n > 0;
            self.unflushed |= n > 0;
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
    fn gather(&mut self, buffer: &mut Vec<u8>) -> io::Result<()> {
        if self.close_written {
            self.pongs.clear();
            self.ping = false;
            return Ok(());
        }
        for data in self.pongs.drain(..) {
            let start = buffer.len();
            codec::put_pong(buffer, &data);
            mask(&mut self.masks, buffer, start)?;
        }
        if std::mem::take(&mut self.ping) {
            let start = buffer.len();
            codec::put_ping(buffer);
            mask(&mut self.masks, buffer, start)?;
        }
        while buffer.len() < FULL {
            let Some(message) = self.queue.pop_front() else {
                break;
            };
            self.owed += weight(&message);
            let start = buffer.len();
            let (text, data): (bool, Bytes) = match message {
                Outgoing::Text(text) => (true, text.into()),
                Outgoing::Binary(data) => (false, data),
            };
            let packed = self.deflater.as_mut().and_then(|deflater| deflater.deflate(&data));
            let (packed, data) = packed.map_or((false, data), |packed| (true, packed));
            codec::put_message_header(buffer, text, packed, data.len());
            // What is masked has to be copied anyway.
            if data.len() > GATHER && self.masks.is_none() {
                self.big = Some((data, 0));
                return Ok(());
            }
            buffer.extend_from_slice(&data);
            mask(&mut self.masks, buffer, start)?;
        }
        if self.queue.is_empty() {
            if self.queue.capacity() > 64 {
                self.queue = VecDeque::new();
            }
            if let Some(close) = self.close.take() {
                let start = buffer.len();
                codec::put_close(buffer, close.code, &close.reason);
                mask(&mut self.masks, buffer, start)?;
                self.close_written = true;
            }
        }
        Ok(())
    }
}

/// Masks the last frame of the buffer if this is a client.
fn mask(masks: &mut Option<Masks>, buffer: &mut Vec<u8>, start: usize) -> io::Result<()> {
    if let Some(masks) = masks {
        codec::mask_frame(buffer, start, masks.next()?);
    }
    Ok(())
}
