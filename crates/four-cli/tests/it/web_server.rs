//! Rows WEB and RUL: the web server's settings, where they come from, and what they do.

use crate::server::Four;
use crate::web_site::{Site, folder};

/// Runs a project's On Startup to its end and gives its lines.
async fn run(source: &str, more: &[(&str, &str)]) -> Vec<String> {
    let mut files = vec![("DatabaseMethods/onStartup.4dm", source)];
    files.extend(more);
    let folder = folder(&files);
    let mut four = Four::start(&["--port", "0"], folder.path());
    let lines = four.rest().await;
    assert_eq!(four.exit().await, 0, "{}", four.errors());
    lines
}

/// Serves with these settings of `start()`.
async fn started(settings: &str, files: &[(&str, &str)]) -> Site {
    let source = format!(
        "var $status:=WEB Server.start({settings})\nASSERT($status.success; JSON Stringify($status))\n"
    );
    let connection = ("DatabaseMethods/onWebConnection.4dm", "WEB SEND TEXT(\"connection\")\n");
    let mut all = vec![("DatabaseMethods/onStartup.4dm", source.as_str()), connection];
    all.extend(files);
    Site::serve(&all).await
}

#[tokio::test]
async fn web_01_start_says_how_it_went() {
    let source = r#"var $server:=WEB Server
var $first:=$server.start()
var $second:=$server.start()
ALERT(String($first.success)+" "+String(Undefined($first.errors)))
ALERT(String($second.success)+" "+$second.errors[0].message+" "+$second.errors[0].componentSignature+" "+String($second.errors[0].errCode))
$server.stop()
$server.stop()
ALERT(String($server.isRunning)+" "+String($server.start({HTTPPort: "x"}).success))
"#;
    let lines = run(source, &[]).await;
    assert_eq!(lines[0], "True True");
    assert_eq!(lines[1], "False The web server is already started. HTTP -10717");
    assert_eq!(lines[2], "False False");
}

#[tokio::test]
async fn web_02_stop_drops_the_settings_of_start_and_finishes_requests() {
    let source = r#"var $server:=WEB Server
var $status:=$server.start({maxRequestSize: 600000})
ALERT(String($server.maxRequestSize))
$server.stop()
ALERT(String($server.maxRequestSize))
"#;
    assert_eq!(run(source, &[]).await, ["600000", "2000000"]);
    // A handler that stops the server gets its own answer out.
    let mut site = Site::serve(&[
        ("DatabaseMethods/onWebConnection.4dm", "WEB Server.stop()\nWEB SEND TEXT(\"last words\")\n"),
        ("DatabaseMethods/onExit.4dm", "ALERT(\"over\")\n"),
    ])
    .await;
    assert_eq!(site.get("/x").await.text(), "last words");
    // Nothing is left to do: the program ends.
    site.four.says(&["over"]).await;
    assert_eq!(site.four.exit().await, 0);
}

#[tokio::test]
async fn web_03_settings_of_start_win_over_options_over_the_file() {
    let settings = r#"<preferences><com.4d><web><standalone_server>
<configuration port_number="48124"><hosts><host home_page="file.html"/></hosts></configuration>
<options><web_processes max_concurrent="30"/></options></standalone_server></web></com.4d></preferences>"#;
    let source = r#"var $server:=WEB Server
var $n : Integer
ALERT(String($server.maxConcurrentProcesses)+" "+$server.defaultHomepage)
WEB SET OPTION(Web max concurrent processes; 40)
WEB GET OPTION(Web max concurrent processes; $n)
ALERT(String($server.maxConcurrentProcesses)+" "+String($n))
var $status:=$server.start({maxConcurrentProcesses: 50})
WEB SET OPTION(Web max concurrent processes; 60)
WEB GET OPTION(Web max concurrent processes; $n)
ALERT(String($server.maxConcurrentProcesses)+" "+String($n))
$server.stop()
ALERT(String($server.maxConcurrentProcesses))
"#;
    let lines = run(source, &[("settings.4DSettings", settings)]).await;
    assert_eq!(lines, ["30 file.html", "40 40", "50 60", "60"]);
}

#[tokio::test]
async fn web_04_to_22_every_property_has_its_default() {
    let source = r#"var $s:=WEB Server
ALERT(JSON Stringify([$s.isRunning; $s.HTTPEnabled; $s.HTTPSEnabled; $s.HTTPSPort; $s.IPAddressToListen; $s.defaultHomepage; $s.minTLSVersion; $s.CORSEnabled; $s.CORSSettings; $s.HSTSEnabled; $s.HSTSMaxAge; $s.HTTPCompressionLevel; $s.HTTPCompressionThreshold; $s.HTTPTrace; $s.maxRequestSize; $s.maxConcurrentProcesses; $s.maxSessions]))
ALERT(JSON Stringify([$s.inactiveProcessTimeout; $s.inactiveSessionTimeout; $s.keepSession; $s.scalableSession; $s.sessionCookieSameSite; $s.debugLog; $s.logRecording; $s.handlers; $s.rules; $s.characterSet; $s.accessKeyDefined; $s.openSSLVersion; $s.perfectForwardSecrecy; $s.certificateFolder; $s.cipherSuite; $s.sessionCookieDomain; $s.sessionCookiePath; $s.sessionIPAddressValidation]))
ALERT(String($s.sessionCookieName=("4DSID_"+$s.name))+" "+String(Length($s.name)>0)+" "+$s.rootFolder)
var $refused : Collection
$refused:=[{keepSession: True}; {characterSet: "Big5"}; {HTTPPort: 65536}; {HTTPPort: 1.5}; {CORSSettings: 1}; {HTTPEnabled: False}; {maxConcurrentProcesses: 9}]
var $settings : Object
For each ($settings; $refused)
	ALERT($s.start($settings).errors[0].message)
End for each
Try
	WEB SET OPTION(4711; 1)
Catch
	ALERT(Last errors.first().message)
End try
Try
	$s.HTTPPort:=1
Catch
	ALERT(Last errors.first().message)
End try
"#;
    let lines = run(source, &[]).await;
    assert_eq!(
        lines[0],
        "[false,true,false,8443,\"127.0.0.1\",\"index.html\",3,false,[],false,63072000,1,1024,false,2000000,100,100]"
    );
    assert_eq!(
        lines[1],
        "[480,480,false,true,\"Strict\",0,0,[],[],\"UTF-8\",false,\"\",false,\"/PACKAGE/\",\"\",\"\",\"\",true]"
    );
    assert_eq!(lines[2], "True True /PACKAGE/WebFolder/");
    for (line, said) in lines[3..].iter().zip([
        "cannot do keepSession yet",
        "characterSet must be one of UTF-8",
        "HTTPPort must be a whole number from 0 to 65535",
        "HTTPPort must be a whole number",
        "CORSSettings must be a collection",
        "HTTP is switched off",
        "maxConcurrentProcesses must be a whole number from 10",
        "There is no web option 4711",
        "read-only",
    ]) {
        assert!(line.contains(said), "{line}");
    }
    assert_eq!(lines.len(), 12);
}

#[tokio::test]
async fn web_08_web_09_root_folder_and_home_page() {
    let files = [("Resources/site/start.html", "start"), ("Resources/site/sub/start.html", "sub start")];
    let site = started("{rootFolder: \"/RESOURCES/site\"; defaultHomepage: \"start.html\"}", &files).await;
    assert_eq!(site.get("/").await.text(), "start");
    assert_eq!(site.get("/sub/").await.text(), "sub start");
    let site = started("{defaultHomepage: \"\"}", &[("WebFolder/index.html", "home")]).await;
    assert_eq!(site.get("/").await.text(), "connection");
    assert_eq!(site.get("/index.html").await.text(), "home");
}

#[tokio::test]
async fn web_09_web_22_commands_set_root_folder_and_home_page() {
    let mut site = Site::serve(&[
        ("DatabaseMethods/onStartup.4dm", "WEB SET ROOT FOLDER(\"Resources/site\")\nWEB SET OPTION(Web port ID; 1)\nWEB START SERVER\nASSERT(OK=1)\nWEB SET HOME PAGE(\"start.html\")\nALERT(\"set\")\n"),
        ("DatabaseMethods/onWebConnection.4dm", "WEB SEND TEXT(\"connection\")\n"),
        ("Resources/site/start.html", "start"),
    ])
    .await;
    site.four.says(&["set"]).await;
    assert_eq!(site.get("/").await.text(), "start");
}

#[tokio::test]
async fn web_11_cors() {
    let settings =
        "{CORSEnabled: True; CORSSettings: [{host: \"*.friend.com\"; methods: \"get;post\"}; {host: \"\"}]}";
    let site = started(settings, &[("WebFolder/index.html", "home")]).await;
    let origin = |origin| [("Origin", origin), ("Access-Control-Request-Method", "POST")];
    let answer = site.ask("GET", "/", &origin("http://a.friend.com")[..1], b"").await;
    assert_eq!(answer.header("access-control-allow-origin"), Some("http://a.friend.com"), "{answer:?}");
    let answer = site.ask("OPTIONS", "/", &origin("http://a.friend.com"), b"").await;
    assert_eq!((answer.status, answer.header("access-control-allow-methods")), (204, Some("GET, POST")));
    assert_eq!(site.ask("DELETE", "/x", &origin("http://a.friend.com")[..1], b"").await.status, 403);
    assert_eq!(site.ask("GET", "/", &origin("http://enemy.com")[..1], b"").await.status, 403);
    assert_eq!(site.ask("OPTIONS", "/", &origin("http://enemy.com"), b"").await.status, 403);
    assert_eq!(site.ask("GET", "/", &[("Origin", "http://127.0.0.1")], b"").await.status, 200);
    assert_eq!(site.get("/").await.header("access-control-allow-origin"), None);
    let site = started("{}", &[("WebFolder/index.html", "home")]).await;
    let answer = site.ask("GET", "/", &origin("http://enemy.com")[..1], b"").await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, None));
}

#[tokio::test]
async fn web_13_answers_are_compressed_from_a_size_on() {
    let page = "<p>the same again and again</p>\n".repeat(1000);
    let files = [
        ("WebFolder/page.html", page.as_str()),
        ("WebFolder/small.html", "<p>small</p>"),
        ("WebFolder/photo.jpg", page.as_str()),
        ("DatabaseMethods/onWebConnection.4dm", "WEB SEND TEXT(\"word \"*500)\n"),
    ];
    let site = Site::serve(&files).await;
    let gzip = [("Accept-Encoding", "gzip, br")];
    let answer = site.ask("GET", "/page.html", &gzip, b"").await;
    assert_eq!(answer.header("content-encoding"), Some("gzip"));
    assert_eq!(answer.header("vary"), Some("Accept-Encoding"));
    assert!(answer.body.len() < page.len() / 10 && answer.body.starts_with(&[0x1f, 0x8b]), "{}", answer.head);
    let tag = answer.header("etag").expect("a tag").to_owned();
    let unchanged = site.ask("GET", "/page.html", &[gzip[0], ("If-None-Match", &tag)], b"").await;
    assert_eq!((unchanged.status, unchanged.body.len()), (304, 0));
    let plain = site.get("/page.html").await;
    assert_eq!((plain.header("content-encoding"), plain.text() == page), (None, true));
    assert_ne!(plain.header("etag"), Some(tag.as_str()));
    for (target, headers) in [
        ("/small.html", &gzip[..]),
        ("/photo.jpg", &gzip),
        ("/page.html", &[gzip[0], ("Range", "bytes=0-2000")]),
    ] {
        assert_eq!(site.ask("GET", target, headers, b"").await.header("content-encoding"), None, "{target}");
    }
    let answer = site.ask("GET", "/dynamic", &gzip, b"").await;
    assert_eq!(answer.header("content-encoding"), Some("gzip"), "{}", answer.head);
    let head = site.ask("HEAD", "/page.html", &gzip, b"").await;
    assert_eq!((head.header("content-encoding"), head.body.len()), (Some("gzip"), 0));
    let site = started("{HTTPCompressionThreshold: 100000}", &files[..1]).await;
    assert_eq!(site.ask("GET", "/page.html", &gzip, b"").await.header("content-encoding"), None);
}

#[tokio::test]
async fn web_14_trace_is_off_unless_asked_for() {
    let site = started("{}", &[]).await;
    assert_eq!(site.ask("TRACE", "/x", &[], b"").await.status, 405);
    let site = started("{HTTPTrace: True}", &[]).await;
    let answer = site.ask("TRACE", "/x", &[("X-Mine", "1"), ("Cookie", "secret")], b"").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("message/http")));
    let text = answer.text();
    assert!(text.starts_with("TRACE /x HTTP/1.1\r\n") && text.contains("X-Mine: 1"), "{text}");
    assert!(!text.contains("secret"), "{text}");
}

#[tokio::test]
async fn web_15_larger_bodies_are_refused() {
    let site = started("{maxRequestSize: 500000}", &[]).await;
    assert_eq!(site.ask("POST", "/x", &[], &vec![b'x'; 500_000]).await.status, 200);
    assert_eq!(site.ask("POST", "/x", &[], &vec![b'x'; 500_001]).await.status, 413);
}

#[tokio::test]
async fn web_16_more_than_can_be_handled_gets_503() {
    // Ten processes answer, ten requests wait, five are refused; then a worker opens the gate.
    let connection = r#"Repeat
	DELAY PROCESS(Current process; 1)
Until (OB Is defined(Storage; "open"))
WEB SEND TEXT("done")
"#;
    let gate = r#"Repeat
	DELAY PROCESS(Current process; 1)
Until (WEB Get server info.httpRequestCount>=25)
DELAY PROCESS(Current process; 12)
Use (Storage)
	Storage.open:=New shared object
End use
"#;
    let startup = "WEB SET OPTION(Web max concurrent processes; 10)\nWEB START SERVER\nCALL WORKER(\"gate\"; \"Gate\")\n";
    let site = Site::serve(&[
        ("DatabaseMethods/onStartup.4dm", startup),
        ("Methods/Gate.4dm", gate),
        ("DatabaseMethods/onWebConnection.4dm", connection),
    ])
    .await;
    let asked = (0..25).map(|_| site.get("/wait"));
    let answers = futures_util::future::join_all(asked).await;
    let done = answers.iter().filter(|answer| answer.status == 200 && answer.text() == "done").count();
    let refused = answers.iter().filter(|a| a.status == 503 && a.header("retry-after").is_some()).count();
    assert_eq!((done, refused), (20, 5));
    assert_eq!(site.get("/wait").await.status, 200);
}

#[tokio::test]
async fn web_19_requests_are_recorded_and_logged() {
    let files = [("WebFolder/index.html", "home")];
    let site = started("{logRecording: 2; debugLog: 7}", &files).await;
    let headers =
        [("User-Agent", "a \"browser\""), ("Referer", "/before"), ("Authorization", "Basic YW4gbjp4")];
    site.ask("GET", "/?x=1", &headers, b"").await;
    site.ask("POST", "/y", &[], b"what was asked").await;
    site.get("/last").await;
    let log = site.file_with("Logs/logweb.txt", "/last").await;
    let lines: Vec<&str> = log.lines().collect();
    assert_eq!(lines.len(), 3, "{log}");
    assert!(lines[0].starts_with("127.0.0.1 - an_n [") && lines[0].contains("/20"), "{log}");
    assert!(lines[0].ends_with("] \"GET /?x=1 HTTP/1.1\" 200 4 \"/before\" \"a _browser_\""), "{log}");
    assert!(lines[1].ends_with("] \"POST /y HTTP/1.1\" 200 10 \"-\" \"-\""), "{log}");
    let log = site.file_with("Logs/HTTPDebugLog_1.txt", "/last").await;
    let log = if log.matches("# RESPONSE").count() == 3 {
        log
    } else {
        site.file_with("Logs/HTTPDebugLog_1.txt", "# SequenceNumber: 6").await
    };
    for part in [
        "# REQUEST\n# PeerIP: 127.0.0.1\n# PeerPort: ",
        "\nPOST /y HTTP/1.1\nHost: 127.0.0.1\n",
        "\n\nwhat was asked\n",
        "# RESPONSE\n",
        "\nHTTP/1.1 200\ncontent-type: text/html; charset=utf-8\n",
        "\n\nconnection\n",
    ] {
        assert!(log.contains(part), "{part}: {log}");
    }
    // Without bodies, switched on while the server runs.
    let source = "WEB START SERVER\nWEB SET OPTION(Web debug log; wdl enable without body)\nALERT(\"set\")\n";
    let connection = ("DatabaseMethods/onWebConnection.4dm", "WEB SEND TEXT(\"connection\")\n");
    let mut site = Site::serve(&[("DatabaseMethods/onStartup.4dm", source), connection]).await;
    site.four.says(&["set"]).await;
    site.ask("POST", "/y", &[], b"what was asked").await;
    let log = site.file_with("Logs/HTTPDebugLog_1.txt", "[body of 10 bytes]").await;
    assert!(log.contains("[body of 14 bytes]") && !log.contains("what was asked"), "{log}");
    let lines = run("ALERT(WEB Server.start({logRecording: 3}).errors[0].message)\n", &[]).await;
    assert!(lines[0].contains("ELF"), "{lines:?}");
}

#[tokio::test]
async fn a_server_that_the_settings_publish_starts_with_the_program() {
    let settings = r#"<preferences><com.4d><web><standalone_server>
<configuration port_number="8080" publish_at_startup="true"/></standalone_server></web></com.4d></preferences>"#;
    let site = Site::serve(&[
        (
            "DatabaseMethods/onStartup.4dm",
            "ASSERT(WEB Server.isRunning)\nASSERT(WEB Get server info.startMode=\"automatic\")\n",
        ),
        ("DatabaseMethods/onWebConnection.4dm", "WEB SEND TEXT(\"connection\")\n"),
        ("settings.4DSettings", settings),
    ])
    .await;
    assert_eq!(site.get("/x").await.text(), "connection");
    assert_eq!(site.four.errors().matches("Error").count(), 0, "{}", site.four.errors());
}

#[tokio::test]
async fn error_pages_of_the_site() {
    let site =
        started("{}", &[("WebFolder/4xx.html", "client error"), ("WebFolder/413.html", "too large")]).await;
    assert_eq!(site.ask("TRACE", "/", &[], b"").await.text(), "client error");
    let answer = site.ask("POST", "/x", &[], &vec![b'x'; 2_000_001]).await;
    assert_eq!((answer.status, answer.text().as_str()), (413, "too large"));
}

#[tokio::test]
async fn pages_with_4d_tags_are_carried_out() {
    let published = "//%attributes = {\"lang\":\"en\",\"publishedWeb\":true}\n";
    let open = format!("{published}#DECLARE($p : Text) : Text\nreturn \"ran \"+$p\n");
    let site = started(
        "{defaultHomepage: \"index.shtml\"}",
        &[
            ("WebFolder/index.shtml", "home <!--#4DINCLUDE parts/foot.html-->"),
            ("WebFolder/parts/foot.html", "<html><body>foot $4DTEXT(6*7)</body></html>"),
            (
                "WebFolder/page.shtml",
                "<p><!--#4DTEXT \"<i>\"--> <!--#4DSCRIPT/open/x--> <!--#4DSCRIPT/closed/x--></p>",
            ),
            ("WebFolder/plain.SHTM", "<p>plain</p>"),
            ("WebFolder/static.html", "<!--#4DTEXT 1+1-->"),
            ("WebFolder/out.shtml", "<!--#4DINCLUDE ../Project/Sources/Methods/closed.4dm-->"),
            ("Methods/open.4dm", &open),
            ("Methods/closed.4dm", "#DECLARE($p : Text) : Text\nreturn \"secret\"\n"),
        ],
    )
    .await;
    let page = site.get("/page.shtml?a=1").await;
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    // Only methods that are published run.
    assert_eq!(page.text(), "<p>&lt;i&gt; ran /x <!--#4DSCRIPT/closed/x--> : ## error # -10508</p>");
    assert_eq!(site.get("/").await.text(), "home foot 42");
    assert_eq!(site.get("/plain.SHTM").await.text(), "<p>plain</p>");
    // Pages that end in .html are not looked at.
    assert_eq!(site.get("/static.html").await.text(), "<!--#4DTEXT 1+1-->");
    assert!(site.get("/out.shtml").await.text().ends_with(":The document cannot be opened"));
    for unknown in ["/none.shtml", "/%2e%2e/x.shtml"] {
        assert_eq!(site.get(unknown).await.text(), "connection");
    }
}

/// The rules of `WebServer/http-rules`, and others.
#[tokio::test]
async fn rul_01_rules_change_answers() {
    let rules = r#"[
    {"comment": "All requests", "regexPattern": "/(.*)",
     "setHeaders": {"Allow": "GET", "X-Frame-Options": "SAMEORIGIN", "Content-Length": "1"}, "removeHeaders": ["ETag", "Date"]},
    {"RegExPattern": "/rest/(.*)", "addHeaders": {"Allow": "POST"}},
    {"regexPattern": "^/maintenance.html", "status": 503},
    {"regexPattern": "^(.*\\.(css|js))", "redirect": "https://cdn.example.com/"},
    {"regexPattern": "^(.*\\.(jpg|jpeg|png|gif))", "redirect": "https://cdn.example.com/images/", "status": 301},
    {"regexPattern": "/private/(.*)", "denyAccess": true},
    {"regexPattern": "/private/allowed/(.*)", "denyAccess": false}
]"#;
    let site = Site::serve(&[
        ("HTTPRules.json", rules),
        ("DatabaseMethods/onWebConnection.4dm", "WEB SEND TEXT(\"connection\")\n"),
        ("WebFolder/index.html", "home"),
        ("WebFolder/maintenance.html", "later"),
        ("WebFolder/private/x.html", "secret"),
        ("WebFolder/private/allowed/x.html", "known"),
    ])
    .await;
    let answer = site.get("/").await;
    assert_eq!((answer.header("allow"), answer.header("x-frame-options")), (Some("GET"), Some("SAMEORIGIN")));
    assert_eq!((answer.header("etag"), answer.header("content-length")), (None, Some("4")), "{answer:?}");
    assert!(answer.header("date").is_some());
    assert_eq!(site.get("/rest/x").await.head.to_lowercase().matches("allow: ").count(), 2);
    let answer = site.get("/maintenance.html").await;
    assert_eq!((answer.status, answer.text().as_str()), (503, "later"));
    let answer = site.get("/a/b.css").await;
    assert_eq!((answer.status, answer.header("location")), (302, Some("https://cdn.example.com/")));
    assert_eq!(site.get("/a.PNG").await.status, 301);
    for target in
        ["/private/x.html", "//private/x.html", "/PRIVATE/x.html", "/%70rivate/x.html", "/private/y"]
    {
        let answer = site.get(target).await;
        assert_eq!(answer.status, 403, "{target}: {answer:?}");
    }
    assert_eq!(site.get("/private/allowed/x.html").await.text(), "known");
    let source = "ALERT(WEB Server.start({rules: [{regexPattern: \"/\"; setHeaders: {A: \"1\\r\\nB: 2\"}}]}).errors[0].message)\n";
    let lines = run(source, &[]).await;
    assert!(lines[0].contains("rules[0]") && lines[0].contains("line ends"), "{lines:?}");
}
