//! Rows WSS-02, LC-17 and SEC-17: the files beside the socket.

use crate::http::{get, send};
use crate::server::{Four, top};
use crate::ws::Client;

async fn chat() -> Four {
    Four::serve(&top().join("examples/websocket-chat/main.4dm")).await
}

#[tokio::test]
async fn wss_02_lc_17_page_and_socket_share_the_port() {
    let four = chat().await;
    let mut client = Client::new(four.port).await;
    client.hears(&["Welcome on the chat!"]).await;
    for target in ["/", "/index.html", "/?x=1"] {
        let (status, head, body) = get(four.port, target).await;
        assert_eq!(status, 200, "{target}: {head}");
        assert!(head.to_lowercase().contains("content-type: text/html"), "{head}");
        assert!(body.contains("<title>Chat</title>") && body.contains("new WebSocket("), "{target}");
    }
}

#[tokio::test]
async fn a_page_that_does_not_exist_is_not_found() {
    let four = chat().await;
    assert_eq!(get(four.port, "/none.html").await.0, 404);
}

#[tokio::test]
async fn head_has_no_body() {
    let four = chat().await;
    let request = "HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let (status, head, body) = send(four.port, request).await;
    assert_eq!((status, body.as_str()), (200, ""), "{head}");
}

#[tokio::test]
async fn sec_17_nothing_outside_the_folder_is_served() {
    let four = chat().await;
    let ways_up = [
        "/../main.4dm",
        "/%2e%2e/main.4dm",
        "/..%2fmain.4dm",
        "/%2e%2e%2fmain.4dm",
        "/x/../../main.4dm",
        "/..%5cmain.4dm",
        "/%252e%252e/main.4dm",
        "//main.4dm",
        "/./../main.4dm",
        "/../Methods/LogFile.4dm",
        "/..%00/main.4dm",
        "/../../../../../../../../etc/passwd",
        "/%2fetc%2fpasswd",
    ];
    for target in ways_up {
        let (status, _, body) = get(four.port, target).await;
        assert!((400..500).contains(&status), "{target}: {status}");
        assert!(!body.contains("CALL WORKER") && !body.contains("root:"), "{target}: {body}");
    }
}

#[tokio::test]
async fn a_broken_request_harms_nobody() {
    let four = chat().await;
    let (status, ..) = send(four.port, "NONSENSE\r\n\r\n").await;
    assert!((400..500).contains(&status), "{status}");
    assert_eq!(get(four.port, "/").await.0, 200);
}
