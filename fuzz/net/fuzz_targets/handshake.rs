//! Offers of extensions: any bytes are accepted, declined or refused, and what is agreed on can be worked with.

#![no_main]

use four_net::Deflate;
use four_net::ws::extension::negotiate;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((choice, data)) = data.split_first() else { return };
    let ours = Deflate { context_takeover: choice & 1 != 0, window_bits: choice >> 4, threshold: 0 };
    let lines = data.split(|byte| *byte == b'\n');
    if let Ok(Some((agreed, answer))) = negotiate(lines, &ours) {
        assert!((9..=15).contains(&agreed.incoming.bits) && (9..=15).contains(&agreed.outgoing.bits));
        assert!(ours.context_takeover || !(agreed.incoming.takeover || agreed.outgoing.takeover));
        // Our own answer is an offer that we understand.
        assert!(matches!(negotiate([answer.as_bytes()].into_iter(), &ours), Ok(Some(_))), "{answer}");
    }
});
