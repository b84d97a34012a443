//! The commands of a web process: what was asked, and what is answered (theme Web Server).
//!
//! What a method sends goes out when it is done, but for the pieces of `WEB SEND RAW DATA` with `*`, which go at once.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use four_runtime::array::Array;
use four_runtime::error::describe;
use four_runtime::registry::{InOut, Star};
use four_runtime::{Error, Res, Text, Value, commands};

use super::incoming::{decoded, header, text};
use super::outgoing::{check_header, with_charset};
use super::service::HTTP;
use super::web_page::{self, carried_out};
use super::web_raw::{send, send_raw};
use super::web_turn::{Sent, Turn, current, head};
use crate::http::{files, media_type, multipart, url};

/// The request that this process answers.
///
/// # Errors
/// When it answers none.
fn turn() -> Res<Rc<Turn>> {
    current().ok_or_else(|| {
        let message = "This command works only while a request is answered, in a web process.";
        Error::with_signature(-10756, message, HTTP)
            .with_help("call it in On Web Connection, On Web Authentication or an HTTP request handler")
    })
}

/// A media type given as such or as a file extension.
fn type_of(given: &str) -> String {
    if given.starts_with('.') { media_type(given).to_owned() } else { with_charset(given) }
}

fn fill(place: &mut Value, texts: impl Iterator<Item = String>) -> Res<()> {
    let Value::Array(array) = place else {
        let message = format!("A text array is expected; this is {}.", describe(place));
        return Err(Error::new(54, message).with_help("declare it first, as in ARRAY TEXT($names; 0)"));
    };
    let texts = texts.map(|text| array.element.convert(Value::from(text))).collect::<Res<Vec<_>>>()?;
    array.replace(texts)
}

fn texts(array: &Array) -> Vec<String> {
    (1..=array.len())
        .filter_map(|i| array.get(i))
        .map(|v| v.as_text().map(Text::to_string).unwrap_or_default())
        .collect()
}

/// Gives bytes to a variable: as a blob where it is one, else as text.
fn give(place: &mut Value, bytes: &[u8], media_type: &str) {
    *place = match place {
        Value::Blob(_) => Value::Blob(Rc::new(bytes.to_vec())),
        _ => Value::from(decoded(bytes, media_type)),
    };
}

/// `user-agent` as `User-Agent`: later requests of a connection come with names in lower case.
fn spelled(name: &str) -> String {
    if name.chars().any(char::is_uppercase) {
        return name.to_owned();
    }
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
    };
    name.split('-').map(word).collect::<Vec<_>>().join("-")
}

/// Takes a line of `WEB SET HTTP HEADER`.
fn set_header(turn: &Turn, name: &str, value: &str) -> Res<()> {
    check_header(name, value)?;
    if name.eq_ignore_ascii_case("X-VERSION") {
        return Ok(());
    }
    if name.eq_ignore_ascii_case("X-STATUS") {
        return set_status(turn, value);
    }
    let mut headers = turn.headers.borrow_mut();
    if !name.eq_ignore_ascii_case("Set-Cookie") {
        headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
    }
    if headers.len() >= 500 {
        return Err(Error::new(54, "More than 500 headers are set."));
    }
    headers.push((name.to_owned(), value.to_owned()));
    Ok(())
}

/// Takes a status such as `301` or `200 OK`.
fn set_status(turn: &Turn, text: &str) -> Res<()> {
    let status = text.split_whitespace().next().and_then(|status| status.parse::<u16>().ok());
    match status.filter(|status| (200..600).contains(status)) {
        Some(status) => {
            turn.status.set(Some(status));
            Ok(())
        }
        None => Err(Error::new(54, format!("\"{text}\" is no HTTP status from 200 to 599."))),
    }
}

/// The file that `WEB SEND FILE` means: an absolute path, or one below the root folder.
fn file(root: &Path, path: &str) -> Option<PathBuf> {
    let path = path.replace('\\', "/");
    let absolute = Path::new(&path);
    if absolute.is_absolute() && absolute.is_file() {
        return Some(absolute.to_owned());
    }
    files::below(root, &path)
}

/// The form variables of a request: those of the URL, then those of the body.
fn variables(turn: &Turn) -> Vec<(String, String)> {
    let request = &turn.request;
    let media_type = header(request, "content-type").unwrap_or_default();
    let mut found = request.query.clone();
    if media_type.trim_start().to_ascii_lowercase().starts_with("application/x-www-form-urlencoded") {
        found.extend(url::query(&format!("?{}", text(request).trim_end())));
    } else {
        let parts = multipart::parts(&media_type, &request.body).into_iter();
        found.extend(parts.map(|part| {
            let content = &request.body[part.content];
            (part.name, decoded(content, &part.media_type))
        }));
    }
    found
}

commands! { pub static COMMANDS: "Web Server";
    /// Sends a text to the web client, as HTML when no media type is given (`commands/web-send-text`). A file extension
    /// such as `.txt` is a media type too.
    ///
    /// ```4d
    /// Try
    /// 	WEB SEND TEXT("<p>hello</p>")
    /// Catch
    /// 	ASSERT(Last errors.first().errCode=-10756)  // no request is being answered here
    /// End try
    /// ```
    "WEB SEND TEXT" 677 fn web_send_text(host, html_text: &Text, kind: Option<&Text>) {
        let turn = turn()?;
        let media_type = type_of(&kind.map_or_else(|| "text/html".into(), |t| t.to_str()));
        let data = html_text.to_str().into_owned().into_bytes();
        let data = carried_out(host, &turn, data, &media_type, None)?;
        send(&turn, Sent::Body(data, media_type))
    }

    /// Sends a blob to the web client; `kind` is a media type, a file extension, or empty (`commands/web-send-blob`).
    ///
    /// ```4d
    /// var $blob : Blob
    /// Try
    /// 	WEB SEND BLOB($blob; ".png")
    /// Catch
    /// 	ASSERT(Last errors.first().errCode=-10756)  // no request is being answered here
    /// End try
    /// ```
    "WEB SEND BLOB" 654 fn web_send_blob(host, blob: &Value, kind: &Text) {
        let turn = turn()?;
        let Value::Blob(data) = blob else { return Err(Error::type_mismatch("a blob", blob)) };
        let given = kind.to_str();
        // The bytes of a blob may be in any character set: none is added.
        let media_type = if given.starts_with('.') { type_of(&given) } else { given.into_owned() };
        if !media_type.is_empty() {
            check_header("Content-Type", &media_type)?;
        }
        let data = carried_out(host, &turn, data.to_vec(), &media_type, None)?;
        send(&turn, Sent::Body(data, media_type))
    }

    /// Sends a file to the web client, by its absolute path or by its path in the root folder; `OK` is 1 when it is
    /// there, else 0 and error -43 (`commands/web-send-file`). Does nothing outside of a web process.
    ///
    /// ```4d
    /// WEB SEND FILE("index.html")
    /// ```
    "WEB SEND FILE" 619 fn web_send_file(host, html_file: &Text) {
        let Some(turn) = current() else { return Ok(()) };
        let name = html_file.to_str();
        if name.is_empty() {
            return Ok(());
        }
        let root = web_page::root(host.app());
        let Some(path) = file(&root, &name) else {
            host.set_variable("OK", Value::Int(0));
            return Err(Error::new(-43, format!("There is no file {name} in the root folder of the web server.")));
        };
        let page = media_type(&name);
        if page.starts_with("text/html") {
            let data = std::fs::read(&path).map_err(|e| Error::new(-43, format!("{name}: {e}.")))?;
            if files::has_tags(&data) {
                let data = carried_out(host, &turn, data, page, path.parent())?;
                send(&turn, Sent::Body(data, page.to_owned()))?;
                host.set_variable("OK", Value::Int(1));
                return Ok(());
            }
        }
        send(&turn, Sent::File(path))?;
        host.set_variable("OK", Value::Int(1));
        Ok(())
    }

    /// Sends a whole answer: header lines, a blank line, and the body; what is missing in the head is added. With `*`
    /// the data is a piece of the answer and goes out at once, and so do the pieces after it
    /// (`commands/web-send-raw-data`).
    ///
    /// ```4d
    /// var $blob : Blob
    /// TEXT TO BLOB("HTTP/1.1 404 Not found\r\n\r\n"; $blob; UTF8 text without length)
    /// Try
    /// 	WEB SEND RAW DATA($blob; *)
    /// Catch
    /// 	ASSERT(Last errors.first().errCode=-10756)  // no request is being answered here
    /// End try
    /// ```
    "WEB SEND RAW DATA" 815 fn web_send_raw_data(_host, data: &Value, star: Star) {
        let turn = turn()?;
        let Value::Blob(data) = data else { return Err(Error::type_mismatch("a blob", data)) };
        send_raw(&turn, data, star.0)
    }

    /// Sends the web client to another URL, with status 302; `WEB SET HTTP HEADER` with `X-STATUS: 301` makes it another
    /// one. Without `*` characters that a URL must not have are encoded (`commands/web-send-http-redirect`).
    ///
    /// ```4d
    /// Try
    /// 	WEB SEND HTTP REDIRECT("/new/place")
    /// Catch
    /// 	ASSERT(Last errors.first().errCode=-10756)  // no request is being answered here
    /// End try
    /// ```
    "WEB SEND HTTP REDIRECT" 659 fn web_send_http_redirect(_host, url: &Text, star: Star) {
        let turn = turn()?;
        let url = url.to_str();
        let url = if star.0 { url.into_owned() } else { url::encode_url(&url) };
        check_header("Location", &url)?;
        send(&turn, Sent::Redirect(url))
    }

    /// Sets header lines of the answer, given as one text or as two text arrays. `HTTP/1.0 404 Not found` as the first line,
    /// or a field `X-STATUS`, sets the status (`commands/web-set-http-header`). Has no effect outside of a web process.
    ///
    /// ```4d
    /// ARRAY TEXT($names; 0)
    /// ARRAY TEXT($values; 0)
    /// APPEND TO ARRAY($names; "Set-Cookie")
    /// APPEND TO ARRAY($values; "C=HELLO")
    /// WEB SET HTTP HEADER($names; $values)
    /// ```
    "WEB SET HTTP HEADER" 660 fn web_set_http_header(_host, header: &Value, values: Option<&Value>) {
        let Some(turn) = current() else { return Ok(()) };
        match (header, values) {
            (Value::Text(text), None) => {
                for line in text.to_str().split(['\r', '\n']).filter(|line| !line.is_empty()) {
                    match line.split_once(':') {
                        _ if line.starts_with("HTTP/") => {
                            set_status(&turn, line.split_once(' ').map_or("", |(_, status)| status))?;
                        }
                        Some((name, value)) => set_header(&turn, name.trim(), value.trim())?,
                        None => {
                            let message = format!("\"{}\" is no header line: it has no colon.", line.escape_debug());
                            return Err(Error::new(54, message));
                        }
                    }
                }
                Ok(())
            }
            (Value::Array(names), Some(Value::Array(values))) => {
                let values = texts(values);
                for (number, name) in texts(names).iter().enumerate() {
                    set_header(&turn, name, values.get(number).map_or("", String::as_str))?;
                }
                Ok(())
            }
            (other, _) => Err(Error::type_mismatch("a text, or two text arrays", other)),
        }
    }

    /// The header of the request: as one text, or names and values in two text arrays, after `X-METHOD`, `X-URL` and
    /// `X-VERSION` (`commands/web-get-http-header`).
    ///
    /// ```4d
    /// ARRAY TEXT($names; 0)
    /// ARRAY TEXT($values; 0)
    /// Try
    /// 	WEB GET HTTP HEADER($names; $values)
    /// 	ASSERT($names{1}="X-METHOD")
    /// Catch
    /// 	ASSERT(Last errors.first().errCode=-10756)  // no request is being answered here
    /// End try
    /// ```
    "WEB GET HTTP HEADER" 697 fn web_get_http_header(_host, header: InOut, values: Option<InOut>) {
        let turn = turn()?;
        let Some(values) = values else {
            *header.0 = Value::from(head(&turn.request).trim_end());
            return Ok(());
        };
        let request = &turn.request;
        let first = [("X-METHOD", request.method.as_str()), ("X-URL", &request.url), ("X-VERSION", request.version)];
        let first = first.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter();
        let lines = request.headers.iter().map(|(name, value)| (spelled(name), value.clone()));
        let (names, contents): (Vec<_>, Vec<_>) = first.chain(lines).unzip();
        fill(header.0, names.into_iter())?;
        fill(values.0, contents.into_iter())
    }

    /// The body of the request as it came: in a blob where the variable is one, else as text
    /// (`commands/web-get-http-body`).
    ///
    /// ```4d
    /// var $body : Text
    /// Try
    /// 	WEB GET HTTP BODY($body)
    /// Catch
    /// 	ASSERT(Last errors.first().errCode=-10756)  // no request is being answered here
    /// End try
    /// ```
    "WEB GET HTTP BODY" 814 fn web_get_http_body(_host, body: InOut) {
        let turn = turn()?;
        let media_type = header(&turn.request, "content-type").unwrap_or_default();
        give(body.0, &turn.request.body, &media_type);
        Ok(())
    }

    /// Names and values of the form variables of the request, from its URL and its body (`commands/web-get-variables`).
    ///
    /// ```4d
    /// ARRAY TEXT($names; 0)
    /// ARRAY TEXT($values; 0)
    /// Try
    /// 	WEB GET VARIABLES($names; $values)
    /// Catch
    /// 	ASSERT(Last errors.first().errCode=-10756)  // no request is being answered here
    /// End try
    /// ```
    "WEB GET VARIABLES" 683 fn web_get_variables(_host, names: InOut, values: InOut) {
        let turn = turn()?;
        let (found, contents): (Vec<_>, Vec<_>) = variables(&turn).into_iter().unzip();
        fill(names.0, found.into_iter())?;
        fill(values.0, contents.into_iter())
    }

    /// Number of parts in the body of the request (`commands/web-get-body-part-count`).
    ///
    /// ```4d
    /// Try
    /// 	ASSERT(WEB Get body part count>=0)
    /// Catch
    /// 	ASSERT(Last errors.first().errCode=-10756)  // no request is being answered here
    /// End try
    /// ```
    "WEB Get body part count" 1211 fn web_get_body_part_count(_host) -> usize {
        let turn = turn()?;
        let media_type = header(&turn.request, "content-type").unwrap_or_default();
        Ok(multipart::parts(&media_type, &turn.request.body).len())
    }

    /// A part of the body of the request, from 1: its content (in a blob where the variable is one, else as text), the
    /// name of its field, its media type and the name of its file (`commands/web-get-body-part`).
    ///
    /// ```4d
    /// var $content : Blob
    /// var $name; $type; $file : Text
    /// Try
    /// 	WEB GET BODY PART(1; $content; $name; $type; $file)
    /// Catch
    /// 	ASSERT(Last errors.first().errCode=-10756)  // no request is being answered here
    /// End try
    /// ```
    "WEB GET BODY PART" 1212 fn web_get_body_part(
        _host, part: i32, contents: InOut, name: InOut, mime_type: Option<InOut>, file_name: Option<InOut>
    ) {
        let turn = turn()?;
        let media_type = header(&turn.request, "content-type").unwrap_or_default();
        let parts = multipart::parts(&media_type, &turn.request.body);
        let number = usize::try_from(part).ok().and_then(|part| part.checked_sub(1));
        let Some(found) = number.and_then(|number| parts.get(number)) else {
            let message = format!("The request has {} parts; there is no part {part}.", parts.len());
            return Err(Error::with_signature(-10760, message, HTTP));
        };
        give(contents.0, &turn.request.body[found.content.clone()], &found.media_type);
        *name.0 = Value::from(found.name.as_str());
        if let Some(mime_type) = mime_type {
            *mime_type.0 = Value::from(found.media_type.as_str());
        }
        if let Some(file_name) = file_name {
            *file_name.0 = Value::from(found.file_name.as_str());
        }
        Ok(())
    }

    /// True when the request came over TLS; False outside of a web process (`commands/web-is-secured-connection`).
    ///
    /// ```4d
    /// ASSERT(WEB Is secured connection=False)
    /// ```
    "WEB Is secured connection" 698 fn web_is_secured_connection(_host) -> bool {
        Ok(current().is_some_and(|turn| turn.request.secured))
    }
}
