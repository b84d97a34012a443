//! Compressed messages (RFC 7692): the handshake, messages both ways, and what a peer can't do with them.

use crate::support::*;
use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress};
use four_net::{Deflate, EndpointOptions, Incoming, Outgoing, Settings};
use std::time::Duration;

fn options(deflate: Deflate) -> EndpointOptions {
    EndpointOptions { deflate: Some(deflate), ..EndpointOptions::default() }
}

fn keeping() -> Deflate {
    Deflate { context_takeover: true, window_bits: 15, threshold: 0 }
}

/// The answer's extensions, for the client's.
fn extensions(test: &Test, offer: &str) -> (u16, Option<String>) {
    let answer = request(
        &mut test.tcp(),
        &format!("GET /ws HTTP/1.1\r\nSec-WebSocket-Extensions: {offer}\r\n{UPGRADE}\r\n"),
    );
    let line = answer
        .lines()
        .find_map(|l| l.to_ascii_lowercase().strip_prefix("sec-websocket-extensions: ").map(str::to_owned));
    (status(&answer), line)
}

/// A client that offers `offer`, accepted.
fn client(
    test: &Test,
    offer: &str,
) -> (Raw, four_net::ConnectionHandle, std::sync::mpsc::Receiver<Incoming>) {
    let mut raw = Raw(test.tcp());
    let answer = request(
        &mut raw.0,
        &format!("GET /ws HTTP/1.1\r\nSec-WebSocket-Extensions: {offer}\r\n{UPGRADE}\r\n"),
    );
    assert!(answer.contains("permessage-deflate"), "{answer}");
    let connection = test.connects.recv_timeout(LIMIT).unwrap().1;
    let events = accept(&connection, true);
    (raw, connection, events)
}

/// The client's side of the compression, by the rules of section 7.2.
struct Peer {
    compress: Compress,
    decompress: Decompress,
}

impl Peer {
    fn new(bits: u8) -> Peer {
        Peer {
            compress: Compress::new_with_window_bits(Compression::default(), false, bits),
            decompress: Decompress::new(false),
        }
    }

    fn pack(&mut self, data: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(data.len() + 1000);
        self.compress.compress_vec(data, &mut out, FlushCompress::Sync).unwrap();
        assert!(out.ends_with(&[0, 0, 0xff, 0xff]));
        out.truncate(out.len() - 4);
        out
    }

    fn unpack(&mut self, data: &[u8], size: usize) -> Vec<u8> {
        let mut out = Vec::with_capacity(size + 1);
        let whole = [data, &[0, 0, 0xff, 0xff]].concat();
        self.decompress.decompress_vec(&whole, &mut out, FlushDecompress::Sync).unwrap();
        out
    }
}

#[test]
fn sec_22_compression_is_off_unless_asked_for() {
    let test = start();
    assert_eq!(extensions(&test, "permessage-deflate"), (101, None));
    test.connects.recv_timeout(LIMIT).unwrap();
    let (mut raw, _, events) = test.accepted();
    raw.send(0xc1, &[0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00]);
    raw.expect_close(1002);
    assert_failed(&to_end(&events), 1002);
}

#[test]
fn sec_22_the_handshake_says_what_is_agreed() {
    let test = serve(Settings::default(), options(keeping()));
    for (offer, answer) in [
        ("permessage-deflate", Some("permessage-deflate")),
        ("permessage-deflate; client_max_window_bits", Some("permessage-deflate")),
        (
            "permessage-deflate; server_no_context_takeover; server_max_window_bits=9",
            Some("permessage-deflate; server_no_context_takeover; server_max_window_bits=9"),
        ),
        ("permessage-bzip2", None),
        ("permessage-deflate; server_max_window_bits=7", None),
    ] {
        assert_eq!(extensions(&test, offer), (101, answer.map(str::to_owned)), "{offer}");
    }
    assert_eq!(extensions(&test, "permessage-deflate; =").0, 400);
}

/// Every combination that a client can ask for, with repeating messages of many sizes in both directions.
#[test]
fn sec_22_messages_pass_with_all_parameters() {
    let text = |n: usize| (0..n).map(|i| char::from(b'a' + (i * i / 5 % 23) as u8)).collect::<String>();
    let sizes = [0usize, 1, 100, 1000, 1000, 70_000, 100];
    for ours in [keeping(), Deflate { context_takeover: false, ..keeping() }] {
        let test = serve(Settings::default(), options(ours));
        for bits in [9, 10, 15] {
            for (server, client_keeps) in [("", true), ("; server_no_context_takeover", false)] {
                let client_part = if client_keeps { "" } else { "; client_no_context_takeover" };
                let offer = format!(
                    "permessage-deflate; server_max_window_bits={bits}; client_max_window_bits={bits}{server}{client_part}"
                );
                let (mut raw, connection, events) = client(&test, &offer);
                let mut peer = Peer::new(bits);
                for n in sizes {
                    let packed = peer.pack(text(n).as_bytes());
                    if !client_keeps || !ours.context_takeover {
                        peer.compress.reset();
                    }
                    raw.send(0xc1, &packed);
                    let got = events.recv_timeout(LIMIT).unwrap();
                    assert!(got == Incoming::Text(text(n).into()), "{offer} {n}: {}", got.size());
                    connection.send(Outgoing::Text(text(n).into()));
                    let (first, payload) = raw.frame().unwrap();
                    let data = match first {
                        0xc1 => peer.unpack(&payload, n),
                        0x81 => payload,
                        other => panic!("{other:x}"),
                    };
                    assert!(data == text(n).as_bytes(), "{offer} {n}");
                    assert!(n < 1000 || first == 0xc1, "{n} went out as it is");
                    if !server.is_empty() || !ours.context_takeover {
                        peer.decompress.reset(false);
                    }
                }
                raw.send(0x88, &[3, 232]);
                raw.expect_close(1000);
            }
        }
    }
}

#[test]
fn sec_22_a_compressed_message_comes_in_fragments_with_pings_between() {
    let test = serve(Settings::default(), options(keeping()));
    let (mut raw, _, events) = client(&test, "permessage-deflate");
    let text = "Straße und 😀 ".repeat(500);
    let packed = Peer::new(15).pack(text.as_bytes());
    let pieces: Vec<_> = packed.chunks(7).collect();
    raw.send(0x41, pieces[0]);
    for piece in &pieces[1..] {
        raw.send(0x89, b"p");
        raw.send(0x00, piece);
    }
    raw.send(0x80, b"");
    for _ in 1..pieces.len() {
        assert_eq!(raw.frame(), Some((0x8a, b"p".to_vec())));
    }
    assert_eq!(events.recv_timeout(LIMIT).unwrap(), Incoming::Text(text.into()));
    // One that is not compressed may follow, and so may an empty one.
    raw.send(0x82, b"plain");
    raw.send(0xc2, &[0]);
    assert_eq!(events.recv_timeout(LIMIT).unwrap(), Incoming::Binary("plain".into()));
    assert_eq!(events.recv_timeout(LIMIT).unwrap(), Incoming::Binary("".into()));
}

fn refused(options: EndpointOptions, bytes: &[u8], code: u16) {
    use std::io::Write;
    let test = serve(Settings::default(), options);
    let (mut raw, _, events) = client(&test, "permessage-deflate");
    raw.0.write_all(bytes).unwrap();
    raw.expect_close(code);
    assert_failed(&to_end(&events), code);
}

#[test]
fn sec_22_a_bomb_closes_1009() {
    // 64 MiB of zeros in 64 KiB.
    let mut bomb = Vec::new();
    let mut peer = Peer::new(15);
    for _ in 0..64 {
        bomb.extend(peer.pack(&[0; 1 << 20]));
        bomb.extend([0, 0, 0xff, 0xff]);
    }
    assert!(bomb.len() < 100_000, "{}", bomb.len());
    refused(options(keeping()), &frame(0xc2, &bomb), 1009);
    let small = EndpointOptions { max_message: 1000, ..options(keeping()) };
    refused(small.clone(), &frame(0xc2, &Peer::new(15).pack(&[0; 1001])), 1009);
    // A message of nothing but empty blocks has its limit too.
    refused(small, &[frame(0x42, &[]), frame(0x00, &[0; 3000])].concat(), 1009);
}

#[test]
fn sec_22_bad_data_closes_1007() {
    refused(options(keeping()), &frame(0xc2, &[0xff; 30]), 1007);
    // Text is checked as it is inflated, before the message is complete.
    let packed = Peer::new(15).pack(b"good \xff and so on");
    refused(options(keeping()), &frame(0x41, &packed), 1007);
}

#[test]
fn sec_07_reserved_bits_close_1002_with_compression_too() {
    for bytes in [
        frame(0xc9, b"ping"),
        frame(0xc8, &[3, 232]),
        frame(0xa1, b"second bit"),
        frame(0x91, b"third bit"),
        frame(0xf1, b"all bits"),
        [frame(0x41, &[0]), frame(0xc0, &[0])].concat(), // on a continuation
        [frame(0x01, b"a"), frame(0xc0, &[0])].concat(),
    ] {
        refused(options(keeping()), &bytes, 1002);
    }
}

#[test]
fn sec_22_a_broadcast_is_compressed_for_each_receiver() {
    let small = Deflate { threshold: 1000, ..Deflate::default() };
    let test = serve(Settings::default(), options(small));
    let mut clients: Vec<_> = (0..5).map(|_| client(&test, "permessage-deflate")).collect();
    let (mut plain, plain_connection, _events) = test.accepted();
    let text = tungstenite::Utf8Bytes::from("again and again ".repeat(100));
    for (_, connection, _) in &clients {
        connection.send(Outgoing::Text(text.clone()));
        connection.send(Outgoing::Text("below the threshold".into()));
    }
    plain_connection.send(Outgoing::Text(text.clone()));
    for (raw, ..) in &mut clients {
        let (first, payload) = raw.frame().unwrap();
        assert_eq!(first, 0xc1);
        assert!(payload.len() < 100, "{}", payload.len());
        assert_eq!(Peer::new(15).unpack(&payload, text.len()), text.as_bytes());
        assert_eq!(raw.frame(), Some((0x81, b"below the threshold".to_vec())));
    }
    assert_eq!(plain.frame(), Some((0x81, text.as_bytes().to_vec())));
}

#[test]
fn sec_13_a_stalled_client_is_dropped_with_compression_too() {
    let limits =
        EndpointOptions { out_bytes: 1 << 20, out_stall: Duration::from_secs(5), ..options(keeping()) };
    let test = serve(Settings::default(), limits);
    let (_raw, connection, events) = client(&test, "permessage-deflate");
    // Hardly compressible: nothing but the limit ends this.
    let mut state = 1u32;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    let mut sent = 0;
    while connection.status() == four_net::Status::Connected && sent < 1000 {
        connection.send(Outgoing::Binary((0..100_000).map(|_| noise()).collect::<Vec<_>>().into()));
        sent += 1;
    }
    assert_failed(&to_end(&events), 1006);
}
