//! Connections that are kept for further requests (`API/HTTPAgentClass`), and how many there may be.
//!
//! A connection belongs to one server and one way of speaking TLS. Only connections whose last answer was read to its end
//! are kept. A server may end a kept connection at any time: a request that fails
//! for this reason is sent anew, and only requests that may be sent twice use kept connections.

use super::exchange::Connection;
use crate::tls::ClientTls;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::Url;

/// How long an unused connection is kept if the program says nothing.
const IDLE: Duration = Duration::from_secs(30);
/// Connections kept for one server, and in all.
const KEPT: (usize, usize) = (8, 64);
/// Servers whose limits are remembered; more are forgotten when nothing goes on with them.
const SERVERS: usize = 256;

/// What a connection may be used for: server and TLS.
pub(crate) type Key = (String, ClientTls);

/// The key of an address.
pub(super) fn key(url: &Url, tls: &ClientTls) -> Key {
    (url.origin().ascii_serialization(), tls.clone())
}

/// Settings of an agent.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct AgentSettings {
    /// Whether connections are kept.
    pub keep_alive: bool,
    /// Connections to one server at a time.
    pub max_sockets: usize,
    /// Connections in all at a time.
    pub max_total: usize,
    /// How long an unused connection is kept.
    pub idle: Option<Duration>,
}

/// The most that an agent may be asked for, and the default.
pub(crate) const MAX_SOCKETS: usize = 65_535;

impl Default for AgentSettings {
    fn default() -> AgentSettings {
        AgentSettings { keep_alive: true, max_sockets: MAX_SOCKETS, max_total: MAX_SOCKETS, idle: None }
    }
}

/// An agent: shared by the requests that use it.
#[derive(Debug)]
pub(crate) struct Agent {
    /// How it was made.
    pub settings: AgentSettings,
    total: Arc<Semaphore>,
    servers: Mutex<HashMap<Key, Arc<Semaphore>>>,
    kept: Mutex<Vec<(Key, Instant, Connection)>>,
    /// Whether a task waits for kept connections to become too old.
    swept: AtomicBool,
    requests: AtomicUsize,
}

/// The right to have a connection; counts as a request.
pub(super) struct Permit {
    agent: Weak<Agent>,
    _permits: [OwnedSemaphorePermit; 2],
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(agent) = self.agent.upgrade() {
            agent.requests.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Agent {
    /// A new agent.
    pub fn new(settings: AgentSettings) -> Arc<Agent> {
        Arc::new(Agent {
            total: Arc::new(Semaphore::new(settings.max_total.clamp(1, MAX_SOCKETS))),
            servers: Mutex::default(),
            kept: Mutex::default(),
            swept: AtomicBool::new(false),
            requests: AtomicUsize::new(0),
            settings,
        })
    }

    /// The agent of requests that name none.
    pub fn global() -> Arc<Agent> {
        static GLOBAL: OnceLock<Arc<Agent>> = OnceLock::new();
        GLOBAL.get_or_init(|| Agent::new(AgentSettings::default())).clone()
    }

    /// Requests that have, or wait for, a connection.
    pub fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }

    /// Connections that may still be made.
    pub fn free(&self) -> usize {
        self.total.available_permits()
    }

    /// Waits until another connection to this server may be used.
    pub(super) async fn enter(self: &Arc<Agent>, key: &Key) -> Option<Permit> {
        let server = {
            let mut servers = lock(&self.servers);
            if servers.len() >= SERVERS {
                servers.retain(|_, server| Arc::strong_count(server) > 1);
            }
            let new = || Arc::new(Semaphore::new(self.settings.max_sockets.clamp(1, MAX_SOCKETS)));
            servers.entry(key.clone()).or_insert_with(new).clone()
        };
        self.requests.fetch_add(1, Ordering::SeqCst);
        let waiting = Waiting(self);
        let permits = [server.acquire_owned().await.ok()?, self.total.clone().acquire_owned().await.ok()?];
        std::mem::forget(waiting);
        Some(Permit { agent: Arc::downgrade(self), _permits: permits })
    }

    /// A kept connection for this server.
    pub(super) fn take(&self, key: &Key) -> Option<Connection> {
        let mut kept = lock(&self.kept);
        self.clear(&mut kept);
        let at = kept.iter().rposition(|(known, ..)| known == key)?;
        Some(kept.swap_remove(at).2)
    }

    /// Keeps a connection that is ready for another request.
    pub(super) fn put(self: &Arc<Agent>, key: Key, connection: Connection) {
        let mut kept = lock(&self.kept);
        self.clear(&mut kept);
        let of_server = kept.iter().filter(|(known, ..)| *known == key).count();
        if self.settings.keep_alive && of_server < KEPT.0 && kept.len() < KEPT.1 {
            kept.push((key, Instant::now(), connection));
            if !self.swept.swap(true, Ordering::SeqCst) {
                tokio::spawn(sweep(Arc::downgrade(self), self.idle()));
            }
        }
    }

    fn idle(&self) -> Duration {
        self.settings.idle.unwrap_or(IDLE)
    }

    /// Lets go what is too old or was ended by its server.
    fn clear(&self, kept: &mut Vec<(Key, Instant, Connection)>) {
        let idle = self.idle();
        kept.retain(|(_, since, connection)| since.elapsed() < idle && connection.is_open());
    }
}

/// Closes the connections of an agent when they were not used for its `timeout`, until none is left or the agent is gone.
async fn sweep(agent: Weak<Agent>, idle: Duration) {
    let mut next = idle;
    loop {
        tokio::time::sleep(next).await;
        let Some(agent) = agent.upgrade() else { return };
        let mut kept = lock(&agent.kept);
        agent.clear(&mut kept);
        match kept.iter().map(|(_, since, _)| *since).min() {
            // What is left is not yet too old.
            Some(oldest) => next = idle.saturating_sub(oldest.elapsed()).max(Duration::from_millis(1)),
            None => {
                agent.swept.store(false, Ordering::SeqCst);
                return;
            }
        }
    }
}

/// A request that waits for a connection and may be given up meanwhile.
struct Waiting<'a>(&'a Agent);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.requests.fetch_sub(1, Ordering::SeqCst);
    }
}
