//! Rows WSS, WSH and REQ: the server object, its handler, and what it learns about a request.

use serde_json::{Value, json};

use crate::server::{Four, program};
use crate::ws::{Client, Event, refused, request};

/// What the probe says before the first client comes.
pub const PROBE_STARTS: [&str; 7] = [
    "class WebSocketServer",
    "path <>",
    "dataType text",
    "terminated False",
    "connections 0",
    "same handler True",
    "server open after new",
];

/// The probe, ready for clients.
pub async fn probe() -> Four {
    let mut four = Four::program("probe").await;
    four.says(&PROBE_STARTS).await;
    four
}

/// Joins the probe as client number `number`, the only one but `others`.
pub async fn join(four: &mut Four, number: usize, others: usize) -> Client {
    let client = Client::new(four.port).await;
    let opened = format!("{number} open Connected connections={}", others + 1);
    four.says(&["server connection /", &opened]).await;
    client
}

#[tokio::test]
async fn wss_01_10_11_12_new_gives_a_started_server() {
    // PROBE_STARTS holds the values of these properties.
    let mut four = probe().await;
    let mut client = join(&mut four, 1, 0).await;
    assert_eq!(client.ask("same").await, "True True");
}

#[tokio::test]
async fn wss_03_the_main_process_is_a_worker_too() {
    let mut four = Four::program("loose").await;
    four.says(&["main method done", "open"]).await;
    assert_eq!(Client::new(four.port).await.ask("x").await, "heard");
}

#[tokio::test]
async fn wss_04_a_handler_needs_only_on_connection() {
    let four = Four::program("request").await;
    let mut client = Client::new(four.port).await;
    client.text().await;
    client.close(1000, "").await;
    assert!(Client::new(four.port).await.text().await.starts_with('{'));
    assert!(!four.errors().contains("rror"), "{}", four.errors());
}

#[tokio::test]
async fn wss_05_callbacks_may_be_formulas() {
    let four = Four::program("formulas").await;
    assert_eq!(Client::at(four.port, "/only").await.ask("x").await, "formula heard x");
}

#[tokio::test]
async fn wss_06_without_a_path_every_path_is_taken() {
    let mut four = probe().await;
    for (number, path) in ["/", "/ws", "/a/b/c", "/%C3%A9?q=1"].into_iter().enumerate() {
        let client = Client::at(four.port, path).await;
        let opened = format!("{} open Connected connections=1", number + 1);
        four.says(&[&format!("server connection {path}"), &opened]).await;
        client.close(1000, "").await;
        assert!(four.line().await.starts_with(&format!("{} terminate 1000 ", number + 1)));
    }
}

#[tokio::test]
async fn wss_07_data_type_text() {
    let mut four = types().await;
    let mut client = Client::at(four.port, "/text").await;
    assert_eq!(client.ask("é").await, "</text> é");
    four.is_alive();
}

#[tokio::test]
async fn wss_07_wsc_04_data_type_blob() {
    let four = types().await;
    let mut client = Client::at(four.port, "/blob").await;
    binary(&mut client, &[0, 1, 255]).await;
    assert_eq!(client.event().await, Event::Binary(vec![0, 1, 255]));
}

#[tokio::test]
async fn wss_07_wsc_05_data_type_object() {
    let four = types().await;
    let mut client = Client::at(four.port, "/object").await;
    let object = r#"{"a":1,"b":[true,null,"é"],"c":{}}"#;
    assert_eq!(client.ask(object).await, object);
}

#[tokio::test]
async fn wss_08_09_connections_holds_the_living() {
    let mut four = probe().await;
    let mut a = join(&mut four, 1, 0).await;
    let b = join(&mut four, 2, 1).await;
    assert_eq!(a.ask("count").await, "2");
    b.close(1000, "").await;
    four.says(&["2 terminate 1000 <> Closed connections=1"]).await;
    assert_eq!(a.ask("count").await, "1");
}

#[tokio::test]
async fn wss_11_what_is_written_to_the_handler_stays() {
    let mut four = probe().await;
    let _a = join(&mut four, 1, 0).await;
    let mut b = join(&mut four, 2, 1).await;
    assert_eq!(b.ask("joined").await, "2");
}

#[tokio::test]
async fn wss_15_new_refuses_what_cannot_work() {
    let mut four = Four::start(&["--port", "0"], &program("failing"));
    let lines = four.rest().await;
    assert_eq!(four.exit().await, 0, "{}", four.errors());
    for (line, start) in lines.iter().zip(["handler: ", "dataType: ", "path: ", "done"]) {
        let message = line.strip_prefix(start).unwrap_or_else(|| panic!("{start}… was expected, not {line}"));
        assert_eq!(message.is_empty(), start == "done", "{line}");
    }
    assert_eq!(lines.len(), 4, "{lines:?}");
}

#[tokio::test]
async fn wss_02_15_strict_start_needs_a_running_web_server() {
    let mut four = Four::start(&["--no-web-autostart", "--port", "0"], &program("strict"));
    four.says(&["running False"]).await;
    let refusal = four.line().await;
    assert!(refusal.len() > "refused: ".len() && refusal.starts_with("refused: "), "{refusal}");
    four.says(&["start True", "again False True", "running True", "ready"]).await;
    four.listening().await;
    Client::new(four.port).await;
}

#[tokio::test]
async fn wss_16_a_server_lives_without_a_variable() {
    let mut four = Four::program("unheld").await;
    for n in 0..3 {
        let mut client = Client::new(four.port).await;
        assert_eq!(client.ask(&n.to_string()).await, format!("heard {n}"));
        client.close(1000, "").await;
    }
    four.is_alive();
}

#[tokio::test]
async fn wss_17_connections_can_be_queried() {
    let mut four = probe().await;
    let mut a = join(&mut four, 1, 0).await;
    let mut b = join(&mut four, 2, 1).await;
    let mut c = join(&mut four, 3, 2).await;
    for client in [&mut a, &mut c] {
        assert_eq!(client.ask("room blue").await, "in blue");
    }
    assert_eq!(a.ask("mates").await, "mates: 3");
    assert_eq!(b.ask("mates").await, "mates:");
}

#[tokio::test]
async fn wsh_02_on_open_comes_after_new_returned() {
    // O-7: it is the worker's next message, so the variable is set and the lines after new() stand before it.
    probe().await;
}

#[tokio::test]
async fn wsh_05_06_07_08_callbacks_are_loose_about_parameters() {
    let mut four = Four::program("loose").await;
    four.says(&["main method done", "open"]).await;
    let mut client = Client::new(four.port).await;
    four.says(&["open"]).await;
    assert_eq!(client.ask("x").await, "heard");
    client.close(1000, "").await;
    four.says(&["terminate <>"]).await;
    assert!(!four.errors().contains("rror"), "{}", four.errors());
}

#[tokio::test]
async fn req_01_02_headers_keep_their_case_and_may_repeat() {
    // This client writes the names of its own headers in the usual case, those added by a test in lower case.
    let described = request_with(&[("x-one", "1"), ("x-many", "a"), ("x-many", "b")], "/").await;
    let headers = &described["headers"];
    assert_eq!(headers["Upgrade"], json!("websocket"), "{headers}");
    assert_eq!(headers["Sec-WebSocket-Version"], json!("13"), "{headers}");
    assert_eq!((&headers["x-one"], &headers["x-many"]), (&json!("1"), &json!(["a", "b"])), "{headers}");
}

#[tokio::test]
async fn req_02_host_can_be_read_by_its_usual_name() {
    let four = Four::program("request").await;
    let mut client = Client::new(four.port).await;
    client.text().await;
    assert_eq!(client.ask("host?").await, format!("127.0.0.1:{}", four.port));
}

#[tokio::test]
async fn req_03_04_query_and_url() {
    let described = request_with(&[], "/status?name=ryan&greeting=caf%C3%A9+cr%26me&empty=&bare").await;
    assert_eq!(described["url"], json!("/status?name=ryan&greeting=caf%C3%A9+cr%26me&empty=&bare"));
    assert_eq!(
        described["query"],
        json!({"name": "ryan", "greeting": "café cr&me", "empty": "", "bare": ""})
    );
    let described = request_with(&[], "/plain").await;
    assert_eq!((&described["url"], &described["query"]), (&json!("/plain"), &json!({})));
}

#[tokio::test]
async fn req_05_remote_address_is_a_plain_address() {
    assert_eq!(request_with(&[], "/").await["remoteAddress"], json!("127.0.0.1"));
}

#[tokio::test]
async fn lc_16_the_exact_path_is_most_specific() {
    let four = types().await;
    let taken = [
        ("/text", "</text> x"),
        ("/text/", "</text> x"),
        ("/text?room=1", "</text> x"),
        ("/TEXT", "<> x"),
        ("/text/more", "<> x"),
        ("/", "<> x"),
    ];
    for (path, answer) in taken {
        assert_eq!(Client::at(four.port, path).await.ask("x").await, answer, "{path}");
    }
}

#[tokio::test]
async fn lc_16_a_path_that_nobody_serves_is_not_found() {
    let four = Four::program("formulas").await;
    for path in ["/", "/other", "/only/more", "/ONLY"] {
        assert_eq!(refused(four.port, path).await, 404, "{path}");
    }
}

/// The program with a server for each data type.
pub async fn types() -> Four {
    let mut four = Four::program("types").await;
    four.says(&["/text text", "/blob blob", "/object object", "ready"]).await;
    four
}

/// Sends a binary message.
pub async fn binary(client: &mut Client, bytes: &[u8]) {
    use futures_util::SinkExt;
    use tokio_tungstenite::tungstenite::Message;
    client.0.send(Message::binary(bytes.to_vec())).await.expect("the connection is open");
}

/// The request object that a server sees, read back from JSON.
async fn request_with(headers: &[(&'static str, &str)], path: &str) -> Value {
    let four = Four::program("request").await;
    let mut request = request(four.port, path);
    for (name, value) in headers {
        request.headers_mut().append(*name, value.parse().expect("a header value"));
    }
    let text = Client::with(four.port, request).await.text().await;
    serde_json::from_str(&text).expect("JSON")
}
