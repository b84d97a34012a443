//! The servers of a process: what keeps their objects alive, and where events find them.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use foldhash::fast::RandomState;
use four_runtime::life::Hold;
use four_runtime::process::{at_end, before_wait};
use four_runtime::{Collection, Object, Value};

use super::server::DataType;
use super::service::WebService;
use crate::{CloseHow, ConnectionHandle, Incoming, Mount};

/// A WebSocket server of this process.
pub struct LiveServer {
    /// The `4D.WebSocketServer` object.
    pub object: Rc<Object>,
    /// The object with its callbacks.
    pub handler: Value,
    /// Its live connections, as `.connections` gives them.
    pub connections: Rc<Collection>,
    /// Live connections by number.
    pub by_id: HashMap<u64, Rc<LiveConnection>, RandomState>,
    /// Where it is mounted; none until that is done.
    pub mount: Option<Mount>,
    service: Arc<WebService>,
    _hold: Hold,
}

/// A connection of a server of this process.
pub struct LiveConnection {
    /// The `4D.WebSocketConnection` object.
    pub object: Rc<Object>,
    /// The object with its callbacks.
    pub handler: Value,
    /// How its messages become values.
    pub data_type: DataType,
    /// Events that have arrived and are not delivered yet.
    pub queue: RefCell<VecDeque<Incoming>>,
    /// True when its end is delivered, or that of its server: nothing more is.
    pub gone: Cell<bool>,
}

/// Numbers of our own need no hash that hostile keys can't break.
type Servers = HashMap<u64, LiveServer, RandomState>;

thread_local! {
    static SERVERS: RefCell<Servers> = RefCell::new(Servers::default());
}

impl LiveServer {
    /// A server that is not mounted yet; the program stays alive as long as it exists.
    pub fn new(
        object: Rc<Object>,
        handler: Value,
        connections: Rc<Collection>,
        service: Arc<WebService>,
        hold: Hold,
    ) -> LiveServer {
        service.live.fetch_add(1, Ordering::SeqCst);
        LiveServer {
            object,
            handler,
            connections,
            by_id: HashMap::default(),
            mount: None,
            service,
            _hold: hold,
        }
    }
}

impl Drop for LiveServer {
    fn drop(&mut self) {
        // The process ended while the server lived: its sockets are closed, no callback can run any more.
        if let Some(mount) = self.mount.take() {
            mount.close(CloseHow::Handshake(1001));
        }
        self.service.live.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Adds a server; when the process ends before it, its sockets are closed.
pub fn insert(id: u64, server: LiveServer) {
    let first = with(|servers| {
        servers.insert(id, server);
        servers.len() == 1
    });
    if first {
        at_end(|| drop(with(std::mem::take)));
        before_wait(crate::Cork::flush);
    }
}

/// Runs something with the servers of this process. What runs must not call 4D code.
pub fn with<T>(run: impl FnOnce(&mut Servers) -> T) -> T {
    SERVERS.with_borrow_mut(run)
}

/// Runs something with a server of this process, if it lives.
pub fn server<T>(id: u64, run: impl FnOnce(&mut LiveServer) -> T) -> Option<T> {
    with(|servers| servers.get_mut(&id).map(run))
}

/// Takes a server out; what it held is dropped by the caller, outside the table.
pub fn remove(id: u64) -> Option<LiveServer> {
    let server = with(|servers| servers.remove(&id))?;
    server.by_id.values().for_each(|connection| connection.gone.set(true));
    Some(server)
}

/// Takes a connection out.
pub fn remove_connection(server_id: u64, handle: &ConnectionHandle) -> Option<Rc<LiveConnection>> {
    let connection = server(server_id, |server| server.by_id.remove(&handle.id())).flatten()?;
    connection.gone.set(true);
    Some(connection)
}
