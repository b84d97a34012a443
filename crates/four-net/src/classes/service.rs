//! The web server of a program: one for all processes, started on demand.

use std::any::Any;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use four_runtime::host::App;
use four_runtime::{Error, Res};

use crate::{HttpServer, Settings};

/// Signature of errors of the web server (`commands/last-errors`).
pub const HTTP: &str = "HTTP";

/// Settings given to `WEB Server.start()`.
#[derive(Clone, Debug, Default)]
pub struct Requested {
    /// `HTTPPort`.
    pub port: Option<u16>,
    /// `IPAddressToListen`.
    pub host: Option<String>,
    /// `rootFolder`, a path.
    pub root: Option<std::path::PathBuf>,
    /// `defaultHomepage`.
    pub homepage: Option<String>,
}

#[derive(Default)]
struct State {
    server: Option<Arc<HttpServer>>,
}

/// The web server as all processes see it.
#[derive(Default)]
pub struct WebService {
    state: Mutex<State>,
    /// WebSocket servers whose end has not been delivered yet.
    pub live: AtomicUsize,
}

impl WebService {
    /// The service of a program.
    pub fn of(app: &dyn App) -> Arc<WebService> {
        let service = app.service("web", &|| Arc::new(WebService::default()) as Arc<dyn Any + Send + Sync>);
        service.downcast::<WebService>().unwrap_or_default()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The running server.
    pub fn running(&self) -> Option<Arc<HttpServer>> {
        self.lock().server.as_ref().filter(|server| server.is_running()).cloned()
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
        self.start(app, Requested::default())
    }

    /// Starts the server.
    ///
    /// # Errors
    /// When it is running already or its address cannot be listened on.
    pub fn start(&self, app: &dyn App, requested: Requested) -> Res<Arc<HttpServer>> {
        let mut state = self.lock();
        if state.server.as_ref().is_some_and(|server| server.is_running()) {
            return Err(Error::with_signature(-10717, "The web server is already started.", HTTP));
        }
        if app.life().is_stopping() {
            return Err(Error::with_signature(-10716, "The program is ending.", HTTP));
        }
        let server = HttpServer::start(settings(app, &requested))
            .map_err(|error| Error::with_signature(-10718, sentence(&error.to_string()), HTTP))?;
        tracing::info!(address = %server.local_addr(), "web server started");
        state.server = Some(server.clone());
        Ok(server)
    }

    /// Stops the server and waits for its connections, at most `limit`. Does nothing when it is not running.
    pub fn stop(&self, limit: Duration) {
        let server = self.lock().server.take();
        if let Some(server) = server {
            server.stop(limit);
        }
    }
}

/// Where the web server of a program listens, if it runs.
pub fn listening(app: &dyn App) -> Option<std::net::SocketAddr> {
    WebService::of(app).running().map(|server| server.local_addr())
}

/// Where to listen: the command line wins over the program, the program over the project's settings.
pub fn address(app: &dyn App, requested: &Requested) -> (String, u16) {
    let settings = app.settings();
    let host = settings.host.clone().or(requested.host.clone()).or(settings.project_host.clone());
    let port = settings.port.or(requested.port).or(settings.project_port);
    (host.unwrap_or_else(|| "127.0.0.1".into()), port.unwrap_or(8080))
}

fn settings(app: &dyn App, requested: &Requested) -> Settings {
    let (host, port) = address(app, requested);
    let root = requested.root.clone().unwrap_or_else(|| app.settings().web_folder.clone());
    let defaults = Settings::default();
    Settings {
        host,
        port,
        root_folder: root.is_dir().then_some(root),
        log: Arc::new(|text| tracing::warn!("{text}")),
        default_homepage: requested.homepage.clone().unwrap_or(defaults.default_homepage.clone()),
        ..defaults
    }
}

fn sentence(text: &str) -> String {
    let mut sentence: String = text.chars().take(1).flat_map(char::to_uppercase).collect();
    sentence.extend(text.chars().skip(1));
    if !sentence.ends_with('.') {
        sentence.push('.');
    }
    sentence
}

/// Ends the network of a program in good order: new clients are refused, WebSockets are closed with 1001, and their
/// `onTerminate` callbacks run, all within `limit`.
pub fn shutdown(app: &dyn App, limit: Duration) {
    let service = WebService::of(app);
    let end = Instant::now() + limit;
    service.stop(limit);
    while service.live.load(Ordering::SeqCst) > 0 && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(2));
    }
}
