//! HTTPS of the web server: `HTTPEnabled`, `HTTPSEnabled`, `HTTPSPort`, `certificateFolder` and `minTLSVersion`
//! (`API/WebServerClass`).

use std::path::PathBuf;

use four_runtime::host::App;
use four_runtime::{Error, Host, Res, Symbol, Value};

use super::service::HTTP;
use crate::{Https, Settings, tls};

/// `minTLSVersion` of TLS 1.2, the default and the least there is.
const TLS_1_2: i32 = 3;

/// What the settings of the web server say of these.
#[derive(Clone, Debug, Default)]
pub struct Requested {
    /// `HTTPEnabled`.
    pub http: Option<bool>,
    /// `HTTPSEnabled`.
    pub enabled: Option<bool>,
    /// `HTTPSPort`.
    pub port: Option<u16>,
    /// `certificateFolder`.
    pub folder: Option<PathBuf>,
    /// `minTLSVersion`: 3 for TLS 1.2, 4 for TLS 1.3.
    pub min_version: Option<i32>,
}

impl Requested {
    /// Where HTTPS is listened on: the command line wins over the program.
    pub fn port(&self, app: &dyn App) -> u16 {
        app.settings().https_port.or(self.port).unwrap_or(8443)
    }

    /// Where `cert.pem` and `key.pem` are: beside the `Project` folder unless the program says otherwise.
    pub fn folder(&self, app: &dyn App) -> PathBuf {
        let base = &app.settings().folder;
        self.folder.as_ref().map_or_else(|| base.clone(), |folder| base.join(folder))
    }

    /// The least version of TLS: 3 for TLS 1.2 or 4 for TLS 1.3. Older ones are not spoken.
    pub fn min_version(&self) -> i32 {
        self.min_version.unwrap_or(TLS_1_2).max(TLS_1_2)
    }

    /// Puts it into the settings of a server.
    ///
    /// # Errors
    /// When the certificate cannot be used.
    pub fn apply(&self, app: &dyn App, settings: &mut Settings) -> Res<()> {
        settings.http = self.http.unwrap_or(true);
        if self.enabled == Some(true) {
            let config = tls::server(&self.folder(app), self.min_version() > TLS_1_2).map_err(|why| {
                let error = Error::with_signature(-10718, format!("HTTPS cannot be started. {why}"), HTTP);
                error.with_help("put cert.pem and key.pem beside the Project folder, or name their folder in certificateFolder")
            })?;
            settings.https = Some(Https { port: self.port(app), config });
        }
        Ok(())
    }
}

/// A folder given as a path or as a `4D.Folder`.
///
/// # Errors
/// When it is neither.
pub fn folder(host: &mut dyn Host, value: &Value) -> Res<Option<PathBuf>> {
    match value {
        Value::Undefined | Value::Null | Value::Unassigned => Ok(None),
        Value::Text(path) if path.is_empty() => Ok(None),
        Value::Text(path) => Ok(Some(path.to_string().into())),
        object @ Value::Object(_) => match host.member(object, Symbol::intern("platformPath"))? {
            Value::Text(path) => Ok(Some(path.to_string().into())),
            _ => Err(Error::type_mismatch("a path or a 4D.Folder", object)),
        },
        other => Err(Error::type_mismatch("a path or a 4D.Folder", other)),
    }
}
