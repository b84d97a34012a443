//! SMTP (RFC 5321) with STARTTLS (RFC 3207) and authentication (RFC 4954).

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use four_runtime::Host;
use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;

use crate::options::Server;
use crate::status::Failure;
use crate::wire::Wire;

/// Most lines of an answer.
const MOST_LINES: usize = 200;

/// An answer: its code and the texts of its lines.
pub struct Reply {
    /// Three digits.
    pub code: u16,
    /// The texts, one a line.
    pub lines: Vec<String>,
}

impl Reply {
    fn text(&self) -> String {
        self.lines.join(" ")
    }

    fn expect(self, class: u16) -> Result<Reply, Failure> {
        if self.code / 100 == class { Ok(self) } else { Err(Failure::Refused(self.code, self.text())) }
    }
}

/// A session in which mail may be sent.
pub struct Smtp {
    wire: Wire,
    /// What the server offers, in upper case.
    offers: Vec<String>,
}

impl Smtp {
    /// Connects, encrypts and authenticates.
    ///
    /// # Errors
    /// When the server cannot be reached, encryption is not to be had and not given up, or the user is refused.
    pub fn open(host: &mut dyn Host, server: &Server, log: Option<&Path>) -> Result<Smtp, Failure> {
        let mut wire = Wire::connect(host, server, server.port == 465, log)?;
        reply(&mut wire, host)?.expect(2)?;
        let mut smtp = Smtp { wire, offers: Vec::new() };
        smtp.hello(host)?;
        if !smtp.wire.is_secure() {
            smtp.encrypt(host, server)?;
        }
        smtp.authenticate(host, server)?;
        Ok(smtp)
    }

    fn hello(&mut self, host: &mut dyn Host) -> Result<(), Failure> {
        let answer = self.ask(host, "EHLO [127.0.0.1]")?;
        if answer.code / 100 == 2 {
            self.offers = answer.lines.iter().skip(1).map(|line| line.to_ascii_uppercase()).collect();
            return Ok(());
        }
        self.offers.clear();
        self.ask(host, "HELO localhost")?.expect(2).map(drop)
    }

    fn encrypt(&mut self, host: &mut dyn Host, server: &Server) -> Result<(), Failure> {
        if self.offers.iter().any(|offer| offer == "STARTTLS") {
            self.ask(host, "STARTTLS")?.expect(2)?;
            self.wire.start_tls(host, &server.host)?;
            return self.hello(host);
        }
        match server.unsecure {
            true => Ok(()),
            false => Err(Failure::Broken(format!(
                "{} offers no encryption, and acceptUnsecureConnection is not True.",
                server.host
            ))),
        }
    }

    /// The modes that the server knows (RFC 4954 §3).
    fn modes(&self) -> Vec<&str> {
        let offers = self.offers.iter().filter_map(|offer| offer.strip_prefix("AUTH"));
        offers.flat_map(|modes| modes.trim_start_matches('=').split_whitespace()).collect()
    }

    fn authenticate(&mut self, host: &mut dyn Host, server: &Server) -> Result<(), Failure> {
        let Some(user) = server.user.as_deref().filter(|user| !user.is_empty()) else { return Ok(()) };
        let known = self.modes();
        let mode = match (&server.mode, &server.token) {
            (Some(mode), _) => mode.as_str(),
            (None, Some(_)) => "OAUTH2",
            (None, None) if known.contains(&"CRAM-MD5") => "CRAM-MD5",
            (None, None) if known.contains(&"LOGIN") && !known.contains(&"PLAIN") => "LOGIN",
            _ => "PLAIN",
        };
        let password = server.password.as_deref().unwrap_or_default();
        let answer = match mode {
            "CRAM-MD5" => {
                let challenge = self.ask(host, "AUTH CRAM-MD5")?.expect(3)?;
                let response = cram_md5(user, password, &challenge.text())?;
                self.secret(host, &response)?
            }
            "LOGIN" => {
                self.ask(host, "AUTH LOGIN")?.expect(3)?;
                self.secret(host, &STANDARD.encode(user))?.expect(3)?;
                self.secret(host, &STANDARD.encode(password))?
            }
            "OAUTH2" => {
                let token = server.token.as_deref().unwrap_or(password);
                let text = STANDARD.encode(format!("user={user}\u{1}auth=Bearer {token}\u{1}\u{1}"));
                let answer = self.secret(host, &format!("AUTH XOAUTH2 {text}"))?;
                // The error comes after an empty answer to its details.
                if answer.code == 334 { self.ask(host, "")? } else { answer }
            }
            _ => {
                let text = STANDARD.encode(format!("\0{user}\0{password}"));
                self.secret(host, &format!("AUTH PLAIN {text}"))?
            }
        };
        answer.expect(2).map(drop)
    }

    /// Sends a message to its recipients; gives the last answer.
    ///
    /// # Errors
    /// When the server refuses the sender, a recipient or the message, or the connection breaks.
    pub fn send(
        &mut self,
        host: &mut dyn Host,
        from: &str,
        to: &[String],
        message: &[u8],
    ) -> Result<(u16, String), Failure> {
        let sent = self.transaction(host, from, to, message);
        if matches!(sent, Err(Failure::Refused(..))) {
            // The session goes on for the next message.
            self.ask(host, "RSET")?;
        }
        sent
    }

    fn transaction(
        &mut self,
        host: &mut dyn Host,
        from: &str,
        to: &[String],
        message: &[u8],
    ) -> Result<(u16, String), Failure> {
        let eight = !message.is_ascii() && self.offers.iter().any(|offer| offer == "8BITMIME");
        let body = if eight { " BODY=8BITMIME" } else { "" };
        self.ask(host, &format!("MAIL FROM:<{from}>{body}"))?.expect(2)?;
        for recipient in to {
            self.ask(host, &format!("RCPT TO:<{recipient}>"))?.expect(2)?;
        }
        self.ask(host, "DATA")?.expect(3)?;
        self.wire.send(host, &stuffed(message), None)?;
        let answer = reply(&mut self.wire, host)?.expect(2)?;
        Ok((answer.code, answer.text()))
    }

    /// True when the server answers.
    pub fn is_alive(&mut self, host: &mut dyn Host) -> bool {
        self.ask(host, "NOOP").is_ok_and(|answer| answer.code / 100 == 2)
    }

    /// Says goodbye; a server that does not answer is not waited for long.
    pub fn quit(mut self, host: &mut dyn Host) {
        self.wire.allow(std::time::Duration::from_secs(2));
        let _ = self.ask(host, "QUIT");
    }

    /// How long the next exchanges may take together.
    pub fn allow(&mut self, time: std::time::Duration) {
        self.wire.allow(time);
    }

    fn ask(&mut self, host: &mut dyn Host, command: &str) -> Result<Reply, Failure> {
        self.wire.send(host, format!("{command}\r\n").as_bytes(), None)?;
        reply(&mut self.wire, host)
    }

    /// As [`Smtp::ask`], for what must not stand in a log.
    fn secret(&mut self, host: &mut dyn Host, command: &str) -> Result<Reply, Failure> {
        self.wire.send(host, format!("{command}\r\n").as_bytes(), Some("(secret)"))?;
        reply(&mut self.wire, host)
    }
}

fn reply(wire: &mut Wire, host: &mut dyn Host) -> Result<Reply, Failure> {
    let mut lines = Vec::new();
    loop {
        let line = wire.line(host)?;
        let code =
            line.get(..3).and_then(|code| code.parse::<u16>().ok()).filter(|code| (200..600).contains(code));
        let (Some(code), true) = (code, lines.len() < MOST_LINES) else {
            return Err(Failure::Broken(format!("This is no answer of a mail server: {}", shortened(&line))));
        };
        lines.push(line.get(4..).unwrap_or_default().to_string());
        if line.as_bytes().get(3) != Some(&b'-') {
            return Ok(Reply { code, lines });
        }
    }
}

fn shortened(line: &str) -> String {
    line.chars().filter(|c| !c.is_control()).take(100).collect()
}

/// The answer to a challenge (RFC 2195).
fn cram_md5(user: &str, password: &str, challenge: &str) -> Result<String, Failure> {
    let challenge = STANDARD
        .decode(challenge.trim())
        .map_err(|_| Failure::Broken("The server's challenge is no base64.".to_string()))?;
    let mut mac = Hmac::<Md5>::new_from_slice(password.as_bytes())
        .map_err(|error| Failure::Broken(error.to_string()))?;
    mac.update(&challenge);
    let digest: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(STANDARD.encode(format!("{user} {digest}")))
}

/// A message as DATA takes it: lines that begin with a dot get another, and one that is only a dot ends it (RFC 5321 §4.5.2).
fn stuffed(message: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(message.len() + 16);
    let mut starts = true;
    for &byte in message {
        if starts && byte == b'.' {
            out.push(b'.');
        }
        out.push(byte);
        starts = byte == b'\n';
    }
    if !out.ends_with(b"\r\n") {
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b".\r\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_are_doubled_at_the_start_of_lines() {
        assert_eq!(stuffed(b".a\r\nb.\r\n..\r\n"), b"..a\r\nb.\r\n...\r\n.\r\n");
        assert_eq!(stuffed(b"a"), b"a\r\n.\r\n");
    }

    #[test]
    fn the_example_of_rfc_2195_holds() {
        let challenge = "PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+";
        let answer = cram_md5("tim", "tanstaaftanstaaf", challenge).expect("base64");
        assert_eq!(answer, "dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw");
    }
}
