//! Frames in and out (RFC 6455 section 5). The decoder is fed whatever the socket gave and keeps only unfinished
//! frames, so that an idle connection holds no buffer; memory grows with bytes received, never with a length that a
//! peer merely announces. Text is checked as it arrives, which fails a bad message before its end.

use super::deflate::Inflater;
use super::role::Role;
use bytes::{Bytes, BytesMut};
use tungstenite::Utf8Bytes;

/// What the decoder found.
#[derive(Debug, PartialEq, Eq)]
pub enum Frame {
    /// A complete text message.
    Text(Utf8Bytes),
    /// A complete binary message.
    Binary(Bytes),
    /// A ping, to be answered with the same bytes.
    Ping(Bytes),
    /// A pong.
    Pong,
    /// A close frame: code and reason, if it had any.
    Close(Option<(u16, String)>),
}

/// A violation, with the close code that answers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Violation {
    /// 1002, 1007 or 1009.
    pub code: u16,
    /// What was wrong, in English.
    pub message: &'static str,
}

const fn violation(code: u16, message: &'static str) -> Violation {
    Violation { code, message }
}

const CONTINUATION: u8 = 0;
const TEXT: u8 = 1;
const BINARY: u8 = 2;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

/// Most bytes of a frame header: 2 + 8 + 4.
const MAX_HEADER: usize = 14;
/// Reserved at once for an announced payload; more is reserved as it comes.
const RESERVE: usize = 128 << 10;

#[derive(Clone, Copy, Debug)]
struct Header {
    opcode: u8,
    fin: bool,
    /// The message is compressed (RFC 7692 section 6).
    packed: bool,
    left: u64,
    mask: [u8; 4],
}

#[derive(Debug)]
struct Partial {
    text: bool,
    packed: bool,
    /// Payload bytes of all fragments, as they came.
    received: u64,
    data: Vec<u8>,
    /// Bytes of `data` known to be whole UTF-8 characters.
    valid: usize,
    fragments: u32,
}

impl Partial {
    /// Fails a text as soon as it cannot be UTF-8 any more.
    fn check(&mut self) -> Result<(), Violation> {
        if self.text {
            match std::str::from_utf8(&self.data[self.valid..]) {
                Ok(_) => self.valid = self.data.len(),
                Err(e) if e.error_len().is_none() => self.valid += e.valid_up_to(),
                Err(_) => return Err(BAD_TEXT),
            }
        }
        Ok(())
    }
}

/// Reads the frames of the peer: masked ones from a client, unmasked ones from a server.
#[derive(Debug)]
pub struct Decoder {
    role: Role,
    max_message: usize,
    max_fragments: u32,
    head: [u8; MAX_HEADER],
    head_len: u8,
    frame: Option<Header>,
    message: Option<Box<Partial>>,
    control: Vec<u8>,
    closed: bool,
    inflater: Option<Box<Inflater>>,
}

impl Decoder {
    /// A decoder that refuses messages above `max_message` bytes or `max_fragments` fragments.
    pub fn new(max_message: usize, max_fragments: u32, role: Role) -> Decoder {
        Decoder {
            role,
            max_message,
            max_fragments,
            head: [0; MAX_HEADER],
            head_len: 0,
            frame: None,
            message: None,
            control: Vec::new(),
            closed: false,
            inflater: None,
        }
    }

    /// Takes compressed messages too; the limit on messages holds for what they inflate to.
    pub fn inflating(&mut self, inflater: Inflater) {
        self.inflater = Some(Box::new(inflater));
    }

    /// Decodes `input`, which it may scribble over, until it ends or `take` says no after a frame. Returns the bytes
    /// used; after a close frame all that follows is ignored.
    ///
    /// # Errors
    /// A violation of the protocol; frames before it have been taken.
    pub fn decode(
        &mut self,
        input: &mut [u8],
        mut take: impl FnMut(Frame) -> bool,
    ) -> Result<usize, Violation> {
        let mut arena = BytesMut::new();
        let mut at = 0;
        loop {
            if self.closed {
                return Ok(input.len());
            }
            let mut header = match self.frame.take() {
                Some(header) => header,
                None => match self.header(input, &mut at)? {
                    Some(header) => header,
                    None => return Ok(at),
                },
            };
            let here = usize::try_from(header.left).unwrap_or(usize::MAX).min(input.len() - at);
            let whole = here as u64 == header.left;
            let part = &mut input[at..at + here];
            at += here;
            let frame = if header.opcode >= CLOSE {
                unmask(part, header.mask);
                self.control.extend_from_slice(part);
                if whole { Some(self.control(header.opcode)?) } else { None }
            } else if header.fin && whole && !header.packed && self.message.is_none() {
                if arena.capacity() < here {
                    // One allocation for all small messages of this read.
                    arena.reserve(here + (input.len() - at).min(32 << 10));
                }
                arena.extend_from_slice(&input[at - here..at]);
                unmask(&mut arena[..], header.mask);
                let data = arena.split().freeze();
                Some(if header.opcode == TEXT {
                    Frame::Text(Utf8Bytes::try_from(data).map_err(|_| BAD_TEXT)?)
                } else {
                    Frame::Binary(data)
                })
            } else {
                unmask(part, header.mask);
                self.append(&header, here, &input[at - here..at])?;
                if whole && header.fin { self.finish()? } else { None }
            };
            if !whole {
                header.left -= here as u64;
                header.mask.rotate_left(here & 3);
                self.frame = Some(header);
                return Ok(at);
            }
            if let Some(frame) = frame
                && !take(frame)
            {
                return Ok(at);
            }
        }
    }

    /// The next header, when it is there in full.
    fn header(&mut self, input: &[u8], at: &mut usize) -> Result<Option<Header>, Violation> {
        let rest = &input[*at..];
        let (header, used) = if self.head_len == 0 {
            match parse(rest, self.role, self.inflater.is_some())? {
                Some(found) => found,
                None => {
                    self.head[..rest.len()].copy_from_slice(rest);
                    self.head_len = rest.len() as u8;
                    *at = input.len();
                    return Ok(None);
                }
            }
        } else {
            let had = self.head_len as usize;
            let more = rest.len().min(MAX_HEADER - had);
            self.head[had..had + more].copy_from_slice(&rest[..more]);
            match parse(&self.head[..had + more], self.role, self.inflater.is_some())? {
                Some((header, used)) => {
                    self.head_len = 0;
                    (header, used - had)
                }
                None => {
                    self.head_len = (had + more) as u8;
                    *at += more;
                    return Ok(None);
                }
            }
        };
        *at += used;
        self.admit(&header)?;
        Ok(Some(header))
    }

    /// Checks a header against the message under way and the limits.
    fn admit(&mut self, header: &Header) -> Result<(), Violation> {
        if header.opcode >= CLOSE {
            return Ok(());
        }
        let (had, fragments, packed) = match (&mut self.message, header.opcode) {
            (None, CONTINUATION) => return Err(violation(1002, "continuation without a message")),
            (Some(message), CONTINUATION) => {
                message.fragments += 1;
                (message.received, message.fragments, message.packed)
            }
            (Some(_), _) => return Err(violation(1002, "new message within a message")),
            (None, _) => (0, 1, header.packed),
        };
        // Data that does not shrink grows a little by being compressed.
        let max = self.max_message as u64;
        let max = if packed { max + max / 8 + 1024 } else { max };
        if header.left > max.saturating_sub(had) {
            return Err(violation(1009, "message too big"));
        }
        if fragments > self.max_fragments {
            return Err(violation(1009, "too many fragments"));
        }
        Ok(())
    }

    fn append(&mut self, header: &Header, here: usize, data: &[u8]) -> Result<(), Violation> {
        let message = self.message.get_or_insert_with(|| {
            let (text, packed) = (header.opcode == TEXT, header.packed);
            Box::new(Partial { text, packed, received: 0, data: Vec::new(), valid: 0, fragments: 1 })
        });
        message.received += data.len() as u64;
        if let (true, Some(inflater)) = (message.packed, &mut self.inflater) {
            inflater.inflate(data, &mut message.data, self.max_message)?;
            return message.check();
        }
        if message.data.is_empty() && here > 0 {
            message.data.reserve(usize::try_from(header.left).unwrap_or(RESERVE).min(RESERVE));
        }
        message.data.extend_from_slice(data);
        message.check()
    }

    fn finish(&mut self) -> Result<Option<Frame>, Violation> {
        let Some(mut message) = self.message.take() else {
            return Ok(None);
        };
        if let (true, Some(inflater)) = (message.packed, &mut self.inflater) {
            inflater.finish(&mut message.data, self.max_message)?;
            message.data.shrink_to_fit();
        }
        let data = Bytes::from(message.data);
        Ok(Some(if message.text {
            Frame::Text(Utf8Bytes::try_from(data).map_err(|_| BAD_TEXT)?)
        } else {
            Frame::Binary(data)
        }))
    }

    fn control(&mut self, opcode: u8) -> Result<Frame, Violation> {
        let data = std::mem::take(&mut self.control);
        match opcode {
            PING => Ok(Frame::Ping(data.into())),
            PONG => Ok(Frame::Pong),
            _ => {
                self.closed = true;
                let Some((code, reason)) = data.split_at_checked(2) else {
                    return if data.is_empty() {
                        Ok(Frame::Close(None))
                    } else {
                        Err(violation(1002, "close frame of one byte"))
                    };
                };
                let code = u16::from_be_bytes([code[0], code[1]]);
                if !matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999) {
                    return Err(violation(1002, "invalid close code"));
                }
                let reason =
                    std::str::from_utf8(reason).map_err(|_| violation(1007, "close reason is not UTF-8"))?;
                Ok(Frame::Close(Some((code, reason.to_owned()))))
            }
        }
    }
}

const BAD_TEXT: Violation = violation(1007, "text is not valid UTF-8");

/// Parses a header from the start of `b`: the header and its length, or `None` when it is not all there. With `deflate`
/// the first reserved bit tells that a message is compressed.
fn parse(b: &[u8], role: Role, deflate: bool) -> Result<Option<(Header, usize)>, Violation> {
    let [first, second, ..] = *b else {
        return Ok(None);
    };
    let (fin, opcode, short) = (first & 0x80 != 0, first & 15, second & 0x7f);
    let packed = deflate && first & 0x40 != 0 && matches!(opcode, TEXT | BINARY);
    if first & 0x30 != 0 || (first & 0x40 != 0 && !packed) {
        return Err(violation(1002, "reserved bits are set"));
    }
    if !matches!(opcode, CONTINUATION | TEXT | BINARY | CLOSE | PING | PONG) {
        return Err(violation(1002, "unknown opcode"));
    }
    let masked = second & 0x80 != 0;
    match (role, masked) {
        (Role::Server, false) => return Err(violation(1002, "client frame is not masked")),
        (Role::Client, true) => return Err(violation(1002, "server frame is masked")),
        _ => {}
    }
    if opcode >= CLOSE && (!fin || short > 125) {
        return Err(violation(1002, "control frame fragmented or too long"));
    }
    let (left, at) = match short {
        126 => match b.get(2..4) {
            Some(len) => (u64::from(u16::from_be_bytes([len[0], len[1]])), 4),
            None => return Ok(None),
        },
        127 => match b.get(2..10).and_then(|len| <[u8; 8]>::try_from(len).ok()) {
            Some(len) => (u64::from_be_bytes(len), 10),
            None => return Ok(None),
        },
        n => (u64::from(n), 2),
    };
    if (short == 126 && left < 126) || (short == 127 && !(65_536..1 << 63).contains(&left)) {
        return Err(violation(1002, "length not in its shortest form"));
    }
    if !masked {
        return Ok(Some((Header { opcode, fin, packed, left, mask: [0; 4] }, at)));
    }
    let Some(&[a, b, c, d]) = b.get(at..at + 4) else {
        return Ok(None);
    };
    Ok(Some((Header { opcode, fin, packed, left, mask: [a, b, c, d] }, at + 4)))
}

/// Removes (or applies) a mask that starts with its first byte.
pub(super) fn unmask(data: &mut [u8], mask: [u8; 4]) {
    if mask == [0; 4] {
        return;
    }
    let [a, b, c, d] = mask;
    let wide = u64::from_ne_bytes([a, b, c, d, a, b, c, d]);
    let (words, rest) = data.as_chunks_mut::<8>();
    for word in words {
        *word = (u64::from_ne_bytes(*word) ^ wide).to_ne_bytes();
    }
    for (byte, m) in rest.iter_mut().zip([a, b, c, d, a, b, c]) {
        *byte ^= m;
    }
}

/// Masks the frame that starts at `start` of `out`, whose header says that it is not masked, as clients must.
pub(super) fn mask_frame(out: &mut Vec<u8>, start: usize, mask: [u8; 4]) {
    let Some(length) = out.get_mut(start + 1) else { return };
    let header = match *length & 0x7f {
        126 => 4,
        127 => 10,
        _ => 2,
    };
    *length |= 0x80;
    let at = (start + header).min(out.len());
    out.splice(at..at, mask);
    unmask(&mut out[at + 4..], mask);
}

/// Writes the header of an unmasked, unfragmented frame.
fn put_header(out: &mut Vec<u8>, opcode: u8, len: usize) {
    out.push(0x80 | opcode);
    match len {
        0..=125 => out.push(len as u8),
        126..=65_535 => {
            out.push(126);
            out.extend_from_slice(&(len as u16).to_be_bytes());
        }
        _ => {
            out.push(127);
            out.extend_from_slice(&(len as u64).to_be_bytes());
        }
    }
}

/// Writes the header of a text or binary message of `len` bytes, which may be compressed.
pub fn put_message_header(out: &mut Vec<u8>, text: bool, packed: bool, len: usize) {
    put_header(out, if text { TEXT } else { BINARY } | if packed { 0x40 } else { 0 }, len);
}

/// Writes a ping.
pub fn put_ping(out: &mut Vec<u8>) {
    put_header(out, PING, 0);
}

/// Writes the pong that answers a ping.
pub fn put_pong(out: &mut Vec<u8>, data: &[u8]) {
    put_header(out, PONG, data.len());
    out.extend_from_slice(data);
}

/// Writes a close frame; codes that never go on the wire (1005, 1006, 1015, out of range) give an empty one. The
/// reason is cut at a character border to the 123 bytes that fit.
pub fn put_close(out: &mut Vec<u8>, code: u16, reason: &str) {
    if !matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999) {
        put_header(out, CLOSE, 0);
        return;
    }
    let fits = (0..=reason.len().min(123)).rev().find(|at| reason.is_char_boundary(*at)).unwrap_or(0);
    let reason = &reason[..fits];
    put_header(out, CLOSE, 2 + reason.len());
    out.extend_from_slice(&code.to_be_bytes());
    out.extend_from_slice(reason.as_bytes());
}
