//! MIME into a message.

use mail_parser::{HeaderName, HeaderValue, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::{Address, Attachment, Email, Part};

/// How deep parts may lie in each other; deeper ones are left out.
const DEEPEST: usize = 32;

/// A message from its MIME form; what is no MIME at all is a message whose body is the text.
pub fn parse(bytes: &[u8]) -> Email {
    let Some(message) = MessageParser::default().parse(bytes) else {
        return Email { text: Some(String::from_utf8_lossy(bytes).into_owned()), ..Email::default() };
    };
    let people = |address: Option<&mail_parser::Address<'_>>| -> Vec<Address> {
        let text = |text: &Option<std::borrow::Cow<'_, str>>| text.as_deref().unwrap_or_default().to_string();
        let all = address.into_iter().flat_map(mail_parser::Address::iter);
        all.map(|one| Address { name: text(&one.name), email: text(&one.address) }).collect()
    };
    Email {
        from: people(message.from()),
        sender: people(message.sender()),
        to: people(message.to()),
        cc: people(message.cc()),
        bcc: people(message.bcc()),
        reply_to: people(message.reply_to()),
        subject: message.subject().unwrap_or_default().to_string(),
        comments: texts(message.comments()).join(", "),
        message_id: message.message_id().map(|id| format!("<{id}>")).unwrap_or_default(),
        in_reply_to: bracketed(message.in_reply_to()).join(" "),
        references: bracketed(message.references()),
        keywords: texts(message.keywords()),
        sent_at: message.date().map(mail_parser::DateTime::to_timestamp),
        headers: headers(&message, message.root_part(), |name| !has_property(name)),
        structure: part(&message, 0, 0),
        attachments: message.parts.iter().filter(|part| is_attachment(part)).map(attachment).collect(),
        ..Email::default()
    }
}

fn texts(value: &HeaderValue<'_>) -> Vec<String> {
    match value {
        HeaderValue::Text(text) => vec![text.to_string()],
        HeaderValue::TextList(list) => list.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

fn bracketed(value: &HeaderValue<'_>) -> Vec<String> {
    texts(value).into_iter().map(|id| format!("<{id}>")).collect()
}

/// True for header fields that email objects have properties for, and for those of MIME.
fn has_property(name: &HeaderName<'_>) -> bool {
    super::write::has_property(name.as_str())
}

/// Header fields of a part as they stand in the message, unfolded.
fn headers(
    message: &Message<'_>,
    part: &MessagePart<'_>,
    wanted: impl Fn(&HeaderName<'_>) -> bool,
) -> Vec<(String, String)> {
    let raw = |from: u32, to: u32| {
        let bytes = message.raw_message.get(from as usize..to as usize).unwrap_or_default();
        String::from_utf8_lossy(bytes).split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let found = part.headers.iter().filter(|header| wanted(&header.name));
    found
        .map(|header| {
            let value = match &header.value {
                HeaderValue::Text(text) => text.replace(['\r', '\n'], ""),
                _ => raw(header.offset_start, header.offset_end),
            };
            (header.name.as_str().to_string(), value)
        })
        .collect()
}

/// True for parts that are no text of the body.
fn is_attachment(part: &MessagePart<'_>) -> bool {
    let marked =
        part.content_disposition().is_some_and(|kind| kind.c_type.eq_ignore_ascii_case("attachment"));
    match &part.body {
        PartType::Multipart(_) => false,
        PartType::Text(_) | PartType::Html(_) => marked || part.attachment_name().is_some(),
        _ => true,
    }
}

fn media_type(part: &MessagePart<'_>) -> String {
    match part.content_type() {
        Some(kind) => {
            format!("{}/{}", kind.c_type, kind.c_subtype.as_deref().unwrap_or("plain")).to_ascii_lowercase()
        }
        None => match &part.body {
            PartType::Multipart(_) => "multipart/mixed",
            PartType::Html(_) => "text/html",
            PartType::Text(_) => "text/plain",
            PartType::Message(_) => "message/rfc822",
            _ => "application/octet-stream",
        }
        .to_string(),
    }
}

fn disposition(part: &MessagePart<'_>) -> String {
    part.content_disposition().map(|kind| kind.c_type.to_ascii_lowercase()).unwrap_or_default()
}

/// The parts of the body from this one; attachments stand apart.
fn part(message: &Message<'_>, at: usize, depth: usize) -> Option<Part> {
    let found = message.parts.get(at)?;
    if is_attachment(found) || depth > DEEPEST {
        return None;
    }
    let (value, parts) = match &found.body {
        PartType::Text(text) | PartType::Html(text) => (text.to_string(), Vec::new()),
        PartType::Multipart(parts) => {
            let parts = parts.iter().filter_map(|at| part(message, *at as usize, depth + 1));
            (String::new(), parts.collect())
        }
        _ => (String::new(), Vec::new()),
    };
    let charset = found.content_type().and_then(|kind| kind.attribute("charset"));
    Some(Part {
        media_type: media_type(found),
        charset: charset.unwrap_or_default().to_string(),
        disposition: disposition(found),
        languages: texts(found.content_language()),
        location: found.content_location().unwrap_or_default().to_string(),
        headers: if depth == 0 { Vec::new() } else { headers(message, found, |_| true) },
        value,
        problem: found
            .is_encoding_problem
            .then(|| found.content_transfer_encoding().unwrap_or_default().to_string()),
        parts,
    })
}

fn attachment(part: &MessagePart<'_>) -> Attachment {
    let disposition = disposition(part);
    Attachment {
        name: part.attachment_name().unwrap_or_default().to_string(),
        cid: part.content_id().unwrap_or_default().to_string(),
        media_type: media_type(part),
        disposition: if disposition.is_empty() { "attachment".to_string() } else { disposition },
        content: match &part.body {
            PartType::Message(inner) => inner.raw_message().to_vec(),
            _ => part.contents().to_vec(),
        },
    }
}
