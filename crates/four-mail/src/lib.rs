//! Mail: email objects and MIME, attachments, and the transporters that talk to mail servers.
//!
//! `mime` turns email objects into MIME and back and knows nothing of servers; `wire` is one conversation in lines over TCP
//! or TLS; `smtp` is the protocol over it; the transporter and the commands stand on these.

mod attachment;
mod charset;
mod email;
mod mime;
mod options;
mod smtp;
mod status;
mod transporter;
mod wire;

use four_runtime::registry::{Command, NativeClass};

/// The classes of this crate.
pub static CLASSES: &[&NativeClass] = &[&attachment::MAIL_ATTACHMENT, &transporter::SMTP_TRANSPORTER];

/// The commands of this crate.
pub static COMMANDS: &[&[Command]] = &[attachment::COMMANDS, email::COMMANDS, transporter::COMMANDS];
