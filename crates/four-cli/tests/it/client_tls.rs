//! Row LC-20: TLS on both sides, with certificates of a test authority; the other side is rustls through tokio.

use std::process::Command;
use std::sync::Arc;

use futures_util::{SinkExt, StreamExt};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore, ServerConfig};
use tokio_rustls::{TlsAcceptor, TlsConnector, client, server};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, accept_async, client_async};

use crate::client::{Script, listener, tcp};
use crate::server::{Four, PATIENCE};

/// An authority and a certificate that it gave to `localhost` and 127.0.0.1.
pub struct Authority {
    ca: String,
    cert: String,
    key: String,
}

impl Authority {
    /// A new one.
    pub fn new() -> Authority {
        let ca_key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(Vec::new()).expect("no names");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let ca = params.self_signed(&ca_key).expect("a certificate").pem();
        let issuer = Issuer::new(params, ca_key);
        let key = KeyPair::generate().expect("a key");
        let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
        let leaf = CertificateParams::new(names).expect("names").signed_by(&key, &issuer).expect("signed");
        Authority { ca, cert: leaf.pem(), key: key.serialize_pem() }
    }

    /// Writes `ca.pem`, `cert.pem` and `key.pem` into the program's folder.
    pub fn write(&self, script: &Script) {
        script.add("ca.pem", &self.ca);
        script.add("cert.pem", &self.cert);
        script.add("key.pem", &self.key);
    }

    /// TLS of a foreign server.
    pub fn acceptor(&self) -> TlsAcceptor {
        let chain =
            CertificateDer::pem_slice_iter(self.cert.as_bytes()).map(|cert| cert.expect("valid")).collect();
        let key = PrivateKeyDer::from_pem_slice(self.key.as_bytes()).expect("valid");
        let config = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .expect("they match");
        TlsAcceptor::from(Arc::new(config))
    }

    /// A foreign client's TLS connection.
    async fn connect(
        &self,
        port: u16,
        versions: &[&'static rustls::SupportedProtocolVersion],
    ) -> std::io::Result<client::TlsStream<TcpStream>> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(self.ca.as_bytes()).expect("valid")).expect("a root");
        let config = ClientConfig::builder_with_provider(provider())
            .with_protocol_versions(versions)
            .expect("versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let socket = TcpStream::connect(("127.0.0.1", port)).await?;
        let name = ServerName::try_from("localhost").expect("a name");
        timeout(PATIENCE, TlsConnector::from(Arc::new(config)).connect(name, socket)).await.expect("in time")
    }
}

fn provider() -> Arc<rustls::crypto::CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// Starts the program; it trusts the authority whose `ca.pem` is in its folder.
pub fn trusting(script: &Script) -> Four {
    let mut command = Command::new(env!("CARGO_BIN_EXE_four-run"));
    command.args(["--port", "0", "--https-port", "0"]).arg(script.main());
    command.env("SSL_CERT_FILE", script.main().with_file_name("ca.pem"));
    Four::spawn(command)
}

/// The port in the first address of this scheme that `four-run` says it listens on.
async fn port_of(four: &Four, scheme: &str) -> u16 {
    four.complains(scheme).await;
    let errors = four.errors();
    let rest = errors.split_once(scheme).expect("found").1;
    rest.split(['/', ' ']).next().and_then(|place| place.rsplit(':').next()?.parse().ok()).expect("a port")
}

/// Opens a client over TLS; gives the program and the foreign server's end.
async fn open(authority: &Authority) -> (Four, WebSocketStream<server::TlsStream<TcpStream>>, Script) {
    let (listener, port) = listener().await;
    let script = Script::new(
        "ws:=4D.WebSocket.new(\"wss://localhost:{port}/\"; cs.Handler.new(\"text\"))\nws.send(\"x\"*300000)",
        port,
    );
    authority.write(&script);
    let mut four = trusting(&script);
    let socket = authority.acceptor().accept(tcp(&listener).await).await.expect("a TLS handshake");
    let socket = accept_async(socket).await.expect("a WebSocket");
    four.says(&["open Connected WebSocket"]).await;
    (four, socket, script)
}

#[tokio::test]
async fn cli_01_a_client_speaks_tls() {
    let authority = Authority::new();
    let (mut four, mut server, _script) = open(&authority).await;
    let first = timeout(PATIENCE, server.next()).await.expect("in time").expect("a message").expect("fine");
    assert_eq!(first.len(), 300_000);
    for number in 0..100 {
        server.feed(Message::text(format!("{number}"))).await.expect("open");
    }
    server.flush().await.expect("open");
    for number in 0..100 {
        assert_eq!(four.line().await, format!("message <{number}>"));
    }
    server.close(None).await.expect("open");
    four.says(&["terminate 1005 <> Closed"]).await;
    assert_eq!(four.exit().await, 0, "{}", four.errors());
}

#[tokio::test]
async fn lc_09_a_server_that_vanishes_under_tls() {
    let authority = Authority::new();
    let (mut four, server, _script) = open(&authority).await;
    drop(server);
    four.says(&["error 1006 HTCL", "terminate 1006 <> Closed"]).await;
}

#[tokio::test]
async fn sec_certificates_are_checked() {
    let authority = Authority::new();
    // Its certificate is for localhost, signed by an authority that the second program does not know.
    for (host, trusted, expected) in
        [("localhost", true, "connected"), ("127.0.0.2", true, "31"), ("localhost", false, "31")]
    {
        let (listener, port) = match host {
            "127.0.0.2" => {
                let listener = tokio::net::TcpListener::bind("127.0.0.2:0").await.expect("a port");
                let port = listener.local_addr().expect("an address").port();
                (listener, port)
            }
            _ => listener().await,
        };
        let main = format!(
            "Try\n\t$ws:=4D.WebSocket.new(\"wss://{host}:{port}/\")\n\tSay(\"connected\")\n\t$ws.terminate()\n\
            Catch\n\tSay(String(Last errors[0].errCode))\n\tSay(Last errors[0].message)\nEnd try"
        );
        let script = Script::new(&main, port);
        if trusted {
            authority.write(&script)
        } else {
            Authority::new().write(&script)
        }
        let mut four = trusting(&script);
        let socket = authority.acceptor().accept(tcp(&listener).await).await;
        if expected == "connected" {
            let mut socket = accept_async(socket.expect("a TLS handshake")).await.expect("a WebSocket");
            four.says(&[expected]).await;
            while let Some(Ok(_)) = socket.next().await {}
        } else {
            four.says(&[expected]).await;
            let message = four.line().await;
            assert!(message.contains("is not trusted"), "{message}");
            assert!(!message.contains("Other("), "{message}");
        }
        assert_eq!(four.exit().await, 0, "{}", four.errors());
    }
}

const ECHO: &str = r#"
	$status:=WEB Server.start({HTTPSEnabled: True{more}})
	If ($status.success)
		CALL WORKER("server"; Formula(wss:=4D.WebSocketServer.new({onConnection: Formula({onMessage: Formula($1.send(Uppercase($2.data)))})})))
	Else
		Say(String($status.errors[0].errCode)+" "+$status.errors[0].message)
	End if"#;

/// An echo server over HTTPS.
fn echo(more: &str, authority: Option<&Authority>) -> (Script, Four) {
    let script = Script::new(&ECHO.replace("{more}", more), 0);
    if let Some(authority) = authority {
        authority.write(&script);
    }
    script.add("WebFolder/index.html", "<p>secret</p>");
    let four = trusting(&script);
    (script, four)
}

async fn page(stream: &mut (impl AsyncReadExt + AsyncWriteExt + Unpin)) -> String {
    let request = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(request).await.expect("open");
    let mut answer = Vec::new();
    timeout(PATIENCE, stream.read_to_end(&mut answer)).await.expect("in time").expect("an answer");
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn lc_20_pages_and_web_sockets_over_https() {
    let authority = Authority::new();
    let (_script, four) = echo("", Some(&authority));
    let port = port_of(&four, "wss://").await;
    let versions = [&rustls::version::TLS12, &rustls::version::TLS13];
    for version in versions {
        let mut stream = authority.connect(port, &[version]).await.expect("a TLS handshake");
        let answer = page(&mut stream).await;
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("<p>secret</p>"), "{answer}");

        let stream = authority.connect(port, &[version]).await.expect("a TLS handshake");
        let (mut socket, _) = client_async("wss://localhost/any", stream).await.expect("a WebSocket");
        let long = "long".repeat(300_000);
        for text in ["hello", "", &long] {
            socket.send(Message::text(text)).await.expect("open");
            let answer =
                timeout(PATIENCE, socket.next()).await.expect("in time").expect("open").expect("fine");
            assert_eq!(answer, Message::text(text.to_uppercase()));
        }
        socket.close(None).await.expect("open");
        while let Some(Ok(_)) = timeout(PATIENCE, socket.next()).await.expect("in time") {}
    }
    // The plain port serves the same.
    let mut plain = TcpStream::connect(("127.0.0.1", port_of(&four, "ws://").await)).await.expect("open");
    assert!(page(&mut plain).await.ends_with("<p>secret</p>"));
}

#[tokio::test]
async fn web_12_hsts_is_told_over_https_only() {
    let authority = Authority::new();
    let (_script, four) = echo("; HSTSEnabled: True; HSTSMaxAge: 1234", Some(&authority));
    let port = port_of(&four, "wss://").await;
    let mut stream = authority.connect(port, &[&rustls::version::TLS13]).await.expect("a TLS handshake");
    let answer = page(&mut stream).await.to_lowercase();
    assert!(answer.contains("\r\nstrict-transport-security: max-age=1234\r\n"), "{answer}");
    let mut plain = TcpStream::connect(("127.0.0.1", port_of(&four, "ws://").await)).await.expect("open");
    assert!(!page(&mut plain).await.to_lowercase().contains("strict-transport"));
}

#[tokio::test]
async fn web_09_settings_of_the_project_and_secured_requests() {
    // Many projects allow HTTPS and have no certificate.
    let authority = Authority::new();
    for with in [false, true] {
        let script =
            Script::new("WEB START SERVER\nSay(String(OK)+\" \"+String(WEB Server.HTTPSEnabled))", 0);
        script.add("a.4DProject", "{}");
        let settings = "<preferences><com.4d><web><standalone_server><configuration allow_ssl=\"true\"/></standalone_server></web></com.4d></preferences>";
        script.add("Project/Sources/settings.4DSettings", settings);
        script.add("Project/Sources/Methods/Go.4dm", "WEB START SERVER\nLOG EVENT(Into system standard outputs; String(OK)+\" \"+String(WEB Server.HTTPSEnabled)+\"\\n\")\nQUIT 4D\n");
        script.add("Project/a.4DProject", "{}");
        if with {
            authority.write(&script);
        }
        let go = script.main().with_file_name("Project").join("Sources/Methods/Go.4dm");
        let mut four = Four::start(&["--port", "0", "--https-port", "0"], &go);
        four.says(&[if with { "1 True" } else { "1 False" }]).await;
        assert_eq!(four.exit().await, 0, "{}", four.errors());
        assert_eq!(four.errors().contains("without HTTPS"), !with, "{}", four.errors());
    }
}

#[tokio::test]
async fn sec_18_what_is_no_tls_gets_no_answer() {
    let authority = Authority::new();
    let (_script, four) = echo("", Some(&authority));
    let port = port_of(&four, "wss://").await;
    let mut plain = TcpStream::connect(("127.0.0.1", port)).await.expect("open");
    plain.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await.expect("open");
    let mut answer = Vec::new();
    // An alert or a reset, but no page.
    let _ = timeout(PATIENCE, plain.read_to_end(&mut answer)).await.expect("the connection ends");
    assert!(!String::from_utf8_lossy(&answer).contains("HTTP"));
    let mut stream = authority.connect(port, &[&rustls::version::TLS13]).await.expect("others are served");
    assert!(page(&mut stream).await.contains("secret"));
}

#[tokio::test]
async fn web_10_min_tls_version_and_certificate_folder() {
    let authority = Authority::new();
    let (script, mut four) = echo("; minTLSVersion: 4; certificateFolder: \"certs\"", None);
    let missing = four.line().await;
    assert!(missing.starts_with("-10718 HTTPS cannot be started."), "{missing}");
    assert!(missing.contains("cert.pem"), "{missing}");
    assert_eq!(four.exit().await, 0, "{}", four.errors());

    for name in ["cert.pem", "key.pem"] {
        let text = if name == "cert.pem" { &authority.cert } else { &authority.key };
        script.add(&format!("certs/{name}"), text);
    }
    let four = trusting(&script);
    let port = port_of(&four, "wss://").await;
    assert!(authority.connect(port, &[&rustls::version::TLS12]).await.is_err());
    let mut stream = authority.connect(port, &[&rustls::version::TLS13]).await.expect("a TLS handshake");
    assert!(page(&mut stream).await.contains("secret"));
}

#[tokio::test]
async fn web_06_https_alone_and_what_the_properties_say() {
    let authority = Authority::new();
    let script = Script::new(
        r#"
		$web:=WEB Server
		Say(String($web.HTTPEnabled)+" "+String($web.HTTPSEnabled)+" "+String($web.minTLSVersion))
		Say(String($web.start({HTTPSEnabled: True; HTTPEnabled: False}).success))
		Say(String($web.HTTPEnabled)+" "+String($web.HTTPSEnabled)+" "+String($web.HTTPSPort>1024))
		$web.stop()
		Say(String($web.start({HTTPSEnabled: False; HTTPEnabled: False}).success))
		Say(String($web.HTTPEnabled)+" "+String($web.HTTPSEnabled))"#,
        0,
    );
    authority.write(&script);
    let mut four = trusting(&script);
    four.says(&["True False 3", "True", "False True True", "False", "True False"]).await;
    assert_eq!(four.exit().await, 0, "{}", four.errors());
    assert!(!four.errors().contains("http://"), "{}", four.errors());
}

#[tokio::test]
async fn lc_20_our_client_and_our_server() {
    let authority = Authority::new();
    let script = Script::new(
        r#"
		$status:=WEB Server.start({HTTPSEnabled: True})
		CALL WORKER("server"; Formula(wss:=4D.WebSocketServer.new({onConnection: Formula({onMessage: Formula($1.send(Uppercase($2.data)))}); onOpen: Formula(CALL WORKER("client"; Formula(Connect)))})))"#,
        0,
    );
    authority.write(&script);
    script.add(
        "Methods/Connect.4dm",
        "ws:=4D.WebSocket.new(\"wss://localhost:\"+String(WEB Server.HTTPSPort); {onMessage: Formula(Heard($1; $2))})\nws.send(\"hello\")\n",
    );
    script.add("Methods/Heard.4dm", "#DECLARE($ws : Object; $event : Object)\nSay($event.data)\n$ws.terminate()\nCALL WORKER(\"server\"; Formula(wss.terminate()))\n");
    let mut four = trusting(&script);
    four.says(&["HELLO"]).await;
    assert_eq!(four.exit().await, 0, "{}", four.errors());
}
