//! From a request to its answer: what the program claims, files, what the program takes because there is no file; then
//! error pages, compression and the headers of cross-origin requests.

use super::rules::{Rule, Ruling};
use super::service::{Peer, headers, target};
use super::{
    Body, Content, CorsRule, Exchange, HttpRequest, HttpResponse, Outcome, Plain, Reply, Route, Stage,
    compress, files, plain, url,
};
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Request, Response, StatusCode, Version};
use std::sync::OnceLock;
use tokio::sync::oneshot;

/// What must be known of a request when its answer is finished.
pub(super) struct Asked {
    gzip: bool,
    upgrade: bool,
    /// The origin, of a request from another site.
    origin: Option<String>,
    ruling: Ruling,
    /// The body, where the program got it.
    body: OnceLock<Bytes>,
}

impl Asked {
    /// An exchange, completed by the answer.
    pub fn seen(&self, exchange: Exchange, response: &Response<Body>) -> Exchange {
        Exchange {
            received: self.body.get().cloned(),
            status: response.status().as_u16(),
            response: lines(response.headers()),
            sent: response.body().bytes().cloned(),
            length: hyper::body::Body::size_hint(response.body()).exact(),
            ..exchange
        }
    }

    pub fn of<B>(request: &Request<B>, rules: &[Rule]) -> Asked {
        let headers = request.headers();
        let upgrade = headers.contains_key(header::UPGRADE);
        Asked {
            gzip: compress::accepted(headers) && !headers.contains_key(header::RANGE),
            upgrade,
            origin: foreign_origin(headers),
            body: OnceLock::new(),
            ruling: if upgrade { Ruling::default() } else { Ruling::of(rules, &target(request)) },
        }
    }
}

/// Header lines as text.
fn lines(headers: &HeaderMap) -> Vec<(String, String)> {
    let line = |(name, value): (&HeaderName, &HeaderValue)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    headers.iter().map(line).collect()
}

fn version_of<B>(request: &Request<B>) -> &'static str {
    if request.version() == Version::HTTP_10 { "HTTP/1.0" } else { "HTTP/1.1" }
}

/// The origin of a request from another site (`Origin` that is not the host itself).
fn foreign_origin(headers: &HeaderMap) -> Option<String> {
    let origin = headers.get(header::ORIGIN)?.to_str().ok()?;
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let place = origin.split_once("://").map_or(origin, |(_, place)| place);
    (!place.eq_ignore_ascii_case(host)).then(|| origin.to_owned())
}

/// The entry of `CORSSettings` that fits an origin.
fn cors_rule<'a>(rules: &'a [CorsRule], origin: &str) -> Option<&'a CorsRule> {
    rules.iter().find(|rule| {
        let (scheme, place) = origin.split_once("://").unwrap_or(("", origin));
        let (wanted_scheme, wanted) = match rule.host.split_once("://") {
            Some((scheme, place)) => (Some(scheme), place),
            None => (None, rule.host.as_str()),
        };
        // An entry without port stands for all ports.
        let has_port = wanted.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
        let host = match place.rsplit_once(':') {
            Some((host, port)) if !has_port && port.parse::<u16>().is_ok() => host,
            _ => place,
        };
        wanted_scheme.is_none_or(|wanted| wanted.eq_ignore_ascii_case(scheme))
            && wildcard(wanted.to_ascii_lowercase().as_bytes(), host.to_ascii_lowercase().as_bytes())
    })
}

/// Whether a pattern with `*` for anything fits the whole text; linear in both but for the last `*`.
fn wildcard(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t, mut back) = (0, 0, None);
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                back = Some((p, t));
                p += 1;
            }
            Some(c) if *c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match back {
                Some((star, from)) => {
                    back = Some((star, from + 1));
                    (p, t) = (star + 1, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == b'*')
}

/// 405 with the methods that are allowed.
fn not_allowed(allow: &str) -> Response<Body> {
    let mut response = plain(StatusCode::METHOD_NOT_ALLOWED);
    if let Ok(allow) = HeaderValue::from_str(allow) {
        response.headers_mut().insert(header::ALLOW, allow);
    }
    response
}

impl Peer {
    /// Answers a request that is no WebSocket handshake.
    pub(super) async fn http(
        &self,
        request: Request<Incoming>,
        head: &[u8],
        asked: &Asked,
        last: &mut bool,
    ) -> Response<Body> {
        let method = request.method().clone();
        let readable = matches!(method, Method::GET | Method::HEAD);
        if let Some(response) = asked.ruling.answer() {
            *last |= !readable;
            return response;
        }
        if method == Method::TRACE {
            *last = true;
            return if self.server.answering.trace {
                traced(&request, head)
            } else {
                not_allowed("GET, HEAD")
            };
        }
        if let Some(response) = self.across(&request) {
            // The body, if any, has not been read.
            *last |= !readable;
            return response;
        }
        let path = target(&request);
        let route = |stage| match &self.server.program {
            Some(program) => program.route(method.as_str(), &path, stage),
            None => Route::Pass,
        };
        match route(Stage::First) {
            Route::Take(number) => return self.program(number, request, head, asked, last).await,
            Route::Refuse(allowed) => {
                *last = true;
                return not_allowed(&allowed.join(", "));
            }
            Route::Pass => {}
        }
        let site = self.server.site();
        if readable
            && let Some(root) = &site.root
            && let Some(response) =
                files::answer(root, &site.homepage, &request, &self.server.answering).await
        {
            return response;
        }
        match route(Stage::Rest) {
            Route::Take(number) => self.program(number, request, head, asked, last).await,
            Route::Refuse(allowed) => {
                *last = true;
                not_allowed(&allowed.join(", "))
            }
            Route::Pass if readable => plain(StatusCode::NOT_FOUND),
            Route::Pass => {
                *last = true;
                not_allowed("GET, HEAD")
            }
        }
    }

    /// Lets the program answer.
    async fn program(
        &self,
        number: usize,
        request: Request<Incoming>,
        head: &[u8],
        asked: &Asked,
        last: &mut bool,
    ) -> Response<Body> {
        let Some(program) = &self.server.program else {
            return plain(StatusCode::NOT_FOUND);
        };
        let readable = matches!(*request.method(), Method::GET | Method::HEAD);
        let asked_headers = request.headers().clone();
        let url = target(&request);
        let version = version_of(&request);
        let (method, headers) = (request.method().to_string(), headers(&request, head));
        let body = match self.body(request.into_body()).await {
            Ok(body) => body,
            Err(status) => {
                *last = true;
                return plain(status);
            }
        };
        let _ = asked.body.set(body.clone());
        let request = HttpRequest {
            query: url::query(&url),
            method,
            url,
            version,
            headers,
            body,
            remote_addr: self.remote,
            local_addr: self.local,
            secured: self.secured,
        };
        let (sender, answer) = oneshot::channel();
        program.handle(number, request, Reply(sender));
        match tokio::time::timeout(self.server.answering.patience, answer).await {
            Ok(Ok(Outcome::Answered(response))) => built(response),
            Ok(Ok(Outcome::File(path, status, headers))) => {
                match files::send(&path, &asked_headers, &self.server.answering).await {
                    Some(mut response) => {
                        let status = status.and_then(|status| StatusCode::from_u16(status).ok());
                        if let Some(status) = status.filter(|_| response.status() == StatusCode::OK) {
                            *response.status_mut() = status;
                        }
                        add(response.headers_mut(), headers);
                        response
                    }
                    None => plain(StatusCode::NOT_FOUND),
                }
            }
            Ok(Ok(Outcome::Declined)) if readable => plain(StatusCode::NOT_FOUND),
            Ok(Ok(Outcome::Declined)) => not_allowed("GET, HEAD"),
            Ok(Ok(Outcome::Busy)) | Err(_) => {
                let mut response = plain(StatusCode::SERVICE_UNAVAILABLE);
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
                response
            }
            Ok(Err(_)) => plain(StatusCode::INTERNAL_SERVER_ERROR),
        }
    }

    async fn body(&self, body: Incoming) -> Result<Bytes, StatusCode> {
        if hyper::body::Body::size_hint(&body).lower() > self.server.max_request_size as u64 {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        let whole = Limited::new(body, self.server.max_request_size).collect();
        match tokio::time::timeout(self.server.limits.body_timeout, whole).await {
            Ok(Ok(body)) => Ok(body.to_bytes()),
            Ok(Err(e)) if e.is::<LengthLimitError>() => Err(StatusCode::PAYLOAD_TOO_LARGE),
            Ok(Err(_)) => Err(StatusCode::BAD_REQUEST),
            Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
        }
    }

    /// The answer to a preflight request, and 403 to requests of sites that may not ask (`CORSEnabled`).
    fn across(&self, request: &Request<Incoming>) -> Option<Response<Body>> {
        let rules = self.server.answering.cors.as_ref()?;
        let origin = foreign_origin(request.headers())?;
        let wanted = request.headers().get(header::ACCESS_CONTROL_REQUEST_METHOD);
        let preflight = request.method() == Method::OPTIONS && wanted.is_some();
        let method = match wanted.and_then(|wanted| wanted.to_str().ok()) {
            Some(wanted) if preflight => wanted,
            _ => request.method().as_str(),
        };
        let rule = cors_rule(rules, &origin);
        let allowed = rule.is_some_and(|rule| {
            rule.methods.is_empty() || rule.methods.iter().any(|known| known.eq_ignore_ascii_case(method))
        });
        if !allowed {
            return Some(plain(StatusCode::FORBIDDEN));
        }
        if !preflight {
            return None;
        }
        let mut response = Response::new(Body::full(""));
        *response.status_mut() = StatusCode::NO_CONTENT;
        let methods = rule.map(|rule| rule.methods.join(", ")).filter(|methods| !methods.is_empty());
        let methods = methods.unwrap_or_else(|| "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS".into());
        if let Ok(methods) = HeaderValue::from_str(&methods) {
            response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
        }
        if let Some(names) = request.headers().get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
            response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_HEADERS, names.clone());
        }
        Some(response)
    }

    /// A request as logs want it, its answer still to come.
    pub(super) fn exchange(&self, request: &Request<Incoming>, head: &[u8]) -> Exchange {
        Exchange {
            remote: self.remote,
            method: request.method().to_string(),
            url: target(request),
            version: version_of(request),
            request: headers(request, head),
            received: None,
            status: 0,
            response: Vec::new(),
            sent: None,
            length: None,
        }
    }

    /// An answer as the client gets it: compressed where that is worth it.
    pub(super) async fn packed(&self, asked: &Asked, response: Response<Body>) -> Response<Body> {
        if asked.gzip { compress::compressed(response, &self.server.answering).await } else { response }
    }

    /// Puts the site's own error page in place of a plain one, applies the rules, and names the origin that may read.
    pub(super) async fn finished(&self, asked: &Asked, mut response: Response<Body>) -> Response<Body> {
        let status = response.status();
        let site = self.server.site();
        if response.extensions_mut().remove::<Plain>().is_some()
            && status.as_u16() >= 400
            && !asked.upgrade
            && let Some(root) = &site.root
            && let Some(page) = files::error_page(root, status.as_u16()).await
        {
            let (parts, _) = response.into_parts();
            response = page;
            *response.status_mut() = status;
            for name in [header::ALLOW, header::RETRY_AFTER, header::CONTENT_RANGE] {
                if let Some(value) = parts.headers.get(&name) {
                    response.headers_mut().insert(name, value.clone());
                }
            }
        }
        if let Some(rules) = &self.server.answering.cors
            && let Some(origin) = &asked.origin
            && cors_rule(rules, origin).is_some()
            && let Ok(origin) = HeaderValue::from_str(origin)
        {
            response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            response
                .headers_mut()
                .insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
            response.headers_mut().append(header::VARY, HeaderValue::from_static("Origin"));
        }
        asked.ruling.apply(&mut response);
        response
    }
}

/// The request as it came, for TRACE (RFC 9110 section 9.3.8); what proves who asks is left out.
fn traced(request: &Request<Incoming>, head: &[u8]) -> Response<Body> {
    let mut text = format!("{} {} {:?}\r\n", request.method(), target(request), request.version());
    for (name, value) in headers(request, head) {
        if !["cookie", "authorization", "proxy-authorization"].contains(&name.to_ascii_lowercase().as_str()) {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
    }
    text.push_str("\r\n");
    let mut response = Response::new(Body::full(text));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("message/http"));
    response
}

fn built(answer: HttpResponse) -> Response<Body> {
    let mut response = Response::new(match answer.body {
        Content::Full(data) => Body::full(data),
        Content::Stream(pieces) => Body::stream(pieces),
    });
    let status = StatusCode::from_u16(answer.status).ok().filter(|s| (200..600).contains(&s.as_u16()));
    *response.status_mut() = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    add(response.headers_mut(), answer.headers);
    response
}

/// Adds the header lines of a program; invalid ones, and those that frame the message, are left out. Of what may come
/// once only, the last counts.
fn add(headers: &mut HeaderMap, lines: Vec<(String, String)>) {
    let framing = [header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::CONNECTION, header::UPGRADE];
    let once = [header::CONTENT_TYPE, header::ETAG, header::LAST_MODIFIED, header::LOCATION, header::SERVER];
    for (name, value) in lines {
        let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) else {
            continue;
        };
        if once.contains(&name) {
            headers.insert(name, value);
        } else if !framing.contains(&name) {
            headers.append(name, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn web_11_hosts_that_may_ask() {
        let rule = |host: &str| vec![CorsRule { host: host.into(), methods: Vec::new() }];
        for (host, origin, fits) in [
            ("192.168.5.17:8081", "http://192.168.5.17:8081", true),
            ("192.168.5.17:8081", "http://192.168.5.17:80", false),
            ("192.168.5.17", "http://192.168.5.17:8081", true),
            ("192.168.*", "https://192.168.7.1:99", true),
            ("192.168.*:8081", "http://192.168.7.1:8081", true),
            ("http://192.168.5.17:8081", "https://192.168.5.17:8081", false),
            ("http://*.myDomain.com", "http://a.mydomain.com", true),
            ("*.myDomain.com", "http://mydomain.com", false),
            ("*.myDomain.com", "http://mydomain.com.evil.org", false),
            ("myProject.myDomain.com", "https://myproject.mydomain.com", true),
            ("*", "null", true),
        ] {
            assert_eq!(cors_rule(&rule(host), origin).is_some(), fits, "{host} {origin}");
        }
    }
}
