//! What is compressed inflates to the same, message after message; what is not compressed data is refused within bounds.
//! The first byte chooses the parameters; the messages are repeated and cut from the rest.

#![no_main]

use bytes::Bytes;
use four_net::ws::deflate::{Deflater, Direction, Inflater};
use libfuzzer_sys::fuzz_target;

const MAX: usize = 1 << 20;

fuzz_target!(|data: &[u8]| {
    let Some((choice, data)) = data.split_first() else { return };
    let direction = Direction { takeover: choice & 1 != 0, bits: 9 + choice % 7 };
    // As received.
    let (mut inflater, mut out) = (Inflater::new(direction), Vec::new());
    let _ = inflater.inflate(data, &mut out, 10_000).and_then(|()| inflater.finish(&mut out, 10_000));
    assert!(out.len() <= 10_001);
    // There and back.
    let (mut deflater, mut inflater) = (Deflater::new(direction, 0), Inflater::new(direction));
    for (n, part) in data.chunks(1 + data.len() / 4).enumerate() {
        let times = [1, 300, 1, 40][n & 3].min(MAX / part.len());
        let message = Bytes::from(part.repeat(times));
        if let Some(packed) = deflater.deflate(&message) {
            assert!(packed.len() < message.len());
            let mut out = Vec::new();
            inflater.inflate(&packed, &mut out, MAX).unwrap();
            inflater.finish(&mut out, MAX).unwrap();
            assert!(out == message);
        }
    }
});
