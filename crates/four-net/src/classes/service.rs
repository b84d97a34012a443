//! The web server of a program: one for all processes, started on demand.

use std::any::Any;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use four_runtime::host::App;
use four_runtime::life::Hold;
use four_runtime::{Error, Res, Text, Value, json};

use super::handlers::Handlers;
use super::web_log::WebLog;
use super::web_options::{Layer, Merged, PROPERTIES, Setting, named};
use super::web_processes::WebProgram;
use super::web_rules::Rules;
use super::web_sessions::{Cookie, WebSession, WebSessions};
use crate::http::{Answering, CorsRule, Witness};
use crate::{HttpServer, Settings};

/// Signature of errors of the web server (`commands/last-errors`).
pub const HTTP: &str = "HTTP";
/// Signature of errors of clients.
pub const HTTP_CLIENT: &str = "HTCL";

#[derive(Default)]
struct State {
    server: Option<Arc<HttpServer>>,
    program: Option<Arc<WebProgram>>,
    /// What the running server was started with.
    active: Layer,
    /// What `WEB SET OPTION` has set.
    options: Layer,
    started: Option<Instant>,
    /// A server that 4D code answers for keeps the program alive.
    hold: Option<Hold>,
}

/// The web server as all processes see it.
const KEY: &str = "web";

#[derive(Default)]
pub struct WebService {
    state: Mutex<State>,
    /// WebSocket servers whose end has not been delivered yet.
    pub live: AtomicUsize,
}

impl WebService {
    /// The service of a program.
    pub fn of(app: &dyn App) -> Arc<WebService> {
        let service = app.service(KEY, &|| Arc::new(WebService::default()) as Arc<dyn Any + Send + Sync>);
        service.downcast::<WebService>().unwrap_or_default()
    }

    /// The service of a program that has used it.
    pub fn in_use(app: &dyn App) -> Option<Arc<WebService>> {
        app.service_in_use(KEY)?.downcast::<WebService>().ok()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The running server.
    pub fn running(&self) -> Option<Arc<HttpServer>> {
        self.lock().server.as_ref().filter(|server| server.is_running()).cloned()
    }

    /// The web session of an identifier.
    pub fn session(&self, id: &str) -> Option<Arc<WebSession>> {
        let program = self.lock().program.clone()?;
        program.sessions.as_ref()?.of_id(id)
    }

    /// How long the server has been running.
    pub fn uptime(&self) -> Option<Duration> {
        self.lock().started.map(|since| since.elapsed())
    }

    /// The value of a setting: of the running server, else of the next start.
    pub fn setting(&self, app: &dyn App, name: &str) -> Setting {
        let state = self.lock();
        let running = state.server.as_ref().filter(|server| server.is_running());
        let layer = match running {
            Some(server) if name == "HTTPPort" => return Setting::Int(server.local_addr().port().into()),
            Some(server) if name == "HTTPSPort" => match server.secure_addr() {
                Some(address) => return Setting::Int(address.port().into()),
                None => state.active.get(name).cloned(),
            },
            Some(_) => state.active.get(name).cloned(),
            None if name == "handlers" => {
                let found = Handlers::read(&app.settings().sources.join("HTTPHandlers.json"));
                found.ok().map(|handlers| Setting::Json(handlers.to_json()))
            }
            None if name == "rules" => {
                let found = Rules::read(&app.settings().sources.join("HTTPRules.json"));
                found.ok().map(|rules| Setting::Json(rules.to_json()))
            }
            None => merged(app, &Layer::new(), &state.options).remove(name),
        };
        layer.unwrap_or_else(|| Setting::Text(String::new()))
    }

    /// The value that `WEB GET OPTION` gives: what was set last.
    pub fn option(&self, app: &dyn App, name: &str) -> Setting {
        let set = self.lock().options.get(name).cloned();
        set.unwrap_or_else(|| self.setting(app, name))
    }

    /// Sets an option for the next starts; home page and logs also of the running server.
    ///
    /// # Errors
    /// When a log cannot be written.
    pub fn set_option(&self, app: &dyn App, name: &'static str, setting: Setting) -> Res<()> {
        let mut state = self.lock();
        state.options.insert(name, setting.clone());
        let Some(server) = state.server.clone() else { return Ok(()) };
        match name {
            "defaultHomepage" => {
                state.active.insert(name, setting);
                let (root, homepage) = site(app, &state.active);
                server.set_site(root, homepage);
            }
            "debugLog" | "logRecording" => {
                state.active.insert(name, setting);
                let log = WebLog::open(app, state.active.int("logRecording"), state.active.int("debugLog"))?;
                tracing::info!(address = %server.local_addr(), "web server started");
                server.set_witness(log.map(|log| log as Arc<dyn Witness>));
            }
            _ => {}
        }
        Ok(())
    }

    /// The running server; starts it where the settings allow.
    ///
    /// # Errors
    /// When it is not running and may not be started, or cannot be.
    pub fn ensure(&self, app: &dyn App) -> Res<Arc<HttpServer>> {
        if let Some(server) = self.running() {
            return Ok(server);
        }
        if !app.settings().web_autostart {
            let error = Error::with_signature(-10716, "The web server is not started.", HTTP);
            return Err(error.with_help("start it first with WEB Server.start() or WEB START SERVER"));
        }
        self.start(app, &Layer::new())
    }

    /// Starts the server with settings that hold until it is stopped.
    ///
    /// # Errors
    /// When it is running already, its address cannot be listened on, or its handlers cannot be read.
    pub fn start(&self, app: &dyn App, requested: &Layer) -> Res<Arc<HttpServer>> {
        let mut state = self.lock();
        if state.server.as_ref().is_some_and(|server| server.is_running()) {
            return Err(Error::with_signature(-10717, "The web server is already started.", HTTP));
        }
        if app.life().is_stopping() {
            return Err(Error::with_signature(-10716, "The program is ending.", HTTP));
        }
        let mut active = merged(app, requested, &state.options);
        let handlers = match requested.get("handlers") {
            Some(handlers) => Handlers::from_settings(&handlers.to_value())?,
            None => Handlers::read(&app.settings().sources.join("HTTPHandlers.json"))?,
        };
        let rules = match requested.get("rules") {
            Some(rules) => Rules::from_settings(&rules.to_value())?,
            None => Rules::read(&app.settings().sources.join("HTTPRules.json"))?,
        };
        active.insert("handlers", Setting::Json(handlers.to_json()));
        active.insert("rules", Setting::Json(rules.to_json()));
        let mut settings = settings(app, &active);
        let insisted = [requested, &state.options].iter().any(|layer| layer.contains_key("HTTPSEnabled"));
        super::https::apply(app, &mut active, insisted, &mut settings)?;
        settings.answering.rules = rules.list;
        let most = usize::try_from(active.int("maxConcurrentProcesses")).unwrap_or(100);
        let sessions = active.flag("scalableSession").then(|| WebSessions::new(cookie(app, &active)));
        let program = WebProgram::new(
            app.weak(),
            handlers,
            app.settings(),
            most,
            crate::http::files::is_page(&settings.default_homepage),
            sessions,
        );
        settings.program = Some(program.clone());
        let log = WebLog::open(app, active.int("logRecording"), active.int("debugLog"))?;
        let server = HttpServer::start(settings)
            .map_err(|error| Error::with_signature(-10718, sentence(&error.to_string()), HTTP))?;
        server.set_witness(log.map(|log| log as Arc<dyn Witness>));
        state.hold = program.is_used().then(|| app.life().hold());
        state.program = Some(program);
        state.server = Some(server.clone());
        state.active = active;
        state.started = Some(Instant::now());
        Ok(server)
    }

    /// Stops the server and waits for its connections, at most `limit`. Does nothing when it is not running.
    pub fn stop(&self, limit: Duration) {
        let (server, program, hold) = {
            let mut state = self.lock();
            state.active.clear();
            state.started = None;
            (state.server.take(), state.program.take(), state.hold.take())
        };
        if let Some(server) = server {
            server.stop(limit);
        }
        if let Some(program) = program {
            program.close();
        }
        drop(hold);
    }
}

/// The cookie of sessions (`WebServerClass`, `.sessionCookieName` and so on).
fn cookie(app: &dyn App, active: &Layer) -> Cookie {
    let folder = std::path::absolute(&app.settings().folder).unwrap_or_default();
    let program = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    // What would begin another attribute or line does not get in.
    let clean = |text: &str| text.chars().filter(|c| !c.is_control() && *c != ';').collect::<String>();
    let (path, domain) = (clean(active.text("sessionCookiePath")), clean(active.text("sessionCookieDomain")));
    let mut attributes = format!("; Path={}", if path.is_empty() { "/" } else { &path });
    if !domain.is_empty() {
        attributes.push_str(&format!("; Domain={domain}"));
    }
    attributes.push_str(&format!("; SameSite={}", active.text("sessionCookieSameSite")));
    Cookie { name: Cookie::name_for(&program), attributes }
}

/// Where the web server of a program listens, if it runs.
pub fn listening(app: &dyn App) -> Option<std::net::SocketAddr> {
    WebService::of(app).running().map(|server| server.local_addr())
}

/// Every setting with the value that counts. What the command line says wins over the program.
fn merged(app: &dyn App, requested: &Layer, options: &Layer) -> Layer {
    let given = app.settings();
    let mut layer: Layer = PROPERTIES.iter().map(|property| (property.name, property.default())).collect();
    let root = if given.web_folder.as_os_str().is_empty() {
        String::new()
    } else {
        given.web_folder.to_string_lossy().into_owned()
    };
    layer.insert("rootFolder", Setting::Text(root));
    for (name, text) in &given.web {
        if let Some(setting) = named(name).and_then(|property| property.read_text(text)) {
            layer.insert(name, setting);
        }
    }
    if let Some(port) = given.project_port {
        layer.insert("HTTPPort", Setting::Int(port.into()));
    }
    if let Some(host) = &given.project_host {
        layer.insert("IPAddressToListen", Setting::Text(host.clone()));
    }
    layer.extend(options.iter().chain(requested).map(|(name, setting)| (*name, setting.clone())));
    // 0 stands for the default of 4D (`WebServerClass`); on the command line for any free port.
    if layer.int("HTTPPort") == 0 {
        layer.insert("HTTPPort", Setting::Int(80));
    }
    if layer.int("HTTPSPort") == 0 {
        layer.insert("HTTPSPort", Setting::Int(443));
    }
    if let Some(port) = given.port {
        layer.insert("HTTPPort", Setting::Int(port.into()));
    }
    if let Some(port) = given.https_port {
        layer.insert("HTTPSPort", Setting::Int(port.into()));
    }
    if let Some(host) = &given.host {
        layer.insert("IPAddressToListen", Setting::Text(host.clone()));
    }
    if layer.text("IPAddressToListen").is_empty() {
        layer.insert("IPAddressToListen", Setting::Text("127.0.0.1".into()));
    }
    layer
}

/// Folder of the static files, if it is there, and the home page.
fn site(app: &dyn App, layer: &Layer) -> (Option<std::path::PathBuf>, String) {
    let root = folder(app, layer.text("rootFolder"));
    (root.is_dir().then_some(root), layer.text("defaultHomepage").to_owned())
}

/// A folder of the settings: a path with one of 4D's filesystems, an absolute one, or one relative to the project.
pub fn folder(app: &dyn App, path: &str) -> std::path::PathBuf {
    let settings = app.settings();
    let below = |name: &str| {
        let rest = path.strip_prefix(name)?;
        (rest.is_empty() || rest.starts_with('/')).then(|| rest.trim_matches('/').to_owned())
    };
    if let Some(rest) = below("/PACKAGE") {
        settings.folder.join(rest)
    } else if let Some(rest) = below("/PROJECT") {
        settings.folder.join("Project").join(rest)
    } else if let Some(rest) = below("/RESOURCES") {
        settings.resources.join(rest)
    } else if std::path::Path::new(path) == settings.web_folder {
        // It is relative to where the program was started already.
        settings.web_folder.clone()
    } else {
        settings.folder.join(path.trim_start_matches("./"))
    }
}

fn settings(app: &dyn App, layer: &Layer) -> Settings {
    let (root_folder, default_homepage) = site(app, layer);
    let rules = if layer.flag("CORSEnabled") { Some(cors(layer.text("CORSSettings"))) } else { None };
    Settings {
        host: layer.text("IPAddressToListen").to_owned(),
        port: u16::try_from(layer.int("HTTPPort")).unwrap_or(80),
        root_folder,
        default_homepage,
        max_request_size: usize::try_from(layer.int("maxRequestSize")).unwrap_or(2_000_000),
        answering: Answering {
            compression_level: layer.int("HTTPCompressionLevel"),
            compression_threshold: u64::try_from(layer.int("HTTPCompressionThreshold")).unwrap_or(1024),
            trace: layer.flag("HTTPTrace"),
            cors: rules,
            hsts: layer.flag("HSTSEnabled").then(|| layer.int("HSTSMaxAge")),
            ..Answering::default()
        },
        log: Arc::new(|text| tracing::warn!("{text}")),
        ..Settings::default()
    }
}

/// The entries of `CORSSettings`; those without host are left out.
fn cors(text: &str) -> Vec<CorsRule> {
    let Ok(Value::Collection(entries)) = json::parse(text) else { return Vec::new() };
    let entries = entries.snapshot().into_iter().filter_map(|entry| {
        let entry = entry.as_object()?.clone();
        let text = |name: &str| entry.get_text(&Text::from(name)).as_text().map(Text::to_string);
        let host = text("host").filter(|host| !host.is_empty())?;
        let methods = text("methods").unwrap_or_default();
        let methods = methods.split(';').map(|m| m.trim().to_uppercase()).filter(|m| !m.is_empty());
        Some(CorsRule { host, methods: methods.collect() })
    });
    entries.collect()
}

fn sentence(text: &str) -> String {
    let mut sentence: String = text.chars().take(1).flat_map(char::to_uppercase).collect();
    sentence.extend(text.chars().skip(1));
    if !sentence.ends_with('.') {
        sentence.push('.');
    }
    sentence
}

/// Says where the server listens.
pub fn said(app: &dyn App, server: &HttpServer) {
    let secure = server.secure_addr();
    if secure != Some(server.local_addr()) {
        app.system().write_error(&format!("four: web server on http://{}/\n", server.local_addr()));
    }
    if let Some(address) = secure {
        app.system().write_error(&format!("four: web server on https://{address}/\n"));
    }
}

/// Starts the web server with the program, where the project's settings say so (`publish_at_startup`). When that fails,
/// the program runs all the same.
pub fn publish(app: &dyn App) {
    if !app.settings().web.iter().any(|(name, value)| *name == "publish" && value == "true") {
        return;
    }
    match WebService::of(app).start(app, &Layer::new()) {
        Ok(server) => said(app, &server),
        Err(error) => app.system().write_error(&format!("four: {}\n", error.message)),
    }
}

/// Ends the network of a program in good order: new clients are refused, WebSockets are closed with 1001, and their
/// `onTerminate` callbacks run, all within `limit`.
pub fn shutdown(app: &dyn App, limit: Duration) {
    let end = Instant::now() + limit;
    let service = WebService::in_use(app);
    if let Some(service) = &service {
        service.stop(limit);
    }
    super::websocket::close_all(app, end);
    let Some(service) = service else { return };
    while service.live.load(Ordering::SeqCst) > 0 && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(2));
    }
}
