//! Rows CLI: `4D.WebSocket`, against a server of another make (tokio-tungstenite) and against four's own.

use std::path::PathBuf;
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::accept_hdr_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};

use futures_util::SinkExt;

use crate::server::{Four, PATIENCE, program as existing};
use crate::ws::{Client, Event};

/// Says what happens to a client, one line for each callback.
const HANDLER: &str = r#"
Class constructor($dataType : Text)
	This.dataType:=$dataType

Function onOpen($ws : 4D.WebSocket; $event : Object)
	Say($event.type+" "+$ws.status+" "+OB Class($ws).name)

Function onMessage($ws : 4D.WebSocket; $event : Object)
	Case of
		: (Value type($event.data)=Is text)
			Say($event.type+" <"+$event.data+">")
			If ($event.data="bye")
				$ws.terminate(4001; "enough")
				Say($ws.status)
			End if
			If ($event.data="fail")
				throw({errCode: 7; message: "oops"})
			End if
		: (Value type($event.data)=Is object) && (OB Class($event.data).name="Blob")
			Say($event.type+" blob "+String($event.data.size))
		: (Value type($event.data)=Is BLOB)
			Say($event.type+" blob "+String(BLOB size($event.data)))
		Else
			Say($event.type+" "+JSON Stringify($event.data))
	End case

Function onError($ws : 4D.WebSocket; $event : Object)
	Say($event.type+" "+String($event.errors[0].errCode)+" "+$event.errors[0].componentSignature)

Function onTerminate($ws : 4D.WebSocket; $event : Object)
	Say("terminate "+String($event.code)+" <"+String($event.reason)+"> "+$ws.status)
"#;

/// A program of one method and the class `Handler`; `Say` writes a line. `{port}` stands for the port.
pub struct Script(TempDir);

impl Script {
    /// Writes the program.
    pub fn new(main: &str, port: u16) -> Script {
        let folder = tempfile::tempdir().expect("a folder");
        let script = Script(folder);
        script.add("main.4dm", &main.replace("{port}", &port.to_string()));
        script.add("Classes/Handler.4dm", HANDLER);
        let say = std::fs::read_to_string(existing("probe").with_file_name("Methods").join("Say.4dm"));
        script.add("Methods/Say.4dm", &say.expect("the method"));
        script
    }

    /// Adds a file.
    pub fn add(&self, name: &str, text: &str) {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    /// The method that is started.
    pub fn main(&self) -> PathBuf {
        self.0.path().join("main.4dm")
    }

    /// Starts it.
    pub fn start(&self) -> Four {
        Four::start(&["--port", "0"], &self.main())
    }
}

/// A listener on a free port.
pub async fn listener() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    (listener, port)
}

/// The next TCP connection.
pub async fn tcp(listener: &TcpListener) -> TcpStream {
    timeout(PATIENCE, listener.accept()).await.expect("a connection in time").expect("a connection").0
}

/// The next WebSocket: the server's end, the target and the header lines of its request.
async fn accept(listener: &TcpListener) -> (Client, String, Vec<(String, String)>) {
    let mut seen = (String::new(), Vec::new());
    #[allow(clippy::result_large_err)] // the type is tungstenite's
    let look = |request: &Request, response: Response| {
        let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
        let lines = request.headers().iter();
        seen = (
            request.uri().to_string(),
            lines.map(|(name, value)| (name.to_string(), text(value.as_bytes()))).collect(),
        );
        Ok(response)
    };
    let socket = tcp(listener).await;
    let socket =
        timeout(PATIENCE, accept_hdr_async(socket, look)).await.expect("in time").expect("a handshake");
    (Client(socket), seen.0, seen.1)
}

/// Opens a client with the class `Handler` and gives it and the server's end.
async fn open(data_type: &str, then: &str) -> (Four, Client, Script) {
    let (listener, port) = listener().await;
    let main =
        format!("ws:=4D.WebSocket.new(\"ws://127.0.0.1:{port}/\"; cs.Handler.new(\"{data_type}\"))\n{then}");
    let script = Script::new(&main, port);
    let mut four = script.start();
    let (server, ..) = accept(&listener).await;
    four.says(&["open Connected WebSocket"]).await;
    (four, server, script)
}

#[tokio::test]
async fn cli_01_09_a_client_connects_and_knows_its_address() {
    let (listener, port) = listener().await;
    let script = Script::new(
        r#"
		$ws:=4D.WebSocket.new("ws://127.0.0.1:{port}/chat?room=1")
		Say($ws.url+" "+$ws.status+" "+$ws.dataType+" "+String($ws.id>0)+" "+String($ws.handler=Null))
		$ws.status:=$ws.status
		$ws.send("hello")"#,
        port,
    );
    let mut four = script.start();
    let (mut server, target, _) = accept(&listener).await;
    assert_eq!(target, "/chat?room=1");
    four.says(&[&format!("ws://127.0.0.1:{port}/chat?room=1 Connected text True True")]).await;
    assert_eq!(server.text().await, "hello");
    // An open client keeps the program alive.
    four.is_alive();
    server.close(1000, "").await;
    assert_eq!(four.exit().await, 0, "{}", four.errors());
}

#[tokio::test]
async fn cli_02_no_connection_is_an_error_that_can_be_caught() {
    let (closed, port) = listener().await;
    drop(closed);
    let script = Script::new(
        r#"
		var $ws : 4D.WebSocket
		Try
			$ws:=4D.WebSocket.new("ws://127.0.0.1:{port}/")
			Say("connected")
		Catch
			Say(String(Last errors[0].errCode)+" "+Last errors[0].componentSignature+" "+String($ws=Null))
		End try
		For each ($url; ["http://127.0.0.1/"; "ws:"; "no address"; ""])
			Try
				$ws:=4D.WebSocket.new($url)
				Say("connected")
			Catch
				Say(String(Last errors[0].errCode))
			End try
		End for each"#,
        port,
    );
    let mut four = script.start();
    four.says(&["30 HTCL True", "34", "34", "34", "34"]).await;
    assert_eq!(four.exit().await, 0, "{}", four.errors());
}

#[tokio::test]
async fn cli_02_an_answer_that_is_no_handshake_is_an_error() {
    let long = format!("HTTP/1.1 101 Ok\r\n{}", "x: y\r\n".repeat(20_000));
    for (answer, expected) in [
        ("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "33 True"),
        (
            "HTTP/1.1 101 Ok\r\nUpgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n",
            "33 False",
        ),
        ("SSH-2.0-OpenSSH\r\n", "33 False"),
        (&long, "33 False"),
        ("", "30 False"),
    ] {
        let (listener, port) = listener().await;
        let script = Script::new(
            r#"
			Try
				$ws:=4D.WebSocket.new("ws://127.0.0.1:{port}/")
				Say("connected")
			Catch
				Say(String(Last errors[0].errCode)+" "+String(Position("404"; Last errors[0].message)>0))
			End try"#,
            port,
        );
        let mut four = script.start();
        let mut socket = tcp(&listener).await;
        let mut request = [0; 2048];
        let read = socket.read(&mut request).await.expect("a request");
        assert!(request[..read].starts_with(b"GET / HTTP/1.1\r\nHost: 127.0.0.1:"));
        // The client may have heard enough before the end.
        let _ = socket.write_all(answer.as_bytes()).await;
        let _ = socket.shutdown().await;
        four.says(&[expected]).await;
        assert_eq!(four.exit().await, 0, "{}", four.errors());
    }
}

#[tokio::test]
async fn cli_03_on_open_runs_before_new_returns() {
    let (mut four, server, _script) = open("text", "Say(\"new returned\")").await;
    four.says(&["new returned"]).await;
    server.close(1000, "").await;
    four.says(&["terminate 1000 <> Closed"]).await;
    assert_eq!(four.exit().await, 0);
}

#[tokio::test]
async fn cli_04_callbacks_run_in_the_worker_that_created_it() {
    let (listener, port) = listener().await;
    let script = Script::new(
        r#"
		$handler:={onMessage: Formula(Say($2.data+" in "+Current process name)); onTerminate: Formula(Say("end in "+Current process name))}
		CALL WORKER("line"; Formula(ws:=4D.WebSocket.new("ws://127.0.0.1:{port}/"; $handler)))"#,
        port,
    );
    let mut four = script.start();
    let (mut server, ..) = accept(&listener).await;
    server.send("one").await;
    server.send("two").await;
    four.says(&["one in line", "two in line"]).await;
    server.close(1000, "").await;
    four.says(&["end in line"]).await;
    assert_eq!(four.exit().await, 0, "{}", four.errors());
}

#[tokio::test]
async fn cli_05_15_data_types() {
    for (data_type, text, binary) in [
        ("text", "message <{\"a\":1}>", "message <{\"b\":2}>"),
        ("blob", "message blob 7", "message blob 7"),
        ("object", "message {\"a\":1}", "message {\"b\":2}"),
    ] {
        let (mut four, mut server, _script) = open(data_type, "").await;
        server.send("{\"a\":1}").await;
        server.0.send(Message::binary(&b"{\"b\":2}"[..])).await.expect("open");
        four.says(&[text, binary]).await;
        if data_type == "object" {
            server.send("no json").await;
            assert!(four.line().await.starts_with("error "));
            server.send("{}").await;
            four.says(&["message {}"]).await;
        }
        server.close(1000, "").await;
        four.says(&["terminate 1000 <> Closed"]).await;
    }
}

#[tokio::test]
async fn cli_06_headers_and_cookies_of_the_handler_are_sent() {
    let (listener, port) = listener().await;
    let script = Script::new(
        r#"
		var $handler : cs.WSConnectionHandler
		$handler:=cs.WSConnectionHandler.new("s3cret")
		$ws:=4D.WebSocket.new("ws://127.0.0.1:{port}/"; $handler)
		$ws.terminate()"#,
        port,
    );
    script.add(
        "Classes/WSConnectionHandler.4dm",
        r#"
Class constructor($myToken : Text)
	This.headers:=New object("x-authorization"; $myToken)
	This.headers.Cookie:="yummy_cookie=choco; tasty_cookie=strawberry"
	This.headers["X-Many"]:=["a"; "b"]
"#,
    );
    let mut four = script.start();
    let (mut server, _, headers) = accept(&listener).await;
    let values = |name: &str| -> Vec<&str> {
        headers.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect()
    };
    assert_eq!(values("x-authorization"), ["s3cret"]);
    assert_eq!(values("cookie"), ["yummy_cookie=choco; tasty_cookie=strawberry"]);
    assert_eq!(values("x-many"), ["a", "b"]);
    assert_eq!(server.event().await, Event::Close(1000, String::new()));
    server.end().await;
    assert_eq!(four.exit().await, 0, "{}", four.errors());
}

#[tokio::test]
async fn cli_06_headers_cannot_smuggle_lines() {
    let (_listener, port) = listener().await;
    let script = Script::new(
        r#"
		Try
			$ws:=4D.WebSocket.new("ws://127.0.0.1:{port}/"; {headers: {a: "b\r\nEvil: c"}})
		Catch
			Say(Last errors[0].message)
		End try"#,
        port,
    );
    let mut four = script.start();
    four.says(&["The value of the header a contains a control character or line break."]).await;
}

#[tokio::test]
async fn cli_07_08_the_order_of_events() {
    let (mut four, mut server, _script) = open("text", "").await;
    server.send("one").await;
    server.send("two").await;
    server.close(4321, "read the manual").await;
    four.says(&["message <one>", "message <two>", "terminate 4321 <read the manual> Closed"]).await;

    // An abnormal end is an error first.
    let (mut four, server, _script) = open("text", "").await;
    server.reset();
    four.says(&["error 1006 HTCL", "terminate 1006 <> Closed"]).await;

    let (mut four, server, _script) = open("text", "").await;
    server.close(1011, "broken").await;
    four.says(&["error 1011 HTCL", "terminate 1011 <broken> Closed"]).await;
}

#[tokio::test]
async fn cli_07_an_error_in_a_callback_goes_to_on_error() {
    let (mut four, mut server, _script) = open("text", "").await;
    server.send("fail").await;
    four.says(&["message <fail>", "error 7 host"]).await;
    server.send("on we go").await;
    four.says(&["message <on we go>"]).await;
}

#[tokio::test]
async fn cli_10_text_blob_and_object_are_sent() {
    let then = r#"
		var $blob : Blob
		ws.send("héllo")
		ws.send("")
		TEXT TO BLOB("abc"; $blob; UTF8 text without length)
		ws.send($blob)
		ws.send({a: [1; Null; "ü"]})
		Try
			ws.send(12)
		Catch
			Say(String(Last errors[0].errCode))
		End try"#;
    let (mut four, mut server, _script) = open("text", then).await;
    server.hears(&["héllo", ""]).await;
    assert_eq!(server.event().await, Event::Binary(b"abc".to_vec()));
    server.hears(&["{\"a\":[1,null,\"ü\"]}"]).await;
    four.says(&["54"]).await;
}

#[tokio::test]
async fn cli_10_large_messages_come_through_both_ways() {
    let then = "ws.send(\"x\"*5000000)";
    let (mut four, mut server, _script) = open("blob", then).await;
    let text = server.text().await;
    assert!(text.len() == 5_000_000 && text.bytes().all(|byte| byte == b'x'));
    server.0.send(Message::binary(vec![7; 12_000_000])).await.expect("open");
    four.says(&["message blob 12000000"]).await;
}

#[tokio::test]
async fn cli_11_terminate_closes_with_code_and_reason() {
    let (mut four, mut server, _script) = open("text", "").await;
    server.send("bye").await;
    assert_eq!(server.event().await, Event::Close(4001, "enough".into()));
    server.end().await;
    four.says(&["message <bye>", "Closing", "terminate 4001 <enough> Closed"]).await;
    assert_eq!(four.exit().await, 0, "{}", four.errors());
}

#[tokio::test]
async fn cli_11_other_codes_are_refused() {
    let then = r#"
		For each ($code; [999; 1001; 2999; 5000; 3000.5])
			Try
				ws.terminate($code; "no")
				Say("closed with "+String($code))
			Catch
				Say(String(Last errors[0].errCode)+" "+ws.status)
			End try
		End for each
		ws.terminate(3000; "yes")
		ws.terminate()
		ws.send("too late")"#;
    let (mut four, mut server, _script) = open("text", then).await;
    four.says(&["54 Connected"; 5]).await;
    assert_eq!(server.event().await, Event::Close(3000, "yes".into()));
    server.end().await;
    four.says(&["terminate 3000 <yes> Closed"]).await;
    assert_eq!(four.exit().await, 0, "{}", four.errors());
}

#[tokio::test]
async fn cli_12_the_handler_is_held_by_reference() {
    let (listener, port) = listener().await;
    let script = Script::new(
        r#"
		handler:={onMessage: Formula(Say(This.name+" "+$2.data))}
		ws:=4D.WebSocket.new("ws://127.0.0.1:{port}/"; handler)
		handler.name:="set later"
		Say(String(ws.handler=handler))"#,
        port,
    );
    let mut four = script.start();
    let (mut server, ..) = accept(&listener).await;
    server.send("x").await;
    four.says(&["True", "set later x"]).await;
}

#[tokio::test]
async fn cli_13_a_read_only_property_may_be_assigned() {
    let (listener, port) = listener().await;
    let script = Script::new(
        r#"
		ws:=4D.WebSocket.new("ws://127.0.0.1:{port}/"; {})
		Try
			ws.status:=ws.status
		Catch
			Say("caught")
		End try
		Say(ws.status)"#,
        port,
    );
    let mut four = script.start();
    let (_server, ..) = accept(&listener).await;
    // Fatal for nobody: an error that can be caught, or nothing.
    let first = four.line().await;
    let last = if first == "caught" { four.line().await } else { first };
    assert_eq!(last, "Connected");
}

#[tokio::test]
async fn cli_14_a_client_needs_no_handler() {
    let (listener, port) = listener().await;
    let script = Script::new(
        r#"
		ws:=4D.WebSocket.new("ws://127.0.0.1:{port}/")
		ws.send("hello")"#,
        port,
    );
    let _four = script.start();
    let (mut server, ..) = accept(&listener).await;
    assert_eq!(server.text().await, "hello");
    // What nobody hears does no harm.
    server.send("x").await;
    server.close(1001, "").await;
}

/// Beyond 4D: `deflate` of the handler offers permessage-deflate.
#[tokio::test]
async fn messages_are_compressed_where_both_agree() {
    let main = r#"
		var $round : Object
		ws:=4D.WebSocket.new("ws://127.0.0.1:{port}/"; {deflate: True; onMessage: Formula(Say(String(Length($2.data))+" "+String($2.data="abc@")))})
		ws.send("abc"*30000)
		ws.send("abc")"#;
    let server = Four::program("faults").await;
    let script = Script::new(main, server.port);
    let mut four = script.start();
    four.says(&["90000 True", "3 True"]).await;
    // A server that knows no compression is talked to without.
    let (listener, port) = listener().await;
    let script = Script::new(main, port);
    let mut four = script.start();
    let (mut plain, _, headers) = accept(&listener).await;
    let offers = |(name, value): &(String, String)| {
        name == "sec-websocket-extensions" && value.starts_with("permessage-deflate; client_max_window_bits")
    };
    assert!(headers.iter().any(offers), "{headers:?}");
    assert_eq!(plain.text().await.len(), 90_000);
    plain.send("abcd").await;
    four.says(&["4 True"]).await;
}

#[tokio::test]
async fn lc_06_messages_keep_their_order_and_are_bounded_on_the_way() {
    let (mut four, mut server, _script) = open("text", "").await;
    for number in 0..2000 {
        server.0.feed(Message::text(number.to_string())).await.expect("open");
    }
    server.0.flush().await.expect("open");
    for number in 0..2000 {
        assert_eq!(four.line().await, format!("message <{number}>"));
    }
}

#[tokio::test]
async fn sec_a_server_that_breaks_the_protocol_is_left() {
    for (frame, code) in [
        // A masked frame, reserved bits, text that is no UTF-8.
        (&b"\x81\x81\x01\x02\x03\x04\x60"[..], 1002),
        (&b"\xf1\x01a"[..], 1002),
        (&b"\x81\x01\xff"[..], 1007),
        // A message that would be too large.
        (&b"\x82\x7f\x00\x00\x00\x01\x00\x00\x00\x00"[..], 1009),
    ] {
        let (mut four, mut server, _script) = open("text", "").await;
        server.0.get_mut().write_all(frame).await.expect("open");
        four.says(&[&format!("error {code} HTCL"), &format!("terminate {code} <> Closed")]).await;
    }
}

#[tokio::test]
async fn lc_14_a_killed_worker_closes_its_clients() {
    let (listener, port) = listener().await;
    let script = Script::new(
        r#"
		CALL WORKER("line"; Formula(ws:=4D.WebSocket.new("ws://127.0.0.1:{port}/"; cs.Handler.new("text"))))
		CALL WORKER("line"; Formula(KILL WORKER))"#,
        port,
    );
    let mut four = script.start();
    let (mut server, ..) = accept(&listener).await;
    assert_eq!(server.event().await, Event::Close(1001, String::new()));
    server.end().await;
    four.says(&["open Connected WebSocket"]).await;
    assert_eq!(four.exit().await, 0, "{}", four.errors());
}

#[tokio::test]
async fn lc_03_an_interrupted_program_closes_its_clients() {
    let (mut four, mut server, _script) = open("text", "").await;
    four.signal("TERM");
    assert_eq!(server.event().await, Event::Close(1001, String::new()));
    server.end().await;
    four.says(&["terminate 1001 <> Closed"]).await;
    assert_eq!(four.exit().await, 143);
}

#[tokio::test]
async fn sec_a_busy_program_is_not_flooded() {
    let (listener, port) = listener().await;
    let script = Script::new(
        r#"
		ws:=4D.WebSocket.new("ws://127.0.0.1:{port}/"; {onMessage: Formula(Say("message"))})
		Say("busy")
		DELAY PROCESS(Current process; 3600)"#,
        port,
    );
    let mut four = script.start();
    let (mut server, ..) = accept(&listener).await;
    four.says(&["busy"]).await;
    let message = Message::binary(vec![0; 1 << 20]);
    let mut taken = 0;
    // What is not taken within a second will not be taken as long as the program is busy.
    while taken < 200
        && timeout(Duration::from_secs(1), server.0.send(message.clone()))
            .await
            .is_ok_and(|sent| sent.is_ok())
    {
        taken += 1;
    }
    assert!((1..64).contains(&taken), "{taken} MiB were taken");
    four.is_alive();
}

#[tokio::test]
async fn sec_a_server_that_does_not_read_is_given_up() {
    let then = r#"
		$text:="x"*1000000
		For ($i; 1; 200)
			ws.send($text)
		End for
		Say("sent")"#;
    let (mut four, _server, _script) = open("text", then).await;
    four.says(&["sent", "error 1006 HTCL", "terminate 1006 <> Closed"]).await;
    assert_eq!(four.exit().await, 0, "{}", four.errors());
}

#[tokio::test]
async fn lc_02_callbacks_are_pumped_while_the_process_waits() {
    let (listener, port) = listener().await;
    let script = Script::new(
        r#"
		ws:=4D.WebSocket.new("ws://127.0.0.1:{port}/"; cs.Handler.new("text"))
		$request:=4D.HTTPRequest.new("http://127.0.0.1:{port}/"; {onTerminate: Formula(Say("answered"))})
		$request.wait()
		Say("waited "+$request.response.body)
		ws.terminate()"#,
        port,
    );
    let mut four = script.start();
    let (mut server, ..) = accept(&listener).await;
    let mut http = tcp(&listener).await;
    assert_ne!(http.read(&mut [0; 2048]).await.expect("a request"), 0);
    server.send("meanwhile").await;
    four.says(&["open Connected WebSocket", "message <meanwhile>"]).await;
    http.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok")
        .await
        .expect("open");
    four.says(&["answered", "waited ok"]).await;
    server.end().await;
    four.says(&["terminate 1000 <> Closed"]).await;
    assert_eq!(four.exit().await, 0, "{}", four.errors());
}

#[tokio::test]
async fn lc_03_a_program_that_waits_for_a_silent_server_can_be_interrupted() {
    for call in [
        "$ws:=4D.WebSocket.new(\"ws://127.0.0.1:{port}/\")",
        "$request:=4D.HTTPRequest.new(\"http://127.0.0.1:{port}/\").wait()",
        "$status:=HTTP Get(\"http://127.0.0.1:{port}/\"; $text)",
    ] {
        let (listener, port) = listener().await;
        let script = Script::new(&format!("var $text : Text\n{call}\nSay(\"not reached\")"), port);
        let mut four = script.start();
        let mut silent = tcp(&listener).await;
        assert_ne!(silent.read(&mut [0; 9]).await.expect("a request"), 0);
        four.signal("TERM");
        assert_eq!(four.exit().await, 143, "{call}");
        assert_eq!(four.said(), None, "{call}");
    }
}

#[tokio::test]
async fn cli_02_on_err_call_takes_the_error() {
    let script = Script::new(
        r#"
		var $ws : 4D.WebSocket
		ON ERR CALL("Failed")
		$ws:=4D.WebSocket.new("ws://127.0.0.1:1/")
		If ($ws#Null)
			Say("connected")
		Else
			Say("no server")
		End if"#,
        0,
    );
    script.add("Methods/Failed.4dm", "Say(\"error \"+String(Error))\n");
    let mut four = script.start();
    four.says(&["error 30", "no server"]).await;
    assert_eq!(four.exit().await, 0, "{}", four.errors());
}

#[tokio::test]
async fn lc_14_a_killed_worker_gives_its_requests_up() {
    let (listener, port) = listener().await;
    let script = Script::new(
        r#"
		CALL WORKER("line"; Formula(r:=4D.HTTPRequest.new("http://127.0.0.1:{port}/"; {onHeaders: Formula(KILL WORKER); onTerminate: Formula(Say("told"))})))"#,
        port,
    );
    let mut four = script.start();
    let mut silent = tcp(&listener).await;
    assert_ne!(silent.read(&mut [0; 2048]).await.expect("a request"), 0);
    silent.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n").await.expect("open");
    let mut all = Vec::new();
    let _ = timeout(PATIENCE, silent.read_to_end(&mut all)).await.expect("the connection ends");
    assert_eq!(four.exit().await, 0, "{}", four.errors());
    assert_eq!(four.said(), None);
}

#[tokio::test]
async fn docs_web_socket_class_sample_against_our_own_server() {
    // The page's client and server samples; ALERT writes a line.
    let script = Script::new(
        r#"
		CALL WORKER("server"; Formula(wss:=4D.WebSocketServer.new({onConnection: Formula({onMessage: Formula($1.send(Uppercase($2.data)))})})))
		$url:="ws://127.0.0.1:"+String(Port of server)
		webSocket:=4D.WebSocket.new($url; cs.WSConnectionHandler.new())
		webSocket.send("Hello world")"#,
        0,
    );
    script.add("Classes/WSConnectionHandler.4dm", "\nFunction onMessage($ws : 4D.WebSocket; $event : Object)\n\tALERT($event.data)\n\tCALL WORKER(\"server\"; Formula(wss.terminate()))\n\nFunction onTerminate($ws : 4D.WebSocket; $event : Object)\n\tALERT(\"Connection closed\")\n");
    script.add(
        "Methods/Port of server.4dm",
        "#DECLARE->$port : Integer\nWhile (Not(WEB Is server running))\n\tDELAY PROCESS(Current process; 1)\nEnd while\n$port:=WEB Server.HTTPPort\n",
    );
    let mut four = script.start();
    four.says(&["HELLO WORLD", "Connection closed"]).await;
    assert_eq!(four.exit().await, 0, "{}", four.errors());
}
