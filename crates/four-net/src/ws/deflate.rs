//! The work of permessage-deflate (RFC 7692 section 7.2): one message is compressed or inflated at a time, by flate2.
//!
//! Memory: a direction that keeps nothing between messages ("no context takeover") borrows the thread's compressor or
//! inflater for the time of a message, so that an idle connection holds none. One that keeps its window holds about
//! 260 KiB to compress and 50 KiB to inflate, from its first compressed message on. What is inflated never outgrows
//! the limit on messages by more than one byte, whatever the ratio.

use super::codec::Violation;
use bytes::Bytes;
use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};
use std::cell::Cell;

/// Little time for most of the gain: messages are compressed while others wait.
const LEVEL: u32 = 3;
/// Bigger messages go out as they are, so that one of them does not hold up the other connections for long.
const MOST: usize = 16 << 20;
/// A compressed message is remembered for the next receiver of a broadcast, up to this size.
const REMEMBERED: usize = 1 << 20;
/// What ends each compressed message and is not sent (RFC 7692 section 7.2.1).
const TAIL: [u8; 4] = [0, 0, 0xff, 0xff];
/// First room for inflated bytes; it doubles from there.
const ROOM: usize = 4 << 10;

const BAD_DATA: Violation = Violation { code: 1007, message: "compressed data is not valid" };
const TOO_BIG: Violation = Violation { code: 1009, message: "message too big" };

/// What was agreed on for one direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Direction {
    /// Messages may refer to the messages before them.
    pub takeover: bool,
    /// Base-2 logarithm of the window, 9 to 15.
    pub bits: u8,
}

/// What the two sides agreed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// From the peer.
    pub incoming: Direction,
    /// To the peer.
    pub outgoing: Direction,
}

thread_local! {
    static INFLATER: Cell<Option<Decompress>> = const { Cell::new(None) };
    static COMPRESSOR: Cell<Option<(u8, Compress)>> = const { Cell::new(None) };
    /// The message compressed last, with its window, and what became of it.
    static LAST: Cell<Option<(u8, Bytes, Option<Bytes>)>> = const { Cell::new(None) };
}

/// Inflates the messages of one connection.
#[derive(Debug)]
pub struct Inflater {
    direction: Direction,
    state: Option<Decompress>,
    /// The message under way has ended a DEFLATE stream (section 7.2.3.4), which leaves nothing to refer to.
    ended: bool,
}

impl Inflater {
    /// Takes no memory before the first message.
    pub fn new(direction: Direction) -> Inflater {
        Inflater { direction, state: None, ended: false }
    }

    /// Inflates the next part of a message to the end of `out`.
    ///
    /// # Errors
    /// 1007 for what is no DEFLATE data, 1009 when `out` would hold more than `max` bytes.
    pub fn inflate(&mut self, mut data: &[u8], out: &mut Vec<u8>, max: usize) -> Result<(), Violation> {
        if data.is_empty() {
            return Ok(());
        }
        let Direction { takeover, bits } = self.direction;
        let state = self.state.get_or_insert_with(|| match INFLATER.take() {
            Some(state) if !takeover => state,
            other => {
                INFLATER.set(other);
                Decompress::new_with_window_bits(false, if takeover { bits } else { 15 })
            }
        });
        loop {
            if out.len() > max {
                return Err(TOO_BIG);
            }
            if out.len() == out.capacity() {
                out.reserve_exact(out.len().max(ROOM).min(max - out.len() + 1));
            }
            let (read, had) = (state.total_in(), out.len());
            let status = state.decompress_vec(data, out, FlushDecompress::Sync).map_err(|_| BAD_DATA)?;
            let used = (state.total_in() - read) as usize;
            data = data.get(used..).unwrap_or_default();
            if status == Status::StreamEnd {
                self.ended = true;
                state.reset(false);
            } else if used == 0 && out.len() == had && !data.is_empty() && out.len() < out.capacity() {
                return Err(BAD_DATA);
            }
            if data.is_empty() && out.len() < out.capacity() {
                return if out.len() > max { Err(TOO_BIG) } else { Ok(()) };
            }
        }
    }

    /// Ends the message whose parts have been inflated to `out`.
    ///
    /// # Errors
    /// As [`inflate`](Self::inflate).
    pub fn finish(&mut self, out: &mut Vec<u8>, max: usize) -> Result<(), Violation> {
        self.inflate(&TAIL, out, max)?;
        if std::mem::take(&mut self.ended) {
            self.state = None;
        }
        if !self.direction.takeover
            && let Some(mut state) = self.state.take()
        {
            state.reset(false);
            INFLATER.set(Some(state));
        }
        Ok(())
    }
}

/// Compresses the messages of one connection.
#[derive(Debug)]
pub struct Deflater {
    direction: Direction,
    threshold: usize,
    state: Option<Compress>,
}

impl Deflater {
    /// Leaves messages below `threshold` bytes as they are. Takes no memory before the first message.
    pub fn new(direction: Direction, threshold: usize) -> Deflater {
        Deflater { direction, threshold: threshold.max(1), state: None }
    }

    /// A message compressed, or `None` when it is better sent as it is.
    pub fn deflate(&mut self, message: &Bytes) -> Option<Bytes> {
        if !(self.threshold..=MOST).contains(&message.len()) {
            return None;
        }
        let bits = self.direction.bits;
        let new = || Compress::new_with_window_bits(Compression::new(LEVEL), false, bits);
        if self.direction.takeover {
            let packed = pack(self.state.get_or_insert_with(new), message);
            if packed.is_none() {
                // The peer won't see what this message has left in the window.
                self.state = None;
            }
            return packed;
        }
        let last = LAST.take();
        if let Some((of, known, packed)) = &last
            && (*of, known.as_ptr(), known.len()) == (bits, message.as_ptr(), message.len())
        {
            let packed = packed.clone();
            LAST.set(last);
            return packed;
        }
        let mut state = COMPRESSOR.take().filter(|(of, _)| *of == bits).unwrap_or_else(|| (bits, new()));
        let packed = pack(&mut state.1, message);
        // One that gave up has output left, which a reset in zlib-rs 0.6 does not remove.
        if packed.is_some() {
            state.1.reset();
            COMPRESSOR.set(Some(state));
        }
        if message.len() <= REMEMBERED {
            LAST.set(Some((bits, message.clone(), packed.clone())));
        }
        packed
    }
}

/// Compresses a message, if that makes it smaller.
fn pack(state: &mut Compress, message: &[u8]) -> Option<Bytes> {
    let mut out = Vec::new();
    let begin = state.total_in();
    loop {
        let used = (state.total_in() - begin) as usize;
        if out.len() >= message.len() {
            return None;
        }
        out.reserve(256.max(message.len() / 4));
        state.compress_vec(&message[used..], &mut out, FlushCompress::Sync).ok()?;
        if (state.total_in() - begin) as usize == message.len() && out.len() < out.capacity() {
            break;
        }
    }
    let end = out.len().checked_sub(TAIL.len())?;
    if out[end..] != TAIL || end >= message.len() {
        return None;
    }
    out.truncate(end);
    out.shrink_to_fit();
    Some(out.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAX: usize = 1 << 20;

    fn inflated(inflater: &mut Inflater, data: &[u8], piece: usize) -> Result<Vec<u8>, Violation> {
        let mut out = Vec::new();
        data.chunks(piece).try_for_each(|part| inflater.inflate(part, &mut out, MAX))?;
        inflater.finish(&mut out, MAX)?;
        Ok(out)
    }

    /// Repetitive at many distances, so that windows matter.
    fn sample(n: usize) -> Bytes {
        (0..n).map(|i| ((i * i / 7) ^ (i / 300)) as u8 & 0x3f).collect::<Vec<_>>().into()
    }

    #[test]
    fn what_is_compressed_inflates_again_with_every_window() {
        for takeover in [false, true] {
            for bits in 9..=15 {
                let direction = Direction { takeover, bits };
                let (mut deflater, mut inflater) = (Deflater::new(direction, 0), Inflater::new(direction));
                for n in [40, 1, 70_000, 3, 5000, 5000, 300_000, 40] {
                    let message = sample(n);
                    match deflater.deflate(&message) {
                        Some(packed) => {
                            assert!(packed.len() < n, "{n} became {}", packed.len());
                            let again = inflated(&mut inflater, &packed, 997).unwrap();
                            assert!(again == message, "{takeover} {bits} {n}");
                        }
                        None => assert!(n <= 40, "{n} is not compressed"),
                    }
                }
            }
        }
    }

    #[test]
    fn the_examples_of_the_rfc_inflate() {
        // RFC 7692 section 7.2.3: one block, taking over the window, no compression, BFINAL, two blocks.
        let mut inflater = Inflater::new(Direction { takeover: true, bits: 15 });
        for message in [
            &[0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00][..],
            &[0xf2, 0x00, 0x11, 0x00, 0x00],
            &[0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x00],
            &[0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00],
            &[0xf2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xff, 0xff, 0xca, 0xc9, 0xc9, 0x07, 0x00],
        ] {
            for piece in [1, 2, 100] {
                if piece != 100 && message[..2] == [0xf2, 0x00] {
                    continue;
                }
                assert_eq!(inflated(&mut inflater, message, piece).unwrap(), b"Hello", "{message:x?}");
            }
        }
        assert_eq!(inflated(&mut inflater, &[0], 1).unwrap(), b"");
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let mut out = Vec::new();
        let mut bomb = Compress::new(Compression::best(), false);
        let zeros = vec![0; 1 << 20];
        for _ in 0..64 {
            let begin = bomb.total_in();
            while bomb.total_in() - begin < zeros.len() as u64 {
                out.reserve(4096);
                let at = (bomb.total_in() - begin) as usize;
                bomb.compress_vec(&zeros[at..], &mut out, FlushCompress::Sync).unwrap();
            }
        }
        for takeover in [false, true] {
            let mut inflater = Inflater::new(Direction { takeover, bits: 15 });
            let mut inflated = Vec::new();
            assert_eq!(inflater.inflate(&out, &mut inflated, 5_000_000), Err(TOO_BIG));
            assert!(inflated.capacity() <= 5_000_001, "{}", inflated.capacity());
        }
    }

    #[test]
    fn exactly_the_limit_passes() {
        let direction = Direction { takeover: false, bits: 15 };
        let packed = Deflater::new(direction, 0).deflate(&sample(50_000)).unwrap();
        for (max, passes) in [(50_000, true), (49_999, false)] {
            let (mut inflater, mut out) = (Inflater::new(direction), Vec::new());
            let result =
                inflater.inflate(&packed, &mut out, max).and_then(|()| inflater.finish(&mut out, max));
            assert_eq!(result.is_ok(), passes, "{max}");
        }
    }

    #[test]
    fn what_is_not_deflate_is_refused() {
        let mut inflater = Inflater::new(Direction { takeover: false, bits: 15 });
        for data in [&[0xff; 20][..], &[0x06, 1, 2, 3], &[0x00, 1, 0, 0, 0]] {
            assert_eq!(inflated(&mut inflater, data, 3), Err(BAD_DATA), "{data:x?}");
            inflater = Inflater::new(Direction { takeover: false, bits: 15 });
        }
    }

    fn noise(n: usize, seed: u64) -> Bytes {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as u8
        };
        (0..n).map(|_| next()).collect::<Vec<_>>().into()
    }

    /// A compressor of zlib-rs 0.6 that is reset with output left does not start afresh, and may panic.
    #[test]
    fn a_compressor_that_gave_up_is_not_used_again() {
        for takeover in [false, true] {
            for bits in [9, 12, 15] {
                let direction = Direction { takeover, bits };
                let (mut deflater, mut inflater) = (Deflater::new(direction, 0), Inflater::new(direction));
                // Each leaves a little output behind.
                for seed in 0..600 {
                    assert_eq!(deflater.deflate(&noise(256, seed)), None);
                }
                let message: Bytes = [&noise(60_000, 1000)[..], &sample(60_000)].concat().into();
                let packed = deflater.deflate(&message).unwrap();
                assert!(inflated(&mut inflater, &packed, 5000).unwrap() == message);
            }
        }
    }

    #[test]
    fn what_does_not_shrink_goes_out_as_it_is() {
        let noise = noise(5000, 1);
        for takeover in [false, true] {
            let direction = Direction { takeover, bits: 15 };
            let (mut deflater, mut inflater) = (Deflater::new(direction, 0), Inflater::new(direction));
            assert_eq!(deflater.deflate(&noise), None);
            assert_eq!(deflater.deflate(&Bytes::new()), None);
            // Nothing refers to what the peer has not seen.
            let more: Bytes = [&noise[..], &noise[..]].concat().into();
            let packed = deflater.deflate(&more).unwrap();
            assert!(inflated(&mut inflater, &packed, 100).unwrap() == more);
        }
    }
}
