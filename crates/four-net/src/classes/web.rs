//! `WEB Server` and the commands that start and stop it (`API/WebServerClass`).

use std::any::Any;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use four_runtime::class::native_class;
use four_runtime::native::Native;
use four_runtime::{Error, Host, Object, Res, Symbol, Text, Value, commands, native_class};

use super::service::{self, WebService, said};
use super::web_options::{Layer, PROPERTIES, Setting};
use super::web_sessions::Cookie;
use super::web_turn::current;

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
fn start(host: &mut dyn Host, service: &WebService, requested: &Layer) -> Res<()> {
    let server = service.start(host.app(), requested)?;
    said(host.app(), &server);
    Ok(())
}

/// Stops the web server. A request under way is not waited for by the process that answers it.
fn stop(service: Arc<WebService>) {
    if current().is_some() {
        std::thread::spawn(move || service.stop(STOP));
    } else {
        service.stop(STOP);
    }
}

/// The settings object of `start()`; what is no setting, or cannot be set, is left out as in 4D.
fn requested(host: &mut dyn Host, settings: Option<&Value>) -> Res<Layer> {
    let object = match settings {
        None | Some(Value::Null | Value::Unassigned | Value::Undefined) => return Ok(Layer::new()),
        Some(Value::Object(object)) => object,
        Some(other) => return Err(Error::type_mismatch("the settings object of the web server", other)),
    };
    let mut layer = Layer::new();
    for property in PROPERTIES {
        let value = object.get_text(&Text::from(property.name));
        let value = match value {
            Value::Undefined | Value::Null => continue,
            // A folder stands for its path.
            Value::Object(_) if property.name.ends_with("Folder") => {
                host.member(&value, Symbol::intern("path"))?
            }
            value => value,
        };
        layer.insert(property.name, property.read(&value)?);
    }
    Ok(layer)
}

/// The value of a setting.
fn setting(host: &mut dyn Host, this: &Rc<Object>, name: &str) -> Res<Value> {
    Ok(of(this)?.0.setting(host.app(), name).to_value())
}

/// The path of a folder among the settings, with a file system where there is one (`API/WebServerClass`).
fn folder_setting(host: &mut dyn Host, this: &Rc<Object>, name: &str) -> Res<Text> {
    let app = host.app();
    let Setting::Text(given) = of(this)?.0.setting(app, name) else { return Ok(Text::default()) };
    let ended = |path: String| Text::from(if path.ends_with('/') { path } else { path + "/" });
    if ["/PACKAGE", "/PROJECT", "/RESOURCES"].iter().any(|system| given.starts_with(system)) {
        return Ok(ended(given));
    }
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_default();
    let (folder, package) = (absolute(&service::folder(app, &given)), absolute(&app.settings().folder));
    let shown = match folder.strip_prefix(package) {
        Ok(rest) => Path::new("/PACKAGE").join(rest),
        Err(_) => folder,
    };
    Ok(ended(shown.to_string_lossy().into_owned()))
}

/// The name of the program.
fn name(host: &mut dyn Host) -> String {
    let folder = std::path::absolute(&host.app().settings().folder).unwrap_or_default();
    folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The web server as an object.
fn object(host: &mut dyn Host) -> Value {
    let native = WebServer(WebService::of(host.app()));
    Value::from(Object::native(native_class(&WEB_SERVER), Rc::new(native)))
}

native_class! {
    /// The web server of the program, which also carries its WebSocket servers.
    pub static WEB_SERVER: "WebServer";

    /// True while the server takes connections.
    get isRunning(_host, this: &Rc<Object>) -> bool {
        Ok(of(this)?.0.running().is_some())
    }

    /// Name of the program.
    get name(host, _this: &Rc<Object>) -> Text {
        Ok(Text::from(name(host)))
    }

    /// False: four has no access keys.
    get accessKeyDefined(_host, _this: &Rc<Object>) -> bool {
        Ok(false)
    }

    /// Empty: four does not use OpenSSL.
    get openSSLVersion(_host, _this: &Rc<Object>) -> Text {
        Ok(Text::default())
    }

    /// True when HTTPS is spoken: every cipher has perfect forward secrecy then.
    get perfectForwardSecrecy(host, this: &Rc<Object>) -> Value {
        setting(host, this, "HTTPSEnabled")
    }

    /// Name of the session cookie.
    get sessionCookieName(host, _this: &Rc<Object>) -> Text {
        Ok(Text::from(Cookie::name_for(&name(host)).as_str()))
    }

    /// Folder of the TLS certificate, as a path with a file system.
    get certificateFolder(host, this: &Rc<Object>) -> Text {
        folder_setting(host, this, "certificateFolder")
    }

    /// Character set that texts are sent in: `UTF-8`.
    get characterSet(host, this: &Rc<Object>) -> Value {
        setting(host, this, "characterSet")
    }

    /// List of ciphers for TLS.
    get cipherSuite(host, this: &Rc<Object>) -> Value {
        setting(host, this, "cipherSuite")
    }

    /// True when pages of other sites may send requests.
    get CORSEnabled(host, this: &Rc<Object>) -> Value {
        setting(host, this, "CORSEnabled")
    }

    /// Who may send them: objects with `host` and `methods`.
    get CORSSettings(host, this: &Rc<Object>) -> Value {
        setting(host, this, "CORSSettings")
    }

    /// 1 when requests and answers are logged in `Logs/HTTPDebugLog_nn.txt`, 3 with bodies of answers, 5 of requests, 7 of
    /// both; 0 when not.
    get debugLog(host, this: &Rc<Object>) -> Value {
        setting(host, this, "debugLog")
    }

    /// Name of the file that a folder is answered with; empty for none.
    get defaultHomepage(host, this: &Rc<Object>) -> Value {
        setting(host, this, "defaultHomepage")
    }

    /// The HTTP request handlers.
    get handlers(host, this: &Rc<Object>) -> Value {
        setting(host, this, "handlers")
    }

    /// True when clients are told to use HTTPS only.
    get HSTSEnabled(host, this: &Rc<Object>) -> Value {
        setting(host, this, "HSTSEnabled")
    }

    /// Seconds that clients remember it for.
    get HSTSMaxAge(host, this: &Rc<Object>) -> Value {
        setting(host, this, "HSTSMaxAge")
    }

    /// Level of gzip from 1 (fast) to 9, or -1 for a compromise.
    get HTTPCompressionLevel(host, this: &Rc<Object>) -> Value {
        setting(host, this, "HTTPCompressionLevel")
    }

    /// Bytes from which answers are compressed.
    get HTTPCompressionThreshold(host, this: &Rc<Object>) -> Value {
        setting(host, this, "HTTPCompressionThreshold")
    }

    /// True when HTTP is spoken.
    get HTTPEnabled(host, this: &Rc<Object>) -> Value {
        setting(host, this, "HTTPEnabled")
    }

    /// Port of the running server, or of the next start.
    get HTTPPort(host, this: &Rc<Object>) -> Value {
        setting(host, this, "HTTPPort")
    }

    /// True when HTTPS is spoken.
    get HTTPSEnabled(host, this: &Rc<Object>) -> Value {
        setting(host, this, "HTTPSEnabled")
    }

    /// Port for HTTPS.
    get HTTPSPort(host, this: &Rc<Object>) -> Value {
        setting(host, this, "HTTPSPort")
    }

    /// True when TRACE is answered.
    get HTTPTrace(host, this: &Rc<Object>) -> Value {
        setting(host, this, "HTTPTrace")
    }

    /// Minutes that processes of old sessions live; four has none.
    get inactiveProcessTimeout(host, this: &Rc<Object>) -> Value {
        setting(host, this, "inactiveProcessTimeout")
    }

    /// Minutes that old sessions live; four has none.
    get inactiveSessionTimeout(host, this: &Rc<Object>) -> Value {
        setting(host, this, "inactiveSessionTimeout")
    }

    /// Address of the running server, or of the next start.
    get IPAddressToListen(host, this: &Rc<Object>) -> Value {
        setting(host, this, "IPAddressToListen")
    }

    /// False: four has no old sessions.
    get keepSession(host, this: &Rc<Object>) -> Value {
        setting(host, this, "keepSession")
    }

    /// 1 when requests are recorded in `Logs/logweb.txt` in the format CLF, 2 in DLF; 0 when not.
    get logRecording(host, this: &Rc<Object>) -> Value {
        setting(host, this, "logRecording")
    }

    /// Most web processes, and most requests that wait for one; what comes then is answered with 503.
    get maxConcurrentProcesses(host, this: &Rc<Object>) -> Value {
        setting(host, this, "maxConcurrentProcesses")
    }

    /// Largest body of a request, in bytes; larger ones are answered with 413.
    get maxRequestSize(host, this: &Rc<Object>) -> Value {
        setting(host, this, "maxRequestSize")
    }

    /// Most old sessions; four has none.
    get maxSessions(host, this: &Rc<Object>) -> Value {
        setting(host, this, "maxSessions")
    }

    /// Oldest version of TLS that is accepted: 3 for 1.2, 4 for 1.3.
    get minTLSVersion(host, this: &Rc<Object>) -> Value {
        setting(host, this, "minTLSVersion")
    }

    /// Folder of the static files, as a path with a file system.
    get rootFolder(host, this: &Rc<Object>) -> Text {
        folder_setting(host, this, "rootFolder")
    }

    /// The HTTP rules.
    get rules(host, this: &Rc<Object>) -> Value {
        setting(host, this, "rules")
    }

    /// Whether requests of a client share a session.
    get scalableSession(host, this: &Rc<Object>) -> Value {
        setting(host, this, "scalableSession")
    }

    /// Domain of the session cookie.
    get sessionCookieDomain(host, this: &Rc<Object>) -> Value {
        setting(host, this, "sessionCookieDomain")
    }

    /// Path of the session cookie.
    get sessionCookiePath(host, this: &Rc<Object>) -> Value {
        setting(host, this, "sessionCookiePath")
    }

    /// When browsers send the session cookie.
    get sessionCookieSameSite(host, this: &Rc<Object>) -> Value {
        setting(host, this, "sessionCookieSameSite")
    }

    /// Whether sessions belong to an address.
    get sessionIPAddressValidation(host, this: &Rc<Object>) -> Value {
        setting(host, this, "sessionIPAddressValidation")
    }

    /// Starts the server: gives `{success}`, and `errors` when it could not be started. `settings` may hold the
    /// properties of the server; they count until it is stopped.
    fn start(host, this: &Rc<Object>, settings: Option<&Value>) -> Value {
        let service = of(this)?.0.clone();
        let result = requested(host, settings).and_then(|requested| start(host, &service, &requested));
        Ok(status(result))
    }

    /// Stops the server when requests under way are answered; WebSocket clients are closed with code 1001.
    fn stop(_host, this: &Rc<Object>) {
        stop(of(this)?.0.clone());
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
        Ok(object(host))
    }

    /// All web servers as objects: there is one (`commands/web-server-list`).
    ///
    /// ```4d
    /// ASSERT(WEB Server list.length=1)
    /// ASSERT(WEB Server list.first().isRunning=False)
    /// ```
    "WEB Server list" 1716 fn web_server_list(host) -> Value {
        Ok(Value::from(vec![object(host)]))
    }

    /// Starts the web server; `OK` is 1 when it listens (`commands/web-start-server`).
    ///
    /// ```4d
    /// WEB STOP SERVER
    /// ASSERT(Not(WEB Is server running))
    /// ```
    "WEB START SERVER" 617 fn web_start_server(host) {
        let service = WebService::of(host.app());
        let started = start(host, &service, &Layer::new());
        if let Err(error) = &started
            && service.running().is_none()
        {
            // The command raises nothing: its reason would be lost.
            host.app().system().write_error(&format!("four: {}\n", error.message));
        }
        let started = started.is_ok();
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
        stop(WebService::of(host.app()));
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
