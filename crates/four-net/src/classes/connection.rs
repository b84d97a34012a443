//! `4D.WebSocketConnection` (`API/WebSocketConnectionClass`).

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use bytes::Bytes;
use four_runtime::native::Native;
use four_runtime::rules::text_ref::TextRef;
use four_runtime::{Error, Object, Res, Text, Value, json, native_class};
use tungstenite::Utf8Bytes;

use super::held::Held;
use crate::{ConnectionHandle, Outgoing, Status};

/// The native part of a `4D.WebSocketConnection`.
pub struct WebSocketConnection {
    /// Drives the socket.
    pub handle: ConnectionHandle,
    /// The server's object.
    pub server: Rc<Object>,
    /// True once this process was told of the end: only then the program sees the status `Closed`.
    pub ended: Cell<bool>,
    /// The subprotocol agreed on.
    pub protocol: Option<String>,
    handler: Held,
}

impl WebSocketConnection {
    /// A connection that was just accepted.
    pub fn new(handle: ConnectionHandle, server: Rc<Object>, handler: Value) -> WebSocketConnection {
        WebSocketConnection {
            handle,
            server,
            ended: Cell::new(false),
            protocol: None,
            handler: Held::new(handler),
        }
    }

    /// The connection is closed and its last callback has run.
    pub fn release_handler(&self) {
        self.handler.release();
    }
}

impl Native for WebSocketConnection {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&Value::Object(self.server.clone()));
        self.handler.trace(visit);
    }
}

/// The native part of a connection object.
///
/// # Errors
/// When the object is none.
pub fn of(object: &Rc<Object>) -> Res<&WebSocketConnection> {
    object
        .native_as::<WebSocketConnection>()
        .ok_or_else(|| Error::type_mismatch("a 4D.WebSocketConnection", &Value::Object(object.clone())))
}

native_class! {
    /// The connection of a WebSocket server with one client.
    pub static WEB_SOCKET_CONNECTION: "WebSocketConnection";

    /// The object that `onConnection` returned.
    get handler(_host, this: &Rc<Object>) -> Value {
        Ok(of(this)?.handler.get())
    }

    /// A number that no other connection of this run has.
    get id(_host, this: &Rc<Object>) -> f64 {
        Ok(of(this)?.handle.id() as f64)
    }

    /// `Connected`, `Closing` or `Closed`.
    get status(_host, this: &Rc<Object>) -> Text {
        let connection = of(this)?;
        Ok(Text::from(match connection.handle.status() {
            _ if connection.ended.get() => "Closed",
            Status::Connected => "Connected",
            Status::Closing | Status::Closed => "Closing",
        }))
    }

    /// Bytes sent and not yet taken by the network: what a program watches that sends much (not in 4D). Beyond the
    /// server's `maxBufferedAmount` the connection is dropped.
    get bufferedAmount(_host, this: &Rc<Object>) -> f64 {
        Ok(of(this)?.handle.buffered_amount() as f64)
    }

    /// The subprotocol agreed on, of the server's option `protocols`; empty without one (not in 4D).
    get protocol(_host, this: &Rc<Object>) -> Text {
        Ok(Text::from(of(this)?.protocol.as_deref().unwrap_or_default()))
    }

    /// The server of the connection.
    get wss(_host, this: &Rc<Object>) -> Rc<Object> {
        Ok(of(this)?.server.clone())
    }

    /// Sends a message: a text as a text frame, a blob as a binary frame, an object or collection as JSON in a text
    /// frame. Ignored when the connection is closing or closed. Never waits.
    fn send(_host, this: &Rc<Object>, data: &Value) {
        let connection = of(this)?;
        if connection.handle.status() != Status::Connected {
            return Ok(());
        }
        connection.handle.send(outgoing(data)?);
        Ok(())
    }

    /// Closes the connection. A code from 3001 to 4999 is sent with the message; any other closes with 1000 and no
    /// message.
    fn terminate(_host, this: &Rc<Object>, code: Option<f64>, message: Option<&Text>) {
        let connection = of(this)?;
        match code {
            Some(code) if code > 3000.0 && code < 5000.0 => {
                let reason = message.map(|message| message.to_string()).unwrap_or_default();
                connection.handle.close(code as u16, clipped(&reason));
            }
            _ => connection.handle.close(1000, ""),
        }
        Ok(())
    }
}

/// A close reason that fits its frame: 123 bytes of UTF-8 (RFC 6455 §5.5).
pub(super) fn clipped(reason: &str) -> &str {
    let mut end = reason.len().min(123);
    while !reason.is_char_boundary(end) {
        end -= 1;
    }
    &reason[..end]
}

/// Texts up to this length are encoded for each receiver.
const COPIED: usize = 32;

thread_local! {
    /// The text sent last, and its bytes: a broadcast sends the same text many times and encodes it once.
    static LAST: RefCell<Option<(Text, Utf8Bytes)>> = const { RefCell::new(None) };
}

/// Forgets the text sent last; called when a batch of events is done.
pub fn forget_last() {
    LAST.with_borrow_mut(|last| drop(last.take()));
}

/// A value as a message.
pub(super) fn outgoing(data: &Value) -> Res<Outgoing> {
    Ok(match data {
        // A few bytes are copied faster than shared.
        Value::Text(text) if text.len() <= COPIED => Outgoing::Text(encoded(text)),
        Value::Text(text) => Outgoing::Text(LAST.with_borrow_mut(|last| match last {
            Some((known, bytes)) if known.same_buffer(text) => bytes.clone(),
            _ => {
                let bytes = encoded(text);
                *last = Some((text.clone(), bytes.clone()));
                bytes
            }
        })),
        Value::Blob(bytes) => Outgoing::Binary(Bytes::copy_from_slice(bytes)),
        Value::Object(_) | Value::Collection(_) => {
            Outgoing::Text(Utf8Bytes::from(json::stringify(data, false)?))
        }
        other => {
            return Err(Error::type_mismatch("a text, blob or object to send", other));
        }
    })
}

fn encoded(text: &Text) -> Utf8Bytes {
    match text.as_text_ref() {
        TextRef::Ascii(ascii) => Utf8Bytes::from(ascii),
        // A lone surrogate has no UTF-8 form: U+FFFD is sent in its place.
        TextRef::Wide(units) => Utf8Bytes::from(String::from_utf16_lossy(units)),
    }
}
