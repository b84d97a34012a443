//! `4D.WebSocketServer` (`API/WebSocketServerClass`).

use std::any::Any;
use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use four_runtime::class::native_class;
use four_runtime::function::FunctionKind;
use four_runtime::native::Native;
use four_runtime::process::{Message, ProcessHandle};
use four_runtime::{Collection, Error, Object, Res, Symbol, Text, Value, native_class};

use super::deliver::{Connected, Ended, Opened};
use super::live::{self, LiveServer};
use super::options::{Options, options_of};
use super::service::WebService;
use crate::{CloseHow, ConnectionHandle, Endpoint, EndpointSink, Handshake};

/// What a server's messages are made from and sent as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataType {
    /// `"text"`
    Text,
    /// `"blob"`
    Blob,
    /// `"object"`: JSON.
    Object,
}

impl DataType {
    /// The word of the option.
    pub fn name(self) -> &'static str {
        match self {
            DataType::Text => "text",
            DataType::Blob => "blob",
            DataType::Object => "object",
        }
    }
}

/// The native part of a `4D.WebSocketServer`.
pub struct WebSocketServer {
    /// Number in the run.
    pub id: u64,
    /// The path, when one was given.
    pub path: Option<String>,
    /// What messages are made from.
    pub data_type: DataType,
    /// The object with the callbacks.
    pub handler: Value,
    /// The live connections.
    pub connections: Rc<Collection>,
    /// True once closed.
    pub terminated: Cell<bool>,
}

impl Native for WebSocketServer {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.handler);
        visit(&Value::Collection(self.connections.clone()));
    }
}

/// The native part of a server object.
///
/// # Errors
/// When the object is none.
pub fn of(object: &Rc<Object>) -> Res<&WebSocketServer> {
    object
        .native_as::<WebSocketServer>()
        .ok_or_else(|| Error::type_mismatch("a 4D.WebSocketServer", &Value::Object(object.clone())))
}

/// Tells a server's process of new connections and of its end. Called from network threads.
struct Sink {
    id: u64,
    process: Arc<ProcessHandle>,
}

impl EndpointSink for Sink {
    fn connect(&self, handshake: Handshake, connection: ConnectionHandle) {
        let refused = connection.clone();
        let process = self.process.clone();
        let event = Connected { server: self.id, handshake, connection, process };
        if self.process.post(Message::Event(Box::new(event))).is_err() {
            refused.reject(1001);
        }
    }

    fn mount_closed(&self) {
        // A process that has ended needs no event.
        let _ = self.process.post(Message::Event(Box::new(Ended { server: self.id })));
    }
}

static NEXT: AtomicU64 = AtomicU64::new(1);

fn has_function(handler: &Value, host: &mut dyn four_runtime::Host, name: &str) -> Res<bool> {
    Ok(matches!(host.member(handler, Symbol::intern(name))?, Value::Function(function)
        if !matches!(function.kind, FunctionKind::New(_))))
}

native_class! {
    /// A WebSocket server on the port of the web server. It calls the functions of its handler object in the worker that
    /// created it: `onConnection` (which gives the handler of the new connection), `onOpen`, `onTerminate`, `onError`.
    /// Beyond `path` and `dataType` the options may hold `origins`, `protocols`, `maxMessageSize`, `maxBufferedAmount`
    /// (bytes), `pingInterval`, `pingTimeout`, `closeTimeout` (seconds), `maxConnections`, `maxConnectionsPerIP` and
    /// `deflate` (True, or an object with `contextTakeover`, `windowBits` and `threshold`).
    pub static WEB_SOCKET_SERVER: "WebSocketServer";
    = new(host, handler: &Value, options: Option<&Value>) -> Value {
        if !matches!(handler, Value::Object(_)) {
            return Err(Error::type_mismatch("the handler object of a WebSocket server", handler));
        }
        if !has_function(handler, host, "onConnection")? {
            let error = Error::new(-10719, "The handler of a WebSocket server must have a function onConnection.");
            return Err(error.with_help("add Function onConnection($wss : Object; $event : Object) : Object to its class"));
        }
        let Options { path, data_type, endpoint: options } = options_of(options)?;
        if !host.process().is_worker {
            let error = Error::new(-10719, "A WebSocket server must be created in a worker: its callbacks run there.");
            return Err(error.with_help("create it in a formula given to CALL WORKER"));
        }
        let service = WebService::of(host.app());
        let web = service.ensure(host.app())?;
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        let connections = Rc::new(Collection::default());
        let native = WebSocketServer {
            id,
            path: path.clone(),
            data_type,
            handler: handler.clone(),
            connections: connections.clone(),
            terminated: Cell::new(false),
        };
        let object = Rc::new(Object::native(native_class(&WEB_SOCKET_SERVER), Rc::new(native)));
        let process = host.process().clone();
        let server = LiveServer::new(object.clone(), handler.clone(), connections, service, host.app().life().hold());
        live::insert(id, server);
        // The event is posted before a client can come, and delivered after the program got the object.
        let _ = process.post(Message::Event(Box::new(Opened { server: id })));
        let sink: Arc<dyn EndpointSink> = Arc::new(Sink { id, process });
        let endpoint = Endpoint { sink, options };
        match web.mount(path.clone(), endpoint) {
            Ok(mount) => {
                live::server(id, |server| server.mount = Some(mount));
            }
            Err(error) => {
                drop(live::remove(id));
                let message = format!("The WebSocket server cannot be started: {error}.");
                return Err(Error::with_signature(-10719, message, super::service::HTTP));
            }
        }
        let path = path.unwrap_or_default();
        let path = path.trim_start_matches('/');
        let secure = web.secure_addr();
        let plain = (secure != Some(web.local_addr())).then(|| format!("ws://{}/{path}", web.local_addr()));
        let places: Vec<String> = plain.into_iter().chain(secure.map(|place| format!("wss://{place}/{path}"))).collect();
        host.app().system().write_error(&format!("four: listening on {} (Ctrl-C stops it)\n", places.join(" and ")));
        Ok(Value::Object(object))
    }

    /// The live connections: a collection of 4D.WebSocketConnection objects.
    get connections(_host, this: &Rc<Object>) -> Rc<Collection> {
        Ok(of(this)?.connections.clone())
    }

    /// Type of the data received and sent: `text`, `blob` or `object`.
    get dataType(_host, this: &Rc<Object>) -> Text {
        Ok(Text::from(of(this)?.data_type.name()))
    }

    /// The object given to `new()`.
    get handler(_host, this: &Rc<Object>) -> Value {
        Ok(of(this)?.handler.clone())
    }

    /// The path given to `new()`; undefined when the server takes every path.
    get path(_host, this: &Rc<Object>) -> Value {
        Ok(of(this)?.path.as_deref().map_or(Value::Undefined, Value::from))
    }

    /// True once the server is closed.
    get terminated(_host, this: &Rc<Object>) -> bool {
        Ok(of(this)?.terminated.get())
    }

    /// Closes the server: each client gets a closing handshake. With a time limit in seconds, sockets still open after it
    /// are destroyed; with 0 all are destroyed at once.
    fn terminate(_host, this: &Rc<Object>, timeout: Option<f64>) {
        let how = match timeout {
            None => CloseHow::Handshake(1000),
            Some(seconds) if seconds > 0.0 => {
                CloseHow::Within(1000, Duration::from_secs_f64(seconds.min(86_400.0)))
            }
            Some(_) => CloseHow::Abort,
        };
        let id = of(this)?.id;
        if let Some(mount) = live::server(id, |server| server.mount.clone()).flatten() {
            mount.close(how);
        }
        Ok(())
    }
}

/// The option `dataType` of a server or client.
pub(super) fn data_type_of(option: Value) -> Res<DataType> {
    Ok(match option {
        Value::Undefined | Value::Null => DataType::Text,
        Value::Text(word) => match &*word.to_str() {
            "" | "text" => DataType::Text,
            "blob" => DataType::Blob,
            "object" => DataType::Object,
            other => {
                let message = format!(
                    "The option dataType must be \"text\", \"blob\" or \"object\"; this is \"{other}\"."
                );
                return Err(Error::new(-10719, message));
            }
        },
        other => return Err(Error::type_mismatch("the option dataType (a text)", &other)),
    })
}
