//! Commands that set up the web server and tell about it (theme Web Server).

use four_runtime::registry::InOut;
use four_runtime::{Error, Object, Res, Text, Value, commands};

use super::service::{HTTP, WebService, folder};
use super::web_options::{Property, Setting, numbered};

/// The value of an option as `WEB GET OPTION` gives it: numbers for Booleans.
fn as_option(property: &Property, setting: &Setting) -> Value {
    match setting {
        Setting::Bool(flag) => Value::Int(i32::from(*flag)),
        // IANA's number for UTF-8, the only one there is.
        Setting::Text(_) if property.name == "characterSet" => Value::Int(106),
        other => other.to_value(),
    }
}

/// Sets what has no number.
fn set(host: &mut dyn four_runtime::Host, name: &'static str, text: &Text) -> Res<()> {
    let service = WebService::of(host.app());
    service.set_option(host.app(), name, Setting::Text(text.to_string()))
}

commands! { pub static COMMANDS: "Web Server";
    /// Sets an option of the web server for its next starts (`commands/web-set-option`).
    ///
    /// ```4d
    /// WEB SET OPTION(Web max concurrent processes; 20)
    /// var $most : Integer
    /// WEB GET OPTION(Web max concurrent processes; $most)
    /// ASSERT($most=20)
    /// ```
    "WEB SET OPTION" 1210 fn web_set_option(host, selector: i32, value: &Value) {
        let property = numbered(selector)?;
        // 0 restores the default of the timeouts.
        let is_timeout = property.name.ends_with("Timeout") && value.as_number() == Some(0.0);
        let setting = if is_timeout { property.default() } else { property.read(value)? };
        let service = WebService::of(host.app());
        service.set_option(host.app(), property.name, setting)
    }

    /// The value of an option of the web server (`commands/web-get-option`).
    ///
    /// ```4d
    /// var $level : Integer
    /// WEB GET OPTION(Web HTTP compression level; $level)
    /// ASSERT($level=1)
    /// ```
    "WEB GET OPTION" 1209 fn web_get_option(host, selector: i32, value: InOut) {
        let property = numbered(selector)?;
        let setting = WebService::of(host.app()).option(host.app(), property.name);
        *value.0 = as_option(property, &setting);
        Ok(())
    }

    /// Sets the folder of the static files, absolute or relative to the project; it counts from the next start on. Error
    /// -43 when there is no such folder (`commands/web-set-root-folder`).
    ///
    /// ```4d
    /// Try
    /// 	WEB SET ROOT FOLDER("no such folder")
    /// Catch
    /// 	ASSERT(Last errors.first().errCode=-43)
    /// End try
    /// ```
    "WEB SET ROOT FOLDER" 634 fn web_set_root_folder(host, root_folder: &Text) {
        if !folder(host.app(), &root_folder.to_str()).is_dir() {
            return Err(Error::with_signature(-43, format!("There is no folder {root_folder}."), HTTP));
        }
        set(host, "rootFolder", root_folder)
    }

    /// Sets the page that a folder is answered with, for all clients; an empty text means none
    /// (`commands/web-set-home-page`).
    ///
    /// ```4d
    /// WEB SET HOME PAGE("start.html")
    /// ASSERT(WEB Server.defaultHomepage="start.html")
    /// ```
    "WEB SET HOME PAGE" 639 fn web_set_home_page(host, home_page: &Text) {
        set(host, "defaultHomepage", home_page)
    }

    /// The session of this process: the web session while a request is answered, else that of the program
    /// (`commands/session`). Null in a web process when `scalableSession` is off.
    ///
    /// ```4d
    /// Use (Session.storage)
    /// 	Session.storage.user:=New shared object("name"; "Ann")
    /// End use
    /// ASSERT(Session.storage.user.name="Ann")
    /// ```
    "Session" 1714 fn session(host) -> Value {
        Ok(super::session::current(host))
    }

    /// The `.storage` of the session of this identifier: a web session, or the program's own; Null when there is none
    /// (`commands/session-storage`).
    ///
    /// ```4d
    /// Use (Session storage(Session.id))
    ///     Session storage(Session.id).kept:=New shared object("seen"; True)
    /// End use
    /// ASSERT(Session.storage.kept.seen)
    /// ASSERT(Session storage("unknown")=Null)
    /// ```
    "Session storage" 1839 fn session_storage(host, id: &Text) -> Value {
        Ok(super::session::storage_of(host.app(), id))
    }

    /// The `.info` of the session of this identifier: a web session, or the program's own; Null when there is none
    /// (`commands/session-info`).
    ///
    /// ```4d
    /// ASSERT(Session info(Session.id).type="standalone")
    /// ASSERT(Session info("unknown")=Null)
    /// ```
    "Session info" 1844 fn session_info(host, session_id: &Text) -> Value {
        Ok(super::session::info_of(host.app(), session_id))
    }

    /// Identifier of the web session of the request that is being answered; empty outside of web processes
    /// (`commands/web-get-current-session-id`).
    ///
    /// ```4d
    /// ASSERT(WEB Get current session ID="")
    /// ```
    "WEB Get current session ID" 1162 fn web_get_current_session_id(_host) -> Text {
        let session = super::web_turn::current().and_then(|turn| turn.session());
        Ok(session.map_or_else(Text::default, |session| Text::from(session.id.as_str())))
    }

    /// What the web server does at present (`commands/web-get-server-info`): `started`, `uptime` in seconds,
    /// `httpRequestCount`, `startMode`, `options` and `security`.
    ///
    /// ```4d
    /// ASSERT(WEB Get server info.started=False)
    /// ```
    "WEB Get server info" 1531 fn web_get_server_info(host, _with_cache: Option<bool>) -> Value {
        let service = WebService::of(host.app());
        let app = host.app();
        let value = |name: &str| service.setting(app, name).to_value();
        let running = service.running();
        let uptime = service.uptime().map_or(0, |time| i32::try_from(time.as_secs()).unwrap_or(i32::MAX));
        let published = app.settings().web.iter().any(|(name, value)| *name == "publish" && value == "true");
        let options = Object::from_pairs([
            ("CORSEnabled", value("CORSEnabled")),
            ("CORSSettings", value("CORSSettings")),
            ("webCharacterSet", value("characterSet")),
            ("webHTTPCompressionLevel", value("HTTPCompressionLevel")),
            ("webHTTPCompressionThreshold", value("HTTPCompressionThreshold")),
            ("webHTTPSPortID", value("HTTPSPort")),
            ("webIPAddressToListen", Value::from(vec![value("IPAddressToListen")])),
            ("webInactiveProcessTimeout", value("inactiveProcessTimeout")),
            ("webInactiveSessionTimeout", value("inactiveSessionTimeout")),
            ("webMaxConcurrentProcesses", value("maxConcurrentProcesses")),
            ("webPortID", value("HTTPPort")),
        ]);
        let version = if matches!(value("minTLSVersion"), Value::Int(4)) { "1.3" } else { "1.2" };
        let security = Object::from_pairs([
            ("HTTPEnabled", value("HTTPEnabled")),
            ("HTTPSEnabled", value("HTTPSEnabled")),
            ("cipherSuite", value("cipherSuite")),
            ("minTLSVersion", Value::from(version)),
        ]);
        let requests = running.as_ref().map_or(0, |server| server.request_count());
        Ok(Value::from(Object::from_pairs([
            ("started", Value::Bool(running.is_some())),
            ("uptime", Value::Int(uptime)),
            ("httpRequestCount", Value::number(requests as f64)),
            ("startMode", Value::from(if published { "automatic" } else { "manual" })),
            ("SOAPServerStarted", Value::Bool(false)),
            ("options", Value::from(options)),
            ("security", Value::from(security)),
        ])))
    }
}
