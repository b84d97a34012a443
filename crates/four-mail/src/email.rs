//! Email objects (`API/EmailObjectClass`), and `MAIL Convert to MIME` and `MAIL Convert from MIME`.

use std::rc::Rc;

use four_runtime::{Error, Host, Object, Res, Symbol, Text, Value, commands};

use crate::attachment::{self, MailAttachment};
use crate::charset::Modes;
use crate::mime::{self, Address, Email, Part, addresses};
use crate::options::option;

/// How deep the parts of a `bodyStructure` may lie in each other.
const DEEPEST: usize = 32;

/// The message that an email object describes.
///
/// # Errors
/// 54 for a property of another type; what getters raise.
pub fn message(host: &mut dyn Host, mail: &Value) -> Res<Email> {
    let mut people = |name: &str| match option(host, mail, name)? {
        Value::Undefined => Ok(Vec::new()),
        value => addresses_of(host, name, &value),
    };
    let mut email = Email {
        from: people("from")?,
        sender: people("sender")?,
        to: people("to")?,
        cc: people("cc")?,
        bcc: people("bcc")?,
        reply_to: people("replyTo")?,
        ..Email::default()
    };
    email.subject = text(host, mail, "subject")?.unwrap_or_default();
    email.comments = text(host, mail, "comments")?.unwrap_or_default();
    email.message_id = text(host, mail, "messageId")?.unwrap_or_default();
    email.in_reply_to = text(host, mail, "inReplyTo")?.unwrap_or_default();
    for reference in elements(host, mail, "references")? {
        email.references.push(word(&reference, "references")?);
    }
    if let Value::Object(keywords) = option(host, mail, "keywords")? {
        let set = keywords.entries().into_iter().filter(|(_, value)| matches!(value, Value::Bool(true)));
        email.keywords = set.map(|(name, _)| name.to_string()).collect();
    }
    email.sent_at = sent_at(host, mail)?;
    for header in elements(host, mail, "headers")? {
        if let Some(name) = text(host, &header, "name")? {
            email.headers.push((name, text(host, &header, "value")?.unwrap_or_default()));
        }
    }
    email.text = text(host, mail, "textBody")?;
    email.html = text(host, mail, "htmlBody")?;
    if email.text.is_none() && email.html.is_none() {
        let (structure, values) = (option(host, mail, "bodyStructure")?, option(host, mail, "bodyValues")?);
        if matches!(structure, Value::Object(_)) {
            email.structure = Some(part(host, &structure, &values, 0)?);
        }
    }
    for attachment in elements(host, mail, "attachments")? {
        let Value::Object(object) = &attachment else { return Err(no_attachment(&attachment)) };
        let native = object.native_as::<MailAttachment>().ok_or_else(|| no_attachment(&attachment))?;
        email.attachments.push((*native.attachment).clone());
    }
    Ok(email)
}

fn no_attachment(value: &Value) -> Box<Error> {
    Error::type_mismatch("an attachment (MAIL New attachment)", value)
}

fn word(value: &Value, name: &str) -> Res<String> {
    match value {
        Value::Text(text) => Ok(text.to_string()),
        other => Err(Error::type_mismatch(&format!("a text in the property {name} of the email"), other)),
    }
}

fn text(host: &mut dyn Host, of: &Value, name: &str) -> Res<Option<String>> {
    match option(host, of, name)? {
        Value::Undefined => Ok(None),
        value => word(&value, name).map(Some),
    }
}

fn elements(host: &mut dyn Host, of: &Value, name: &str) -> Res<Vec<Value>> {
    match option(host, of, name)? {
        Value::Undefined => Ok(Vec::new()),
        Value::Collection(collection) => Ok(collection.snapshot()),
        other => {
            Err(Error::type_mismatch(&format!("a collection in the property {name} of the email"), &other))
        }
    }
}

fn addresses_of(host: &mut dyn Host, name: &str, value: &Value) -> Res<Vec<Address>> {
    match value {
        Value::Text(text) => Ok(addresses(&text.to_str())),
        Value::Object(_) => {
            let email = text(host, value, "email")?.unwrap_or_default();
            let name = text(host, value, "name")?.unwrap_or_default();
            Ok(if email.is_empty() { Vec::new() } else { vec![Address { name, email }] })
        }
        Value::Collection(collection) => {
            let mut all = Vec::new();
            for one in collection.snapshot() {
                match &one {
                    Value::Text(_) | Value::Object(_) => all.extend(addresses_of(host, name, &one)?),
                    other => {
                        return Err(Error::type_mismatch(
                            &format!("addresses in the property {name}"),
                            other,
                        ));
                    }
                }
            }
            Ok(all)
        }
        other => Err(Error::type_mismatch(&format!("addresses in the property {name} of the email"), other)),
    }
}

fn sent_at(host: &mut dyn Host, mail: &Value) -> Res<Option<i64>> {
    let Some(stamp) = text(host, mail, "sendAt")?.filter(|stamp| !stamp.is_empty()) else { return Ok(None) };
    let Some(at) = mail_parser::DateTime::parse_rfc3339(&stamp).filter(mail_parser::DateTime::is_valid)
    else {
        let message = format!(
            "The property sendAt is \"{stamp}\"; it must be an ISO 8601 time such as 2020-09-13T16:11:53Z."
        );
        return Err(Error::new(54, message));
    };
    Ok(Some(at.to_timestamp()))
}

fn part(host: &mut dyn Host, structure: &Value, values: &Value, depth: usize) -> Res<Part> {
    if depth > DEEPEST {
        return Err(Error::new(
            54,
            format!("The parts of bodyStructure lie in each other more than {DEEPEST} deep."),
        ));
    }
    let mut part = Part {
        media_type: text(host, structure, "type")?.unwrap_or_default().to_ascii_lowercase(),
        disposition: text(host, structure, "disposition")?.unwrap_or_default(),
        location: text(host, structure, "location")?.unwrap_or_default(),
        ..Part::default()
    };
    for language in elements(host, structure, "language")? {
        part.languages.push(word(&language, "language")?);
    }
    for inner in elements(host, structure, "subParts")? {
        part.parts.push(self::part(host, &inner, values, depth + 1)?);
    }
    // The page of the class writes the name in both ways.
    let id = match text(host, structure, "partId")? {
        Some(id) => Some(id),
        None => text(host, structure, "partID")?,
    };
    if let Some(id) = id {
        let held = option(host, values, &id)?;
        part.value = text(host, &held, "value")?.unwrap_or_default();
    }
    Ok(part)
}

/// The email object of a message.
pub fn object(email: Email) -> Value {
    let object = Object::new();
    let set = |name: &str, value: Value| object.set(Symbol::intern(name), value);
    let said = |text: String| if text.is_empty() { Value::Undefined } else { Value::from(text) };
    set("messageId", said(email.message_id));
    set("subject", said(email.subject));
    for (name, people) in [
        ("from", email.from),
        ("sender", email.sender),
        ("to", email.to),
        ("cc", email.cc),
        ("bcc", email.bcc),
        ("replyTo", email.reply_to),
    ] {
        if !people.is_empty() {
            set(name, Value::from(people.into_iter().map(person).collect::<Vec<_>>()));
        }
    }
    set("inReplyTo", said(email.in_reply_to));
    if !email.references.is_empty() {
        set("references", Value::from(email.references.into_iter().map(Value::from).collect::<Vec<_>>()));
    }
    set("comments", said(email.comments));
    if !email.keywords.is_empty() {
        let keywords = Object::new();
        for keyword in &email.keywords {
            keywords.set_text(&Text::from(keyword.as_str()), Value::Bool(true));
        }
        set("keywords", Value::from(keywords));
    }
    if let Some(at) = email.sent_at {
        set("sendAt", Value::from(stamp(at)));
    }
    set("headers", headers(email.headers));
    if let Some(structure) = email.structure {
        let values = Object::new();
        let mut count = 0;
        set("bodyStructure", structure_of(structure, &values, &mut count));
        set("bodyValues", Value::from(values));
    }
    set("textBody", email.text.map_or(Value::Undefined, Value::from));
    let attachments = email.attachments.into_iter().map(attachment::received).collect::<Vec<_>>();
    set("attachments", Value::from(attachments));
    Value::from(object)
}

fn person(address: Address) -> Value {
    let name = if address.name.is_empty() { Value::Null } else { Value::from(address.name) };
    Value::from(Object::from_pairs([("name", name), ("email", Value::from(address.email))]))
}

fn headers(headers: Vec<(String, String)>) -> Value {
    let all = headers.into_iter().map(|(name, value)| {
        Value::from(Object::from_pairs([("name", Value::from(name)), ("value", Value::from(value))]))
    });
    Value::from(all.collect::<Vec<_>>())
}

/// A time in ISO 8601, UTC.
fn stamp(seconds: i64) -> String {
    let at = mail_parser::DateTime::from_timestamp(seconds);
    format!("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", at.year, at.month, at.day, at.hour, at.minute, at.second)
}

fn structure_of(part: Part, values: &Object, count: &mut usize) -> Value {
    let object = Object::new();
    let set = |name: &str, value: Value| object.set(Symbol::intern(name), value);
    let said = |text: String| if text.is_empty() { Value::Undefined } else { Value::from(text) };
    let whole = part.parts.is_empty() && !part.media_type.starts_with("multipart/");
    if whole {
        *count += 1;
        let id = format!("p{count:04}");
        set("partID", Value::from(id.as_str()));
        let value = Object::from_pairs([
            ("value", Value::from(part.value)),
            ("isEncodingProblem", Value::Bool(part.problem.is_some())),
        ]);
        values.set_text(&Text::from(id.as_str()), Value::from(value));
    }
    set("type", Value::from(part.media_type));
    set("charset", said(part.charset));
    set("encoding", said(part.problem.unwrap_or_default()));
    set("disposition", said(part.disposition));
    if !part.languages.is_empty() {
        set("language", Value::from(part.languages.into_iter().map(Value::from).collect::<Vec<_>>()));
    }
    set("location", said(part.location));
    if !part.headers.is_empty() {
        set("headers", headers(part.headers));
    }
    if !whole {
        let parts = part.parts.into_iter().map(|part| structure_of(part, values, count)).collect::<Vec<_>>();
        set("subParts", Value::from(parts));
    }
    Value::from(object)
}

commands! { pub static COMMANDS: "Mail";
    /// An email object as MIME. The options `headerCharset` and `bodyCharset` take the constants of the theme Mail
    /// (`commands/mail-convert-to-mime`).
    ///
    /// Errors: 54 for a property of another type than documented, and for another charset.
    ///
    /// ```4d
    /// var $mail : Object
    /// var $mime : Text
    /// $mail:={from: "tsales@massmarket.com"; to: "noreply@4d.com"; subject: "Sale"; textBody: "This week"}
    /// $mime:=MAIL Convert to MIME($mail)
    /// ASSERT(Position("Subject: Sale"; $mime)>0)
    /// ASSERT(Position("Content-Type: text/plain; charset=\"UTF-8\""; $mime)>0)
    /// ```
    "MAIL Convert to MIME" 1604 fn mail_convert_to_mime(host, mail: &Value, options: Option<&Value>) -> String {
        let Value::Object(_) = mail else { return Err(Error::type_mismatch("an email object", mail)) };
        let modes = Modes::of(host, options.unwrap_or(&Value::Undefined))?;
        let mime = message(host, mail)?.to_mime(modes, true);
        // Bytes beyond ASCII are those of an 8-bit body in ISO-8859-1.
        Ok(String::from_utf8(mime).unwrap_or_else(|error| error.as_bytes().iter().map(|b| char::from(*b)).collect()))
    }

    /// A MIME document as an email object: `bodyStructure` and `bodyValues` hold the texts, `attachments` the files
    /// (`commands/mail-convert-from-mime`).
    ///
    /// ```4d
    /// var $mail : Object
    /// $mail:=MAIL Convert from MIME("Subject: Hello\r\nFrom: Jo <jo@4d.com>\r\n\r\nHi there")
    /// ASSERT($mail.subject="Hello")
    /// ASSERT($mail.from[0].email="jo@4d.com")
    /// ASSERT($mail.bodyValues.p0001.value="Hi there")
    /// ```
    "MAIL Convert from MIME" 1681 fn mail_convert_from_mime(_host, mime: &Value) -> Value {
        let bytes = match mime {
            Value::Blob(bytes) => Rc::clone(bytes),
            Value::Text(text) => Rc::new(text.to_str().as_bytes().to_vec()),
            other => return Err(Error::type_mismatch("MIME in a blob or a text", other)),
        };
        Ok(object(mime::parse(&bytes)))
    }
}
