//! `WEB Server` and the commands that start and stop it (`API/WebServerClass`). The rest of the web server comes with the
//! HTTP handlers.

use std::any::Any;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use four_runtime::class::native_class;
use four_runtime::native::Native;
use four_runtime::{Error, Object, Res, Text, Value, commands, native_class};

use super::service::{Requested, WebService, address};

/// How long `stop()` waits for open connections.
const STOP: Duration = Duration::from_secs(5);

/// The native part of a `4D.WebServer`.
struct WebServer(Arc<WebService>);

impl Native for WebServer {
    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn of(object: &Rc<Object>) -> Res<&WebServer> {
    object
        .native_as::<WebServer>()
        .ok_or_else(|| Error::type_mismatch("a 4D.WebServer", &Value::Object(object.clone())))
}

/// A result object `{success; errors}`.
fn status(result: Res<()>) -> Value {
    let object = Object::from_pairs([("success", Value::Bool(result.is_ok()))]);
    if let Err(error) = result {
        let entry = Object::from_pairs([
            ("errCode", Value::Int(error.code)),
            ("message", Value::from(error.message)),
            ("componentSignature", Value::from(error.signature)),
        ]);
        object.set_text(&Text::from("errors"), Value::from(vec![Value::from(entry)]));
    }
    Value::from(object)
}

/// Starts the web server and says where it listens.
fn start(host: &dyn four_runtime::Host, service: &WebService, requested: Requested) -> Res<()> {
    let server = service.start(host.app(), requested)?;
    let secure = server.secure_addr();
    if secure != Some(server.local_addr()) {
        host.app().system().write_error(&format!("four: web server on http://{}/\n", server.local_addr()));
    }
    if let Some(address) = secure {
        host.app().system().write_error(&format!("four: web server on https://{address}/\n"));
    }
    Ok(())
}

/// The settings object of `start()`.
fn requested(host: &mut dyn four_runtime::Host, settings: Option<&Value>) -> Res<Requested> {
    let object = match settings {
        None | Some(Value::Null | Value::Unassigned | Value::Undefined) => return Ok(Requested::default()),
        Some(Value::Object(object)) => object,
        Some(other) => return Err(Error::type_mismatch("the settings object of the web server", other)),
    };
    let text = |name: &str| match object.get_text(&Text::from(name)) {
        Value::Text(text) => Some(text.to_string()),
        _ => None,
    };
    let port = match object.get_text(&Text::from("HTTPPort")).as_number() {
        None => None,
        Some(port) if port.fract() == 0.0 && (0.0..=65535.0).contains(&port) => {
            // 0 stands for the default (`WebServerClass`).
            Some(if port == 0.0 { 80 } else { port as u16 })
        }
        Some(port) => {
            return Err(Error::new(
                54,
                format!("HTTPPort must be a whole number from 0 to 65535; this is {port}."),
            ));
        }
    };
    Ok(Requested {
        port,
        host: text("IPAddressToListen"),
        root: text("rootFolder").map(Into::into),
        homepage: text("defaultHomepage"),
        https: super::https::Requested::read(host, object)?,
    })
}

native_class! {
    /// The web server of the program, which also carries its WebSocket servers.
    pub static WEB_SERVER: "WebServer";

    /// True while the server takes connections.
    get isRunning(_host, this: &Rc<Object>) -> bool {
        Ok(of(this)?.0.running().is_some())
    }

    /// Port of the running server, or of the next start.
    get HTTPPort(host, this: &Rc<Object>) -> i32 {
        let service = &of(this)?.0;
        Ok(i32::from(match service.running() {
            Some(server) => server.local_addr().port(),
            None => address(host.app(), &Requested::default()).1,
        }))
    }

    /// Whether HTTP is listened for.
    get HTTPEnabled(_host, this: &Rc<Object>) -> bool {
        Ok(of(this)?.0.https().http.unwrap_or(true))
    }

    /// Whether HTTPS is listened for.
    get HTTPSEnabled(_host, this: &Rc<Object>) -> bool {
        Ok(of(this)?.0.https().enabled.unwrap_or(false))
    }

    /// Port of HTTPS.
    get HTTPSPort(host, this: &Rc<Object>) -> i32 {
        let service = &of(this)?.0;
        let running = service.running().and_then(|server| server.secure_addr());
        Ok(i32::from(running.map_or_else(|| service.https().port(host.app()), |address| address.port())))
    }

    /// Folder of `cert.pem` and `key.pem`.
    get certificateFolder(host, this: &Rc<Object>) -> Text {
        Ok(Text::from(of(this)?.0.https().folder(host.app()).display().to_string()))
    }

    /// The least version of TLS: 3 for TLS 1.2, 4 for TLS 1.3.
    get minTLSVersion(_host, this: &Rc<Object>) -> i32 {
        Ok(of(this)?.0.https().min_version())
    }

    /// Address of the running server, or of the next start.
    get IPAddressToListen(host, this: &Rc<Object>) -> Text {
        let service = &of(this)?.0;
        Ok(Text::from(match service.running() {
            Some(server) => server.local_addr().ip().to_string(),
            None => address(host.app(), &Requested::default()).0,
        }))
    }

    /// Starts the server: gives `{success}`, and `errors` when it could not be started. `settings` may hold `HTTPPort`,
    /// `IPAddressToListen`, `rootFolder`, `defaultHomepage`, and for HTTPS `HTTPSEnabled`, `HTTPSPort`,
    /// `certificateFolder`, `minTLSVersion` and `HTTPEnabled`.
    fn start(host, this: &Rc<Object>, settings: Option<&Value>) -> Value {
        let requested = requested(host, settings)?;
        let service = of(this)?.0.clone();
        Ok(status(start(host, &service, requested)))
    }

    /// Stops the server; WebSocket clients are closed with code 1001.
    fn stop(_host, this: &Rc<Object>) {
        of(this)?.0.stop(STOP);
        Ok(())
    }
}

commands! { pub static COMMANDS: "Web Server";
    /// The web server as an object (`commands/web-server`).
    ///
    /// ```4d
    /// ASSERT(Value type(WEB Server.isRunning)=Is Boolean)
    /// ```
    "WEB Server" 1674 fn web_server(host, _option: Option<i32>) -> Value {
        let native = WebServer(WebService::of(host.app()));
        Ok(Value::from(Object::native(native_class(&WEB_SERVER), Rc::new(native))))
    }

    /// Starts the web server; `OK` is 1 when it listens (`commands/web-start-server`).
    ///
    /// ```4d
    /// WEB STOP SERVER
    /// ASSERT(Not(WEB Is server running))
    /// ```
    "WEB START SERVER" 617 fn web_start_server(host) {
        let service = WebService::of(host.app());
        let started = start(host, &service, Requested::default()).is_ok();
        host.set_variable("OK", Value::Int(i32::from(started)));
        Ok(())
    }

    /// Stops the web server (`commands/web-stop-server`).
    ///
    /// ```4d
    /// WEB STOP SERVER
    /// ASSERT(WEB Is server running=False)
    /// ```
    "WEB STOP SERVER" 618 fn web_stop_server(host) {
        WebService::of(host.app()).stop(STOP);
        Ok(())
    }

    /// True while the web server takes connections (`commands/web-is-server-running`).
    ///
    /// ```4d
    /// ASSERT(Not(WEB Is server running))
    /// ```
    "WEB Is server running" 1313 fn web_is_server_running(host) -> bool {
        Ok(WebService::of(host.app()).running().is_some())
    }
}
