//! From a host name to a connected socket, with TLS where it is asked for.

use crate::tls;
use crate::ws::Socket;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsConnector;
use url::Url;

/// Why a request or connection failed: a code of the HTTP client (`docs/differences.md`) and a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// 30 to 35.
    pub code: i32,
    /// What happened, in English.
    pub message: String,
}

impl Failure {
    /// The server cannot be reached, or has gone.
    pub fn unreachable(message: impl Into<String>) -> Failure {
        Failure { code: 30, message: message.into() }
    }

    /// TLS could not be agreed on, or the certificate is not trusted.
    pub fn tls(message: impl Into<String>) -> Failure {
        Failure { code: 31, message: message.into() }
    }

    /// It took too long.
    pub fn timeout(message: impl Into<String>) -> Failure {
        Failure { code: 32, message: message.into() }
    }

    /// What is asked for cannot be sent.
    pub fn request(message: impl Into<String>) -> Failure {
        Failure { code: 34, message: message.into() }
    }

    /// The answer is larger than a program may receive.
    pub fn too_large() -> Failure {
        let message = format!("The body of the answer has more than {} MiB.", super::MAX_BODY >> 20);
        Failure { code: 35, message }
    }

    /// The answer is not what the protocol allows.
    pub fn answer(message: impl Into<String>) -> Failure {
        Failure { code: 33, message: message.into() }
    }
}

/// `host:port` of an address, as the `Host` header wants it: the port only if it is not the scheme's own.
pub(crate) fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// The value of an `Authorization` header for `basic` authentication (RFC 7617).
pub(crate) fn basic(name: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{name}:{password}")))
}

/// Connects to the host of an address; `tls` is used for `https` and `wss`.
///
/// # Errors
/// When the name is not known, nobody listens, the certificate is not trusted, or `deadline` has passed.
pub(crate) async fn dial(
    url: &Url,
    tls: Option<&Arc<rustls::ClientConfig>>,
    deadline: Instant,
) -> Result<Socket, Failure> {
    let late = |_| Failure::timeout(format!("{} did not answer in time.", authority(url)));
    let tcp = timeout_at(deadline, tcp(url)).await.map_err(late)??;
    let _ = tcp.set_nodelay(true);
    let Some(config) = tls else { return Ok(Socket::Plain(tcp)) };
    let name = tls::server_name(url)?;
    let connector = TlsConnector::from(config.clone());
    match timeout_at(deadline, connector.connect(name, tcp)).await.map_err(late)? {
        Ok(stream) => Ok(Socket::Tls(Box::new(stream.into()))),
        Err(error) => Err(tls::failure(url, &error)),
    }
}

async fn tcp(url: &Url) -> Result<TcpStream, Failure> {
    let port = url.port_or_known_default().unwrap_or(80);
    let host = url.host_str().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let unknown = |why: String| Failure::unreachable(format!("The host {host} cannot be found: {why}."));
    let addresses: Vec<_> = lookup_host((bare, port)).await.map_err(|e| unknown(e.to_string()))?.collect();
    let mut last: Option<io::Error> = None;
    for (tried, address) in addresses.iter().enumerate() {
        // A host with several addresses gets a few seconds for each but the last.
        let patience = if tried + 1 < addresses.len() { 5 } else { 86_400 };
        match timeout_at(Instant::now() + Duration::from_secs(patience), TcpStream::connect(address)).await {
            Ok(Ok(socket)) => return Ok(socket),
            Ok(Err(error)) => last = Some(error),
            Err(_) => last = Some(io::ErrorKind::TimedOut.into()),
        }
    }
    match last {
        Some(error) => Err(Failure::unreachable(format!("{host}:{port} cannot be reached: {error}."))),
        None => Err(unknown("it has no address".into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_authentication_is_that_of_the_rfc() {
        assert_eq!(basic("Aladdin", "open sesame"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    }

    #[test]
    fn authorities_leave_out_the_usual_port() {
        for (url, expected) in [
            ("http://a.example:80/x", "a.example"),
            ("wss://a.example:444/", "a.example:444"),
            ("http://[::1]:8080/", "[::1]:8080"),
        ] {
            assert_eq!(authority(&Url::parse(url).expect("valid")), expected);
        }
    }
}
