//! Rows LC-T, LC-13, LC-14 and SEC-21: the ends of a server.

use std::time::Duration;

use tokio::time::Instant;

use crate::handler::{join, probe};
use crate::server::{Four, program};
use crate::ws::{Client, Event};

/// SEC-21 allows five seconds; the rest is for the process to end on a busy machine.
const STOP: Duration = Duration::from_secs(6);

#[tokio::test]
async fn lc_t_wss_13_14_wsh_03_terminate_closes_all_and_then_itself() {
    let mut four = probe().await;
    let mut a = join(&mut four, 1, 0).await;
    let mut b = join(&mut four, 2, 1).await;
    a.send("stop").await;
    for client in [&mut a, &mut b] {
        assert_eq!(client.event().await, Event::Close(1000, String::new()));
        client.end().await;
    }
    let mut ends = [four.line().await, four.line().await];
    ends.sort();
    assert!(ends[0].starts_with("1 terminate 1000 ") && ends[1].starts_with("2 terminate 1000 "), "{ends:?}");
    // O-11; a second terminate() gives no second event, and nothing is left that keeps the program alive.
    four.says(&["server terminate terminated=True connections=0"]).await;
    assert_eq!(four.rest().await, [""; 0]);
    assert_eq!(four.exit().await, 0);
}

#[tokio::test]
async fn lc_t_terminate_0_destroys_the_sockets() {
    let mut four = probe().await;
    let mut client = join(&mut four, 1, 0).await;
    client.send("stop 0").await;
    assert_eq!(client.event().await, Event::Gone);
    let lines = four.rest().await;
    assert_eq!(
        lines.last().map(String::as_str),
        Some("server terminate terminated=True connections=0"),
        "{lines:?}"
    );
    assert_eq!(four.exit().await, 0);
}

#[tokio::test]
async fn lc_t_terminate_with_a_time_does_not_wait_longer() {
    let mut four = probe().await;
    let mut client = join(&mut four, 1, 0).await;
    let start = Instant::now();
    // The client reads nothing more, so it never answers the close frame.
    client.send("stop 1").await;
    let lines = four.rest().await;
    assert_eq!(
        lines.last().map(String::as_str),
        Some("server terminate terminated=True connections=0"),
        "{lines:?}"
    );
    let taken = start.elapsed();
    assert!(taken >= Duration::from_millis(900) && taken < Duration::from_secs(5), "{taken:?}");
    drop(client);
}

#[tokio::test]
async fn lc_13_a_web_server_that_stops_ends_its_websockets() {
    let mut four = Four::start(&["--no-web-autostart", "--port", "0"], &program("strict"));
    while four.line().await != "ready" {}
    four.listening().await;
    let mut client = Client::new(four.port).await;
    client.send("stop the web server").await;
    assert!(matches!(client.event().await, Event::Close(1001, _)));
    client.end().await;
    four.says(&["terminate WebSocketConnection", "terminate WebSocketServer"]).await;
    assert_eq!(four.exit().await, 0, "{}", four.errors());
}

#[tokio::test]
async fn lc_14_a_killed_worker_takes_its_server_along() {
    let mut four = probe().await;
    let mut client = join(&mut four, 1, 0).await;
    client.send("kill").await;
    assert!(matches!(client.event().await, Event::Close(1001, _)));
    client.end().await;
    assert_eq!(four.rest().await, [""; 0]);
    assert_eq!(four.exit().await, 0, "{}", four.errors());
}

/// Stops the probe by a signal while one client answers and another does not.
async fn stopped_by(signal: &str) -> i32 {
    let mut four = probe().await;
    let mut client = join(&mut four, 1, 0).await;
    let mute = join(&mut four, 2, 1).await;
    let start = Instant::now();
    four.signal(signal);
    assert!(matches!(client.event().await, Event::Close(1001, _)));
    client.end().await;
    let status = four.exit().await;
    assert!(start.elapsed() < STOP, "{:?}", start.elapsed());
    drop(mute);
    status
}

#[tokio::test]
async fn sec_21_sigint_closes_with_1001_and_gives_130() {
    assert_eq!(stopped_by("INT").await, 130);
}

#[tokio::test]
async fn sec_21_sigterm_closes_with_1001_and_gives_143() {
    assert_eq!(stopped_by("TERM").await, 143);
}

#[tokio::test]
async fn sec_21_a_busy_worker_does_not_hold_up_the_end() {
    let mut four = probe().await;
    let mut client = join(&mut four, 1, 0).await;
    for _ in 0..60 {
        client.send("slow").await;
    }
    let start = Instant::now();
    four.signal("TERM");
    assert_eq!(four.exit().await, 143);
    assert!(start.elapsed() < STOP, "{:?}", start.elapsed());
}
