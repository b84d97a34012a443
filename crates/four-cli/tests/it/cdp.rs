//! A headless Chromium, driven over its DevTools protocol: as much as the tests of pages need.
//!
//! Tabs are addressed by session ("flat" mode), all over one WebSocket. The browser gets a profile folder of its own,
//! ends with the value, and talks to nobody but the pages under test.

use std::env;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::server::PATIENCE;

/// A cold start on a busy machine takes its time.
const START: Duration = Duration::from_secs(60);

/// A running browser.
pub struct Browser {
    child: Child,
    socket: WebSocketStream<TcpStream>,
    calls: u64,
    /// Uncaught exceptions and errors on the consoles of all tabs.
    pub complaints: Vec<String>,
    _profile: TempDir,
}

/// An open page.
pub struct Tab {
    target: String,
    session: String,
}

/// Finds a browser: `FOUR_BROWSER`, else Chromium or Chrome on the search path.
pub fn find() -> Option<PathBuf> {
    if let Some(browser) = env::var_os("FOUR_BROWSER") {
        return Some(browser.into());
    }
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let path = env::var_os("PATH")?;
    let mut places = env::split_paths(&path).flat_map(|folder| names.map(|name| folder.join(name)));
    places.find(|place| place.is_file())
}

impl Browser {
    /// Starts the browser and connects to it.
    pub async fn launch(browser: PathBuf) -> Self {
        let profile = tempfile::Builder::new().prefix("four-browser-").tempdir().expect("a temporary folder");
        let mut child = Command::new(&browser)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
            .args(["--remote-debugging-port=0", "--no-first-run", "--disable-background-networking"])
            .args(["--disable-component-update", "--disable-sync", "--disable-quic", "--no-proxy-server"])
            // Both tabs count as looked at, so that timers run at full speed in each.
            .args(["--disable-renderer-backgrounding", "--disable-background-timer-throttling"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", browser.display()));
        // Chromium tells the address on standard error; the rest is read too, so that it never waits for us.
        let stderr = BufReader::new(child.stderr.take().expect("a pipe"));
        let (send, address) = mpsc::channel();
        thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                if let Some((_, address)) = line.split_once("DevTools listening on ") {
                    let _ = send.send(address.trim().to_owned());
                }
            }
        });
        let started = Instant::now();
        let address = loop {
            match address.try_recv() {
                Ok(address) => break address,
                Err(_) if started.elapsed() < START => sleep(Duration::from_millis(10)).await,
                Err(_) => {
                    let _ = child.kill();
                    panic!("{} does not say where its DevTools listen", browser.display());
                }
            }
        };
        let place = address.trim_start_matches("ws://").split('/').next().expect("an address").to_owned();
        let stream = TcpStream::connect(place).await.expect("the browser listens");
        let (socket, _) = client_async(address, stream).await.expect("the browser speaks WebSocket");
        Self { child, socket, calls: 0, complaints: Vec::new(), _profile: profile }
    }

    /// Calls a method of the protocol, in a tab or in the browser itself.
    pub async fn call(&mut self, tab: Option<&Tab>, method: &str, params: Value) -> Value {
        self.calls += 1;
        let mut message = json!({ "id": self.calls, "method": method, "params": params });
        if let Some(tab) = tab {
            message["sessionId"] = json!(tab.session);
        }
        self.socket.send(Message::text(message.to_string())).await.expect("the browser lives");
        loop {
            let answer =
                timeout(PATIENCE, self.socket.next()).await.unwrap_or_else(|_| panic!("{method} hangs"));
            let Message::Text(text) = answer.expect("the browser lives").expect("the browser lives") else {
                continue;
            };
            let mut answer: Value = serde_json::from_str(&text).expect("the browser speaks JSON");
            if answer["id"] == self.calls {
                assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return answer["result"].take();
            }
            self.note(&answer);
        }
    }

    fn note(&mut self, event: &Value) {
        let params = &event["params"];
        match event["method"].as_str() {
            Some("Runtime.exceptionThrown") => self.complaints.push(params["exceptionDetails"].to_string()),
            Some("Log.entryAdded") if params["entry"]["level"] == "error" => {
                self.complaints.push(params["entry"]["text"].to_string());
            }
            _ => {}
        }
    }

    /// Opens a page in a new tab.
    pub async fn open(&mut self, url: &str) -> Tab {
        let created = self.call(None, "Target.createTarget", json!({ "url": "about:blank" })).await;
        let target = created["targetId"].as_str().expect("a target").to_owned();
        let attached =
            self.call(None, "Target.attachToTarget", json!({ "targetId": target, "flatten": true })).await;
        let session = attached["sessionId"].as_str().expect("a session").to_owned();
        let tab = Tab { target, session };
        self.call(Some(&tab), "Runtime.enable", json!({})).await;
        self.call(Some(&tab), "Log.enable", json!({})).await;
        let loaded = self.call(Some(&tab), "Page.navigate", json!({ "url": url })).await;
        assert!(loaded["errorText"].is_null(), "{url}: {}", loaded["errorText"]);
        self.until(&tab, "document.readyState === 'complete'").await;
        tab
    }

    /// Closes a tab, as its user would.
    pub async fn close(&mut self, tab: Tab) {
        self.call(None, "Target.closeTarget", json!({ "targetId": tab.target })).await;
    }

    /// The value of a JavaScript expression.
    pub async fn eval(&mut self, tab: &Tab, expression: &str) -> Value {
        let params = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let mut answer = self.call(Some(tab), "Runtime.evaluate", params).await;
        assert!(answer["exceptionDetails"].is_null(), "{expression}: {}", answer["exceptionDetails"]);
        answer["result"]["value"].take()
    }

    /// Waits until a JavaScript expression is true.
    pub async fn until(&mut self, tab: &Tab, expression: &str) {
        let end = Instant::now() + PATIENCE;
        while self.eval(tab, expression).await != json!(true) {
            if Instant::now() > end {
                let page = self.eval(tab, "document.body?.innerText ?? ''").await;
                panic!("never true: {expression}\npage: {page}\nconsole: {:?}", self.complaints);
            }
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// Types a text where the cursor is, then presses Enter.
    pub async fn enter(&mut self, tab: &Tab, text: &str) {
        self.call(Some(tab), "Input.insertText", json!({ "text": text })).await;
        for kind in ["keyDown", "keyUp"] {
            let key = json!({
                "type": kind, "key": "Enter", "code": "Enter", "text": "\r", "windowsVirtualKeyCode": 13
            });
            self.call(Some(tab), "Input.dispatchKeyEvent", key).await;
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
