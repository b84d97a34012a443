//! Email messages, and MIME (RFC 5322, 2045 to 2047, 2183, 2231, 2392).

mod address;
mod read;
mod write;

pub use address::{Address, addresses};
pub use read::parse;
pub use write::random_hex;

/// A message, as an email object describes it.
#[derive(Debug, Default)]
pub struct Email {
    /// Originators, in the order of the fields that follow.
    pub from: Vec<Address>,
    /// Who sent it, if not the originator.
    pub sender: Vec<Address>,
    /// Primary recipients.
    pub to: Vec<Address>,
    /// Recipients of copies.
    pub cc: Vec<Address>,
    /// Hidden recipients.
    pub bcc: Vec<Address>,
    /// Where answers go.
    pub reply_to: Vec<Address>,
    /// The topic.
    pub subject: String,
    /// A comment.
    pub comments: String,
    /// Identifier, without angle brackets or with them.
    pub message_id: String,
    /// Identifiers of the messages that it answers.
    pub in_reply_to: String,
    /// Identifiers of the messages of the thread.
    pub references: Vec<String>,
    /// Keywords.
    pub keywords: Vec<String>,
    /// Seconds since 1970, UTC.
    pub sent_at: Option<i64>,
    /// Other header fields in order.
    pub headers: Vec<(String, String)>,
    /// Plain text.
    pub text: Option<String>,
    /// HTML.
    pub html: Option<String>,
    /// The parts, instead of text and HTML.
    pub structure: Option<Part>,
    /// Attached files.
    pub attachments: Vec<Attachment>,
}

/// A part of a body.
#[derive(Debug, Default)]
pub struct Part {
    /// Such as `text/plain`, in lower case.
    pub media_type: String,
    /// Charset that the message declared.
    pub charset: String,
    /// `inline` or `attachment`.
    pub disposition: String,
    /// Languages (RFC 3282).
    pub languages: Vec<String>,
    /// Address of the content (RFC 2557).
    pub location: String,
    /// Header fields of the part.
    pub headers: Vec<(String, String)>,
    /// The text, in parts that have no parts.
    pub value: String,
    /// The declared encoding, where it did not hold.
    pub problem: Option<String>,
    /// Parts of a multipart.
    pub parts: Vec<Part>,
}

/// An attached file.
#[derive(Clone, Debug, Default)]
pub struct Attachment {
    /// File name.
    pub name: String,
    /// `Content-ID`, without angle brackets.
    pub cid: String,
    /// `Content-Type`.
    pub media_type: String,
    /// `inline` or `attachment`.
    pub disposition: String,
    /// The bytes.
    pub content: Vec<u8>,
}
