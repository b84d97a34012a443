//! `4D.MailAttachment` and `MAIL New attachment` (`API/MailAttachmentClass`).

use std::any::Any;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use four_commands::Location;
use four_runtime::class::native_class;
use four_runtime::native::{Native, PortableNative};
use four_runtime::{Error, Host, Object, Res, Symbol, Text, Value, commands, native_class};

use crate::mime::{Attachment, random_hex};

/// The native part of an attachment; clones share the bytes.
#[derive(Clone, Debug)]
pub struct MailAttachment {
    /// What is attached.
    pub attachment: Arc<Attachment>,
    /// The file that it was made of.
    location: Option<Location>,
    /// True for those of messages that tell their size.
    sized: bool,
}

impl Native for MailAttachment {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn to_portable(&self) -> Option<Box<dyn PortableNative>> {
        Some(Box::new(self.clone()))
    }
}

impl PortableNative for MailAttachment {
    fn arrive(&self) -> Value {
        Value::from(Object::native(native_class(&MAIL_ATTACHMENT), Rc::new(self.clone())))
    }
}

/// The object of an attachment that came with a message.
pub fn received(attachment: Attachment) -> Value {
    MailAttachment { attachment: Arc::new(attachment), location: None, sized: true }.arrive()
}

fn of(this: &Rc<Object>) -> Res<&MailAttachment> {
    this.native_as::<MailAttachment>().ok_or_else(|| Error::new(54, "This object is no 4D.MailAttachment."))
}

/// The content type by the extension of a name, as the page of `MAIL New attachment` lists them.
fn media_type(name: &str) -> &'static str {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    match extension.as_str() {
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "pdf" => "application/pdf",
        "doc" => "application/msword",
        "xls" => "application/vnd.ms-excel",
        "ppt" => "application/vnd.ms-powerpoint",
        "zip" => "application/zip",
        "gz" => "application/gzip",
        "json" => "application/json",
        "js" => "application/javascript",
        "ps" => "application/postscript",
        "xml" => "application/xml",
        "htm" | "html" => "text/html",
        "mp3" => "audio/mpeg",
        _ => "application/octet-stream",
    }
}

/// Content, name and place of what is to be attached.
fn content(host: &mut dyn Host, of: &Value) -> Res<(Vec<u8>, String, Option<Location>)> {
    match of {
        Value::Blob(bytes) => Ok((bytes.to_vec(), random_hex(), None)),
        Value::Text(path) => {
            let location = Location::document(host.own_settings(), path)?;
            let bytes = location.content(host)?;
            let name = location.full_name();
            Ok((bytes, name, Some(location)))
        }
        Value::Object(object) if object.native_part().is_some() => {
            let wrong = || Error::type_mismatch("a 4D.File, a 4D.ZipFile, a blob or a path", of);
            let Some(Value::Blob(bytes)) = host.call_member(of, Symbol::intern("getContent"), Vec::new())?
            else {
                return Err(wrong());
            };
            let Value::Text(name) = host.member(of, Symbol::intern("fullName"))? else { return Err(wrong()) };
            let location = match host.member(of, Symbol::intern("platformPath"))? {
                Value::Text(path) if Path::new(&*path.to_str()).is_file() => Some(Location::platform(&path)?),
                _ => None,
            };
            Ok((bytes.to_vec(), name.to_string(), location))
        }
        other => Err(Error::type_mismatch("a 4D.File, a 4D.ZipFile, a blob or a path", other)),
    }
}

fn new(
    host: &mut dyn Host,
    file: &Value,
    name: Option<&Text>,
    cid: Option<&Text>,
    kind: Option<&Text>,
    disposition: Option<&Text>,
) -> Res<Value> {
    let given = |text: Option<&Text>| text.map(Text::to_string).filter(|text| !text.trim().is_empty());
    let (content, own_name, location) = content(host, file)?;
    let name = given(name).unwrap_or(own_name);
    let cid = given(cid).unwrap_or_default();
    let disposition = given(disposition)
        .unwrap_or_else(|| String::from(if cid.is_empty() { "attachment" } else { "inline" }));
    if !matches!(disposition.as_str(), "attachment" | "inline") {
        let message =
            format!("The disposition must be \"attachment\" or \"inline\"; this is \"{disposition}\".");
        return Err(Error::new(54, message));
    }
    let media_type = given(kind).unwrap_or_else(|| media_type(&name).to_string());
    let attachment = Attachment { name, cid, media_type, disposition, content };
    Ok(MailAttachment { attachment: Arc::new(attachment), location, sized: false }.arrive())
}

/// A text, or nothing when it is empty.
fn some(text: &str) -> Value {
    if text.is_empty() { Value::Undefined } else { Value::from(text) }
}

native_class! {
    /// A file that is attached to an email.
    pub static MAIL_ATTACHMENT: "MailAttachment";
    = new(
        host, file: &Value, name: Option<&Text>, cid: Option<&Text>, kind: Option<&Text>, disposition: Option<&Text>
    ) -> Value {
        new(host, file, name, cid, kind, disposition)
    }

    /// The identifier that HTML refers to the attachment by (`cid:`).
    ///
    /// ```4d
    /// var $blob : Blob
    /// TEXT TO BLOB("abc"; $blob; UTF8 text without length)
    /// ASSERT(4D.MailAttachment.new($blob; "a.png"; "logo").cid="logo")
    /// ```
    get cid(_host, this: &Rc<Object>) -> Value { Ok(some(&of(this)?.attachment.cid)) }

    /// `inline`, for what is shown within the text, or `attachment`.
    ///
    /// ```4d
    /// var $blob : Blob
    /// ASSERT(4D.MailAttachment.new($blob; "a.png"; "logo").disposition="inline")
    /// ASSERT(4D.MailAttachment.new($blob; "a.png").disposition="attachment")
    /// ```
    get disposition(_host, this: &Rc<Object>) -> String { Ok(of(this)?.attachment.disposition.clone()) }

    /// The bytes.
    ///
    /// ```4d
    /// var $blob : Blob
    /// TEXT TO BLOB("abc"; $blob; UTF8 text without length)
    /// ASSERT(BLOB to text(4D.MailAttachment.new($blob; "a.txt").getContent(); UTF8 text without length)="abc")
    /// ```
    fn getContent(_host, this: &Rc<Object>) -> Value {
        Ok(Value::Blob(Rc::new(of(this)?.attachment.content.clone())))
    }

    /// Name and extension.
    ///
    /// ```4d
    /// var $blob : Blob
    /// ASSERT(4D.MailAttachment.new($blob; "report.pdf").name="report.pdf")
    /// ```
    get name(_host, this: &Rc<Object>) -> String { Ok(of(this)?.attachment.name.clone()) }

    /// The POSIX path of the file, if there is one.
    ///
    /// ```4d
    /// File("/PACKAGE/note.txt").setText("abc")
    /// ASSERT(4D.MailAttachment.new(File("/PACKAGE/note.txt")).path="@/note.txt")
    /// ```
    get path(_host, this: &Rc<Object>) -> Value {
        Ok(of(this)?.location.as_ref().map_or(Value::Undefined, |found| Value::from(found.posix_text(false))))
    }

    /// The path of the file in the syntax of the system, if there is one.
    ///
    /// ```4d
    /// File("/PACKAGE/note.txt").setText("abc")
    /// ASSERT(4D.MailAttachment.new(File("/PACKAGE/note.txt")).platformPath=File("/PACKAGE/note.txt").platformPath)
    /// ```
    get platformPath(_host, this: &Rc<Object>) -> Value {
        Ok(of(this)?.location.as_ref().map_or(Value::Undefined, |found| Value::from(found.platform_text(false))))
    }

    /// Size in bytes, of attachments that came with a message.
    ///
    /// ```4d
    /// var $blob : Blob
    /// var $mail : Object
    /// TEXT TO BLOB("abc"; $blob; UTF8 text without length)
    /// $mail:={textBody: "see file"; attachments: [4D.MailAttachment.new($blob; "a.txt")]}
    /// $mail:=MAIL Convert from MIME(MAIL Convert to MIME($mail))
    /// ASSERT($mail.attachments[0].size=3)
    /// ```
    get size(_host, this: &Rc<Object>) -> Value {
        let of = of(this)?;
        Ok(if of.sized { Value::from(of.attachment.content.len()) } else { Value::Undefined })
    }

    /// The content type: the one given, else that of the extension.
    ///
    /// ```4d
    /// var $blob : Blob
    /// ASSERT(4D.MailAttachment.new($blob; "a.jpeg").type="image/jpeg")
    /// ASSERT(4D.MailAttachment.new($blob; "a.unknown").type="application/octet-stream")
    /// ```
    get type(_host, this: &Rc<Object>) -> String { Ok(of(this)?.attachment.media_type.clone()) }
}

commands! { pub static COMMANDS: "Mail";
    /// An attachment for an email: of a `4D.File`, a `4D.ZipFile`, a blob, or the path of a document, with its name, the
    /// identifier that HTML refers to it by, its content type and its disposition, `inline` or `attachment`
    /// (`commands/mail-new-attachment`).
    ///
    /// Errors: -43 for a file that is not there; 54 for another disposition.
    ///
    /// ```4d
    /// var $blob : Blob
    /// var $attachment : 4D.MailAttachment
    /// TEXT TO BLOB("{}"; $blob; UTF8 text without length)
    /// $attachment:=MAIL New attachment($blob; "data.json")
    /// ASSERT($attachment.type="application/json")
    /// ASSERT($attachment.disposition=mail disposition attachment)
    /// ```
    "MAIL New attachment" 1644 fn mail_new_attachment(
        host, file: &Value, name: Option<&Text>, cid: Option<&Text>, content_type: Option<&Text>,
        disposition: Option<&Text>
    ) -> Value {
        new(host, file, name, cid, content_type, disposition)
    }
}
