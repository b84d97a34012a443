//! HTTP rules: what is denied, redirected or changed in the head of answers, by the URL (`WebServer/http-rules`).
//!
//! Patterns are matched from the beginning of the decoded path on and without case, as files are found without case too:
//! another spelling must not get around a rule.

use super::{Body, plain, url};
use fancy_regex::Regex;
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};

/// A change of the head.
#[derive(Clone, Debug)]
pub enum Change {
    /// Adds a line.
    Add(HeaderName, HeaderValue),
    /// Replaces a header.
    Set(HeaderName, HeaderValue),
    /// Takes a header away.
    Remove(HeaderName),
}

/// One rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// What the path must match.
    pub pattern: Regex,
    /// Changes of the head, in order.
    pub changes: Vec<Change>,
    /// `denyAccess`.
    pub deny: Option<bool>,
    /// `redirect`.
    pub redirect: Option<HeaderValue>,
    /// `status`.
    pub status: Option<StatusCode>,
}

/// What all rules together say about one request: the last word counts.
#[derive(Debug, Default)]
pub(super) struct Ruling {
    changes: Vec<Change>,
    deny: bool,
    redirect: Option<HeaderValue>,
    status: Option<StatusCode>,
}

impl Ruling {
    /// Asks all rules that fit.
    pub fn of(rules: &[Rule], target: &str) -> Ruling {
        let mut ruling = Ruling::default();
        if rules.is_empty() {
            return ruling;
        }
        let path = url::path_of(target);
        // A path that takes too long to match is not let pass as one that does not match.
        for rule in rules.iter().filter(|rule| rule.pattern.is_match(&path).unwrap_or(true)) {
            ruling.changes.extend(rule.changes.iter().cloned());
            ruling.deny = rule.deny.unwrap_or(ruling.deny);
            ruling.redirect = rule.redirect.clone().or(ruling.redirect);
            ruling.status = rule.status.or(ruling.status);
        }
        ruling
    }

    /// The answer to a request that is not to be handled at all.
    pub fn answer(&self) -> Option<Response<Body>> {
        if self.deny {
            return Some(plain(StatusCode::FORBIDDEN));
        }
        let location = self.redirect.clone()?;
        let mut response = Response::new(Body::full(""));
        *response.status_mut() = StatusCode::FOUND;
        response.headers_mut().insert(header::LOCATION, location);
        Some(response)
    }

    /// Changes status and head of an answer. Headers that belong to the message itself stay as they are.
    pub fn apply(&self, response: &mut Response<Body>) {
        if let Some(status) = self.status {
            *response.status_mut() = status;
        }
        for change in self.changes.iter().cloned() {
            changed(response.headers_mut(), change);
        }
    }
}

fn changed(headers: &mut HeaderMap, change: Change) {
    let (Change::Add(name, _) | Change::Set(name, _) | Change::Remove(name)) = &change;
    let untouchable =
        [header::DATE, header::CONTENT_LENGTH, header::CONTENT_ENCODING, header::TRANSFER_ENCODING];
    if untouchable.contains(name) || *name == header::CONNECTION {
        return;
    }
    match change {
        Change::Add(name, value) => {
            headers.append(name, value);
        }
        Change::Set(name, value) if name == header::SET_COOKIE => {
            headers.append(name, value);
        }
        Change::Set(name, value) if name != header::VARY => {
            headers.insert(name, value);
        }
        Change::Remove(name) if name != header::VARY && name != header::SET_COOKIE => {
            headers.remove(name);
        }
        Change::Set(..) | Change::Remove(_) => {}
    }
}
