//! HTTP: static files, limits, the fallback.

use crate::support::*;
use four_net::http::{Answering, HttpProgram, HttpRequest, HttpResponse, Reply, Route, Stage};
use four_net::{EndpointOptions, Limits, Settings};
use std::fs;
use std::io::{Read, Write};
use std::sync::Arc;
use std::time::Duration;

fn site() -> (tempfile::TempDir, Test) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("www");
    for dir in ["js", "sub", ".well-known", ".git"] {
        fs::create_dir_all(root.join(dir)).unwrap();
    }
    for (name, text) in [
        ("index.html", "home"),
        ("ws client.htm", "client"),
        ("js/Controls.JS", "code"),
        ("sub/index.html", "sub"),
        (".well-known/a.txt", "known"),
        (".git/config", "secret"),
        ("404.html", "lost"),
    ] {
        fs::write(root.join(name), text).unwrap();
    }
    fs::write(root.join("big.bin"), vec![5; 3_000_000]).unwrap();
    fs::write(folder.path().join("secret.txt"), "secret").unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("../secret.txt", root.join("escape.txt")).unwrap();
        std::os::unix::fs::symlink("index.html", root.join("inside.html")).unwrap();
    }
    let test = serve(Settings { root_folder: Some(root), ..Settings::default() }, EndpointOptions::default());
    (folder, test)
}

#[test]
fn lc_17_files_and_sockets_share_the_port() {
    let (_folder, test) = site();
    for (path, code, body) in [
        ("/", 200, "home"),
        ("/index.html?x=1", 200, "home"),
        ("/ws%20client.htm", 200, "client"),
        ("/js/controls.js", 200, "code"),
        ("/JS/CONTROLS.JS", 200, "code"),
        ("/sub/", 200, "sub"),
        ("/sub", 301, "301 Moved Permanently\n"),
        ("/.well-known/a.txt", 200, "known"),
        ("/inside.html", 200, "home"),
        ("/none", 404, "lost"),
        ("/index.html/", 404, "lost"),
        ("/js/", 404, "lost"),
    ] {
        let (head, found) = get(&test.server, path);
        assert_eq!(
            (status(&head), String::from_utf8(found).unwrap().as_str()),
            (code, body),
            "{path}: {head}"
        );
    }
    test.raw();
}

#[test]
fn sec_17_nothing_outside_the_root() {
    let (_folder, test) = site();
    for path in [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/js/../../secret.txt",
        "/..%2fsecret.txt",
        "/%252e%252e/secret.txt",
        "/escape.txt",
        "/ESCAPE.TXT",
        "/.git/config",
        "/%2egit/config",
        "/index.html%00",
        "//etc/passwd",
        "/%zz",
    ] {
        let (head, body) = get(&test.server, path);
        assert_eq!(status(&head), 404, "{path}");
        assert_eq!(body, b"lost", "{path}");
    }
}

#[test]
fn sec_17_types_caches_and_ranges() {
    let (_folder, test) = site();
    let with = |path: &str, header: &str| {
        fetch(&test.server, &format!("GET {path} HTTP/1.1\r\nHost: x\r\n{header}\r\n"))
    };
    let (head, _) = get(&test.server, "/js/Controls.JS");
    assert!(head.contains("content-type: text/javascript"), "{head}");
    let value = |name: &str| head.lines().find_map(|l| l.strip_prefix(name)).unwrap().to_owned();
    let (tag, date) = (value("etag: "), value("last-modified: "));
    for header in [format!("If-None-Match: {tag}\r\n"), format!("If-Modified-Since: {date}\r\n")] {
        let (head, body) = with("/js/Controls.JS", &header);
        assert_eq!((status(&head), body.len()), (304, 0), "{header}");
    }
    assert_eq!(status(&with("/js/Controls.JS", "If-None-Match: \"other\"\r\n").0), 200);
    let (head, body) = with("/js/Controls.JS", "Range: bytes=1-2\r\n");
    assert_eq!((status(&head), body.as_slice()), (206, &b"od"[..]));
    assert!(head.contains("content-range: bytes 1-2/4"), "{head}");
    assert_eq!(status(&with("/js/Controls.JS", "Range: bytes=4-\r\n").0), 416);
    let (head, body) = with("/big.bin", "Range: bytes=1000000-\r\n");
    assert_eq!((status(&head), body.len()), (206, 2_000_000));
    let (head, body) = get(&test.server, "/big.bin");
    assert_eq!((status(&head), body), (200, vec![5; 3_000_000]));
    let (head, _) = fetch(&test.server, "HEAD /big.bin HTTP/1.1\r\nHost: x\r\n\r\n");
    assert!(status(&head) == 200 && head.contains("content-length: 3000000"), "{head}");
}

#[test]
fn sec_17_other_methods_get_405() {
    let (_folder, test) = site();
    for method in ["POST", "PUT", "DELETE", "TRACE", "OPTIONS"] {
        let (head, _) = fetch(&test.server, &format!("{method} / HTTP/1.1\r\nHost: x\r\n\r\n"));
        assert_eq!(status(&head), 405, "{method}");
        assert!(head.contains("allow: GET, HEAD"), "{head}");
    }
}

#[test]
fn sec_02_head_limits() {
    let test = start();
    let many: String = (0..150).map(|n| format!("X-{n}: 1\r\n")).collect();
    for (text, expected) in [
        (format!("GET / HTTP/1.1\r\nHost: x\r\n{many}\r\n"), 431),
        (format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(9000)), 414),
        (format!("GET / HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n", "a".repeat(9000)), 431),
        (format!("GET / HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n", "a".repeat(70_000)), 431),
        ("NONSENSE\r\n\r\n".into(), 400),
        ("GET / HTTP/1.1\r\nbad header\r\n\r\n".into(), 400),
        ("GET / HTTP/1.1\r\n\r\n".into(), 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n".into(), 400),
        ("CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n".into(), 501),
    ] {
        let mut tcp = test.tcp();
        // The server may answer and hang up before it has read all.
        let _ = tcp.write_all(text.as_bytes());
        assert_eq!(status(&head(&mut tcp)), expected, "{}", &text[..30.min(text.len())]);
    }
    assert_eq!(status(&get(&test.server, "/").0), 404, "the server lives");
}

#[test]
fn sec_02_crumbs_are_dropped() {
    let test = start();
    let mut tcp = test.tcp();
    let mut left = 2000;
    while left > 0 && tcp.write_all(b"a").is_ok() {
        std::thread::sleep(Duration::from_millis(1));
        left -= 1;
    }
    assert!(left > 0, "2000 crumbs were taken");
}

#[test]
fn sec_01_a_head_has_a_deadline() {
    let limits = Limits { head_timeout: Duration::from_millis(100), ..Limits::default() };
    let test = serve(Settings { limits, ..Settings::default() }, EndpointOptions::default());
    for text in ["", "GET / HTTP/1.1\r\nHost"] {
        let mut tcp = test.tcp();
        tcp.write_all(text.as_bytes()).unwrap();
        let mut rest = Vec::new();
        let ended = tcp.read_to_end(&mut rest);
        let reset = |e: &std::io::Error| e.kind() == std::io::ErrorKind::ConnectionReset;
        assert!(ended.as_ref().err().is_none_or(reset), "{ended:?}");
        assert!(!String::from_utf8_lossy(&rest).contains(" 200 "));
    }
}

#[test]
fn sec_20_keep_alive_is_limited() {
    let limits = Limits { max_requests: 3, keep_alive: Duration::from_millis(100), ..Limits::default() };
    let test = serve(Settings { limits, ..Settings::default() }, EndpointOptions::default());
    let ask = |tcp: &mut std::net::TcpStream| {
        let head = request(tcp, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        let mut body = [0; 14];
        tcp.read_exact(&mut body).unwrap();
        head
    };
    let mut tcp = test.tcp();
    assert!(!ask(&mut tcp).contains("connection: close"));
    assert!(!ask(&mut tcp).contains("connection: close"));
    assert!(ask(&mut tcp).contains("connection: close"));
    assert_eq!(tcp.read(&mut [0]).unwrap(), 0);
    let mut idle = test.tcp();
    ask(&mut idle);
    let began = std::time::Instant::now();
    assert_eq!(idle.read(&mut [0]).unwrap(), 0, "closed by the server");
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[test]
fn sec_03_upgrade_after_another_request() {
    let test = start();
    let mut tcp = test.tcp();
    assert_eq!(status(&request(&mut tcp, "GET /none HTTP/1.1\r\nHost: x\r\n\r\n")), 404);
    tcp.read_exact(&mut [0; 14]).unwrap();
    let mut raw = Raw(tcp);
    raw.handshake("/ws");
    let (handshake, connection) = test.connects.recv_timeout(LIMIT).unwrap();
    assert!(handshake.headers.iter().any(|(n, v)| n.eq_ignore_ascii_case("host") && v == "x"));
    connection.send(four_net::Outgoing::Text("hi".into()));
    assert_eq!(raw.frame(), Some((0x81, b"hi".to_vec())));
}

struct Parrot;

impl HttpProgram for Parrot {
    fn route(&self, _method: &str, target: &str, stage: Stage) -> Route {
        match (target, stage) {
            ("/first", Stage::First) => Route::Take(1),
            ("/only-put", Stage::First) => Route::Refuse(vec!["PUT".into()]),
            ("/pass", _) | (_, Stage::First) => Route::Pass,
            _ => Route::Take(2),
        }
    }

    fn handle(&self, _route: usize, request: HttpRequest, reply: Reply) {
        std::thread::spawn(move || match request.url.as_str() {
            "/decline" => reply.decline(),
            "/drop" => drop(reply),
            "/busy" => reply.busy(),
            "/slow" => {
                // Nobody waits any more when the server's patience is over.
                while reply.is_wanted() {
                    std::thread::sleep(Duration::from_millis(2));
                }
                assert!(!reply.send(HttpResponse::default()));
            }
            _ => {
                let headers = vec![("X-Method".into(), request.method), ("Bad Name".into(), "x\r\ny".into())];
                reply.send(HttpResponse { status: 201, headers, body: request.body.into() });
            }
        });
    }
}

#[test]
fn hdl_01_the_program_answers() {
    let settings =
        Settings { program: Some(Arc::new(Parrot)), max_request_size: 1000, ..Settings::default() };
    let test = serve(settings, EndpointOptions::default());
    let post = |path: &str, n: usize| {
        let text = format!("POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {n}\r\n\r\n{}", "b".repeat(n));
        fetch(&test.server, &text)
    };
    let (head, body) = post("/x", 10);
    assert_eq!((status(&head), body.as_slice()), (201, &[b'b'; 10][..]));
    assert!(head.contains("x-method: POST"), "{head}");
    assert_eq!(status(&post("/x", 1001).0), 413);
    assert_eq!(status(&post("/decline", 1).0), 405);
    assert_eq!(status(&get(&test.server, "/decline").0), 404);
    assert_eq!(status(&get(&test.server, "/drop").0), 500);
}

#[test]
fn the_network_does_not_wait_for_the_program_for_ever() {
    let answering = Answering { patience: Duration::from_millis(50), ..Answering::default() };
    let settings = Settings { program: Some(Arc::new(Parrot)), answering, ..Settings::default() };
    let test = serve(settings, EndpointOptions::default());
    for path in ["/slow", "/busy"] {
        let (head, _) = get(&test.server, path);
        assert_eq!(status(&head), 503, "{path}");
        assert!(head.contains("retry-after: 5"), "{head}");
    }
    assert_eq!(status(&get(&test.server, "/other").0), 201);
}

#[test]
fn the_program_is_asked_before_files_and_after_them() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["first", "second", "pass"] {
        fs::write(folder.path().join(name), "a file").unwrap();
    }
    let root_folder = Some(folder.path().to_owned());
    let settings = Settings { program: Some(Arc::new(Parrot)), root_folder, ..Settings::default() };
    let test = serve(settings, EndpointOptions::default());
    for (path, code) in
        [("/first", 201), ("/second", 200), ("/third", 201), ("/pass", 200), ("/only-put", 405)]
    {
        let (head, _) = get(&test.server, path);
        assert_eq!(status(&head), code, "{path}: {head}");
    }
    assert!(get(&test.server, "/only-put").0.contains("allow: PUT"));
}
