//! `4D.SMTPTransporter` and `SMTP New transporter` (`API/SMTPTransporterClass`).

use std::any::Any;
use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

use four_commands::FileSystem;
use four_runtime::class::native_class;
use four_runtime::native::Native;
use four_runtime::{Error, Host, Object, Res, Value, commands, native_class};

use crate::charset::Modes;
use crate::email;
use crate::options::{Server, flag_option, whole_option};
use crate::smtp::Smtp;
use crate::status::{Failure, answered, failed};

/// The port of mail submission (RFC 6409).
const PORT: u16 = 587;

struct Transporter {
    server: Server,
    modes: Modes,
    keep_alive: bool,
    send_timeout: u32,
    /// Where the conversation is written.
    log: Option<PathBuf>,
    /// The session that stays open.
    session: RefCell<Option<Smtp>>,
}

impl Native for Transporter {
    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn of(this: &Rc<Object>) -> Res<&Transporter> {
    this.native_as::<Transporter>().ok_or_else(|| Error::new(54, "This object is no 4D.SMTPTransporter."))
}

fn new(host: &mut dyn Host, options: &Value) -> Res<Value> {
    let Value::Object(_) = options else { return Err(Error::type_mismatch("a server object", options)) };
    let server = Server::of(host, options, PORT)?;
    // Relative to the folder of logs.
    let log = server.log_file.as_ref().map(|file| FileSystem::Logs.folder(host.own_settings()).join(file));
    let transporter = Transporter {
        modes: Modes::of(host, options)?,
        keep_alive: flag_option(host, options, "keepAlive", true)?,
        send_timeout: whole_option(host, options, "sendTimeOut", 100, 86_400)?,
        server,
        log,
        session: RefCell::new(None),
    };
    Ok(Value::from(Object::native(native_class(&SMTP_TRANSPORTER), Rc::new(transporter))))
}

impl Transporter {
    /// The open session if it still answers, else a new one.
    fn session(&self, host: &mut dyn Host) -> Result<Smtp, Failure> {
        if let Some(mut open) = self.session.take() {
            open.allow(self.server.patience());
            if open.is_alive(host) {
                return Ok(open);
            }
        }
        if let Some(folder) = self.log.as_ref().and_then(|log| log.parent()) {
            std::fs::create_dir_all(folder)?;
        }
        Smtp::open(host, &self.server, self.log.as_deref())
    }

    fn leave(&self, host: &mut dyn Host, session: Smtp) {
        match self.keep_alive {
            true => drop(self.session.replace(Some(session))),
            false => session.quit(host),
        }
    }

    fn send(&self, host: &mut dyn Host, mail: &Value) -> Res<Value> {
        let Value::Object(_) = mail else { return Err(Error::type_mismatch("an email object", mail)) };
        let message = email::message(host, mail)?;
        let from = message.sender.first().or(message.from.first());
        let from =
            from.ok_or_else(|| Error::new(54, "Failed to send email: it has neither from nor sender."))?;
        let from = mailbox(&from.email)?;
        let people = [&message.to, &message.cc, &message.bcc].into_iter().flatten();
        let to = people.map(|person| mailbox(&person.email)).collect::<Res<Vec<_>>>()?;
        if to.is_empty() {
            return Err(Error::new(54, "Failed to send email: it has no recipient in to, cc or bcc."));
        }
        let mime = message.to_mime(self.modes, false);
        let sent = self.session(host).and_then(|mut session| {
            session.allow(Duration::from_secs(u64::from(self.send_timeout)));
            let sent = session.send(host, &from, &to, &mime);
            if !matches!(sent, Err(Failure::Broken(_) | Failure::Interrupted(_))) {
                self.leave(host, session);
            }
            sent
        });
        match sent {
            Ok((code, text)) => Ok(answered(true, code, &text)),
            Err(failure) => failed(failure),
        }
    }
}

/// An address as it may stand in a command.
fn mailbox(email: &str) -> Res<String> {
    let fits = !email.is_empty()
        && email.len() <= 512
        && email.chars().all(|c| !c.is_control() && !c.is_whitespace() && c != '<' && c != '>');
    match fits {
        true => Ok(email.to_string()),
        false => Err(Error::new(54, format!("Failed to send email: \"{email}\" is no email address."))),
    }
}

native_class! {
    /// A connection to an SMTP server, and how mail is sent over it.
    pub static SMTP_TRANSPORTER: "SMTPTransporter";
    = new(host, server: &Value) -> Value { new(host, server) }

    /// Whether the connection may stay unencrypted.
    ///
    /// ```4d
    /// ASSERT(Not(SMTP New transporter({host: "mail.4d.com"}).acceptUnsecureConnection))
    /// ```
    get acceptUnsecureConnection(_host, this: &Rc<Object>) -> bool { Ok(of(this)?.server.unsecure) }

    /// How the user is authenticated; empty for the most secure way that the server knows.
    ///
    /// ```4d
    /// ASSERT(SMTP New transporter({host: "mail.4d.com"; authenticationMode: SMTP authentication login}).authenticationMode="LOGIN")
    /// ```
    get authenticationMode(_host, this: &Rc<Object>) -> String {
        Ok(of(this)?.server.mode.clone().unwrap_or_default())
    }

    /// Charset and encoding of the texts of the body.
    ///
    /// ```4d
    /// ASSERT(SMTP New transporter({host: "mail.4d.com"}).bodyCharset=mail mode UTF8)
    /// ```
    get bodyCharset(_host, this: &Rc<Object>) -> String { Ok(of(this)?.modes.body.name().to_string()) }

    /// Connects if there is no connection, and tells how that went.
    ///
    /// ```4d
    /// var $status : Object
    /// $status:=SMTP New transporter({host: "no.mail.invalid"; connectionTimeOut: 5}).checkConnection()
    /// ASSERT(Not($status.success))
    /// ASSERT($status.errors.length=1)
    /// ```
    fn checkConnection(host, this: &Rc<Object>) -> Value {
        let of = of(this)?;
        match of.session(host) {
            Ok(session) => {
                of.leave(host, session);
                Ok(answered(true, 250, "OK"))
            }
            Err(failure) => failed(failure),
        }
    }

    /// Longest time to connect, in seconds.
    ///
    /// ```4d
    /// ASSERT(SMTP New transporter({host: "mail.4d.com"}).connectionTimeOut=30)
    /// ```
    get connectionTimeOut(_host, this: &Rc<Object>) -> i32 { Ok(of(this)?.server.connection_timeout as i32) }

    /// Charset and encoding of subject, names of people and names of attachments.
    ///
    /// ```4d
    /// ASSERT(SMTP New transporter({host: "mail.4d.com"; headerCharset: mail mode ISO88591}).headerCharset="ISO-8859-1")
    /// ```
    get headerCharset(_host, this: &Rc<Object>) -> String { Ok(of(this)?.modes.header.name().to_string()) }

    /// Name or address of the server.
    ///
    /// ```4d
    /// ASSERT(SMTP New transporter({host: "mail.4d.com"}).host="mail.4d.com")
    /// ```
    get host(_host, this: &Rc<Object>) -> String { Ok(of(this)?.server.host.clone()) }

    /// Whether the connection stays open until the transporter goes.
    ///
    /// ```4d
    /// ASSERT(SMTP New transporter({host: "mail.4d.com"}).keepAlive)
    /// ```
    get keepAlive(_host, this: &Rc<Object>) -> bool { Ok(of(this)?.keep_alive) }

    /// The file that the conversation is written to.
    ///
    /// ```4d
    /// ASSERT(SMTP New transporter({host: "mail.4d.com"; logFile: "mail.txt"}).logFile="mail.txt")
    /// ```
    get logFile(_host, this: &Rc<Object>) -> Value {
        Ok(of(this)?.server.log_file.as_deref().map_or(Value::Undefined, Value::from))
    }

    /// The port.
    ///
    /// ```4d
    /// ASSERT(SMTP New transporter({host: "mail.4d.com"}).port=587)
    /// ```
    get port(_host, this: &Rc<Object>) -> i32 { Ok(i32::from(of(this)?.server.port)) }

    /// Sends an email object and tells how that went: `success`, the `status` that the server gave and its `statusText`.
    ///
    /// Errors: 54 for an email without sender or recipient, and for a property of another type than documented.
    ///
    /// ```4d
    /// var $status : Object
    /// $status:=SMTP New transporter({host: "no.mail.invalid"; connectionTimeOut: 5}).send({from: "a@b.c"; to: "d@e.f"})
    /// ASSERT(Not($status.success) & ($status.status=0))
    /// ```
    fn send(host, this: &Rc<Object>, mail: &Value) -> Value { of(this)?.send(host, mail) }

    /// Longest time of a call of `send()`, in seconds.
    ///
    /// ```4d
    /// ASSERT(SMTP New transporter({host: "mail.4d.com"}).sendTimeOut=100)
    /// ```
    get sendTimeOut(_host, this: &Rc<Object>) -> i32 { Ok(of(this)?.send_timeout as i32) }

    /// The user name.
    ///
    /// ```4d
    /// ASSERT(SMTP New transporter({host: "mail.4d.com"; user: "jo"}).user="jo")
    /// ```
    get user(_host, this: &Rc<Object>) -> Value {
        Ok(of(this)?.server.user.as_deref().map_or(Value::Undefined, Value::from))
    }
}

commands! { pub static COMMANDS: "Mail";
    /// A transporter that sends mail over an SMTP server; it connects when it is first used. The server object takes
    /// `host`, and if wished `port` (587), `user`, `password`, `accessTokenOAuth2`, `authenticationMode`,
    /// `acceptUnsecureConnection`, `connectionTimeOut`, `sendTimeOut`, `keepAlive`, `bodyCharset`, `headerCharset` and
    /// `logFile` (`commands/smtp-new-transporter`).
    ///
    /// Errors: 54 without `host` and for a wrong option.
    ///
    /// ```4d
    /// var $transporter : 4D.SMTPTransporter
    /// $transporter:=SMTP New transporter({host: "mail.4d.com"; user: "jo"; password: "secret"})
    /// ASSERT($transporter.port=587)
    /// ASSERT(Undefined($transporter.password))
    /// ```
    "SMTP New transporter" 1608 fn smtp_new_transporter(host, server: &Value) -> Value { new(host, server) }
}
