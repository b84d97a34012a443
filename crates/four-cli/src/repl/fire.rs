//! `:fire`: calls a callback with a connection that exists only here and records what the callback does with it.

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::LazyLock;

use four_eval::cx::Cx;
use four_eval::session::Outcome;
use four_runtime::class::native_class;
use four_runtime::native::Native;
use four_runtime::registry::NativeClass;
use four_runtime::{Error, Host, Object, Res, Symbol, Text, Value, native_class};

use super::engine::{Engine, Ran};
use super::show;
use crate::catalog::catalog;

/// What the callback did with the connection.
#[derive(Default)]
struct StandIn {
    done: RefCell<Vec<Done>>,
}

enum Done {
    Sent(Value),
    Terminated(Option<f64>, Option<String>),
}

impl Native for StandIn {
    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn of(object: &Rc<Object>) -> Res<&StandIn> {
    object
        .native_as::<StandIn>()
        .ok_or_else(|| Error::type_mismatch("a stand-in connection", &Value::Object(object.clone())))
}

native_class! {
    /// The members of a connection, recorded.
    static RECORDING: "StandInConnection";

    /// A number.
    get id(_host, _this: &Rc<Object>) -> f64 {
        Ok(0.0)
    }

    /// `Connected` until the callback ends it.
    get status(_host, this: &Rc<Object>) -> Text {
        let ended = of(this)?.done.borrow().iter().any(|done| matches!(done, Done::Terminated(..)));
        Ok(Text::from(if ended { "Closing" } else { "Connected" }))
    }

    /// The handler that was called.
    get handler(_host, this: &Rc<Object>) -> Value {
        Ok(this.get(Symbol::intern("_handler")))
    }

    /// A server with this connection alone.
    get wss(_host, this: &Rc<Object>) -> Value {
        Ok(Value::from(server(vec![Value::Object(this.clone())])))
    }

    /// Records what would be sent.
    fn send(_host, this: &Rc<Object>, data: &Value) {
        of(this)?.done.borrow_mut().push(Done::Sent(data.clone()));
        Ok(())
    }

    /// Records the end.
    fn terminate(_host, this: &Rc<Object>, code: Option<f64>, message: Option<&Text>) {
        let message = message.map(Text::to_string);
        of(this)?.done.borrow_mut().push(Done::Terminated(code, message));
        Ok(())
    }
}

/// What stands for a server with these connections.
fn server(connections: Vec<Value>) -> Object {
    Object::from_pairs([("connections", Value::from(connections)), ("terminated", Value::Bool(false))])
}

/// The class of the stand-in: parameters declared as `4D.WebSocketConnection` take it.
fn class() -> &'static NativeClass {
    static CLASS: LazyLock<&'static NativeClass> = LazyLock::new(|| {
        Box::leak(Box::new(NativeClass {
            name: RECORDING.name,
            doc: RECORDING.doc,
            parent: catalog().class("WebSocketConnection"),
            new: None,
            members: RECORDING.members,
        }))
    });
    &CLASS
}

/// Calls a function of a handler with a stand-in connection and an event, and shows what it did.
pub fn fire(engine: &Engine, handler: &str, function: &str, event: &str) -> Ran {
    let event = if event.is_empty() { "{}" } else { event };
    let code = format!("[{handler}; {event}]");
    let function = function.to_owned();
    let screen = engine.screen.clone();
    let ran = engine.ask(move |session, cx| {
        let outcome = match session.run(cx, "prompt", &code) {
            Outcome::Value(Value::Collection(both)) => {
                let (handler, event) = (both.get(0).unwrap_or_default(), both.get(1).unwrap_or_default());
                match called(cx, &handler, &function, event) {
                    Ok(text) => {
                        screen.out(&text);
                        Outcome::Done
                    }
                    Err(error) => Outcome::Raised(error),
                }
            }
            other => other,
        };
        super::engine::settle(cx, &screen, outcome, |_, _| ())
    });
    ran.unwrap_or(Ran::Gone)
}

fn called(cx: &mut Cx<'_>, handler: &Value, function: &str, event: Value) -> Res<String> {
    let callback = cx.member(handler, Symbol::intern(function))?;
    if !matches!(callback, Value::Function(_)) {
        return Err(Error::new(54, format!("This handler has no function {function}.")));
    }
    if let Value::Object(object) = &event
        && object.get(Symbol::intern("type")).is_undefined()
    {
        let kind = function.strip_prefix("on").unwrap_or(function).to_lowercase();
        object.set(Symbol::intern("type"), Value::from(kind));
    }
    let connection = Rc::new(Object::native(native_class(class()), Rc::new(StandIn::default())));
    connection.set(Symbol::intern("_handler"), handler.clone());
    // `onConnection` is a callback of a server: it gets a plain object in its place.
    let subject = match function {
        "onConnection" => Value::from(server(Vec::new())),
        _ => Value::Object(connection.clone()),
    };
    let result = cx.call(&callback, handler, vec![subject, event]);
    let done = std::mem::take(&mut *of(&connection)?.done.borrow_mut());
    let mut text = String::new();
    for step in &done {
        text.push_str(&match step {
            Done::Sent(value) => format!("sent {}\n", show::show(cx, value)),
            Done::Terminated(None, _) => "terminated\n".to_owned(),
            Done::Terminated(Some(code), message) => {
                format!("terminated {code} {}\n", show::quoted(message.as_deref().unwrap_or("")))
            }
        });
    }
    // The handler holds no part of the connection any more.
    connection.set(Symbol::intern("_handler"), Value::Null);
    match result? {
        Value::Undefined if done.is_empty() => text.push_str("nothing was sent\n"),
        Value::Undefined => {}
        value => text.push_str(&format!("returned {}\n", show::show(cx, &value))),
    }
    Ok(text)
}
