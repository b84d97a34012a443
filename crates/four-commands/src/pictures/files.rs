//! Reading and writing pictures, and what their headers tell.

use four_runtime::picture::{FORMATS, Picture, codec};
use four_runtime::registry::{InOut, Star};
use four_runtime::{Host, Text, Value, commands};

use crate::args::Bytes;
use crate::files::{disk, documents};
use crate::{arrays, xml};

use super::{change, raster, taken};

commands! { pub static COMMANDS: "Pictures";
    /// Reads a picture from a file: PNG, JPEG, GIF, BMP, TIFF, SVG, WebP, HEIC or AVIF; with `*` any file
    /// (`commands/read-picture-file`). `OK` is 0 when it is no picture, and the picture is empty.
    ///
    /// ```4d
    /// var $picture : Picture
    /// var $width; $height : Real
    /// TEXT TO DOCUMENT("read picture.svg"; "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"20\" height=\"10\"/>")
    /// READ PICTURE FILE("read picture.svg"; $picture)
    /// ASSERT((OK=1) & (Value type($picture)=Is picture))
    /// PICTURE PROPERTIES($picture; $width; $height)
    /// ASSERT(($width=20) & ($height=10))
    /// ```
    "READ PICTURE FILE" 678 fn read_picture_file(host, file_name: &Text, picture: InOut, any: Star) {
        *picture.0 = Picture::none();
        host.set_variable("OK", Value::Int(0));
        let location = documents::document(host, file_name)?;
        let bytes = disk::read(host, location.path())?;
        host.set_variable("Document", Value::from(location.platform_text(false)));
        let extension = || location.path().extension().map(|end| format!(".{}", end.to_string_lossy()));
        let read = Picture::read(&bytes)
            .or_else(|| any.0.then(|| Picture::wrap(&bytes, &extension().unwrap_or_default())))
            .map(|picture| Picture { name: location.full_name().into(), ..picture });
        give(host, picture, read);
        Ok(())
    }

    /// Writes a picture into a file, in the format that the codec or the extension of the file names
    /// (`commands/write-picture-file`). `OK` is 0 when it cannot be converted to that format, as SVG cannot.
    ///
    /// ```4d
    /// var $picture : Picture
    /// TEXT TO DOCUMENT("write picture.svg"; "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
    /// READ PICTURE FILE("write picture.svg"; $picture)
    /// WRITE PICTURE FILE("written.svg"; $picture)
    /// ASSERT((OK=1) & Is picture file("written.svg"; *))
    /// WRITE PICTURE FILE("written.png"; $picture)
    /// ASSERT((OK=0) & (Test path name("written.png")#Is a document))
    /// ```
    "WRITE PICTURE FILE" 680 fn write_picture_file(host, file_name: &Text, picture: &Value, codec: Option<&Text>) {
        host.set_variable("OK", Value::Int(0));
        let location = documents::document(host, file_name)?;
        let end = location.path().extension().map(|end| end.to_string_lossy().into_owned());
        let wanted = codec.map(|codec| codec.to_string()).or(end).unwrap_or_default();
        let Some(bytes) = taken(picture)?.and_then(|picture| in_format(host, picture, &wanted)) else { return Ok(()) };
        disk::replace(location.path(), &bytes)?;
        host.set_variable("Document", Value::from(location.platform_text(false)));
        host.set_variable("OK", Value::Int(1));
        Ok(())
    }

    /// The picture that a blob holds (`commands/blob-to-picture`). With a codec that is not known the blob is wrapped into
    /// a picture of that codec. `OK` is 0 when it holds no picture.
    ///
    /// ```4d
    /// var $blob : Blob
    /// var $picture : Picture
    /// TEXT TO BLOB("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"; $blob; UTF8 text without length)
    /// BLOB TO PICTURE($blob; $picture)
    /// ASSERT((OK=1) & (Picture size($picture)=BLOB size($blob)))
    /// BLOB TO PICTURE($blob; $picture; ".mine")
    /// PICTURE TO BLOB($picture; $blob; ".mine")
    /// ASSERT((OK=1) & (BLOB size($blob)=Picture size($picture)))
    /// ```
    "BLOB TO PICTURE" 682 fn blob_to_picture(host, blob: Bytes, picture: InOut, codec_id: Option<&Text>) {
        let read = match codec_id {
            Some(name) if codec(&name.to_str()).is_none() => Some(Picture::wrap(blob.0, &name.to_str())),
            _ => Picture::read(blob.0),
        };
        give(host, picture, read);
        Ok(())
    }

    /// The bytes of a picture in a format (`commands/picture-to-blob`). `OK` is 0 and the blob empty when it cannot be
    /// converted to that format, as SVG cannot.
    ///
    /// ```4d
    /// var $blob : Blob
    /// var $picture : Picture
    /// TEXT TO BLOB("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"; $blob; UTF8 text without length)
    /// BLOB TO PICTURE($blob; $picture)
    /// PICTURE TO BLOB($picture; $blob; "image/svg+xml")
    /// ASSERT((OK=1) & (BLOB size($blob)=Picture size($picture)))
    /// PICTURE TO BLOB($picture; $blob; ".png")
    /// ASSERT((OK=0) & (BLOB size($blob)=0))
    /// ```
    "PICTURE TO BLOB" 692 fn picture_to_blob(host, picture: &Value, blob: InOut, codec: &Text) {
        let bytes = taken(picture)?.and_then(|picture| in_format(host, picture, &codec.to_str()));
        host.set_variable("OK", Value::Int(bytes.is_some().into()));
        *crate::blob::bytes_mut(blob.0)? = bytes.unwrap_or_default();
        Ok(())
    }

    /// Width and height of a picture in pixels; offsets and mode are 0, as nothing is drawn
    /// (`commands/picture-properties`).
    ///
    /// ```4d
    /// var $picture : Picture
    /// var $width; $height : Real
    /// PICTURE PROPERTIES($picture; $width; $height)
    /// ASSERT(($width=0) & ($height=0))
    /// ```
    "PICTURE PROPERTIES" 457 fn picture_properties(
        _host, picture: &Value, width: InOut, height: InOut, h_offset: Option<InOut>, v_offset: Option<InOut>,
        mode: Option<InOut>
    ) {
        let size = taken(picture)?.map_or((0.0, 0.0), |picture| picture.size);
        *width.0 = Value::number(size.0);
        *height.0 = Value::number(size.1);
        for place in [h_offset, v_offset, mode].into_iter().flatten() {
            *place.0 = Value::Int(0);
        }
        Ok(())
    }

    /// Size of a picture in bytes (`commands/picture-size`).
    ///
    /// ```4d
    /// var $picture : Picture
    /// ASSERT(Picture size($picture)=0)
    /// ```
    "Picture size" 356 fn picture_size(_host, picture: &Value) -> Value {
        Ok(Value::from(taken(picture)?.map_or(0, |picture| picture.bytes.len())))
    }

    /// True for the path of a picture file, by its extension; with `*` its content is looked at
    /// (`commands/is-picture-file`).
    ///
    /// ```4d
    /// TEXT TO DOCUMENT("is picture.png"; "no picture")
    /// ASSERT(Is picture file("is picture.png"))
    /// ASSERT(Not(Is picture file("is picture.png"; *)))
    /// ASSERT(Not(Is picture file("no such file.png")))
    /// ```
    "Is picture file" 1113 fn is_picture_file(host, file_path: &Text, thorough: Star) -> bool {
        if file_path.is_empty() {
            return Ok(false);
        }
        let location = documents::document(host, file_path)?;
        if !location.path().is_file() {
            return Ok(false);
        }
        if thorough.0 {
            return Ok(Picture::read(&disk::read(host, location.path())?).is_some());
        }
        Ok(location.path().extension().is_some_and(|end| codec(&end.to_string_lossy()).is_some()))
    }

    /// The codecs of the formats that a picture holds: here always one (`commands/get-picture-formats`).
    ///
    /// ```4d
    /// var $blob : Blob
    /// var $picture : Picture
    /// ARRAY TEXT($codecs; 0)
    /// TEXT TO BLOB("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"; $blob; UTF8 text without length)
    /// BLOB TO PICTURE($blob; $picture)
    /// GET PICTURE FORMATS($picture; $codecs)
    /// ASSERT((Size of array($codecs)=1) & ($codecs{1}=".svg"))
    /// ```
    "GET PICTURE FORMATS" 1406 fn get_picture_formats(_host, picture: &Value, codec_ids: InOut) {
        let codecs = taken(picture)?.map(|picture| Value::from(&*picture.codec));
        arrays::fill(codec_ids.0, codecs.into_iter().collect())
    }

    /// The codecs of the formats that pictures can be written in, and their names (`commands/picture-codec-list`); with
    /// `*` of all formats that are read. SVG, TIFF, WebP, HEIC and AVIF are read and written as they are, not converted.
    ///
    /// ```4d
    /// ARRAY TEXT($codecs; 0)
    /// PICTURE CODEC LIST($codecs)
    /// ASSERT((Find in array($codecs; ".png")>0) & (Find in array($codecs; ".svg")>0))
    /// ```
    "PICTURE CODEC LIST" 992 fn picture_codec_list(_host, codec_array: InOut, names: Option<InOut>, reading: Star) {
        let listed = |codec: &str| reading.0 || raster::can_encode(codec) || codec == ".svg";
        let formats: Vec<_> = FORMATS.iter().filter(|(codec, ..)| listed(codec)).collect();
        arrays::fill(codec_array.0, formats.iter().map(|(codec, ..)| Value::from(*codec)).collect())?;
        match names {
            Some(names) => arrays::fill(names.0, formats.iter().map(|(_, media, _)| Value::from(*media)).collect()),
            None => Ok(()),
        }
    }

    /// The default file name of a picture: that of the file it was read from, or the one that SET PICTURE FILE NAME gave
    /// it; else empty (`commands/get-picture-file-name`).
    ///
    /// ```4d
    /// var $picture : Picture
    /// TEXT TO DOCUMENT("picture name.svg"; "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
    /// READ PICTURE FILE("picture name.svg"; $picture)
    /// ASSERT(Get picture file name($picture)="picture name.svg")
    /// ```
    "Get picture file name" 1171 fn get_picture_file_name(_host, picture: &Value) -> Text {
        Ok(taken(picture)?.map_or_else(Text::default, |picture| Text::from(&*picture.name)))
    }

    /// Gives a picture a default file name (`commands/set-picture-file-name`).
    ///
    /// ```4d
    /// var $picture : Picture
    /// TEXT TO DOCUMENT("name of a picture.svg"; "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
    /// READ PICTURE FILE("name of a picture.svg"; $picture)
    /// SET PICTURE FILE NAME($picture; "logo")
    /// ASSERT(Get picture file name($picture)="logo")
    /// ```
    "SET PICTURE FILE NAME" 1172 fn set_picture_file_name(_host, picture: InOut, file_name: &Text) {
        if let Some(found) = taken(picture.0)? {
            let named = Picture { name: file_name.to_string().into(), ..found.clone() };
            *picture.0 = named.into_value();
        }
        Ok(())
    }
}

commands! { pub static SVG: "SVG";
    /// The SVG document that an XML tree holds, as a picture (`commands/svg-export-to-picture`). The picture keeps a copy;
    /// `Own XML data source` closes the tree too.
    ///
    /// ```4d
    /// var $svg : Text
    /// var $picture : Picture
    /// $svg:=DOM Create XML Ref("svg"; "http://www.w3.org/2000/svg")
    /// DOM SET XML ATTRIBUTE($svg; "width"; 64; "height"; 32)
    /// SVG EXPORT TO PICTURE($svg; $picture; Copy XML data source)
    /// DOM CLOSE XML($svg)
    /// ASSERT((OK=1) & (Picture size($picture)>0))
    /// ```
    "SVG EXPORT TO PICTURE" 1017 fn svg_export_to_picture(
        host, element_ref: &Text, picture_variable: InOut, export_type: Option<i32>
    ) {
        let document = xml::document_bytes(element_ref)?;
        let read = Picture::read(&document).filter(|picture| &*picture.codec == ".svg");
        if export_type == Some(OWN_SOURCE) {
            xml::close(element_ref)?;
        }
        give(host, picture_variable, read);
        Ok(())
    }
}

/// `Own XML data source`.
const OWN_SOURCE: i32 = 2;

/// Puts a picture into a variable and sets `OK`.
fn give(host: &mut dyn Host, place: InOut<'_>, picture: Option<Picture>) {
    host.set_variable("OK", Value::Int(picture.is_some().into()));
    *place.0 = picture.map_or_else(Picture::none, Picture::into_value);
}

/// The bytes of a picture in the format of this name, when it has that format or can be converted to it.
fn in_format(host: &dyn Host, picture: &Picture, name: &str) -> Option<Vec<u8>> {
    let kind = |name: &str| name.trim_start_matches('.').to_ascii_lowercase();
    if codec(name).is_none() && kind(&picture.codec) == kind(name) {
        return Some(picture.bytes.to_vec());
    }
    Some(change::converted(host, picture, name, None).ok()?.bytes.to_vec())
}
