//! What transporters and conversions take from an options object.

use std::time::Duration;

use four_runtime::{Error, Host, Res, Symbol, Value};

/// An option; Null and unassigned ones count as not given.
pub fn option(host: &mut dyn Host, options: &Value, name: &str) -> Res<Value> {
    if !matches!(options, Value::Object(_)) {
        return Ok(Value::Undefined);
    }
    Ok(match host.member(options, Symbol::intern(name))? {
        Value::Null | Value::Unassigned => Value::Undefined,
        value => value,
    })
}

/// A text option.
pub fn text_option(host: &mut dyn Host, options: &Value, name: &str) -> Res<Option<String>> {
    match option(host, options, name)? {
        Value::Undefined => Ok(None),
        Value::Text(text) => Ok(Some(text.to_string())),
        other => Err(Error::type_mismatch(&format!("the option {name} (a text)"), &other)),
    }
}

/// A Boolean option.
pub fn flag_option(host: &mut dyn Host, options: &Value, name: &str, usual: bool) -> Res<bool> {
    match option(host, options, name)? {
        Value::Undefined => Ok(usual),
        Value::Bool(flag) => Ok(flag),
        other => Err(Error::type_mismatch(&format!("the option {name} (a Boolean)"), &other)),
    }
}

/// A whole number within a range.
pub fn whole_option(host: &mut dyn Host, options: &Value, name: &str, usual: u32, most: u32) -> Res<u32> {
    let value = option(host, options, name)?;
    if value.is_undefined() {
        return Ok(usual);
    }
    match value.as_number().filter(|number| number.fract() == 0.0 && (1.0..=f64::from(most)).contains(number))
    {
        Some(number) => Ok(number as u32),
        None => Err(Error::new(54, format!("The option {name} must be a whole number from 1 to {most}."))),
    }
}

/// How a transporter reaches its server.
#[derive(Clone, Debug)]
pub struct Server {
    /// Name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// User name.
    pub user: Option<String>,
    /// Password.
    pub password: Option<String>,
    /// OAuth 2.0 token.
    pub token: Option<String>,
    /// `CRAM-MD5`, `LOGIN`, `PLAIN` or `OAUTH2`; the most secure one that the server has without.
    pub mode: Option<String>,
    /// Whether the connection may stay unencrypted.
    pub unsecure: bool,
    /// Longest time to connect, in seconds.
    pub connection_timeout: u32,
    /// Where the conversation is written.
    pub log_file: Option<String>,
}

impl Server {
    /// The settings of a server object.
    ///
    /// # Errors
    /// 54 for a wrong option, and without `host`.
    pub fn of(host: &mut dyn Host, options: &Value, port: u16) -> Res<Server> {
        let name = text_option(host, options, "host")?.filter(|name| !name.is_empty());
        let Some(name) = name else {
            return Err(Error::new(54, "The server object needs the property host."));
        };
        let token = match option(host, options, "accessTokenOAuth2")? {
            // A token object, as OAuth providers give it.
            token @ Value::Object(_) => text_option(host, &token, "access_token")?,
            _ => text_option(host, options, "accessTokenOAuth2")?,
        };
        let mode = text_option(host, options, "authenticationMode")?.filter(|mode| !mode.is_empty());
        if let Some(mode) = &mode
            && !["CRAM-MD5", "LOGIN", "PLAIN", "OAUTH2"].contains(&mode.as_str())
        {
            let message = format!(
                "The option authenticationMode is \"{mode}\"; use \"CRAM-MD5\", \"LOGIN\", \"PLAIN\" or \"OAUTH2\"."
            );
            return Err(Error::new(54, message));
        }
        Ok(Server {
            host: name,
            port: whole_option(host, options, "port", u32::from(port), 65_535)? as u16,
            user: text_option(host, options, "user")?,
            password: text_option(host, options, "password")?,
            token,
            mode,
            unsecure: flag_option(host, options, "acceptUnsecureConnection", false)?,
            connection_timeout: whole_option(host, options, "connectionTimeOut", 30, 86_400)?,
            log_file: text_option(host, options, "logFile")?.filter(|path| !path.is_empty()),
        })
    }

    /// Longest time to connect.
    pub fn patience(&self) -> Duration {
        Duration::from_secs(u64::from(self.connection_timeout))
    }
}
