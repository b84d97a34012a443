//! gzip for answers that gain by it (`HTTPCompressionLevel`, `HTTPCompressionThreshold`; RFC 9110 section 8.4).

use super::{Answering, Body};
use flate2::Compression;
use flate2::write::GzEncoder;
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::{Response, StatusCode};
use std::io::{self, Write};

/// Answers above this size are sent as they are: compressing them would take too long at a time.
pub(super) const LARGEST: u64 = 8 << 20;
/// Up to this size the network thread compresses by itself.
const AT_ONCE: usize = 32 << 10;

/// Whether the client takes gzip.
pub(super) fn accepted(headers: &HeaderMap) -> bool {
    let mut any = None;
    for line in headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok()) {
        for entry in line.split(',') {
            let (name, rest) = entry.split_once(';').unwrap_or((entry, ""));
            let quality = rest.trim().strip_prefix("q=").map_or(1.0, |q| q.trim().parse().unwrap_or(0.0));
            match name.trim() {
                name if name.eq_ignore_ascii_case("gzip") => return quality > 0.0,
                "*" => any = Some(quality > 0.0),
                _ => {}
            }
        }
    }
    any == Some(true)
}

/// Whether content of this type gets smaller: texts do, pictures and archives are compressed already.
pub(super) fn is_worth_it(media_type: &str) -> bool {
    let name = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    // A stream of events must not wait in a compressor.
    (name.starts_with("text/") && name != "text/event-stream")
        || name.ends_with("+json")
        || name.ends_with("+xml")
        || ["application/json", "application/xml", "application/javascript", "application/wasm"]
            .contains(&name.as_str())
        || ["image/bmp", "font/ttf", "font/otf", "application/x-javascript"].contains(&name.as_str())
}

/// Compresses.
pub(super) fn gzip(data: &[u8], level: i32) -> io::Result<Vec<u8>> {
    let level = match u32::try_from(level) {
        Ok(level @ 1..=9) => Compression::new(level),
        _ => Compression::default(),
    };
    let mut writer = GzEncoder::new(Vec::with_capacity(data.len() / 3 + 64), level);
    writer.write_all(data)?;
    writer.finish()
}

/// An answer as a client gets it that takes gzip: compressed when that is worth it.
pub(super) async fn compressed(response: Response<Body>, answering: &Answering) -> Response<Body> {
    let headers = response.headers();
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let Some(data) = response.body().bytes().cloned() else { return response };
    let size = data.len() as u64;
    if response.status() == StatusCode::PARTIAL_CONTENT
        || headers.contains_key(header::CONTENT_ENCODING)
        || !is_worth_it(media_type)
        || size < answering.compression_threshold.max(1)
        || size > LARGEST
    {
        return response;
    }
    let level = answering.compression_level;
    let packed = if data.len() <= AT_ONCE {
        gzip(&data, level)
    } else {
        tokio::task::spawn_blocking(move || gzip(&data, level)).await.unwrap_or_else(|e| Err(e.into()))
    };
    match packed {
        Ok(packed) => {
            let mut response = response.map(|_| Body::full(packed));
            mark(response.headers_mut());
            response
        }
        Err(_) => response,
    }
}

/// Says in the header that the body is compressed.
pub(super) fn mark(headers: &mut HeaderMap) {
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    headers.append(header::VARY, HeaderValue::from_static("Accept-Encoding"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_takes_gzip() {
        for (line, taken) in [
            ("gzip, deflate, br", true),
            ("br;q=1, GZIP;q=0.5", true),
            ("gzip;q=0", false),
            ("*", true),
            ("gzip;q=0, *", false),
            ("identity", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(line));
            assert_eq!(accepted(&headers), taken, "{line}");
        }
        assert!(!accepted(&HeaderMap::new()));
    }
}
