//! The pasteboard (theme Pasteboard). A program without a desktop has one of its own: what one process puts there
//! another one finds, and it ends with the program.

use std::any::Any;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use four_runtime::picture::Picture;
use four_runtime::registry::{InOut, Star};
use four_runtime::{Error, Host, Res, Text, Value, commands};

use crate::args::Bytes;
use crate::arrays;
use crate::blob::bytes_mut;
use crate::files::documents;

/// Most bytes that it keeps.
const MAX_BYTES: usize = 256 << 20;
/// Error of data that are not there (`commands/pasteboard-data-size`).
const NO_SUCH_DATA: i32 = -102;

/// What lies on the pasteboard.
#[derive(Default)]
struct Contents {
    /// Data by type, in the order in which they came; texts and pictures under their 4D signatures.
    data: Vec<(String, Vec<u8>)>,
    /// Paths of files.
    files: Vec<String>,
}

#[derive(Default)]
struct Pasteboard(Mutex<Contents>);

impl Pasteboard {
    fn of(host: &dyn Host) -> Arc<Pasteboard> {
        let create = || Arc::new(Pasteboard::default()) as Arc<dyn Any + Send + Sync>;
        host.app().service("pasteboard", &create).downcast().unwrap_or_default()
    }

    fn lock(&self) -> MutexGuard<'_, Contents> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The 4D signatures of texts and pictures.
const TEXT: &str = "com.4d.private.text.native";
const PICTURE: &str = "com.4d.private.picture";

/// The name under which data of a type are kept: the types of macOS and Windows for texts and pictures mean those of 4D.
fn signature(data_type: &Text) -> String {
    let name = data_type.to_string();
    match name.to_ascii_lowercase().as_str() {
        "text" | "1" | "13" | "com.4d.private.text.utf16" | "com.4d.private.text.utf8" => TEXT.into(),
        "pict" | "public.png" | "public.jpeg" | "public.tiff" => PICTURE.into(),
        "public.utf8-plain-text" | "public.utf16-plain-text" | "public.plain-text" => TEXT.into(),
        name if name.starts_with(PICTURE) => PICTURE.into(),
        _ => name,
    }
}

impl Contents {
    fn get(&self, signature: &str) -> Option<&[u8]> {
        self.data.iter().find(|(kind, _)| kind == signature).map(|(_, bytes)| bytes.as_slice())
    }

    /// Adds data, in place of older data of the type.
    fn add(&mut self, signature: String, bytes: Vec<u8>) -> Res<()> {
        let kept: usize = self.data.iter().map(|(_, bytes)| bytes.len()).sum();
        if kept.saturating_add(bytes.len()) > MAX_BYTES {
            return Err(Error::new(-108, format!("The pasteboard takes at most {} MB.", MAX_BYTES >> 20)));
        }
        self.data.retain(|(kind, _)| *kind != signature);
        self.data.push((signature, bytes));
        Ok(())
    }
}

/// Puts data on the empty pasteboard; `OK` tells whether there was room.
fn replace(host: &mut dyn Host, signature: &str, bytes: Vec<u8>) {
    let mut contents = Contents::default();
    let done = contents.add(signature.into(), bytes).is_ok();
    *Pasteboard::of(host).lock() = contents;
    host.set_variable("OK", Value::Int(done.into()));
}

commands! { pub static COMMANDS: "Pasteboard";
    /// Puts a text on the pasteboard, in place of what was there (`commands/set-text-to-pasteboard`).
    ///
    /// Headless: the program has a pasteboard of its own.
    ///
    /// ```4d
    /// SET TEXT TO PASTEBOARD("hello")
    /// ASSERT((OK=1) & (Get text from pasteboard="hello"))
    /// ```
    "SET TEXT TO PASTEBOARD" 523 fn set_text(host, text: &Text) {
        replace(host, TEXT, text.to_string().into_bytes());
        Ok(())
    }

    /// The text on the pasteboard; `OK` is 0 when there is none (`commands/get-text-from-pasteboard`).
    ///
    /// Headless: the program has a pasteboard of its own.
    ///
    /// ```4d
    /// CLEAR PASTEBOARD
    /// ASSERT((Get text from pasteboard="") & (OK=0))
    /// ```
    "Get text from pasteboard" 524 fn get_text(host) -> Text {
        let text = Pasteboard::of(host).lock().get(TEXT).map(|bytes| Text::from(&*String::from_utf8_lossy(bytes)));
        host.set_variable("OK", Value::Int(text.is_some().into()));
        Ok(text.unwrap_or_default())
    }

    /// Empties the pasteboard (`commands/clear-pasteboard`).
    ///
    /// Headless: the program has a pasteboard of its own.
    ///
    /// ```4d
    /// SET TEXT TO PASTEBOARD("hello")
    /// CLEAR PASTEBOARD
    /// ASSERT(Get text from pasteboard="")
    /// ```
    "CLEAR PASTEBOARD" 402 fn clear(host) {
        *Pasteboard::of(host).lock() = Contents::default();
        Ok(())
    }

    /// Adds data of a type to the pasteboard; data of other types stay (`commands/append-data-to-pasteboard`). Texts are
    /// UTF-8.
    ///
    /// Headless: the program has a pasteboard of its own.
    ///
    /// ```4d
    /// var $blob : Blob
    /// SET BLOB SIZE($blob; 3; 65)
    /// CLEAR PASTEBOARD
    /// APPEND DATA TO PASTEBOARD("mine"; $blob)
    /// APPEND DATA TO PASTEBOARD("TEXT"; $blob)
    /// ASSERT((Pasteboard data size("mine")=3) & (Get text from pasteboard="AAA"))
    /// ```
    "APPEND DATA TO PASTEBOARD" 403 fn append_data(host, data_type: &Text, data: Bytes) {
        host.set_variable("OK", Value::Int(0));
        Pasteboard::of(host).lock().add(signature(data_type), data.0.to_vec())?;
        host.set_variable("OK", Value::Int(1));
        Ok(())
    }

    /// The data of a type on the pasteboard (`commands/get-pasteboard-data`): error -102 when there are none.
    ///
    /// Headless: the program has a pasteboard of its own.
    ///
    /// ```4d
    /// var $blob : Blob
    /// SET TEXT TO PASTEBOARD("hello")
    /// GET PASTEBOARD DATA("com.4d.private.text.native"; $blob)
    /// ASSERT((OK=1) & (BLOB size($blob)=5))
    /// ```
    "GET PASTEBOARD DATA" 401 fn get_data(host, data_type: &Text, data: InOut) {
        host.set_variable("OK", Value::Int(0));
        let found = Pasteboard::of(host).lock().get(&signature(data_type)).map(<[u8]>::to_vec);
        let missing = || Error::new(NO_SUCH_DATA, format!("The pasteboard has no data of the type {data_type}."));
        *bytes_mut(data.0)? = found.ok_or_else(missing)?;
        host.set_variable("OK", Value::Int(1));
        Ok(())
    }

    /// How many bytes of data of a type the pasteboard has, or -102 when there are none (`commands/pasteboard-data-size`).
    ///
    /// Headless: the program has a pasteboard of its own.
    ///
    /// ```4d
    /// SET TEXT TO PASTEBOARD("hello")
    /// ASSERT((Pasteboard data size("TEXT")=5) & (Pasteboard data size("mine")=-102))
    /// ```
    "Pasteboard data size" 400 fn data_size(host, data_type: &Text) -> i32 {
        let size = Pasteboard::of(host).lock().get(&signature(data_type)).map(<[u8]>::len);
        Ok(size.map_or(NO_SUCH_DATA, |size| i32::try_from(size).unwrap_or(i32::MAX)))
    }

    /// The types of the data on the pasteboard: as 4D signatures (empty for others) and as they were given
    /// (`commands/get-pasteboard-data-type`).
    ///
    /// Headless: the program has a pasteboard of its own.
    ///
    /// ```4d
    /// ARRAY TEXT($signatures; 0)
    /// ARRAY TEXT($types; 0)
    /// SET TEXT TO PASTEBOARD("hello")
    /// GET PASTEBOARD DATA TYPE($signatures; $types)
    /// ASSERT($signatures{1}="com.4d.private.text.native")
    /// ```
    "GET PASTEBOARD DATA TYPE" 958 fn get_data_type(host, signatures: InOut, native_types: InOut, names: Option<InOut>) {
        let mut types: Vec<String> = Pasteboard::of(host).lock().data.iter().map(|(kind, _)| kind.clone()).collect();
        if !Pasteboard::of(host).lock().files.is_empty() {
            types.push("com.4d.private.file.url".into());
        }
        let own = |kind: &String| if kind.starts_with("com.4d.") { kind.clone() } else { String::new() };
        arrays::fill(signatures.0, types.iter().map(|kind| Value::from(own(kind))).collect())?;
        for place in [Some(native_types), names].into_iter().flatten() {
            arrays::fill(place.0, types.iter().map(|kind| Value::from(kind.clone())).collect())?;
        }
        Ok(())
    }

    /// Puts a picture on the pasteboard, in place of what was there (`commands/set-picture-to-pasteboard`).
    ///
    /// Headless: the program has a pasteboard of its own.
    ///
    /// ```4d
    /// var $blob : Blob
    /// var $picture; $copy : Picture
    /// TEXT TO BLOB("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"; $blob; UTF8 text without length)
    /// BLOB TO PICTURE($blob; $picture)
    /// SET PICTURE TO PASTEBOARD($picture)
    /// GET PICTURE FROM PASTEBOARD($copy)
    /// ASSERT((OK=1) & (Picture size($copy)=Picture size($picture)))
    /// ```
    "SET PICTURE TO PASTEBOARD" 521 fn set_picture(host, picture: &Value) {
        let picture = Picture::of(picture).ok_or_else(|| Error::type_mismatch("a picture", picture))?;
        replace(host, PICTURE, picture.bytes.to_vec());
        Ok(())
    }

    /// The picture on the pasteboard; `OK` is 0 when there is none, and the variable is empty
    /// (`commands/get-picture-from-pasteboard`).
    ///
    /// Headless: the program has a pasteboard of its own.
    ///
    /// ```4d
    /// var $picture : Picture
    /// CLEAR PASTEBOARD
    /// GET PICTURE FROM PASTEBOARD($picture)
    /// ASSERT((OK=0) & (Picture size($picture)=0))
    /// ```
    "GET PICTURE FROM PASTEBOARD" 522 fn get_picture(host, picture: InOut) {
        let found = Pasteboard::of(host).lock().get(PICTURE).and_then(Picture::read);
        host.set_variable("OK", Value::Int(found.is_some().into()));
        *picture.0 = found.map_or(Value::Unassigned, Picture::into_value);
        Ok(())
    }

    /// Puts the path of a file on the pasteboard; with `*` beside those that are there
    /// (`commands/set-file-to-pasteboard`). A name alone means a file of the program's folder.
    ///
    /// Headless: the program has a pasteboard of its own.
    ///
    /// ```4d
    /// SET FILE TO PASTEBOARD("a.txt")
    /// SET FILE TO PASTEBOARD("b.txt"; *)
    /// ASSERT(Get file from pasteboard(2)="@b.txt")
    /// ```
    "SET FILE TO PASTEBOARD" 975 fn set_file(host, file: &Text, add: Star) {
        let path = documents::document(host, file)?.platform_text(false);
        let board = Pasteboard::of(host);
        let mut contents = board.lock();
        contents.data.clear();
        if !add.0 {
            contents.files.clear();
        }
        let kept: usize = contents.files.iter().map(String::len).sum();
        if kept + path.len() > MAX_BYTES {
            return Err(Error::new(-108, format!("The pasteboard takes at most {} MB.", MAX_BYTES >> 20)));
        }
        contents.files.push(path);
        Ok(())
    }

    /// The path of a file on the pasteboard, counted from 1; the empty text beyond the last one
    /// (`commands/get-file-from-pasteboard`).
    ///
    /// Headless: the program has a pasteboard of its own.
    ///
    /// ```4d
    /// CLEAR PASTEBOARD
    /// ASSERT(Get file from pasteboard(1)="")
    /// ```
    "Get file from pasteboard" 976 fn get_file(host, index: i32) -> String {
        let place = usize::try_from(index).ok().and_then(|index| index.checked_sub(1));
        let board = Pasteboard::of(host);
        let contents = board.lock();
        Ok(place.and_then(|place| contents.files.get(place)).cloned().unwrap_or_default())
    }
}
