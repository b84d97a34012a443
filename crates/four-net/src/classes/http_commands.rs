//! The older HTTP client: `HTTP Request`, `HTTP Get` and their options, which each process has for itself. The commands
//! wait for the answer and handle the messages of the process meanwhile.

use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use four_runtime::picture::Picture;
use four_runtime::process::ProcessHandle;
use four_runtime::registry::{InOut, Star};
use four_runtime::value::Kind;
use four_runtime::{Error, Host, Res, Text, Value, commands};
use tokio::sync::Semaphore;
use tokio::task::AbortHandle;

use super::headers;
use super::http_options::{BodyType, address, body, default_header, method, raised, value_of};
use super::http_request::AGENT;
use super::service::HTTP_CLIENT;
use crate::Network;
use crate::client::{
    Agent, Content, Credentials, Failure, Head, HttpAsk, HttpSink, Scheme, content, request,
};
use crate::tls::ClientTls;

const TIMEOUT: i32 = 1;
const FOLLOW_REDIRECT: i32 = 2;
const MAX_REDIRECT: i32 = 3;
const DISPLAY_DIALOG: i32 = 4;
const RESET_AUTH: i32 = 5;
const COMPRESSION: i32 = 6;
const LOG: i32 = 7;

/// What the commands of a process remember.
struct Settings {
    /// Values of the options 1 to 7.
    options: [i32; 7],
    credentials: Option<Credentials>,
    certificates: Option<PathBuf>,
}

thread_local! {
    static SETTINGS: RefCell<Settings> = const {
        RefCell::new(Settings { options: [120, 1, 2, 0, 0, 0, 0], credentials: None, certificates: None })
    };
}

fn option_at(option: i32) -> Res<usize> {
    match option {
        TIMEOUT..=LOG => Ok(option as usize - 1),
        _ => Err(Error::new(54, format!("The HTTP option must be from 1 to 7; this is {option}."))),
    }
}

fn get(option: i32) -> i32 {
    SETTINGS.with_borrow(|settings| option_at(option).map_or(0, |at| settings.options[at]))
}

/// What a network thread leaves for the waiting process.
#[derive(Default)]
struct Outcome {
    head: Option<Head>,
    result: Option<Result<Bytes, Failure>>,
}

struct Waiting {
    outcome: Mutex<Outcome>,
    process: Arc<ProcessHandle>,
}

impl Waiting {
    fn lock(&self) -> std::sync::MutexGuard<'_, Outcome> {
        self.outcome.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl HttpSink for Waiting {
    fn head(&self, head: Head) {
        self.lock().head = Some(head);
    }

    fn data(&self, data: Bytes, room: Arc<Semaphore>) {
        room.add_permits(data.len());
    }

    fn done(&self, result: Result<Bytes, Failure>) {
        self.lock().result = Some(result);
        self.process.wake();
    }
}

/// Gives a request up when the command is interrupted.
struct Abort(AbortHandle);

impl Drop for Abort {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A call of one of the two commands.
struct Call<'a> {
    method: &'a str,
    url: &'a Text,
    contents: &'a Value,
    response: &'a mut Value,
    names: Option<InOut<'a>>,
    values: Option<InOut<'a>>,
    keep: bool,
}

fn array(array: &Option<InOut<'_>>, name: &str) -> Res<Vec<Value>> {
    match array.as_ref().map(|array| &*array.0) {
        None | Some(Value::Undefined) => Ok(Vec::new()),
        Some(Value::Array(array)) => Ok(array.snapshot()),
        Some(other) => Err(Error::type_mismatch(&format!("a text array for the header {name}"), other)),
    }
}

fn send(host: &mut dyn Host, call: Call<'_>) -> Res<f64> {
    host.set_variable("OK", Value::Int(0));
    let url = address(call.url, "http")?;
    let (names, values) = (array(&call.names, "names")?, array(&call.values, "values")?);
    let mut lines = Vec::with_capacity(names.len());
    for (at, name) in names.iter().enumerate() {
        let name = name.as_text().map(Text::to_string).unwrap_or_default();
        let value = values.get(at).cloned().unwrap_or_else(|| Value::from(""));
        // Arrays are often made larger than they are filled.
        if !name.is_empty() {
            lines.push(headers::line(&name, &value)?);
        }
    }
    let mut bytes = Bytes::new();
    if let Some((data, content_type)) = body(call.contents, "UTF-8", "application/byte-stream")? {
        default_header(&mut lines, "Content-Type", &content_type);
        bytes = data;
    }
    default_header(&mut lines, "User-Agent", AGENT);
    let (credentials, certificates) = SETTINGS.with_borrow_mut(|settings| {
        let once = settings.options[RESET_AUTH as usize - 1] == 1;
        let credentials = if once { settings.credentials.take() } else { settings.credentials.clone() };
        (credentials, settings.certificates.clone())
    });
    let scheme = Scheme::new(ClientTls { certificates, ..ClientTls::default() });
    scheme.tls(&url).map_err(raised)?;
    let ask = HttpAsk {
        url,
        method: method(call.method)?,
        headers: lines,
        body: bytes,
        scheme,
        agent: Agent::global(),
        keep_alive: call.keep,
        redirections: if get(FOLLOW_REDIRECT) == 1 {
            usize::try_from(get(MAX_REDIRECT)).unwrap_or(0)
        } else {
            0
        },
        credentials,
        timeout: u64::try_from(get(TIMEOUT)).ok().filter(|seconds| *seconds > 0).map(Duration::from_secs),
        compressed: get(COMPRESSION) == 1,
        data: None,
        keep: true,
    };
    let (head, body) = answer(host, ask)?;
    if let (Some(names), Some(values)) = (call.names, call.values)
        && let (Value::Array(names), Value::Array(values)) = (names.0, values.0)
    {
        names.replace(head.headers.iter().map(|(name, _)| Value::from(name.as_str())).collect())?;
        values.replace(head.headers.iter().map(|(_, value)| Value::from(value.as_str())).collect())?;
    }
    *call.response = result(&body, &head, call.response);
    host.set_variable("OK", Value::Int(1));
    Ok(f64::from(head.status))
}

/// Sends the request and waits.
fn answer(host: &mut dyn Host, ask: HttpAsk) -> Res<(Head, Bytes)> {
    let network = Network::global().map_err(|error| {
        Error::with_signature(30, format!("The network cannot be used: {error}."), HTTP_CLIENT)
    })?;
    let waiting = Arc::new(Waiting { outcome: Mutex::default(), process: host.process().clone() });
    four_runtime::process::waits();
    let _abort = Abort(request(&network, ask, waiting.clone()));
    let over = || waiting.lock().result.is_some();
    host.pump(None, &over)?;
    let outcome = std::mem::take(&mut *waiting.lock());
    match (outcome.head, outcome.result) {
        (Some(head), Some(Ok(body))) => Ok((head, body)),
        (_, Some(Err(failure))) => Err(raised(failure)),
        _ => Err(raised(Failure::unreachable("The request was given up."))),
    }
}

/// The body for a variable of a type: left blank where it does not fit (`commands/http-get`).
fn result(body: &Bytes, head: &Head, variable: &Value) -> Value {
    let blank = |value: Res<Value>, blank: Value| value.unwrap_or(blank);
    let is_text = head.get("content-type").is_none_or(|kind| content(kind) != Content::Binary);
    let is_picture = head.get("content-type").is_some_and(|kind| kind.trim_start().starts_with("image/"));
    match variable {
        Value::Text(_) => blank(value_of(body, head, BodyType::Text), Value::from("")),
        Value::Blob(_) => Value::Blob(Rc::new(body.to_vec())),
        // A picture variable that nothing was assigned to looks as other unassigned ones do: the content type decides.
        place if place.kind() == Kind::Picture || matches!(place, Value::Unassigned) && is_picture => {
            Picture::read(body).map_or(Value::Unassigned, Picture::into_value)
        }
        Value::Object(_) | Value::Null if is_text => match value_of(body, head, BodyType::Object) {
            Ok(object @ (Value::Object(_) | Value::Collection(_))) => object,
            _ => Value::Null,
        },
        Value::Object(_) | Value::Null => Value::Blob(Rc::new(body.to_vec())),
        Value::Collection(_) => match value_of(body, head, BodyType::Object) {
            Ok(collection @ Value::Collection(_)) => collection,
            _ => Value::Null,
        },
        _ => blank(value_of(body, head, BodyType::Auto), Value::Undefined),
    }
}

commands! { pub static COMMANDS: "HTTP Client";
    /// Sends a GET request and waits for the answer; gives its status (`commands/http-get`). The body goes into
    /// `response`, by the type of this variable; header lines come from two text arrays and go into them. `OK` is 1
    /// when there was an answer. Error 30 when the server cannot be reached. With `*` the connection is kept.
    ///
    /// ```4d
    /// var $response : Text
    /// Try
    ///     HTTP Get("ftp://no.web.server"; $response)
    /// Catch
    ///     ASSERT(Last errors[0].errCode=34)
    /// End try
    /// ```
    "HTTP Get" 1157 fn http_get(
        host, url: &Text, response: InOut, header_names: Option<InOut>, header_values: Option<InOut>, keep: Star
    ) -> f64 {
        let call = Call {
            method: "GET",
            url,
            contents: &Value::Undefined,
            response: response.0,
            names: header_names,
            values: header_values,
            keep: keep.0,
        };
        send(host, call)
    }

    /// Sends a request with any method and body, and waits for the answer (`commands/http-request`).
    ///
    /// ```4d
    /// var $response : Text
    /// Try
    ///     HTTP Request(HTTP POST method; "ftp://no.web.server"; "body"; $response)
    /// Catch
    ///     ASSERT(Last errors[0].errCode=34)
    /// End try
    /// ```
    "HTTP Request" 1158 fn http_request(
        host, http_method: &Text, url: &Text, contents: &Value, response: InOut,
        header_names: Option<InOut>, header_values: Option<InOut>, keep: Star
    ) -> f64 {
        let call = Call {
            method: &http_method.to_str(),
            url,
            contents,
            response: response.0,
            names: header_names,
            values: header_values,
            keep: keep.0,
        };
        send(host, call)
    }

    /// The value of an option of the HTTP client in this process (`commands/http-get-option`).
    ///
    /// ```4d
    /// var $value : Integer
    /// HTTP GET OPTION(HTTP timeout; $value)
    /// ASSERT($value=120)
    /// ```
    "HTTP GET OPTION" 1159 fn http_get_option(_host, option: i32, value: InOut) {
        option_at(option)?;
        *value.0 = Value::Int(get(option));
        Ok(())
    }

    /// Sets an option for the following `HTTP Get` and `HTTP Request` of this process (`commands/http-set-option`).
    ///
    /// ```4d
    /// var $value : Integer
    /// HTTP SET OPTION(HTTP max redirect; 4)
    /// HTTP GET OPTION(HTTP max redirect; $value)
    /// ASSERT($value=4)
    /// ```
    "HTTP SET OPTION" 1160 fn http_set_option(_host, option: i32, value: i32) {
        let at = option_at(option)?;
        let unbuilt = match option {
            DISPLAY_DIALOG => Some("There are no dialogs: an authentication dialog cannot be displayed."),
            LOG => Some("The log of the HTTP client is not available."),
            _ => None,
        };
        if let Some(message) = unbuilt.filter(|_| value != 0) {
            return Err(Error::with_signature(34, message, HTTP_CLIENT));
        }
        if value < 0 || (matches!(option, FOLLOW_REDIRECT | RESET_AUTH | COMPRESSION) && value > 1) {
            return Err(Error::new(54, format!("The HTTP option {option} cannot be {value}.")));
        }
        SETTINGS.with_borrow_mut(|settings| settings.options[at] = value);
        Ok(())
    }

    /// The name and password for servers that ask for them, in the following requests of this process: as `basic` (1) or
    /// `digest` (2), or as the server asks (`commands/http-authenticate`).
    ///
    /// ```4d
    /// HTTP AUTHENTICATE("httpUser"; "123"; HTTP digest)
    /// ```
    "HTTP AUTHENTICATE" 1161 fn http_authenticate(
        _host, name: &Text, password: &Text, auth_method: Option<i32>, proxy: Star
    ) {
        if proxy.0 {
            let message = "There is no authentication at a proxy: requests go to their servers directly.";
            return Err(Error::with_signature(34, message, HTTP_CLIENT));
        }
        let basic = match auth_method.unwrap_or(0) {
            0 => None,
            1 => Some(true),
            2 => Some(false),
            other => {
                let message = format!("The authentication method must be 0, 1 or 2; this is {other}.");
                return Err(Error::new(54, message));
            }
        };
        let credentials = Credentials { name: name.to_string(), password: password.to_string(), basic };
        SETTINGS.with_borrow_mut(|settings| settings.credentials = Some(credentials));
        Ok(())
    }

    /// The folder of `cert.pem` and `key.pem` that servers get when they ask for a certificate
    /// (`commands/http-set-certificates-folder`). An empty text takes it back.
    ///
    /// ```4d
    /// HTTP SET CERTIFICATES FOLDER("/certificates")
    /// ASSERT(HTTP Get certificates folder="/certificates")
    /// HTTP SET CERTIFICATES FOLDER("")
    /// ```
    "HTTP SET CERTIFICATES FOLDER" 1306 fn http_set_certificates_folder(host, certificates_folder: &Text) {
        let folder = (!certificates_folder.is_empty())
            .then(|| host.app().settings().folder.join(certificates_folder.to_string()));
        SETTINGS.with_borrow_mut(|settings| settings.certificates = folder);
        Ok(())
    }

    /// The folder set by `HTTP SET CERTIFICATES FOLDER`; empty without one (`commands/http-get-certificates-folder`).
    ///
    /// ```4d
    /// ASSERT(HTTP Get certificates folder="")
    /// ```
    "HTTP Get certificates folder" 1307 fn http_get_certificates_folder(_host) -> Text {
        Ok(SETTINGS.with_borrow(|settings| match &settings.certificates {
            Some(folder) => Text::from(folder.display().to_string()),
            None => Text::from(""),
        }))
    }
}
