//! What the documentation's samples promise, seen by clients.

use std::net::Ipv4Addr;

use crate::server::{Four, top};
use crate::ws::{Client, Event, request};

async fn echo() -> Four {
    Four::serve(&top().join("examples/websocket-echo/example.4dm")).await
}

async fn chat() -> Four {
    Four::serve(&top().join("examples/websocket-chat/main.4dm")).await
}

#[tokio::test]
async fn echo_answers_in_upper_case_without_accents() {
    let four = echo().await;
    let mut client = Client::new(four.port).await;
    for (sent, received) in
        [("hello", "HELLO"), ("héllo", "HELLO"), ("", ""), ("Ça va ?", "CA VA ?"), ("π €", "Π €")]
    {
        assert_eq!(client.ask(sent).await, received, "{sent}");
    }
}

#[tokio::test]
async fn echo_keeps_clients_apart_and_messages_in_order() {
    let four = echo().await;
    let (mut a, mut b) = (Client::new(four.port).await, Client::at(four.port, "/any/path?x=1").await);
    for n in 0..200 {
        a.send(&format!("a{n}")).await;
        b.send(&format!("b{n}")).await;
    }
    for n in 0..200 {
        assert_eq!(a.text().await, format!("A{n}"));
        assert_eq!(b.text().await, format!("B{n}"));
    }
}

#[tokio::test]
async fn echo_answers_long_texts() {
    let four = echo().await;
    let mut client = Client::new(four.port).await;
    let long = "ab".repeat(1 << 20);
    assert!(client.ask(&long).await == "AB".repeat(1 << 20));
}

#[tokio::test]
async fn lc_03_echo_stays_alive_because_a_worker_owns_a_server() {
    let mut four = echo().await;
    let client = Client::new(four.port).await;
    client.close(1000, "").await;
    four.is_alive();
    assert_eq!(Client::new(four.port).await.ask("still here").await, "STILL HERE");
    four.is_alive();
}

#[tokio::test]
async fn chat_tells_the_others_and_not_the_sender() {
    let mut four = chat().await;
    four.says(&["*** Server started"]).await;
    let mut a = Client::new(four.port).await;
    a.hears(&["Welcome on the chat!"]).await;
    let mut b = Client::new(four.port).await;
    b.hears(&["Welcome on the chat!"]).await;
    a.hears(&["New client connected"]).await;
    a.send("x").await;
    b.hears(&["x"]).await;
    // Had A received its own x, it would stand before B's answer.
    b.send("<b>y</b> ünï").await;
    a.hears(&["<b>y</b> ünï"]).await;
    b.close(1000, "").await;
    a.hears(&["Client disconnected"]).await;
}

#[tokio::test]
async fn wsh_01_chat_turns_away_an_address_without_a_data_frame() {
    let four = chat().await;
    let mut a = Client::new(four.port).await;
    a.hears(&["Welcome on the chat!"]).await;
    let stranger = Ipv4Addr::new(127, 0, 0, 2);
    // Refused before or after the upgrade: both are a closed connection without a data frame.
    if let Ok((mut refused, _)) = Client::try_from(four.port, request(four.port, "/"), stranger).await {
        let event = refused.event().await;
        assert!(matches!(event, Event::Close(..) | Event::Gone), "{event:?}");
    }
    // The others heard nothing of it: the next thing is the real newcomer.
    let mut b = Client::new(four.port).await;
    b.hears(&["Welcome on the chat!"]).await;
    b.send("only b").await;
    a.hears(&["New client connected", "only b"]).await;
}
