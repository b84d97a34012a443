//! TLS (rustls with ring's cryptography): what clients trust, and what a server shows.
//!
//! Clients trust the certificates that the system trusts; `SSL_CERT_FILE` and `SSL_CERT_DIR` replace these. TLS 1.2 is
//! the least that either side accepts.

use crate::client::Failure;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, ServerConfig, SignatureScheme,
    version,
};
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::{fmt, io};
use url::Url;

/// What a client asks of TLS.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ClientTls {
    /// False takes any certificate (`validateTLSCertificate`).
    pub validate: bool,
    /// Refuse TLS 1.2 (`minTLSVersion`).
    pub only_tls13: bool,
    /// Folder with `cert.pem` and `key.pem`, shown to servers that ask for a client's certificate.
    pub certificates: Option<std::path::PathBuf>,
}

impl Default for ClientTls {
    fn default() -> ClientTls {
        ClientTls { validate: true, only_tls13: false, certificates: None }
    }
}

fn provider() -> Arc<CryptoProvider> {
    static PROVIDER: OnceLock<Arc<CryptoProvider>> = OnceLock::new();
    PROVIDER.get_or_init(|| Arc::new(ring::default_provider())).clone()
}

fn versions(only_tls13: bool) -> &'static [&'static rustls::SupportedProtocolVersion] {
    static NEW: &[&rustls::SupportedProtocolVersion] = &[&version::TLS13];
    static BOTH: &[&rustls::SupportedProtocolVersion] = &[&version::TLS13, &version::TLS12];
    if only_tls13 { NEW } else { BOTH }
}

/// The certificates that the system trusts, read once.
fn roots() -> Result<Arc<RootCertStore>, Failure> {
    static ROOTS: OnceLock<Result<Arc<RootCertStore>, Failure>> = OnceLock::new();
    let read = || {
        let found = rustls_native_certs::load_native_certs();
        let mut store = RootCertStore::empty();
        store.add_parsable_certificates(found.certs);
        if store.is_empty() {
            let why = found.errors.first().map(|error| format!(" ({error})")).unwrap_or_default();
            let message = format!(
                "No trusted certificates are found on this system{why}; name a file of them in SSL_CERT_FILE."
            );
            return Err(Failure::tls(message));
        }
        Ok(Arc::new(store))
    };
    ROOTS.get_or_init(read).clone()
}

/// How a client speaks TLS. Reads files: not for network threads.
///
/// # Errors
/// When the system has no trusted certificates, or those of the folder cannot be read.
pub(crate) fn client(asked: &ClientTls) -> Result<Arc<ClientConfig>, Failure> {
    static USUAL: OnceLock<Arc<ClientConfig>> = OnceLock::new();
    let usual = *asked == ClientTls::default();
    if let (true, Some(config)) = (usual, USUAL.get()) {
        return Ok(config.clone());
    }
    let builder = ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(versions(asked.only_tls13))
        .map_err(|error| Failure::tls(error.to_string()))?;
    let builder = if asked.validate {
        builder.with_root_certificates(roots()?)
    } else {
        builder.dangerous().with_custom_certificate_verifier(Arc::new(Anyone(provider())))
    };
    let config = match &asked.certificates {
        None => builder.with_no_client_auth(),
        Some(folder) => {
            let (chain, key) = pair(folder).map_err(Failure::tls)?;
            builder
                .with_client_auth_cert(chain, key)
                .map_err(|error| Failure::tls(format!("The client's certificate cannot be used: {error}.")))?
        }
    };
    let config = Arc::new(config);
    Ok(if usual { USUAL.get_or_init(|| config).clone() } else { config })
}

/// How a client of another protocol speaks TLS: it trusts what the system trusts. Reads files.
///
/// # Errors
/// A sentence, when the system has no trusted certificates.
pub fn client_config() -> Result<Arc<ClientConfig>, String> {
    client(&ClientTls::default()).map_err(|failure| failure.message)
}

/// How the web server speaks TLS: with `cert.pem` and `key.pem` of a folder (`WebServer/webServerConfig`).
///
/// # Errors
/// A sentence that tells what is missing or wrong.
pub fn server(folder: &Path, only_tls13: bool) -> Result<Arc<ServerConfig>, String> {
    let (chain, key) = pair(folder)?;
    let mut config = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(versions(only_tls13))
        .map_err(|error| error.to_string())?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|error| format!("The certificate in {} cannot be used: {error}.", folder.display()))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// `cert.pem` and `key.pem` of a folder.
fn pair(folder: &Path) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), String> {
    let (cert, key) = (folder.join("cert.pem"), folder.join("key.pem"));
    let bad = |path: &Path, why: &dyn fmt::Display| format!("{} cannot be read: {why}.", path.display());
    let chain: Vec<_> = CertificateDer::pem_file_iter(&cert)
        .and_then(Iterator::collect)
        .map_err(|error| bad(&cert, &error))?;
    if chain.is_empty() {
        return Err(bad(&cert, &"it holds no certificate"));
    }
    Ok((chain, PrivateKeyDer::from_pem_file(&key).map_err(|error| bad(&key, &error))?))
}

/// The name that the certificate of an address must have.
pub(crate) fn server_name(url: &Url) -> Result<ServerName<'static>, Failure> {
    let host = url.host_str().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    ServerName::try_from(bare.to_owned()).map_err(|_| Failure::tls(format!("{host} is no name for TLS.")))
}

/// Why a TLS handshake failed, as a sentence that helps.
pub(crate) fn failure(url: &Url, error: &io::Error) -> Failure {
    let host = url.host_str().unwrap_or_default();
    let cause = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match cause {
        Some(rustls::Error::InvalidCertificate(why)) => {
            let why = match why {
                CertificateError::UnknownIssuer => "nobody whom this system trusts has signed it".to_owned(),
                CertificateError::Other(inner) if inner.to_string().contains("CaUsedAsEndEntity") => {
                    "it is signed by itself, or that of an authority".to_owned()
                }
                other => other.to_string(),
            };
            Failure::tls(format!("The certificate of {host} is not trusted: {why}."))
        }
        Some(other) => Failure::tls(format!("TLS with {host} failed: {other}.")),
        None => {
            Failure::unreachable(format!("The connection to {host} broke during the TLS handshake: {error}."))
        }
    }
}

/// Takes every certificate, for programs that ask for it; signatures are still checked.
#[derive(Debug)]
struct Anyone(Arc<CryptoProvider>);

impl ServerCertVerifier for Anyone {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
