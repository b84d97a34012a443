//! Events of servers and connections, delivered in the process that owns them.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::{Arc, LazyLock};

use four_runtime::class::native_class;
use four_runtime::process::{Event, Message, ProcessHandle};
use four_runtime::shape::{Shape, ShapeRef};
use four_runtime::{Collection, Error, Host, Object, Res, Symbol, Text, Value, json};

use super::connection::{WEB_SOCKET_CONNECTION, WebSocketConnection, forget_last};
use super::live::{self, LiveConnection};
use super::server::{DataType, of};
use super::service::HTTP;
use crate::{ConnectionHandle, ConnectionSink, Cork, Handshake, Incoming};

/// So many messages are told to be dealt with at once.
const TOLD_AT_ONCE: usize = 16;

/// The server is open.
pub struct Opened {
    /// Its number.
    pub server: u64,
}

/// A client has connected.
pub struct Connected {
    /// Number of the server.
    pub server: u64,
    /// What the client asked for.
    pub handshake: Handshake,
    /// The connection, which waits for an answer.
    pub connection: ConnectionHandle,
    /// The process of the server.
    pub process: Arc<ProcessHandle>,
}

/// The server is closed, and all its connections.
pub struct Ended {
    /// Its number.
    pub server: u64,
}

/// Something arrived on a connection.
struct Arrived {
    server: u64,
    connection: ConnectionHandle,
    batch: Vec<Incoming>,
}

/// Hands the events of a connection to its process. Called from network threads.
struct Sink {
    server: u64,
    connection: ConnectionHandle,
    process: Arc<ProcessHandle>,
}

impl ConnectionSink for Sink {
    fn events(&self, batch: Vec<Incoming>) {
        let event = Arrived { server: self.server, connection: self.connection.clone(), batch };
        // A process that has ended needs no event; its server closes the sockets.
        let _ = self.process.post(Message::Event(Box::new(event)));
    }
}

/// The shape of an event object with these properties.
fn shape(names: &[&str]) -> Option<ShapeRef> {
    Shape::of(names.iter().map(|name| Symbol::intern(name)))
}

/// An event object `{type: kind; name: value}`.
pub(super) fn event(kind: &str, more: Option<(&str, Value)>) -> Value {
    static TYPE: LazyLock<Symbol> = LazyLock::new(|| Symbol::intern("type"));
    static DATA: LazyLock<Option<ShapeRef>> = LazyLock::new(|| shape(&["type", "data"]));
    thread_local! {
        static MESSAGE: Text = Text::from("message");
    }
    match more {
        Some(("data", value)) => {
            let kind =
                Value::Text(if kind == "message" { MESSAGE.with(Text::clone) } else { Text::from(kind) });
            match *DATA {
                Some(shape) => Value::from(Object::with_shape(shape, vec![kind, value.into_stored()])),
                None => Value::from(Object::from_pairs([("type", kind), ("data", value)])),
            }
        }
        Some((name, value)) => Value::from(Object::from_pairs([("type", Value::from(kind)), (name, value)])),
        None => {
            let object = Object::new();
            object.set(*TYPE, Value::from(kind));
            Value::from(object)
        }
    }
}

/// The symbol of a callback's name; that of messages is not looked up again for each of them.
fn symbol(name: &str) -> Symbol {
    static ON_MESSAGE: LazyLock<Symbol> = LazyLock::new(|| Symbol::intern("onMessage"));
    if name == "onMessage" { *ON_MESSAGE } else { Symbol::intern(name) }
}

/// Calls a function of a handler object, if it has it.
pub(super) fn call(host: &mut dyn Host, handler: &Value, name: &str, args: Vec<Value>) -> Res<Value> {
    Ok(host.call_member(handler, symbol(name), args)?.unwrap_or_default())
}

/// Tells `onError` of a 4D error; without such a function it is reported as uncaught. What nothing may catch passes.
pub(super) fn fail(host: &mut dyn Host, handler: &Value, subject: &Value, error: Box<Error>) -> Res<()> {
    if !error.is_catchable() {
        return Err(error);
    }
    match host.member(handler, Symbol::intern("onError"))? {
        function @ Value::Function(_) => {
            let errors = std::iter::once(&*error).chain(&error.others);
            let errors =
                errors.map(|error| error_object(error.code, &error.message, &error.signature)).collect();
            notify(host, handler, &function, subject, errors)
        }
        _ => {
            host.report(&error);
            Ok(())
        }
    }
}

/// Calls `onError`; an error in it is only reported.
pub(super) fn notify(
    host: &mut dyn Host,
    handler: &Value,
    function: &Value,
    subject: &Value,
    errors: Vec<Value>,
) -> Res<()> {
    let event = event("error", Some(("errors", Value::from(errors))));
    match host.call(function, handler, vec![subject.clone(), event]) {
        Ok(_) => Ok(()),
        Err(error) if error.is_catchable() => {
            host.report(&error);
            Ok(())
        }
        Err(error) => Err(error),
    }
}

pub(super) fn error_object(code: i32, message: &str, signature: &str) -> Value {
    Value::from(Object::from_pairs([
        ("errCode", Value::Int(code)),
        ("message", Value::from(message)),
        ("componentSignature", Value::from(signature)),
    ]))
}

/// Calls a callback; its error goes to `onError`.
pub(super) fn callback(
    host: &mut dyn Host,
    handler: &Value,
    name: &str,
    subject: &Value,
    event: Value,
) -> Res<()> {
    match call(host, handler, name, vec![subject.clone(), event]) {
        Ok(_) => Ok(()),
        Err(error) => fail(host, handler, subject, error),
    }
}

impl Event for Opened {
    fn deliver(self: Box<Self>, host: &mut dyn Host) -> Res<()> {
        let found = live::server(self.server, |server| (server.object.clone(), server.handler.clone()));
        let Some((object, handler)) = found else { return Ok(()) };
        let _cork = Cork::new();
        callback(host, &handler, "onOpen", &Value::Object(object), event("open", None))
    }
}

impl Event for Connected {
    fn deliver(self: Box<Self>, host: &mut dyn Host) -> Res<()> {
        let found = live::server(self.server, |server| (server.object.clone(), server.handler.clone()));
        tracing::info!(
            id = self.connection.id(),
            from = %self.handshake.remote_addr,
            url = self.handshake.url,
            "WebSocket connected"
        );
        let Some((server, handler)) = found else {
            self.connection.reject(1001);
            return Ok(());
        };
        let _cork = Cork::new();
        let subject = Value::Object(server.clone());
        let request = event("connection", Some(("request", request(&self.handshake))));
        let answer = match call(host, &handler, "onConnection", vec![subject.clone(), request]) {
            Ok(answer) => answer,
            Err(error) => {
                self.connection.reject(1008);
                return fail(host, &handler, &subject, error);
            }
        };
        if !matches!(answer, Value::Object(_)) {
            self.connection.reject(1008);
            return Ok(());
        }
        let data_type = of(&server).map_or(DataType::Text, |of| of.data_type);
        let mut native = WebSocketConnection::new(self.connection.clone(), server, answer.clone());
        native.protocol = self.handshake.protocol.clone();
        let object = Rc::new(Object::native(native_class(&WEB_SOCKET_CONNECTION), Rc::new(native)));
        let live = LiveConnection {
            object: object.clone(),
            handler: answer.clone(),
            data_type,
            queue: Default::default(),
            gone: Cell::new(false),
        };
        let live = Rc::new(live);
        let added = live::server(self.server, |server| {
            // This list is not shared, so it takes everything; so do the changes below.
            let _ = server.connections.push(Value::Object(object.clone()));
            server.by_id.insert(self.connection.id(), live);
        });
        if added.is_none() {
            // The callback ended the server.
            self.connection.reject(1001);
            return Ok(());
        }
        let opened = callback(host, &answer, "onOpen", &Value::Object(object), event("open", None));
        // Reading starts only now: no message comes before onOpen is done.
        let sink = Sink { server: self.server, connection: self.connection.clone(), process: self.process };
        self.connection.accept(Arc::new(sink));
        forget_last();
        opened
    }
}

impl Event for Arrived {
    fn deliver(self: Box<Self>, host: &mut dyn Host) -> Res<()> {
        let Arrived { server, connection, batch } = *self;
        let found = live::server(server, |server| server.by_id.get(&connection.id()).cloned());
        let Some(live) = found.flatten() else { return Ok(()) };
        live.queue.borrow_mut().extend(batch);
        let _cork = Cork::new();
        // A callback that waits lets later events be delivered meanwhile: all go through the one queue, in order.
        let (mut messages, mut size) = (0, 0);
        let mut result = Ok(());
        while result.is_ok() && !live.gone.get() {
            let Some(incoming) = live.queue.borrow_mut().pop_front() else { break };
            messages += usize::from(incoming.is_message());
            size += incoming.size();
            result = deliver(host, server, &connection, incoming, &live);
            if messages == TOLD_AT_ONCE {
                connection.consumed(std::mem::take(&mut messages), std::mem::take(&mut size));
            }
        }
        connection.consumed(messages, size);
        forget_last();
        result
    }
}

fn deliver(
    host: &mut dyn Host,
    server: u64,
    connection: &ConnectionHandle,
    incoming: Incoming,
    live: &LiveConnection,
) -> Res<()> {
    let (subject, handler) = (Value::Object(live.object.clone()), &live.handler);
    match incoming {
        Incoming::Error { code, message } => {
            let errors = vec![error_object(i32::from(code), &message, HTTP)];
            match host.member(handler, Symbol::intern("onError"))? {
                function @ Value::Function(_) => notify(host, handler, &function, &subject, errors),
                // A peer that vanishes is no error of the program.
                _ => Ok(()),
            }
        }
        Incoming::Closed { code, reason } => {
            tracing::info!(id = connection.id(), code, "WebSocket closed");
            let gone = live::remove_connection(server, connection);
            if let Some(gone) = &gone
                && let Ok(native) = super::connection::of(&gone.object)
            {
                native.ended.set(true);
            }
            live::server(server, |server| forget(&server.connections, &subject));
            let details = Object::from_pairs([
                ("type", Value::from("terminate")),
                ("code", Value::from(usize::from(code))),
            ]);
            if let Some(reason) = reason {
                details.set(Symbol::intern("reason"), Value::from(reason));
            }
            let result = callback(host, handler, "onTerminate", &subject, Value::from(details));
            if let Some(gone) = gone
                && let Ok(native) = super::connection::of(&gone.object)
            {
                native.release_handler();
            }
            result
        }
        message => match data_of(message, live.data_type) {
            Ok(data) => {
                callback(host, handler, "onMessage", &subject, event("message", Some(("data", data))))
            }
            Err(error) => fail(host, handler, &subject, error),
        },
    }
}

/// Takes an ended connection out of `.connections`.
fn forget(connections: &Collection, object: &Value) {
    let place = (0..connections.len())
        .find(|index| connections.get(*index).is_some_and(|value| value.same_reference(object)));
    if let Some(place) = place {
        let _ = connections.remove(place, 1);
    }
}

/// The data of a message, as the server's data type wants it.
pub(super) fn data_of(message: Incoming, data_type: DataType) -> Res<Value> {
    match (message, data_type) {
        (Incoming::Text(text), DataType::Text) => Ok(Value::from(text.as_str())),
        (Incoming::Binary(bytes), DataType::Text) => {
            Ok(Value::from(String::from_utf8_lossy(&bytes).into_owned()))
        }
        (Incoming::Text(text), DataType::Blob) => Ok(Value::Blob(Rc::new(text.as_bytes().to_vec()))),
        (Incoming::Binary(bytes), DataType::Blob) => Ok(Value::Blob(Rc::new(bytes.to_vec()))),
        (Incoming::Text(text), DataType::Object) => parsed(text.as_str()),
        (Incoming::Binary(bytes), DataType::Object) => parsed(&String::from_utf8_lossy(&bytes)),
        (Incoming::Error { .. } | Incoming::Closed { .. }, _) => Ok(Value::Undefined),
    }
}

fn parsed(text: &str) -> Res<Value> {
    match json::parse(text)? {
        value @ (Value::Object(_) | Value::Collection(_)) => Ok(value),
        other => Err(Error::type_mismatch("a message that is a JSON object", &other)),
    }
}

impl Event for Ended {
    fn deliver(self: Box<Self>, host: &mut dyn Host) -> Res<()> {
        let Some(mut server) = live::remove(self.server) else { return Ok(()) };
        server.mount = None;
        if let Ok(native) = of(&server.object) {
            native.terminated.set(true);
        }
        let _ = server.connections.replace(Vec::new());
        let subject = Value::Object(server.object.clone());
        let handler = server.handler.clone();
        let _cork = Cork::new();
        callback(host, &handler, "onTerminate", &subject, event("terminate", None))
    }
}

/// The `request` object of `onConnection`.
fn request(handshake: &Handshake) -> Value {
    Value::from(Object::from_pairs([
        ("headers", Value::from(repeated(&handshake.headers))),
        ("query", Value::from(repeated(&handshake.query))),
        ("url", Value::from(handshake.url.as_str())),
        ("remoteAddress", Value::from(handshake.remote_addr.ip().to_string())),
    ]))
}

/// Pairs as an object; a name that comes several times has a collection of its values.
fn repeated(pairs: &[(String, String)]) -> Object {
    let object = Object::new();
    for (name, value) in pairs {
        // Header names do not depend on case; the first spelling names the property.
        let known = object.keys().into_iter().find(|key| key.to_str().eq_ignore_ascii_case(name));
        let name = known.unwrap_or_else(|| Text::from(name.as_str()));
        let value = Value::from(value.as_str());
        match object.get_text(&name) {
            Value::Undefined => object.set_text(&name, value),
            // A collection made here takes everything.
            Value::Collection(values) => drop(values.push(value)),
            first => object.set_text(&name, Value::from(vec![first, value])),
        }
    }
    object
}
