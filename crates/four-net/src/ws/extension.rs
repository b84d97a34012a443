//! Agreeing on permessage-deflate (RFC 7692 section 7.1): the first offer that can be met is accepted.

use super::deflate::{Agreed, Direction};
use crate::settings::Deflate;
use std::collections::HashSet;
use std::fmt::Write;

/// The header is not of the form that RFC 6455 section 9.1 asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

/// One extension that a client offers, with its parameters.
struct Offer {
    name: String,
    parameters: Vec<(String, Option<String>)>,
}

/// Answers the values of `Sec-WebSocket-Extensions`: what is agreed on, and the header that says so. Extensions and
/// parameters that are not known are declined, as are windows of 256 bytes (8 bits), which DEFLATE libraries no longer
/// write.
pub fn negotiate<'a>(
    lines: impl Iterator<Item = &'a [u8]>,
    ours: &Deflate,
) -> Result<Option<(Agreed, String)>, Malformed> {
    let mut found = None;
    for line in lines {
        for offer in offers(line)? {
            if found.is_none() && offer.name.eq_ignore_ascii_case("permessage-deflate") {
                found = meet(&offer.parameters, ours);
            }
        }
    }
    Ok(found)
}

/// What a client offers (RFC 7692 section 7.1): the server may ask for a smaller window.
pub(crate) fn offer(ours: &Deflate) -> String {
    let mut offer = "permessage-deflate; client_max_window_bits".to_owned();
    if !ours.context_takeover {
        offer.push_str("; client_no_context_takeover; server_no_context_takeover");
    }
    let bits = ours.window_bits.clamp(9, 15);
    if bits < 15 {
        let _ = write!(offer, "; server_max_window_bits={bits}");
    }
    offer
}

/// What is agreed on by a server's answer to [`offer`]; `None` when it is no answer to it, which ends the handshake.
pub(crate) fn accepted(answer: &str, ours: &Deflate) -> Option<Agreed> {
    let answers = offers(answer.as_bytes()).ok()?;
    let [Offer { name, parameters }] = &answers[..] else { return None };
    if !name.eq_ignore_ascii_case("permessage-deflate") {
        return None;
    }
    let bits = ours.window_bits.clamp(9, 15);
    let (mut keep_ours, mut keep_theirs) = (ours.context_takeover, true);
    let (mut our_bits, mut their_bits) = (bits, 15);
    let mut seen = HashSet::new();
    for (name, value) in parameters {
        let name = name.to_ascii_lowercase();
        match (name.as_str(), value.as_deref()) {
            ("client_no_context_takeover", None) => keep_ours = false,
            ("server_no_context_takeover", None) => keep_theirs = false,
            ("client_max_window_bits", Some(value)) => our_bits = window(value)?.min(bits),
            ("server_max_window_bits", Some(value)) => their_bits = window(value)?,
            _ => return None,
        }
        if !seen.insert(name) {
            return None;
        }
    }
    // A window of 256 bytes cannot be written; a larger one than asked for, or a context where none was to be kept,
    // would cost the memory that the offer was to spare.
    if our_bits < 9 || their_bits > bits || (keep_theirs && !ours.context_takeover) {
        return None;
    }
    let incoming = Direction { takeover: keep_theirs, bits: their_bits.max(9) };
    Some(Agreed { incoming, outgoing: Direction { takeover: keep_ours, bits: our_bits } })
}

/// Accepts an offer, or declines it.
fn meet(parameters: &[(String, Option<String>)], ours: &Deflate) -> Option<(Agreed, String)> {
    let bits = ours.window_bits.clamp(9, 15);
    let (mut keep_ours, mut keep_theirs) = (ours.context_takeover, ours.context_takeover);
    let (mut our_bits, mut their_bits) = (bits, None);
    let mut seen = HashSet::new();
    for (name, value) in parameters {
        let name = name.to_ascii_lowercase();
        match (name.as_str(), value.as_deref()) {
            ("server_no_context_takeover", None) => keep_ours = false,
            ("client_no_context_takeover", None) => keep_theirs = false,
            ("server_max_window_bits", Some(value)) => our_bits = window(value)?.min(bits),
            ("client_max_window_bits", value) => their_bits = Some(value.map_or(Some(15), window)?.min(bits)),
            _ => return None,
        }
        if !seen.insert(name) {
            return None;
        }
    }
    if our_bits < 9 {
        return None;
    }
    let mut answer = "permessage-deflate".to_owned();
    if !keep_ours {
        answer.push_str("; server_no_context_takeover");
    }
    if !keep_theirs {
        answer.push_str("; client_no_context_takeover");
    }
    if our_bits < 15 {
        let _ = write!(answer, "; server_max_window_bits={our_bits}");
    }
    // Only a client that says that it can is asked to use a smaller window.
    if let Some(bits) = their_bits.filter(|bits| *bits < 15) {
        let _ = write!(answer, "; client_max_window_bits={bits}");
    }
    let incoming = Direction { takeover: keep_theirs, bits: their_bits.unwrap_or(15).max(9) };
    Some((Agreed { incoming, outgoing: Direction { takeover: keep_ours, bits: our_bits } }, answer))
}

/// A window's size in bits, 8 to 15, without leading zeros.
fn window(value: &str) -> Option<u8> {
    match value {
        "8" => Some(8),
        "9" => Some(9),
        "10" => Some(10),
        "11" => Some(11),
        "12" => Some(12),
        "13" => Some(13),
        "14" => Some(14),
        "15" => Some(15),
        _ => None,
    }
}

/// Reads one header line.
fn offers(line: &[u8]) -> Result<Vec<Offer>, Malformed> {
    let mut scan = Scan(line);
    let mut list = Vec::new();
    loop {
        while scan.eat(b',') {}
        if scan.at_end() {
            return Ok(list);
        }
        let mut offer = Offer { name: scan.token()?, parameters: Vec::new() };
        while scan.eat(b';') {
            let name = scan.token()?;
            let value = if scan.eat(b'=') { Some(scan.value()?) } else { None };
            offer.parameters.push((name, value));
        }
        if !scan.at_end() && !scan.eat(b',') {
            return Err(Malformed);
        }
        list.push(offer);
    }
}

/// What is left of a line.
struct Scan<'a>(&'a [u8]);

impl Scan<'_> {
    fn skip_blanks(&mut self) {
        while let [b' ' | b'\t', rest @ ..] = self.0 {
            self.0 = rest;
        }
    }

    fn at_end(&mut self) -> bool {
        self.skip_blanks();
        self.0.is_empty()
    }

    fn eat(&mut self, byte: u8) -> bool {
        self.skip_blanks();
        let found = self.0.first() == Some(&byte);
        if found {
            self.0 = &self.0[1..];
        }
        found
    }

    fn token(&mut self) -> Result<String, Malformed> {
        self.skip_blanks();
        let length = self.0.iter().take_while(|byte| is_token(**byte)).count();
        if length == 0 {
            return Err(Malformed);
        }
        let (token, rest) = self.0.split_at(length);
        self.0 = rest;
        Ok(token.iter().copied().map(char::from).collect())
    }

    /// A token, which may stand in quotes.
    fn value(&mut self) -> Result<String, Malformed> {
        if !self.eat(b'"') {
            return self.token();
        }
        let mut value = String::new();
        loop {
            let (byte, rest) = match self.0 {
                [b'"', rest @ ..] => {
                    self.0 = rest;
                    return if value.is_empty() { Err(Malformed) } else { Ok(value) };
                }
                [b'\\', byte, rest @ ..] | [byte, rest @ ..] => (*byte, rest),
                [] => return Err(Malformed),
            };
            if !is_token(byte) {
                return Err(Malformed);
            }
            value.push(char::from(byte));
            self.0 = rest;
        }
    }
}

/// Bytes of a token (RFC 9110 section 5.6.2).
pub(crate) fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(line: &str, ours: &Deflate) -> Result<Option<String>, Malformed> {
        Ok(negotiate([line.as_bytes()].into_iter(), ours)?.map(|(_, answer)| answer))
    }

    #[test]
    fn a_server_answers_what_was_offered() {
        let small = Deflate { window_bits: 12, ..Deflate::default() };
        for ours in [Deflate::default(), keeping(), small] {
            let (line, rest) = (offer(&ours), "permessage-deflate; server_no_context_takeover");
            // Our own server meets it.
            let (theirs, said) = negotiate([line.as_bytes()].into_iter(), &ours).unwrap().unwrap();
            let agreed = accepted(&said, &ours).unwrap();
            assert_eq!((agreed.incoming, agreed.outgoing), (theirs.outgoing, theirs.incoming), "{said}");
            for bad in ["x-other", "permessage-deflate; x", "permessage-deflate; client_max_window_bits=8"] {
                assert!(accepted(bad, &ours).is_none(), "{bad}");
            }
            assert!(accepted(&format!("{rest}; server_no_context_takeover"), &ours).is_none());
            assert!(accepted(&format!("{rest}, {rest}"), &ours).is_none());
        }
        assert!(accepted("permessage-deflate", &Deflate::default()).is_none());
        assert!(accepted("permessage-deflate", &keeping()).is_some());
    }

    fn keeping() -> Deflate {
        Deflate { context_takeover: true, window_bits: 15, ..Deflate::default() }
    }

    #[test]
    fn offers_are_met() {
        for (offer, expected) in [
            ("permessage-deflate", "permessage-deflate"),
            ("Permessage-Deflate; client_max_window_bits", "permessage-deflate"),
            (
                "permessage-deflate; client_max_window_bits=10",
                "permessage-deflate; client_max_window_bits=10",
            ),
            (
                "permessage-deflate; server_max_window_bits=9; server_no_context_takeover",
                "permessage-deflate; server_no_context_takeover; server_max_window_bits=9",
            ),
            (
                "permessage-deflate;client_no_context_takeover ; server_max_window_bits = \"1\\0\"",
                "permessage-deflate; client_no_context_takeover; server_max_window_bits=10",
            ),
            ("x-webkit-deflate-frame, , permessage-deflate,", "permessage-deflate"),
            // The first that can be met.
            (
                "permessage-deflate; server_max_window_bits=8, permessage-deflate; server_no_context_takeover, permessage-deflate",
                "permessage-deflate; server_no_context_takeover",
            ),
        ] {
            assert_eq!(answer(offer, &keeping()).unwrap().as_deref(), Some(expected), "{offer}");
        }
    }

    #[test]
    fn our_settings_bound_what_is_agreed() {
        let frugal = Deflate { context_takeover: false, window_bits: 12, ..Deflate::default() };
        let keep_nothing = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
        for (offer, expected) in [
            ("permessage-deflate", "; server_max_window_bits=12"),
            (
                "permessage-deflate; client_max_window_bits",
                "; server_max_window_bits=12; client_max_window_bits=12",
            ),
            ("permessage-deflate; server_max_window_bits=15", "; server_max_window_bits=12"),
        ] {
            assert_eq!(answer(offer, &frugal).unwrap(), Some(format!("{keep_nothing}{expected}")), "{offer}");
        }
        let lines = ["permessage-deflate; client_max_window_bits=8".as_bytes()];
        let (agreed, _) = negotiate(lines.into_iter(), &frugal).unwrap().unwrap();
        assert_eq!(agreed.incoming, Direction { takeover: false, bits: 9 });
        assert_eq!(agreed.outgoing, Direction { takeover: false, bits: 12 });
    }

    #[test]
    fn offers_that_cannot_be_met_are_declined() {
        for offer in [
            "",
            "permessage-bzip2",
            "permessage-deflate; window=3",
            "permessage-deflate; server_no_context_takeover=1",
            "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
            "permessage-deflate; server_max_window_bits",
            "permessage-deflate; server_max_window_bits=8",
            "permessage-deflate; server_max_window_bits=16",
            "permessage-deflate; server_max_window_bits=012",
            "permessage-deflate; client_max_window_bits=7",
        ] {
            assert_eq!(answer(offer, &keeping()), Ok(None), "{offer}");
        }
    }

    #[test]
    fn what_is_no_list_is_malformed() {
        for line in [
            "permessage-deflate; ",
            "permessage-deflate; =3",
            "permessage-deflate; a=",
            "permessage-deflate; a=\"\"",
            "permessage-deflate; a=\"1",
            "permessage-deflate; a=\"1 2\"",
            "permessage-deflate a",
            "permessage-deflate, caf\u{e9}",
        ] {
            assert_eq!(answer(line, &keeping()), Err(Malformed), "{line}");
        }
    }
}
