//! Bodies as they were before `Content-Encoding` (RFC 9110 section 8.4.1): gzip and deflate, piece by piece, so that a
//! small piece cannot become a large one at once.

use super::Failure;
use flate2::write::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use std::io::Write;

/// Compressed bytes decoded at a time; they become a thousand times as many at most.
const STEP: usize = 4 << 10;

/// Decodes the body of one answer.
pub(super) enum Decoder {
    /// Not compressed.
    None,
    /// Compressed, in this way.
    Some(Box<Kind>),
}

/// A way of compression.
pub(super) enum Kind {
    Gzip(MultiGzDecoder<Vec<u8>>),
    /// `deflate` before its first bytes tell whether it is zlib (as it should be) or bare.
    Unknown(Vec<u8>),
    Zlib(ZlibDecoder<Vec<u8>>),
    Bare(DeflateDecoder<Vec<u8>>),
}

impl Decoder {
    /// The decoder for a value of `Content-Encoding`; nothing when it is not known.
    pub fn new(encoding: Option<&str>) -> Option<Decoder> {
        let kind = match encoding.unwrap_or_default().trim().to_ascii_lowercase().as_str() {
            "" | "identity" => return Some(Decoder::None),
            "gzip" | "x-gzip" => Kind::Gzip(MultiGzDecoder::new(Vec::new())),
            "deflate" => Kind::Unknown(Vec::new()),
            _ => return None,
        };
        Some(Decoder::Some(Box::new(kind)))
    }

    /// Decodes a piece; `take` gets the decoded pieces.
    ///
    /// # Errors
    /// When the data is damaged, and those of `take`.
    pub fn push(
        &mut self,
        data: &[u8],
        take: &mut dyn FnMut(&[u8]) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let Decoder::Some(kind) = self else { return take(data) };
        for step in data.chunks(STEP) {
            let output = kind.step(step).map_err(|error| damaged(&error))?;
            if !output.is_empty() {
                take(&output)?;
            }
        }
        Ok(())
    }

    /// The body has ended: what is still inside.
    ///
    /// # Errors
    /// When the data is cut off, and those of `take`.
    pub fn finish(self, take: &mut dyn FnMut(&[u8]) -> Result<(), Failure>) -> Result<(), Failure> {
        let Decoder::Some(kind) = self else { return Ok(()) };
        let output = match *kind {
            Kind::Gzip(decoder) => decoder.finish(),
            // No body at all, as in answers to HEAD.
            Kind::Unknown(_) => Ok(Vec::new()),
            Kind::Zlib(decoder) => decoder.finish(),
            Kind::Bare(decoder) => decoder.finish(),
        };
        take(&output.map_err(|error| damaged(&error))?)
    }
}

fn damaged(error: &std::io::Error) -> Failure {
    Failure::answer(format!("The compressed body of the answer is damaged: {error}."))
}

impl Kind {
    fn step(&mut self, data: &[u8]) -> std::io::Result<Vec<u8>> {
        if let Kind::Unknown(first) = self {
            first.extend_from_slice(data);
            let [one, two, ..] = first[..] else { return Ok(Vec::new()) };
            // RFC 1950: method 8, and a multiple of 31.
            let zlib = one & 15 == 8 && (u16::from(one) << 8 | u16::from(two)).is_multiple_of(31);
            let first = std::mem::take(first);
            *self = if zlib {
                Kind::Zlib(ZlibDecoder::new(Vec::new()))
            } else {
                Kind::Bare(DeflateDecoder::new(Vec::new()))
            };
            return self.step(&first);
        }
        let output = match self {
            Kind::Gzip(decoder) => {
                decoder.write_all(data)?;
                decoder.flush()?;
                decoder.get_mut()
            }
            Kind::Zlib(decoder) => {
                decoder.write_all(data)?;
                decoder.flush()?;
                decoder.get_mut()
            }
            Kind::Bare(decoder) => {
                decoder.write_all(data)?;
                decoder.flush()?;
                decoder.get_mut()
            }
            Kind::Unknown(_) => return Ok(Vec::new()),
        };
        Ok(std::mem::take(output))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    fn decoded(encoding: &str, data: &[u8], piece: usize) -> Result<Vec<u8>, Failure> {
        let mut decoder = Decoder::new(Some(encoding)).expect("known");
        let mut all = Vec::new();
        let mut take = |data: &[u8]| {
            all.extend_from_slice(data);
            Ok(())
        };
        for piece in data.chunks(piece) {
            decoder.push(piece, &mut take)?;
        }
        decoder.finish(&mut take)?;
        Ok(all)
    }

    #[test]
    fn all_ways_in_pieces_of_any_size() {
        let plain = b"four four four ".repeat(3000);
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        let mut bare = DeflateEncoder::new(Vec::new(), Compression::fast());
        gzip.write_all(&plain).expect("memory");
        zlib.write_all(&plain).expect("memory");
        bare.write_all(&plain).expect("memory");
        let gzip = gzip.finish().expect("memory");
        let (zlib, bare) = (zlib.finish().expect("memory"), bare.finish().expect("memory"));
        for piece in [1, 7, 100_000] {
            assert_eq!(decoded("GZip", &gzip, piece).expect("whole"), plain);
            assert_eq!(decoded("deflate", &zlib, piece).expect("whole"), plain);
            assert_eq!(decoded("deflate", &bare, piece).expect("whole"), plain);
            assert_eq!(decoded("", &plain, piece).expect("whole"), plain);
        }
        assert!(decoded("gzip", &gzip[..gzip.len() - 9], 100).is_err(), "cut off");
        assert!(decoded("gzip", b"no gzip at all", 100).is_err());
        assert_eq!(decoded("deflate", b"", 1).expect("empty"), b"");
        assert!(Decoder::new(Some("br")).is_none());
    }
}
