//! Rows HDL and MSG: HTTP request handlers and their messages (`WebServer/http-request-handler`).

use crate::server::Four;
use crate::web_site::{Site, folder};

const HANDLERS: &str = r#"[
    {"class": "GeneralHandling", "method": "gettingStarted", "pattern": "start", "verbs": "get, post"},
    {"class": "Api", "method": "echo", "pattern": "echo"},
    {"class": "Api", "method": "make", "pattern": "make", "verbs": "GET"},
    {"class": "Api", "method": "wrong", "pattern": "wrong"},
    {"class": "Api", "method": "absent", "pattern": "absent"},
    {"class": "Nobody", "method": "x", "pattern": "nobody"},
    {"class": "Plain", "method": "x", "pattern": "plain"},
    {"class": "Alone", "method": "x", "pattern": "alone"},
    {"class": "Api", "method": "count", "pattern": "count"}
]"#;

/// The class of `API/IncomingMessageClass`, example 1.
const GENERAL: &str = r#"shared singleton Class constructor()

Function gettingStarted($request : 4D.IncomingMessage) : 4D.OutgoingMessage
	var $result:=4D.OutgoingMessage.new()
	var $body : Text
	$body:="Called URL: "+$request.url+"\n"
	$body+="The parameters are received as an object: \n"+JSON Stringify($request.urlQuery; *)+"\n"
	$body+="The verb is: "+$request.verb+"\n"
	$body+="There are "+String($request.urlPath.length)+" url parts - Url parts are: "+$request.urlPath.join(" - ")+"\n\n"
	$result.setBody($body)
	$result.setHeader("Content-Type"; "text/plain")
	return $result
"#;

const API: &str = r#"shared singleton Class constructor()
	This.calls:=0

shared Function count($request : 4D.IncomingMessage) : Integer
	This.calls+=1
	return This.calls

Function echo($request : 4D.IncomingMessage) : Object
	var $json : Variant
	var $failed : Boolean
	Try
		$json:=$request.getJSON()
	Catch
		$failed:=True
	End try
	return {text: $request.getText(); size: BLOB size($request.getBlob()); json: $json; failed: $failed; type: $request.getHeader("CONTENT-Type"); headers: $request.headers; picture: $request.getPicture(); path: $request.urlPath; none: $request.getHeader("x-none")}

Function make($request : 4D.IncomingMessage)->$answer : Variant
	var $message:=4D.OutgoingMessage.new()
	var $blob : Blob
	Case of
		: ($request.urlQuery.kind="text")
			$message.setBody("héllo")
			$answer:=$message
		: ($request.urlQuery.kind="blob")
			TEXT TO BLOB("abc"; $blob; UTF8 text without length)
			$message.setBody($blob)
			$answer:=$message
		: ($request.urlQuery.kind="object")
			$message.setBody({a: 1})
			$message.setStatus(418)
			$message.setHeader("x-one"; "1")
			$message.setHeader("X-One"; "2")
			$answer:=$message
		: ($request.urlQuery.kind="property")
			$message.body:="<b>set</b>"
			$message.setHeader("Content-Type"; "text/html")
			$answer:=$message
		: ($request.urlQuery.kind="collection")
			$answer:=[1; "two"]
		: ($request.urlQuery.kind="number")
			$answer:=1.5
		: ($request.urlQuery.kind="word")
			$answer:="just text"
		: ($request.urlQuery.kind="state")
			$message.setStatus(201)
			$answer:={status: $message.status; headers: $message.headers; isNew: (4D.OutgoingMessage.new().status=200)}
	End case

Function wrong($request : 4D.IncomingMessage)->$answer : Variant
	var $message:=4D.OutgoingMessage.new()
	Case of
		: ($request.urlQuery.kind="throw")
			throw(17; "nothing works today")
		: ($request.urlQuery.kind="inject")
			Try
				$message.setHeader("X-A"; "1\r\nX-Evil: 2")
				$answer:="let through"
			Catch
				$answer:="refused: "+Last errors.first().message
			End try
		: ($request.urlQuery.kind="name")
			$message.setHeader("X A: b"; "1")
		: ($request.urlQuery.kind="status")
			$message.setStatus(1.5)
		: ($request.urlQuery.kind="body")
			$message.setBody(5)
		: ($request.urlQuery.kind="readonly")
			$request.url:="/other"
	End case
"#;

async fn site() -> Site {
    Site::serve(&[
        ("HTTPHandlers.json", HANDLERS),
        ("Classes/GeneralHandling.4dm", GENERAL),
        ("Classes/Api.4dm", API),
        ("Classes/Plain.4dm", "Class constructor\n"),
        ("Classes/Alone.4dm", "singleton Class constructor\nFunction x\n"),
        ("WebFolder/index.html", "home"),
        ("WebFolder/start/page.html", "a file below a handler's pattern"),
        ("WebFolder/500.html", "our own error page"),
    ])
    .await
}

#[tokio::test]
async fn hdl_01_the_sample_of_the_documentation() {
    let site = site().await;
    let answer = site.get("/start/example?param=demo&name=4D").await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(
        answer.text(),
        "Called URL: /start/example?param=demo&name=4D\nThe parameters are received as an object: \n\
         {\n\t\"param\": \"demo\",\n\t\"name\": \"4D\"\n}\nThe verb is: GET\n\
         There are 2 url parts - Url parts are: start - example\n\n"
    );
    assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
    // A shared singleton that does not ask for the session begins none.
    assert_eq!(answer.header("set-cookie"), None);
}

#[tokio::test]
async fn hdl_02_a_handler_goes_before_files_and_files_before_nothing() {
    let site = site().await;
    assert!(site.get("/start/page.html").await.text().contains("The verb is: GET"));
    assert_eq!(site.get("/").await.text(), "home");
    assert_eq!(site.get("/starting").await.status, 404);
}

#[tokio::test]
async fn hdl_03_a_verb_that_is_not_listed_is_refused() {
    let site = site().await;
    let answer = site.ask("PUT", "/start", &[], b"x").await;
    assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, POST")), "{answer:?}");
    assert_eq!(site.ask("POST", "/start", &[], b"x").await.status, 200);
    assert_eq!(site.ask("PROPFIND", "/echo", &[], b"").await.status, 200);
}

#[tokio::test]
async fn hdl_05_what_a_handler_names_must_exist() {
    let site = site().await;
    for (target, said) in [
        ("/nobody", "Cannot find singleton Nobody"),
        ("/plain", "Cannot find singleton Plain"),
        ("/alone", "Cannot find singleton Alone"),
        ("/absent", "Cannot find singleton function Api.absent"),
    ] {
        assert_eq!(site.get(target).await.status, 500, "{target}");
        site.four.complains(said).await;
    }
    assert_eq!(site.get("/start").await.status, 200);
}

#[tokio::test]
async fn hdl_05_all_requests_meet_the_same_singleton() {
    let site = site().await;
    let asked = (0..40).map(|_| site.get("/count"));
    let mut counts: Vec<u32> = futures_util::future::join_all(asked)
        .await
        .iter()
        .map(|a| a.text().parse().expect("a number"))
        .collect();
    counts.sort_unstable();
    assert_eq!(counts, (1..=40).collect::<Vec<_>>());
}

#[tokio::test]
async fn hdl_06_the_database_methods_are_not_called() {
    let handler = "shared singleton Class constructor()\nFunction answer($request : 4D.IncomingMessage) : Text\n\treturn \"handler\"\n";
    let site = Site::serve(&[
        ("HTTPHandlers.json", r#"[{"class": "Answers", "method": "answer", "pattern": "taken"}]"#),
        ("Classes/Answers.4dm", handler),
        ("DatabaseMethods/onWebAuthentication.4dm", "return False\n"),
        ("DatabaseMethods/onWebConnection.4dm", "WEB SEND TEXT(\"connection\")\n"),
    ])
    .await;
    let answer = site.get("/taken/x").await;
    assert_eq!((answer.status, answer.text().as_str()), (200, "handler"));
    assert_eq!(site.get("/other").await.status, 401);
}

#[tokio::test]
async fn msg_01_what_a_request_tells() {
    let site = site().await;
    let answer = site
        .ask(
            "POST",
            "/echo/a%20b/%C3%A9?x=1",
            &[("Content-Type", "application/json"), ("X-Twice", "1"), ("x-twice", "2")],
            "{\"é\":[1]}".as_bytes(),
        )
        .await;
    let text = answer.text();
    assert_eq!(answer.header("content-type"), Some("application/json"), "{text}");
    for part in [
        "\"text\":\"{\\\"é\\\":[1]}\"",
        "\"size\":10",
        "\"json\":{\"é\":[1]}",
        "\"failed\":false",
        "\"type\":\"application/json\"",
        "\"content-type\":\"application/json\"",
        "\"x-twice\":\"1, 2\"",
        "\"picture\":null",
        "\"path\":[\"echo\",\"a b\",\"é\"]",
        "\"none\":\"\"",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let answer =
        site.ask("POST", "/echo", &[("Content-Type", "text/plain; charset=iso-8859-1")], b"h\xe9").await;
    assert!(
        answer.text().contains("\"text\":\"hé\"") && answer.text().contains("\"failed\":true"),
        "{answer:?}"
    );
    let chunked =
        b"POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n\
        3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
    assert!(site.send(chunked).await.text().contains("\"text\":\"abcde\""));
}

#[tokio::test]
async fn msg_02_what_an_answer_holds() {
    let site = site().await;
    let get = async |kind: &str| site.get(&format!("/make?kind={kind}")).await;
    let answer = get("text").await;
    assert_eq!((answer.status, answer.text().as_str()), (200, "héllo"));
    assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
    let answer = get("blob").await;
    assert_eq!(
        (answer.text().as_str(), answer.header("content-type")),
        ("abc", Some("application/octet-stream"))
    );
    let answer = get("object").await;
    assert_eq!((answer.status, answer.text().as_str()), (418, "{\"a\":1}"));
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.head.to_lowercase().matches("x-one").count(), 1, "{answer:?}");
    assert_eq!(answer.header("x-one"), Some("2"));
    let answer = get("property").await;
    assert_eq!(answer.text(), "<b>set</b>");
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(get("state").await.text(), "{\"status\":201,\"headers\":{},\"isNew\":true}");
}

#[tokio::test]
async fn msg_03_a_handler_may_return_anything() {
    let site = site().await;
    for (kind, text, media_type) in [
        ("collection", "[1,\"two\"]", Some("application/json")),
        ("number", "1.5", Some("text/plain; charset=utf-8")),
        ("word", "just text", Some("text/plain; charset=utf-8")),
        ("nothing", "", None),
    ] {
        let answer = site.get(&format!("/make?kind={kind}")).await;
        assert_eq!((answer.status, answer.text().as_str()), (200, text), "{kind}");
        assert_eq!(answer.header("content-type"), media_type, "{kind}");
    }
}

#[tokio::test]
async fn sec_19_an_error_in_a_handler_gives_500_and_the_server_lives_on() {
    let site = site().await;
    for (kind, said) in [
        ("throw", "nothing works today"),
        ("name", "is not the name of a header"),
        ("status", "An HTTP status is a whole number"),
        ("body", "The body of a message is a text, blob or object"),
        ("readonly", "read-only"),
    ] {
        let answer = site.get(&format!("/wrong?kind={kind}")).await;
        assert_eq!((answer.status, answer.text().as_str()), (500, "our own error page"), "{kind}");
        site.four.complains(said).await;
    }
    let answer = site.get("/wrong?kind=inject").await;
    assert!(answer.text().starts_with("refused: ") && answer.header("x-evil").is_none(), "{answer:?}");
}

#[tokio::test]
async fn hostile_urls_and_bodies_harm_nobody() {
    let site = site().await;
    let answer = site.get("/echo/%zz/%ff/%00?%zz=%ff&=&a").await;
    assert!(
        answer.status == 200 && answer.text().contains("\"path\":[\"echo\",\"%zz\",\"\u{fffd}\","),
        "{answer:?}"
    );
    let deep = "[".repeat(100_000);
    let answer = site.ask("POST", "/echo", &[("Content-Type", "application/json")], deep.as_bytes()).await;
    assert!(answer.text().contains("\"failed\":true"), "{}", answer.status);
    assert_eq!(site.get(&format!("/echo?{}", "a=1&".repeat(3000))).await.status, 414);
    for broken in ["POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", "GET /echo HTTP/9\r\n\r\n"]
    {
        assert!((400..506).contains(&site.send(broken.as_bytes()).await.status), "{broken}");
    }
    assert_eq!(site.get("/start").await.status, 200);
}

#[tokio::test]
async fn sec_20_one_connection_carries_many_requests() {
    let site = site().await;
    let one = "GET /make?kind=word HTTP/1.1\r\nHost: x\r\n\r\n";
    let last = "GET /make?kind=word HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let answer = site.send(format!("{}{last}", one.repeat(20)).as_bytes()).await;
    assert_eq!(answer.text().matches("HTTP/1.1 200 OK").count(), 20, "all but the first head: {answer:?}");
    assert_eq!(answer.text().matches("just text").count(), 21);
}

#[tokio::test]
async fn web_15_a_body_that_is_too_large_is_refused() {
    let site = site().await;
    let head = "POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2000001\r\n\r\n";
    assert_eq!(site.send(head.as_bytes()).await.status, 413);
}

#[tokio::test]
async fn handlers_that_cannot_be_read_are_named_with_file_and_line() {
    for (text, line, said) in [
        ("[\n\t{\"class\": \"A\",\n\t\"method\" \"m\"}\n]", "line 3", "JSON"),
        (
            "[\n{\"class\": \"A\", \"method\": \"m\", \"pattern\": \"a\"},\n\n{\"class\": \"A\"}]",
            "line 4",
            "no method",
        ),
        ("[\n{\"class\": \"A\", \"method\": \"m\", \"pattern\": \"rest\"}]", "line 2", "not allowed"),
    ] {
        let source = "var $status:=WEB Server.start()\nALERT(String($status.success)+\" \"+$status.errors[0].message)\n";
        let folder = folder(&[("HTTPHandlers.json", text), ("DatabaseMethods/onStartup.4dm", source)]);
        let mut four = Four::start(&["--port", "0"], folder.path());
        let line_out = four.line().await;
        for part in ["False ", "HTTPHandlers.json", line, said] {
            assert!(line_out.contains(part), "{part}: {line_out}");
        }
        assert_eq!(four.exit().await, 0);
    }
}

#[tokio::test]
async fn hdl_01_settings_win_over_the_file_and_the_server_keeps_the_program_alive() {
    let source = r#"var $status : Object
$status:=WEB Server.start({handlers: [{class: "GeneralHandling"; method: "gettingStarted"; pattern: "other"}]})
ALERT(String($status.success)+" "+JSON Stringify(WEB Server.handlers))
"#;
    let mut site = Site::serve(&[
        ("HTTPHandlers.json", HANDLERS),
        ("Classes/GeneralHandling.4dm", GENERAL),
        ("DatabaseMethods/onStartup.4dm", source),
    ])
    .await;
    let handlers = r#"True [{"class":"GeneralHandling","method":"gettingStarted","pattern":"other"}]"#;
    site.four.says(&[handlers]).await;
    assert_eq!(site.get("/other").await.status, 200);
    assert_eq!(site.get("/start").await.status, 404);
    site.four.signal("TERM");
    assert_eq!(site.four.exit().await, 143);
}
