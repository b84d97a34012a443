//! `4D.HTTPRequest` (`API/HTTPRequestClass`): what a request is made of, and what the program sees of it.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use four_runtime::class::native_class;
use four_runtime::native::Native;
use four_runtime::process::Message;
use four_runtime::{Collection, Error, Object, Res, Symbol, Text, Value, native_class};

use super::headers;
use super::held::Held;
use super::http_agent::{self, HttpAgent};
use super::http_events::{Arrived, Live, News, Sink, insert, is_live};
use super::http_options::{
    BodyType, REDIRECTIONS, address, body, credentials, default_header, flag_option, method, option, raised,
    seconds, text_option, tls_of,
};
use crate::Network;
use crate::client::{Head, HttpAsk, Scheme, request};

/// The native part of a `4D.HTTPRequest`.
pub struct HttpRequest {
    /// Number in the run.
    pub id: u64,
    /// The options object with the callbacks.
    pub options: Held,
    /// What the body becomes.
    pub body_type: BodyType,
    /// Whether the body is kept.
    pub returns_body: bool,
    /// The head of the answer, once it has come.
    pub head: RefCell<Option<Head>>,
    /// The `response` object, once there is one.
    pub response: RefCell<Option<Rc<Object>>>,
    /// The errors, once there are some.
    pub errors: RefCell<Option<Rc<Collection>>>,
    /// The answer is complete, or will never be.
    pub arrived: Cell<bool>,
    /// `terminate()` was called.
    pub stopped: Cell<bool>,
    /// The last callback has run.
    pub terminated: Cell<bool>,
    url: Text,
    method: Text,
    headers: Value,
    encoding: Text,
    timeout: Value,
    agent: Value,
}

impl Native for HttpRequest {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        self.options.trace(visit);
        visit(&self.headers);
        visit(&self.agent);
        if let Ok(response) = self.response.try_borrow()
            && let Some(response) = &*response
        {
            visit(&Value::Object(response.clone()));
        }
        if let Ok(errors) = self.errors.try_borrow()
            && let Some(errors) = &*errors
        {
            visit(&Value::Collection(errors.clone()));
        }
    }
}

/// The native part of a request object.
///
/// # Errors
/// When the object is none.
pub fn of(object: &Rc<Object>) -> Res<&HttpRequest> {
    object
        .native_as::<HttpRequest>()
        .ok_or_else(|| Error::type_mismatch("a 4D.HTTPRequest", &Value::Object(object.clone())))
}

static NEXT: AtomicU64 = AtomicU64::new(1);

/// What `User-Agent` says.
pub const AGENT: &str = concat!("four/", env!("CARGO_PKG_VERSION"));

native_class! {
    /// An HTTP request, sent when it is created. It calls the functions of its options object in the process that created
    /// it: `onHeaders`, `onData`, `onResponse`, `onError`, `onTerminate`.
    pub static HTTP_REQUEST: "HTTPRequest";
    = new(host, url: &Text, options: Option<&Value>) -> Value {
        let options = match options {
            None | Some(Value::Null | Value::Undefined | Value::Unassigned) => Value::Null,
            Some(options @ Value::Object(_)) => options.clone(),
            Some(other) => return Err(Error::type_mismatch("the options object of a request", other)),
        };
        let parsed = address(url, "https")?;
        let method_name = text_option(host, &options, "method")?.filter(|name| !name.is_empty());
        let method_name = method_name.unwrap_or_else(|| "GET".into());
        let encoding = text_option(host, &options, "encoding")?.unwrap_or_else(|| "UTF-8".into());
        let body_type = BodyType::named(&text_option(host, &options, "dataType")?.unwrap_or_default())?;
        let returns_body = flag_option(host, &options, "returnResponseBody")?.unwrap_or(true);
        let decode = flag_option(host, &options, "decodeData")?.unwrap_or(false);
        let follow = flag_option(host, &options, "automaticRedirections")?.unwrap_or(true);
        let has_data = matches!(option(host, &options, "onData")?, Value::Function(_));
        if !returns_body && !has_data {
            let message = "With returnResponseBody false the options need a function onData.";
            return Err(Error::with_signature(34, message, super::service::HTTP_CLIENT));
        }
        match text_option(host, &options, "protocol")?.as_deref() {
            None | Some("" | "auto" | "HTTP1") => {}
            Some(other) => {
                let message = format!("The option protocol must be \"auto\" or \"HTTP1\"; this is \"{other}\".");
                return Err(Error::with_signature(34, message, super::service::HTTP_CLIENT));
            }
        }
        let timeout = option(host, &options, "timeout")?;
        let given_headers = option(host, &options, "headers")?;
        let mut lines = headers::lines(&given_headers)?;
        let content = option(host, &options, "body")?;
        let mut bytes = Bytes::new();
        if let Some((data, content_type)) = body(&content, &encoding, "application/octet-stream")? {
            default_header(&mut lines, "Content-Type", &content_type);
            bytes = data;
        }
        default_header(&mut lines, "User-Agent", AGENT);
        let (agent, agent_object) = match option(host, &options, "agent")? {
            Value::Undefined => (HttpAgent::global(), HttpAgent::global_object()),
            Value::Object(agent) => (http_agent::of(&agent)?.clone(), Value::Object(agent)),
            other => return Err(Error::type_mismatch("the option agent (a 4D.HTTPAgent)", &other)),
        };
        let scheme = Scheme::new(tls_of(host, &options, agent.tls.clone())?);
        // Certificates are read here and not in the network's threads.
        scheme.tls(&parsed).map_err(raised)?;
        let ask = HttpAsk {
            url: parsed,
            method: method(&method_name)?,
            headers: lines,
            body: bytes,
            scheme,
            agent: agent.agent.clone(),
            keep_alive: agent.agent.settings.keep_alive,
            redirections: if follow { REDIRECTIONS } else { 0 },
            credentials: credentials(host, &options)?,
            timeout: seconds(&timeout)?,
            compressed: true,
            data: has_data.then_some(decode),
            keep: returns_body,
        };
        let network = Network::global()
            .map_err(|error| Error::with_signature(30, format!("The network cannot be used: {error}."), super::service::HTTP_CLIENT))?;
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        let given_headers = match given_headers {
            Value::Undefined => Value::from(Object::new()),
            headers => headers,
        };
        let native = HttpRequest {
            id,
            options: Held::new(options),
            body_type,
            returns_body,
            head: RefCell::default(),
            response: RefCell::default(),
            errors: RefCell::default(),
            arrived: Cell::new(false),
            stopped: Cell::new(false),
            terminated: Cell::new(false),
            url: url.clone(),
            method: Text::from(method_name),
            headers: given_headers,
            encoding: Text::from(encoding),
            timeout,
            agent: agent_object,
        };
        let object = Rc::new(Object::native(native_class(&HTTP_REQUEST), Rc::new(native)));
        four_runtime::process::waits();
        let abort = request(&network, ask, Sink::of_request(id, host.process().clone()));
        insert(id, Live::new(object.clone(), abort, host.app().life().hold()));
        Ok(Value::Object(object))
    }

    /// The agent of the request: that of the options, or the global one.
    get agent(_host, this: &Rc<Object>) -> Value {
        Ok(of(this)?.agent.clone())
    }

    /// The option `dataType`.
    get dataType(_host, this: &Rc<Object>) -> Text {
        Ok(Text::from(of(this)?.body_type.word()))
    }

    /// The option `encoding`.
    get encoding(_host, this: &Rc<Object>) -> Text {
        Ok(of(this)?.encoding.clone())
    }

    /// The errors; undefined as long as there are none.
    get errors(_host, this: &Rc<Object>) -> Value {
        Ok(of(this)?.errors.borrow().clone().map_or(Value::Undefined, Value::Collection))
    }

    /// The option `headers`.
    get headers(_host, this: &Rc<Object>) -> Value {
        Ok(of(this)?.headers.clone())
    }

    /// The option `method`.
    get method(_host, this: &Rc<Object>) -> Text {
        Ok(of(this)?.method.clone())
    }

    /// The version of the protocol.
    get protocol(_host, this: &Rc<Object>) -> Text {
        of(this)?;
        Ok(Text::from("HTTP1"))
    }

    /// The response: `status`, `statusText`, `headers`, `rawHeaders`, `body`; undefined until its status has come.
    get response(_host, this: &Rc<Object>) -> Value {
        Ok(of(this)?.response.borrow().clone().map_or(Value::Undefined, Value::Object))
    }

    /// The option `returnResponseBody`.
    get returnResponseBody(_host, this: &Rc<Object>) -> bool {
        Ok(of(this)?.returns_body)
    }

    /// True when the request is over and `onTerminate` has run.
    get terminated(_host, this: &Rc<Object>) -> bool {
        Ok(of(this)?.terminated.get())
    }

    /// The option `timeout`.
    get timeout(_host, this: &Rc<Object>) -> Value {
        Ok(of(this)?.timeout.clone())
    }

    /// The address given to `new()`.
    get url(_host, this: &Rc<Object>) -> Text {
        Ok(of(this)?.url.clone())
    }

    /// Gives the request up; `onTerminate` follows.
    fn terminate(host, this: &Rc<Object>) {
        let native = of(this)?;
        if is_live(native.id) && !native.stopped.replace(true) {
            let event = Arrived { id: native.id, news: News::Stopped };
            // The process is this one: it takes events as long as it runs.
            let _ = host.process().post(Message::Event(Box::new(event)));
        }
        Ok(())
    }

    /// Waits until the response is complete or the request has failed, at most `timeout` seconds. Callbacks and other
    /// messages of the process are handled meanwhile.
    fn wait(host, this: &Rc<Object>, timeout: Option<f64>) -> Rc<Object> {
        let native = of(this)?;
        let limit = timeout.map(|seconds| Duration::from_secs_f64(seconds.clamp(0.0, 1e9)));
        let over = || native.arrived.get() || native.terminated.get();
        if !over() {
            host.pump(limit.map(|limit| Instant::now() + limit), &over)?;
        }
        Ok(this.clone())
    }
}

/// The `response` object of a head.
pub fn response(head: &Head) -> Rc<Object> {
    let object = Object::from_pairs([
        ("status", Value::from(usize::from(head.status))),
        ("statusText", Value::from(head.reason.as_str())),
        ("headers", Value::from(headers::object(&head.headers, true))),
        ("rawHeaders", Value::from(headers::object(&head.headers, false))),
    ]);
    Rc::new(object)
}

/// Puts the body into a `response` object.
pub fn set_body(response: &Object, body: Value) {
    response.set(Symbol::intern("body"), body);
}
