//! On Web Connection, On Web Authentication and the WEB commands (`WebServer/httpRequests`, theme Web Server).

use crate::server::Four;
use crate::web_site::{Site, folder};

/// Answers by the path of the URL.
const CONNECTION: &str = r#"#DECLARE($url : Text; $header : Text; $browser : Text; $server : Text; $user : Text; $password : Text)
var $path; $text; $name; $type; $file : Text
var $blob : Blob
var $i : Integer
$path:=Split string($url; "?")[0]
ARRAY TEXT($names; 0)
ARRAY TEXT($values; 0)
Case of
	: ($path="/hello")
		WEB SEND TEXT("Hello World!")
	: ($path="/parameters")
		WEB SEND TEXT(JSON Stringify([$url; $header; $browser; $server; $user; $password]); "application/json")
	: ($path="/text")
		WEB SEND TEXT("a,b"; ".csv")
	: ($path="/blob")
		TEXT TO BLOB("abc"; $blob; UTF8 text without length)
		WEB SEND BLOB($blob; "image/x-mine")
	: ($path="/untyped")
		TEXT TO BLOB("abc"; $blob; UTF8 text without length)
		WEB SEND BLOB($blob; "")
	: ($path="/file")
		WEB SEND FILE("sub/page.html")
		ASSERT(OK=1)
	: ($path="/nofile")
		Try
			WEB SEND FILE("../Project/Sources/DatabaseMethods/onStartup.4dm")
		Catch
			WEB SEND TEXT("error "+String(Last errors.first().errCode)+" OK="+String(OK))
		End try
	: ($path="/away")
		WEB SEND TEXT("not this")
		WEB SEND HTTP REDIRECT("/new place?x=é")
		WEB SEND TEXT("nor this")
	: ($path="/forever")
		$text:="X-STATUS: 301"
		WEB SET HTTP HEADER($text)
		WEB SEND HTTP REDIRECT("http://example.com/a b"; *)
	: ($path="/headers")
		$text:="HTTP/1.0 201 Created"+Char(13)+Char(10)+"X-One: 1"+Char(13)+"Set-Cookie: a=1"
		WEB SET HTTP HEADER($text)
		APPEND TO ARRAY($names; "Set-Cookie")
		APPEND TO ARRAY($values; "b=2")
		APPEND TO ARRAY($names; "X-ONE")
		APPEND TO ARRAY($values; "2")
		WEB SET HTTP HEADER($names; $values)
		WEB SEND TEXT("made")
	: ($path="/inject")
		APPEND TO ARRAY($names; "X-A")
		APPEND TO ARRAY($values; "1"+Char(13)+Char(10)+"X-Evil: 1")
		WEB SET HTTP HEADER($names; $values)
	: ($path="/request")
		WEB GET HTTP HEADER($text)
		WEB GET HTTP HEADER($names; $values)
		WEB SEND TEXT($text+"|"+$names{1}+"="+$values{1}+"|"+$values{2}+"|"+$values{3}+"|"+$values{Find in array($names; "X-Mine")})
	: ($path="/body")
		WEB GET HTTP BODY($text)
		WEB GET HTTP BODY($blob)
		WEB SEND TEXT($text+"|"+String(BLOB size($blob)))
	: ($path="/form")
		WEB GET VARIABLES($names; $values)
		For ($i; 1; Size of array($names))
			$text+=$names{$i}+"="+$values{$i}+";"
		End for
		WEB SEND TEXT($text)
	: ($path="/parts")
		For ($i; 1; WEB Get body part count)
			WEB GET BODY PART($i; $blob; $name; $type; $file)
			$text+=$name+","+$type+","+$file+","+BLOB to text($blob; UTF8 text without length)+";"
		End for
		WEB SEND TEXT($text)
	: ($path="/chunks")
		For ($i; 1; 100)
			TEXT TO BLOB("["+String($i)+"]"; $blob; UTF8 text without length)
			WEB SEND RAW DATA($blob; *)
		End for
	: ($path="/broken")
		TEXT TO BLOB("begun"; $blob; UTF8 text without length)
		WEB SEND RAW DATA($blob; *)
		throw(3; "in the middle")
	: ($path="/raw")
		TEXT TO BLOB("HTTP/1.1 404 Not here\r\nContent-Type: text/x-raw\r\nContent-Length: 9\r\n\r\nraw body"; $blob; UTF8 text without length)
		WEB SEND RAW DATA($blob)
	: ($path="/state")
		WEB SEND TEXT(JSON Stringify({secured: WEB Is secured connection; session: Session#Null; same: (WEB Server(Web server receiving request).HTTPPort=WEB Server.HTTPPort); count: (WEB Get server info.httpRequestCount>0); process: Current process name}))
	: ($path="/tags")
		WEB SEND TEXT("<!--#4DTEXT 1+1-->")
	: ($path="/error")
		throw(3; "wrong in here")
End case
"#;

async fn site() -> Site {
    Site::serve(&[
        ("DatabaseMethods/onWebConnection.4dm", CONNECTION),
        ("WebFolder/index.html", "home"),
        ("WebFolder/sub/page.html", "<p>a page</p>"),
        ("WebFolder/404.html", "nothing here"),
    ])
    .await
}

#[tokio::test]
async fn on_web_connection_answers_what_no_file_does() {
    let site = site().await;
    let answer = site.get("/hello").await;
    assert_eq!((answer.status, answer.text().as_str()), (200, "Hello World!"), "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(site.get("/").await.text(), "home");
    assert_eq!(site.get("/sub/page.html").await.text(), "<p>a page</p>");
    let answer = site.get("/unknown").await;
    assert_eq!((answer.status, answer.text().as_str()), (404, "nothing here"));
    assert_eq!(site.ask("POST", "/hello", &[], b"x").await.text(), "Hello World!");
    assert_eq!(site.ask("DELETE", "/unknown", &[], b"").await.status, 405);
}

#[tokio::test]
async fn on_web_connection_gets_six_texts() {
    let site = site().await;
    // user:passé
    let headers = [("X-Mine", "1"), ("Authorization", "Basic dXNlcjpwYXNzw6k=")];
    let text = site.ask("POST", "/parameters?a=1", &headers, b"the body").await.text();
    assert!(text.starts_with(r#"["/parameters?a=1","POST /parameters?a=1 HTTP/1.1\r\nHost: "#), "{text}");
    assert!(text.contains(r"\r\nX-Mine: 1\r\n") && text.contains(r"\r\n\r\nthe body"), "{text}");
    assert!(text.ends_with(r#""::ffff:127.0.0.1","::ffff:127.0.0.1","user","passé"]"#), "{text}");
    let long = vec![b'x'; 100_000];
    let text = site.ask("POST", "/parameters", &[], &long).await.text();
    assert!(text.len() < 33_000 && text.len() > 32_000, "{}", text.len());
}

#[tokio::test]
async fn what_is_sent_arrives() {
    let site = site().await;
    for (target, status, text, media_type) in [
        ("/text", 200, "a,b", Some("text/csv; charset=utf-8")),
        ("/blob", 200, "abc", Some("image/x-mine")),
        ("/untyped", 200, "abc", None),
        ("/file", 200, "<p>a page</p>", Some("text/html; charset=utf-8")),
        ("/nofile", 200, "error -43 OK=0", Some("text/html; charset=utf-8")),
        ("/raw", 404, "raw body", Some("text/x-raw")),
    ] {
        let answer = site.get(target).await;
        assert_eq!((answer.status, answer.text().as_str()), (status, text), "{target}");
        assert_eq!(answer.header("content-type"), media_type, "{target}");
    }
}

#[tokio::test]
async fn a_redirection_wins_over_what_is_sent() {
    let site = site().await;
    let answer = site.get("/away").await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (302, Some("/new%20place?x=%C3%A9")),
        "{answer:?}"
    );
    assert_eq!(answer.text(), "");
    let answer = site.get("/forever").await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (301, Some("http://example.com/a b")),
        "{answer:?}"
    );
}

#[tokio::test]
async fn headers_and_status_can_be_set() {
    let site = site().await;
    let answer = site.get("/headers").await;
    assert_eq!((answer.status, answer.text().as_str()), (201, "made"));
    assert_eq!(answer.header("x-one"), Some("2"));
    let head = answer.head.to_lowercase();
    assert!(head.contains("set-cookie: a=1") && head.contains("set-cookie: b=2"), "{head}");
    let answer = site.get("/inject").await;
    assert_eq!((answer.status, answer.header("x-evil")), (500, None), "{answer:?}");
    site.four.complains("must not hold line ends").await;
}

#[tokio::test]
async fn the_request_can_be_read() {
    let site = site().await;
    let text = site.ask("GET", "/request?q", &[("X-Mine", "yes")], b"").await.text();
    assert!(text.starts_with("GET /request?q HTTP/1.1\r\nHost: 127.0.0.1\r\n"), "{text}");
    assert!(text.ends_with("X-Mine: yes|X-METHOD=GET|/request?q|HTTP/1.1|yes"), "{text}");
    assert_eq!(site.ask("POST", "/body", &[], "é!".as_bytes()).await.text(), "é!|3");
}

#[tokio::test]
async fn forms_and_their_parts() {
    let site = site().await;
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let text =
        site.ask("POST", "/form?q=0", &form, b"vName=ROBERT&vCity=DALLAS+TX&x=%C3%A9&y=%zz").await.text();
    assert_eq!(text, "q=0;vName=ROBERT;vCity=DALLAS TX;x=é;y=%zz;");
    assert_eq!(site.get("/form?vName=ROBERT&vCity=DALLAS").await.text(), "vName=ROBERT;vCity=DALLAS;");
    let body = b"--B\r\nContent-Disposition: form-data; name=\"word\"\r\n\r\none\r\n--B\r\n\
        Content-Disposition: form-data; name=\"file1\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\n\
        two\r\n--B--\r\n";
    let parts = [("Content-Type", "multipart/form-data; boundary=B")];
    assert_eq!(
        site.ask("POST", "/parts", &parts, body).await.text(),
        "word,,,one;file1,text/plain,a.txt,two;"
    );
    assert_eq!(site.ask("POST", "/form", &parts, body).await.text(), "word=one;file1=two;");
    assert_eq!(site.ask("POST", "/parts", &parts, b"no parts").await.text(), "");
}

#[tokio::test]
async fn raw_data_can_come_in_pieces() {
    let site = site().await;
    let answer = site.get("/chunks").await;
    let expected: String = (1..=100).map(|i| format!("[{i}]")).collect();
    assert_eq!((answer.status, answer.text()), (200, expected));
    assert_eq!(answer.header("transfer-encoding"), Some("chunked"));
    let answer = site.send(b"GET /chunks HTTP/1.0\r\n\r\n").await;
    assert!(answer.header("transfer-encoding").is_none() && answer.text().ends_with("[100]"), "{answer:?}");
}

#[tokio::test]
async fn sec_19_an_error_gives_500_and_the_server_lives_on() {
    let site = site().await;
    assert_eq!(site.get("/error").await.status, 500);
    site.four.complains("wrong in here").await;
    assert_eq!(site.get("/tags").await.text(), "2");
    let cut = std::panic::AssertUnwindSafe(site.get("/broken"));
    let cut = futures_util::FutureExt::catch_unwind(cut).await;
    assert!(cut.is_err(), "an answer that breaks off has no last chunk: {cut:?}");
    site.four.complains("in the middle").await;
    assert_eq!(site.get("/hello").await.status, 200);
}

#[tokio::test]
async fn a_web_process_knows_where_it_is() {
    let site = site().await;
    let text = site.get("/state").await.text();
    assert_eq!(text, r#"{"secured":false,"session":true,"same":true,"count":true,"process":"Web Process"}"#);
}

#[tokio::test]
async fn on_web_authentication_stands_before_on_web_connection() {
    let authentication = r#"#DECLARE($url : Text; $content : Text; $ip : Text; $server : Text; $user : Text; $password : Text)->$accept : Boolean
$accept:=($user="ann") & ($password="secret")
"#;
    let site = Site::serve(&[
        ("DatabaseMethods/onWebConnection.4dm", "#DECLARE($url : Text)\nWEB SEND TEXT(\"in: \"+$url)\n"),
        ("DatabaseMethods/onWebAuthentication.4dm", authentication),
        ("HTTPHandlers.json", r#"[{"class": "Open", "method": "door", "pattern": "open"}]"#),
        (
            "Classes/Open.4dm",
            "shared singleton Class constructor\nFunction door() : Text\n\treturn \"open\"\n",
        ),
        ("WebFolder/page.html", "static"),
    ])
    .await;
    let answer = site.get("/x").await;
    assert_eq!(answer.status, 401, "{answer:?}");
    assert!(answer.header("www-authenticate").is_some_and(|value| value.starts_with("Basic ")));
    // ann:secret
    let headers = [("Authorization", "Basic YW5uOnNlY3JldA==")];
    assert_eq!(site.ask("GET", "/x", &headers, b"").await.text(), "in: /x");
    for broken in ["Basic", "Basic !!!", "Basic YW5uOndyb25n", "Bearer YW5uOnNlY3JldA=="] {
        assert_eq!(site.ask("GET", "/x", &[("Authorization", broken)], b"").await.status, 401, "{broken}");
    }
    // HDL-06, and static pages: nobody asks.
    assert_eq!(site.get("/open").await.text(), "open");
    assert_eq!(site.get("/page.html").await.text(), "static");
}

#[tokio::test]
async fn a_4daction_runs_methods_that_are_published_and_no_others() {
    let published = "//%attributes = {\"lang\":\"en\",\"publishedWeb\":true}\n";
    let greet = format!("{published}#DECLARE($name : Text)\nWEB SEND TEXT(\"hello \"+$name)\n");
    let site = Site::serve(&[
        ("Methods/greet.4dm", &greet),
        ("Methods/silent.4dm", &format!("{published}#DECLARE($name : Text)\n")),
        ("Methods/hidden.4dm", "//%attributes = {\"publishedWeb\":false}\nWEB SEND TEXT(\"hidden\")\n"),
        ("Methods/plain.4dm", "WEB SEND TEXT(\"plain\")\n"),
        ("DatabaseMethods/onWebConnection.4dm", "WEB SEND TEXT(\"connection\")\n"),
        ("WebFolder/4DACTION/plain", "a file"),
    ])
    .await;
    for (target, status, text) in [
        ("/4DACTION/greet/smith", 200, "hello smith"),
        ("/4daction/Greet/a%20b/c?x=1", 200, "hello a b/c"),
        ("/4DACTION/greet", 200, "hello "),
        ("/4DACTION/silent", 200, ""),
        ("/4DACTION/hidden", 403, "403 Forbidden\n"),
        ("/4DACTION/plain", 403, "403 Forbidden\n"),
        ("/4DACTION/absent", 403, "403 Forbidden\n"),
        ("/4DACTION/onWebConnection", 403, "403 Forbidden\n"),
        ("/4DACTIONS/greet", 200, "connection"),
    ] {
        let answer = site.get(target).await;
        assert_eq!((answer.status, answer.text().as_str()), (status, text), "{target}");
    }
}

#[tokio::test]
async fn the_commands_need_a_request() {
    let source = r#"WEB SEND FILE("x.html")
var $text : Text
$text:="X-A: 1"
WEB SET HTTP HEADER($text)
Try
	WEB GET HTTP BODY($text)
Catch
	ALERT(String(Last errors.first().errCode))
End try
"#;
    let folder = folder(&[("DatabaseMethods/onStartup.4dm", source)]);
    let mut four = Four::start(&[], folder.path());
    four.says(&["-10756"]).await;
    assert_eq!(four.exit().await, 0);
}
