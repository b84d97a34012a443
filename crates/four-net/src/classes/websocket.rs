//! `4D.WebSocket`: the program as a client of a WebSocket server (`API/WebSocketClass`).
//!
//! A client belongs to the process that created it. Its callbacks run there; it keeps the program alive until its end was
//! delivered, and it is closed when the process ends.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use four_runtime::class::native_class;
use four_runtime::host::App;
use four_runtime::life::Hold;
use four_runtime::native::Native;
use four_runtime::process::{Event, Message, ProcessHandle, at_end, before_wait, waits};
use four_runtime::{Error, Host, Object, Res, Symbol, Text, Value, native_class};
use url::Url;

use super::connection::{clipped, forget_last, outgoing};
use super::deliver::{callback, data_of, error_object, event, fail, notify};
use super::headers;
use super::held::Held;
use super::http_options::raised;
use super::server::{DataType, data_type_of};
use super::service::HTTP_CLIENT;
use crate::client::{Ask, Failure, connect};
use crate::settings::Deflate;
use crate::tls::{self, ClientTls};
use crate::{ConnectionHandle, ConnectionSink, Cork, EndpointOptions, Incoming, Network, Status};

/// Time for the whole handshake.
const CONNECT: Duration = Duration::from_secs(30);
/// How often a waiting `new()` looks for an interruption.
const LOOK: Duration = Duration::from_millis(50);

/// The native part of a `4D.WebSocket`.
struct WebSocket {
    handle: ConnectionHandle,
    url: Text,
    data_type: DataType,
    handler: Held,
    /// True once this process was told of the end.
    ended: Cell<bool>,
}

impl Native for WebSocket {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        self.handler.trace(visit);
    }
}

fn of(object: &Rc<Object>) -> Res<&WebSocket> {
    object
        .native_as::<WebSocket>()
        .ok_or_else(|| Error::type_mismatch("a 4D.WebSocket", &Value::Object(object.clone())))
}

/// A client of this process that has not ended.
struct Live {
    object: Rc<Object>,
    queue: VecDeque<Incoming>,
    _hold: Hold,
    _counted: Counted,
}

/// One of the clients that the end of the program waits for: until its last callback has run.
struct Counted(Arc<Sockets>);

impl Counted {
    fn new(sockets: Arc<Sockets>) -> Counted {
        sockets.live.fetch_add(1, Ordering::SeqCst);
        Counted(sockets)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.live.fetch_sub(1, Ordering::SeqCst);
    }
}

thread_local! {
    /// Whether the end of this process is watched.
    static WATCHED: Cell<bool> = const { Cell::new(false) };
    static CLIENTS: RefCell<HashMap<u64, Live>> = RefCell::new(HashMap::new());
}

const SOCKETS: &str = "websocket clients";

/// The open sockets of all processes, closed together when the program ends.
#[derive(Default)]
struct Sockets {
    open: Mutex<HashMap<u64, ConnectionHandle>>,
    /// How many clients have not been told of their end.
    live: AtomicUsize,
}

impl Sockets {
    fn of(app: &dyn App) -> Arc<Sockets> {
        let service = app.service(SOCKETS, &|| Arc::new(Sockets::default()) as Arc<dyn Any + Send + Sync>);
        service.downcast::<Sockets>().unwrap_or_default()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<u64, ConnectionHandle>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Closes all clients with 1001 and waits until their `onTerminate` callbacks have run, at most until `end`; what is left then is dropped.
pub fn close_all(app: &dyn App, end: Instant) {
    let sockets = app.service_in_use(SOCKETS).and_then(|service| service.downcast::<Sockets>().ok());
    let Some(sockets) = sockets else { return };
    let open: Vec<_> = sockets.lock().values().cloned().collect();
    open.iter().for_each(|handle| handle.close(1001, ""));
    let busy = || !sockets.lock().is_empty() || sockets.live.load(Ordering::SeqCst) > 0;
    while busy() && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(2));
    }
    open.iter().for_each(ConnectionHandle::abort);
}

/// Hands the events of a client to its process. Called from network threads.
struct Sink {
    connection: ConnectionHandle,
    process: Arc<ProcessHandle>,
}

impl ConnectionSink for Sink {
    fn events(&self, batch: Vec<Incoming>) {
        let event = Arrived { connection: self.connection.clone(), batch };
        // A process that has ended needs no event; its end closes the socket.
        let _ = self.process.post(Message::Event(Box::new(event)));
    }
}

/// Something arrived at a client.
struct Arrived {
    connection: ConnectionHandle,
    batch: Vec<Incoming>,
}

impl Event for Arrived {
    fn deliver(self: Box<Self>, host: &mut dyn Host) -> Res<()> {
        let Arrived { connection, batch } = *self;
        let id = connection.id();
        CLIENTS.with_borrow_mut(|clients| {
            if let Some(live) = clients.get_mut(&id) {
                live.queue.extend(batch);
            }
        });
        let _cork = Cork::new();
        let mut result = Ok(());
        // A callback that waits lets later events be delivered meanwhile: all go through the one queue, in order.
        while let Some((object, incoming)) = next(id) {
            let (messages, size) = (usize::from(incoming.is_message()), incoming.size());
            result = deliver(host, object, incoming);
            connection.consumed(messages, size);
            if result.is_err() {
                break;
            }
        }
        forget_last();
        result
    }
}

fn next(id: u64) -> Option<(Rc<Object>, Incoming)> {
    CLIENTS.with_borrow_mut(|clients| {
        let live = clients.get_mut(&id)?;
        let incoming = live.queue.pop_front()?;
        Some((live.object.clone(), incoming))
    })
}

fn deliver(host: &mut dyn Host, object: Rc<Object>, incoming: Incoming) -> Res<()> {
    let subject = Value::Object(object.clone());
    let socket = of(&object)?;
    // Without a handler there is nothing to call.
    let handler = &match socket.handler.get() {
        Value::Null => Value::from(Object::new()),
        handler => handler,
    };
    match incoming {
        Incoming::Error { code, message } => {
            let errors = vec![error_object(i32::from(code), &message, HTTP_CLIENT)];
            match host.member(handler, Symbol::intern("onError"))? {
                function @ Value::Function(_) => notify(host, handler, &function, &subject, errors),
                // A server that vanishes is no error of the program.
                _ => Ok(()),
            }
        }
        Incoming::Closed { code, reason } => {
            let gone = CLIENTS.with_borrow_mut(|clients| clients.remove(&socket.handle.id()));
            socket.ended.set(true);
            let details = Object::from_pairs([
                ("type", Value::from("terminate")),
                ("code", Value::from(usize::from(code))),
                ("reason", Value::from(reason.unwrap_or_default())),
            ]);
            let result = callback(host, handler, "onTerminate", &subject, Value::from(details));
            socket.handler.release();
            // The program may end only when the last callback has run.
            drop(gone);
            result
        }
        message => match data_of(message, socket.data_type) {
            Ok(data) => {
                callback(host, handler, "onMessage", &subject, event("message", Some(("data", data))))
            }
            Err(error) => fail(host, handler, &subject, error),
        },
    }
}

/// Lets a client go that its process leaves behind.
fn abandon(live: HashMap<u64, Live>) {
    for live in live.into_values() {
        if let Ok(socket) = of(&live.object) {
            socket.handle.close(1001, "");
        }
    }
}

/// The address of a WebSocket.
fn parsed(url: &Text) -> Res<Url> {
    let wrong = |why: String| {
        let error =
            Error::with_signature(34, format!("\"{url}\" is no address of a WebSocket: {why}."), HTTP_CLIENT);
        error.with_help("write ws://host:port/path, or wss:// for TLS")
    };
    let parsed = Url::parse(url.to_str().trim()).map_err(|error| wrong(error.to_string()))?;
    if !matches!(parsed.scheme(), "ws" | "wss") {
        return Err(wrong(format!("its scheme is {}", parsed.scheme())));
    }
    Ok(parsed)
}

/// Limits of a client: like a server's, but patient with a server that is slow to take what the program sends.
fn limits() -> EndpointOptions {
    EndpointOptions {
        max_message: 64 << 20,
        out_bytes: 64 << 20,
        out_stall: Duration::from_secs(60),
        ..EndpointOptions::default()
    }
}

/// Connects, without handling messages meanwhile: `new()` gives the open socket or raises.
fn opened(host: &mut dyn Host, ask: Ask) -> Res<ConnectionHandle> {
    let network = Network::global().map_err(|error| {
        Error::with_signature(30, format!("The network cannot be used: {error}."), HTTP_CLIENT)
    })?;
    let sockets = Sockets::of(host.app());
    let (send, receive) = sync_channel(1);
    let number = Arc::new(Mutex::new(None::<u64>));
    let (entered, left) = (number.clone(), number);
    let (enter, leave) = (sockets.clone(), sockets);
    let done = move |result: Result<ConnectionHandle, Failure>| {
        if let Ok(handle) = &result {
            *entered.lock().unwrap_or_else(PoisonError::into_inner) = Some(handle.id());
            enter.lock().insert(handle.id(), handle.clone());
        }
        if let Err(unheard) = send.send(result)
            && let Ok(handle) = unheard.0
        {
            handle.abort();
        }
    };
    let ended = move || {
        if let Some(id) = left.lock().unwrap_or_else(PoisonError::into_inner).take() {
            leave.lock().remove(&id);
        }
    };
    waits();
    connect(&network, ask, done, ended);
    loop {
        match receive.recv_timeout(LOOK) {
            Ok(result) => return result.map_err(raised),
            Err(RecvTimeoutError::Timeout) => {
                if let Err(interruption) = host.check_interrupt() {
                    if let Ok(Ok(late)) = receive.try_recv() {
                        late.abort();
                    }
                    return Err(interruption);
                }
            }
            Err(RecvTimeoutError::Disconnected) => {
                return Err(raised(Failure::unreachable("The network has stopped.")));
            }
        }
    }
}

native_class! {
    /// A connection to a WebSocket server. It calls the functions of its handler object in the process that created it:
    /// `onOpen`, `onMessage`, `onError`, `onTerminate`.
    pub static WEB_SOCKET: "WebSocket";
    = new(host, url: &Text, connection_handler: Option<&Value>) -> Value {
        let given = match connection_handler {
            None | Some(Value::Null | Value::Undefined | Value::Unassigned) => Value::Null,
            Some(handler @ Value::Object(_)) => handler.clone(),
            Some(other) => return Err(Error::type_mismatch("the handler object of a WebSocket", other)),
        };
        let handler = if given.is_null() { Value::from(Object::new()) } else { given.clone() };
        let parsed = parsed(url)?;
        let data_type = data_type_of(host.member(&handler, Symbol::intern("dataType"))?)?;
        let lines = headers::lines(&host.member(&handler, Symbol::intern("headers"))?)?;
        let tls = if parsed.scheme() == "wss" {
            Some(tls::client(&ClientTls::default()).map_err(raised)?)
        } else {
            None
        };
        let mut options = limits();
        // Not in 4D: messages are compressed where the server agrees.
        options.deflate = match host.member(&handler, Symbol::intern("deflate"))? {
            Value::Bool(true) => Some(Deflate::default()),
            Value::Bool(false) | Value::Undefined | Value::Null => None,
            other => return Err(Error::type_mismatch("True or False for deflate", &other)),
        };
        let ask = Ask { url: parsed, headers: lines, tls, options, timeout: CONNECT };
        let handle = opened(host, ask)?;
        let socket = WebSocket {
            handle: handle.clone(),
            url: url.clone(),
            data_type,
            handler: Held::new(given),
            ended: Cell::new(false),
        };
        let object = Rc::new(Object::native(native_class(&WEB_SOCKET), Rc::new(socket)));
        let live = Live {
            object: object.clone(),
            queue: VecDeque::new(),
            _hold: host.app().life().hold(),
            _counted: Counted::new(Sockets::of(host.app())),
        };
        CLIENTS.with_borrow_mut(|clients| clients.insert(handle.id(), live));
        if !WATCHED.replace(true) {
            at_end(|| abandon(CLIENTS.take()));
            before_wait(Cork::flush);
        }
        let subject = Value::Object(object);
        // The program learns of the opening first, then new() returns (knowledge base 79368); reading starts only now.
        let opened = callback(host, &handler, "onOpen", &subject, event("open", None));
        handle.accept(Arc::new(Sink { connection: handle.clone(), process: host.process().clone() }));
        opened?;
        Ok(subject)
    }

    /// Type of the data received and sent: `text`, `blob` or `object`.
    get dataType(_host, this: &Rc<Object>) -> Text {
        Ok(Text::from(of(this)?.data_type.name()))
    }

    /// The object given to `new()`.
    get handler(_host, this: &Rc<Object>) -> Value {
        Ok(of(this)?.handler.get())
    }

    /// A number that no other connection of this run has.
    get id(_host, this: &Rc<Object>) -> f64 {
        Ok(of(this)?.handle.id() as f64)
    }

    /// `Connected`, `Closing` or `Closed`.
    get status(_host, this: &Rc<Object>) -> Text {
        let socket = of(this)?;
        Ok(Text::from(match socket.handle.status() {
            _ if socket.ended.get() => "Closed",
            Status::Connected => "Connected",
            Status::Closing | Status::Closed => "Closing",
        }))
    }

    /// The address given to `new()`.
    get url(_host, this: &Rc<Object>) -> Text {
        Ok(of(this)?.url.clone())
    }

    /// Sends a message: a text as a text frame, a blob as a binary frame, an object or collection as JSON in a text
    /// frame. Ignored when the connection is closing or closed. Never waits.
    fn send(_host, this: &Rc<Object>, message: &Value) {
        let socket = of(this)?;
        let message = outgoing(message)?;
        if socket.handle.status() == Status::Connected {
            socket.handle.send(message);
        }
        Ok(())
    }

    /// Closes the connection, with 1000 or a code from 3000 to 4999 and a reason.
    fn terminate(_host, this: &Rc<Object>, code: Option<f64>, reason: Option<&Text>) {
        let socket = of(this)?;
        let code = code.unwrap_or(1000.0);
        if code != 1000.0 && !((3000.0..5000.0).contains(&code) && code.fract() == 0.0) {
            let message = format!("A WebSocket can be closed with the code 1000 or one from 3000 to 4999, not {code}.");
            return Err(Error::new(54, message));
        }
        let reason = reason.map(|reason| reason.to_string()).unwrap_or_default();
        socket.handle.close(code as u16, clipped(&reason));
        Ok(())
    }
}
