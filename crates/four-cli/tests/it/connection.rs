//! Rows CNH, WSC and LC-15: a connection, its handler, and the types of data.

use crate::handler::{binary, join, probe, types};
use crate::ws::{Client, Event};

#[tokio::test]
async fn cnh_01_10_on_message_and_this() {
    let mut four = probe().await;
    let mut client = join(&mut four, 1, 0).await;
    assert_eq!(client.ask("who").await, "1 message Connected WebSocketConnection");
}

#[tokio::test]
async fn cnh_03_04_09_a_normal_end_is_no_error() {
    let mut four = probe().await;
    join(&mut four, 1, 0).await.close(1000, "").await;
    four.says(&["1 terminate 1000 <> Closed connections=0"]).await;
    join(&mut four, 2, 0).await.close_silently().await;
    four.says(&["2 terminate 1005 <> Closed connections=0"]).await;
}

#[tokio::test]
async fn cnh_05_the_reason_is_what_the_peer_gave() {
    let mut four = probe().await;
    join(&mut four, 1, 0).await.close(1000, "wörk done").await;
    four.says(&["1 terminate 1000 <wörk done> Closed connections=0"]).await;
}

#[tokio::test]
async fn cnh_07_an_abnormal_end_is_an_error_first() {
    let mut four = probe().await;
    join(&mut four, 1, 0).await.reset();
    four.says(&["1 error 1006 HTTP", "1 terminate 1006 <> Closed connections=0"]).await;
}

#[tokio::test]
async fn cnh_08_a_browser_that_leaves_is_an_error_too() {
    let mut four = probe().await;
    join(&mut four, 1, 0).await.close(1001, "").await;
    four.says(&["1 error 1001 HTTP", "1 terminate 1001 <> Closed connections=0"]).await;
}

#[tokio::test]
async fn wsc_01_09_handler_and_server_are_the_same_objects() {
    let mut four = probe().await;
    assert_eq!(join(&mut four, 1, 0).await.ask("same").await, "True True");
}

#[tokio::test]
async fn wsc_02_ids_are_unique_and_never_used_again() {
    let mut four = probe().await;
    let mut ids = Vec::new();
    for number in 1..=3 {
        let mut client = join(&mut four, number, 0).await;
        ids.push(client.ask("id").await);
        client.close(1000, "").await;
        four.line().await;
    }
    assert_eq!(ids, ["1", "2", "3"]);
}

#[tokio::test]
async fn wsc_03_05_06_texts_objects_and_no_result() {
    let mut four = probe().await;
    let mut client = join(&mut four, 1, 0).await;
    assert_eq!(client.ask("object").await, r#"{"a":1,"b":[true,null,"é"]}"#);
    client.send("result").await;
    client.hears(&["sent", "after"]).await;
}

#[tokio::test]
async fn lc_12_wsc_07_10_terminate_closes_with_1000() {
    let mut four = probe().await;
    let mut client = join(&mut four, 1, 0).await;
    client.send("leave").await;
    assert_eq!(client.event().await, Event::Close(1000, String::new()));
    client.end().await;
    // What is sent while closing and afterwards goes nowhere, without an error.
    four.says(&["1 Closing", "1 terminate 1000 <> Closed connections=0"]).await;
}

#[tokio::test]
async fn wsc_08_a_code_above_3000_goes_out_with_its_message() {
    let mut four = probe().await;
    let mut client = join(&mut four, 1, 0).await;
    client.send("leave 4001").await;
    assert_eq!(client.event().await, Event::Close(4001, "go away".to_owned()));
    client.end().await;
    four.says(&["1 Closing"]).await;
    let end = four.line().await;
    assert!(end.starts_with("1 terminate 4001 "), "{end}");
}

#[tokio::test]
async fn wsc_08_a_code_up_to_3000_is_not_sent() {
    let mut four = probe().await;
    let mut client = join(&mut four, 1, 0).await;
    client.send("leave 3000").await;
    assert_eq!(client.event().await, Event::Close(1000, String::new()));
}

#[tokio::test]
async fn wsc_11_a_number_cannot_be_sent() {
    let mut four = probe().await;
    assert_eq!(join(&mut four, 1, 0).await.ask("number").await, "error True");
}

#[tokio::test]
async fn lc_15_the_other_kind_of_frame_is_converted() {
    let four = types().await;
    let mut client = Client::at(four.port, "/text").await;
    binary(&mut client, "é".as_bytes()).await;
    client.hears(&["</text> é"]).await;
    let mut client = Client::at(four.port, "/blob").await;
    client.send("é").await;
    assert_eq!(client.event().await, Event::Binary("é".as_bytes().to_vec()));
    let mut client = Client::at(four.port, "/object").await;
    binary(&mut client, br#"{"a":1}"#).await;
    client.hears(&[r#"{"a":1}"#]).await;
}

#[tokio::test]
async fn lc_15_malformed_json_is_an_error_of_the_connection() {
    let four = types().await;
    let mut client = Client::at(four.port, "/object").await;
    for malformed in ["{", "not json", "", "5", "\"text\"", &"[".repeat(100_000)] {
        assert_eq!(client.ask(malformed).await, "errors: 1", "{}", &malformed[..malformed.len().min(20)]);
    }
    assert_eq!(client.ask(r#"{"still":"here"}"#).await, r#"{"still":"here"}"#);
}

#[tokio::test]
async fn lc_15_a_json_array_is_a_collection() {
    let four = types().await;
    assert_eq!(Client::at(four.port, "/object").await.ask("[1,2]").await, "[1,2]");
}
