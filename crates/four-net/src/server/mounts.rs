//! WebSocket endpoints by path. A path matches exactly, case-sensitive, without query; one trailing slash and a missing
//! leading one make no difference. The endpoint without a path takes what no other does.
//!
//! A mount knows its live connections from before their 101 until their end is reported, so that closing it misses
//! none, and `mount_closed` comes once, after all of them.

use crate::network::{Kicks, Network};
use crate::settings::EndpointOptions;
use crate::ws::{ConnectionHandle, Endpoint, EndpointSink, Role, Shared, Status};
use std::collections::HashMap;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// How a mount ends its connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseHow {
    /// Closing handshake with this code; the endpoint's close timeout bounds it.
    Handshake(u16),
    /// Closing handshake with this code, dropped by force after this time.
    Within(u16, Duration),
    /// Dropped at once, without a close frame.
    Abort,
}

/// Why an endpoint can't be mounted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MountError {
    /// Another endpoint has this path (`None`: another one has no path either).
    PathTaken(Option<String>),
    /// The server is stopped.
    Stopped,
}

impl fmt::Display for MountError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MountError::PathTaken(Some(path)) => {
                write!(f, "another WebSocket server has the path \"{path}\"")
            }
            MountError::PathTaken(None) => f.write_str("another WebSocket server without a path is running"),
            MountError::Stopped => f.write_str("the web server is stopped"),
        }
    }
}

impl std::error::Error for MountError {}

/// A mounted endpoint. Dropping it changes nothing; [`close`](Mount::close) ends it.
#[derive(Clone)]
pub struct Mount(Arc<Mounted>);

pub(crate) struct Mounted {
    path: Option<String>,
    pub(crate) sink: Arc<dyn EndpointSink>,
    pub(crate) options: Arc<EndpointOptions>,
    live: Mutex<Live>,
    all: Arc<Mounts>,
    network: Network,
}

/// Why a mount does not take a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    Closing,
    TooMany,
    TooManyOfIp,
}

#[derive(Default)]
struct Live {
    closing: bool,
    /// Connections by client address; counted only where that is limited.
    by_ip: HashMap<IpAddr, usize>,
    reported: bool,
    connections: HashMap<u64, ConnectionHandle>,
}

/// The endpoints of a server.
#[derive(Default)]
pub(crate) struct Mounts {
    list: Mutex<List>,
    /// Told whenever a mount is done.
    pub(crate) done: Notify,
}

#[derive(Default)]
struct List {
    stopped: bool,
    by_path: HashMap<Option<String>, Arc<Mounted>>,
    /// Mounts whose `mount_closed` is still to come, closing ones included.
    unfinished: usize,
}

static IDS: AtomicU64 = AtomicU64::new(1);

/// The form in which paths are compared.
fn normal(path: &str) -> String {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let path = path.strip_suffix('/').unwrap_or(path);
    format!("/{}", path.strip_prefix('/').unwrap_or(path))
}

impl Mounts {
    fn lock(&self) -> MutexGuard<'_, List> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn add(
        self: &Arc<Self>,
        path: Option<String>,
        endpoint: Endpoint,
        network: &Network,
    ) -> Result<Mount, MountError> {
        let path = path.filter(|p| !p.is_empty()).map(|p| normal(&p));
        let mut list = self.lock();
        if list.stopped {
            return Err(MountError::Stopped);
        }
        if list.by_path.contains_key(&path) {
            return Err(MountError::PathTaken(path));
        }
        let mounted = Arc::new(Mounted {
            path: path.clone(),
            sink: endpoint.sink,
            options: Arc::new(endpoint.options),
            live: Mutex::default(),
            all: self.clone(),
            network: network.clone(),
        });
        list.by_path.insert(path, mounted.clone());
        list.unfinished += 1;
        Ok(Mount(mounted))
    }

    /// The endpoint for a request path.
    pub(crate) fn find(&self, path: &str) -> Option<Arc<Mounted>> {
        let list = self.lock();
        list.by_path.get(&Some(normal(path))).or_else(|| list.by_path.get(&None)).cloned()
    }

    /// Closes all mounts and admits no more.
    pub(crate) fn stop(&self, how: CloseHow) {
        let all: Vec<_> = {
            let mut list = self.lock();
            list.stopped = true;
            list.by_path.values().cloned().collect()
        };
        for mounted in all {
            Mount(mounted).close(how);
        }
    }

    /// Whether every mount has reported its end.
    pub(crate) fn finished(&self) -> bool {
        self.lock().unfinished == 0
    }
}

impl Mount {
    /// The path as it is compared; `None` for the endpoint that takes all.
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// Live connections, the oldest first.
    pub fn connections(&self) -> Vec<ConnectionHandle> {
        // One whose end is just being reported counts as gone.
        let live = |c: &&ConnectionHandle| c.status() != Status::Closed;
        let mut all: Vec<_> = self.0.lock().connections.values().filter(live).cloned().collect();
        all.sort_by_key(ConnectionHandle::id);
        all
    }

    /// Whether it is closed or closing.
    pub fn is_closing(&self) -> bool {
        self.0.lock().closing
    }

    /// Refuses new connections from now on and ends the present ones. Returns at once; `mount_closed` tells when all
    /// are gone. A second call may hasten the end.
    pub fn close(&self, how: CloseHow) {
        {
            let mut list = self.0.all.lock();
            if list.by_path.get(&self.0.path).is_some_and(|m| Arc::ptr_eq(m, &self.0)) {
                list.by_path.remove(&self.0.path);
            }
        }
        let connections: Vec<_> = {
            let mut live = self.0.lock();
            live.closing = true;
            live.connections.values().cloned().collect()
        };
        for connection in connections {
            match how {
                CloseHow::Handshake(code) => connection.close(code, ""),
                CloseHow::Within(code, limit) => connection.close_within(code, "", Some(limit)),
                CloseHow::Abort => connection.abort(),
            }
        }
        // Never from within the caller, who may hold a lock of the sink.
        let mounted = self.0.clone();
        self.0.network.handle().spawn(async move { mounted.report() });
    }
}

impl fmt::Debug for Mount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mount").field("path", &self.0.path).finish_non_exhaustive()
    }
}

/// A number that no other connection of the run has, of servers and clients alike.
pub(crate) fn next_connection_id() -> u64 {
    IDS.fetch_add(1, Ordering::Relaxed)
}

impl Mounted {
    fn lock(&self) -> MutexGuard<'_, Live> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Enters a connection whose handshake is under way, unless the mount is closing or full.
    pub(crate) fn enter(&self, remote: SocketAddr, kicks: &Arc<Kicks>) -> Result<Arc<Shared>, Refused> {
        let mut live = self.lock();
        if live.closing {
            return Err(Refused::Closing);
        }
        if self.options.max_connections.is_some_and(|max| live.connections.len() >= max) {
            return Err(Refused::TooMany);
        }
        if let Some(max) = self.options.max_per_ip {
            let had = live.by_ip.get(&remote.ip()).copied().unwrap_or(0);
            if had >= max {
                return Err(Refused::TooManyOfIp);
            }
            live.by_ip.insert(remote.ip(), had + 1);
        }
        let id = next_connection_id();
        let shared = Shared::new(id, remote, Role::Server, self.options.clone(), kicks.clone());
        live.connections.insert(id, ConnectionHandle(shared.clone()));
        Ok(shared)
    }

    /// Removes a connection whose end is reported.
    pub(crate) fn leave(&self, id: u64) {
        {
            let mut live = self.lock();
            let gone = live.connections.remove(&id).map(|connection| connection.remote_addr().ip());
            if let Some(ip) = gone.filter(|_| self.options.max_per_ip.is_some())
                && let Some(had) = live.by_ip.get_mut(&ip)
            {
                *had -= 1;
                if *had == 0 {
                    live.by_ip.remove(&ip);
                }
            }
        }
        self.report();
    }

    fn report(&self) {
        {
            let mut live = self.lock();
            if !live.closing || live.reported || !live.connections.is_empty() {
                return;
            }
            live.reported = true;
        }
        self.sink.mount_closed();
        self.all.lock().unfinished -= 1;
        self.all.done.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn paths_are_normal() {
        for (path, expected) in [
            ("", "/"),
            ("/", "/"),
            ("chat", "/chat"),
            ("/chat/", "/chat"),
            ("/Chat?a=/", "/Chat"),
            ("a//", "/a/"),
        ] {
            assert_eq!(normal(path), expected, "{path}");
        }
    }
}
