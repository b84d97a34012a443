//! Row LC-20: WebSockets over TLS keep the bounds and times of plain ones. The client is rustls in a thread of its own.

use crate::support::*;
use four_net::{Cork, EndpointOptions, Https, Limits, Outgoing, Settings, Status, tls};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::ring::default_provider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, ClientConnection, DigitallySignedStruct, SignatureScheme, StreamOwned};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tungstenite::{Message, WebSocket};

const SHORT: Duration = Duration::from_millis(200);

type Tls = StreamOwned<ClientConnection, TcpStream>;

/// Takes the test's certificate, which nobody signed.
#[derive(Debug)]
struct Any;

impl ServerCertVerifier for Any {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        default_provider().signature_verification_algorithms.supported_schemes()
    }
}

/// Settings of a server that speaks TLS with a certificate of its own.
fn secure(limits: Limits) -> Settings {
    let folder = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    std::fs::write(folder.path().join("cert.pem"), made.cert.pem()).unwrap();
    std::fs::write(folder.path().join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    let config = tls::server(folder.path(), false).unwrap();
    Settings { limits, https: Some(Https { port: 0, config }), ..Settings::default() }
}

fn socket(test: &Test) -> TcpStream {
    let socket = TcpStream::connect(test.server.secure_addr().unwrap()).unwrap();
    socket.set_read_timeout(Some(LIMIT)).unwrap();
    socket
}

/// A WebSocket over TLS.
fn client(test: &Test) -> WebSocket<Tls> {
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Any))
        .with_no_client_auth();
    let connection = ClientConnection::new(Arc::new(config), "localhost".try_into().unwrap()).unwrap();
    tungstenite::client("ws://localhost/ws", StreamOwned::new(connection, socket(test))).unwrap().0
}

#[test]
fn lc_20_messages_keep_their_order_from_any_thread() {
    let test = serve(secure(Limits::default()), EndpointOptions::default());
    let mut client = client(&test);
    let connection = test.connects.recv_timeout(LIMIT).unwrap().1;
    let _events = accept(&connection, true);
    // Small ones are written by this thread, with large ones and the network's own writes between them.
    let sender = std::thread::spawn(move || {
        for round in 0..200u32 {
            let _cork = Cork::new();
            for part in 0..5u32 {
                let mut data = (round * 5 + part).to_be_bytes().to_vec();
                data.resize(if part == 3 { 20_000 } else { 4 }, 0);
                connection.send(Outgoing::Binary(data.into()));
            }
        }
        connection
    });
    for expected in 0..1000u32 {
        let Message::Binary(data) = client.read().unwrap() else { panic!("a binary message is expected") };
        assert_eq!(data[..4], expected.to_be_bytes());
    }
    assert_eq!(sender.join().unwrap().status(), Status::Connected);
}

#[test]
fn sec_13_a_client_that_does_not_read_is_dropped_under_tls() {
    let options = EndpointOptions { out_stall: SHORT, ..EndpointOptions::default() };
    let test = serve(secure(Limits::default()), options);
    let _client = client(&test);
    let connection = test.connects.recv_timeout(LIMIT).unwrap().1;
    let events = accept(&connection, true);
    connection.send(Outgoing::Binary(vec![1; 16 << 20].into()));
    assert_failed(&to_end(&events), 1006);
}

#[test]
fn sec_18_a_handshake_that_does_not_go_on_is_given_up() {
    let limits = Limits { head_timeout: SHORT, ..Limits::default() };
    let test = serve(secure(limits), EndpointOptions::default());
    for start in [&b""[..], b"\x16\x03\x01\x02\x00\x01"] {
        let mut silent = socket(&test);
        silent.write_all(start).unwrap();
        // An end or a reset, but within the limit.
        let ended = silent.read(&mut [0; 100]);
        assert!(!matches!(&ended, Err(e) if e.kind() == std::io::ErrorKind::WouldBlock), "{ended:?}");
    }
}

#[test]
fn lc_13_stop_does_not_wait_for_a_handshake() {
    let test = serve(secure(Limits::default()), EndpointOptions::default());
    let _silent = socket(&test);
    while test.server.connection_count() == 0 {
        std::thread::yield_now();
    }
    let start = Instant::now();
    test.server.stop(LIMIT);
    assert!(start.elapsed() < LIMIT / 2);
    assert_eq!(test.server.connection_count(), 0);
}

#[test]
fn lc_07_the_closing_handshake_under_tls() {
    let test = serve(secure(Limits::default()), EndpointOptions::default());
    let mut client = client(&test);
    let connection = test.connects.recv_timeout(LIMIT).unwrap().1;
    let events = accept(&connection, true);
    connection.send(Outgoing::Text("last".into()));
    connection.close(4000, "enough");
    assert_eq!(client.read().unwrap(), Message::text("last"));
    let Message::Close(Some(frame)) = client.read().unwrap() else { panic!("a close frame is expected") };
    assert_eq!((u16::from(frame.code), frame.reason.as_str()), (4000, "enough"));
    // The stream ends in good order, with TLS's own farewell.
    assert!(matches!(client.read(), Err(tungstenite::Error::ConnectionClosed)));
    assert_eq!(to_end(&events), closed(4000, Some("enough")));
}
