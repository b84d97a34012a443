//! Commands that change or compare the pixels of pictures.

use std::sync::Arc;

use four_runtime::picture::{Matrix, Picture, Untouched, codec as codec_named};
use four_runtime::registry::InOut;
use four_runtime::{Error, Host, Res, Text, Value, commands};
use image::imageops;
use image::{GrayAlphaImage, Rgba, RgbaImage};

use super::raster::{self, Fit};
use super::taken;

/// White, the colour that `Transparency` takes when none is given.
const WHITE: f64 = 16_777_215.0;

commands! { pub static COMMANDS: "Pictures";
    /// A small copy of a picture, 48 by 48 pixels unless told otherwise (`commands/create-thumbnail`). The mode stretches
    /// it (`Scaled to fit`), or makes it smaller until it fits, on white ground (`Scaled to fit proportional`, and the
    /// default `Scaled to fit prop centered`).
    ///
    /// ```4d
    /// var $picture; $small : Picture
    /// var $width; $height : Real
    /// var $blob : Blob
    /// $blob:=4D.Blob.new()
    /// BASE64 DECODE("iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGP4zwAE/wEHAAH/4iOeWQAAAABJRU5ErkJggg=="; $blob)
    /// BLOB TO PICTURE($blob; $picture)
    /// CREATE THUMBNAIL($picture; $small; 16; 8; Scaled to fit)
    /// PICTURE PROPERTIES($small; $width; $height)
    /// ASSERT(($width=16) & ($height=8))
    /// ```
    "CREATE THUMBNAIL" 679 fn create_thumbnail(
        host, source: &Value, dest: InOut, width: Option<i32>, height: Option<i32>, mode: Option<i32>,
        _depth: Option<i32>
    ) {
        let Some(picture) = taken(source)? else {
            *dest.0 = Picture::none();
            return Ok(());
        };
        let fit = match mode.unwrap_or(6) {
            2 => Fit::Stretched,
            5 => Fit::Proportional,
            6 => Fit::Centred,
            other => return Err(Error::new(54, format!("CREATE THUMBNAIL: {other} is no mode of thumbnails; use Scaled to fit, Scaled to fit proportional or Scaled to fit prop centered."))),
        };
        let (width, height) = (width.unwrap_or(48), height.unwrap_or(48));
        let (Ok(wide @ 1..), Ok(high @ 1..)) = (u32::try_from(width), u32::try_from(height)) else {
            return Err(Error::new(54, format!("CREATE THUMBNAIL: {width} by {height} is no size of a picture.")));
        };
        raster::check_pixels(host, wide.into(), high.into())?;
        let image = raster::decode(host, picture)?;
        let small = raster::encode(&raster::thumbnail(&image, wide, high, fit), ".png", 1.0)?;
        *dest.0 = small.into_value();
        Ok(())
    }

    /// Changes a picture (`commands/transform-picture`): `Scale` (factors), `Translate` (pixels), `Flip horizontally` and
    /// `Flip vertically`, which `Reset` takes back; `Crop` (x, y, width, height), `Fade to grey scale` and `Transparency`
    /// (the colour that becomes transparent, white without one), which it does not.
    ///
    /// ```4d
    /// var $picture : Picture
    /// var $width; $height : Real
    /// var $blob : Blob
    /// $blob:=4D.Blob.new()
    /// BASE64 DECODE("iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGP4zwAE/wEHAAH/4iOeWQAAAABJRU5ErkJggg=="; $blob)
    /// BLOB TO PICTURE($blob; $picture)
    /// TRANSFORM PICTURE($picture; Scale; 10; 5)
    /// PICTURE PROPERTIES($picture; $width; $height)
    /// ASSERT(($width=20) & ($height=5))
    /// TRANSFORM PICTURE($picture; Reset)
    /// PICTURE PROPERTIES($picture; $width; $height)
    /// ASSERT(($width=2) & ($height=1))
    /// TRANSFORM PICTURE($picture; Crop; 0; 0; 1; 1)
    /// PICTURE PROPERTIES($picture; $width; $height)
    /// ASSERT($width=1)
    /// ```
    "TRANSFORM PICTURE" 988 fn transform_picture(
        host, picture: InOut, operator: i32, param1: Option<f64>, param2: Option<f64>, param3: Option<f64>,
        param4: Option<f64>
    ) {
        let given = [param1, param2, param3, param4];
        if let Some(source) = taken(picture.0)? {
            let made = match operator {
                0..=4 => moved(host, source, operator, given)?,
                100..=102 => redrawn(host, source, operator, given)?,
                other => return Err(Error::new(54, format!("TRANSFORM PICTURE: there is no transformation {other}."))),
            };
            *picture.0 = made.into_value();
        }
        Ok(())
    }

    /// Converts a picture to the format of a codec (`.png`, `.jpg`, `.gif`, `.bmp`, or their media types). `compression`,
    /// for JPEG, is from 0, the worst quality, to 1, which is the default (`commands/convert-picture`).
    ///
    /// ```4d
    /// var $picture : Picture
    /// var $blob : Blob
    /// ARRAY TEXT($codecs; 0)
    /// $blob:=4D.Blob.new()
    /// BASE64 DECODE("iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGP4zwAE/wEHAAH/4iOeWQAAAABJRU5ErkJggg=="; $blob)
    /// BLOB TO PICTURE($blob; $picture)
    /// CONVERT PICTURE($picture; "image/jpeg"; 0.6)
    /// GET PICTURE FORMATS($picture; $codecs)
    /// ASSERT($codecs{1}=".jpg")
    /// ```
    "CONVERT PICTURE" 1002 fn convert_picture(host, picture: InOut, codec: &Text, compression: Option<f64>) {
        if let Some(source) = taken(picture.0)? {
            let converted = converted(host, source, &codec.to_str(), compression)?;
            *picture.0 = converted.into_value();
        }
        Ok(())
    }

    /// Puts two pictures side by side (`Horizontal concatenation`), one below the other (`Vertical concatenation`) or the
    /// second over the first, moved by the offsets (`Superimposition`) (`commands/combine-pictures`).
    ///
    /// ```4d
    /// var $picture; $both : Picture
    /// var $width; $height : Real
    /// var $blob : Blob
    /// $blob:=4D.Blob.new()
    /// BASE64 DECODE("iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGP4zwAE/wEHAAH/4iOeWQAAAABJRU5ErkJggg=="; $blob)
    /// BLOB TO PICTURE($blob; $picture)
    /// COMBINE PICTURES($both; $picture; Vertical concatenation; $picture)
    /// PICTURE PROPERTIES($both; $width; $height)
    /// ASSERT(($width=2) & ($height=2))
    /// ```
    "COMBINE PICTURES" 987 fn combine_pictures(
        host, resulting_pict: InOut, pict1: &Value, operator: i32, pict2: &Value, hor_offset: Option<i32>,
        vert_offset: Option<i32>
    ) {
        let combined = match (taken(pict1)?, taken(pict2)?) {
            (None, None) => None,
            (Some(only), None) | (None, Some(only)) => Some(only.clone()),
            (Some(one), Some(other)) => {
                let offset = (i64::from(hor_offset.unwrap_or(0)), i64::from(vert_offset.unwrap_or(0)));
                Some(combined(host, one, other, operator, offset)?)
            }
        };
        *resulting_pict.0 = combined.map_or_else(Picture::none, Picture::into_value);
        Ok(())
    }

    /// True when two pictures have the same size and pixels. The mask is black where they are equal and white where they
    /// are not; it is empty when their sizes differ. `OK` is 0 when one of them is empty or cannot be decoded
    /// (`commands/equal-pictures`).
    ///
    /// ```4d
    /// var $picture; $other; $mask : Picture
    /// var $blob : Blob
    /// $blob:=4D.Blob.new()
    /// BASE64 DECODE("iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGP4zwAE/wEHAAH/4iOeWQAAAABJRU5ErkJggg=="; $blob)
    /// BLOB TO PICTURE($blob; $picture)
    /// ASSERT(Equal pictures($picture; $picture; $mask))
    /// $other:=$picture
    /// TRANSFORM PICTURE($other; Flip horizontally)
    /// ASSERT(Not(Equal pictures($picture; $other; $mask)))
    /// ASSERT((OK=1) & (Picture size($mask)>0))
    /// ```
    "Equal pictures" 1196 fn equal_pictures(host, picture1: &Value, picture2: &Value, mask: InOut) -> bool {
        *mask.0 = Picture::none();
        host.set_variable("OK", Value::Int(0));
        let (Some(one), Some(other)) = (taken(picture1)?, taken(picture2)?) else { return Ok(false) };
        let (Ok(one), Ok(other)) = (raster::decode(host, one), raster::decode(host, other)) else { return Ok(false) };
        host.set_variable("OK", Value::Int(1));
        if one.dimensions() != other.dimensions() {
            return Ok(false);
        }
        let mut differences = RgbaImage::from_pixel(one.width(), one.height(), Rgba([0, 0, 0, 255]));
        let mut equal = true;
        for ((one, other), place) in one.pixels().zip(other.pixels()).zip(differences.pixels_mut()) {
            if one != other {
                equal = false;
                *place = Rgba([255; 4]);
            }
        }
        *mask.0 = raster::encode(&differences, ".png", 1.0)?.into_value();
        Ok(equal)
    }
}

/// The transformations that can be taken back: they change the matrix of the picture as it was.
fn moved(host: &dyn Host, source: &Picture, operator: i32, given: [Option<f64>; 4]) -> Res<Picture> {
    let before = source
        .untouched
        .clone()
        .unwrap_or_else(|| Arc::new(Untouched { picture: source.clone(), matrix: Matrix::default() }));
    let mut matrix = before.matrix;
    let number = |place: usize, missing: f64| {
        let number = given[place].unwrap_or(missing);
        match number.is_finite() {
            true => Ok(number),
            false => Err(Error::new(54, "TRANSFORM PICTURE: a parameter is no finite number.")),
        }
    };
    match operator {
        0 => matrix = Matrix::default(),
        1 => {
            let factors = (number(0, 1.0)?, number(1, 1.0)?);
            matrix.scale = (matrix.scale.0 * factors.0, matrix.scale.1 * factors.1);
            if matrix.scale.0 <= 0.0 || matrix.scale.1 <= 0.0 {
                return Err(Error::new(
                    54,
                    "TRANSFORM PICTURE: factors must be above 0; Flip horizontally and Flip vertically turn a picture round.",
                ));
            }
        }
        2 => {
            matrix.translation =
                (matrix.translation.0 + number(0, 0.0)?, matrix.translation.1 + number(1, 0.0)?);
        }
        3 => (matrix.flips.0, matrix.translation) = (!matrix.flips.0, (0.0, 0.0)),
        _ => (matrix.flips.1, matrix.translation) = (!matrix.flips.1, (0.0, 0.0)),
    }
    raster::transformed(host, before, matrix)
}

/// The transformations that make new pixels.
fn redrawn(host: &dyn Host, source: &Picture, operator: i32, given: [Option<f64>; 4]) -> Res<Picture> {
    let mut image = raster::decode(host, source)?;
    match operator {
        100 => {
            let [x, y, width, height] = given.map(|number| number.unwrap_or(0.0).round());
            if !(width >= 1.0 && height >= 1.0 && x.abs() < 1e9 && y.abs() < 1e9) {
                return Err(Error::new(
                    54,
                    "TRANSFORM PICTURE: Crop needs a place and a size of at least one pixel.",
                ));
            }
            raster::check_pixels(host, width, height)?;
            image = raster::placed(&[(&image, -x as i64, -y as i64)], width as u32, height as u32);
        }
        101 => {
            let grey: GrayAlphaImage = imageops::grayscale_alpha(&image);
            image = image::DynamicImage::ImageLumaA8(grey).into_rgba8();
        }
        _ => {
            let colour = given[0].unwrap_or(WHITE) as u32;
            let [_, red, green, blue] = colour.to_be_bytes();
            for pixel in image.pixels_mut() {
                if pixel.0[..3] == [red, green, blue] {
                    pixel.0[3] = 0;
                }
            }
        }
    }
    // What has transparent pixels needs a format that keeps them.
    let codec = if &*source.codec == ".jpg" && operator == 102 { ".png" } else { &*source.codec };
    let mut made = raster::encode(&image, codec, 1.0)?;
    made.name = source.name.clone();
    Ok(made)
}

/// A picture in the format of a codec; one that has it already is given as it is, unless a quality is asked for.
///
/// # Errors
/// 33 when it cannot be decoded, or not be encoded in that format.
pub fn converted(host: &dyn Host, source: &Picture, name: &str, quality: Option<f64>) -> Res<Picture> {
    let codec = codec_named(name);
    if codec.is_some_and(|codec| *codec == *source.codec && (quality.is_none() || codec != ".jpg")) {
        return Ok(source.clone());
    }
    let Some(codec) = codec.filter(|codec| raster::can_encode(codec)) else {
        return Err(Error::new(33, format!("four does not encode pictures as {name}."))
            .with_help("PICTURE CODEC LIST gives the codecs"));
    };
    let mut made = raster::encode(&raster::decode(host, source)?, codec, quality.unwrap_or(1.0))?;
    made.name = source.name.clone();
    Ok(made)
}

fn combined(
    host: &dyn Host,
    one: &Picture,
    other: &Picture,
    operator: i32,
    offset: (i64, i64),
) -> Res<Picture> {
    let (one, other) = (raster::decode(host, one)?, raster::decode(host, other)?);
    let (width, height) = (i64::from(one.width()), i64::from(one.height()));
    let (x, y) = match operator {
        1 => (width, 0),
        2 => (0, height),
        3 => offset,
        _ => return Err(Error::new(54, format!("COMBINE PICTURES: there is no combination {operator}."))),
    };
    let whole = (width.max(x + i64::from(other.width())), height.max(y + i64::from(other.height())));
    raster::check_pixels(host, whole.0 as f64, whole.1 as f64)?;
    let both = raster::placed(&[(&one, 0, 0), (&other, x, y)], whole.0 as u32, whole.1 as u32);
    raster::encode(&both, ".png", 1.0)
}
