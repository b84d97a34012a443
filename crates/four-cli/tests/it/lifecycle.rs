//! Rows LC-01 to LC-12 and LC-18: what runs when, and in which order.

use std::time::Duration;

use futures_util::SinkExt;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

use crate::handler::{join, probe};
use crate::server::Four;
use crate::ws::{Client, Event};

#[tokio::test]
async fn lc_01_the_network_does_not_wait_for_a_callback() {
    let mut four = probe().await;
    let mut sleeper = join(&mut four, 1, 0).await;
    let mut other = join(&mut four, 2, 1).await;
    let start = Instant::now();
    sleeper.send("slow").await;
    for client in [&mut sleeper, &mut other] {
        client.0.send(Message::Ping("p".into())).await.expect("open");
        assert_eq!(client.event().await, Event::Pong(b"p".to_vec()));
    }
    // A new client is let in meanwhile, though its callbacks wait for their turn.
    let mut late = Client::new(four.port).await;
    assert!(start.elapsed() < Duration::from_millis(1800), "a pong waited for the callback");
    // One worker, one callback at a time: the others come after it.
    assert_eq!(late.ask("who").await, "3 message Connected WebSocketConnection");
    assert!(start.elapsed() >= Duration::from_millis(1800), "two callbacks ran at once");
    assert_eq!(sleeper.text().await, "awake");
}

#[tokio::test]
async fn lc_01_messages_of_the_worker_share_the_mailbox() {
    let mut four = probe().await;
    let mut client = join(&mut four, 1, 0).await;
    client.send("post").await;
    four.says(&["1 before the posted message", "posted"]).await;
    assert_eq!(client.ask("who").await, "1 message Connected WebSocketConnection");
}

#[tokio::test]
async fn lc_04_05_cnh_02_the_order_of_a_connection() {
    let mut four = probe().await;
    let mut client = Client::at(four.port, "/slow").await;
    // Sent while onConnection is still running.
    for text in ["a", "b", "c"] {
        client.send(text).await;
    }
    let order =
        ["server connection /slow", "1 open Connected connections=1", "1 heard a", "1 heard b", "1 heard c"];
    four.says(&order).await;
}

#[tokio::test]
async fn lc_05_messages_and_close_before_open_are_kept() {
    let mut four = probe().await;
    let mut client = Client::at(four.port, "/slow").await;
    client.send("a").await;
    client.close(1000, "").await;
    four.says(&["server connection /slow"]).await;
    let opened = four.line().await;
    assert!(opened.starts_with("1 open "), "{opened}");
    four.says(&["1 heard a", "1 terminate 1000 <> Closed connections=0"]).await;
}

#[tokio::test]
async fn lc_06_fragments_are_one_message() {
    let mut four = probe().await;
    let mut client = join(&mut four, 1, 0).await;
    // The text is cut inside the bytes of é, and a ping stands between the parts.
    let parts: [(&[u8], _, _); 3] =
        [(b"a\xc3", Data::Text, false), (b"\xa9", Data::Continue, false), (b"z", Data::Continue, true)];
    for (bytes, data, last) in parts {
        let frame = Frame::message(bytes.to_vec(), OpCode::Data(data), last);
        client.0.send(Message::Frame(frame)).await.expect("open");
        client.0.send(Message::Ping("p".into())).await.expect("open");
        assert_eq!(client.event().await, Event::Pong(b"p".to_vec()));
    }
    four.says(&["1 heard aéz"]).await;
}

#[tokio::test]
async fn lc_06_the_order_of_each_connection_is_kept() {
    let mut four = probe().await;
    let mut a = join(&mut four, 1, 0).await;
    let mut b = join(&mut four, 2, 1).await;
    for n in 0..50 {
        a.send(&format!("m{n}")).await;
        b.send(&format!("m{n}")).await;
    }
    let mut next = [0, 0];
    for _ in 0..100 {
        let line = four.line().await;
        let (number, heard) = line.split_once(" heard m").expect("a message");
        let of = &mut next[usize::from(number == "2")];
        assert_eq!(heard, of.to_string(), "{line}");
        *of += 1;
    }
}

#[tokio::test]
async fn lc_06_invalid_text_ends_the_connection_with_1007() {
    let mut four = probe().await;
    let mut client = join(&mut four, 1, 0).await;
    let frame = Frame::message(vec![0xff, 0xfe], OpCode::Data(Data::Text), true);
    client.0.send(Message::Frame(frame)).await.expect("open");
    assert!(matches!(client.event().await, Event::Close(1007, _)));
    client.end().await;
    let lines = [four.line().await, four.line().await];
    assert!(lines[0].starts_with("1 error 1007 ") && lines[1].starts_with("1 terminate 1007 "), "{lines:?}");
}

#[tokio::test]
async fn lc_07_a_broadcast_in_on_terminate_does_not_meet_the_dead() {
    let mut four = probe().await;
    let mut a = join(&mut four, 1, 0).await;
    join(&mut four, 2, 1).await.close(1000, "").await;
    // Status and collection are up to date inside the callback already.
    four.says(&["2 terminate 1000 <> Closed connections=1"]).await;
    assert_eq!(a.ask("count").await, "1");
}

#[tokio::test]
async fn lc_08_other_codes_of_the_peer() {
    let mut four = probe().await;
    for (index, code) in [1001, 1002, 1003, 1008, 1011].into_iter().enumerate() {
        let number = index + 1;
        join(&mut four, number, 0).await.close(code, "").await;
        let error = format!("{number} error {code} HTTP");
        four.says(&[&error, &format!("{number} terminate {code} <> Closed connections=0")]).await;
    }
    for (index, code) in [3000, 4999].into_iter().enumerate() {
        let number = index + 6;
        join(&mut four, number, 0).await.close(code, "bye").await;
        four.says(&[&format!("{number} terminate {code} <bye> Closed connections=0")]).await;
    }
}

#[tokio::test]
async fn lc_09_a_peer_that_vanishes() {
    let mut four = probe().await;
    let client = join(&mut four, 1, 0).await;
    // FIN without a close frame.
    drop(client);
    four.says(&["1 error 1006 HTTP", "1 terminate 1006 <> Closed connections=0"]).await;
    join(&mut four, 2, 0).await.reset();
    four.says(&["2 error 1006 HTTP", "2 terminate 1006 <> Closed connections=0"]).await;
}

#[tokio::test]
async fn lc_10_wsh_01_04_a_refused_client_gets_no_data_frame() {
    let mut four = probe().await;
    for path in ["/null", "/undefined", "/raise"] {
        let mut client = Client::at(four.port, path).await;
        let event = client.event().await;
        assert!(matches!(event, Event::Close(1008, _) | Event::Gone), "{path}: {event:?}");
        four.says(&[&format!("server connection {path}")]).await;
    }
    four.says(&["server error 1234 no entry host"]).await;
    // No callback of a connection ran, and none is counted.
    join(&mut four, 4, 0).await;
}

#[tokio::test]
async fn lc_11_cnh_06_an_error_in_a_callback_leaves_the_connection_open() {
    let mut four = probe().await;
    let mut client = join(&mut four, 1, 0).await;
    client.send("raise").await;
    four.says(&["1 error 4321 host"]).await;
    assert_eq!(client.ask("who").await, "1 message Connected WebSocketConnection");
    client.send("runtime error").await;
    let line = four.line().await;
    assert!(line.starts_with("1 error "), "{line}");
    assert_eq!(client.ask("who").await, "1 message Connected WebSocketConnection");
}

#[tokio::test]
async fn lc_11_an_error_in_on_error_is_only_reported() {
    let mut four = probe().await;
    let mut client = join(&mut four, 1, 0).await;
    client.send("raise twice").await;
    four.says(&["1 error 4321 host"]).await;
    assert_eq!(client.ask("who").await, "1 message Connected WebSocketConnection");
    four.complains("an error in onError").await;
}

#[tokio::test]
async fn lc_18_a_loop_over_connections_meets_each_of_them() {
    let mut four = probe().await;
    let mut clients = Vec::new();
    for number in 1..=6 {
        clients.push(join(&mut four, number, number - 1).await);
    }
    let mut first = clients.remove(0);
    assert_eq!(first.ask("dismiss").await, "dismissed");
    for client in &mut clients {
        assert_eq!(client.event().await, Event::Close(1000, String::new()));
        client.end().await;
    }
    for _ in 0..5 {
        let line = four.line().await;
        assert!(line.contains(" terminate 1000 "), "{line}");
    }
    assert_eq!(first.ask("count").await, "1");
}

#[tokio::test]
async fn lc_03_an_idle_worker_does_not_hold_the_program() {
    let mut four = Four::start(&[], &crate::server::program("idle_worker"));
    let mut lines = four.rest().await;
    lines.sort();
    assert_eq!(lines, ["from the main method", "from the worker"]);
    assert_eq!((four.exit().await, four.errors().as_str()), (0, ""));
}

#[tokio::test]
async fn lc_01_what_was_sent_does_not_wait_with_the_callback() {
    let mut four = probe().await;
    let mut client = join(&mut four, 1, 0).await;
    assert_eq!(client.ask("send and wait").await, "now");
    // The callback waits for a second after it sent: its next line can't have come yet.
    assert_eq!(four.said(), None);
    four.says(&["1 woke"]).await;
}

#[tokio::test]
async fn lc_01_what_was_sent_does_not_wait_for_a_callback_that_computes() {
    let mut four = probe().await;
    let mut client = join(&mut four, 1, 0).await;
    assert_eq!(client.ask("send and compute").await, "now");
    // The callback computes for a second after it sent: its next line can't have come yet.
    assert_eq!(four.said(), None);
    four.says(&["1 done"]).await;
}
