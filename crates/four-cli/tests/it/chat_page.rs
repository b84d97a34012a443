//! The chat example's page in a real browser: two tabs talk through the server.
//!
//! Without a browser the test says that it was left out and passes; `FOUR_REQUIRE_BROWSER=1` makes that a failure.

use std::io::Write;

use serde_json::json;

use crate::cdp::{Browser, Tab, find};
use crate::server::{Four, top};

/// The state that the page shows, and its lines as `[kind, text]`, without the times.
const LINES: &str = "[...document.querySelectorAll('#log > li')].map(line => [
    [...line.classList].at(-1), (line.querySelector('.text') ?? line).textContent])";

async fn shows(browser: &mut Browser, tab: &Tab, lines: &[[&str; 2]]) {
    let expected = json!(lines).to_string();
    browser.until(tab, &format!("JSON.stringify({LINES}) === JSON.stringify({expected})")).await;
}

async fn is(browser: &mut Browser, tab: &Tab, state: &str) {
    browser.until(tab, &format!("document.querySelector('#state').dataset.state === '{state}'")).await;
}

#[tokio::test]
async fn two_tabs_talk_through_the_server() {
    let Some(program) = find() else {
        let required = std::env::var_os("FOUR_REQUIRE_BROWSER").is_some_and(|value| value == "1");
        assert!(!required, "FOUR_REQUIRE_BROWSER=1, but no browser was found");
        // Written past the test harness, which swallows what the print macros of a passing test say.
        let mut stderr = std::io::stderr();
        let _ = writeln!(
            stderr,
            "\nchat_page is left out: no Chromium was found (Debian: apt-get install chromium)"
        );
        return;
    };
    let main = top().join("examples/websocket-chat/main.4dm");
    let mut four = Four::serve(&main).await;
    let url = format!("http://127.0.0.1:{}/", four.port);
    let mut browser = Browser::launch(program).await;

    let a = browser.open(&url).await;
    is(&mut browser, &a, "open").await;
    shows(&mut browser, &a, &[["welcome", "Welcome on the chat!"]]).await;
    let b = browser.open(&url).await;
    is(&mut browser, &b, "open").await;
    shows(&mut browser, &b, &[["welcome", "Welcome on the chat!"]]).await;
    shows(&mut browser, &a, &[["welcome", "Welcome on the chat!"], ["joined", "New client connected"]]).await;

    // Markup in a message is text on the other side, and runs nowhere.
    let markup = "<img src=x onerror=\"window.pwned=1\"> & <b>bold</b> ünï 😀";
    browser.enter(&a, "x").await;
    browser.enter(&a, markup).await;
    let heard = [["welcome", "Welcome on the chat!"], ["theirs", "x"], ["theirs", markup]];
    shows(&mut browser, &b, &heard).await;
    assert_eq!(browser.eval(&b, "document.querySelectorAll('#log img, #log b').length").await, json!(0));
    assert_eq!(browser.eval(&b, "'pwned' in window").await, json!(false));
    browser.enter(&b, "answer").await;
    let said = [
        ["welcome", "Welcome on the chat!"],
        ["joined", "New client connected"],
        ["mine", "x"],
        ["mine", markup],
        ["theirs", "answer"],
    ];
    shows(&mut browser, &a, &said).await;
    browser.close(b).await;
    let left = [&said[..], &[["left", "Client disconnected"]]].concat();
    shows(&mut browser, &a, &left).await;
    assert_eq!(browser.complaints, [""; 0]);

    // The server goes away and comes back on the same port; the page finds it by itself and keeps what was written.
    let port = four.port.to_string();
    four.signal("TERM");
    assert_eq!(four.exit().await, 143);
    is(&mut browser, &a, "closed").await;
    browser.call(Some(&a), "Input.insertText", json!({ "text": "draft" })).await;
    assert_eq!(browser.eval(&a, "document.querySelector('#send').disabled").await, json!(true));
    let mut again = Four::start(&["--port", &port], &main);
    again.listening().await;
    is(&mut browser, &a, "open").await;
    assert_eq!(browser.eval(&a, "document.querySelector('#text').value").await, json!("draft"));
    assert_eq!(browser.eval(&a, "document.querySelector('#send').disabled").await, json!(false));
}
