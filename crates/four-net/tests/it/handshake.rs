//! Opening: paths, refused handshakes, what the endpoint learns of a client.

use crate::support::*;
use four_net::{Deflate, EndpointOptions, Limits, MountError, Settings, Status};
use std::io::{Read, Write};

fn refused(test: &Test, text: &str) -> String {
    request(&mut test.tcp(), text)
}

#[test]
fn sec_03_accepts_with_the_right_key() {
    let test = start();
    let answer = refused(&test, &format!("GET /ws HTTP/1.1\r\n{UPGRADE}\r\n"));
    assert!(answer.to_lowercase().contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo="), "{answer}");
    assert!(answer.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "{answer}");
}

#[test]
fn sec_03_bad_version_gets_426() {
    let answer = refused(
        &start(),
        &format!("GET /ws HTTP/1.1\r\n{}\r\n", UPGRADE.replace("Version: 13", "Version: 8")),
    );
    assert_eq!(status(&answer), 426);
    assert!(answer.to_lowercase().contains("sec-websocket-version: 13"), "{answer}");
}

#[test]
fn sec_03_bad_requests_get_400() {
    let test = start();
    for (from, to) in [
        ("dGhlIHNhbXBsZSBub25jZQ==", "short"),
        ("dGhlIHNhbXBsZSBub25jZQ==", "!!!!!!!!!!!!!!!!!!!!!!=="),
        ("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", ""),
        ("Connection: Upgrade", "Connection: keep-alive"),
    ] {
        let answer = refused(&test, &format!("GET /ws HTTP/1.1\r\n{}\r\n", UPGRADE.replace(from, to)));
        assert_eq!(status(&answer), 400, "{to}: {answer}");
    }
}

#[test]
fn sec_03_other_methods_get_405() {
    let answer = refused(&start(), &format!("POST /ws HTTP/1.1\r\nContent-Length: 0\r\n{UPGRADE}\r\n"));
    assert_eq!(status(&answer), 405);
    assert!(answer.to_lowercase().contains("allow: get"), "{answer}");
}

#[test]
fn sec_03_tokens_in_lists_and_any_case() {
    let text = UPGRADE
        .replace("Connection: Upgrade", "cOnNection: keep-alive, UPGRADE")
        .replace("websocket", "WebSocket");
    assert_eq!(status(&refused(&start(), &format!("GET /ws HTTP/1.1\r\n{text}\r\n"))), 101);
}

#[test]
fn sec_03_frames_before_the_answer_are_refused() {
    let test = start();
    let mut tcp = test.tcp();
    let early = [format!("GET /ws HTTP/1.1\r\n{UPGRADE}\r\n").as_bytes(), &frame(0x81, b"early")].concat();
    tcp.write_all(&early).unwrap();
    assert_eq!(status(&head(&mut tcp)), 400);
    // Behind a first request their place is known only after the 101.
    let mut raw = Raw(test.tcp());
    let (_, first) = (raw.0.write_all(b"GET /none HTTP/1.1\r\nHost: x\r\n\r\n").unwrap(), head(&mut raw.0));
    assert_eq!(status(&first), 404);
    let length = first
        .to_ascii_lowercase()
        .split("content-length: ")
        .nth(1)
        .map(|rest| rest.lines().next().unwrap().parse::<usize>().unwrap());
    raw.0.read_exact(&mut vec![0; length.unwrap_or(0)]).unwrap();
    raw.0.write_all(&early).unwrap();
    assert_eq!(status(&head(&mut raw.0)), 101);
    raw.expect_close_frame(1002);
    // Nobody hears of either, and others are served.
    let _next = test.raw();
    assert!(test.connects.try_recv().is_err());
}

#[test]
fn sec_03_a_body_is_refused() {
    let test = start();
    for body in ["Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n"] {
        let answer = refused(&test, &format!("GET /ws HTTP/1.1\r\n{body}{UPGRADE}\r\n"));
        assert_eq!(status(&answer), 400, "{body}");
    }
}

#[test]
fn o_18_the_first_known_subprotocol_is_agreed_on() {
    let options =
        EndpointOptions { protocols: vec!["chat.v2".into(), "chat.v1".into()], ..EndpointOptions::default() };
    let test = serve(Settings::default(), options);
    for (offer, expected, agreed) in [
        ("", 101, None),
        ("Sec-WebSocket-Protocol: other\r\n", 101, None),
        ("Sec-WebSocket-Protocol: other, chat.v1,chat.v2\r\n", 101, Some("chat.v1")),
        ("Sec-WebSocket-Protocol: x\r\nSec-WebSocket-Protocol: chat.v2\r\n", 101, Some("chat.v2")),
        ("Sec-WebSocket-Protocol: Chat.V1\r\n", 101, None),
        ("Sec-WebSocket-Protocol: a, ,b\r\n", 400, None),
        ("Sec-WebSocket-Protocol: a b\r\n", 400, None),
    ] {
        let answer = refused(&test, &format!("GET /ws HTTP/1.1\r\n{offer}{UPGRADE}\r\n"));
        assert_eq!(status(&answer), expected, "{offer}");
        let line =
            answer.lines().find(|line| line.to_ascii_lowercase().starts_with("sec-websocket-protocol"));
        assert_eq!(line.and_then(|line| line.split(": ").nth(1)), agreed, "{offer}");
        if expected == 101 {
            assert_eq!(test.connects.recv_timeout(LIMIT).unwrap().0.protocol.as_deref(), agreed);
        }
    }
    // A server that knows none does not look at the offer.
    let answer =
        refused(&start(), &format!("GET /ws HTTP/1.1\r\nSec-WebSocket-Protocol: a b\r\n{UPGRADE}\r\n"));
    assert_eq!(status(&answer), 101);
}

/// CVE-2021-32640: the time to read this header grew with the square of its length.
#[test]
fn sec_02_long_lists_cost_no_time() {
    let options = EndpointOptions { protocols: vec!["a".into()], ..EndpointOptions::default() };
    let test = serve(Settings::default(), EndpointOptions { deflate: Some(Deflate::default()), ..options });
    for (name, line) in [
        ("Protocol", format!("a{}b", " ".repeat(8000))),
        ("Extensions", format!("a;{}", "b;".repeat(4000))),
        ("Extensions", format!("a;b=\"{}", "\\\"".repeat(4000))),
    ] {
        let began = std::time::Instant::now();
        let answer =
            refused(&test, &format!("GET /ws HTTP/1.1\r\nSec-WebSocket-{name}: {line}\r\n{UPGRADE}\r\n"));
        assert_eq!(status(&answer), 400, "{name}");
        assert!(began.elapsed().as_secs() < 2);
    }
}

#[test]
fn sec_15_an_endpoint_has_limits_of_its_own() {
    for (options, expected) in [
        (EndpointOptions { max_per_ip: Some(2), ..EndpointOptions::default() }, 429),
        (EndpointOptions { max_connections: Some(2), ..EndpointOptions::default() }, 503),
    ] {
        let test = serve(Settings::default(), options);
        let (first, _second) = (test.accepted(), test.accepted());
        let answer = refused(&test, &format!("GET /ws HTTP/1.1\r\n{UPGRADE}\r\n"));
        assert_eq!(status(&answer), expected);
        assert!(answer.to_ascii_lowercase().contains("retry-after: "), "{answer}");
        // A place is free again when one has left.
        let (raw, _, events) = first;
        drop(raw);
        to_end(&events);
        while test.mount.connections().len() > 1 {
            std::thread::yield_now();
        }
        let third = test.accepted();
        drop(third);
    }
}

#[test]
fn sec_16_origins() {
    let options =
        EndpointOptions { origins: vec!["https://good.example".into()], ..EndpointOptions::default() };
    let test = serve(Settings::default(), options);
    for (origin, expected) in
        [("", 101), ("Origin: https://good.example\r\n", 101), ("Origin: https://bad.example\r\n", 403)]
    {
        let answer = refused(&test, &format!("GET /ws HTTP/1.1\r\n{origin}{UPGRADE}\r\n"));
        assert_eq!(status(&answer), expected, "{origin}");
    }
}

#[test]
fn lc_16_paths_match_exactly() {
    let test = start();
    for (path, expected) in [
        ("/ws", 101),
        ("/ws/", 101),
        ("/ws?room=1", 101),
        ("/ws/?a=/x/", 101),
        ("/WS", 404),
        ("/", 404),
        ("/ws/x", 404),
        ("/ws//", 404),
    ] {
        assert_eq!(
            status(&refused(&test, &format!("GET {path} HTTP/1.1\r\n{UPGRADE}\r\n"))),
            expected,
            "{path}"
        );
    }
}

#[test]
fn lc_16_the_endpoint_without_a_path_comes_last() {
    let test = start();
    let (all, connects, _closed) = endpoint(EndpointOptions::default());
    test.server.mount(None, all.clone()).unwrap();
    assert_eq!(test.server.mount(None, all.clone()).unwrap_err(), MountError::PathTaken(None));
    let again = test.server.mount(Some("ws/".into()), all).unwrap_err();
    assert_eq!(again, MountError::PathTaken(Some("/ws".into())));
    let _exact = test.raw();
    let mut other = Raw(test.tcp());
    other.handshake("/anything");
    assert_eq!(connects.recv_timeout(LIMIT).unwrap().0.url, "/anything");
}

#[test]
fn req_01_the_handshake_tells_all() {
    let test = start();
    let mut tcp = test.tcp();
    let text = UPGRADE.replace("Host: x", "X-Many: 1\r\nhOsT: x\r\nCookie: a=b; c=d\r\nX-Many: 2");
    request(&mut tcp, &format!("GET /ws?room=caf%C3%A9+1&b HTTP/1.1\r\n{text}\r\n"));
    let (handshake, connection) = test.connects.recv_timeout(LIMIT).unwrap();
    assert_eq!(handshake.url, "/ws?room=caf%C3%A9+1&b");
    assert_eq!(handshake.query, [("room".into(), "café 1".into()), ("b".into(), String::new())]);
    let names: Vec<_> = handshake.headers.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert_eq!(names[..4], [("X-Many", "1"), ("hOsT", "x"), ("Cookie", "a=b; c=d"), ("X-Many", "2")]);
    assert_eq!(names[4].0, "Upgrade");
    assert_eq!(handshake.remote_addr, tcp.local_addr().unwrap());
    assert_eq!((connection.remote_addr(), connection.status()), (handshake.remote_addr, Status::Connected));
}

#[test]
fn wsc_02_ids_rise() {
    let test = start();
    let ids = [test.raw(), test.raw(), test.raw()].map(|(_, c)| c.id());
    assert!(0 < ids[0] && ids[0] < ids[1] && ids[1] < ids[2], "{ids:?}");
}

#[test]
fn sec_15_limits_get_429_and_503() {
    for (limits, expected) in [
        (Limits { max_per_ip: Some(1), ..Limits::default() }, 429),
        (Limits { max_connections: Some(1), ..Limits::default() }, 503),
    ] {
        let test = serve(Settings { limits, ..Settings::default() }, EndpointOptions::default());
        let first = test.raw();
        assert_eq!(status(&refused(&test, &format!("GET /ws HTTP/1.1\r\n{UPGRADE}\r\n"))), expected);
        drop(first);
    }
}
