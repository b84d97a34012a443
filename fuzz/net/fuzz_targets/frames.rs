//! Bytes of a peer, read at once and in pieces: both give the same frames and the same end, and no message is above the
//! limit. The first byte chooses the role, compression and the size of the pieces.

#![no_main]

use four_net::ws::Role;
use four_net::ws::codec::{Decoder, Frame, Violation};
use four_net::ws::deflate::{Direction, Inflater};
use libfuzzer_sys::fuzz_target;

const MAX: usize = 5000;

fn read(data: &[u8], choice: u8, piece: usize) -> (Vec<Frame>, Option<Violation>) {
    let role = if choice & 1 == 0 { Role::Server } else { Role::Client };
    let mut decoder = Decoder::new(MAX, 20, role);
    if choice & 2 != 0 {
        decoder.inflating(Inflater::new(Direction { takeover: choice & 4 != 0, bits: 9 + choice % 7 }));
    }
    let mut frames = Vec::new();
    for part in data.chunks(piece) {
        let mut part = part.to_vec();
        let mut from = 0;
        // The driver may be full after any frame.
        while from < part.len() {
            let before = from;
            let mut took = false;
            match decoder.decode(&mut part[from..], |frame| {
                frames.push(frame);
                took = true;
                choice & 8 == 0
            }) {
                Ok(used) => from += used,
                Err(violation) => return (frames, Some(violation)),
            }
            assert!(from > before || took, "no progress");
        }
    }
    (frames, None)
}

fuzz_target!(|data: &[u8]| {
    let Some((choice, data)) = data.split_first() else { return };
    let whole = read(data, *choice, data.len().max(1));
    let pieces = read(data, *choice, 1 + usize::from(choice >> 4));
    assert_eq!(whole.0, pieces.0);
    assert_eq!(whole.1.map(|v| v.code), pieces.1.map(|v| v.code));
    for frame in whole.0 {
        match frame {
            Frame::Text(text) => assert!(text.len() <= MAX),
            Frame::Binary(data) => assert!(data.len() <= MAX),
            Frame::Ping(data) => assert!(data.len() <= 125),
            Frame::Pong | Frame::Close(_) => {}
        }
    }
});
