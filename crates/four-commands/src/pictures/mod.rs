//! Pictures (themes Pictures and SVG): reading and writing them, what their headers tell, and what changes their pixels.
//!
//! A picture is the bytes of its file. It is decoded when a command asks for its pixels ([`raster`]), within bounds, and
//! what a command makes of it is encoded again. SVG documents are not drawn.

pub mod change;
pub mod files;
mod raster;

use four_runtime::picture::Picture;
use four_runtime::{Error, Res, Value};

/// The picture that a parameter is; `None` for an empty one.
fn taken(value: &Value) -> Res<Option<&Picture>> {
    match value {
        Value::Undefined => Ok(None),
        none if none.is_null() => Ok(None),
        other => Picture::of(other).map(Some).ok_or_else(|| Error::type_mismatch("a picture", other)),
    }
}

#[cfg(test)]
mod tests {
    use four_runtime::picture::{Matrix, Picture, Untouched};
    use image::{Rgba, RgbaImage};

    use super::raster::{self, Fit};
    use crate::test_host::TestHost;

    const RED: Rgba<u8> = Rgba([255, 0, 0, 255]);
    const BLUE: Rgba<u8> = Rgba([0, 0, 255, 255]);

    fn host() -> TestHost {
        TestHost::new(0)
    }

    /// A picture of two pixels, red and blue.
    fn pixels() -> RgbaImage {
        RgbaImage::from_fn(2, 1, |x, _| if x == 0 { RED } else { BLUE })
    }

    fn picture(codec: &str) -> Picture {
        raster::encode(&pixels(), codec, 1.0).expect("encoded")
    }

    #[test]
    fn lossless_formats_keep_their_pixels() {
        for codec in [".png", ".gif", ".bmp"] {
            let picture = picture(codec);
            assert_eq!((&*picture.codec, picture.size), (codec, (2.0, 1.0)));
            assert_eq!(raster::decode(&host(), &picture).expect("decoded"), pixels(), "{codec}");
            assert_eq!(Picture::read(&picture.bytes).expect("known").size, (2.0, 1.0));
        }
    }

    #[test]
    fn a_matrix_is_put_on_the_picture_as_it_was() {
        let source = std::sync::Arc::new(Untouched { picture: picture(".png"), matrix: Matrix::default() });
        let tiny = Matrix { scale: (0.01, 0.01), ..Matrix::default() };
        let small = raster::transformed(&host(), source.clone(), tiny).expect("made");
        assert_eq!(small.size, (1.0, 1.0));
        let again = small.untouched.expect("its source");
        let flipped = Matrix { flips: (true, false), translation: (1.0, 0.0), ..Matrix::default() };
        let made = raster::transformed(&host(), again, flipped).expect("made");
        let decoded = raster::decode(&host(), &made).expect("decoded");
        assert_eq!(decoded.pixels().copied().collect::<Vec<_>>(), [Rgba([0; 4]), BLUE, RED]);
    }

    #[test]
    fn thumbnails_do_not_enlarge_unless_they_stretch() {
        let white = Rgba([255; 4]);
        let centred = raster::thumbnail(&pixels(), 4, 1, Fit::Centred);
        assert_eq!(centred.pixels().copied().collect::<Vec<_>>(), [white, RED, BLUE, white]);
        let left = raster::thumbnail(&pixels(), 3, 1, Fit::Proportional);
        assert_eq!(left.pixels().copied().collect::<Vec<_>>(), [RED, BLUE, white]);
        assert_eq!(raster::thumbnail(&pixels(), 8, 8, Fit::Stretched).dimensions(), (8, 8));
    }

    /// A PNG whose header declares another size.
    fn declaring(width: u32, height: u32) -> Picture {
        let mut bytes = picture(".png").bytes.to_vec();
        bytes[16..20].copy_from_slice(&width.to_be_bytes());
        bytes[20..24].copy_from_slice(&height.to_be_bytes());
        let size = (width.into(), height.into());
        Picture { bytes: bytes.into(), size, ..picture(".png") }
    }

    #[test]
    fn pictures_that_declare_too_much_are_refused_before_memory_is_taken() {
        let code = |picture: &Picture| raster::decode(&host(), picture).err().map(|error| error.code);
        assert_eq!(code(&declaring(60_000, 60_000)), Some(-10701));
        assert_eq!(code(&declaring(u32::MAX, 1)), Some(-10701));
        // What the header of the file says counts, whatever was read from it before.
        let lying = Picture { size: (1.0, 1.0), ..declaring(60_000, 60_000) };
        assert!(code(&lying).is_some());
        let svg = Picture::read(b"<svg xmlns='http://www.w3.org/2000/svg'/>").expect("a picture");
        assert_eq!(code(&svg), Some(33));
    }

    #[test]
    fn damaged_pictures_end_in_errors_or_pixels() {
        for codec in [".png", ".jpg", ".gif", ".bmp"] {
            let good = picture(codec);
            for at in 0..good.bytes.len() {
                let mut bytes = good.bytes.to_vec();
                bytes[at] ^= 0xff;
                let _ = raster::decode(&host(), &Picture { bytes: bytes.into(), ..good.clone() });
                let cut = good.bytes[..at].into();
                let _ = raster::decode(&host(), &Picture { bytes: cut, ..good.clone() });
            }
        }
    }
}
