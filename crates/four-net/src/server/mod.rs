//! The server: one listening socket, its connections, its mounts; started and stopped from ordinary threads.

mod descriptors;
mod mounts;

pub use mounts::{CloseHow, Mount, MountError};
pub(crate) use mounts::{Mounted, Refused, next_connection_id};

use crate::http::{self, Answering, HttpIo, HttpProgram, Permit, Witness};
use crate::network::Network;
use crate::settings::{Limits, Log, Settings};
use crate::ws::{Endpoint, Socket};
use descriptors::Spare;
use mounts::Mounts;
use std::collections::HashMap;
use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio::task::AbortHandle;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

/// Why a server can't start. The text says what to do about it.
#[derive(Debug)]
pub enum StartError {
    /// Another program listens there.
    PortTaken(SocketAddr),
    /// The port is reserved (below 1024) or forbidden.
    Permission(SocketAddr),
    /// The host is not an address of this machine, or not known.
    BadAddress(String),
    /// Anything else.
    Io(io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StartError::PortTaken(a) => {
                write!(
                    f,
                    "port {} is in use by another program; choose another port or stop that program",
                    a.port()
                )
            }
            StartError::Permission(a) => {
                write!(
                    f,
                    "no permission to listen on port {}; ports below 1024 are reserved, try 8080",
                    a.port()
                )
            }
            StartError::BadAddress(host) => {
                write!(
                    f,
                    "\"{host}\" is not an address of this machine; try 127.0.0.1, or 0.0.0.0 for all addresses"
                )
            }
            StartError::Io(e) => write!(f, "the web server can't start: {e}"),
        }
    }
}

impl std::error::Error for StartError {}

/// How far the end of a server has come, as its HTTP connections see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
pub(crate) enum Stop {
    No,
    /// Requests under way are answered.
    Gently,
    Now,
}

/// What the connections of a server share.
pub(crate) struct ServerState {
    pub mounts: Arc<Mounts>,
    pub limits: Arc<Limits>,
    site: RwLock<Arc<Site>>,
    pub max_request_size: usize,
    pub program: Option<Arc<dyn HttpProgram>>,
    pub answering: Answering,
    log: Log,
    stopping: AtomicBool,
    pub requests: AtomicU64,
    witness: RwLock<Option<Arc<dyn Witness>>>,
    counts: Arc<Counts>,
}

/// Where the static files are.
pub(crate) struct Site {
    pub root: Option<PathBuf>,
    pub homepage: String,
}

impl ServerState {
    pub fn witness(&self) -> Option<Arc<dyn Witness>> {
        self.witness.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn site(&self) -> Arc<Site> {
        self.site.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }
}

/// Connections, in total and by client address.
#[derive(Default)]
struct Counts {
    table: Mutex<(usize, HashMap<IpAddr, usize>)>,
    changed: Notify,
}

impl Counts {
    fn lock(&self) -> MutexGuard<'_, (usize, HashMap<IpAddr, usize>)> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enter(self: &Arc<Self>, ip: IpAddr, limits: &Limits) -> Permit {
        let mut table = self.lock();
        table.0 += 1;
        let of_ip = table.1.entry(ip).or_default();
        *of_ip += 1;
        let refused = if limits.max_per_ip.is_some_and(|max| *of_ip > max) {
            Some(429)
        } else if limits.max_connections.is_some_and(|max| table.0 > max) {
            Some(503)
        } else {
            None
        };
        let counts = self.clone();
        Permit { ip, refused, release: Arc::new(move |ip| counts.leave(ip)) }
    }

    fn leave(&self, ip: IpAddr) {
        let mut table = self.lock();
        table.0 -= 1;
        if let Some(of_ip) = table.1.get_mut(&ip) {
            *of_ip -= 1;
            if *of_ip == 0 {
                table.1.remove(&ip);
            }
        }
        drop(table);
        self.changed.notify_one();
    }
}

/// A running server. Dropping the last reference does not stop it; [`stop`](HttpServer::stop) does.
pub struct HttpServer {
    state: Arc<ServerState>,
    network: Network,
    address: SocketAddr,
    secure: Option<SocketAddr>,
    stopping: watch::Sender<Stop>,
    accepting: Vec<AbortHandle>,
    running: AtomicBool,
}

impl HttpServer {
    /// Starts on the network of the whole program; listens when it returns.
    ///
    /// # Errors
    /// When the address can't be listened on.
    pub fn start(settings: Settings) -> Result<Arc<HttpServer>, StartError> {
        HttpServer::start_on(&Network::global().map_err(StartError::Io)?, settings)
    }

    /// Starts on a given network.
    ///
    /// # Errors
    /// When the address can't be listened on.
    pub fn start_on(network: &Network, settings: Settings) -> Result<Arc<HttpServer>, StartError> {
        descriptors::allow_many();
        // Both ports are taken before anybody is served.
        let plain =
            if settings.http { Some(listener(network, &settings.host, settings.port)?) } else { None };
        let secure = match &settings.https {
            Some(https) => Some((listener(network, &settings.host, https.port)?, https.config.clone())),
            None => None,
        };
        let place = |listener: &TcpListener| listener.local_addr().map_err(StartError::Io);
        let secure_address = secure.as_ref().map(|(listener, _)| place(listener)).transpose()?;
        let address = match (&plain, secure_address) {
            (Some(listener), _) => place(listener)?,
            (None, Some(address)) => address,
            (None, None) => {
                return Err(StartError::Io(io::Error::other("neither HTTP nor HTTPS is enabled")));
            }
        };
        let state = Arc::new(ServerState {
            mounts: Arc::default(),
            limits: Arc::new(settings.limits),
            site: RwLock::new(Arc::new(Site {
                root: settings.root_folder,
                homepage: settings.default_homepage,
            })),
            max_request_size: settings.max_request_size,
            program: settings.program,
            answering: settings.answering,
            log: settings.log,
            stopping: AtomicBool::new(false),
            requests: AtomicU64::new(0),
            witness: RwLock::new(None),
            counts: Arc::default(),
        });
        let (stopping, stop) = watch::channel(Stop::No);
        let plain = plain.map(|listener| (listener, None));
        let secure = secure.map(|(listener, config)| (listener, Some(TlsAcceptor::from(config))));
        let serve = |(listener, tls)| {
            let task = accept(listener, tls, state.clone(), network.clone(), stop.clone());
            network.handle().spawn(task).abort_handle()
        };
        let accepting = plain.into_iter().chain(secure).map(serve).collect();
        let running = AtomicBool::new(true);
        let (network, secure) = (network.clone(), secure_address);
        Ok(Arc::new(HttpServer { state, network, address, secure, stopping, accepting, running }))
    }

    /// The address it listens on for HTTPS, if it does.
    pub fn secure_addr(&self) -> Option<SocketAddr> {
        self.secure
    }

    /// The address it listens on; tells the port when 0 was asked for. That of HTTPS when HTTP is off.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Whether it takes new connections.
    pub fn is_running(&self) -> bool {
        self.running.load(Ordering::SeqCst)
    }

    /// Tells a witness of answers from now on, or nobody.
    pub fn set_witness(&self, witness: Option<Arc<dyn Witness>>) {
        *self.state.witness.write().unwrap_or_else(PoisonError::into_inner) = witness;
    }

    /// Requests answered since it was started.
    pub fn request_count(&self) -> u64 {
        self.state.requests.load(Ordering::Relaxed)
    }

    /// Serves other files from now on.
    pub fn set_site(&self, root: Option<PathBuf>, homepage: String) {
        let site = Arc::new(Site { root, homepage });
        *self.state.site.write().unwrap_or_else(PoisonError::into_inner) = site;
    }

    /// HTTP and WebSocket connections at present.
    pub fn connection_count(&self) -> usize {
        self.state.counts.lock().0
    }

    /// Mounts a WebSocket endpoint; `None` (or an empty path) takes every path no other endpoint has.
    ///
    /// # Errors
    /// When the path is taken or the server stopped.
    pub fn mount(&self, path: Option<String>, endpoint: Endpoint) -> Result<Mount, MountError> {
        if !self.is_running() {
            return Err(MountError::Stopped);
        }
        self.state.mounts.add(path, endpoint, &self.network)
    }

    /// Stops: takes no more connections, lets requests finish, closes WebSockets with 1001 and waits until all have
    /// reported their end, at most `timeout`; what is left is dropped then. Must not be called from a sink.
    pub fn stop(&self, timeout: Duration) {
        if !self.running.swap(false, Ordering::SeqCst) {
            return;
        }
        self.state.stopping.store(true, Ordering::SeqCst);
        self.accepting.iter().for_each(AbortHandle::abort);
        self.stopping.send_replace(Stop::Gently);
        self.state.mounts.stop(CloseHow::Within(1001, timeout));
        let state = self.state.clone();
        let (done, wait) = std::sync::mpsc::channel::<()>();
        let task = self.network.handle().spawn(async move {
            while state.counts.lock().0 > 0 || !state.mounts.finished() {
                tokio::select! {
                    () = state.counts.changed.notified() => {}
                    () = state.mounts.done.notified() => {}
                }
            }
            drop(done);
        });
        if wait.recv_timeout(timeout).is_err_and(|e| e == std::sync::mpsc::RecvTimeoutError::Timeout) {
            self.state.mounts.stop(CloseHow::Abort);
            self.stopping.send_replace(Stop::Now);
            let _ = wait.recv_timeout(Duration::from_millis(500));
            task.abort();
        }
    }
}

impl fmt::Debug for HttpServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpServer").field("address", &self.address).finish_non_exhaustive()
    }
}

/// A listening socket in the network.
fn listener(network: &Network, host: &str, port: u16) -> Result<TcpListener, StartError> {
    let listener = listen(host, port)?;
    let _context = network.handle().enter();
    TcpListener::from_std(listener).map_err(StartError::Io)
}

fn listen(host: &str, port: u16) -> Result<std::net::TcpListener, StartError> {
    let host = host.trim().trim_start_matches('[').trim_end_matches(']');
    let bad = || StartError::BadAddress(host.to_owned());
    let address = (host, port).to_socket_addrs().map_err(|_| bad())?.next().ok_or_else(bad)?;
    let bound = || -> io::Result<std::net::TcpListener> {
        let domain = socket2::Domain::for_address(address);
        let socket = socket2::Socket::new(domain, socket2::Type::STREAM, None)?;
        // A port just left by a server may be taken again at once.
        #[cfg(unix)]
        socket.set_reuse_address(true)?;
        socket.bind(&address.into())?;
        socket.listen(4096)?;
        socket.set_nonblocking(true)?;
        Ok(socket.into())
    };
    bound().map_err(|e| match e.kind() {
        io::ErrorKind::AddrInUse => StartError::PortTaken(address),
        io::ErrorKind::PermissionDenied => StartError::Permission(address),
        io::ErrorKind::AddrNotAvailable => bad(),
        _ => StartError::Io(e),
    })
}

async fn accept(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    state: Arc<ServerState>,
    network: Network,
    stop: watch::Receiver<Stop>,
) {
    let mut spare = Spare::new();
    let mut said: Option<Instant> = None;
    loop {
        match listener.accept().await {
            Ok((socket, remote)) => admit(socket, tls.clone(), remote, &state, &network, &stop),
            Err(e) if is_of_one(&e) => {}
            Err(e) => {
                // Out of descriptors or memory: others must end before new ones can begin.
                if said.is_none_or(|at| at.elapsed() > Duration::from_secs(1)) {
                    (state.log)(&format!("a connection can't be taken: {e}"));
                    said = Some(Instant::now());
                }
                if !spare.refuse(&listener).await {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }
}

/// Whether an error of accept concerns the one connection only.
fn is_of_one(e: &io::Error) -> bool {
    use io::ErrorKind as K;
    matches!(e.kind(), K::ConnectionAborted | K::ConnectionReset | K::ConnectionRefused | K::Interrupted)
}

fn admit(
    socket: TcpStream,
    tls: Option<TlsAcceptor>,
    remote: SocketAddr,
    state: &Arc<ServerState>,
    network: &Network,
    stop: &watch::Receiver<Stop>,
) {
    let _ = socket.set_nodelay(true);
    let remote = SocketAddr::new(remote.ip().to_canonical(), remote.port());
    let permit = state.counts.enter(remote.ip(), &state.limits);
    let (state, network, mut stop) = (state.clone(), network.clone(), stop.clone());
    let handle = network.handle().clone();
    handle.spawn(async move {
        let socket = match tls {
            None => Socket::from(socket),
            Some(tls) => {
                // The handshake has the time of a request's head. Whoever fails it gets no answer.
                let greeted = tokio::select! {
                    greeted = timeout(state.limits.head_timeout, tls.accept(socket)) => greeted,
                    _ = stop.wait_for(|stop| *stop >= Stop::Gently) => return,
                };
                let Ok(Ok(stream)) = greeted else { return };
                Socket::Tls(Box::new(stream.into()))
            }
        };
        let io = HttpIo::new(socket, permit, state.limits.clone());
        http::serve(state, network, io, remote, stop).await;
    });
}
