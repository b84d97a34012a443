//! What hostile and broken clients do. After each of them the server is alive: a client from before is still served, and
//! so is a new one ([`Witness`]).

use crate::support::*;
use four_net::{ConnectionHandle, EndpointOptions, Incoming, Limits, Outgoing, Settings, Status};
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

const SHORT: Duration = Duration::from_millis(200);

/// A client that was there before the fault.
struct Witness {
    test: Test,
    raw: Raw,
    connection: ConnectionHandle,
    events: Receiver<Incoming>,
}

impl Witness {
    fn new(test: Test) -> Witness {
        let (raw, connection, events) = test.accepted();
        Witness { test, raw, connection, events }
    }

    /// One message each way.
    fn is_served(&mut self) {
        exchange(&mut self.raw, &self.connection, &self.events);
    }

    /// The fault is over: this client and a new one are served, and nothing of the others is left.
    fn sees_no_trace(mut self) {
        self.is_served();
        let (mut raw, connection, events) = self.test.accepted();
        exchange(&mut raw, &connection, &events);
        drop(raw);
        to_end(&events);
        let end = Instant::now() + LIMIT;
        while self.test.server.connection_count() > 1 {
            // Nobody has accepted what the fault left: it may be announced even now.
            self.test.connects.try_iter().for_each(|(_, connection)| connection.abort());
            assert!(Instant::now() < end, "{} connections are left", self.test.server.connection_count());
            std::thread::sleep(Duration::from_millis(5));
        }
        assert_eq!(self.test.mount.connections().len(), 1);
    }
}

fn exchange(raw: &mut Raw, connection: &ConnectionHandle, events: &Receiver<Incoming>) {
    raw.send(0x81, b"there?");
    assert_eq!(events.recv_timeout(LIMIT).unwrap(), Incoming::Text("there?".into()));
    connection.send(Outgoing::Text("here".into()));
    assert_eq!(raw.frame(), Some((0x81, b"here".to_vec())));
}

fn reset(tcp: TcpStream) {
    socket2::SockRef::from(&tcp).set_linger(Some(Duration::ZERO)).unwrap();
}

fn impatient() -> Limits {
    Limits { head_timeout: SHORT, ..Limits::default() }
}

#[test]
fn sec_01_slow_loris() {
    let mut witness = Witness::new(serve(
        Settings { limits: impatient(), ..Settings::default() },
        EndpointOptions::default(),
    ));
    let mut slow: Vec<_> = (0..100).map(|_| witness.test.tcp()).collect();
    // One more byte of the head now and then gains no time.
    let text = format!("GET /ws HTTP/1.1\r\n{UPGRADE}");
    for byte in text.bytes() {
        slow.retain_mut(|tcp| tcp.write_all(&[byte]).is_ok());
        if slow.is_empty() {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
        witness.is_served();
    }
    // All were given up before the head was complete.
    assert!(slow.is_empty(), "{} are left", slow.len());
    witness.sees_no_trace();
}

#[test]
fn sec_01_silent_before_the_handshake() {
    let witness = Witness::new(serve(
        Settings { limits: impatient(), ..Settings::default() },
        EndpointOptions::default(),
    ));
    for mut tcp in (0..50).map(|_| witness.test.tcp()).collect::<Vec<_>>() {
        assert!(matches!(tcp.read(&mut [0]), Ok(0) | Err(_)));
    }
    witness.sees_no_trace();
}

/// CVE-2024-37890: a server of another kind crashed on this.
#[test]
fn sec_02_a_hundred_thousand_headers() {
    let witness = Witness::new(start());
    let mut tcp = witness.test.tcp();
    let lines = "x-a: 1\r\n".repeat(100_000);
    let text = format!("GET /ws HTTP/1.1\r\n{lines}{UPGRADE}\r\n");
    // The answer comes before the end, so the rest may not be taken.
    let _ = tcp.write_all(text.as_bytes());
    let answer = head_or_end(&mut tcp);
    assert!(answer.is_empty() || status(&answer) == 431, "{answer}");
    drop(tcp);
    // Few enough bytes, too many lines: this one can read the answer.
    let lines = "x-a: 1\r\n".repeat(1000);
    let answer = request(&mut witness.test.tcp(), &format!("GET /ws HTTP/1.1\r\n{lines}{UPGRADE}\r\n"));
    assert_eq!(status(&answer), 431);
    witness.sees_no_trace();
}

/// As `head`, for an answer that a reset may cut off.
fn head_or_end(tcp: &mut TcpStream) -> String {
    let mut all = Vec::new();
    let mut part = [0; 1024];
    while let Ok(n @ 1..) = tcp.read(&mut part) {
        all.extend(&part[..n]);
    }
    String::from_utf8_lossy(&all).into_owned()
}

#[test]
fn sec_11_half_open_peers() {
    let options = EndpointOptions {
        ping_interval: SHORT,
        ping_timeout: SHORT,
        close_timeout: SHORT,
        ..EndpointOptions::default()
    };
    let mut witness = Witness::new(serve(Settings::default(), options));
    // They neither answer pings nor send a FIN; one of them announced a frame before.
    let mut silent: Vec<_> = (0..20).map(|_| witness.test.accepted()).collect();
    silent[0].0.0.write_all(&frame(0x82, &[1; 1000])[..500]).unwrap();
    // One stops to send, but would still read.
    silent[1].0.0.shutdown(Shutdown::Write).unwrap();
    // One is being closed and does not answer.
    silent[2].1.close(1000, "");
    let ends: Vec<_> = silent.iter().enumerate().collect();
    let began = Instant::now();
    while silent.iter().any(|(_, connection, _)| connection.status() != Status::Closed) {
        assert!(began.elapsed() < LIMIT);
        // Life is shown by any frame.
        witness.is_served();
        std::thread::sleep(Duration::from_millis(20));
    }
    for (n, (_, _, events)) in ends {
        let all = to_end(events);
        if n == 2 { assert_eq!(all, closed(1006, None)) } else { assert_failed(&all, 1006) }
    }
    drop(silent);
    let (mut next, connection, events) = witness.test.accepted();
    exchange(&mut next, &connection, &events);
}

#[test]
fn lc_09_a_reset_in_every_state() {
    let options = EndpointOptions { close_timeout: LIMIT, ..EndpointOptions::default() };
    let witness = Witness::new(serve(Settings::default(), options));
    let test = &witness.test;
    for _ in 0..5 {
        // Before, within and behind the head.
        reset(test.tcp());
        for part in ["G", "GET /ws HTTP/1.1\r\nHost", &format!("GET /ws HTTP/1.1\r\n{UPGRADE}\r\n")] {
            let mut tcp = test.tcp();
            tcp.write_all(part.as_bytes()).unwrap();
            reset(tcp);
        }
        // Not accepted yet: heard of when it is.
        let (raw, connection) = test.raw();
        reset(raw.0);
        assert_failed(&to_end(&accept(&connection, true)), 1006);
        // Open and idle; within a header; within a frame; within a message; with a ping to be answered.
        for part in [
            &b""[..],
            &frame(0x82, &[1; 200])[..3],
            &frame(0x82, &[1; 200])[..50],
            &frame(0x01, b"first part"),
            &frame(0x89, b"ping"),
        ] {
            let (mut raw, _, events) = test.accepted();
            raw.0.write_all(part).unwrap();
            reset(raw.0);
            assert_failed(&to_end(&events), 1006);
        }
        // While much is being sent.
        let (mut raw, connection, events) = test.accepted();
        connection.send(Outgoing::Binary(vec![1; 16 << 20].into()));
        raw.0.read_exact(&mut [0; 10]).unwrap();
        reset(raw.0);
        assert_failed(&to_end(&events), 1006);
        // After the server's close frame.
        let (mut raw, connection, events) = test.accepted();
        connection.close(1000, "");
        assert_eq!(raw.frame(), Some((0x88, vec![3, 232])));
        reset(raw.0);
        assert_eq!(to_end(&events), closed(1006, None));
        // After its own: told whether or not the answer could be written.
        let (mut raw, _, events) = test.accepted();
        raw.send(0x88, &[3, 232]);
        reset(raw.0);
        let all = to_end(&events);
        assert!(matches!(all.last(), Some(Incoming::Closed { code: 1000 | 1006, .. })), "{all:?}");
        // When all is said and TCP lingers.
        let (mut raw, _, events) = test.accepted();
        raw.send(0x88, &[3, 232]);
        assert_eq!(raw.frame(), Some((0x88, vec![3, 232])));
        assert_eq!(to_end(&events), closed(1000, None));
        reset(raw.0);
        // While an HTTP answer is expected.
        let mut tcp = test.tcp();
        tcp.write_all(b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        reset(tcp);
    }
    witness.sees_no_trace();
}

#[test]
fn sec_13_clients_that_never_read() {
    let options = EndpointOptions { out_bytes: 256 << 10, out_stall: SHORT, ..EndpointOptions::default() };
    let mut witness = Witness::new(serve(Settings::default(), options));
    let deaf: Vec<_> = (0..10).map(|_| witness.test.accepted()).collect();
    let piece = bytes::Bytes::from(vec![7; 64 << 10]);
    let began = Instant::now();
    while deaf.iter().any(|(_, connection, _)| connection.status() == Status::Connected) {
        for (_, connection, _) in &deaf {
            connection.send(Outgoing::Binary(piece.clone()));
            assert!(connection.buffered_amount() <= 257 << 10);
        }
        witness.is_served();
        assert!(began.elapsed() < LIMIT);
    }
    for (_, _, events) in &deaf {
        assert_failed(&to_end(events), 1006);
    }
    drop(deaf);
    witness.sees_no_trace();
}

/// Messages, pings and empty frames as fast as they go, from clients that never read, to a driver that never takes any.
#[test]
fn sec_14_floods_do_not_hold_up_the_others() {
    let options = EndpointOptions { ping_interval: Duration::ZERO, ..EndpointOptions::default() };
    let mut witness = Witness::new(serve(Settings::default(), options));
    let floods = [frame(0x81, &[b'x'; 100]), frame(0x89, &[1; 125]), frame(0x8a, b""), frame(0x82, b"")];
    let mut kept = Vec::new();
    let flooding: Vec<_> = floods
        .into_iter()
        .map(|unit| {
            let (mut raw, connection) = witness.test.raw();
            kept.push((accept(&connection, false), connection.clone()));
            std::thread::spawn(move || {
                let many = unit.repeat(64 << 10 >> unit.len().ilog2());
                raw.0.set_write_timeout(Some(SHORT)).unwrap();
                let end = Instant::now() + Duration::from_secs(1);
                // A server that stops reading is what is hoped for.
                while Instant::now() < end && raw.0.write_all(&many).is_ok() {}
                reset(raw.0);
            })
        })
        .collect();
    let began = Instant::now();
    let mut slowest = Duration::ZERO;
    while began.elapsed() < Duration::from_secs(1) {
        let asked = Instant::now();
        witness.is_served();
        slowest = slowest.max(asked.elapsed());
    }
    assert!(slowest < Duration::from_secs(1), "{slowest:?}");
    flooding.into_iter().for_each(|thread| thread.join().unwrap());
    for (events, connection) in kept {
        // Never more than what the driver may be behind.
        connection.consumed(64, 4 << 20);
        connection.abort();
        let messages = to_end(&events).iter().filter(|event| event.is_message()).count();
        assert!(messages <= 128, "{messages}");
    }
    witness.sees_no_trace();
}

#[test]
fn sec_15_storms_of_connections_leave_nothing() {
    let witness = Witness::new(start());
    let place = witness.test.server.local_addr();
    let storm: Vec<_> = (0..8)
        .map(|kind| {
            std::thread::spawn(move || {
                for n in 0..100 {
                    let mut raw = Raw(TcpStream::connect(place).unwrap());
                    raw.0.set_read_timeout(Some(LIMIT)).unwrap();
                    if kind == 0 {
                        continue;
                    }
                    raw.handshake("/ws");
                    match kind {
                        1 => reset(raw.0),
                        2 => raw.send(0x88, &[3, 232]),
                        3 => raw.send(0x81, b"and away"),
                        4 if n % 10 == 0 => raw.send(0x83, b"bad"),
                        _ => {}
                    }
                }
            })
        })
        .collect();
    while storm.iter().any(|thread| !thread.is_finished()) {
        for (_, connection) in witness.test.connects.try_iter() {
            if connection.id() % 3 == 0 {
                connection.reject(1008);
            } else {
                accept(&connection, true);
            }
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    storm.into_iter().for_each(|thread| thread.join().unwrap());
    for (_, connection) in witness.test.connects.try_iter() {
        accept(&connection, true);
    }
    witness.sees_no_trace();
}
