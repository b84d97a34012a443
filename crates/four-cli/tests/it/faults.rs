//! Callbacks that go wrong, hostile clients, and a system that runs out of descriptors: the program stays alive and serves
//! the others. The network layer's own faults are tested in `four-net`.

use std::fs;
use std::process::Command;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::server::{Four, PATIENCE, program};
use crate::ws::{Client, Event, request};

/// A client from before the fault and one from after it are served.
async fn both_are_served(four: &Four, before: &mut Client) {
    assert_eq!(before.ask("still there?").await, "still there?");
    let mut after = Client::new(four.port).await;
    assert_eq!(after.ask("new here").await, "new here");
    after.close(1000, "").await;
}

#[tokio::test]
async fn sec_19_a_callback_that_throws() {
    let four = Four::program("faults").await;
    let mut witness = Client::new(four.port).await;
    let mut client = Client::new(four.port).await;
    for _ in 0..50 {
        assert_eq!(client.ask("throw").await, "error 4321");
    }
    assert_eq!(Client::at(four.port, "/?throw").await.event().await, Event::Close(1008, String::new()));
    both_are_served(&four, &mut witness).await;
    // Its onTerminate throws as well.
    client.close(1000, "").await;
    both_are_served(&four, &mut witness).await;
}

#[tokio::test]
async fn sec_19_a_callback_that_loops_for_seconds() {
    let four = Four::program("faults").await;
    let mut witness = Client::new(four.port).await;
    let mut client = Client::new(four.port).await;
    client.send("loop").await;
    witness.send("waiting its turn").await;
    // Handshakes and pings don't wait for the worker.
    let start = Instant::now();
    let mut late = Client::new(four.port).await;
    assert!(start.elapsed() < Duration::from_millis(1500), "{:?}", start.elapsed());
    assert_eq!(client.text().await, "looped");
    assert_eq!(witness.text().await, "waiting its turn");
    assert_eq!(late.ask("me too").await, "me too");
    both_are_served(&four, &mut witness).await;
}

#[tokio::test]
async fn sec_19_a_callback_that_recurses_without_end() {
    let four = Four::program("faults").await;
    let mut witness = Client::new(four.port).await;
    let mut client = Client::new(four.port).await;
    for _ in 0..3 {
        let answer = client.ask("recurse").await;
        assert!(answer.starts_with("error "), "{answer}");
    }
    both_are_served(&four, &mut witness).await;
}

#[tokio::test]
async fn sec_19_a_callback_that_builds_text_up_to_the_memory_budget() {
    let mut four = Four::start(&["--port", "0", "--max-memory", "200M"], &program("faults"));
    four.listening().await;
    let mut witness = Client::new(four.port).await;
    let mut client = Client::new(four.port).await;
    for _ in 0..3 {
        let answer = client.ask("fill").await;
        assert!(answer.starts_with("error "), "{answer}");
        assert_eq!(witness.ask("served").await, "served");
    }
    both_are_served(&four, &mut witness).await;
}

#[tokio::test]
async fn sec_13_a_callback_that_sends_to_a_client_that_never_reads() {
    let four = Four::program("faults").await;
    let mut witness = Client::new(four.port).await;
    let mut client = Client::new(four.port).await;
    assert_eq!(client.ask("waiting").await, "0");
    client.send("much").await;
    // Not read before the server has given up.
    both_are_served(&four, &mut witness).await;
    let mut last = client.event().await;
    while matches!(last, Event::Text(_)) {
        last = client.event().await;
    }
    assert_eq!(last, Event::Gone);
}

#[tokio::test]
async fn o_18_the_options_object_reaches_the_network() {
    let four = Four::program("faults").await;
    let with = |name: &'static str, value: &'static str| {
        let mut asked = request(four.port, "/");
        asked.headers_mut().insert(name, value.parse().expect("a header"));
        Client::try_from(four.port, asked, std::net::Ipv4Addr::LOCALHOST)
    };
    let (mut client, answer) =
        with("sec-websocket-protocol", "other, orders.v1").await.expect("a protocol that is known");
    assert_eq!(answer.headers()["sec-websocket-protocol"], "orders.v1");
    assert_eq!(client.text().await, "protocol orders.v1");
    assert!(with("origin", "https://example.org").await.is_ok());
    assert!(with("origin", "https://example.com").await.is_err());
    let mut big = Client::new(four.port).await;
    big.send(&"x".repeat(100_001)).await;
    assert!(matches!(big.event().await, Event::Close(1009, _)));
}

#[tokio::test]
async fn sec_21_sigterm_under_load() {
    let mut four = Four::program("faults").await;
    let flood = |port| async move {
        let mut client = Client::new(port).await;
        loop {
            // Sending fails when the server has closed.
            use futures_util::SinkExt;
            let message = tokio_tungstenite::tungstenite::Message::text("x".repeat(1000));
            for _ in 0..50 {
                if client.0.feed(message.clone()).await.is_err() {
                    return;
                }
            }
            if client.0.flush().await.is_err() {
                return;
            }
            for _ in 0..50 {
                if !matches!(client.event().await, Event::Text(_)) {
                    return;
                }
            }
        }
    };
    let floods: Vec<_> = (0..10).map(|_| tokio::spawn(flood(four.port))).collect();
    let comers = tokio::spawn({
        let port = four.port;
        async move {
            let from = std::net::Ipv4Addr::LOCALHOST;
            while Client::try_from(port, request(port, "/"), from).await.is_ok() {}
        }
    });
    let mut witness = Client::new(four.port).await;
    for _ in 0..20 {
        assert_eq!(witness.ask("under load").await, "under load");
    }
    let start = Instant::now();
    four.signal("TERM");
    assert_eq!(four.exit().await, 143, "{}", four.errors());
    assert!(start.elapsed() < Duration::from_secs(8), "{:?}", start.elapsed());
    for task in floods.into_iter().chain([comers]) {
        task.await.expect("no panic");
    }
    assert!(!four.errors().contains("panicked"), "{}", four.errors());
}

/// Starts the program with a limit on open files.
#[cfg(unix)]
async fn limited(files: u32) -> Four {
    let mut command = Command::new("sh");
    let line = format!("ulimit -n {files}; exec \"$0\" --port 0 \"$1\"");
    command.arg("-c").arg(line).arg(env!("CARGO_BIN_EXE_four-run")).arg(program("faults"));
    let mut four = Four::spawn(command);
    four.listening().await;
    four
}

#[cfg(unix)]
#[tokio::test]
async fn out_of_descriptors_clients_are_refused_and_later_served() {
    let mut four = limited(64).await;
    let mut witness = Client::new(four.port).await;
    let from = std::net::Ipv4Addr::LOCALHOST;
    let (mut held, mut refused) = (Vec::new(), 0);
    while refused < 20 {
        match Client::try_from(four.port, request(four.port, "/"), from).await {
            Ok((client, _)) => held.push(client),
            // At once, not after a time.
            Err(_) => refused += 1,
        }
        assert!(held.len() < 64);
    }
    assert!(held.len() > 20, "{}", held.len());
    assert_eq!(witness.ask("there?").await, "there?");
    for client in held {
        client.close(1000, "").await;
    }
    // Nothing else has to happen for the server to serve again.
    let end = Instant::now() + PATIENCE;
    while Client::try_from(four.port, request(four.port, "/"), from).await.is_err() {
        assert!(Instant::now() < end);
        sleep(Duration::from_millis(10)).await;
    }
    both_are_served(&four, &mut witness).await;
    four.is_alive();
}

#[cfg(target_os = "linux")]
fn resident_kib(four: &Four) -> i64 {
    let status = fs::read_to_string(format!("/proc/{}/status", four.id())).expect("a process");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("its memory");
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number")
}

/// As many connections as the limits on open files of this machine allow.
#[cfg(target_os = "linux")]
fn many() -> usize {
    let limits = fs::read_to_string("/proc/self/limits").expect("limits");
    let line = limits.lines().find(|line| line.starts_with("Max open files")).expect("the limit");
    let soft: usize = line.split_whitespace().nth(3).and_then(|n| n.parse().ok()).unwrap_or(1 << 20);
    soft.saturating_sub(200).min(10_000)
}

/// A bare client: 10,000 of the usual ones would be slow.
#[cfg(target_os = "linux")]
fn idle(port: u16) -> std::net::TcpStream {
    use std::io::{Read, Write};
    let mut tcp = std::net::TcpStream::connect(("127.0.0.1", port)).expect("a connection");
    tcp.set_read_timeout(Some(PATIENCE)).expect("a socket");
    let ask = "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    tcp.write_all(ask.as_bytes()).expect("open");
    let mut answer = [0; 12];
    tcp.read_exact(&mut answer).expect("an answer");
    assert_eq!(&answer, b"HTTP/1.1 101");
    tcp
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn ten_thousand_idle_connections_take_little_memory() {
    let mut four = Four::serve(&crate::server::top().join("examples/websocket-echo/example.4dm")).await;
    let port = four.port;
    let many = many();
    // What the first connections cost once is no matter.
    drop((0..200).map(|_| idle(port)).collect::<Vec<_>>());
    let mut witness = Client::new(port).await;
    assert_eq!(witness.ask("before").await, "BEFORE");
    let before = resident_kib(&four);
    let mut all = Vec::with_capacity(many);
    while all.len() < many {
        let some = 500.min(many - all.len());
        let more = tokio::task::spawn_blocking(move || (0..some).map(|_| idle(port)).collect::<Vec<_>>());
        all.extend(more.await.expect("no panic"));
        // Also answers the server's pings.
        assert_eq!(witness.ask("with them").await, "WITH THEM");
    }
    let each = (resident_kib(&four) - before) as f64 / many as f64;
    assert!(each <= 12.0, "{each:.1} KiB for each of {many} connections");
    assert_eq!(Client::new(port).await.ask("one more").await, "ONE MORE");
    drop(all);
    assert_eq!(witness.ask("after").await, "AFTER");
    four.is_alive();
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn storms_of_connections_give_their_memory_back() {
    let mut four = Four::serve(&crate::server::top().join("examples/websocket-echo/example.4dm")).await;
    let port = four.port;
    let storm = || async {
        tokio::task::spawn_blocking(move || {
            for _ in 0..20 {
                drop((0..100).map(|_| idle(port)).collect::<Vec<_>>());
            }
        })
        .await
        .expect("no panic");
        // Answered in turn, so what came before is done with.
        assert_eq!(Client::new(port).await.ask("x").await, "X");
    };
    storm().await;
    let before = resident_kib(&four);
    for _ in 0..3 {
        storm().await;
    }
    let grown = resident_kib(&four) - before;
    assert!(grown < 4096, "{grown} KiB more after 6,000 connections");
    four.is_alive();
}
