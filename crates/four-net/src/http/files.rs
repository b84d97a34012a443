//! Static files. A request path is decoded once and walked segment by segment below the root folder: `..`, dotfiles
//! (but for `/.well-known/`) and anything whose real path lies outside are not found, not refused, so that nothing is
//! told about what exists. A name that does not match is looked up once more without case.

use super::{Answering, Body, compress, mime, plain, url};
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::{Request, Response, StatusCode};
use std::fs::{self, File, Metadata};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// Files up to this size are read at once, larger ones streamed.
const SMALL: u64 = 64 << 10;
/// Entries of a folder looked at for a name without case.
const LOOKED_AT: usize = 20_000;

/// What a path leads to.
enum Found {
    File(PathBuf, Metadata),
    /// A folder with a home page, asked for without its final slash; the right path.
    Folder(String),
}

/// The answer for a GET or HEAD request, or `None` when there is no such file.
pub(crate) async fn answer<B>(
    root: &Path,
    homepage: &str,
    request: &Request<B>,
    answering: &Answering,
) -> Option<Response<Body>> {
    let (root, homepage) = (root.to_owned(), homepage.to_owned());
    let (path, query) = (request.uri().path().to_owned(), request.uri().query().map(str::to_owned));
    let (headers, answering) = (request.headers().clone(), answering.clone());
    blocking(move || {
        Some(match find(&root, &homepage, &path)? {
            Found::File(path, meta) => file(&path, &meta, &headers, &answering)?,
            Found::Folder(mut right) => {
                if let Some(query) = query {
                    right.push('?');
                    right.push_str(&query);
                }
                let mut response = plain(StatusCode::MOVED_PERMANENTLY);
                response.headers_mut().insert(header::LOCATION, HeaderValue::try_from(right).ok()?);
                response
            }
        })
    })
    .await
}

/// A file that the program sends, wherever it lies.
pub(crate) async fn send(path: &Path, headers: &HeaderMap, answering: &Answering) -> Option<Response<Body>> {
    let (path, headers, answering) = (path.to_owned(), headers.clone(), answering.clone());
    blocking(move || {
        let meta = fs::metadata(&path).ok().filter(Metadata::is_file)?;
        file(&path, &meta, &headers, &answering)
    })
    .await
}

/// The file that a relative path leads to below the root folder, by the rules for requests but without decoding; no
/// folder.
pub fn below(root: &Path, path: &str) -> Option<PathBuf> {
    let real_root = fs::canonicalize(root).ok()?;
    let found = walk(&real_root, &real_root, &names(path)?)?;
    found.is_file().then_some(found)
}

/// The page with 4D tags that a request path leads to: one that ends in `.shtml` or `.shtm`, or such a home page.
pub fn page(root: &Path, homepage: &str, path: &str) -> Option<PathBuf> {
    match find(root, homepage, path)? {
        Found::File(path, _) if path.to_str().is_some_and(is_page) => Some(path),
        _ => None,
    }
}

/// Whether a file of this name is a page that 4D carries out (`Tags/transformation-tags`).
pub fn is_page(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    ["shtml", "shtm"].iter().any(|dynamic| extension.eq_ignore_ascii_case(dynamic))
}

/// The site's own page for a status, such as `404.html` or `4xx.html` (`WebServer/errorPages`).
pub(crate) async fn error_page(root: &Path, status: u16) -> Option<Response<Body>> {
    let root = root.to_owned();
    let mut page = blocking(move || {
        let names = [format!("/{status}.html"), format!("/{}xx.html", status / 100)];
        names.iter().find_map(|name| match find(&root, "", name)? {
            Found::File(path, meta) => file(&path, &meta, &HeaderMap::new(), &Answering::default()),
            Found::Folder(_) => None,
        })
    })
    .await?;
    for name in [header::ETAG, header::LAST_MODIFIED, header::ACCEPT_RANGES] {
        page.headers_mut().remove(name);
    }
    Some(page)
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Option<T> + Send + 'static) -> Option<T> {
    tokio::task::spawn_blocking(work).await.ok().flatten()
}

/// The segments of a request path, if it may be served at all.
fn segments(path: &str) -> Option<Vec<String>> {
    names(&String::from_utf8(url::decode(path)?).ok()?)
}

/// The segments of a path that is decoded already.
fn names(path: &str) -> Option<Vec<String>> {
    let mut segments = Vec::new();
    for segment in path.split('/').filter(|s| !s.is_empty()) {
        let known = segments.is_empty() && segment == ".well-known";
        if (segment.starts_with('.') && !known)
            || segment.contains(['\0', '\\'])
            || segment.chars().any(char::is_control)
        {
            return None;
        }
        segments.push(segment.to_owned());
    }
    Some(segments)
}

fn find(root: &Path, homepage: &str, path: &str) -> Option<Found> {
    let real_root = fs::canonicalize(root).ok()?;
    let segments = segments(path)?;
    let found = walk(&real_root, &real_root, &segments)?;
    let meta = fs::metadata(&found).ok()?;
    if meta.is_file() {
        return (!path.ends_with('/')).then_some(Found::File(found, meta));
    }
    let page = self::segments(homepage).filter(|page| !page.is_empty())?;
    let page = walk(&real_root, &found, &page)?;
    let meta = fs::metadata(&page).ok().filter(Metadata::is_file)?;
    if !path.ends_with('/') {
        let segments: Vec<_> = segments.iter().map(|s| url::encode_segment(s)).collect();
        return Some(Found::Folder(format!("/{}/", segments.join("/"))));
    }
    Some(Found::File(page, meta))
}

/// Follows segments from `start`; the real path at the end, if it lies within `root`.
fn walk(root: &Path, start: &Path, segments: &[String]) -> Option<PathBuf> {
    let mut at = start.to_owned();
    for segment in segments {
        let exact = at.join(segment);
        at = if fs::symlink_metadata(&exact).is_ok() { exact } else { without_case(&at, segment)? };
        // Checked at each step: not even a folder outside is searched.
        at = fs::canonicalize(&at).ok().filter(|real| real.starts_with(root))?;
    }
    Some(at)
}

fn without_case(folder: &Path, name: &str) -> Option<PathBuf> {
    let wanted = name.to_lowercase();
    let entries = fs::read_dir(folder).ok()?.take(LOOKED_AT).flatten();
    let mut matching: Vec<_> = entries
        .filter(|e| e.file_name().to_str().is_some_and(|n| n.to_lowercase() == wanted))
        .map(|e| e.path())
        .collect();
    // The same choice every time, whatever the order of the folder.
    matching.sort();
    matching.into_iter().next()
}

fn file(path: &Path, meta: &Metadata, asked: &HeaderMap, answering: &Answering) -> Option<Response<Body>> {
    let mut file = File::open(path).ok()?;
    let len = meta.len();
    let modified = meta.modified().ok();
    let tag = etag(meta);
    let mut response = Response::new(Body::full(""));
    let headers = response.headers_mut();
    headers.insert(header::ETAG, HeaderValue::try_from(&tag).ok()?);
    if let Some(time) = modified {
        headers.insert(header::LAST_MODIFIED, HeaderValue::try_from(httpdate::fmt_http_date(time)).ok()?);
    }
    if is_unchanged(asked, &tag, modified) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return Some(response);
    }
    let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
    if is_dynamic(name, &mut file) {
        return Some(plain(StatusCode::NOT_IMPLEMENTED));
    }
    let media_type = mime::of(name);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    let packable = compress::is_worth_it(media_type)
        && len >= answering.compression_threshold.max(1)
        && len <= compress::LARGEST;
    if packable && compress::accepted(asked) && !asked.contains_key(header::RANGE) {
        let mut data = Vec::with_capacity(len as usize);
        file.take(len).read_to_end(&mut data).ok()?;
        compress::mark(headers);
        // Another representation has another tag (RFC 9110 section 8.8.3).
        headers.insert(header::ETAG, HeaderValue::try_from(packed_tag(&tag)).ok()?);
        headers.remove(header::ACCEPT_RANGES);
        *response.body_mut() = Body::full(compress::gzip(&data, answering.compression_level).ok()?);
        return Some(response);
    }
    if packable {
        headers.append(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    }
    let (start, count) = match range(asked, len, &tag, modified) {
        Range::Whole => (0, len),
        Range::Part(start, end) => {
            let text = format!("bytes {start}-{}/{len}", end - 1);
            headers.insert(header::CONTENT_RANGE, HeaderValue::try_from(text).ok()?);
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
            (start, end - start)
        }
        Range::Unsatisfiable => {
            let mut refused = plain(StatusCode::RANGE_NOT_SATISFIABLE);
            let text = HeaderValue::try_from(format!("bytes */{len}")).ok()?;
            refused.headers_mut().insert(header::CONTENT_RANGE, text);
            return Some(refused);
        }
    };
    if start > 0 {
        file.seek(SeekFrom::Start(start)).ok()?;
    }
    *response.body_mut() = if count <= SMALL {
        let mut data = Vec::with_capacity(count as usize);
        file.take(count).read_to_end(&mut data).ok()?;
        Body::full(data)
    } else {
        Body::file(tokio::fs::File::from_std(file), count)
    };
    Some(response)
}

/// Whether a page has 4D tags such as `<!--#4DTEXT …-->`.
pub fn has_tags(page: &[u8]) -> bool {
    page.windows(8).any(|window| {
        window.starts_with(b"<!--") && {
            let rest = window[4..].strip_prefix(b"#").unwrap_or(&window[4..]);
            rest.len() > 2 && rest[..2].eq_ignore_ascii_case(b"4d") && rest[2].is_ascii_alphabetic()
        }
    })
}

/// Whether a file is a page that 4D carries out, and has tags: without a program it would show that program's code.
fn is_dynamic(name: &str, file: &mut File) -> bool {
    if !is_page(name) {
        return false;
    }
    let mut page = Vec::new();
    let read = file.take(compress::LARGEST).read_to_end(&mut page);
    // What cannot be looked at is taken for dynamic.
    read.is_err() || page.len() as u64 == compress::LARGEST || has_tags(&page) || file.rewind().is_err()
}

/// Changes with the time and size of the file.
fn etag(meta: &Metadata) -> String {
    let time = meta.modified().ok().and_then(|t| t.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    format!("\"{:x}-{:x}\"", time.as_nanos(), meta.len())
}

/// The tag of the compressed form.
fn packed_tag(tag: &str) -> String {
    format!("{}-gz\"", tag.trim_end_matches('"'))
}

fn seconds(time: SystemTime) -> Option<u64> {
    time.duration_since(UNIX_EPOCH).ok().map(|d| d.as_secs())
}

/// Whether the client's copy is good (RFC 9110 section 13.1): tags decide, dates only without tags.
fn is_unchanged(asked: &HeaderMap, tag: &str, modified: Option<SystemTime>) -> bool {
    if asked.contains_key(header::IF_NONE_MATCH) {
        let lines = asked.get_all(header::IF_NONE_MATCH);
        let packed = packed_tag(tag);
        let same = |t: &str| {
            let t = t.trim().trim_start_matches("W/");
            t == "*" || t == tag || t == packed
        };
        return lines.iter().filter_map(|v| v.to_str().ok()).any(|line| line.split(',').any(same));
    }
    let since = asked.get(header::IF_MODIFIED_SINCE).and_then(|v| v.to_str().ok());
    let since = since.and_then(|v| httpdate::parse_http_date(v).ok()).and_then(seconds);
    match (modified.and_then(seconds), since) {
        (Some(modified), Some(since)) => modified <= since,
        _ => false,
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Range {
    Whole,
    /// Start, and end not included.
    Part(u64, u64),
    Unsatisfiable,
}

/// The part asked for; several parts, and what can't be read, mean the whole (RFC 9110 section 14.2).
fn range(asked: &HeaderMap, len: u64, tag: &str, modified: Option<SystemTime>) -> Range {
    let text = |name| asked.get(name).and_then(|v| v.to_str().ok());
    if let Some(condition) = text(header::IF_RANGE) {
        let date = httpdate::parse_http_date(condition).ok().and_then(seconds);
        if condition != tag && (date.is_none() || date != modified.and_then(seconds)) {
            return Range::Whole;
        }
    }
    let number =
        |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<u64>().ok()).flatten();
    let part =
        text(header::RANGE).and_then(|r| r.strip_prefix("bytes=")).and_then(|r| r.trim().split_once('-'));
    match part {
        Some(("", last)) => match number(last) {
            Some(0) => Range::Unsatisfiable,
            Some(_) if len == 0 => Range::Unsatisfiable,
            Some(last) => Range::Part(len - last.min(len), len),
            None => Range::Whole,
        },
        Some((first, "")) => match number(first) {
            Some(first) if first < len => Range::Part(first, len),
            Some(_) => Range::Unsatisfiable,
            None => Range::Whole,
        },
        Some((first, last)) => match (number(first), number(last)) {
            (Some(first), Some(last)) if first > last => Range::Whole,
            (Some(first), Some(last)) if first < len => Range::Part(first, last.saturating_add(1).min(len)),
            (Some(_), Some(_)) => Range::Unsatisfiable,
            _ => Range::Whole,
        },
        None => Range::Whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        let ask = |value: &'static str| {
            let mut asked = HeaderMap::new();
            asked.insert(header::RANGE, HeaderValue::from_static(value));
            range(&asked, 10, "\"t\"", None)
        };
        for (value, expected) in [
            ("bytes=0-3", Range::Part(0, 4)),
            ("bytes=5-", Range::Part(5, 10)),
            ("bytes=-3", Range::Part(7, 10)),
            ("bytes=-30", Range::Part(0, 10)),
            ("bytes=0-99999999999999999999", Range::Whole),
            ("bytes=9-18446744073709551615", Range::Part(9, 10)),
            ("bytes=10-", Range::Unsatisfiable),
            ("bytes=-0", Range::Unsatisfiable),
            ("bytes=4-2", Range::Whole),
            ("bytes=0-1,3-4", Range::Whole),
            ("lines=0-1", Range::Whole),
        ] {
            assert_eq!(ask(value), expected, "{value}");
        }
    }

    #[test]
    fn sec_17_hostile_paths() {
        for path in [
            "/..",
            "/a/../b",
            "/%2e%2e/x",
            "/.git/config",
            "/a/.env",
            "/a%00b",
            "/a\\b",
            "/%5c..",
            "/%zz",
            "/a/.well-known/x",
        ] {
            assert_eq!(segments(path), None, "{path}");
        }
        assert_eq!(segments("/%252e%252e/x"), Some(vec!["%2e%2e".into(), "x".into()]));
        assert_eq!(segments("/.well-known/a"), Some(vec![".well-known".into(), "a".into()]));
    }
}
