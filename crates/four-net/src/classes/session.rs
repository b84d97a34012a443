//! `4D.Session` (`API/SessionClass`): the web session of a request, and the one session of the program outside of
//! requests.

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use four_runtime::class::native_class;
use four_runtime::error::describe;
use four_runtime::host::App;
use four_runtime::native::Native;
use four_runtime::process::{SessionSlots, set_session};
use four_runtime::rules::date::{DateValue, iso_day};
use four_runtime::{Collection, Error, Host, Object, Res, Symbol, Text, Value, json, native_class};

use super::service::{HTTP, WebService};
use super::web_sessions::WebSession;
use super::web_turn;

/// The native part of a `4D.Session`.
struct Session(Arc<WebSession>);

impl Native for Session {
    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn of(object: &Rc<Object>) -> Res<&Arc<WebSession>> {
    let found = object.native_as::<Session>().map(|session| &session.0);
    found.ok_or_else(|| Error::type_mismatch("a 4D.Session", &Value::Object(object.clone())))
}

/// The session of the process: that of the request it answers, else that of the program. Null for requests to a web
/// server without sessions.
pub fn current(host: &dyn Host) -> Value {
    let session = match web_turn::current() {
        Some(turn) => turn.session(),
        None => Some(standalone(host.app())),
    };
    session.map_or(Value::Null, |session| {
        Value::from(Object::native(native_class(&SESSION), Rc::new(Session(session))))
    })
}

/// The session of an identifier: a web session that lives, or that of the program.
fn of_id(app: &dyn App, id: &Text) -> Option<Arc<WebSession>> {
    let id = id.to_str();
    let own = standalone(app);
    if own.id == id {
        return Some(own);
    }
    WebService::in_use(app)?.session(&id)
}

/// The object that `Session info` gives, Null when there is no such session.
pub fn info_of(app: &dyn App, id: &Text) -> Value {
    of_id(app, id).map_or(Value::Null, |session| info(&session))
}

/// The shared object that `Session storage` gives, Null when there is no such session.
pub fn storage_of(app: &dyn App, id: &Text) -> Value {
    of_id(app, id).map_or(Value::Null, |session| Value::from(Object::stand_in(session.storage.clone())))
}

/// The user of a session: of that of a program on its own 4D's only one, until `setPrivileges()` names another.
fn user_name(session: &WebSession) -> String {
    let known = session.identity().user_name.clone();
    if known.is_empty() && session.kind != "web" { "designer".to_owned() } else { known }
}

fn info(session: &WebSession) -> Value {
    let user_name = user_name(session);
    let host = match (session.kind, std::env::consts::OS) {
        ("web", _) => "browser",
        (_, "macos") => "mac",
        (_, system) => system,
    };
    Value::from(Object::from_pairs([
        ("type", Value::from(session.kind)),
        ("userName", Value::from(user_name)),
        ("hostType", Value::from(host)),
        ("IPAddress", Value::from(session.address.as_str())),
        ("creationDateTime", Value::from(stamp(session.created))),
        ("state", Value::from("active")),
        ("ID", Value::from(session.id.as_str())),
    ]))
}

/// The session of a program on its own.
fn standalone(app: &dyn App) -> Arc<WebSession> {
    let create = || WebSession::new(app, "standalone", "localhost".into()) as Arc<dyn Any + Send + Sync>;
    let service = app.service("session", &create);
    service.downcast().unwrap_or_else(|_| WebSession::new(app, "standalone", "localhost".into()))
}

/// Lets session singletons of this process be found.
pub fn announce() {
    fn find() -> Option<Arc<SessionSlots>> {
        Some(web_turn::current()?.session()?.slots.clone())
    }
    set_session(find);
}

/// A moment in seconds since 1970 as ISO 8601, UTC.
fn stamp(seconds: i64) -> String {
    let (date, rest) = DateValue::from_unix_seconds(seconds);
    format!("{}T{:02}:{:02}:{:02}Z", iso_day(date.0), rest / 3600, rest / 60 % 60, rest % 60)
}

/// Names in a text with commas or a collection.
fn names(value: &Value) -> Res<Vec<String>> {
    match value {
        Value::Undefined | Value::Null | Value::Unassigned => Ok(Vec::new()),
        Value::Text(text) => Ok(text
            .to_str()
            .split(',')
            .map(|name| name.trim().to_owned())
            .filter(|n| !n.is_empty())
            .collect()),
        Value::Collection(list) => (0..list.len())
            .map(|at| match list.get(at) {
                Some(Value::Text(name)) => Ok(name.to_string()),
                other => Err(Error::type_mismatch("the name of a privilege", &other.unwrap_or_default())),
            })
            .collect(),
        other => Err(Error::type_mismatch("a text or a collection of texts", other)),
    }
}

/// `roles.json` of the project: which privileges there are, what they include, and the roles.
struct Roles(Option<Value>);

impl Roles {
    fn read(app: &dyn App) -> Roles {
        let text = std::fs::read_to_string(app.settings().sources.join("roles.json"));
        Roles(text.ok().and_then(|text| json::parse(&text).ok()))
    }

    /// The entry of a list with this name, and the names in one of its properties.
    fn entry(&self, list: &str, key: &str, name: &str, inner: &str) -> Option<Vec<String>> {
        let Some(Value::Object(top)) = &self.0 else { return None };
        let Value::Collection(entries) = top.get(Symbol::intern(list)) else { return None };
        (0..entries.len()).filter_map(|at| entries.get(at)).find_map(|entry| match entry {
            Value::Object(entry) => match entry.get(Symbol::intern(key)) {
                Value::Text(known) if known.to_str() == name => {
                    Some(names(&entry.get(Symbol::intern(inner))).unwrap_or_default())
                }
                _ => None,
            },
            _ => None,
        })
    }

    /// The known ones among privileges, with those they include. Without the file every name is known.
    fn all(&self, wanted: Vec<String>) -> Vec<String> {
        if self.0.is_none() {
            return wanted;
        }
        let (mut found, mut open): (Vec<String>, _) = (Vec::new(), wanted);
        while let Some(name) = open.pop() {
            if found.contains(&name) {
                continue;
            }
            if let Some(included) = self.entry("privileges", "privilege", &name, "includes") {
                found.push(name);
                open.extend(included);
            }
        }
        found.sort();
        found
    }
}

/// Most privileges that a process may be promoted to at a time.
const MOST_PROMOTED: usize = 1000;

/// A privilege given to this process by `promote()`.
struct Promoted {
    id: i32,
    name: String,
    /// It and what it includes.
    all: Vec<String>,
}

thread_local! {
    /// The number of the last promotion, and those in force, of the request that this process answers.
    static PROMOTED: RefCell<(i32, Vec<Promoted>)> = const { RefCell::new((0, Vec::new())) };
}

/// Takes the promoted privileges back: they count for one request.
pub fn forget_promoted() {
    PROMOTED.with_borrow_mut(|(_, promoted)| promoted.clear());
}

native_class! {
    /// A session: what all requests of a web client share.
    pub static SESSION: "Session";

    /// Moment at which the session ends if nothing is asked until then.
    get expirationDate(host, this: &Rc<Object>) -> Text {
        let seconds = host.app().system().now().0 + i64::from(of(this)?.idle()) * 60;
        Ok(Text::from(stamp(seconds).as_str()))
    }

    /// Identifier of the session.
    get id(_host, this: &Rc<Object>) -> Text {
        Ok(Text::from(of(this)?.id.as_str()))
    }

    /// Minutes without a request after which the session ends; at least 60.
    get idleTimeout(_host, this: &Rc<Object>) -> i32 {
        Ok(of(this)?.idle())
    }

    /// Sets the minutes; less than 60 is 60.
    set idleTimeout(_host, this: &Rc<Object>, value: i32) {
        of(this)?.set_idle(value);
        Ok(())
    }

    /// What is known of the session: `type`, `userName`, `IPAddress`, `hostType`, `creationDateTime`, `state`, `ID`.
    get info(_host, this: &Rc<Object>) -> Value {
        Ok(info(of(this)?))
    }

    /// The shared object of the session.
    get storage(_host, this: &Rc<Object>) -> Object {
        Ok(Object::stand_in(of(this)?.storage.clone()))
    }

    /// Not available: there is no REST server whose use could be limited.
    get quotas(_host, this: &Rc<Object>) -> Value {
        of(this)?;
        Err(Error::with_signature(-10754, "Session.quotas is not available: four has no REST server.", HTTP))
    }

    /// The user name given with the privileges; `designer` outside of web sessions.
    get userName(_host, this: &Rc<Object>) -> Text {
        Ok(Text::from(user_name(of(this)?)))
    }

    /// Takes all privileges back: the session is a guest's again.
    fn clearPrivileges(_host, this: &Rc<Object>) -> bool {
        *of(this)?.identity() = Default::default();
        Ok(true)
    }

    /// A passcode that leads another client to this session, once; `lifespan` in seconds, else as long as the session
    /// may be idle.
    fn createOTP(host, this: &Rc<Object>, lifespan: Option<f64>) -> Text {
        let session = of(this)?;
        let turn = web_turn::current();
        let Some(sessions) = turn.as_ref().and_then(|turn| turn.program.sessions.as_ref()) else {
            return Err(Error::with_signature(-10756, "Passcodes are made while a request is answered, in a web process.", HTTP));
        };
        let idle = f64::from(session.idle()) * 60.0;
        let seconds = lifespan.unwrap_or(idle).clamp(0.0, 86_400.0 * 365.0);
        Ok(Text::from(sessions.passcode(host.app(), session, Duration::from_secs_f64(seconds)).as_str()))
    }

    /// Takes a privilege back that `promote()` gave, by the number that this returned. Does nothing when there is none.
    fn demote(_host, this: &Rc<Object>, promote_id: i32) {
        of(this)?;
        PROMOTED.with_borrow_mut(|(_, promoted)| promoted.retain(|known| known.id != promote_id));
        Ok(())
    }

    /// The privileges of the session, in a collection.
    fn getPrivileges(_host, this: &Rc<Object>) -> Rc<Collection> {
        let privileges = of(this)?.identity().privileges.clone();
        Ok(Rc::new(Collection::from(privileges.into_iter().map(Value::from).collect::<Vec<_>>())))
    }

    /// Whether the session has a privilege, or this process was promoted to it.
    fn hasPrivilege(_host, this: &Rc<Object>, privilege: &Text) -> bool {
        let privilege = privilege.to_str();
        let promoted = || {
            PROMOTED.with_borrow(|(_, promoted)| promoted.iter().any(|known| known.all.iter().any(|n| *n == privilege)))
        };
        Ok(of(this)?.identity().privileges.iter().any(|known| *known == privilege) || promoted())
    }

    /// True as long as no privileges were set; False outside of web sessions.
    fn isGuest(_host, this: &Rc<Object>) -> bool {
        let session = of(this)?;
        let known = session.identity().known;
        Ok(session.kind == "web" && !known)
    }

    /// Gives a privilege to this process, until the request that it answers is over. Gives a number for `demote()`; 0 when
    /// `roles.json` does not know the privilege, or the process has it already by this function.
    ///
    /// ```4d
    /// var $id : Integer
    /// $id:=Session.promote("super_admin")
    /// ASSERT(($id>0) & (Session.promote("super_admin")=0))
    /// ASSERT(Session.hasPrivilege("super_admin") & (Session.getPrivileges().length=0))
    /// Session.demote($id)
    /// ASSERT(Not(Session.hasPrivilege("super_admin")))
    /// ```
    fn promote(host, this: &Rc<Object>, privilege: &Text) -> i32 {
        of(this)?;
        let name = privilege.to_string();
        let all = match name.is_empty() {
            true => Vec::new(),
            false => Roles::read(host.app()).all(vec![name.clone()]),
        };
        PROMOTED.with_borrow_mut(|(last, promoted)| {
            if all.is_empty() || promoted.iter().any(|known| known.name == name) {
                return Ok(0);
            }
            if promoted.len() == MOST_PROMOTED {
                return Err(Error::new(54, format!("A process has at most {MOST_PROMOTED} promoted privileges: use demote().")));
            }
            *last = last.wrapping_add(1).max(1);
            promoted.push(Promoted { id: *last, name, all });
            Ok(*last)
        })
    }

    /// Goes on with the session of a passcode in place of this request's one. False when the code is not good any more.
    fn restore(_host, _this: &Rc<Object>, token: &Text) -> bool {
        Ok(web_turn::current().is_some_and(|turn| turn.restore(&token.to_str())))
    }

    /// Gives the session privileges: a text with commas, a collection, or an object with `privileges`, `roles` and
    /// `userName`. Names that the project's `roles.json` does not know do not count.
    fn setPrivileges(host, this: &Rc<Object>, settings: &Value) -> bool {
        let roles = Roles::read(host.app());
        let (mut wanted, mut user_name) = (Vec::new(), None);
        match settings {
            Value::Object(settings) => {
                wanted.extend(names(&settings.get(Symbol::intern("privileges")))?);
                for role in names(&settings.get(Symbol::intern("roles")))? {
                    wanted.extend(roles.entry("roles", "role", &role, "privileges").unwrap_or_default());
                }
                if let Value::Text(name) = settings.get(Symbol::intern("userName")) {
                    user_name = Some(name.to_string());
                }
            }
            Value::Text(_) | Value::Collection(_) => wanted = names(settings)?,
            other => {
                let message = format!("Privileges are a text, a collection or an object; this is {}.", describe(other));
                return Err(Error::new(54, message));
            }
        }
        let mut identity = of(this)?.identity();
        identity.privileges = roles.all(wanted);
        identity.known = true;
        if let Some(name) = user_name {
            identity.user_name = name;
        }
        Ok(true)
    }
}
