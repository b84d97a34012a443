//! Pictures: the bytes of a picture with what its header tells. Its pixels are the business of the commands that ask for
//! them.
//!
//! A picture is an object with a native part, which never changes: copies share it.

use std::any::Any;
use std::rc::Rc;
use std::sync::Arc;

use imagesize::{Compression, ImageType};

use crate::class::native_class;
use crate::native::{Native, PortableNative};
use crate::object::Object;
use crate::value::Value;

crate::native_class! {
    /// The class of pictures. Programs do not see it: for them a picture is a value of a type of its own.
    static PICTURE: "Picture";
}

/// Formats that four knows by their headers: codec, media type, other extensions (`commands/picture-codec-list`).
pub const FORMATS: [(&str, &str, &[&str]); 9] = [
    (".png", "image/png", &[]),
    (".jpg", "image/jpeg", &[".jpeg", ".jpe", ".jfif"]),
    (".gif", "image/gif", &[]),
    (".bmp", "image/bmp", &[".dib"]),
    (".tif", "image/tiff", &[".tiff"]),
    (".svg", "image/svg+xml", &[]),
    (".webp", "image/webp", &[]),
    (".heic", "image/heic", &[".heif"]),
    (".avif", "image/avif", &[]),
];

/// The codec that an extension (`.gif`, the dot may be missing) or a media type (`image/gif`) names.
pub fn codec(name: &str) -> Option<&'static str> {
    let name = name.trim().to_ascii_lowercase();
    let dotted = format!(".{}", name.trim_start_matches('.'));
    let same = |(codec, media, others): &&(&str, &str, &[&str])| {
        *codec == dotted || *media == name || others.contains(&dotted.as_str())
    };
    FORMATS.iter().find(same).map(|(codec, ..)| *codec)
}

/// A picture.
#[derive(Clone, Debug)]
pub struct Picture {
    /// The file as it is.
    pub bytes: Arc<[u8]>,
    /// Its codec, such as `.png`; the name that the program gave when the bytes are of an unknown kind.
    pub codec: Arc<str>,
    /// Width and height in pixels; 0 when the header does not tell.
    pub size: (f64, f64),
    /// The name of the file that it came from, or that the program gave it; empty without.
    pub name: Arc<str>,
    /// For a picture that was scaled, moved or flipped: what it was made of.
    pub untouched: Option<Arc<Untouched>>,
}

/// A picture and the matrix that was put on it (`commands/transform-picture`).
#[derive(Debug)]
pub struct Untouched {
    /// The picture as it was.
    pub picture: Picture,
    /// What was done to it.
    pub matrix: Matrix,
}

/// What can be taken back of the changes to a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Matrix {
    /// Factors of width and height.
    pub scale: (f64, f64),
    /// Pixels to the right and downwards.
    pub translation: (f64, f64),
    /// Flipped horizontally, vertically.
    pub flips: (bool, bool),
}

impl Default for Matrix {
    fn default() -> Matrix {
        Matrix { scale: (1.0, 1.0), translation: (0.0, 0.0), flips: (false, false) }
    }
}

impl Picture {
    /// The picture that the bytes hold, by their header; `None` when they are none that four knows.
    pub fn read(bytes: &[u8]) -> Option<Picture> {
        let (codec, size) = match imagesize::image_type(bytes) {
            Ok(kind) => {
                let size = imagesize::blob_size(bytes).ok()?;
                (codec_of(kind)?, (size.width as f64, size.height as f64))
            }
            Err(_) => (".svg", svg_size(bytes)?),
        };
        Some(Picture { bytes: bytes.into(), codec: codec.into(), size, name: "".into(), untouched: None })
    }

    /// Bytes of any kind under a name that the program chose (`commands/blob-to-picture`).
    pub fn wrap(bytes: &[u8], codec: &str) -> Picture {
        Picture {
            bytes: bytes.into(),
            codec: codec.into(),
            size: (0.0, 0.0),
            name: "".into(),
            untouched: None,
        }
    }

    /// The empty picture, which a picture variable holds before anything is assigned.
    pub fn none() -> Value {
        thread_local! {
            static NONE: Value = Picture::wrap(b"", "").into_value();
        }
        NONE.with(Value::clone)
    }

    /// True for the empty picture, which equals Null.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The picture that a value is.
    pub fn of(value: &Value) -> Option<&Picture> {
        value.as_object()?.native_as::<Picture>()
    }

    /// The media type, such as `image/png`.
    pub fn media_type(&self) -> &'static str {
        let known = FORMATS.iter().find(|(codec, ..)| **codec == *self.codec);
        known.map_or("application/octet-stream", |(_, media, _)| media)
    }

    /// The value.
    pub fn into_value(self) -> Value {
        Value::from(Rc::new(Object::native(native_class(&PICTURE), Rc::new(self))))
    }
}

impl Native for Picture {
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn to_portable(&self) -> Option<Box<dyn PortableNative>> {
        Some(Box::new(self.clone()))
    }
}

impl PortableNative for Picture {
    fn arrive(&self) -> Value {
        self.clone().into_value()
    }
}

fn codec_of(kind: ImageType) -> Option<&'static str> {
    Some(match kind {
        ImageType::Png => ".png",
        ImageType::Jpeg => ".jpg",
        ImageType::Gif => ".gif",
        ImageType::Bmp => ".bmp",
        ImageType::Tiff => ".tif",
        ImageType::Webp => ".webp",
        ImageType::Heif(Compression::Av1) => ".avif",
        ImageType::Heif(_) => ".heic",
        _ => return None,
    })
}

/// Width and height of an SVG document: its attributes in pixels, else its view box (SVG 1.1, section 7).
fn svg_size(bytes: &[u8]) -> Option<(f64, f64)> {
    let text = std::str::from_utf8(bytes).ok()?;
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    let document = roxmltree::Document::parse_with_options(text, options).ok()?;
    let root = document.root_element();
    if root.tag_name().name() != "svg" {
        return None;
    }
    let length = |name: &str| {
        let text = root.attribute(name)?.trim();
        text.strip_suffix("px").unwrap_or(text).parse::<f64>().ok().filter(|length| length.is_finite())
    };
    let view: Vec<f64> = root.attribute("viewBox").map_or_else(Vec::new, |view| {
        view.split([' ', ',']).filter_map(|number| number.parse().ok()).collect()
    });
    let side = |name: &str, place: usize| length(name).or(view.get(place).copied()).unwrap_or(0.0);
    Some((side("width", 2), side("height", 3)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The smallest GIF: one pixel.
    const GIF: &[u8] = b"GIF89a\x01\x00\x02\x00\x00\x00\x00;";

    #[test]
    fn headers_tell_kind_and_size() {
        let gif = Picture::read(GIF).expect("a picture");
        assert_eq!((&*gif.codec, gif.size, gif.media_type()), (".gif", (1.0, 2.0), "image/gif"));
        let svg = Picture::read(br#"<?xml version="1.0"?><svg width="30px" viewBox="0 0 8 9"/>"#)
            .expect("a picture");
        assert_eq!((&*svg.codec, svg.size), (".svg", (30.0, 9.0)));
    }

    #[test]
    fn what_is_no_picture_is_none() {
        for bytes in
            [b"".as_slice(), b"hello", b"<a/>", b"<svg", b"GIF8", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"]
        {
            assert!(Picture::read(bytes).is_none(), "{bytes:?}");
        }
    }

    #[test]
    fn codecs_are_named_by_extension_or_media_type() {
        assert_eq!(codec("JPEG"), Some(".jpg"));
        assert_eq!(codec(".Tiff"), Some(".tif"));
        assert_eq!(codec("image/svg+xml"), Some(".svg"));
        assert_eq!(codec(".psd"), None);
    }

    proptest::proptest! {
        #[test]
        fn damaged_headers_do_no_harm(kind in 0usize..7, bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let starts: [&[u8]; 7] = [
                b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", GIF, b"BM", b"II*\0", b"RIFF\0\0\0\0WEBPVP8 ", b"\0\0\0\x18ftypheic",
            ];
            let _ = Picture::read(&[starts[kind], &bytes].concat());
        }
    }
}
