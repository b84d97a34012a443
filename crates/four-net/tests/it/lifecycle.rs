//! From connect to closed: order of events, codes, ends of mounts and servers.

use crate::support::*;
use four_net::{
    CloseHow, EndpointOptions, HttpServer, Incoming, MountError, Outgoing, Settings, StartError, Status,
};
use std::time::{Duration, Instant};
use tungstenite::Message;

#[test]
fn lc_05_nothing_is_read_before_accept() {
    let test = start();
    let (mut raw, connection) = test.raw();
    raw.send(0x81, b"early");
    raw.send(0x89, b"ping");
    connection.send(Outgoing::Text("welcome".into()));
    // What the server sends passes; the ping is not seen.
    assert_eq!(raw.frame(), Some((0x81, b"welcome".to_vec())));
    let events = accept(&connection, true);
    assert_eq!(events.recv_timeout(LIMIT).unwrap(), Incoming::Text("early".into()));
    assert_eq!(raw.frame(), Some((0x8a, b"ping".to_vec())));
}

#[test]
fn lc_07_peer_closes_normally() {
    let test = start();
    let (mut raw, connection, events) = test.accepted();
    raw.send(0x88, b"\x03\xe8bye");
    raw.expect_close(1000);
    assert_eq!(to_end(&events), closed(1000, Some("bye")));
    assert_eq!(connection.status(), Status::Closed);
    assert!(test.mount.connections().is_empty());
}

#[test]
fn lc_07_peer_closes_without_code() {
    let test = start();
    let (mut raw, _, events) = test.accepted();
    raw.send(0x88, b"");
    assert_eq!(raw.frame(), Some((0x88, vec![])));
    assert_eq!(raw.frame(), None);
    assert_eq!(to_end(&events), closed(1005, None));
}

#[test]
fn lc_08_other_codes_are_errors_but_not_private_ones() {
    let test = start();
    let (mut raw, _, events) = test.accepted();
    raw.send(0x88, &1001u16.to_be_bytes());
    raw.expect_close(1001);
    assert_failed(&to_end(&events), 1001);
    let (mut raw, _, events) = test.accepted();
    raw.send(0x88, &4000u16.to_be_bytes());
    raw.expect_close(4000);
    assert_eq!(to_end(&events), closed(4000, None));
}

#[test]
fn lc_09_peer_vanishes() {
    let test = start();
    let (mut raw, _, events) = test.accepted();
    raw.send(0x81, b"last");
    drop(raw);
    let all = to_end(&events);
    assert_eq!(all[0], Incoming::Text("last".into()));
    assert_failed(&all[1..], 1006);
}

#[test]
fn lc_10_reject_closes_1008_without_data() {
    let test = start();
    let (mut raw, connection) = test.raw();
    connection.reject(1008);
    assert_eq!(raw.frame(), Some((0x88, 1008u16.to_be_bytes().to_vec())));
    raw.send(0x88, &1008u16.to_be_bytes());
    assert_eq!(raw.frame(), None);
}

#[test]
fn lc_12_close_carries_code_and_reason() {
    let test = start();
    let (mut raw, connection, events) = test.accepted();
    connection.send(Outgoing::Text("before".into()));
    connection.close(3001, &"é".repeat(100));
    assert_eq!(connection.status(), Status::Closing);
    connection.send(Outgoing::Text("after".into()));
    connection.close(4000, "second");
    assert_eq!(raw.frame(), Some((0x81, b"before".to_vec())));
    let mut expected = 3001u16.to_be_bytes().to_vec();
    expected.extend("é".repeat(61).bytes());
    assert_eq!(raw.frame(), Some((0x88, expected)));
    // Still read until the answer comes.
    raw.send(0x81, b"late");
    raw.send(0x88, &3001u16.to_be_bytes());
    assert_eq!(raw.frame(), None);
    let all = to_end(&events);
    assert_eq!(all[0], Incoming::Text("late".into()));
    assert_eq!(all[1..], closed(3001, None));
}

#[test]
fn sec_12_close_times_out() {
    let options = EndpointOptions { close_timeout: Duration::from_millis(50), ..EndpointOptions::default() };
    let test = serve(Settings::default(), options);
    let (mut raw, connection, events) = test.accepted();
    connection.close(1000, "");
    assert_eq!(to_end(&events), closed(1006, None));
    assert_eq!(raw.frame().unwrap().0, 0x88);
    assert_eq!(raw.frame(), None);
}

#[test]
fn lc_t_mount_waits_for_all_then_reports_once() {
    let test = start();
    let (mut a, mut b) = (test.accepted(), test.accepted());
    test.mount.close(CloseHow::Handshake(1000));
    test.mount.close(CloseHow::Handshake(1000));
    let late = request(&mut test.tcp(), &format!("GET /ws HTTP/1.1\r\n{UPGRADE}\r\n"));
    assert_eq!(status(&late), 404);
    for (raw, ..) in [&mut a, &mut b] {
        assert_eq!(raw.frame(), Some((0x88, vec![3, 232])));
        assert!(test.closed.try_recv().is_err());
        raw.send(0x88, &[3, 232]);
    }
    assert_eq!(to_end(&a.2), closed(1000, None));
    assert_eq!(to_end(&b.2), closed(1000, None));
    test.closed.recv_timeout(LIMIT).unwrap();
    test.server.stop(LIMIT);
    assert!(test.closed.try_recv().is_err(), "a second mount_closed");
}

#[test]
fn lc_t_mount_with_timeout_drops_the_silent() {
    let test = start();
    let (mut raw, _, events) = test.accepted();
    test.mount.close(CloseHow::Within(1000, Duration::from_millis(50)));
    test.closed.recv_timeout(LIMIT).unwrap();
    assert_eq!(to_end(&events), closed(1006, None));
    assert_eq!(raw.frame(), Some((0x88, vec![3, 232])));
    assert_eq!(raw.frame(), None);
}

#[test]
fn lc_t_abort_sends_no_close_frame() {
    let test = start();
    let (mut raw, _, events) = test.accepted();
    let (_other, _not_accepted) = test.raw();
    test.mount.close(CloseHow::Abort);
    assert_eq!(raw.frame(), None);
    assert_eq!(to_end(&events), closed(1006, None));
    test.closed.recv_timeout(LIMIT).unwrap();
}

#[test]
fn lc_05_accept_after_the_end_still_reports_it() {
    let test = start();
    let (_raw, connection) = test.raw();
    test.mount.close(CloseHow::Abort);
    test.closed.recv_timeout(LIMIT).unwrap();
    assert_eq!(to_end(&accept(&connection, true)), closed(1006, None));
}

#[test]
fn lc_13_stop_closes_1001() {
    let test = start();
    let (mut client, _, events) = test.client();
    let reader = std::thread::spawn(move || {
        let frame = match client.read().unwrap() {
            Message::Close(frame) => frame.unwrap(),
            other => panic!("{other:?}"),
        };
        while client.read().is_ok() {}
        u16::from(frame.code)
    });
    test.server.stop(LIMIT);
    assert_eq!(to_end(&events), closed(1001, None));
    test.closed.recv_timeout(LIMIT).unwrap();
    assert_eq!(reader.join().unwrap(), 1001);
    assert!(!test.server.is_running());
    assert!(std::net::TcpStream::connect(test.server.local_addr()).is_err());
    let (more, ..) = endpoint(EndpointOptions::default());
    assert_eq!(test.server.mount(None, more).unwrap_err(), MountError::Stopped);
}

#[test]
fn sec_21_stop_is_bounded() {
    let test = start();
    let (_raw, _, events) = test.accepted();
    let _idle = test.tcp();
    let began = Instant::now();
    test.server.stop(Duration::from_millis(100));
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    assert_eq!(to_end(&events), closed(1006, None));
}

#[test]
fn web_01_start_errors_have_hints() {
    let test = start();
    let port = test.server.local_addr().port();
    let error = HttpServer::start(Settings { port, ..Settings::default() }).unwrap_err();
    assert!(
        matches!(error, StartError::PortTaken(_)) && error.to_string().contains(&port.to_string()),
        "{error}"
    );
    let error =
        HttpServer::start(Settings { host: "192.0.2.1".into(), port: 0, ..Settings::default() }).unwrap_err();
    assert!(matches!(error, StartError::BadAddress(_)), "{error}");
}

#[test]
fn lc_13_a_port_can_be_taken_again_at_once() {
    let test = start();
    let (_raw, _, _events) = test.accepted();
    let port = test.server.local_addr().port();
    test.server.stop(Duration::from_millis(50));
    let again = HttpServer::start(Settings { port, ..Settings::default() }).unwrap();
    again.stop(Duration::ZERO);
}

#[test]
fn sec_21_nobody_is_let_in_while_the_server_stops() {
    use std::io::Write;
    let test = start();
    // One client does not answer the close frame, so that stopping takes a while.
    let (_mute, _, _events) = test.accepted();
    let text = format!("GET /ws HTTP/1.1\r\n{UPGRADE}\r\n");
    let mut half = test.tcp();
    half.write_all(&text.as_bytes()[..40]).unwrap();
    let mut idle = test.tcp();
    assert_eq!(status(&request(&mut idle, "HEAD /none HTTP/1.1\r\nHost: x\r\n\r\n")), 404);
    std::thread::scope(|scope| {
        scope.spawn(|| test.server.stop(Duration::from_millis(500)));
        while test.server.is_running() {
            std::thread::yield_now();
        }
        for (tcp, rest) in [(&mut half, &text.as_bytes()[40..]), (&mut idle, text.as_bytes())] {
            // Refused, or dropped before it could ask.
            let _ = tcp.write_all(rest);
            let answer = head(tcp);
            assert!(answer.is_empty() || status(&answer) == 503, "{answer}");
        }
        assert!(std::net::TcpStream::connect(test.server.local_addr()).is_err());
    });
    assert!(test.connects.try_recv().is_err());
}
