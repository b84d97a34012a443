//! `4D.HTTPRequest` against servers that answer byte for byte what a test tells them, friendly ones and hostile ones.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::timeout;

use crate::client::{Script, listener};
use crate::client_tls::{Authority, trusting};
use crate::server::PATIENCE;

/// Options that say what happens, one line for each callback.
const OPTIONS: &str = r#"
Class constructor($more : Object)
	For each ($name; $more)
		This[$name]:=$more[$name]
	End for each

Function onHeaders($request : 4D.HTTPRequest; $event : Object)
	Say($event.type+" "+String($request.response.status)+" "+String($request.response.body=Null))

Function onResponse($request : 4D.HTTPRequest; $event : Object)
	Say($event.type+" "+JSON Stringify($request.response.body))

Function onError($request : 4D.HTTPRequest; $event : Object)
	Say($event.type+" "+String($request.errors[0].errCode)+" "+$request.errors[0].componentSignature)

Function onTerminate($request : 4D.HTTPRequest; $event : Object)
	Say($event.type+" "+String($request.terminated))
"#;

/// A server with a prepared answer for each connection; it goes on with the last one.
pub struct Server {
    /// Its port.
    pub port: u16,
    requests: UnboundedReceiver<String>,
}

impl Server {
    /// Starts it.
    pub async fn new(answers: &[&[u8]]) -> Server {
        let (listener, port) = listener().await;
        let answers: Vec<Vec<u8>> = answers.iter().map(|answer| answer.to_vec()).collect();
        let (send, requests) = unbounded_channel();
        tokio::spawn(async move {
            for number in 0.. {
                let Ok((mut socket, _)) = listener.accept().await else { return };
                let answer = answers[number.min(answers.len() - 1)].clone();
                let send = send.clone();
                tokio::spawn(async move {
                    let _ = send.send(read_request(&mut socket).await);
                    // A client may leave when it has heard enough.
                    let _ = socket.write_all(&answer).await;
                    let _ = socket.shutdown().await;
                });
            }
        });
        Server { port, requests }
    }

    /// The next request, as it was sent.
    pub async fn request(&mut self) -> String {
        timeout(PATIENCE, self.requests.recv()).await.expect("a request in time").expect("a request")
    }
}

/// Reads a request with its body.
pub async fn read_request(socket: &mut tokio::net::TcpStream) -> String {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let lower = head.to_lowercase();
            let length =
                lower.split_once("content-length: ").and_then(|(_, rest)| rest.lines().next()?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
        match socket.read_buf(&mut bytes).await {
            Ok(1..) => {}
            _ => return text,
        }
    }
}

/// An answer with these header lines and body, and its length.
pub fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut answer =
        format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    answer.extend_from_slice(body);
    answer
}

/// A program with the class `Options`; `{port}` stands for the port.
pub fn script(main: &str, port: u16) -> Script {
    let script = Script::new(main, port);
    script.add("Classes/Options.4dm", OPTIONS);
    script
}

/// Runs a program to its end and gives its lines.
pub async fn lines(main: &str, port: u16) -> Vec<String> {
    let script = script(main, port);
    let mut four = script.start();
    let lines = four.rest().await;
    assert_eq!(four.exit().await, 0, "{}", four.errors());
    lines
}

/// An answer with some headers.
pub const HELLO: &[u8] = b"HTTP/1.1 200 Fine\r\nContent-Type: text/plain\r\nX-MiXed: a\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\nContent-Length: 5\r\n\r\nhello";

#[tokio::test]
async fn the_sample_of_the_documentation() {
    let mut server = Server::new(&[HELLO]).await;
    let main = r#"
		var $headers : Object
		$headers:=New object()
		$headers["field1"]:="value1"
		var myHttpRequestOptions : cs.MyHttpRequestOptions
		myHttpRequestOptions := cs.MyHttpRequestOptions.new("GET"; $headers; "")
		var $request : 4D.HTTPRequest
		$request:=4D.HTTPRequest.new("http://127.0.0.1:{port}"; myHttpRequestOptions)
		$request.wait()
		Say($request.response.body)"#;
    let script = Script::new(main, server.port);
    script.add("Classes/MyHttpRequestOptions.4dm", "\nClass constructor($method : Text; $headers : Object; $body : Text)\nThis.method:=$method\nThis.headers:=$headers\nThis.body:=$body\nFunction onResponse($request : 4D.HTTPRequest; $event : Object)\n//My onResponse method, if you want to handle the request asynchronously\nFunction onError($request : 4D.HTTPRequest; $event : Object)\n//My onError method, if you want to handle the request asynchronously\n");
    let mut four = script.start();
    four.says(&["hello"]).await;
    let request = server.request().await;
    assert!(request.starts_with("GET / HTTP/1.1\r\n"), "{request}");
    assert!(request.contains("\r\nField1: value1\r\n"), "{request}");
    assert!(request.contains(&format!("\r\nHost: 127.0.0.1:{}\r\n", server.port)), "{request}");
    assert_eq!(four.exit().await, 0, "{}", four.errors());
}

#[tokio::test]
async fn the_response_and_the_properties() {
    let server = Server::new(&[HELLO]).await;
    let main = r#"
		$r:=4D.HTTPRequest.new("http://127.0.0.1:{port}/x?y=1")
		Say(String($r.response=Null)+" "+String($r.errors=Null)+" "+String($r.terminated))
		Say(String($r.wait()=$r))
		Say(String($r.response.status)+" "+$r.response.statusText+" "+$r.response.body)
		Say($r.response.headers["x-mixed"]+" "+JSON Stringify($r.response.headers["set-cookie"]))
		Say($r.response.rawHeaders["X-MiXed"]+" "+JSON Stringify($r.response.rawHeaders["Set-Cookie"]))
		Say($r.method+" "+$r.dataType+" "+$r.encoding+" "+$r.protocol+" "+String($r.returnResponseBody)+" "+String($r.terminated))
		Say($r.url+" "+JSON Stringify($r.headers)+" "+String($r.timeout=Null))"#;
    assert_eq!(
        lines(main, server.port).await,
        [
            "True True False".to_owned(),
            "True".to_owned(),
            "200 Fine hello".to_owned(),
            "a [\"a=1\",\"b=2\"]".to_owned(),
            "a [\"a=1\",\"b=2\"]".to_owned(),
            "GET auto UTF-8 HTTP1 True True".to_owned(),
            format!("http://127.0.0.1:{}/x?y=1 {{}} True", server.port),
        ]
    );
}

#[tokio::test]
async fn lc_02_callbacks_come_in_order_in_the_worker_and_while_waiting() {
    let server = Server::new(&[HELLO]).await;
    let expected = ["headers 200 True", "response \"hello\"", "terminate False"];
    let alone =
        r#"CALL WORKER("w"; Formula(r:=4D.HTTPRequest.new("http://127.0.0.1:{port}"; cs.Options.new({}))))"#;
    assert_eq!(lines(alone, server.port).await, expected);
    let waiting = "4D.HTTPRequest.new(\"http://127.0.0.1:{port}\"; cs.Options.new({})).wait()";
    assert_eq!(lines(waiting, server.port).await, expected);
    // A process that is no worker gets its callbacks while it waits.
    let script = script("$n:=New process(\"Ask\"; 0)", server.port);
    script.add("Methods/Ask.4dm", &waiting.replace("{port}", &server.port.to_string()));
    let mut four = script.start();
    assert_eq!(four.rest().await, expected);
    assert_eq!(four.exit().await, 0, "{}", four.errors());
}

#[tokio::test]
async fn data_comes_as_it_arrives_and_may_be_decoded() {
    let gzip =
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff\xcbH\xcd\xc9\xc9\x07\x00\x86\xa6\x106\x05\x00\x00\x00";
    let server =
        Server::new(&[&answer("200 OK", "Content-Type: text/plain\r\nContent-Encoding: gzip\r\n", gzip)])
            .await;
    let main = r#"
		For each ($decode; [True; False])
			For each ($keep; [True; False])
				$r:=4D.HTTPRequest.new("http://127.0.0.1:{port}"; {decodeData: $decode; returnResponseBody: $keep; onData: Formula(Say($2.type+" "+String($2.data.size)))})
				$r.wait()
				Say("body "+String($r.response.body)+" "+String($r.returnResponseBody))
			End for each
		End for each
		Try
			$r:=4D.HTTPRequest.new("http://127.0.0.1:{port}"; {returnResponseBody: False})
		Catch
			Say(String(Last errors[0].errCode))
		End try"#;
    let expected = [
        "data 5",
        "body hello True",
        "data 5",
        "body  False",
        "data 25",
        "body hello True",
        "data 25",
        "body  False",
        "34",
    ];
    assert_eq!(lines(main, server.port).await, expected);
}

#[tokio::test]
async fn large_bodies_come_in_parts_and_wait_for_the_program() {
    let body = vec![b'x'; 20_000_000];
    let server = Server::new(&[&answer("200 OK", "", &body)]).await;
    let main = r#"
		received:=0
		$r:=4D.HTTPRequest.new("http://127.0.0.1:{port}"; {returnResponseBody: False; onData: Formula(received:=received+$2.data.size)})
		DELAY PROCESS(Current process; 30)
		$r.wait()
		Say(String(received))"#;
    assert_eq!(lines(main, server.port).await, ["20000000"]);
}

#[tokio::test]
async fn data_types_of_the_body() {
    for (headers, body, expected) in [
        (
            "Content-Type: application/json\r\n",
            &b"{\"a\":[1]}"[..],
            [r#"{"a":[1]}"#, r#"text "{\"a\":[1]}""#, "9", r#"{"a":[1]}"#],
        ),
        ("Content-Type: application/json\r\n", b"[2]", ["[2]", "text \"[2]\"", "3", "[2]"]),
        (
            "Content-Type: text/html; charset=iso-8859-1\r\n",
            b"\xe9",
            ["text \"é\"", "text \"é\"", "1", "error 33"],
        ),
        ("Content-Type: image/png\r\n", b"{}", ["blob 2", "text \"{}\"", "2", "{}"]),
        ("", b"", ["blob 0", "text \"\"", "0", "null"]),
    ] {
        let server = Server::new(&[&answer("200 OK", headers, body)]).await;
        let main = r#"
			For each ($type; ["auto"; "text"; "blob"; "object"])
				$r:=4D.HTTPRequest.new("http://127.0.0.1:{port}"; {dataType: $type}).wait()
				Case of
					: ($r.errors#Null)
						Say("error "+String($r.errors[0].errCode))
					: ($type="blob")
						Say(String($r.response.body.size))
					: (Value type($r.response.body)=Is text)
						Say("text "+JSON Stringify($r.response.body))
					: (Value type($r.response.body)=Is null) || (Value type($r.response.body)=Is collection)
						Say(JSON Stringify($r.response.body))
					: (OB Class($r.response.body).name="Blob")
						Say("blob "+String($r.response.body.size))
					Else
						Say(JSON Stringify($r.response.body))
				End case
			End for each"#;
        assert_eq!(lines(main, server.port).await, expected, "{headers}");
    }
}

#[tokio::test]
async fn bodies_and_headers_are_sent() {
    let mut server = Server::new(&[HELLO]).await;
    let main = r#"
		var $blob : Blob
		TEXT TO BLOB("abc"; $blob; UTF8 text without length)
		$all:=[{body: "é"}; {body: "é"; encoding: "ISO-8859-1"}; {body: $blob}; {body: {a: "ü"}}; {body: [1]; headers: {}}]
		For each ($options; $all)
			$options.method:="post"
			$options.headers:=($options.headers=Null) ? {} : {}
			$options.headers["X-Many"]:=["1"; "2"]
			4D.HTTPRequest.new("http://127.0.0.1:{port}/"; $options).wait()
		End for each
		4D.HTTPRequest.new("http://127.0.0.1:{port}/"; {method: "PUT"; body: "<a/>"; headers: {content\-type: "text/xml"}}).wait()"#;
    let main = main.replace(
        "headers: {content\\-type: \"text/xml\"}",
        "headers: New object(\"content-type\"; \"text/xml\")",
    );
    lines(&main, server.port).await;
    for (content_type, body) in [
        ("text/plain; charset=UTF-8", "é"),
        ("text/plain; charset=ISO-8859-1", "\u{fffd}"),
        ("application/octet-stream", "abc"),
        ("application/json", "{\"a\":\"ü\"}"),
        ("application/json", "[1]"),
    ] {
        let request = server.request().await;
        assert!(request.starts_with("POST / HTTP/1.1\r\n"), "{request}");
        assert!(request.contains(&format!("\r\nContent-Type: {content_type}\r\n")), "{request}");
        assert!(request.contains("\r\nX-Many: 1\r\n") && request.contains("\r\nX-Many: 2\r\n"), "{request}");
        assert!(request.ends_with(&format!("\r\n\r\n{body}")), "{request}");
    }
    let request = server.request().await;
    assert!(request.starts_with("PUT / ") && request.contains("\r\nContent-Type: text/xml\r\n"), "{request}");
}

#[tokio::test]
async fn sec_the_body_says_how_long_it_is() {
    let mut server = Server::new(&[HELLO]).await;
    let main = r#"
		$wrong:=New object("Content-Length"; "1000"; "transfer-encoding"; "chunked"; "X-Own"; "1")
		Say(4D.HTTPRequest.new("http://127.0.0.1:{port}/"; {method: "POST"; body: "abc"; headers: $wrong}).wait().response.body)
		For each ($method; ["POST"; "PUT"; "GET"])
			Say(4D.HTTPRequest.new("http://127.0.0.1:{port}/"; {method: $method}).wait().response.body)
		End for each"#;
    assert_eq!(lines(main, server.port).await, ["hello"; 4]);
    let framing = |request: &str| -> Vec<String> {
        let lines = request.lines().map(str::to_lowercase);
        lines.filter(|line| line.starts_with("content-length") || line.starts_with("transfer-")).collect()
    };
    let request = server.request().await;
    assert_eq!(framing(&request), ["content-length: 3"]);
    assert!(request.contains("\r\nX-Own: 1\r\n") && request.ends_with("\r\n\r\nabc"), "{request}");
    // RFC 9110 section 8.6
    for expected in [&["content-length: 0"] as &[_], &["content-length: 0"], &[]] {
        assert_eq!(framing(&server.request().await), expected);
    }
}

#[tokio::test]
async fn redirections_are_followed_five_times() {
    let mut server = Server::new(&[&answer("302 Found", "Location: /next\r\n", b"here")]).await;
    let main = r#"
		$r:=4D.HTTPRequest.new("http://127.0.0.1:{port}/"; {method: "POST"; body: "x"; headers: {Cookie: "a=1"}}).wait()
		Say(String($r.response.status)+" "+$r.response.headers.location)
		$r:=4D.HTTPRequest.new("http://127.0.0.1:{port}/"; {automaticRedirections: False}).wait()
		Say(String($r.response.status))"#;
    assert_eq!(lines(main, server.port).await, ["302 /next", "302"]);
    let first = server.request().await;
    assert!(first.starts_with("POST / "), "{first}");
    for _ in 0..5 {
        let next = server.request().await;
        assert!(
            next.starts_with("GET /next ") && next.contains("Cookie: a=1") && !next.contains("Content-"),
            "{next}"
        );
    }
    assert!(server.request().await.starts_with("GET / "));
}

#[tokio::test]
async fn sec_another_server_does_not_see_passwords_and_cookies() {
    let mut other = Server::new(&[HELLO]).await;
    let to_other = format!("Location: http://127.0.0.1:{}/other\r\n", other.port);
    let mut server = Server::new(&[&answer("307 Moved", &to_other, b"")]).await;
    let main = r#"
		$r:=4D.HTTPRequest.new("http://joe:s3cret@127.0.0.1:{port}/"; {method: "PUT"; body: "x"; headers: {Cookie: "a=1"; X: "y"}}).wait()
		Say($r.response.body)"#;
    assert_eq!(lines(main, server.port).await, ["hello"]);
    let first = server.request().await;
    assert!(
        first.contains("Authorization: Basic am9lOnMzY3JldA==") && first.contains("Cookie: a=1"),
        "{first}"
    );
    let second = other.request().await;
    assert!(
        second.starts_with("PUT /other ") && second.ends_with("\r\n\r\nx") && second.contains("X: y"),
        "{second}"
    );
    assert!(!second.contains("Authorization") && !second.contains("Cookie"), "{second}");
}

#[tokio::test]
async fn authentication_is_negotiated() {
    let digest = "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\r\n";
    let basic = "WWW-Authenticate: Basic realm=\"r\"\r\n";
    for (method, challenge, expected) in [
        ("auto", basic, Some("Authorization: Basic am9lOng=")),
        (
            "auto",
            digest,
            Some("Authorization: Digest username=\"joe\", realm=\"r\", nonce=\"n\", uri=\"/a?b\", response="),
        ),
        ("digest", digest, Some("Authorization: Digest ")),
        // The password does not go out in the clear.
        ("digest", basic, None),
    ] {
        let mut server = Server::new(&[&answer("401 Who", challenge, b""), HELLO]).await;
        let main = r#"
			$r:=4D.HTTPRequest.new("http://127.0.0.1:{port}/a?b"; {serverAuthentication: {name: "joe"; password: "x"; method: "{method}"}}).wait()
			Say(String($r.response.status))"#;
        let main = main.replace("{method}", method);
        let status = lines(&main, server.port).await;
        assert!(!server.request().await.contains("Authorization"));
        match expected {
            Some(expected) => {
                assert_eq!(status, ["200"]);
                let second = server.request().await;
                assert!(second.contains(expected), "{second}");
            }
            None => assert_eq!(status, ["401"]),
        }
    }
    // A wrong password is not tried for ever.
    let server = Server::new(&[&answer("401 Who", basic, b"")]).await;
    let main = "Say(String(4D.HTTPRequest.new(\"http://127.0.0.1:{port}/\"; {serverAuthentication: {name: \"j\"}}).wait().response.status))";
    assert_eq!(lines(main, server.port).await, ["401"]);
}

#[tokio::test]
async fn errors_are_told_once_and_terminate_follows() {
    let (closed, port) = listener().await;
    drop(closed);
    let main = r#"
		$r:=4D.HTTPRequest.new("http://127.0.0.1:{port}"; cs.Options.new({}))
		$r.wait()
		Say(String($r.response=Null)+" "+String($r.errors.length)+" "+String($r.terminated))"#;
    assert_eq!(lines(main, port).await, ["error 30 HTCL", "terminate False", "True 1 True"]);
}

#[tokio::test]
async fn an_error_in_a_callback_is_one_of_the_program_and_not_of_the_request() {
    let server = Server::new(&[HELLO]).await;
    let main = r#"
		$options:=cs.Options.new({})
		$options.onResponse:=Formula(throw(4321; "oops"))
		$r:=4D.HTTPRequest.new("http://127.0.0.1:{port}"; $options).wait()
		Say($r.response.body+" "+String($r.errors=Null))"#;
    let script = script(main, server.port);
    let mut four = script.start();
    assert_eq!(four.rest().await, ["headers 200 True", "terminate False", "hello True"]);
    assert_eq!(four.exit().await, 1);
    assert!(four.errors().contains("4321"), "{}", four.errors());
}

#[tokio::test]
async fn sec_hostile_answers_are_errors() {
    let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "a: b\r\n".repeat(200));
    let long = format!("HTTP/1.1 200 OK\r\na: {}\r\n\r\n", "b".repeat(1 << 20));
    let endless = "HTTP/1.1 100 Continue\r\nx: y\r\n\r\n".repeat(60_000);
    let damaged = answer("200 OK", "Content-Encoding: gzip\r\n", b"this is no gzip");
    for (bytes, code) in [
        (&b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n"[..], 33),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n", 33),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", 30),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", 30),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nlong", 35),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 33),
        (b"SSH-2.0-OpenSSH_9.6\r\n", 33),
        (b"", 30),
        (many.as_bytes(), 33),
        (long.as_bytes(), 33),
        (endless.as_bytes(), 33),
        (&damaged, 33),
    ] {
        let server = Server::new(&[bytes]).await;
        let main = "$r:=4D.HTTPRequest.new(\"http://127.0.0.1:{port}\").wait()\nSay(String($r.errors[0].errCode))\nSay($r.errors[0].message)";
        let said = lines(main, server.port).await;
        let start = String::from_utf8_lossy(&bytes[..bytes.len().min(60)]).into_owned();
        assert_eq!(said[0], code.to_string(), "{start}: {}", said[1]);
    }
}

#[tokio::test]
async fn sec_a_small_body_cannot_become_a_huge_one() {
    // 300 MB of zeros: more than a program may receive.
    let bomb = zeros(300 << 20);
    assert!(bomb.len() < 4 << 20);
    let server = Server::new(&[&answer("200 OK", "Content-Encoding: gzip\r\n", &bomb)]).await;
    let main =
        "$r:=4D.HTTPRequest.new(\"http://127.0.0.1:{port}\").wait()\nSay(String($r.errors[0].errCode))";
    assert_eq!(lines(main, server.port).await, ["35"]);
}

/// Zeros, compressed with gzip.
fn zeros(mut count: usize) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let block = vec![0; 1 << 20];
    while count > 0 {
        let part = count.min(block.len());
        encoder.write_all(&block[..part]).expect("memory");
        count -= part;
    }
    encoder.finish().expect("memory")
}

#[tokio::test]
async fn timeouts_waits_and_terminate_end_a_request() {
    // A server that never answers.
    let (silent, port) = listener().await;
    let main = r#"
		$r:=4D.HTTPRequest.new("http://127.0.0.1:{port}"; cs.Options.new({timeout: 0.2}))
		$r.wait()
		Say(String($r.timeout)+" "+String($r.errors[0].errCode))

		$r:=4D.HTTPRequest.new("http://127.0.0.1:{port}"; cs.Options.new({}))
		$r.wait(0.1)
		Say("waited "+String($r.terminated))
		CALL WORKER(Current process; Formula(Stop))
		asked:=$r
		$r.wait()
		Say(String($r.terminated)+" "+String($r.errors=Null))
		$r.terminate()
		$r.wait()"#;
    let script = script(main, port);
    script.add("Methods/Stop.4dm", "asked.terminate()\n");
    let mut four = script.start();
    let said = four.rest().await;
    let expected =
        ["error 32 HTCL", "terminate False", "0.2 32", "waited False", "terminate False", "True True"];
    assert_eq!(said, expected, "{}", four.errors());
    assert_eq!(four.exit().await, 0, "{}", four.errors());
    drop(silent);
}

#[tokio::test]
async fn pictures_are_received_and_sent() {
    let picture = b"<svg xmlns='http://www.w3.org/2000/svg' width='7'/>";
    let mut server = Server::new(&[&answer("200 OK", "Content-Type: image/svg+xml\r\n", picture)]).await;
    let main = r#"
		var $picture; $other : Picture
		var $width; $height : Real
		$status:=HTTP Get("http://127.0.0.1:{port}/get"; $picture)
		PICTURE PROPERTIES($picture; $width; $height)
		Say(String($status)+" "+String($width)+" "+String(Picture size($picture)))
		$status:=HTTP Request(HTTP POST method; "http://127.0.0.1:{port}/send"; $picture; $other)
		Say(String(Picture size($other)))"#;
    assert_eq!(lines(main, server.port).await, ["200 7 51", "51"]);
    assert!(server.request().await.starts_with("GET /get "));
    let sent = server.request().await.to_lowercase();
    assert!(sent.contains("content-type: image/svg+xml\r\n") && sent.ends_with("width='7'/>"), "{sent}");
}

#[tokio::test]
async fn wait_handles_the_other_messages_of_the_process() {
    let server = Server::new(&[HELLO]).await;
    let main = r#"
		CALL WORKER(Current process; Formula(Say("meanwhile")))
		$a:=4D.HTTPRequest.new("http://127.0.0.1:{port}/a"; {onResponse: Formula(Say("a "+$1.response.body))})
		$b:=4D.HTTPRequest.new("http://127.0.0.1:{port}/b"; {onResponse: Formula(Nested($1))})
		$a.wait()
		$b.wait()
		Say("done")"#;
    let script = script(main, server.port);
    let nested =
        "#DECLARE($r : Object)\n$r.wait()\nSay(\"b \"+4D.HTTPRequest.new($r.url).wait().response.body)\n";
    script.add("Methods/Nested.4dm", nested);
    let mut four = script.start();
    let mut said = four.rest().await;
    assert_eq!(said.remove(0), "meanwhile");
    said.sort();
    assert_eq!(said, ["a hello", "b hello", "done"], "{}", four.errors());
}

#[tokio::test]
async fn lc_20_https_is_checked_unless_the_program_says_otherwise() {
    let authority = Authority::new();
    let (listener, port) = listener().await;
    let acceptor = authority.acceptor();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut socket) = acceptor.accept(socket).await else { return };
                let mut request = [0; 4096];
                let _ = socket.read(&mut request).await;
                let _ = socket.write_all(HELLO).await;
                let _ = socket.shutdown().await;
            });
        }
    });
    let main = r#"
		For each ($options; [{}; {validateTLSCertificate: False}; {minTLSVersion: "TLSv1_3"}])
			$r:=4D.HTTPRequest.new("localhost:{port}"; $options).wait()
			Say(($r.errors=Null) ? $r.response.body : String($r.errors[0].errCode))
		End for each"#;
    for (trusted, expected) in [(true, ["hello"; 3]), (false, ["31", "hello", "31"])] {
        let script = Script::new(main, port);
        if trusted {
            authority.write(&script)
        } else {
            Authority::new().write(&script)
        }
        let mut four = trusting(&script);
        assert_eq!(four.rest().await, expected, "{}", four.errors());
    }
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_at_once() {
    let main = r#"
		For each ($options; [{method: "GET /x"}; {method: "CONNECT"}; {headers: {a: "b\r\nc: d"}}; {dataType: "xml"}; {protocol: "HTTP2"}; {body: "x"; encoding: "none"}; {minTLSVersion: "SSL"}; {storeCertificateName: "x"}; {proxyAuthentication: {}}])
			Try
				$r:=4D.HTTPRequest.new("http://127.0.0.1:1"; $options)
				Say("sent")
			Catch
				Say(String(Last errors[0].errCode))
			End try
		End for each"#;
    assert_eq!(lines(main, 0).await, ["34"; 9]);
}

#[tokio::test]
async fn our_own_server_and_requests_at_the_same_time() {
    let main = r#"
		$status:=WEB Server.start()
		$all:=[]
		For ($i; 1; 30)
			$all.push(4D.HTTPRequest.new("http://127.0.0.1:"+String(WEB Server.HTTPPort)+"/page.html"))
		End for
		For each ($r; $all)
			$r.wait()
			If ($r.response.body#"<p>page</p>") | ($r.response.headers["content-type"]#"text/html@")
				Say("wrong")
			End if
		End for each
		Say("done")
		WEB Server.stop()"#;
    let script = Script::new(main, 0);
    script.add("WebFolder/page.html", "<p>page</p>");
    let mut four = script.start();
    assert_eq!(four.rest().await, ["done"], "{}", four.errors());
}

#[tokio::test]
async fn commands_ask_and_wait() {
    let gzip =
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff\xcbH\xcd\xc9\xc9\x07\x00\x86\xa6\x106\x05\x00\x00\x00";
    let compressed = answer("200 OK", "Content-Type: text/plain\r\nContent-Encoding: gzip\r\n", gzip);
    let json = answer("201 Made", "Content-Type: application/json\r\nX-One: 1\r\n", b"{\"a\":1}");
    let mut server = Server::new(&[HELLO, &json, &json, &json, HELLO, &compressed, HELLO]).await;
    let main = r#"
		ARRAY TEXT($names; 0)
		ARRAY TEXT($values; 0)
		APPEND TO ARRAY($names; "X-Mine")
		APPEND TO ARRAY($values; "yes")
		var $text : Text
		var $blob : Blob
		var $object : Object
		$status:=HTTP Get("127.0.0.1:{port}/path"; $text; $names; $values)
		Say(String($status)+" "+$text+" "+String(OK)+" "+$names{2}+"="+$values{2}+" "+String(Size of array($names)))

		$status:=HTTP Request(HTTP PUT method; "http://127.0.0.1:{port}/"; {lastname: "Doe"}; $object)
		Say(String($status)+" "+JSON Stringify($object))
		$status:=HTTP Request(HTTP POST method; "http://127.0.0.1:{port}/"; "text"; $blob)
		Say(String(BLOB size($blob)))
		$status:=HTTP Request(HTTP DELETE method; "http://127.0.0.1:{port}/"; ""; $text; *)
		Say($text)
		// What does not fit is left blank.
		$status:=HTTP Get("http://127.0.0.1:{port}/"; $object)
		Say(String($object=Null))
		HTTP SET OPTION(HTTP compression; 1)
		$status:=HTTP Get("http://127.0.0.1:{port}/"; $text)
		Say($text)
		CALL WORKER(Current process; Formula(Say("meanwhile")))
		$status:=HTTP Get("http://127.0.0.1:{port}/"; $text)"#;
    let said = lines(main, server.port).await;
    let expected =
        ["200 hello 1 X-MiXed=a 5", "201 {\"a\":1}", "7", "{\"a\":1}", "True", "hello", "meanwhile"];
    assert_eq!(said, expected);
    let get = server.request().await;
    assert!(get.starts_with("GET /path HTTP/1.1\r\n") && get.contains("X-Mine: yes"), "{get}");
    assert!(!get.contains("Accept-Encoding"), "{get}");
    let put = server.request().await;
    assert!(put.starts_with("PUT / ") && put.ends_with("{\"lastname\":\"Doe\"}"), "{put}");
    let post = server.request().await;
    assert!(
        post.starts_with("POST / ") && post.contains("Content-Type: text/plain; charset=UTF-8"),
        "{post}"
    );
    assert!(server.request().await.starts_with("DELETE / "));
    server.request().await;
    assert!(server.request().await.contains("Accept-Encoding: gzip, deflate"));
}

#[tokio::test]
async fn commands_fail_with_errors_and_ok_0() {
    let mut server = Server::new(&[&answer("302 Found", "Location: /\r\n", b"")]).await;
    let main = r#"
		var $text : Text
		OK:=1
		Try
			$status:=HTTP Get("http://127.0.0.1:1/"; $text)
		Catch
			Say(String(Last errors[0].errCode)+" "+Last errors[0].componentSignature+" "+String(OK))
		End try
		$status:=HTTP Get("http://127.0.0.1:{port}/"; $text)
		Say(String($status))
		HTTP SET OPTION(HTTP follow redirect; 0)
		$status:=HTTP Get("http://127.0.0.1:{port}/last"; $text)
		Say(String($status))
		HTTP AUTHENTICATE("joe"; "x"; HTTP basic)
		HTTP SET OPTION(HTTP reset auth settings; 1)
		$status:=HTTP Get("http://127.0.0.1:{port}/"; $text)
		$status:=HTTP Get("http://127.0.0.1:{port}/"; $text)"#;
    assert_eq!(lines(main, server.port).await, ["30 HTCL 0", "302", "302"]);
    for path in ["/ ", "/ ", "/ ", "/last "] {
        let request = server.request().await;
        assert!(request.starts_with(&format!("GET {path}")), "two redirections are followed: {request}");
    }
    assert!(server.request().await.contains("Authorization: Basic am9lOng="));
    assert!(!server.request().await.contains("Authorization"));
}

#[tokio::test]
async fn commands_have_a_timeout() {
    let (silent, port) = listener().await;
    let main = r#"
		HTTP SET OPTION(HTTP timeout; 1)
		var $text : Text
		Try
			$status:=HTTP Get("http://127.0.0.1:{port}/"; $text)
		Catch
			Say(String(Last errors[0].errCode))
		End try"#;
    assert_eq!(lines(main, port).await, ["32"]);
    drop(silent);
}
