//! HTTPS of the web server: `HTTPSEnabled`, `HTTPSPort`, `certificateFolder`, `minTLSVersion` (`API/WebServerClass`).

use std::path::PathBuf;

use four_runtime::host::App;
use four_runtime::{Error, Host, Res, Symbol, Value};

use super::service::{self, HTTP};
use super::web_options::{Layer, Merged, Setting};
use crate::{Https, Settings, tls};

/// Puts what the layer says of HTTPS into the settings of a server. A program that asked for it must have a certificate
/// (`insisted`); many projects switch it on and have none, which is only a notice.
///
/// # Errors
/// When the certificate cannot be used, or neither HTTP nor HTTPS is on.
pub fn apply(app: &dyn App, layer: &mut Layer, insisted: bool, settings: &mut Settings) -> Res<()> {
    settings.http = layer.flag("HTTPEnabled");
    if layer.flag("HTTPSEnabled") {
        // Beside the Project folder unless the program says otherwise.
        let folder = service::folder(app, layer.text("certificateFolder"));
        match tls::server(&folder, layer.int("minTLSVersion") > 3) {
            Ok(config) => {
                let port = u16::try_from(layer.int("HTTPSPort")).unwrap_or(443);
                settings.https = Some(Https { port, config });
            }
            Err(why) if insisted || !settings.http => {
                let error = Error::with_signature(-10718, format!("HTTPS cannot be started. {why}"), HTTP);
                let help = "put cert.pem and key.pem beside the Project folder, or name their folder in certificateFolder";
                return Err(error.with_help(help));
            }
            Err(why) => {
                app.system().write_error(&format!("four: the web server starts without HTTPS. {why}\n"));
                layer.insert("HTTPSEnabled", Setting::Bool(false));
            }
        }
    } else if !settings.http {
        let message = "HTTP is switched off (HTTPEnabled), and so is HTTPS: there is nothing to listen for.";
        return Err(Error::with_signature(-10718, message, HTTP));
    }
    Ok(())
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
