//! Pixels: decoding within bounds, encoding, and the matrix that turns one picture into another.

use std::io::Cursor;
use std::sync::Arc;

use four_runtime::picture::{Matrix, Picture, Untouched};
use four_runtime::{Error, Host, Res};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{ImageFormat, ImageReader, Limits, Rgba, RgbaImage};

use crate::args::check_size;

/// Most pixels that a picture may have.
const MAX_PIXELS: u64 = 100 << 20;
/// Bytes of a pixel, as it is worked on.
const PIXEL: u64 = 4;

/// The formats that four decodes and encodes, by codec. WebP is only decoded.
fn format(codec: &str) -> Option<ImageFormat> {
    Some(match codec {
        ".png" => ImageFormat::Png,
        ".jpg" => ImageFormat::Jpeg,
        ".gif" => ImageFormat::Gif,
        ".bmp" => ImageFormat::Bmp,
        ".webp" => ImageFormat::WebP,
        _ => return None,
    })
}

/// True when pictures can be encoded in this format.
pub fn can_encode(codec: &str) -> bool {
    format(codec).is_some_and(|format| format != ImageFormat::WebP)
}

/// Checks that a picture of this size may be made.
///
/// # Errors
/// -10701 when it is too large for the program.
pub fn check_pixels(host: &dyn Host, width: f64, height: f64) -> Res<()> {
    let pixels = width.max(0.0) * height.max(0.0);
    if pixels > MAX_PIXELS as f64 || width > f64::from(u16::MAX) || height > f64::from(u16::MAX) {
        let message = format!("A picture of {width:.0} by {height:.0} pixels is too large.");
        return Err(Error::new(-10701, message));
    }
    check_size(host, (pixels as u64 * PIXEL) as usize)
}

#[cold]
fn undecoded(picture: &Picture, said: &str) -> Box<Error> {
    Error::new(33, format!("The picture ({}) cannot be decoded: {said}.", picture.codec))
}

/// The pixels of the bytes of a picture.
///
/// # Errors
/// 33 for a format that four does not decode and for damaged bytes; -10701 when it is too large.
pub fn decode(host: &dyn Host, picture: &Picture) -> Res<RgbaImage> {
    let Some(format) = format(&picture.codec) else {
        return Err(undecoded(picture, "four has no decoder for this format"));
    };
    check_pixels(host, picture.size.0, picture.size.1)?;
    let mut reader = ImageReader::with_format(Cursor::new(&picture.bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(2 * MAX_PIXELS * PIXEL);
    limits.max_image_width = Some(u16::MAX.into());
    limits.max_image_height = Some(u16::MAX.into());
    reader.limits(limits);
    let decoded = reader.decode().map_err(|error| undecoded(picture, &error.to_string()))?;
    // What the header told may not be what the decoder found.
    check_pixels(host, decoded.width().into(), decoded.height().into())?;
    Ok(decoded.into_rgba8())
}

/// A picture of these pixels in a format that can be encoded, else as PNG. `quality` is between 0 and 1, for JPEG.
///
/// # Errors
/// 33 when the encoder fails.
pub fn encode(image: &RgbaImage, codec: &str, quality: f64) -> Res<Picture> {
    let codec = if can_encode(codec) { codec } else { ".png" };
    let mut bytes = Cursor::new(Vec::new());
    let written = match format(codec) {
        Some(ImageFormat::Jpeg) => {
            let quality = (quality.clamp(0.0, 1.0) * 100.0).round().max(1.0) as u8;
            // JPEG has no transparency: what is transparent shows white.
            let flat = image::DynamicImage::ImageRgba8(over_white(image)).into_rgb8();
            JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(&flat)
        }
        Some(format) => image.write_to(&mut bytes, format),
        None => image.write_to(&mut bytes, ImageFormat::Png),
    };
    written.map_err(|error| Error::new(33, format!("The picture cannot be encoded as {codec}: {error}.")))?;
    let (width, height) = image.dimensions();
    let bytes = bytes.into_inner().into();
    Ok(Picture {
        bytes,
        codec: codec.into(),
        size: (width.into(), height.into()),
        name: "".into(),
        untouched: None,
    })
}

/// The pixels on white ground.
fn over_white(image: &RgbaImage) -> RgbaImage {
    let mut flat = RgbaImage::from_pixel(image.width(), image.height(), Rgba([255; 4]));
    imageops::overlay(&mut flat, image, 0, 0);
    flat
}

/// The pixels in another size.
pub fn resized(image: &RgbaImage, width: u32, height: u32) -> RgbaImage {
    imageops::resize(image, width.max(1), height.max(1), FilterType::CatmullRom)
}

/// The picture that a matrix makes of another one, which it keeps.
///
/// # Errors
/// Those of [`decode`] and [`encode`].
pub fn transformed(host: &dyn Host, untouched: Arc<Untouched>, matrix: Matrix) -> Res<Picture> {
    let source = &untouched.picture;
    if matrix == Matrix::default() {
        return Ok(source.clone());
    }
    let mut image = decode(host, source)?;
    let side = |length: u32, factor: f64| (f64::from(length) * factor.abs()).round().max(1.0);
    let (width, height) = (side(image.width(), matrix.scale.0), side(image.height(), matrix.scale.1));
    let (right, down) = (matrix.translation.0.round(), matrix.translation.1.round());
    check_pixels(host, width + right.max(0.0), height + down.max(0.0))?;
    if (width as u32, height as u32) != image.dimensions() {
        image = resized(&image, width as u32, height as u32);
    }
    if matrix.flips.0 {
        imageops::flip_horizontal_in_place(&mut image);
    }
    if matrix.flips.1 {
        imageops::flip_vertical_in_place(&mut image);
    }
    if (right, down) != (0.0, 0.0) {
        let (width, height) = ((width + right).max(1.0) as u32, (height + down).max(1.0) as u32);
        image = placed(&[(&image, right as i64, down as i64)], width, height);
    }
    let mut made = encode(&image, &source.codec, 1.0)?;
    made.name = source.name.clone();
    made.untouched = Some(Arc::new(Untouched { picture: source.clone(), matrix }));
    Ok(made)
}

/// Pictures on a transparent ground, the later ones over the earlier.
pub fn placed(images: &[(&RgbaImage, i64, i64)], width: u32, height: u32) -> RgbaImage {
    let mut ground = RgbaImage::new(width, height);
    for (image, x, y) in images {
        imageops::overlay(&mut ground, *image, *x, *y);
    }
    ground
}

/// A thumbnail: stretched, or made smaller until it fits and put on white ground, in the middle of it when `centred`.
pub fn thumbnail(image: &RgbaImage, width: u32, height: u32, fit: Fit) -> RgbaImage {
    if fit == Fit::Stretched {
        return resized(image, width, height);
    }
    let factor =
        (f64::from(width) / f64::from(image.width())).min(f64::from(height) / f64::from(image.height()));
    let factor = factor.min(1.0);
    let side = |length: u32| (f64::from(length) * factor).round() as u32;
    let small = resized(image, side(image.width()), side(image.height()));
    let mut ground = RgbaImage::from_pixel(width, height, Rgba([255; 4]));
    let (x, y) = match fit {
        Fit::Centred => {
            ((width.saturating_sub(small.width())) / 2, (height.saturating_sub(small.height())) / 2)
        }
        _ => (0, 0),
    };
    imageops::overlay(&mut ground, &small, x.into(), y.into());
    ground
}

/// How a thumbnail fills its size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// `Scaled to fit`
    Stretched,
    /// `Scaled to fit proportional`
    Proportional,
    /// `Scaled to fit prop centered`
    Centred,
}
