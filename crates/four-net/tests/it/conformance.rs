//! What the Autobahn suite asks of a server, as far as `protocol` and `deflate` do not show it already; each test names
//! the suite's section.

use crate::support::*;
use four_net::{EndpointOptions, Incoming, Outgoing, Settings};
use std::io::Write;

/// Sends bytes in pieces of `piece`, expects the close code, and no message before it.
fn closes(bytes: &[u8], piece: usize, code: u16) {
    let test = start();
    let (mut raw, _, events) = test.accepted();
    for part in bytes.chunks(piece) {
        // The server may have closed before the end.
        if raw.0.write_all(part).is_err() {
            break;
        }
    }
    raw.expect_close_frame(code);
    assert_failed(&to_end(&events), code);
}

/// A client whose messages are echoed.
struct Echo(Raw, #[allow(dead_code, reason = "keeps the server")] Test, std::thread::JoinHandle<()>);

fn echo() -> Echo {
    let options =
        EndpointOptions { max_message: 16 << 20, out_bytes: 64 << 20, ..EndpointOptions::default() };
    let test = serve(Settings::default(), options);
    let (raw, connection) = test.raw();
    let events = accept(&connection, false);
    let echoing = std::thread::spawn(move || {
        for event in events {
            let (messages, size) = (usize::from(event.is_message()), event.size());
            match event {
                Incoming::Text(text) => connection.send(Outgoing::Text(text)),
                Incoming::Binary(data) => connection.send(Outgoing::Binary(data)),
                Incoming::Error { .. } | Incoming::Closed { .. } => {}
            }
            connection.consumed(messages, size);
        }
    });
    Echo(raw, test, echoing)
}

impl Echo {
    fn expect(&mut self, first: u8, payload: &[u8]) {
        let (got, data) = self.0.frame().unwrap();
        assert!(got == first && data == payload, "{got:x} with {} bytes", data.len());
    }

    /// Ends in good order: nothing else was pending.
    fn end(mut self) {
        self.0.send(0x88, &1000u16.to_be_bytes());
        self.0.expect_close(1000);
        self.2.join().unwrap();
    }
}

#[test]
fn autobahn_1_messages_of_every_length() {
    let mut echo = echo();
    for n in [0, 1, 125, 126, 127, 128, 65_535, 65_536, 65_537] {
        for first in [0x81, 0x82] {
            let payload = vec![b'*'; n];
            echo.0.send(first, &payload);
            echo.expect(first, &payload);
        }
    }
    // The longest, in pieces of 997 bytes.
    let bytes = frame(0x82, &[0xfe; 65_536]);
    for part in bytes.chunks(997) {
        echo.0.0.write_all(part).unwrap();
    }
    echo.expect(0x82, &[0xfe; 65_536]);
    echo.end();
}

#[test]
fn autobahn_2_pings_and_pongs() {
    let mut echo = echo();
    for payload in [&b""[..], b"Hello", &[0, 0xff, 0xfe, 0xfd], &[0xfe; 125]] {
        echo.0.send(0x89, payload);
        echo.expect(0x8a, payload);
    }
    // In pieces of one byte.
    for byte in frame(0x89, &[0xfe; 125]) {
        echo.0.0.write_all(&[byte]).unwrap();
    }
    echo.expect(0x8a, &[0xfe; 125]);
    // Pongs that nobody asked for are ignored.
    echo.0.send(0x8a, b"");
    echo.0.send(0x8a, b"unsolicited");
    echo.0.send(0x89, b"after");
    echo.expect(0x8a, b"after");
    echo.end();
}

#[test]
fn autobahn_3_reserved_bits() {
    for bits in [0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70] {
        for opcode in [1, 2, 8, 9, 10] {
            closes(&frame(0x80 | bits | opcode, b"x"), 100, 1002);
        }
        closes(&[frame(0x01, b"a"), frame(0x80 | bits, b"b")].concat(), 1, 1002);
    }
}

#[test]
fn autobahn_4_reserved_opcodes() {
    for opcode in [3, 4, 5, 6, 7, 11, 12, 13, 14, 15] {
        closes(&frame(0x80 | opcode, b""), 100, 1002);
        closes(&frame(0x80 | opcode, b"payload"), 1, 1002);
    }
}

#[test]
fn autobahn_5_fragments() {
    let mut echo = echo();
    // Control frames in between, empty fragments, pieces of one byte.
    let all = [
        frame(0x01, b"frag"),
        frame(0x89, b"ping 1"),
        frame(0x00, b""),
        frame(0x8a, b"pong"),
        frame(0x00, b"ment"),
        frame(0x89, b"ping 2"),
        frame(0x80, b""),
    ]
    .concat();
    for piece in [1000, 1, 3] {
        for part in all.chunks(piece) {
            echo.0.0.write_all(part).unwrap();
        }
        echo.expect(0x8a, b"ping 1");
        echo.expect(0x8a, b"ping 2");
        echo.expect(0x81, b"fragment");
    }
    // Only empty ones.
    for first in [0x02, 0x00, 0x80] {
        echo.0.send(first, b"");
    }
    echo.expect(0x82, b"");
    echo.end();
    for bytes in [
        [frame(0x09, b"p"), frame(0x80, b"q")].concat(),
        [frame(0x0a, b"p"), frame(0x80, b"q")].concat(),
        frame(0x08, &[3, 232]),
        frame(0x00, b"nothing to continue"),
        [frame(0x01, b"a"), frame(0x02, b"b")].concat(),
        [frame(0x01, b"a"), frame(0x01, b"b")].concat(),
    ] {
        closes(&bytes, 100, 1002);
        closes(&bytes, 1, 1002);
    }
}

/// Strictly: what was whole before is answered, in one packet with the violation or not.
#[test]
fn autobahn_3_4_5_what_came_before_a_violation_is_answered() {
    for bad in [
        frame(0x91, b"bit"),
        frame(0x83, b"opcode"),
        frame(0x80, b"nothing to continue"),
        frame(0x81, b"\xff"),
    ] {
        let code = if bad[0] == 0x81 { 1007 } else { 1002 };
        for together in [true, false] {
            let Echo(mut raw, _test, echoing) = echo();
            let first = [frame(0x81, b"whole"), frame(0x89, b"ping")].concat();
            let late = frame(0x81, b"ignored");
            for part in if together {
                vec![[first, bad.clone(), late].concat()]
            } else {
                vec![first, bad.clone(), late]
            } {
                raw.0.write_all(&part).unwrap();
            }
            let mut before = [raw.frame().unwrap(), raw.frame().unwrap()];
            before.sort();
            assert_eq!(before, [(0x81, b"whole".to_vec()), (0x8a, b"ping".to_vec())]);
            raw.expect_close(code);
            echoing.join().unwrap();
        }
    }
}

/// A driver that is busy does not hold up the end for long.
#[test]
fn sec_07_a_violation_does_not_wait_for_a_busy_driver() {
    let test = start();
    let (mut raw, connection) = test.raw();
    let events = accept(&connection, false);
    raw.0.write_all(&[frame(0x81, b"never consumed"), frame(0x83, b"bad")].concat()).unwrap();
    let began = std::time::Instant::now();
    raw.expect_close(1002);
    assert!(began.elapsed() < std::time::Duration::from_secs(5));
    let all = to_end(&events);
    assert_eq!(all[0], Incoming::Text("never consumed".into()));
    assert_failed(&all[1..], 1002);
}

#[test]
fn autobahn_6_valid_utf8_in_any_pieces() {
    let mut echo = echo();
    let text = "κόσμε \u{7ff}\u{800}\u{ffff}\u{10000}\u{10ffff} \u{d7ff}\u{e000}\u{fffd}\u{fdd0} \0";
    for piece in 1..8 {
        let parts: Vec<_> = text.as_bytes().chunks(piece).collect();
        echo.0.send(0x01, parts[0]);
        for part in &parts[1..] {
            echo.0.send(0x00, part);
        }
        echo.0.send(0x80, b"");
        echo.expect(0x81, text.as_bytes());
    }
    for byte in frame(0x81, text.as_bytes()) {
        echo.0.0.write_all(&[byte]).unwrap();
    }
    echo.expect(0x81, text.as_bytes());
    echo.end();
}

#[test]
fn autobahn_6_invalid_utf8() {
    for bad in [
        &b"\x80"[..],
        b"\xbf\x80",
        b"\xc0\x80",
        b"\xc1\xbf",
        b"\xe0\x80\xaf",
        b"\xe0\x9f\xbf",
        b"\xf0\x80\x80\xaf",
        b"\xf8\x88\x80\x80\x80",
        b"\xed\xa0\x80",
        b"\xed\xbf\xbf",
        b"\xf4\x90\x80\x80",
        b"\xfe",
        b"\xff",
        b"\xf0\x28\x8c\xbc",
    ] {
        let text = [b"\xce\xba\xe1\xbd\xb9".as_slice(), bad, b"edited"].concat();
        closes(&frame(0x81, &text), 1000, 1007);
        closes(&[frame(0x01, &text[..6]), frame(0x80, &text[6..])].concat(), 1, 1007);
    }
    // Cut within a character at the end of the message.
    for cut in [&b"\xce"[..], b"\xe1\xbd", b"\xf0\x90\x80"] {
        closes(&frame(0x81, cut), 1000, 1007);
    }
}

/// As soon as no continuation can make it valid, within a frame too.
#[test]
fn autobahn_6_4_invalid_utf8_fails_fast() {
    for (begin, end) in [
        // The rest is announced and never sent.
        (frame(0x01, b"\xce\xba\xf4\x90"), &b""[..]),
        (frame(0x81, b"\xce\xba\xf4\x90\x80\x80edited")[..10].to_vec(), b""),
        // After a good fragment.
        (frame(0x01, b"\xce\xba\xf4"), &frame(0x00, b"\x90")[..]),
    ] {
        let test = start();
        let (mut raw, _, events) = test.accepted();
        raw.0.write_all(&[&begin, end].concat()).unwrap();
        raw.expect_close(1007);
        assert_failed(&to_end(&events), 1007);
    }
}

#[test]
fn autobahn_7_close_codes() {
    let test = start();
    for code in
        [1000u16, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999]
    {
        for reason in ["", "Hello World!", &"é".repeat(61)] {
            let (mut raw, _, events) = test.accepted();
            raw.send(0x88, &[&code.to_be_bytes(), reason.as_bytes()].concat());
            raw.expect_close(code);
            let all = to_end(&events);
            let expected =
                Incoming::Closed { code, reason: Some(reason.to_owned()).filter(|r| !r.is_empty()) };
            assert_eq!(all.last(), Some(&expected));
        }
    }
    for code in [0u16, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535] {
        closes(&frame(0x88, &code.to_be_bytes()), 100, 1002);
    }
    closes(&frame(0x88, b"\x03"), 100, 1002);
    closes(&frame(0x88, &[3; 126]), 100, 1002);
    closes(&frame(0x88, b"\x03\xe8\xce\xba\xed\xa0\x80"), 100, 1007);
}

#[test]
fn autobahn_7_nothing_is_answered_after_a_close() {
    let test = start();
    for late in [frame(0x81, b"late"), frame(0x89, b"ping"), frame(0x88, &[3, 232]), frame(0x83, b"bad")] {
        let (mut raw, _, events) = test.accepted();
        raw.0.write_all(&[frame(0x01, b"fragment"), frame(0x88, &[3, 232]), late].concat()).unwrap();
        raw.expect_close(1000);
        assert_eq!(to_end(&events), closed(1000, None));
    }
}

#[test]
fn autobahn_9_sixteen_mebibytes_and_many_fragments() {
    let mut echo = echo();
    let big = vec![b'*'; 16 << 20];
    let mut writer = echo.0.0.try_clone().unwrap();
    let sent = std::thread::spawn(move || {
        let payload = vec![b'*'; 16 << 20];
        // In one frame, in fragments of 64 bytes (262,144 are too many for one message), in pieces.
        writer.write_all(&frame(0x82, &payload)).unwrap();
        let fragments = 65_537;
        let mut all = frame(0x01, b"*");
        (2..fragments).for_each(|_| all.extend(frame(0x00, b"*")));
        all.extend(frame(0x80, b"*"));
        writer.write_all(&all).unwrap();
        for part in frame(0x81, &payload).chunks(64 << 10) {
            writer.write_all(part).unwrap();
        }
    });
    echo.expect(0x82, &big);
    echo.expect(0x81, &big[..65_537]);
    echo.expect(0x81, &big);
    sent.join().unwrap();
    echo.end();
}
