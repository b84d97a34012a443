//! Web sessions (`WebServer/sessions`): what a client's requests share, found by a cookie.
//!
//! A session begins when code first asks for it, so clients of programs that never do get no cookie. Sessions are bounded
//! in number and end after their time without requests, or with the web server. Only identifiers given out here are
//! known: a client cannot choose one.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use four_runtime::host::App;
use four_runtime::process::SessionSlots;
use four_runtime::shared::SharedObject;

/// Minutes without a request after which a session ends, at least (`API/SessionClass`).
pub const LEAST_IDLE: i32 = 60;
/// Most sessions; beyond it the one that was silent for longest ends.
const MOST: usize = 100_000;
/// How often ended sessions are looked for.
const SWEEP: Duration = Duration::from_secs(30);

/// Who a session belongs to, as the program has said.
#[derive(Clone, Default)]
pub struct Identity {
    /// The name given with the privileges.
    pub user_name: String,
    /// Names of privileges.
    pub privileges: Vec<String>,
    /// True once privileges were set.
    pub known: bool,
}

/// One session.
pub struct WebSession {
    /// Its identifier, as in the cookie.
    pub id: String,
    /// `web` or `standalone`.
    pub kind: &'static str,
    /// The object that `.storage` gives.
    pub storage: Arc<SharedObject>,
    /// The session singletons.
    pub slots: Arc<SessionSlots>,
    /// Seconds since 1970.
    pub created: i64,
    /// Where its first request came from.
    pub address: String,
    idle: AtomicI32,
    seen: Mutex<Instant>,
    identity: Mutex<Identity>,
}

impl WebSession {
    /// A session without content.
    pub fn new(app: &dyn App, kind: &'static str, address: String) -> Arc<WebSession> {
        Arc::new(WebSession {
            id: identifier(app),
            kind,
            storage: SharedObject::catalog(),
            slots: Arc::default(),
            created: app.system().now().0,
            address,
            idle: AtomicI32::new(LEAST_IDLE),
            seen: Mutex::new(Instant::now()),
            identity: Mutex::default(),
        })
    }

    /// Minutes without a request after which it ends.
    pub fn idle(&self) -> i32 {
        self.idle.load(Ordering::Relaxed)
    }

    /// Sets [`WebSession::idle`]; less than 60 is 60.
    pub fn set_idle(&self, minutes: i32) {
        self.idle.store(minutes.max(LEAST_IDLE), Ordering::Relaxed);
    }

    /// Who it belongs to.
    pub fn identity(&self) -> MutexGuard<'_, Identity> {
        self.identity.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn seen(&self) -> MutexGuard<'_, Instant> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn silence(&self) -> Duration {
        self.seen().elapsed()
    }

    fn is_over(&self) -> bool {
        self.silence() > Duration::from_secs(60 * self.idle().unsigned_abs() as u64)
    }
}

/// 122 random bits as a UUID of version 4.
fn identifier(app: &dyn App) -> String {
    let mut bytes = [0; 16];
    if getrandom::fill(&mut bytes).is_err() {
        let system = app.system();
        bytes = (u128::from(system.random()) << 64 | u128::from(system.random())).to_be_bytes();
    }
    let bits = u128::from_be_bytes(bytes) & !(0xf << 76) & !(0x3 << 62) | 4 << 76 | 2 << 62;
    format!("{bits:032X}")
}

/// How the cookie is written.
#[derive(Clone, Debug, Default)]
pub struct Cookie {
    /// `4DSID_` and the name of the program.
    pub name: String,
    /// Further parts: path, domain and so on.
    pub attributes: String,
}

impl Cookie {
    /// The name of the cookie of a program.
    pub fn name_for(program: &str) -> String {
        let token = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' };
        format!("4DSID_{}", program.chars().map(token).collect::<String>())
    }

    /// The line that gives a client its session.
    pub fn line(&self, session: &WebSession, secured: bool) -> String {
        let secure = if secured { "; Secure" } else { "" };
        format!("{}={}{}; HttpOnly{secure}", self.name, session.id, self.attributes)
    }

    /// The identifier in the cookies of a request.
    fn find<'c>(&self, cookies: &'c str) -> Option<&'c str> {
        let mut pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(name, _)| *name == self.name).map(|(_, id)| id)
    }
}

#[derive(Default)]
struct Table {
    by_id: HashMap<String, Arc<WebSession>>,
    /// One-time passcodes with their session and end.
    tokens: HashMap<String, (Arc<WebSession>, Instant)>,
    swept: Option<Instant>,
}

/// The sessions of a running web server.
#[derive(Default)]
pub struct WebSessions {
    /// How the cookie is written.
    pub cookie: Cookie,
    table: Mutex<Table>,
}

impl WebSessions {
    /// Sessions with this cookie.
    pub fn new(cookie: Cookie) -> WebSessions {
        WebSessions { cookie, table: Mutex::default() }
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        let mut table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        if table.swept.is_none_or(|at| at.elapsed() > SWEEP) {
            table.swept = Some(Instant::now());
            table.by_id.retain(|_, session| !session.is_over());
            table.tokens.retain(|_, (_, end)| *end > Instant::now());
        }
        table
    }

    /// The session that a request's cookies name, if it lives.
    pub fn find(&self, cookies: &str) -> Option<Arc<WebSession>> {
        let id = self.cookie.find(cookies)?;
        let found = self.lock().by_id.get(id).filter(|session| !session.is_over()).cloned()?;
        *found.seen() = Instant::now();
        Some(found)
    }

    /// The session of an identifier, if it lives; asking for it is no request of its client.
    pub fn of_id(&self, id: &str) -> Option<Arc<WebSession>> {
        self.lock().by_id.get(id).filter(|session| !session.is_over()).cloned()
    }

    /// A new session.
    pub fn begin(&self, app: &dyn App, address: String) -> Arc<WebSession> {
        let session = WebSession::new(app, "web", address);
        let mut table = self.lock();
        if table.by_id.len() >= MOST {
            let silent = table.by_id.values().max_by_key(|session| session.silence()).map(|s| s.id.clone());
            silent.map(|id| table.by_id.remove(&id));
        }
        table.by_id.insert(session.id.clone(), session.clone());
        session
    }

    /// A passcode that leads to the session, once.
    pub fn passcode(&self, app: &dyn App, session: &Arc<WebSession>, life: Duration) -> String {
        let code = identifier(app);
        let mut table = self.lock();
        if table.tokens.len() < MOST {
            table.tokens.insert(code.clone(), (session.clone(), Instant::now() + life));
        }
        code
    }

    /// The session of a passcode, which is used up.
    pub fn redeem(&self, code: &str) -> Option<Arc<WebSession>> {
        let (session, end) = self.lock().tokens.remove(code)?;
        let alive = end > Instant::now() && !session.is_over();
        alive.then(|| {
            *session.seen() = Instant::now();
            session
        })
    }
}
