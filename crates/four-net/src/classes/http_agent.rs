//! `4D.HTTPAgent` (`API/HTTPAgentClass`): settings and connections that several requests share.

use std::any::Any;
use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::Arc;

use four_runtime::class::native_class;
use four_runtime::native::{Native, PortableNative};
use four_runtime::{Error, Host, Object, Res, Text, Value, native_class};

use super::http_options::{flag_option, option, seconds, text_option, tls_of};
use crate::client::{Agent, AgentSettings, MAX_SOCKETS};
use crate::tls::ClientTls;

/// The native part of a `4D.HTTPAgent`. Clones stand for the same agent, in other processes too.
#[derive(Clone, Debug)]
pub struct HttpAgent {
    /// Its connections.
    pub(super) agent: Arc<Agent>,
    /// What it says about TLS.
    pub(super) tls: ClientTls,
}

impl Native for HttpAgent {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn to_portable(&self) -> Option<Box<dyn PortableNative>> {
        Some(Box::new(self.clone()))
    }
}

impl PortableNative for HttpAgent {
    fn arrive(&self) -> Value {
        self.object()
    }
}

impl HttpAgent {
    /// The agent of requests that name none.
    pub fn global() -> HttpAgent {
        HttpAgent { agent: Agent::global(), tls: ClientTls::default() }
    }

    /// A `4D.HTTPAgent` object for it.
    pub fn object(&self) -> Value {
        Value::from(Object::native(native_class(&HTTP_AGENT), Rc::new(self.clone())))
    }

    /// The object of the global agent: the same one for all requests of a process.
    pub fn global_object() -> Value {
        thread_local!(static GLOBAL: OnceCell<Value> = const { OnceCell::new() });
        GLOBAL.with(|global| global.get_or_init(|| HttpAgent::global().object()).clone())
    }
}

/// The native part of an agent object.
///
/// # Errors
/// When the object is none.
pub fn of(object: &Rc<Object>) -> Res<&HttpAgent> {
    object
        .native_as::<HttpAgent>()
        .ok_or_else(|| Error::type_mismatch("a 4D.HTTPAgent", &Value::Object(object.clone())))
}

fn sockets(host: &mut dyn Host, options: &Value, name: &str) -> Res<usize> {
    let value = option(host, options, name)?;
    if value.is_undefined() {
        return Ok(MAX_SOCKETS);
    }
    match value.as_number().filter(|count| count.fract() == 0.0 && (1.0..=65_535.0).contains(count)) {
        Some(count) => Ok(count as usize),
        None => Err(Error::new(54, format!("{name} must be a whole number from 1 to {MAX_SOCKETS}."))),
    }
}

fn params(agent: &HttpAgent) -> Value {
    let HttpAgent { agent, tls } = agent;
    let params = Object::from_pairs([
        ("keepAlive", Value::Bool(agent.settings.keep_alive)),
        ("maxSockets", Value::from(agent.settings.max_sockets)),
        ("maxTotalSockets", Value::from(agent.settings.max_total)),
        ("validateTLSCertificate", Value::Bool(tls.validate)),
        ("minTLSVersion", Value::from(if tls.only_tls13 { "TLSv1_3" } else { "TLSv1_2" })),
        ("protocol", Value::from("auto")),
    ]);
    if let Some(idle) = agent.settings.idle {
        params.set_text(&Text::from("timeout"), Value::number(idle.as_secs_f64()));
    }
    if let Some(folder) = &tls.certificates {
        params.set_text(&Text::from("certificatesFolder"), Value::from(folder.display().to_string()));
    }
    Value::from(params)
}

native_class! {
    /// Settings and connections that several HTTP requests share.
    pub static HTTP_AGENT: "HTTPAgent";
    = new(host, options: Option<&Value>) -> Value {
        let options = match options {
            None | Some(Value::Null | Value::Undefined | Value::Unassigned) => Value::Undefined,
            Some(options @ Value::Object(_)) => options.clone(),
            Some(other) => return Err(Error::type_mismatch("the options object of an agent", other)),
        };
        match text_option(host, &options, "protocol")?.as_deref() {
            None | Some("" | "auto" | "HTTP1") => {}
            Some(other) => {
                return Err(Error::new(54, format!("The option protocol must be \"auto\" or \"HTTP1\"; this is \"{other}\".")));
            }
        }
        let idle = option(host, &options, "timeout")?;
        let settings = AgentSettings {
            keep_alive: flag_option(host, &options, "keepAlive")?.unwrap_or(true),
            max_sockets: sockets(host, &options, "maxSockets")?,
            max_total: sockets(host, &options, "maxTotalSockets")?,
            idle: seconds(&idle)?,
        };
        let tls = tls_of(host, &options, ClientTls::default())?;
        Ok(HttpAgent { agent: Agent::new(settings), tls }.object())
    }

    /// The options in use; the page names this property `options` and `params`.
    ///
    /// ```4d
    /// var $agent : 4D.HTTPAgent
    /// $agent:=4D.HTTPAgent.new({maxSockets: 5})
    /// ASSERT($agent.options.maxSockets=5)
    /// ```
    get options(_host, this: &Rc<Object>) -> Value { Ok(params(of(this)?)) }

    /// The options in use.
    ///
    /// ```4d
    /// var $agent : 4D.HTTPAgent
    /// $agent:=4D.HTTPAgent.new({maxSockets: 5})
    /// ASSERT($agent.params.maxSockets=5)
    /// ASSERT($agent.params.keepAlive)
    /// ```
    get params(_host, this: &Rc<Object>) -> Value { Ok(params(of(this)?)) }

    /// Number of requests under way.
    ///
    /// ```4d
    /// ASSERT(4D.HTTPAgent.new().requestsCount=0)
    /// ```
    get requestsCount(_host, this: &Rc<Object>) -> usize {
        Ok(of(this)?.agent.requests())
    }

    /// Number of connections that may still be made.
    ///
    /// ```4d
    /// ASSERT(4D.HTTPAgent.new({maxTotalSockets: 7}).freeSocketsCount=7)
    /// ```
    get freeSocketsCount(_host, this: &Rc<Object>) -> usize {
        Ok(of(this)?.agent.free())
    }
}
