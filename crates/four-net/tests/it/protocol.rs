//! Frames: what is taken, what is refused and with which code (RFC 6455).

use crate::support::*;
use four_net::{EndpointOptions, Incoming, Outgoing, Settings};
use tungstenite::Message;

/// Sends bytes, expects them refused with a close code.
fn refused(options: EndpointOptions, bytes: &[u8], code: u16) {
    use std::io::Write;
    let test = serve(Settings::default(), options);
    let (mut raw, _, events) = test.accepted();
    raw.0.write_all(bytes).unwrap();
    raw.expect_close(code);
    assert_failed(&to_end(&events), code);
}

fn refused_by_default(bytes: &[u8], code: u16) {
    refused(EndpointOptions::default(), bytes, code);
}

#[test]
fn sec_04_message_too_big_closes_1009() {
    let options = EndpointOptions { max_message: 1000, ..EndpointOptions::default() };
    refused(options.clone(), &frame(0x82, &[0; 1001]), 1009);
    // Over fragments too; an announced length is enough.
    refused(options, &[frame(0x02, &[0; 600]), frame(0x80, &[0; 401])[..8].to_vec()].concat(), 1009);
    refused_by_default(&[0x82, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4], 1009);
}

#[test]
fn sec_05_too_many_fragments_close_1009() {
    let options = EndpointOptions { max_fragments: 3, ..EndpointOptions::default() };
    let many = [frame(0x02, b"a"), frame(0, b""), frame(0, b""), frame(0, b"")].concat();
    refused(options, &many, 1009);
}

#[test]
fn sec_06_unmasked_closes_1002() {
    refused_by_default(&[0x81, 0x01, b'a'], 1002);
}

#[test]
fn sec_07_bad_frames_close_1002() {
    for bytes in [
        frame(0x89, &[0; 126]),                          // long ping
        frame(0x09, b"a"),                               // ping in fragments
        frame(0xc1, b"a"),                               // reserved bit
        frame(0x83, b"a"),                               // reserved opcode
        frame(0x8b, b"a"),                               // reserved control opcode
        frame(0x80, b"a"),                               // continuation of nothing
        [frame(0x01, b"a"), frame(0x81, b"b")].concat(), // message within a message
        vec![0x82, 0xfe, 0, 5, 1, 2, 3, 4],              // length not in its shortest form
        vec![0x82, 0xff, 0, 0, 0, 0, 0, 0, 1, 0, 1, 2, 3, 4],
        vec![0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4],
    ] {
        refused_by_default(&bytes, 1002);
    }
}

#[test]
fn sec_08_bad_utf8_closes_1007() {
    refused_by_default(&frame(0x81, b"\xff"), 1007);
    refused_by_default(&frame(0x81, b"\xc3"), 1007);
    refused_by_default(&[frame(0x01, b"\xc3"), frame(0x80, b"x")].concat(), 1007);
    // Before the message is complete.
    refused_by_default(&frame(0x01, b"ok \xed\xa0\x80"), 1007);
    refused_by_default(&frame(0x81, &[b"ab\xff".as_slice(), &[b'x'; 50]].concat())[..12], 1007);
}

#[test]
fn sec_08_characters_may_be_split() {
    let test = start();
    let (mut raw, _, events) = test.accepted();
    raw.send(0x01, b"\xf0\x9f");
    raw.send(0x89, b"between");
    raw.send(0x00, b"");
    raw.send(0x80, b"\x98\x80");
    assert_eq!(raw.frame(), Some((0x8a, b"between".to_vec())));
    assert_eq!(events.recv_timeout(LIMIT).unwrap(), Incoming::Text("😀".into()));
}

#[test]
fn sec_09_bad_close_frames_close_1002() {
    refused_by_default(&frame(0x88, b"x"), 1002);
    for code in [0u16, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000] {
        refused_by_default(&frame(0x88, &code.to_be_bytes()), 1002);
    }
    refused_by_default(&frame(0x88, b"\x03\xe8\xff"), 1007);
}

#[test]
fn sec_10_pings_are_answered() {
    let test = start();
    let (mut raw, _, _events) = test.accepted();
    for n in 0..10u8 {
        raw.send(0x89, &[n; 100]);
    }
    for n in 0..10u8 {
        assert_eq!(raw.frame(), Some((0x8a, vec![n; 100])));
    }
}

/// RFC 6455 section 5.5.3: of many pings the latest are answered, in order.
#[test]
fn sec_10_unread_pongs_do_not_pile_up() {
    use std::io::Write;
    let options = EndpointOptions { out_stall: LIMIT, ..EndpointOptions::default() };
    let test = serve(Settings::default(), options);
    let (mut raw, _, _events) = test.accepted();
    const PINGS: u32 = 200_000;
    let mut writer = raw.0.try_clone().unwrap();
    let sent = std::thread::spawn(move || {
        for n in 0..PINGS {
            let mut payload = [0; 125];
            payload[..4].copy_from_slice(&n.to_be_bytes());
            writer.write_all(&frame(0x89, &payload)).unwrap();
        }
    });
    // Nothing is read before all are sent: 25 MB of pongs, far more than the sockets hold.
    sent.join().unwrap();
    let (mut count, mut last) = (0, None);
    while last != Some(PINGS - 1) {
        let (first, payload) = raw.frame().unwrap();
        assert_eq!((first, payload.len()), (0x8a, 125));
        let number = u32::from_be_bytes(payload[..4].try_into().unwrap());
        assert!(last < Some(number));
        last = Some(number);
        count += 1;
    }
    assert!(count < PINGS, "all of them were kept");
}

#[test]
fn lc_06_messages_arrive_whole_and_in_order() {
    use std::io::Write;
    let test = start();
    let (mut raw, _, events) = test.accepted();
    let sizes = [0usize, 1, 125, 126, 65_535, 65_536, 300_000];
    let body = |n: usize| (0..n).map(|i| i as u8).collect::<Vec<_>>();
    let bytes: Vec<u8> = sizes.iter().flat_map(|n| frame(0x82, &body(*n))).collect();
    // Cut at odd places, headers included.
    let mut writer = raw.0.try_clone().unwrap();
    let sent = std::thread::spawn(move || {
        for piece in bytes[..400].chunks(1).chain(bytes[400..].chunks(7919)) {
            writer.write_all(piece).unwrap();
        }
    });
    for n in sizes {
        assert_eq!(events.recv_timeout(LIMIT).unwrap(), Incoming::Binary(body(n).into()), "{n}");
    }
    sent.join().unwrap();
    raw.send(0x88, b"");
    assert_eq!(to_end(&events), closed(1005, None));
}

#[test]
fn wsc_03_sends_every_size() {
    let test = start();
    let (mut client, connection, _events) = test.client();
    let texts: Vec<String> =
        [0, 1, 125, 126, 8192, 8193, 65_535, 65_536, 1_000_000].map(|n| "é".repeat(n / 2)).into();
    for text in &texts {
        connection.send(Outgoing::Text(text.as_str().into()));
        connection.send(Outgoing::Binary(text.clone().into()));
    }
    for text in &texts {
        assert_eq!(client.read().unwrap(), Message::text(text.clone()));
        assert_eq!(client.read().unwrap(), Message::binary(text.clone()));
    }
}
