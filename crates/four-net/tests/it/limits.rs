//! Bounds: slow clients, slow drivers, silent peers.

use crate::support::*;
use four_net::{EndpointOptions, Incoming, Outgoing, Settings, Status};
use std::io::Write;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

const SHORT: Duration = Duration::from_millis(100);

#[test]
fn sec_13_a_client_that_does_not_read_is_dropped() {
    let options = EndpointOptions { out_bytes: 1 << 20, ..EndpointOptions::default() };
    let test = serve(Settings::default(), options);
    let (raw, connection, events) = test.accepted();
    let piece = bytes::Bytes::from(vec![7; 256 << 10]);
    let mut sent = 0;
    while connection.status() == Status::Connected && sent < 1000 {
        connection.send(Outgoing::Binary(piece.clone()));
        assert!(connection.buffered_amount() <= (1 << 20) + 100);
        sent += 1;
    }
    assert_failed(&to_end(&events), 1006);
    drop(raw);
}

#[test]
fn sec_13_one_message_above_the_bound_passes() {
    let options = EndpointOptions { out_bytes: 1000, ..EndpointOptions::default() };
    let test = serve(Settings::default(), options);
    let (mut raw, connection, _events) = test.accepted();
    connection.send(Outgoing::Binary(vec![1; 5_000_000].into()));
    assert_eq!(raw.frame().unwrap().1.len(), 5_000_000);
}

#[test]
fn sec_13_a_stalled_client_is_dropped() {
    let options = EndpointOptions { out_stall: SHORT, ..EndpointOptions::default() };
    let test = serve(Settings::default(), options);
    let (_raw, connection, events) = test.accepted();
    connection.send(Outgoing::Binary(vec![1; 16 << 20].into()));
    assert_failed(&to_end(&events), 1006);
}

#[test]
fn sec_14_reading_stops_when_the_driver_is_behind() {
    let test = start();
    let (mut raw, connection) = test.raw();
    let events = accept(&connection, false);
    let all: Vec<u8> = (0..200u8).flat_map(|n| frame(0x82, &[n])).collect();
    raw.0.write_all(&all).unwrap();
    raw.send(0x88, &[3, 232]);
    for n in 0..64 {
        assert_eq!(events.recv_timeout(LIMIT).unwrap(), Incoming::Binary(vec![n].into()));
    }
    // Not one more, and not the close either, until some are consumed.
    assert_eq!(events.recv_timeout(SHORT), Err(RecvTimeoutError::Timeout));
    for n in 64..200u8 {
        connection.consumed(32, 32);
        assert_eq!(events.recv_timeout(LIMIT).unwrap(), Incoming::Binary(vec![n].into()));
    }
    connection.consumed(1000, 1000);
    assert_eq!(to_end(&events), closed(1000, None));
}

#[test]
fn sec_14_bytes_count_too() {
    let options = EndpointOptions { in_bytes: 1000, ..EndpointOptions::default() };
    let test = serve(Settings::default(), options);
    let (mut raw, connection) = test.raw();
    let events = accept(&connection, false);
    raw.send(0x82, &[1; 5000]);
    raw.send(0x82, &[2; 10]);
    assert_eq!(events.recv_timeout(LIMIT).unwrap().size(), 5000);
    assert_eq!(events.recv_timeout(SHORT), Err(RecvTimeoutError::Timeout));
    connection.consumed(1, 5000);
    assert_eq!(events.recv_timeout(LIMIT).unwrap().size(), 10);
}

#[test]
fn sec_11_silence_is_pinged_then_dropped() {
    let options = EndpointOptions { ping_interval: SHORT, ping_timeout: SHORT, ..EndpointOptions::default() };
    let test = serve(Settings::default(), options);
    let (mut raw, _, events) = test.accepted();
    for _ in 0..3 {
        assert_eq!(raw.frame(), Some((0x89, vec![])));
        raw.send(0x8a, b"");
    }
    assert_eq!(raw.frame(), Some((0x89, vec![])));
    assert_eq!(raw.frame(), None);
    assert_failed(&to_end(&events), 1006);
}

#[test]
fn sec_11_no_deadline_while_reading_is_paused() {
    let options = EndpointOptions {
        ping_interval: SHORT,
        ping_timeout: SHORT,
        in_messages: 1,
        ..EndpointOptions::default()
    };
    let test = serve(Settings::default(), options);
    let (mut raw, connection) = test.raw();
    let events = accept(&connection, false);
    raw.send(0x81, b"a");
    raw.send(0x81, b"b");
    assert_eq!(events.recv_timeout(LIMIT).unwrap(), Incoming::Text("a".into()));
    assert_eq!(events.recv_timeout(SHORT * 5), Err(RecvTimeoutError::Timeout));
    connection.consumed(1, 1);
    assert_eq!(events.recv_timeout(LIMIT).unwrap(), Incoming::Text("b".into()));
}

#[test]
fn lc_18_broadcast_to_many() {
    use four_net::{ConnectionHandle, Cork};
    let test = start();
    let clients: Vec<_> = (0..50).map(|_| test.accepted()).collect();
    let text = tungstenite::Utf8Bytes::from("x".repeat(2000));
    {
        let _cork = Cork::new();
        for n in 0..20 {
            for connection in test.mount.connections() {
                ConnectionHandle::send(&connection, Outgoing::Text(text.clone()));
                connection.send(Outgoing::Text(format!("{n}").into()));
            }
        }
    }
    for (mut raw, ..) in clients {
        for n in 0..20 {
            assert_eq!(raw.frame().unwrap().1.len(), 2000);
            assert_eq!(raw.frame().unwrap().1, format!("{n}").as_bytes());
        }
    }
}

/// Sends from several threads, corked and not, while the task reads and writes: nothing is lost or reordered.
#[test]
fn lc_06_many_threads_send_to_one_client() {
    use four_net::Cork;
    const EACH: u32 = 2000;
    let test = start();
    let (mut raw, connection, events) = test.accepted();
    let senders: Vec<_> = (0..4u32)
        .map(|thread| {
            let connection = connection.clone();
            std::thread::spawn(move || {
                for batch in 0..EACH / 10 {
                    let _cork = thread.is_multiple_of(2).then(Cork::new);
                    for n in batch * 10..batch * 10 + 10 {
                        let mut data = vec![0; if n % 100 == 0 { 20_000 } else { 8 }];
                        data[..4].copy_from_slice(&thread.to_be_bytes());
                        data[4..8].copy_from_slice(&n.to_be_bytes());
                        connection.send(Outgoing::Binary(data.into()));
                    }
                    while connection.buffered_amount() > 1 << 20 {
                        Cork::flush();
                        std::thread::yield_now();
                    }
                }
            })
        })
        .collect();
    let mut next = [0; 4];
    for count in 0..4 * EACH {
        if count % 50 == 0 {
            raw.send(0x81, b"meanwhile");
        }
        let data = raw.frame().unwrap().1;
        let number = |at: usize| u32::from_be_bytes(data[at..at + 4].try_into().unwrap());
        let expected = &mut next[number(0) as usize];
        assert_eq!(number(4), *expected);
        *expected += 1;
    }
    senders.into_iter().for_each(|s| s.join().unwrap());
    raw.send(0x88, &[3, 232]);
    raw.expect_close(1000);
    assert_eq!(to_end(&events).len() as u32, 4 * EACH / 50 + 1);
    assert_eq!(connection.buffered_amount(), 0);
}
